"""Figures that cannot be meant are doubts by layer, id and field; sound ones, and unknown ones, are none."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from gis.catalog import Kind, read_catalog
from gis.fields import Role
from gis.findings import Finding, Grade
from gis.geometry import measured_area_m2
from gis.layer import Feature, Layer
from gis.plausibility import implausible
from tests.gis.matching.district import catalog, collection_of, feature, inventory_of, square


def found(kind: Kind, values: dict[Any, Any]) -> list[Finding]:
    """The doubts about one feature; ``values`` are by role, or by name where no role has the field."""
    made = feature(collection_of(kind), "X", square(0, 0), {key: v for key, v in values.items() if key in list(Role)})
    named = {key: value for key, value in values.items() if key not in list(Role)}
    inventory = inventory_of({kind: [made._replace(properties={**made.properties, **named})]})
    return list(implausible(catalog(), inventory.layers))


UNDATED = """
[folder]
title = "无基准日"
metric_crs = "EPSG:4548"
time_zone = "America/New_York"

[collections.plots]
kind = "parcel"
file = "plots.geojson"
title = "地块"
fields = [
  { name = "id", type = "text", zh = "编号", role = "id" },
  { name = "as_of", type = "date", zh = "数据日期", role = "as_of" },
]
"""

DRAWN = float(measured_area_m2(np.array([square(0, 0)], dtype=object), catalog().metric_crs)[0])
"""Area of the feature as it is drawn, in m²."""


@pytest.mark.parametrize(
    ("kind", "values", "code", "field"),
    [
        (Kind.PARCEL, {Role.AREA: 0.0}, "no-area", "site_area_m2"),
        (Kind.PARCEL, {Role.AREA: -3.0}, "no-area", "site_area_m2"),
        (Kind.SPACE, {Role.AREA: 0.0}, "no-area", "floor_area_m2"),
        (Kind.BUILDING, {"footprint_m2": -1.0}, "no-area", "footprint_m2"),
        (Kind.PARCEL, {Role.AREA: DRAWN * 1.06}, "area-gap", "site_area_m2"),
        (Kind.PARCEL, {Role.AREA: DRAWN * 0.94}, "area-gap", "site_area_m2"),
        (Kind.PARCEL, {Role.STARTED_SHARE: 120.0}, "no-share", "started_share_pct"),
        (Kind.PARCEL, {"green_max_pct": -1.0}, "no-share", "green_max_pct"),
        (Kind.PARCEL, {Role.FAR_MIN: 2.5, Role.FAR_MAX: 1.5}, "bounds-turned", "far_min"),
        (Kind.PARCEL, {Role.DENSITY_MIN: 60.0, Role.DENSITY_MAX: 40.0}, "bounds-turned", "density_min_pct"),
        (Kind.PARCEL, {Role.AS_OF: "2023-07-01"}, "day-to-come", "as_of"),
        (Kind.PARCEL, {Role.STARTED_ON: "2023-07-01"}, "day-to-come", "started_on"),
    ],
)
def test_a_figure_that_cannot_be_meant_is_a_doubt(kind: Kind, values: dict[Any, Any], code: str, field: str) -> None:
    (doubt,) = found(kind, values)
    assert (doubt.code, doubt.id, doubt.field, doubt.row, doubt.grade) == (code, "X", field, 1, Grade.DOUBT)
    assert doubt.file == collection_of(kind).file


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Kind.PARCEL, {}),
        (Kind.PARCEL, {Role.AREA: DRAWN * 1.04, Role.FAR_MIN: 1.0, Role.FAR_MAX: 1.0, Role.AS_OF: "2023-06-30"}),
        (Kind.PARCEL, {Role.AREA: None, Role.FAR_MIN: 2.0, Role.FAR_MAX: None, Role.STARTED_SHARE: 100.0}),
        (Kind.BUILDING, {Role.AREA: DRAWN * 4}),
        (Kind.SPACE, {Role.AREA: 1_000.0, Role.MIN_LET: 0.0}),
        (Kind.PROJECT, {Role.LAND_AREA_MIN: 0.0, Role.LAND_AREA_MAX: 9.0}),
    ],
)
def test_what_is_sound_or_unknown_is_no_doubt(kind: Kind, values: dict[Any, Any]) -> None:
    assert found(kind, values) == []


def test_the_words_say_value_and_limit() -> None:
    (doubt,) = found(Kind.PARCEL, {Role.FAR_MIN: 2.5, Role.FAR_MAX: 1.5})
    assert doubt.text.zh.endswith("X 的“容积率下限”（far_min）为 2.5，大于“容积率上限”（far_max）1.5")
    assert doubt.text.en.endswith("X: far_min is 2.5, above far_max 1.5")
    (doubt,) = found(Kind.PARCEL, {Role.AREA: DRAWN * 2})
    assert "differ by more than 5%" in doubt.text.en


def test_a_layer_whose_day_is_to_come_is_a_doubt() -> None:
    shipped = catalog()
    day = shipped.as_of - dt.timedelta(days=30)
    layers = inventory_of({}).layers
    early = list(implausible(replace(shipped, as_of=day), layers))
    dated = {name for name, layer in layers.items() if layer.collection.as_of and layer.collection.as_of > day}
    assert {each.file for each in early} == {shipped.collections[name].file for name in dated} != set()
    assert {(each.code, each.row, each.field) for each in early} == {("day-to-come", 0, "as_of")}


@pytest.mark.parametrize(("day", "late"), [("2030-01-01", True), ("2026-07-31", False)])
def test_a_day_to_come_is_a_doubt_in_a_folder_without_a_day(tmp_path: Path, day: str, *, late: bool) -> None:
    """Fails where a day of data after today passes because the folder does not name its day of the question."""
    (tmp_path / "catalog.toml").write_text(UNDATED, "utf-8")
    at = dt.datetime(2026, 8, 1, 2, tzinfo=dt.UTC)  # Still the 31st of July in New York.
    undated = read_catalog(tmp_path, at)
    plots = undated.collections["plots"]
    rows = [Feature("L-1", shapely.box(116.0, 36.0, 116.001, 36.001), {"id": "L-1", "as_of": day})]
    layers = {"plots": Layer.from_features(plots, rows, metric_crs=undated.metric_crs, codelists={})}
    doubts = list(implausible(undated, layers))
    assert [(each.code, each.row, each.field) for each in doubts] == [("day-to-come", 1, "as_of")] * late
    assert not late or doubts[0].text.en.endswith("as_of is 2030-01-01, after today (2026-07-31)")
    assert not late or "catalog.toml" not in doubts[0].remedy.en, "there is no as_of to correct"
