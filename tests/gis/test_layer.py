"""A layer keeps its promises: ids unique, geometry valid and in degrees, values of their type; and it goes to geopandas and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.crs import STORAGE
from gis.errors import LayerError, RefusedRows, UnknownFeature
from gis.fields import Role
from gis.layer import Feature, Layer
from tests.gis.small import CODELISTS, COLLECTION, METRIC_CRS, cell, layer, plot

BOW_TIE = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
TEXTS = st.text(min_size=1, max_size=8).filter(lambda text: bool(text.strip()))


@pytest.mark.parametrize(
    ("features", "where", "zh", "en"),
    [
        ([plot("A"), plot("B"), plot("A")], {"row": 3, "id": "A"}, "重复", "twice: features 1 and 3"),
        ([plot("A"), plot("")], {"row": 2}, "没有编号", "no id"),
        ([plot("A", cell(0, 0)), plot("B", BOW_TIE)], {"row": 2, "id": "B"}, "图形无效", "Self-intersection"),
        ([plot("A", shapely.box(500_000, 4_000_000, 500_100, 4_000_100))], {"row": 1, "id": "A"}, "经纬度", "degrees"),
        ([plot("A", site_area_m2="约三亩")], {"row": 1, "field": "site_area_m2"}, "约三亩", "not of type number"),
        ([plot("A", started="2023-13-01")], {"row": 1, "field": "started"}, "2023-13-01", "date"),
        ([plot("A", planned="perhaps")], {"row": 1, "field": "planned"}, "perhaps", "boolean"),
    ],
)
def test_a_broken_promise_is_refused_by_name(
    features: list[Feature], where: dict[str, object], zh: str, en: str
) -> None:
    with pytest.raises(RefusedRows) as refused:
        layer(features)
    assert where.items() <= refused.value.where.items()
    assert refused.value.where["file"] == "plots.geojson"
    assert zh in refused.value.text.zh
    assert en in refused.value.text.en
    assert refused.value.remedy.zh
    assert refused.value.remedy.en


def test_no_more_is_listed_of_a_file_than_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A column of the wrong type has a finding in every row: two million of them took gigabytes."""
    monkeypatch.setattr("gis.features.MOST", 3)
    monkeypatch.setattr("gis.errors.MOST", 3)
    with pytest.raises(RefusedRows, match="and at least 7 more") as refused:
        layer([plot("same", site_area_m2="x") for _ in range(50)])
    assert len(refused.value.findings) == 8


def test_nothing_at_all_is_a_layer_too() -> None:
    empty = layer([])
    assert len(empty) == 0
    assert empty.bounds.shape == (0, 4)
    assert not empty.containing("x").any()
    assert len(empty.to_geodataframe()) == 0


def test_an_empty_geometry_is_nowhere_as_none_is() -> None:
    made = layer([plot("A", shapely.from_wkt("POLYGON EMPTY")), plot("B")])
    assert list(made.geometries) == [None, None]
    assert np.isnan(made.bounds).all()


def test_undeclared_properties_are_left_out_and_missing_ones_unknown() -> None:
    made = layer([plot("A", colour="red", name="一号")])
    assert set(made.properties(0)) == set(COLLECTION.by_name)
    assert made.properties(0, ["name", "status"]) == {"name": "一号", "status": None}


def test_the_measured_area_is_measured_where_nobody_did() -> None:
    made = layer([plot("A", cell(0, 0)), plot("B", cell(0, 0), measured_m2=5.0), plot("C")])
    measured = made.numbers(Role.MEASURED_AREA)
    assert 900_000 < measured[0] < 1_100_000, "a hundredth of a degree each way, in m²"
    assert measured[1] == 5
    assert np.isnan(measured[2])


def test_a_role_that_no_field_plays_is_unknown_everywhere() -> None:
    made = layer([plot("A"), plot("B")])
    assert np.isnan(made.numbers(Role.FLOOR_LOAD)).all()
    assert made.texts(Role.OWNER) == [None, None]
    assert made.role(Role.OWNER) is None


def test_an_unknown_id_is_said() -> None:
    with pytest.raises(UnknownFeature) as refused:
        layer([plot("A")]).row("Z")
    assert "没有 Z" in refused.value.text.zh


def test_values_are_said_in_words() -> None:
    made = layer([plot("A")])
    assert made.words("status", "idle").zh == "闲置"
    assert made.words("services", ["water", "gas"]).zh == "供水、燃气"
    assert made.words("services", ["water", "gas"]).en == "供水-en, 燃气-en"
    assert made.words("status", None).zh == "待核实"
    assert made.words("floors", 3).en == "3"
    assert made.words("planned", value=True).zh == made.words("planned", "true").zh == "是"
    assert made.words("planned", value=False).en == "no"


