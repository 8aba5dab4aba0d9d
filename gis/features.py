"""Features on their way into a layer: all checked, and refused with every row, field and value that breaks a promise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from operator import itemgetter
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.catalog import Collection
from gis.columns import Column, Mask, NumberColumn, Value, column, parse_value
from gis.crs import Geometries
from gis.errors import LayerError, RefusedRows, UnknownFeature
from gis.fields import FORMS, DType, Field, Role
from gis.findings import MOST, Finding, FoundCode
from gis.geometry import Shapes, by_pieces, measured_area_m2
from gis.plain_columns import plain_column
from gis.rounding import all_rounded
from gis.text import Text
from gis.values import TOO_MANY, TooManyDigits, as_written, day_of, lost_digits

_NO_PLACE: Final[AbstractSet[int]] = frozenset()
_EXCERPT: Final = 80
SEARCH_FIRST: Final = Text("请检查编号，或先按名称搜索", "check the id, or search by name first")


class Feature(NamedTuple):
    """One item on its way in or out: geometry in stored degrees (or None), properties by column name."""

    id: str
    geometry: Any
    properties: Mapping[str, Any]


def check_features(
    collection: Collection, features: Sequence[Feature], metric_crs: str
) -> tuple[dict[str, Column], Geometries]:
    """Columns by field name and geometries, shape (n,), of features that keep every promise of a layer.

    Where the collection has a field of role ``measured_area`` and a row has none, it is measured in ``metric_crs``.

    Raises
    ------
    RefusedRows
        Duplicate or missing ids, invalid geometries, values of the wrong type: every one of them.
    """
    geometries = _shapes(features)
    columns, findings = _columns(collection, features, _NO_PLACE)
    findings += _found_beside_values(collection, features, geometries, _NO_PLACE)
    if findings:
        raise RefusedRows(in_order(findings))
    return with_areas(collection, columns, geometries, metric_crs), geometries


def are_sound(shapes: Shapes) -> bool:
    """Whether each of some geometries can be one of a layer: none is empty, or invalid, or lies outside longitude and latitude."""
    return all(by_pieces(_are_sound, shapes))


def _are_sound(shapes: Geometries) -> bool:
    broken = shapely.is_empty(shapes) | (~np.asarray(shapely.is_valid(shapes)) & ~shapely.is_missing(shapes))
    return not (broken | outside_degrees(shapes)).any()


def with_areas(
    collection: Collection, columns: dict[str, Column], shapes: Shapes, metric_crs: str
) -> dict[str, Column]:
    """The columns with areas in m², measured in ``metric_crs``, where the field of role ``measured_area`` has none."""
    measured = collection.by_role.get(Role.MEASURED_AREA)
    if measured and not columns[measured.name].known.all():
        areas = np.concatenate(by_pieces(partial(measured_area_m2, metric_crs=metric_crs), shapes))
        columns[measured.name] = _completed(measured, columns[measured.name], all_rounded(areas, 2))
    return columns


def found_in(collection: Collection, features: Sequence[Feature], apart: AbstractSet[int] = _NO_PLACE) -> list[Finding]:
    """Everything in features that keeps them from being a layer, but for the rows ``apart``, counted from 0."""
    _, findings = _columns(collection, features, apart)
    return findings + _found_beside_values(collection, features, _shapes(features), apart)


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Findings by row, and within a row as they were found."""
    return sorted(findings, key=lambda finding: finding.row)


def in_days(collection: Collection, properties: Mapping[str, Any], zone: str) -> dict[str, str]:
    """By name, the day in a zone of every date or time that a field of dates has as text; what is no date is left to be refused."""
    days = {}
    for entry in collection.fields:
        written = properties.get(entry.name) if entry.dtype is DType.DATE else None
        if isinstance(written, str):
            with suppress(ValueError):
                days[entry.name] = day_of(written, zone)
    return days


def with_days(collection: Collection, feature: Feature, zone: str) -> Feature:
    """A feature with the days in a zone in the place of its instants."""
    days = in_days(collection, feature.properties, zone)
    return feature._replace(properties={**feature.properties, **days}) if days else feature


def excerpt(raw: object) -> str:
    """A value as it stands in its source, cut where it is long."""
    text = as_written(raw)
    return text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…"


def unknown_feature(collection: Collection, key: str) -> UnknownFeature:
    """The error of an id that a collection does not have."""
    return UnknownFeature(
        Text(f"“{collection.title.zh}”中没有 {key}", f"{collection.title.en} has no {key}"),
        SEARCH_FIRST,
        collection=collection.id,
        id=key,
    )


def refusal(collection: Collection, text: Text, remedy: Text, **where: object) -> LayerError:
    """The error that says what is wrong with a collection as a whole, and what to do."""
    return LayerError(
        Text(f"{collection.file}：{text.zh}", f"{collection.file}: {text.en}"),
        remedy,
        file=collection.file,
        collection=collection.id,
        **where,
    )


