"""Layer files: GeoJSON read as the features of a collection, and features written as GeoJSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from gis.catalog import Catalog, Collection
from gis.columns import Column, NumberColumn, Rows, Value
from gis.crs import Geometries, to_storage
from gis.disk import Unreadable, file_bytes, replacing
from gis.encoding import parts_of
from gis.errors import RefusedRows, SourceError
from gis.features import ID_LOST_DIGITS, finding, found_in, in_order, outside_degrees
from gis.fields import DType, Role
from gis.findings import Finding
from gis.io.about import About
from gis.io.bounds import AGAIN, MAX_FILE, SIMPLER
from gis.io.parsing import (
    NO_FEATURE,
    TOO_LARGE,
    NoGeoJson,
    Parsed,
    code_of,
    garbage_kept,
    identity_of,
    no_geojson,
    parse,
)
from gis.io.pieces import PiecedColumn, Spelling, blocks, joined, written_numbers
from gis.io.places import Misplaced, misplaced_in_area, misplaced_in_degrees
from gis.io.plain_rows import plain_columns
from gis.io.written_rows import NOTHING, WrittenRows
from gis.layer import Feature, Layer
from gis.outlines import outline_texts
from gis.plainly import to_plain
from gis.survey_systems import Datum, old_datum
from gis.text import Text
from gis.values import day_of, day_written

__all__ = [
    "NO_FEATURE",
    "TOO_LARGE",
    "Moved",
    "NoGeoJson",
    "Parsed",
    "code_of",
    "garbage_kept",
    "in_storage",
    "layer_reader",
    "lines",
    "no_geojson",
    "parse",
    "read",
    "reader",
    "write",
    "write_geojson",
]


class Moved(NamedTuple):
    """A time in a field of dates whose day in the folder's zone is not the one that is written; ``row`` counts from 0."""

    row: int
    field: str
    written: str
    day: str


def reader(catalog: Catalog, moved: list[Moved] | None = None) -> Callable[[Path, Collection], list[Feature]]:
    """How the layer files of a data folder are read: its days are those of its time zone, its degrees lie where its metric system is used.

    What becomes another day by that is added to ``moved``.
    """
    return partial(read, metric_crs=catalog.metric_crs, time_zone=catalog.time_zone, moved=moved)


def layer_reader(
    catalog: Catalog, written: Mapping[str, WrittenRows] = NOTHING
) -> Callable[[Path, Collection], list[Feature] | Mapping[str, Column]]:
    """As ``reader``; a file of plain rows without shapes is read as columns, and not at all where it is still as it was ``written``, by collection."""
    features_of = reader(catalog)

    def read_file(path: Path, collection: Collection) -> list[Feature] | Mapping[str, Column]:
        noted = written.get(collection.id)
        if noted is not None and noted.are_of(path):
            return noted.columns
        columns = plain_columns(path, collection)
        return features_of(path, collection) if columns is None else columns

    return read_file


def read(
    path: Path,
    collection: Collection,
    *,
    metric_crs: str | None = None,
    time_zone: str | None = None,
    moved: list[Moved] | None = None,
) -> list[Feature]:
    """The features of a layer file, in stored degrees, ids from the field of role id or else the feature's own.

    Parameters
    ----------
    metric_crs
        The system in which the folder measures: degrees at 0, 0, or with exchanged axes, are refused where it is given.
    time_zone
        The zone in which instants in fields of dates become days; left as they are written where it is None.
    moved
        Where to tell which instants become another day than they are written with.

    Raises
    ------
    SourceError
        Where the file is missing or cannot be read.
    RefusedRows
        Where features cannot be used, or coordinates are no degrees and the file declares no CRS: everything that is wrong in any row.
    """
    try:
        data = file_bytes(path, most=MAX_FILE)
    except Unreadable as mistake:
        raise SourceError(
            Text(
                f"图层“{collection.title.zh}”的文件 {path} {mistake.text.zh}",
                f"{path}, the file of {collection.title.en}, {mistake.text.en}",
            ),
            Text(
                "请放回该文件，或修改 catalog.toml 中的 file", "put the file there, or change its name in catalog.toml"
            ),
            file=str(path),
            collection=collection.id,
        ) from None
    parsed = parse(data, path.name)
    if (datum := old_datum(parsed.crs)) is not None:
        raise _of_old_datum(path, datum, collection)
    astray = misplaced_in_area(parsed.geometries, parsed.crs)
    parsed.problems.update(astray)
    lost = misplaced_in_degrees(parsed.geometries, parsed.crs, metric_crs) if metric_crs else {}
    parsed.geometries[[*astray, *lost]] = None
    drawn = to_storage(parsed.geometries, parsed.crs)
    key = collection.by_role[Role.ID].name
    features = [
        Feature(identity_of(table.get(key), own), geometry, table)
        for own, table, geometry in zip(parsed.ids, parsed.properties, drawn, strict=True)
    ]
    if time_zone is not None:
        _to_days(collection, parsed.properties, time_zone, moved)
    if parsed.problems or lost or _astray(features) or any(not features[row].id for row in parsed.lost):
        beside = [_said_lost(each, parsed.lost) for each in found_in(collection, features, _apart(parsed))]
        elsewhere = [_misplaced(collection, row, features[row].id, each) for row, each in lost.items()]
        raise RefusedRows(in_order([*_unusable(collection, parsed), *elsewhere, *beside]))
    return features


