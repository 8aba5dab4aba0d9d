"""The catalog: what a data folder holds, read from its ``catalog.toml`` and ``codelists/*.toml``.

Code knows no place and no column; it knows kinds of layers and roles of fields, and finds both here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Final
from zoneinfo import ZoneInfo

from gis.codelist_file import read_codelists
from gis.codelists import Codelist
from gis.crs import metric
from gis.disk import Missing, Unreadable, checked
from gis.errors import CatalogError, UnknownProperty
from gis.fields import DType, Field, Role
from gis.names import RESERVED, confused, device, unprintable
from gis.tables import TableReader, load_toml
from gis.text import Text, many, one_of
from gis.units import UNITS
from gis.values import TIME_ZONE, as_written
from gis.written import CATALOG, Written

NO_WORDS: Final = Text("", "")
_NAME: Final = re.compile(r"[^\W_][\w-]{0,63}")
"""A collection's name stands in addresses and file names: letters of any script, digits, ``_`` and ``-``."""
HEAD: Final = {"title", "metric_crs", "as_of", "time_zone", "demonstration", "stale_after_days", "scheme", "home"}
LISTED: Final = 12
"""Columns that a printed list has at most: more cannot be read on A4."""


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
    source: Text = NO_WORDS
    as_of: dt.date | None = None

    def __hash__(self) -> int:
        # What is worked out for a collection is looked up at every request: its fields need not be hashed each time.
        return hash(self.id)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by column name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def by_role(self) -> dict[Role, Field]:
        """Fields by role."""
        return {field.role: field for field in self.fields if field.role}

    def counted(self, count: int) -> Text:
        """How many features, by what the collection calls them; in English one of them without its s."""
        return Text(f"{count:,} {self.noun.zh}", many(count, one_of(self.noun.en), self.noun.en))

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
        The day of the question, from which clocks and availability count: the folder's own, or the day on which it was asked.
    dated
        Whether the folder names its day of the question.
    time_zone
        Where the folder's days begin and end, as the IANA database names it.
    metric_crs
        The CRS in which areas and distances are measured.
    demonstration
        Words shown on every screen where the data is a demonstration, else None.
    written
        The files that it was read from, as they were read: what a scheme, a scenario or the table of procedures says comes from them too.
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
    dated: bool = True
    time_zone: str = TIME_ZONE
    written: Written = field(default_factory=Written, repr=False)

    def source_of(self, collection: Collection) -> Path:
        """The file of a layer, which may be missing.

        Raises
        ------
        CatalogError
            Where what stands there is no file, or a link that leads out of the folder: a data folder may come from anyone.
        """
        path = self.folder / collection.file
        try:
            checked(path, self.folder)
        except Missing:
            pass  # Who reads it says which layer it is missing for.
        except Unreadable as mistake:
            raise CatalogError(
                Text(
                    f"图层“{collection.title.zh}”的文件 {path} {mistake.text.zh}",
                    f"{path}, the file of {collection.title.en}, {mistake.text.en}",
                ),
                Text(
                    "请把文件本身放到该处，或修改 catalog.toml 中的 file",
                    "put the file itself there, or change its name in catalog.toml",
                ),
                file=str(path),
                collection=collection.id,
            ) from None
        return path

    def at(self, now: dt.datetime) -> Catalog:
        """The catalog for a question that is asked now; itself where its day of the question stands."""
        return self if self.dated else self.on(now.astimezone(ZoneInfo(self.time_zone)).date())

    def on(self, day: dt.date) -> Catalog:
        """The catalog for a question of a day; itself where its day of the question stands, or is that one."""
        return self if self.dated or day == self.as_of else replace(self, as_of=day)

    def of_kind(self, *kinds: Kind) -> list[Collection]:
        """Collections of these kinds in the catalog's order."""
        return [collection for collection in self.collections.values() if collection.kind in kinds]


