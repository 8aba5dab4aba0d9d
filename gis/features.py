"""Features on their way into a layer: checked one by one, and refused with the file, the row and the field where a promise is broken."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from gis.catalog import Collection
from gis.columns import Column, Value, column, parsed
from gis.crs import Geometries
from gis.errors import LayerError
from gis.fields import Field, Role
from gis.geometry import measured_area_m2
from gis.text import Text


class Feature(NamedTuple):
    """One item on its way in or out: geometry in stored degrees (or None), properties by column name."""

    id: str
    geometry: Any
    properties: Mapping[str, Any]


def checked(
    collection: Collection, features: Sequence[Feature], metric_crs: str
) -> tuple[dict[str, Column], Geometries]:
    """Columns by field name and geometries, shape (n,), of features that keep every promise of a layer.

    Where the collection has a field of role ``measured_area`` and a row has none, it is measured in ``metric_crs``.

    Raises
    ------
    LayerError
        Duplicate or missing id, invalid geometry, a value of the wrong type.
    """
    _check_ids(collection, features)
    geometries = np.array([feature.geometry for feature in features] + [None], dtype=object)[:-1]
    # An empty geometry is nowhere, exactly as none is; two ways to say so would each need their own rule everywhere.
    geometries[shapely.is_empty(geometries)] = None
    _check_geometries(collection, features, geometries)
    _check_degrees(collection, features, geometries)
    columns = {entry.name: _column_of(collection, entry, features) for entry in collection.fields}
    measured = collection.by_role.get(Role.MEASURED_AREA)
    if measured and not columns[measured.name].known.all():
        columns[measured.name] = _measured(measured, columns[measured.name], geometries, metric_crs)
    return columns, geometries


def refusal(collection: Collection, text: Text, remedy: Text, **where: object) -> LayerError:
    """The error that says what is wrong in a collection's file, where, and what to do."""
    return LayerError(
        Text(f"{collection.file}：{text.zh}", f"{collection.file}: {text.en}"),
        remedy,
        file=collection.file,
        collection=collection.id,
        **where,
    )


def _check_ids(collection: Collection, features: Sequence[Feature]) -> None:
    first: dict[str, int] = {}
    for number, feature in enumerate(features, 1):
        if not feature.id:
            raise refusal(
                collection,
                Text(f"第 {number} 个要素没有编号", f"feature {number} has no id"),
                Text("请补上编号", "give it an id"),
                row=number,
            )
        if feature.id in first:
            raise refusal(
                collection,
                Text(
                    f"编号 {feature.id} 重复：第 {first[feature.id]} 个与第 {number} 个要素",
                    f"id {feature.id} stands twice: features {first[feature.id]} and {number}",
                ),
                Text("请改成唯一的编号", "make the ids unique"),
                row=number,
                id=feature.id,
            )
        first[feature.id] = number


def _check_geometries(collection: Collection, features: Sequence[Feature], geometries: Geometries) -> None:
    broken = ~np.asarray(shapely.is_valid(geometries)) & ~shapely.is_missing(geometries)
    for row in np.flatnonzero(broken)[:1]:
        reason = shapely.is_valid_reason(geometries[row])
        raise refusal(
            collection,
            Text(f"{features[row].id} 的图形无效：{reason}", f"{features[row].id} has an invalid geometry: {reason}"),
            Text(
                "请在 GIS 软件中修复图形，或用 landstock import 导入并自动修复",
                "mend it in a GIS, or bring it in with landstock import, which repairs",
            ),
            row=int(row) + 1,
            id=features[row].id,
        )


def _check_degrees(collection: Collection, features: Sequence[Feature], geometries: Geometries) -> None:
    bounds = shapely.bounds(geometries).reshape(-1, 4)
    outside = (np.abs(bounds[:, [0, 2]]) > 180).any(axis=1) | (np.abs(bounds[:, [1, 3]]) > 90).any(axis=1)
    for row in np.flatnonzero(outside)[:1]:
        raise refusal(
            collection,
            Text(
                f"{features[row].id} 的坐标超出经纬度范围，可能不是经纬度",
                f"{features[row].id} lies outside longitude and latitude; its coordinates may not be degrees",
            ),
            Text(
                "请用 landstock import 导入并在映射中写明坐标系",
                "bring it in with landstock import and name its CRS in the mapping",
            ),
            row=int(row) + 1,
            id=features[row].id,
        )


def _column_of(collection: Collection, entry: Field, features: Sequence[Feature]) -> Column:
    if entry.role is Role.ID:
        return column(entry, [feature.id for feature in features])
    values: list[Value] = []
    for number, feature in enumerate(features, 1):
        try:
            values.append(parsed(entry, feature.properties.get(entry.name)))
        except ValueError as mistake:
            raw = feature.properties.get(entry.name)
            raise refusal(
                collection,
                Text(
                    f"{feature.id} 的“{entry.title.zh}”（{entry.name}）值 {raw!r} 不是 {entry.dtype}",
                    f"{feature.id}: {entry.name} is {raw!r}, not of type {entry.dtype}",
                ),
                Text("请改正该值，或留空表示待核实", "correct the value, or leave it empty for unknown"),
                row=number,
                field=entry.name,
                reason=str(mistake),
            ) from None
    return column(entry, values)


def _to_cents(area_m2: float) -> float | None:
    return None if math.isnan(area_m2) else round(float(area_m2), 2)


def _measured(entry: Field, col: Column, geometries: Geometries, metric_crs: str) -> Column:
    areas = measured_area_m2(geometries, metric_crs)
    values = [col.value(row) if col.known[row] else _to_cents(areas[row]) for row in range(len(areas))]
    return column(entry, values)