def outside_degrees(geometries: Geometries) -> Mask:
    """Rows that lie outside longitude and latitude, shape (n,)."""
    bounds = shapely.bounds(geometries).reshape(-1, 4)
    return np.asarray(
        (np.abs(bounds[:, [0, 2]]) > 180).any(axis=1) | (np.abs(bounds[:, [1, 3]]) > 90).any(axis=1), dtype=bool
    )


def finding(
    collection: Collection, row: int, key: str | None, code: FoundCode, text: Text, remedy: Text, **more: Any
) -> Finding:
    """What is wrong with one row of a collection's file, counted from 0."""
    return Finding(
        code=code,
        file=collection.file,
        row=row + 1,
        id=key or None,
        field=more.get("field"),
        excerpt=str(more.get("excerpt", "")),
        text=Text(f"{collection.file}：{text.zh}", f"{collection.file}: {text.en}"),
        remedy=remedy,
    )


def _shapes(features: Sequence[Feature]) -> Geometries:
    geometries = np.array([feature.geometry for feature in features] + [None], dtype=object)[:-1]
    # An empty geometry is nowhere, exactly as none is; two ways to say so would each need their own rule everywhere.
    geometries[shapely.is_empty(geometries)] = None
    return geometries


def _found_beside_values(
    collection: Collection, features: Sequence[Feature], geometries: Geometries, apart: AbstractSet[int]
) -> list[Finding]:
    found = chain(_bad_ids(collection, features), _bad_shapes(collection, features, geometries))
    return list(islice((each for each in found if each.row - 1 not in apart), MOST + 1))


_NO_ID: Final = Text("没有编号", "no id"), Text("请补上编号", "give it an id")
ID_LOST_DIGITS: Final = (
    Text("的编号位数过多，作为数值会变样", "an id of more digits than a number keeps"),
    Text("请在文件中给编号加引号", "write it in quotes"),
)
"""Why an id is none that a file writes as a number too long for one, and what to do."""


def _bad_ids(collection: Collection, features: Sequence[Feature]) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for row, feature in enumerate(features):
        before = first.setdefault(feature.id, row)
        if not feature.id:
            written = feature.properties.get(collection.by_role[Role.ID].name)
            why, remedy = ID_LOST_DIGITS if lost_digits(written) else _NO_ID
            said = Text(f"第 {row + 1} 个要素{why.zh}", f"feature {row + 1} has {why.en}")
            yield finding(collection, row, None, "no-id", said, remedy)
        elif before != row:
            yield finding(
                collection,
                row,
                feature.id,
                "duplicate-id",
                Text(
                    f"编号 {feature.id} 重复：第 {before + 1} 个与第 {row + 1} 个要素",
                    f"id {feature.id} stands twice: features {before + 1} and {row + 1}",
                ),
                Text("请改成唯一的编号", "make the ids unique"),
                excerpt=feature.id,
            )


def _bad_shapes(collection: Collection, features: Sequence[Feature], geometries: Geometries) -> Iterator[Finding]:
    broken = ~np.asarray(shapely.is_valid(geometries)) & ~shapely.is_missing(geometries)
    outside = outside_degrees(geometries)
    for row in np.flatnonzero(broken | outside).tolist():
        key = features[row].id
        yield (
            _outside(collection, row, key, geometries[row])
            if outside[row]
            else _broken(collection, row, key, geometries[row])
        )


def _broken(collection: Collection, row: int, key: str, geometry: Any) -> Finding:
    reason = shapely.is_valid_reason(geometry)
    return finding(
        collection,
        row,
        key,
        "invalid-geometry",
        Text(f"{key} 的图形无效：{reason}", f"{key} has an invalid geometry: {reason}"),
        Text(
            "请在 GIS 软件中修复图形，或用 landstock import 导入并自动修复",
            "mend it in a GIS, or bring it in with landstock import, which repairs",
        ),
        excerpt=reason,
    )


def _outside(collection: Collection, row: int, key: str, geometry: Any) -> Finding:
    west, south, east, north = shapely.bounds(geometry).tolist()
    return finding(
        collection,
        row,
        key,
        "outside-degrees",
        Text(
            f"{key} 的坐标超出经纬度范围，可能不是经纬度",
            f"{key} lies outside longitude and latitude; its coordinates may not be degrees",
        ),
        Text(
            "请转换为经纬度，或在文件的 crs 成员中写明坐标系，或用 landstock import 导入并在映射中写明",
            "convert it to degrees, or declare its CRS in the file's crs member, or bring it in with landstock import and name it in the mapping",
        ),
        excerpt=f"x {west:g}–{east:g}, y {south:g}–{north:g}",
    )