def read_catalog(folder: Path, now: dt.datetime | None = None) -> Catalog:
    """The catalog of a data folder.

    Parameters
    ----------
    now
        When the question is asked, where the folder does not name its day; the system's time unless given.

    Raises
    ------
    CatalogError
        With file, key and what to mend.
    """
    written = Written.of(folder)
    path = folder / CATALOG
    reader = TableReader(path)
    table = reader.table(load_toml(path, written), {"folder", "collections"})
    codelists = read_codelists(written)
    entries = reader.at("collections").table(reader.need(table, "collections"))
    collections = {
        name: _collection(reader.at("collections", name), name, entry, codelists) for name, entry in entries.items()
    }
    _check_names(reader.at("collections"), collections)
    for collection in collections.values():
        _check_references(reader.at("collections", collection.id), collection, collections)
    top = reader.at("folder")
    head = top.table(reader.need(table, "folder"), HEAD)
    stated = top.at("as_of").date(head.get("as_of"))
    return Catalog(
        folder=folder,
        title=top.at("title").text(top.need(head, "title")),
        metric_crs=_metric_crs(top, head),
        as_of=stated or dt.date.min,
        dated=stated is not None,
        time_zone=_time_zone(top.at("time_zone"), head.get("time_zone", TIME_ZONE)),
        demonstration=top.at("demonstration").text(head["demonstration"]) if "demonstration" in head else None,
        stale_after_days=top.at("stale_after_days").whole(head.get("stale_after_days", 90)),
        scheme=str(head.get("scheme", "default")),
        home=_home(top.at("home"), head["home"]) if "home" in head else None,
        collections=collections,
        codelists=codelists,
        written=written,
    ).at(now or dt.datetime.now(dt.UTC))


def _metric_crs(reader: TableReader, head: Mapping[str, Any]) -> str:
    name = str(reader.need(head, "metric_crs"))
    if not metric(name):
        raise reader.at("metric_crs").wrong(
            f"{name} 不是以米为单位的投影坐标系", f"{name} is not a projected coordinate system in metres"
        )
    return name


