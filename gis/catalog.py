"""The catalog: what a data folder holds, read from its ``catalog.toml`` and ``codelists/*.toml``.

Code knows no place and no column; it knows kinds of layers and roles of fields, and finds both here.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from gis.codelists import Code, Codelist, Symbol
from gis.errors import CatalogError, UnknownProperty
from gis.fields import DType, Field, Role
from gis.text import Text
from gis.units import UNITS

CATALOG = "catalog.toml"


class Kind(StrEnum):
    """What a layer is for the engine and the map."""

    PARCEL = "parcel"
    SPACE = "space"
    BUILDING = "building"
    PARK = "park"
    PROJECT = "project"
    CONTROL = "control"
    BASE = "base"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Collection:
    """One layer as the catalog declares it.

    ``noun`` is what one feature is counted by (宗, 层, parcels); ``as_of`` the date at which the data stands.
    """

    id: str
    kind: Kind
    file: str
    title: Text
    noun: Text
    fields: tuple[Field, ...]
    source: Text = Text("", "")
    as_of: dt.date | None = None

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by column name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def by_role(self) -> dict[Role, Field]:
        """Fields by role."""
        return {field.role: field for field in self.fields if field.role}

    def field(self, name: str) -> Field:
        """The declared field of a name.

        Raises
        ------
        UnknownProperty
            With the list of names that could have been meant.
        """
        if name not in self.by_name:
            names = ", ".join(self.by_name)
            raise UnknownProperty(
                Text(f"图层“{self.title.zh}”没有字段 {name}", f"{self.title.en} has no property {name}"),
                Text(f"可用字段：{names}", f"queryables: {names}"),
                property=name,
                queryables=list(self.by_name),
            )
        return self.by_name[name]


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """A data folder's declaration.

    Parameters
    ----------
    folder
        Where it was read from; layer files are relative to it.
    as_of
        The date from which clocks and availability count; today where the folder names none.
    metric_crs
        The CRS in which areas and distances are measured.
    demonstration
        Words shown on every screen where the data is a demonstration, else None.
    """

    folder: Path
    title: Text
    metric_crs: str
    as_of: dt.date
    collections: Mapping[str, Collection]
    codelists: Mapping[str, Codelist]
    demonstration: Text | None = None
    stale_after_days: int = 90
    scheme: str = "default"
    home: tuple[float, float, float, float] | None = None

    def of_kind(self, *kinds: Kind) -> list[Collection]:
        """Collections of these kinds in the catalog's order."""
        return [collection for collection in self.collections.values() if collection.kind in kinds]


@dataclass
class _Reader:
    """Reads TOML tables and says in which file and at which key something is wrong."""

    path: Path
    trail: tuple[str, ...] = field(default=())

    def at(self, *keys: str) -> _Reader:
        return _Reader(self.path, (*self.trail, *keys))

    def wrong(self, zh: str, en: str) -> CatalogError:
        where = ".".join(self.trail) or "-"
        return CatalogError(
            Text(f"{self.path.name} 的 {where}：{zh}", f"{self.path.name}, {where}: {en}"),
            Text(f"请修改 {self.path}", f"mend {self.path}"),
            file=str(self.path),
            key=where,
        )

    def need(self, table: Mapping[str, Any], key: str) -> Any:
        if key not in table:
            raise self.wrong(f"缺少 {key}", f"{key} is missing")
        return table[key]

    def known(self, table: Mapping[str, Any], allowed: set[str]) -> None:
        if extra := sorted(set(table) - allowed):
            raise self.wrong(f"不认识的键 {'、'.join(extra)}", f"unknown key {', '.join(extra)}")

    def text(self, value: Any) -> Text:
        if isinstance(value, str):
            return Text(value, value)
        if isinstance(value, dict) and isinstance(value.get("zh"), str):
            return Text(value["zh"], str(value.get("en", value["zh"])))
        raise self.wrong("文字须写作 { zh = …, en = … }", "words are written { zh = …, en = … }")

    def date(self, value: Any) -> dt.date | None:
        if value is None or isinstance(value, dt.date):
            return value
        raise self.wrong(f"{value!r} 不是日期", f"{value!r} is not a date")

    def choice(self, value: Any, options: type[StrEnum]) -> Any:
        try:
            return options(value)
        except ValueError:
            names = ", ".join(options)
            raise self.wrong(f"{value!r} 不在 {names} 之中", f"{value!r} is none of {names}") from None