def _of_old_datum(path: Path, datum: Datum, collection: Collection) -> SourceError:
    return SourceError(
        Text(
            f"图层“{collection.title.zh}”的文件 {path} 写明 {datum.words.zh}，与 CGCS2000 相差数十米，转换参数不公开",
            f"{path}, the file of {collection.title.en}, is in {datum.words.en}, tens of metres off CGCS2000 by parameters that are not public",
        ),
        Text(
            "请测绘部门转换为 CGCS2000；可以接受数十米偏移的，用 landstock import --as-written 导入",
            "have the survey office convert it to CGCS2000; where tens of metres will do, bring it in with landstock import --as-written",
        ),
        file=str(path),
        collection=collection.id,
    )


def _to_days(
    collection: Collection, tables: Sequence[dict[str, Any]], zone: str, moved: list[Moved] | None = None
) -> None:
    """Put the day in a zone in the place of every instant that a field of dates has."""
    days: dict[str, str | None] = {}
    there: list[tuple[int, int, Moved]] = []
    for place, name in enumerate(field.name for field in collection.fields if field.dtype is DType.DATE):
        for row, table in enumerate(tables):
            written = table.get(name)
            if type(written) is not str:
                continue
            if written not in days:
                days[written] = _day_or_none(written, zone)
            day = days[written]
            if day is None or day == written:
                continue
            table[name] = day
            if day_written(written) != day:
                there.append((row, place, Moved(row, name, written, day)))
    if moved is not None:
        moved.extend(each for _, _, each in sorted(there, key=itemgetter(0, 1)))


def _day_or_none(written: str, zone: str) -> str | None:
    """The day of a date or time in a zone; None where it is none, which is left to be refused."""
    try:
        return day_of(written, zone)
    except ValueError:
        return None


def _said_lost(found: Finding, lost: AbstractSet[int]) -> Finding:
    """A finding of no id, which says so where the feature has one that is a number too long to be kept."""
    if found.code != "no-id" or found.row - 1 not in lost:
        return found
    why, remedy = ID_LOST_DIGITS
    zh, en = f"{found.file}：第 {found.row} 个要素{why.zh}", f"{found.file}: feature {found.row} has {why.en}"
    return replace(found, text=Text(zh, en), remedy=remedy)


def _misplaced(collection: Collection, row: int, key: str, each: Misplaced) -> Finding:
    where = Text(key or f"第 {row + 1} 个要素", key or f"feature {row + 1}")
    said = Text(f"{where.zh}：{each.text.zh}", f"{where.en}: {each.text.en}")
    return finding(collection, row, key, each.code, said, each.remedy, field="geometry", excerpt=each.excerpt)


def _unusable(collection: Collection, found: Parsed) -> Iterator[Finding]:
    for row, problem in found.problems.items():
        said = Text(f"第 {row + 1} 个要素{problem.zh}", f"feature {row + 1}: {problem.en}")
        code = code_of(problem)
        remedy = SIMPLER if problem in TOO_LARGE else AGAIN
        yield finding(collection, row, found.ids[row], code, said, remedy)


def _apart(found: Parsed) -> frozenset[int]:
    """Rows of which nothing more can be said."""
    return frozenset(row for row, problem in found.problems.items() if problem == NO_FEATURE)


def _astray(features: Sequence[Feature]) -> bool:
    shapes = np.array([feature.geometry for feature in features] + [None], dtype=object)
    return bool(outside_degrees(shapes).any())


def in_storage(geometries: Geometries, crs: str | None, name: str) -> Geometries:
    """Geometries of a source in stored degrees; a source without a CRS is longitude and latitude, as GeoJSON has it.

    Raises
    ------
    SourceError
        Where the result is not in the range of longitude and latitude.
    """
    moved = to_storage(geometries, crs)
    west, south, east, north = shapely.total_bounds(moved) if len(moved) else (0.0, 0.0, 0.0, 0.0)
    if not (np.isnan(west) or (west >= -180 and east <= 180 and south >= -90 and north <= 90)):
        raise SourceError(
            Text(
                f"{name} 的坐标超出经纬度范围（x {west:g} 至 {east:g}，y {south:g} 至 {north:g}）",
                f"{name} has coordinates outside longitude and latitude (x {west:g} to {east:g}, y {south:g} to {north:g})",
            ),
            Text(
                "请转换为经纬度，或在文件的 crs 成员或导入映射的 crs 中写明坐标系",
                "convert it to degrees, or declare its CRS in the file's crs member or in the mapping",
            ),
            file=name,
        )
    return moved