def _time_zone(reader: TableReader, value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (TypeError, ValueError, OSError, KeyError):
        raise reader.wrong(
            f"{as_written(value)} 不是 IANA 时区，如 {TIME_ZONE}",
            f"{as_written(value)} is no IANA time zone such as {TIME_ZONE}",
        ) from None


def _home(reader: TableReader, value: Any) -> tuple[float, float, float, float]:
    numbers = [n for n in value if isinstance(n, (int, float))] if isinstance(value, list) else []
    if len(numbers) != 4 or not (-180 <= numbers[0] < numbers[2] <= 180 and -90 <= numbers[1] < numbers[3] <= 90):
        raise reader.wrong("应为 [西, 南, 东, 北] 的经纬度", "write [west, south, east, north] in degrees")
    west, south, east, north = map(float, numbers)
    return west, south, east, north


def _collection(reader: TableReader, name: str, value: Any, codelists: Mapping[str, Codelist]) -> Collection:
    if not _NAME.fullmatch(name):
        raise reader.wrong("图层名只用字母、数字、_ 和 -", "a collection's name is made of letters, digits, _ and -")
    table = reader.table(value, {"kind", "file", "title", "noun", "source", "as_of", "fields"})
    listed = reader.at("fields").tables(reader.need(table, "fields"))
    collection = Collection(
        id=name,
        kind=reader.at("kind").choice(reader.need(table, "kind"), Kind),
        file=_file(reader.at("file"), reader.need(table, "file")),
        title=reader.at("title").text(reader.need(table, "title")),
        noun=reader.at("noun").text(table.get("noun", {"zh": "个", "en": "features"})),
        source=reader.at("source").text(table.get("source", "")),
        as_of=reader.at("as_of").date(table.get("as_of")),
        fields=tuple(_field(at, entry, codelists) for at, entry in listed),
    )
    _check_fields(reader.at("fields"), collection)
    return collection


def _file(reader: TableReader, value: Any) -> str:
    path = PurePosixPath(str(value).replace("\\", "/"))
    # A data folder may come from anyone: it must not make the service read what lies outside it.
    if path.is_absolute() or ".." in path.parts or ":" in str(value):
        raise reader.wrong(f"{value} 不在数据文件夹之内", f"{value} lies outside the data folder")
    if device(str(path)):
        raise reader.wrong(
            f"{value} 为操作系统保留的文件名", f"{value} is a name that an operating system keeps for itself"
        )
    return str(value)


def _check_names(reader: TableReader, collections: Mapping[str, Collection]) -> None:
    """Each collection's name and file are told apart from every other's by SQLite and by any disk."""
    if (pair := confused(collections)) is not None:
        raise reader.at(pair[1]).wrong(
            f"图层 {pair[0]} 与 {pair[1]} 只差大小写或字符写法，存储中会成为同一张表",
            f"the collections {pair[0]} and {pair[1]} differ in case or spelling of signs alone: the store would take them for one",
        )
    files = {collection.file: name for name, collection in collections.items()}
    if (pair := confused(files)) is not None:
        raise reader.at(files[pair[1]], "file").wrong(
            f"文件 {pair[0]} 与 {pair[1]} 只差大小写或字符写法，有的磁盘分不开",
            f"the files {pair[0]} and {pair[1]} differ in case or spelling of signs alone: some disks take them for one",
        )
    for name in collections:
        if name.casefold().startswith(RESERVED) or device(name):
            raise reader.at(name).wrong(
                f"图层编号 {name} 为存储格式或操作系统保留，请换一个",
                f"the collection id {name} is reserved by the store's format or an operating system; give it another",
            )


def _check_fields(reader: TableReader, collection: Collection) -> None:
    for entry in collection.fields:
        if unprintable(entry.name):
            raise reader.wrong(f"字段名 {entry.name!r} 不可用", f"{entry.name!r} is no name for a field")
    if len(collection.by_name) != len(collection.fields):
        raise reader.wrong("字段名重复", "a field name stands twice")
    if len(collection.by_role) != sum(entry.role is not None for entry in collection.fields):
        raise reader.wrong("同一角色用了两次", "a role stands twice")
    places = [entry.place for entry in collection.fields if entry.place]
    if len(set(places)) != len(places):
        raise reader.wrong("清单中同一位置（list）用了两次", "a place in the list stands twice")
    if Role.ID not in collection.by_role:
        raise reader.wrong("没有角色为 id 的字段", "no field has the role id")
    for role in (Role.ID, Role.USAGE):
        if role in collection.by_role and collection.by_role[role].dtype is not DType.TEXT:
            raise reader.at(collection.by_role[role].name).wrong(
                f"角色 {role} 须为 text", f"role {role} is of type text"
            )
    area = collection.by_role.get(Role.AREA)
    if area is not None and not area.numeric:
        raise reader.at(area.name).wrong("角色 area 须为数值", "role area is a number")


def _field(reader: TableReader, table: Mapping[str, Any], codelists: Mapping[str, Codelist]) -> Field:
    reader.known(table, {"name", "type", "zh", "en", "unit", "role", "codelist", "references", "group", "list"})
    unit, codelist, role = (str(table[key]) if key in table else None for key in ("unit", "codelist", "role"))
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
        references=str(table["references"]) if "references" in table else None,
        group=str(table.get("group", "")),
        place=_place(reader.at("list"), table["list"]) if "list" in table else 0,
    )


def _place(reader: TableReader, value: Any) -> int:
    place = reader.whole(value)
    if not 0 < place <= LISTED:
        raise reader.wrong(f"{place} 不在 1 至 {LISTED} 之间", f"{place} is not between 1 and {LISTED}")
    return place


def _check_references(reader: TableReader, collection: Collection, collections: Mapping[str, Collection]) -> None:
    for entry in collection.fields:
        if entry.references and entry.references not in collections:
            raise reader.at("fields", entry.name).wrong(
                f"引用的图层 {entry.references} 不存在", f"references {entry.references}, which is not a collection"
            )