def load_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a table.

    Raises
    ------
    CatalogError
        Where it is missing or not TOML, with the position of the mistake.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CatalogError(
            Text(f"找不到 {path}", f"{path} is not there"),
            Text("请检查数据文件夹路径", "check the path of the data folder"),
            file=str(path),
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        raise CatalogError(
            Text(f"{path.name} 无法读取：{mistake}", f"{path.name} cannot be read: {mistake}"),
            Text("请按 TOML 格式修改", "mend it to be TOML"),
            file=str(path),
        ) from None


def read_codelist(path: Path) -> Codelist:
    """A code list from its TOML file."""
    table, reader = load_toml(path), _Reader(path)
    reader.known(table, {"id", "system", "edition", "source", "title", "hierarchy", "codes"})
    hierarchy = table.get("hierarchy", "flat")
    if hierarchy not in ("prefix", "parent", "flat", "ordinal"):
        raise reader.at("hierarchy").wrong(f"{hierarchy!r} 不可用", f"{hierarchy!r} is not a hierarchy")
    return Codelist(
        id=str(table.get("id", path.stem)),
        system=str(table.get("system", table.get("id", path.stem))),
        edition=str(table.get("edition", "")),
        source=str(table.get("source", "")),
        title=reader.text(reader.need(table, "title")),
        hierarchy=hierarchy,
        codes=tuple(_code(reader.at("codes", str(n)), entry) for n, entry in enumerate(table.get("codes", []), 1)),
    )


def _code(reader: _Reader, table: Mapping[str, Any]) -> Code:
    reader.known(table, {"code", "zh", "en", "parent", "symbol", "aliases"})
    symbol = table.get("symbol")
    return Code(
        code=str(reader.need(table, "code")),
        title=reader.text({"zh": reader.need(table, "zh"), "en": table.get("en", table["zh"])}),
        parent=table.get("parent"),
        symbol=Symbol(**symbol) if symbol else None,
        aliases=tuple(table.get("aliases", ())),
    )


def read_catalog(folder: Path) -> Catalog:
    """The catalog of a data folder.

    Raises
    ------
    CatalogError
        With file, key and what to mend.
    """
    path = folder / CATALOG
    table, reader = load_toml(path), _Reader(path)
    reader.known(table, {"folder", "collections"})
    head = reader.need(table, "folder")
    top = reader.at("folder")
    top.known(head, {"title", "metric_crs", "as_of", "demonstration", "stale_after_days", "scheme", "home"})
    codelists = {found.id: found for found in map(read_codelist, sorted((folder / "codelists").glob("*.toml")))}
    collections = {
        name: _collection(reader.at("collections", name), name, entry, codelists)
        for name, entry in reader.need(table, "collections").items()
    }
    for collection in collections.values():
        _check_references(reader.at("collections", collection.id), collection, collections)
    home = head.get("home")
    return Catalog(
        folder=folder,
        title=top.text(top.need(head, "title")),
        metric_crs=str(top.need(head, "metric_crs")),
        as_of=top.date(head.get("as_of")) or dt.date.today(),
        demonstration=top.text(head["demonstration"]) if "demonstration" in head else None,
        stale_after_days=int(head.get("stale_after_days", 90)),
        scheme=str(head.get("scheme", "default")),
        home=(float(home[0]), float(home[1]), float(home[2]), float(home[3])) if home else None,
        collections=collections,
        codelists=codelists,
    )


def _collection(reader: _Reader, name: str, table: Mapping[str, Any], codelists: Mapping[str, Codelist]) -> Collection:
    reader.known(table, {"kind", "file", "title", "noun", "source", "as_of", "fields"})
    fields = tuple(
        _field(reader.at("fields", str(n)), entry, codelists) for n, entry in enumerate(reader.need(table, "fields"), 1)
    )
    collection = Collection(
        id=name,
        kind=reader.at("kind").choice(reader.need(table, "kind"), Kind),
        file=str(reader.need(table, "file")),
        title=reader.text(reader.need(table, "title")),
        noun=reader.text(table.get("noun", {"zh": "个", "en": "features"})),
        source=reader.text(table.get("source", "")),
        as_of=reader.date(table.get("as_of")),
        fields=fields,
    )
    if len(collection.by_name) != len(fields):
        raise reader.wrong("字段名重复", "a field name stands twice")
    if len(collection.by_role) != sum(field.role is not None for field in fields):
        raise reader.wrong("同一角色用了两次", "a role stands twice")
    if Role.ID not in collection.by_role:
        raise reader.wrong("没有角色为 id 的字段", "no field has the role id")
    return collection


def _field(reader: _Reader, table: Mapping[str, Any], codelists: Mapping[str, Codelist]) -> Field:
    reader.known(table, {"name", "type", "zh", "en", "unit", "role", "codelist", "references", "group"})
    unit, codelist, role = table.get("unit"), table.get("codelist"), table.get("role")
    if unit is not None and unit not in UNITS:
        raise reader.at("unit").wrong(f"不认识的单位 {unit}", f"unknown unit {unit}; known: {', '.join(UNITS)}")
    if codelist is not None and codelist not in codelists:
        raise reader.at("codelist").wrong(f"codelists/ 中没有 {codelist}", f"codelists/ has no {codelist}")
    return Field(
        name=str(reader.need(table, "name")),
        dtype=reader.at("type").choice(table.get("type", "text"), DType),
        title=reader.text({"zh": reader.need(table, "zh"), "en": table.get("en", table["zh"])}),
        unit=unit,
        role=reader.at("role").choice(role, Role) if role else None,
        codelist=codelist,
        references=table.get("references"),
        group=str(table.get("group", "")),
    )


def _check_references(reader: _Reader, collection: Collection, collections: Mapping[str, Collection]) -> None:
    for entry in collection.fields:
        if entry.references and entry.references not in collections:
            raise reader.at("fields", entry.name).wrong(
                f"引用的图层 {entry.references} 不存在", f"references {entry.references}, which is not a collection"
            )
