"""Code lists read from ``codelists/*.toml``; every mistake is named by file and key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args

from gis.codelists import Code, Codelist, Hierarchy, Pattern, Symbol
from gis.tables import TableReader, load_toml
from gis.values import as_written
from gis.written import CODELISTS, Written

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")


def read_codelists(written: Written) -> dict[str, Codelist]:
    """The code lists of a data folder by id.

    Raises
    ------
    CatalogError
        With file, key and what to mend; also where two lists have one id.
    """
    found: dict[str, Codelist] = {}
    for path in written.below(CODELISTS):
        codelist = read_codelist(path, written)
        if codelist.id in found:
            raise (
                TableReader(path)
                .at("id")
                .wrong(f"代码表 {codelist.id} 重复", f"a code list {codelist.id} stands twice")
            )
        found[codelist.id] = codelist
    return found


def read_codelist(path: Path, written: Written | None = None) -> Codelist:
    """A code list from its TOML file: as it was read with others, or as it is now.

    Raises
    ------
    CatalogError
        With file, key and what to mend.
    """
    reader = TableReader(path)
    table = reader.table(load_toml(path, written), {"id", "system", "edition", "source", "title", "hierarchy", "codes"})
    hierarchy = table.get("hierarchy", "flat")
    if hierarchy not in get_args(Hierarchy):
        raise reader.at("hierarchy").wrong(
            f"{as_written(hierarchy)} 不可用", f"{as_written(hierarchy)} is not a hierarchy"
        )
    codes = tuple(_code(at, entry) for at, entry in reader.at("codes").tables(table.get("codes", [])))
    _check_codes(reader.at("codes"), codes, hierarchy)
    return Codelist(
        id=str(table.get("id", path.stem)),
        system=str(table.get("system", table.get("id", path.stem))),
        edition=str(table.get("edition", "")),
        source=str(table.get("source", "")),
        title=reader.at("title").text(reader.need(table, "title")),
        hierarchy=hierarchy,
        codes=codes,
    )


def _code(reader: TableReader, table: Mapping[str, Any]) -> Code:
    reader.known(table, {"code", "zh", "en", "parent", "symbol", "aliases"})
    return Code(
        code=str(reader.need(table, "code")),
        title=reader.text({"zh": reader.need(table, "zh"), "en": table.get("en", table["zh"])}),
        parent=str(table["parent"]) if "parent" in table else None,
        symbol=_symbol(reader.at("symbol"), table["symbol"]) if "symbol" in table else None,
        aliases=tuple(map(str, table.get("aliases", ()))),
    )


def _symbol(reader: TableReader, value: Any) -> Symbol:
    table = reader.table(value, {"fill", "stroke", "pattern", "ink"})
    for key in ("fill", "stroke", "ink"):
        colour = table.get(key) if key == "ink" else reader.need(table, key)
        # Colours end up in style attributes of the page: nothing but a colour may pass.
        if colour is not None and not _COLOUR.fullmatch(str(colour)):
            raise reader.at(key).wrong(
                f"{as_written(colour)} 不是 #RRGGBB 颜色", f"{as_written(colour)} is not a colour #RRGGBB"
            )
    pattern = table.get("pattern", "solid")
    if pattern not in get_args(Pattern):
        names = ", ".join(get_args(Pattern))
        raise reader.at("pattern").wrong(
            f"{as_written(pattern)} 不在 {names} 之中", f"{as_written(pattern)} is none of {names}"
        )
    return Symbol(fill=table["fill"], stroke=table["stroke"], pattern=pattern, ink=table.get("ink"))


def _check_codes(reader: TableReader, codes: tuple[Code, ...], hierarchy: Hierarchy) -> None:
    seen: set[str] = set()
    for entry in codes:
        if entry.code in seen:
            raise reader.at(entry.code).wrong("代码重复", "the code stands twice")
        seen.add(entry.code)
    for entry in codes:
        if hierarchy == "parent" and entry.parent is not None and entry.parent not in seen:
            raise reader.at(entry.code).wrong(
                f"上级 {entry.parent} 不在表中", f"its parent {entry.parent} is not in the list"
            )