def _columns(
    collection: Collection, features: Sequence[Feature], apart: AbstractSet[int]
) -> tuple[dict[str, Column], list[Finding]]:
    columns: dict[str, Column] = {}
    findings: list[Finding] = []
    tables = [feature.properties for feature in features]
    for entry in collection.fields:
        if entry.role is Role.ID:
            columns[entry.name] = column(entry, [feature.id for feature in features])
            continue

        def bad(row: int, mistake: ValueError, entry: Field = entry) -> None:
            # One more than are kept, so that whoever says how many knows that there are more.
            if row not in apart and len(findings) <= MOST:
                findings.append(_unfit(collection, row, features[row], entry, mistake))

        plain = plain_column(entry, _listed(tables, entry.name))
        columns[entry.name] = column(entry, _values(entry, features, bad)) if plain is None else plain
    return columns, findings


def _listed(tables: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    """What each says under a name; nearly always all of them have it."""
    try:
        return list(map(itemgetter(name), tables))
    except KeyError:
        return [table.get(name) for table in tables]


def _values(entry: Field, features: Sequence[Feature], bad: Callable[[int, ValueError], None]) -> list[Value]:
    """A field's values; what cannot be one is told to ``bad`` and left unknown."""
    try:
        return [parse_value(entry, feature.properties.get(entry.name)) for feature in features]
    except ValueError:
        # Row by row only where there is something to tell.
        pass
    values: list[Value] = []
    for row, feature in enumerate(features):
        try:
            values.append(parse_value(entry, feature.properties.get(entry.name)))
        except ValueError as mistake:
            values.append(None)
            bad(row, mistake)
    return values


def _unfit(collection: Collection, row: int, feature: Feature, entry: Field, mistake: ValueError) -> Finding:
    shown = excerpt(feature.properties.get(entry.name))
    where = Text(f"{feature.id} 的“{entry.title.zh}”（{entry.name}）", f"{feature.id}: {entry.name}")
    code: FoundCode
    if isinstance(mistake, TooManyDigits):
        written = entry.dtype in (DType.TEXT, DType.LIST)
        code, text, remedy = "too-many-digits", _digits_words(where, shown), _IN_QUOTES if written else _AS_TEXT
    else:
        code, form = _NOT[entry.dtype], FORMS[entry.dtype]
        text = Text(f"{where.zh}值 {shown} 不是{form.zh}", f"{where.en} is {shown}, not of type {form.en}")
        remedy = Text("请改正该值，或留空表示待核实", "correct the value, or leave it empty for unknown")
    return finding(collection, row, feature.id, code, text, remedy, field=entry.name, excerpt=shown)


def partial_words(key: str, entry: Field, shown: str) -> tuple[Text, Text]:
    """What to say of a list with members that are null or blank, and what to do."""
    return (
        Text(
            f"{key} 的“{entry.title.zh}”（{entry.name}）值 {shown} 含未知的成员，只取已知的",
            f"{key}: {entry.name} is {shown}, some of whose members are unknown; the known ones are kept",
        ),
        Text(
            "请补上或删去空的成员；整项未知则留空",
            "fill in the blank members or take them out; leave all of it empty where it is unknown",
        ),
    )


def instant_words(key: str, entry: Field, written: str, day: str, zone: str) -> tuple[Text, Text]:
    """What to say of a time that is kept as another day than it is written with, and what to do."""
    return (
        Text(
            f"{key} 的“{entry.title.zh}”（{entry.name}）为时刻 {written}，按时区 {zone} 记为 {day}",
            f"{key}: {entry.name} is the instant {written}, kept as {day}, its day in {zone}",
        ),
        AS_MEANT,
    )


AS_MEANT: Final = Text("如不符请在来源中改正", "correct the source where that is not what was meant")
"""What to do where a value was read as another than is written."""


def _digits_words(where: Text, shown: str) -> Text:
    return Text(
        f"{where.zh}值 {shown} {TOO_MANY.zh}",
        f"{where.en} is {shown}, {TOO_MANY.en}",
    )


_NOT: Final[dict[DType, FoundCode]] = {
    DType.TEXT: "not-text",
    DType.INTEGER: "not-integer",
    DType.NUMBER: "not-number",
    DType.BOOLEAN: "not-boolean",
    DType.DATE: "not-date",
    DType.LIST: "not-list",
}
_IN_QUOTES: Final = Text("请在文件中给该值加引号", "write the value in quotes")
_AS_TEXT: Final = Text(
    "证号等编号请在 catalog.toml 中把该字段的 type 声明为 text，并在文件中加引号",
    "declare the field as text in catalog.toml, as numbers of certificates are, and write the value in quotes",
)


def _completed(entry: Field, col: Column, areas: NDArray[np.float64]) -> Column:
    return NumberColumn(np.where(col.known, col.order(), areas), integer=entry.dtype is DType.INTEGER)
