"""Code lists read from ``codelists/*.toml``; every mistake is named by file, line and key."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast, get_args

from gis.codelists import Code, Codelist, Hierarchy, Pattern, Symbol
from gis.errors import CatalogError
from gis.reading.files import open_toml
from gis.reading.reader import Reader, refuse_repeated
from gis.reading.shapes import among, colour, flag, listed, plain, table_of, words
from gis.written import CODELISTS, Written

_LIST: Final = ("id", "system", "edition", "source", "title", "hierarchy", "codes")
_SYSTEM: Final = ("leads_into", "partial", "sections", "names", "headings")
_CODE: Final = ("code", "zh", "en", "parent", "symbol", "aliases", "becomes", "may_become")
_WORDS: Final = listed(plain)
_SECTIONS: Final = table_of(listed(plain, 2, 2))
_PATTERN: Final = among(get_args(Pattern))
_SYMBOL: Final = ("fill", "stroke", "pattern", "ink")


def read_codelists(written: Written) -> dict[str, Codelist]:
    """The code lists of a data folder by id.

    Raises
    ------
    CatalogError
        With file, line, key and what to mend; also where two lists have one id.
    """
    by_id: dict[str, Codelist] = {}
    for path in written.below(CODELISTS):
        reader = _open(path, written)
        codelist = _codelist(reader, path.stem)
        if codelist.id in by_id:
            raise reader.at("id").twice(codelist.id)
        by_id[codelist.id] = codelist
    return by_id


def read_codelist(path: Path, written: Written | None = None) -> Codelist:
    """A code list from its TOML file: as it was read with others, or as it is now.

    Raises
    ------
    CatalogError
        With file, line, key and what to mend.
    """
    return _codelist(_open(path, written), path.stem)


def _open(path: Path, written: Written | None) -> Reader[CatalogError]:
    return open_toml(CatalogError, path, written, name=f"{CODELISTS}/{path.name}", file=str(path))


def _codelist(reader: Reader[CatalogError], stem: str) -> Codelist:
    reader.refuse_others((*_LIST, *_SYSTEM))
    hierarchy = cast("Hierarchy", reader.read_or("hierarchy", among(get_args(Hierarchy)), "flat"))
    readers = reader.parts("codes") if "codes" in reader else []
    codes = tuple(map(_code, readers))
    _check_codes(readers, codes, hierarchy)
    name = reader.read_or("id", plain, stem)
    return Codelist(
        id=name,
        system=reader.read_or("system", plain, name),
        edition=reader.read_or("edition", plain, ""),
        source=reader.read_or("source", plain, ""),
        title=reader.read("title", words(english=False)),
        hierarchy=hierarchy,
        codes=codes,
        leads_into=reader.read_or("leads_into", plain, ""),
        partial=reader.read_or("partial", flag, default=False),
        sections=reader.read_or("sections", _SECTIONS, {}),
        names=reader.read_or("names", _WORDS, ()),
        headings=reader.read_or("headings", _WORDS, ()),
    )


def _code(reader: Reader[CatalogError]) -> Code:
    reader.refuse_others(_CODE)
    return Code(
        code=reader.read("code", plain),
        title=reader.read_title(english=False),
        parent=reader.read_or("parent", plain, None),
        symbol=_symbol(reader.part("symbol")) if "symbol" in reader else None,
        aliases=reader.read_or("aliases", _WORDS, ()),
        becomes=reader.read_or("becomes", plain, None),
        may_become=reader.read_or("may_become", _WORDS, ()),
    )


def _symbol(reader: Reader[CatalogError]) -> Symbol:
    reader.refuse_others(_SYMBOL)
    return Symbol(
        fill=reader.read("fill", colour),
        stroke=reader.read("stroke", colour),
        pattern=cast("Pattern", reader.read_or("pattern", _PATTERN, "solid")),
        ink=reader.read_or("ink", colour, None),
    )


def _check_codes(readers: list[Reader[CatalogError]], codes: tuple[Code, ...], hierarchy: Hierarchy) -> None:
    refuse_repeated((entry.code for entry in codes), lambda n: readers[n].at("code"))
    known = dict.fromkeys(entry.code for entry in codes)
    for reader, entry in zip(readers, codes, strict=True):
        if hierarchy == "parent" and entry.parent is not None and entry.parent not in known:
            raise reader.at("parent").unknown(entry.parent, known)
