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
from gis.disk import Missing, Unreadable, check_file
from gis.errors import CatalogError, UnknownProperty
from gis.fields import DType, Field, Role
from gis.listed import LISTED
from gis.names import BOUNDS, OPTION, PARAMETERS, RESERVED, confused, device, unprintable
from gis.reading.files import open_toml
from gis.reading.reader import Reader, Spot, refuse_repeated
from gis.reading.shapes import Misfit, among, choice, day, flag, misfit, plain, whole, words
from gis.references import check_reference
from gis.text import Text, many, one_of
from gis.units import UNITS
from gis.values import TIME_ZONE
from gis.written import CATALOG, Written

NO_WORDS: Final = Text("", "")
_NAME: Final = re.compile(r"[^\W_][\w-]{0,63}")
"""A collection's name stands in addresses and file names: letters of any script, digits, ``_`` and ``-``."""
_HEAD: Final = ("title", "metric_crs", "as_of", "time_zone", "demonstration", "stale_after_days", "scheme", "home")
_COLLECTION: Final = ("kind", "file", "title", "noun", "source", "as_of", "fields")
_FIELD: Final = ("name", "type", "zh", "en", "unit", "role", "codelist", "references", "references_by", "group", "list", "original_of", "past")  # fmt: skip
NOUN: Final = Text("个", "features")
"""What features are called that a declaration gives no noun."""


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

    @cached_property
    def ambiguous(self) -> dict[str, Field]:
        """Names of fields by which the least or the greatest of another field would be asked too, and that other."""
        bounds = {side + field.name: field for field in self.fields if field.ranged for side in BOUNDS}
        return {name: field for name, field in bounds.items() if name in self.by_name}

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
            check_file(path, self.folder)
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
    reader = open_toml(CatalogError, path, written, file=str(path))
    reader.refuse_others(("folder", "collections"))
    codelists = read_codelists(written)
    entries = reader.part("collections")
    collections = {name: _collection(entries, name, codelists) for name in entries.table}
    _check_names(entries, collections)
    fields = {name: each.fields for name, each in collections.items()}
    for name, declared in fields.items():
        for n, entry in enumerate(declared, 1):
            check_reference(entries.at(name, "fields", n), entry, fields)
    top = reader.part("folder")
    top.refuse_others(_HEAD)
    stated = top.read_or("as_of", _day, None)
    return Catalog(
        folder=folder,
        title=top.read("title", _WORDS),
        metric_crs=top.read("metric_crs", _metric_crs),
        as_of=stated or dt.date.min,
        dated=stated is not None,
        time_zone=top.read_or("time_zone", _time_zone, TIME_ZONE),
        demonstration=top.read_or("demonstration", _WORDS, None),
        stale_after_days=top.read_or("stale_after_days", whole(0), 90),
        scheme=top.read_or("scheme", plain, "default"),
        home=top.read_or("home", _home, None),
        collections=collections,
        codelists=codelists,
        written=written,
    ).at(now or dt.datetime.now(dt.UTC))


def written_of(folder: Path, catalog: Catalog | None) -> Written:
    """What a folder declares: as its catalog was read, or as it is now where that is of another folder."""
    return catalog.written if catalog is not None and catalog.folder == folder else Written.of(folder)


# shapes of a catalog's own -------------------------------------------------------------------------------------------

_WORDS: Final = words(english=False)
_DAY: Final = day(timed=True)
_ROLE: Final = choice(Role)
_TYPE: Final = choice(DType)
_UNIT: Final = among(UNITS)
_PLACE: Final = whole(1, LISTED)


def _day(value: Any) -> dt.date:
    found = _DAY(value)
    return found.date() if isinstance(found, dt.datetime) else found


def _role(value: Any) -> Role | None:
    return None if value == "" else _ROLE(value)


def _metric_crs(value: Any) -> str:
    name = plain(value)
    if not metric(name):
        raise misfit(Text("以米为单位的投影坐标系", "a projected coordinate system in metres"), value)
    return name


