"""A file of shapes in another format: any reader to any writer, without a data folder. Fields keep their names; what is lost is said."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from gis.catalog import Collection, Kind
from gis.columns import column
from gis.crs import CRS84, STORAGE, Geometries, metric, system_name, transform
from gis.errors import BadFormat, SourceError
from gis.fields import DType, Field, Role
from gis.intake.feature_files import has_shapes, read_layer
from gis.intake.known import bare_headings, read_known
from gis.intake.proposed_shape import drawn_tables
from gis.io.about import About, ListDate
from gis.io.formats import FORMATS, described, export
from gis.io.made_file import MadeFile
from gis.io.members import Member, members
from gis.io.places import misplaced
from gis.io.typed_columns import free_name
from gis.io.vector_layer import VectorLayer
from gis.layer import Layer
from gis.survey_systems import Datum, find_survey_system, old_datum
from gis.text import Text, many
from gis.values import text_of

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ROLES: Final = (Role.NAME, Role.OWNER, Role.PARCEL_CODE, Role.USAGE, Role.AREA)
"""What drawings and boundary points say of a plot beside its number."""
_IDS: Final = ("id", "编号", "地块编号", "宗地编号", "序号")
_LARGEST: Final = 2**53
_WORLD: Final = "EPSG:4326"


@dataclass(frozen=True, kw_only=True)
class Converted:
    """A file that was written.

    Parameters
    ----------
    content
        Its bytes.
    count
        How many features it has been made of.
    source, target
        The systems of the coordinates before and after; the second is empty where the format has none.
    lost
        What is not in it as it was.
    warning
        What is to be thought of before it is handed on.
    """

    content: MadeFile
    count: int
    source: str
    target: str
    lost: tuple[Text, ...] = ()
    warning: Text | None = None


def convert_file(
    path: Path,
    kind: str,
    *,
    lang: str,
    layer: str = "",
    crs: str | None = None,
    to_crs: str | None = None,
    options: Mapping[str, str] | None = None,
) -> Converted:
    """A file of shapes in the format ``kind``.

    Parameters
    ----------
    layer
        Of a file with several the one to take; empty where it has one alone.
    crs
        The system of its coordinates, where the file does not say it or says it wrong.
    to_crs
        That of the new file; where it is not given its own, or what the format asks for.

    Raises
    ------
    SourceError
        Where the file cannot be read, is several, or does not say in which system it is.
    BadFormat
        Where the format cannot have this system or these options.
    CatalogError
        Where a system is not known.
    """
    FORMATS[kind].chosen(options or {})
    member, read = _read_only(path, layer)
    source = _source_system(read, member, crs)
    taken = _Taken()
    collection, columns = _columns_of(read, taken)
    shapes = transform(_in_their_place(read, source, member, taken), source, STORAGE)
    taken.lost.extend(read.remarks)
    _count_broken(read, taken)
    made = Layer(collection=collection, columns=columns, shapes=shapes)
    rows = np.arange(len(made))
    about = About(
        words=Text(f"由 {member.name} 转换", f"converted from {member.name}"),
        date=ListDate(day=dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC).date()),
        source=Text(member.name, member.name),
        version="",
        metric_crs=_plane_for(shapes, source),
    )
    target = _target_system(kind, source, to_crs)
    said = described(kind, made, rows, about, target)
    lost = [*taken.lost, *FORMATS[kind].lost(made, rows, FORMATS[kind].chosen(options or {}))]
    content = MadeFile(export(kind, made, rows, lang=lang, about=said, options=options or {}))
    return Converted(
        content=content, count=len(rows), source=source, target=said.crs, lost=tuple(lost), warning=said.warning
    )


@dataclass
class _Taken:
    """What is lost on the way, as it is found."""

    lost: list[Text] = field(default_factory=list)


def _read_only(path: Path, layer: str) -> tuple[Member, VectorLayer]:
    """The one file of shapes of a path, or the one table whose columns say where its rows lie."""
    given = members([path])
    drawn = [each for each in given if has_shapes(each)]
    if len(drawn) == 1:
        return drawn[0], read_layer(drawn[0], layer)
    tables = [] if drawn else [each for each in drawn_tables(given) if not layer or each[1].layer == layer]
    if len(tables) == 1:
        return tables[0]
    names = "、".join([each.name for each in drawn[:10]] or [read.layer for _, read in tables[:10]])
    if not drawn and not tables:
        raise SourceError(
            Text(f"{path} 中没有可读的图形文件", f"{path} holds no file of shapes that is read"),
            Text(
                "请给出 GeoJSON、GeoPackage、Shapefile、KML、DXF、坐标 TXT 等文件，或有坐标列、WKT 列的表格",
                "give a GeoJSON, a GeoPackage, a Shapefile, a KML, a DXF, a text of points or the like, or a table with coordinates or WKT",
            ),
            file=str(path),
        )
    raise SourceError(
        Text(
            f"{path} 中有 {len(drawn) or len(tables)} 个图形文件或表格：{names}",
            f"{path} holds {len(drawn) or len(tables)} files or tables of shapes: {names.replace('、', ', ')}",
        ),
        Text(
            "一次转换一个：请给出其中一个文件，工作表用 --layer 指明",
            "one is converted at a time: give one of them, a sheet with --layer",
        ),
        file=str(path),
    )


def _source_system(read: VectorLayer, member: Member, asked: str | None) -> str:
    """The system of the coordinates as they stand in the file."""
    if asked is not None:
        name = system_name(asked)
    elif read.parsed.crs is not None or _in_degrees(read):
        # GeoJSON and KML that say nothing are longitude and latitude.
        name = read.parsed.crs or CRS84
    else:
        raise SourceError(
            Text(f"{member.name} 没有说明坐标系", f"{member.name} does not say in which coordinate system it is"),
            Text("请用 --crs 指明，例如 --crs EPSG:4548", "say it with --crs, for example --crs EPSG:4548"),
            file=str(member.path),
        )
    return STORAGE if name == CRS84 else name


def _in_their_place(read: VectorLayer, source: str, member: Member, taken: _Taken) -> Geometries:
    """The shapes as the file has them, without those that cannot lie where the system says.

    Raises
    ------
    SourceError
        Where none of them can.
    """
    shapes = np.array(read.parsed.geometries, dtype=object)
    # Of degrees it is asked alone whether they are any: files of elsewhere are converted too.
    plane = ":" in source and metric(source)
    astray = misplaced(shapes, source if plane else None, source if plane else _WORLD)
    if not astray:
        return shapes
    first = astray[min(astray)]
    if len(astray) == np.count_nonzero(~shapely.is_missing(shapes)):
        raise SourceError(
            Text(f"{member.name} 的坐标不符：{first.text.zh}", f"coordinates of {member.name}: {first.text.en}"),
            Text(
                "请用 --crs 指明原文件实际的坐标系（或改正坐标后再转换）；地方坐标系须由测绘部门转换",
                "say with --crs in which system it really is, or correct its coordinates; a local system is converted by the survey office",
            ),
            file=str(member.path),
        )
    shapes[[*astray]] = None
    taken.lost.append(
        Text(
            f"{len(astray):,} 个要素的坐标不符，转换后没有图形；第 {min(astray) + 1} 个：{first.text.zh}",
            f"{many(len(astray), 'feature')} whose coordinates cannot be right, without a shape now; feature {min(astray) + 1}: {first.text.en}",
        )
    )
    return shapes


def _in_degrees(read: VectorLayer) -> bool:
    """Whether coordinates that nothing is said of can be longitude and latitude."""
    shapes = read.parsed.geometries
    west, south, east, north = shapely.total_bounds(shapes).tolist() if len(shapes) else [0.0] * 4
    return bool(-180 <= west <= east <= 180 and -90 <= south <= north <= 90)


def _target_system(kind: str, source: str, asked: str | None) -> str | None:
    """The system of the new file: as asked, else that of the source where the format can have it."""
    form = FORMATS[kind]
    target = None if asked is None else system_name(asked)
    if target is None and form.systems in ("any", "plane") and _stays(form.systems, source):
        return source
    if form.systems != "none" and old_datum(source) != (old_datum(target) if target else None):
        raise BadFormat(
            Text(
                f"{source} 与目标坐标系的基准不同，转换参数只有测绘部门掌握",
                f"{source} is of another datum than the system of the file: only the survey office knows the way between them",
            ),
            Text(
                "请由测绘部门转换，或保留原坐标系", "have it transformed by the survey office, or keep its own system"
            ),
            parameter="to-crs",
        )
    return target


def _stays(systems: str, source: str) -> bool:
    """Whether coordinates can be written in the system that they came in: degrees of shifted maps have no name that a file could say."""
    if ":" not in source:
        return False
    return systems == "any" or metric(source)


def _plane_for(shapes: Any, source: str) -> str:
    """A system in metres for what is measured and drawn: the file's own, else the zone of three degrees of China, or of six of UTM, in which it lies.

    Empty where nothing has a place.
    """
    if ":" in source and metric(source):
        return source
    west, south, east, north = shapely.total_bounds(shapes).tolist() if len(shapes) else [np.nan] * 4
    if not np.isfinite(west):
        return ""
    middle = (west + east) / 2
    zone = find_survey_system(datum=Datum.CGCS2000, meridian=3 * int(middle / 3 + 0.5))
    return zone or f"EPSG:{(32_601 if south + north >= 0 else 32_701) + int((middle + 180) / 6) % 60}"


def _count_broken(read: VectorLayer, taken: _Taken) -> None:
    if broken := len(read.parsed.problems):
        first = min(read.parsed.problems)
        why = read.parsed.problems[first]
        taken.lost.append(
            Text(
                f"{broken:,} 个要素的图形无法读取，转换后没有图形；第 {first + 1} 个：{why.zh}",
                f"{many(broken, 'feature')} whose geometry could not be read, without one now; feature {first + 1}: {why.en}",
            )
        )


def _columns_of(read: VectorLayer, taken: _Taken) -> tuple[Collection, dict[str, Any]]:
    """The fields of a file and their values; where none of them tells features apart, one that does."""
    rows = read.parsed.properties
    names = list(dict.fromkeys(name for row in rows for name in row))
    values: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in names}
    kinds = {name: _kind_of(found) for name, found in values.items()}
    key = next((name for name in names if _tells_apart(name, values[name], read.aliases)), None)
    roles = _roles(names, kinds, read.aliases, key)
    if key is None:
        key = free_name("id", names)
        values[key] = _row_ids(read)
        kinds[key] = DType.TEXT
        names.append(key)
        roles[key] = Role.ID
        taken.lost.append(
            Text(f"没有可作编号的字段，已加字段 {key}", f"no field tells its features apart: {key} was added")
        )
    kinds[key], roles[key] = DType.TEXT, Role.ID
    fields = tuple(
        Field(name=name, dtype=kinds[name], title=Text(title, title), role=roles.get(name))
        for name in names
        for title in [read.aliases.get(name, name)]
    )
    if mixed := [name for name in names if _is_mixed(values[name], kinds[name]) and name != key]:
        taken.lost.append(
            Text(
                f"字段值类型不一，按文字写出：{'、'.join(mixed)}",
                f"fields of several types, written as texts: {', '.join(mixed)}",
            )
        )
    columns = {each.name: column(each, [_value(each.dtype, raw) for raw in values[each.name]]) for each in fields}
    title = Text(read.layer, read.layer)
    return (
        Collection(
            id=re.sub(r"[^\w-]+", "_", read.layer).strip("_")[:60] or "layer",
            kind=Kind.OTHER,
            file="",
            title=title,
            noun=Text("个", "features"),
            fields=fields,
        ),
        columns,
    )


def _row_ids(read: VectorLayer) -> list[str]:
    """The features' own ids where they tell them apart, else their places."""
    own = [each for each in read.parsed.ids if each is not None]
    if len(own) == len(read.parsed) and len(set(own)) == len(own):
        return own
    return [str(place) for place in range(1, len(read.parsed) + 1)]