def test_search_looks_at_texts_and_at_the_words_of_codes() -> None:
    made = layer([plot("A", status="idle", services=["water"], park="GD-A"), plot("B")])
    for word in ("a", "闲置", "供水", "归德"):
        assert made.containing(word).tolist() == [True, False]
    assert made.part(np.array([1])).containing("b").tolist() == [True]


def test_ties_are_settled_by_id() -> None:
    assert layer([plot("b"), plot("a"), plot("c")]).id_order.tolist() == [1, 0, 2]


@st.composite
def plots(draw: st.DrawFn) -> list[Feature]:
    """Features with any mixture of known and unknown values."""
    keys = draw(st.lists(TEXTS, max_size=6, unique=True))
    return [
        plot(
            key,
            draw(st.none() | st.just(cell(n, 0)) | st.just(shapely.MultiPolygon([cell(n, 0), cell(n, 2)]))),
            name=draw(st.none() | TEXTS),
            status=draw(st.none() | st.sampled_from(["idle", "built"])),
            site_area_m2=draw(st.none() | st.floats(0, 1e7)),
            measured_m2=draw(st.floats(0, 1e7)),
            floors=draw(st.none() | st.integers(-1, 60)),
            planned=draw(st.none() | st.booleans()),
            started=draw(st.none() | st.dates().map(lambda day: day.isoformat())),
            services=draw(st.none() | st.lists(TEXTS, max_size=3)),
        )
        for n, key in enumerate(keys)
    ]


def same_content(one: Layer, other: Layer) -> bool:
    """Whether two layers hold the same rows."""
    same_values = all(one.properties(row) == other.properties(row) for row in range(len(one)))
    return (
        one.ids == other.ids
        and same_values
        and bool(shapely.equals_exact(one.geometries, other.geometries)[[g is not None for g in one.geometries]].all())
    )


@given(plots())
def test_to_geopandas_and_back_is_the_same_layer(features: list[Feature]) -> None:
    made = layer(features)
    frame = made.to_geodataframe()
    assert frame.crs == STORAGE
    assert list(frame.index) == list(made.ids)
    back = Layer.from_geodataframe(frame, COLLECTION, metric_crs=METRIC_CRS, codelists=CODELISTS)
    assert same_content(made, back)


@given(plots())
def test_features_make_the_same_layer_again(features: list[Feature]) -> None:
    made = layer(features)
    assert same_content(made, layer(made.feature(row) for row in range(len(made))))


def table(**columns: Any) -> gpd.GeoDataFrame:
    """Two plots as geopandas has them."""
    return gpd.GeoDataFrame({"id": ["A", "B"], **columns}, geometry=[cell(0, 0), cell(1, 0)], crs=STORAGE)


def test_a_table_in_another_crs_comes_into_degrees() -> None:
    made = Layer.from_geodataframe(table().to_crs(METRIC_CRS), COLLECTION, metric_crs=METRIC_CRS)
    assert made.bounds[0] == pytest.approx([116.0, 36.0, 116.01, 36.01], abs=1e-8)


def test_a_table_without_crs_is_refused() -> None:
    with pytest.raises(LayerError, match="no CRS"):
        Layer.from_geodataframe(table().set_crs(None, allow_override=True), COLLECTION, metric_crs=METRIC_CRS)


def test_the_index_is_the_id_where_no_column_is() -> None:
    frame = table().drop(columns="id").set_index(np.array([7, 8]))
    assert Layer.from_geodataframe(frame, COLLECTION, metric_crs=METRIC_CRS).ids == ("7", "8")


def test_a_row_without_id_is_refused_and_not_called_none() -> None:
    frame = table().assign(id=["A", None])
    with pytest.raises(RefusedRows, match="no id"):
        Layer.from_geodataframe(frame, COLLECTION, metric_crs=METRIC_CRS)


def test_some_rows_in_their_order() -> None:
    frame = layer([plot("A", floors=1), plot("B", floors=2), plot("C")]).to_geodataframe([2, 0])
    assert list(frame.index) == ["C", "A"]
    assert frame["floors"].isna().tolist() == [True, False]


def test_the_declaration_decides_what_a_column_is() -> None:
    texts = replace(COLLECTION, fields=tuple(entry for entry in COLLECTION.fields if entry.name in ("id", "name")))
    assert layer([plot("A", name=5)], texts).properties(0) == {"id": "A", "name": "5"}