def _time_zone(value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (TypeError, ValueError, OSError, KeyError):
        raise misfit(Text(f"IANA 时区，如 {TIME_ZONE}", f"an IANA time zone such as {TIME_ZONE}"), value) from None


def _home(value: Any) -> tuple[float, float, float, float]:
    numbers = [n for n in value if isinstance(n, (int, float))] if isinstance(value, list) else []
    if len(numbers) != 4 or not (-180 <= numbers[0] < numbers[2] <= 180 and -90 <= numbers[1] < numbers[3] <= 90):
        raise misfit(Text("[西, 南, 东, 北] 的经纬度", "[west, south, east, north] in degrees"), value)
    west, south, east, north = map(float, numbers)
    return west, south, east, north


def _file(value: Any) -> str:
    name = plain(value)
    path = PurePosixPath(name.replace("\\", "/"))
    # A data folder may come from anyone: it must not make the service read what lies outside it.
    if path.is_absolute() or ".." in path.parts or ":" in name:
        raise Misfit(Text(f"{name} 不在数据文件夹之内", f"{name} lies outside the data folder"))
    if device(str(path)):
        reserved = Text(f"{name} 为操作系统保留的文件名", f"{name} is a name that an operating system keeps for itself")
        raise Misfit(reserved)
    return name


def _name(value: Any) -> str:
    name = plain(value)
    if unprintable(name):
        raise Misfit(Text(f"字段名 {name!r} 不可用", f"{name!r} is no name for a field"))
    return name


# collections ---------------------------------------------------------------------------------------------------------


def _collection(entries: Reader[CatalogError], name: str, codelists: Mapping[str, Codelist]) -> Collection:
    if not _NAME.fullmatch(name):
        raise entries.at(name).wrong(
            "图层名只用字母、数字、_ 和 -", "a collection's name is made of letters, digits, _ and -"
        )
    reader = entries.part(name)
    reader.refuse_others(_COLLECTION)
    listed = reader.parts("fields")
    collection = Collection(
        id=name,
        kind=reader.read("kind", choice(Kind)),
        file=reader.read("file", _file),
        title=reader.read("title", _WORDS),
        noun=reader.read_or("noun", _WORDS, NOUN),
        source=reader.read_or("source", _WORDS, NO_WORDS),
        as_of=reader.read_or("as_of", _day, None),
        fields=tuple(_field(entry, codelists) for entry in listed),
    )
    _check_fields(reader.at("fields"), collection)
    return collection


def _field(reader: Reader[CatalogError], codelists: Mapping[str, Codelist]) -> Field:
    reader.refuse_others(_FIELD)
    return Field(
        name=reader.read("name", _name),
        dtype=reader.read_or("type", _TYPE, DType.TEXT),
        title=reader.read_title(english=False),
        unit=reader.read_or("unit", _UNIT, None),
        role=reader.read_or("role", _role, None),
        codelist=reader.read_or("codelist", among(codelists), None),
        references=reader.read_or("references", plain, None),
        references_by=reader.read_or("references_by", plain, None),
        group=reader.read_or("group", plain, ""),
        place=reader.read_or("list", _PLACE, 0),
        original_of=reader.read_or("original_of", plain, None),
        past=reader.read_or("past", flag, default=False),
    )


def _check_names(at: Spot[CatalogError], collections: Mapping[str, Collection]) -> None:
    """Each collection's name and file are told apart from every other's by SQLite and by any disk."""
    if (pair := confused(collections)) is not None:
        raise at.at(pair[1]).wrong(
            f"图层 {pair[0]} 与 {pair[1]} 只差大小写或字符写法，存储中会成为同一张表",
            f"the collections {pair[0]} and {pair[1]} differ in case or spelling of signs alone: the store would take them for one",
        )
    files = {collection.file: name for name, collection in collections.items()}
    if (pair := confused(files)) is not None:
        raise at.at(files[pair[1]], "file").wrong(
            f"文件 {pair[0]} 与 {pair[1]} 只差大小写或字符写法，有的磁盘分不开",
            f"the files {pair[0]} and {pair[1]} differ in case or spelling of signs alone: some disks take them for one",
        )
    for name in collections:
        if name.casefold().startswith(RESERVED) or device(name):
            raise at.at(name).wrong(
                f"图层编号 {name} 为存储格式或操作系统保留，请换一个",
                f"the collection id {name} is reserved by the store's format or an operating system; give it another",
            )


def _check_fields(at: Spot[CatalogError], collection: Collection) -> None:
    refuse_repeated((entry.name for entry in collection.fields), lambda n: at.at(n + 1, "name"))
    refuse_repeated((entry.role for entry in collection.fields), lambda n: at.at(n + 1, "role"))
    places = (str(entry.place) if entry.place else None for entry in collection.fields)
    refuse_repeated(places, lambda n: at.at(n + 1, "list"))
    if Role.ID not in collection.by_role:
        raise at.wrong("没有角色为 id 的字段", "no field has the role id")
    for n, entry in enumerate(collection.fields, 1):
        if (kept := _parameter_meant(collection, entry)) is not None:
            raise at.at(n, "name").wrong(
                f"字段名 {entry.name} 不可用：{kept} 是查询参数，按此字段查询会被当作该参数",
                f"{entry.name} is no name for this field: {kept} is a parameter of queries, for which a condition on it would be taken",
                Text("请给字段换一个名称", "give the field another name"),
            )
        if entry.role in {Role.ID, Role.USAGE} and entry.dtype is not DType.TEXT:
            raise at.at(n, "type").wrong(
                f"{entry.name} 的角色 {entry.role} 须为 text", f"{entry.name}: role {entry.role} is of type text"
            )
        if entry.role is Role.AREA and not entry.numeric:
            raise at.at(n, "type").wrong(f"{entry.name} 的角色 area 须为数值", f"{entry.name}: role area is a number")


def _parameter_meant(collection: Collection, entry: Field) -> str | None:
    """The parameter of queries that takes a condition on a field for its own; None where none does, or where both mean the same."""
    if entry.name in PARAMETERS or entry.name.startswith(OPTION):
        return None if entry.name == entry.role == Role.USAGE else entry.name
    area = collection.by_role.get(Role.AREA)
    if entry.ranged and area not in (None, entry):
        return next((name for side in BOUNDS if (name := side + entry.name) in PARAMETERS), None)
    return None