def _tells_apart(name: str, values: Sequence[Any], aliases: Mapping[str, str]) -> bool:
    """Whether a field is called as ids are, and each value stands once."""
    called = {name.casefold(), aliases.get(name, name).casefold()}
    if not called & {*_IDS} and Role.PARCEL_CODE not in _meanings(aliases.get(name, name)):
        return False
    texts = [text_of(value) for value in values if value is not None]
    return bool(values) and all(texts) and len(set(texts)) == len(values)


def _roles(
    names: Sequence[str], kinds: Mapping[str, DType], aliases: Mapping[str, str], key: str | None
) -> dict[str, Role]:
    """What fields mean, by their headings; the first of several."""
    roles: dict[str, Role] = {}
    for name in names:
        for role in _meanings(aliases.get(name, name)):
            number = role is Role.AREA
            fits = kinds[name] in (DType.NUMBER, DType.INTEGER) if number else kinds[name] is DType.TEXT
            if name != key and fits and role not in roles.values():
                roles.setdefault(name, role)
    return roles


def _meanings(heading: str) -> list[Role]:
    bare = bare_headings(heading)
    return [one.field.role for one in read_known().fields if one.field.role in _ROLES and one.folded & {*bare}]


def _kind_of(values: Sequence[Any]) -> DType:
    """The type that all known values of a field have; text where there are several."""
    known = [value for value in values if value is not None]
    kinds = {type(value) for value in known}
    if kinds == {bool}:
        return DType.BOOLEAN
    if kinds == {int}:
        return DType.INTEGER if all(abs(value) < _LARGEST for value in known) else DType.TEXT
    if kinds and kinds <= {int, float}:
        return DType.NUMBER
    if kinds == {list} and all(isinstance(part, str) for value in known for part in value):
        return DType.LIST
    if kinds == {str} and all(_is_day(value) for value in known):
        return DType.DATE
    return DType.TEXT


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_mixed(values: Sequence[Any], kind: DType) -> bool:
    return kind is DType.TEXT and any(not isinstance(value, str) for value in values if value is not None)


def _value(kind: DType, raw: Any) -> Any:
    if raw is None or kind is not DType.TEXT:
        return raw
    return json.dumps(raw, ensure_ascii=False) if isinstance(raw, (dict, list)) else text_of(raw)