def write(target: Path | BinaryIO, features: Iterable[Feature], *, members: Mapping[str, Any] | None = None) -> None:
    """Write features as GeoJSON, one a line, the same bytes for the same features.

    A path is written beside and then moved into place, so that a reader never sees half a file; when it returns the file is there for good.

    Parameters
    ----------
    members
        Further members of the collection (``timeStamp``, words …), written before the features.
    """
    if not isinstance(target, Path):
        target.writelines(lines(features, members=members))
        return
    with replacing(target) as stream:
        stream.writelines(lines(features, members=members))


def lines(features: Iterable[Feature], *, members: Mapping[str, Any] | None = None) -> Iterator[bytes]:
    """The lines of a GeoJSON text, encoded a thousand features at a time."""
    head = {"type": "FeatureCollection", **(members or {})}
    yield orjson.dumps(head)[:-1] + b',\n"features": ['
    before = b"\n"
    for batch in _batches(features, 1000):
        shapes = np.array([feature.geometry for feature in batch] + [None], dtype=object)[:-1]
        for feature, outline in zip(batch, outline_texts(shapes), strict=True):
            geometry = orjson.Fragment(outline)
            item = {"type": "Feature", "id": feature.id, "properties": dict(feature.properties), "geometry": geometry}
            yield before + orjson.dumps(item)
            before = b",\n"
    yield b"\n]}\n"


def write_geojson(layer: Layer, rows: Rows, *, lang: str, about: About) -> Iterator[bytes]:
    """Some rows of a layer as a GeoJSON text with its filter, date and source as members of the collection, piece by piece."""
    del lang
    members = {"name": layer.id, "about": to_plain(about.counted(len(rows)))}
    head, tail = lines([], members=members)
    yield head
    # Before the first feature stands no comma.
    skipped = 1
    for part in _ready(layer, rows) or _made(layer, rows):
        yield part[skipped:]
        skipped = 0
    yield tail


def _ready(layer: Layer, rows: Rows) -> Iterator[bytes] | None:
    """Features of a layer that keeps them as text, block by block; None where it does not, or has other columns by now."""
    first = layer.encoded(rows[:1])
    if not first or list(orjson.loads(first[0])["properties"]) != list(layer.columns):
        return None
    return (
        b"".join(
            part
            for text in layer.encoded(block) or ()
            for begins, properties, geometry in (parts_of(text),)
            for part in (b",\n", begins, properties, geometry, b"}")
        )
        for block in blocks(rows)
    )


def _made(layer: Layer, rows: Rows) -> Iterator[bytes]:
    """Features joined of the pieces of their columns, block by block."""
    begins = [_BEGINS, *(_key(name) for name in layer.columns)]
    begins[1] = b',"properties":{' + begins[1][1:]
    values = [layer.id_column, *layer.columns.values()]
    pieces = [
        PiecedColumn(column, _spelling(begin, whole=isinstance(column, NumberColumn) and column.integer), len(rows))
        for begin, column in zip(begins, values, strict=True)
    ]
    for block in blocks(rows):
        outlines = [b'},"geometry":' + text for text in outline_texts(np.asarray(layer.shapes[block], dtype=object))]
        yield joined([*(each.of(block) for each in pieces), outlines], b"}")


_BEGINS: Final = b',\n{"type":"Feature","id":'


def _key(name: str) -> bytes:
    return b"," + orjson.dumps(name) + b":"


def _spelling(begin: bytes, *, whole: bool) -> Spelling[bytes]:
    """How a member of features is written: its key, or what else begins it, before each value."""

    def value(value: Value) -> bytes:
        return begin + orjson.dumps(value)

    def words(texts: Sequence[str]) -> list[bytes]:
        text = orjson.dumps(texts)[1:-1]
        # Within a text a quote has a backslash before it: these alone look like what parts two texts.
        if not len(texts) or "," in texts or b'\\",' in text:
            return list(map(value, texts))
        return (begin + text.replace(b'","', b'"\0' + begin + b'"')).split(b"\0")

    def numbers(values: NDArray[np.float64]) -> list[bytes]:
        if whole:
            return [begin + text[:-1] for text in written_numbers(values, pointed=False)]
        text = orjson.dumps(values, option=orjson.OPT_SERIALIZE_NUMPY)[1:-1]
        return (begin + text.replace(b",", b"\0" + begin)).split(b"\0") if len(values) else []

    return Spelling(words=words, numbers=numbers, value=value, blank=value(None))


def _batches(features: Iterable[Feature], size: int) -> Iterator[list[Feature]]:
    batch: list[Feature] = []
    for feature in features:
        batch.append(feature)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
