"""Figures of a data folder that cannot be meant: areas that are none, shares above the whole, bounds the wrong way round, days to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import shapely

from gis.catalog import Catalog, Kind
from gis.columns import Mask
from gis.consistency import doubt
from gis.fields import DType, Field, Role
from gis.findings import Finding, FoundCode
from gis.geometry import AREA_TOLERANCE, area_gaps, measured_area_m2
from gis.layer import Layer
from gis.text import Text
from gis.units import figure, percent, plain

_AREAS: Final = frozenset({"m2", "m2_land"})
_WHOLE: Final = 100
_OF: Final = {str(role): role for role in Role}
_BOUNDS: Final = tuple(
    (low, _OF[high]) for low in Role if low.endswith("_min") and (high := f"{low.removesuffix('_min')}_max") in _OF
)
"""Roles that are the least and the greatest of one thing."""
_MEND: Final = Text("请改正该值，或留空表示待核实", "correct the value, or leave it empty for unknown")
_CHECK: Final = Text("请核对登记面积与界址", "check the register and the boundary")
_DAY: Final = {
    True: Text("请改正日期，或改正 catalog.toml 中的 as_of", "correct the day, or as_of in catalog.toml"),
    False: Text("请改正日期", "correct the day"),
}
"""By whether the folder names its day."""


def implausible(catalog: Catalog, layers: Mapping[str, Layer]) -> Iterator[Finding]:
    """Every doubt about single figures, in the catalog's order."""
    for layer in layers.values():
        # What a project asks is judged as a whole, and listed with what is wrong with it.
        asks = layer.collection.kind is Kind.PROJECT
        for entry in layer.collection.fields:
            yield from () if asks else _areas(layer, entry)
            yield from _shares(layer, entry)
        yield from () if asks else _turned(layer)
        yield from _gaps(layer, catalog.metric_crs)
        yield from _to_come(layer, catalog)


def _list_doubts(
    layer: Layer, wrong: Mask, entry: Field, code: FoundCode, said: Text, remedy: Text = _MEND
) -> Iterator[Finding]:
    """A doubt for each row that is ``wrong``; ``said`` follows the value."""
    for row in np.flatnonzero(wrong).tolist():
        key, value = layer.ids[row], layer.columns[entry.name].value(row)
        shown = plain(value) if isinstance(value, (int, float)) else str(value)
        text = Text(
            f"{key} 的“{entry.title.zh}”（{entry.name}）为 {shown}，{said.zh}",
            f"{key}: {entry.name} is {shown}, {said.en}",
        )
        yield doubt(layer.collection, row + 1, key, code, entry.name, shown, text, remedy)


def _areas(layer: Layer, entry: Field) -> Iterator[Finding]:
    """Areas below 0, and areas of a whole thing that are 0: of what is left of it, or asked at least, 0 may be meant."""
    if not entry.numeric or entry.unit not in _AREAS:
        return
    values = layer.columns[entry.name].order()
    whole = entry.role in (Role.AREA, Role.MEASURED_AREA)
    said = Text(
        "面积须大于 0；未知请留空，不写 0" if whole else "面积不能为负",
        "an area is more than 0, and what is unknown is left empty" if whole else "an area is not negative",
    )
    yield from _list_doubts(layer, values <= 0 if whole else values < 0, entry, "no-area", said)


def _shares(layer: Layer, entry: Field) -> Iterator[Finding]:
    if entry.numeric and entry.unit == "percent":
        values = layer.columns[entry.name].order()
        said = Text(f"百分数应在 0 至 {_WHOLE} 之间", f"a percentage lies between 0 and {_WHOLE}")
        yield from _list_doubts(layer, (values < 0) | (values > _WHOLE), entry, "no-share", said)


def _turned(layer: Layer) -> Iterator[Finding]:
    """Least figures that lie above the greatest of the same thing."""
    by_role = layer.collection.by_role
    for low, high in _BOUNDS:
        if low in by_role and high in by_role:
            entry, other = by_role[low], by_role[high]
            most = layer.numbers(high)
            for row in np.flatnonzero(layer.numbers(low) > most).tolist():
                bound = plain(float(most[row]))
                said = Text(f"大于“{other.title.zh}”（{other.name}）{bound}", f"above {other.name} {bound}")
                only = np.arange(len(layer)) == row
                remedy = Text("下限不能大于上限，请改正其一", "the lower bound cannot exceed the upper: correct one")
                yield from _list_doubts(layer, only, entry, "bounds-turned", said, remedy)


def _gaps(layer: Layer, metric_crs: str) -> Iterator[Finding]:
    """Areas of land that are not those of their shapes. Floor space is not what is drawn of a building."""
    entry = layer.collection.by_role.get(Role.AREA)
    if entry is None or not entry.land:
        return
    declared = layer.numbers(Role.AREA)
    flat = shapely.get_dimensions(layer.geometries) == 2
    measured = np.where(flat, measured_area_m2(layer.geometries, metric_crs), np.nan)
    for row in np.flatnonzero(area_gaps(declared, measured) & (declared > 0)).tolist():
        said = f"{figure(declared[row], 2)} / {figure(measured[row], 2)} m²"
        key, limit = layer.ids[row], percent(AREA_TOLERANCE)
        text = Text(
            f"{key} 登记面积与图上面积相差 {limit} 以上：{said}",
            f"{key}: registered and measured area differ by more than {limit}: {said}",
        )
        yield doubt(layer.collection, row + 1, key, "area-gap", entry.name, said, text, _CHECK)


def _to_come(layer: Layer, catalog: Catalog) -> Iterator[Finding]:
    """Days of data, of a layer or of a row, after the day of the folder, or after today where it names none."""
    today, collection, remedy = catalog.as_of.isoformat(), layer.collection, _DAY[catalog.dated]
    said = Text(f"晚于今天（{today}）", f"after today ({today})")
    if catalog.dated:
        said = Text(f"晚于数据文件夹的日期 {today}", f"after {today}, the day of the folder")
    if collection.as_of is not None and collection.as_of > catalog.as_of:
        day = collection.as_of.isoformat()
        text = Text(f"图层的 as_of {day} {said.zh}", f"as_of of the layer, {day}, is {said.en}")
        yield doubt(collection, 0, None, "day-to-come", "as_of", day, text, remedy)
    entry = collection.by_role.get(Role.AS_OF)
    if entry is not None and entry.dtype is DType.DATE:
        days = layer.texts(Role.AS_OF)
        late = np.array([day is not None and day > today for day in days], dtype=bool)
        yield from _list_doubts(layer, late, entry, "day-to-come", said, remedy)
