"""Numbers with more digits than a column keeps are refused by row and field; as texts they stay what they are, everywhere."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.cql2 import Cql2Filter
from gis.crs import STORAGE
from gis.errors import BadFilter, BadRange, RefusedRows
from gis.features import found_in
from gis.fields import DType, Role
from gis.folder import open_folder
from gis.inventory import Inventory
from gis.io.formats import export
from gis.layer import Layer
from gis.query import Between, OneOf, Query, SortKey, select
from gis.values import EXACT
from tests.gis.folders import data_folder
from tests.gis.io.test_exports import ABOUT
from tests.gis.small import COLLECTION, METRIC_CRS, cell, field, layer, plot

FIELDS = (field("id", role=Role.ID), field("n", DType.INTEGER), field("x", DType.NUMBER), field("t"))
CERTIFICATE, CADASTRAL = "370113198801012345", "3701130010020300040000000005"
BEYOND: list[Any] = [
    2**53,
    -(2**53),
    2**63,
    -(2**63) - 1,
    2**64,
    10**30,
    "9007199254740993",
    CERTIFICATE,
    CADASTRAL,
    2e20,
    "2e20",
]


def folder(path: Path, **rows: dict[str, Any]) -> Path:
    """A folder whose one layer has these rows, written as JSON has them."""
    data_folder(path, {"plots": FIELDS}, {"plots": []})
    features = [{"type": "Feature", "id": key, "geometry": None, "properties": values} for key, values in rows.items()]
    (path / "plots.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


@pytest.mark.parametrize("value", BEYOND)
def test_a_whole_number_beyond_the_exact_ones_is_refused_by_row_and_field(tmp_path: Path, value: Any) -> None:
    with pytest.raises(RefusedRows) as refused:
        open_folder(folder(tmp_path / "data", A={"n": EXACT}, B={"n": value}, C={"n": -EXACT}))
    (finding,) = refused.value.findings
    assert (finding.row, finding.id, finding.field, finding.code) == (2, "B", "n", "too-many-digits")
    assert "text" in finding.remedy.en
    assert str(EXACT) not in finding.excerpt


def test_a_number_is_not_rounded_in_silence_either(tmp_path: Path) -> None:
    """A reader makes 2e20 of twenty digits: how they were written is not to be told any more."""
    rows: dict[str, dict[str, Any]] = {
        "A": {"x": -EXACT},
        "B": {"x": 2e20},
        "C": {"x": 9007199254740993.0},
        "D": {"x": CERTIFICATE},
        "E": {"x": "1_000"},
    }
    with pytest.raises(RefusedRows) as refused:
        open_folder(folder(tmp_path / "data", **rows))
    assert [(each.id, each.code) for each in refused.value.findings] == [
        ("B", "too-many-digits"),
        ("C", "too-many-digits"),
        ("D", "too-many-digits"),
        ("E", "not-number"),
    ]


def test_a_text_that_came_as_a_number_without_its_digits_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedRows) as refused:
        open_folder(
            folder(
                tmp_path / "data",
                A={"t": 370113198801012345},
                B={"t": int(CADASTRAL)},
                C={"t": [int(CADASTRAL)]},
                D={"t": {"k": int(CADASTRAL)}},
            )
        )
    assert [(each.id, each.field) for each in refused.value.findings] == [("B", "t"), ("C", "t"), ("D", "t")]


def test_an_id_that_a_number_does_not_keep_is_named_as_that(tmp_path: Path) -> None:
    with pytest.raises(RefusedRows, match="more digits than a number keeps") as refused:
        open_folder(folder(tmp_path / "data", A={"id": int(CADASTRAL)}, **{"": {"id": int(CADASTRAL)}}))
    (finding,) = refused.value.findings
    assert (finding.row, finding.code, "quotes" in finding.remedy.en) == (2, "no-id", True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_whole_number_that_is_exact_is_written_without_a_point(tmp_path: Path, lang: str) -> None:
    number = 3701131988010123
    opened = open_folder(folder(tmp_path / "data", A={"t": float(number), "x": number}))
    plots = opened.layer("plots")
    assert plots.properties(0)["t"] == str(number)
    data = b"".join(export("csv", plots, np.arange(1), lang=lang, about=ABOUT))
    assert data.decode("utf-8-sig").count(str(number)) == 2
    assert f"{number}.0" not in data.decode("utf-8-sig")


def test_python_s_own_ways_in_refuse_alike() -> None:
    with pytest.raises(RefusedRows):
        layer([plot("A", floors=2**63)])
    frame = gpd.GeoDataFrame({"id": ["A"], "floors": [2**53]}, geometry=[cell(0, 0)], crs=STORAGE)
    with pytest.raises(RefusedRows):
        Layer.from_geodataframe(frame, COLLECTION, metric_crs=METRIC_CRS)


@pytest.fixture
def long(tmp_path: Path) -> Inventory:
    rows: dict[str, dict[str, Any]] = {
        "A": {"t": CERTIFICATE, "n": EXACT},
        "B": {"t": CADASTRAL},
        "C": {"t": int(CERTIFICATE) - 1},
    }
    return open_folder(folder(tmp_path / "data", **rows))


def table_of(kind: str, data: bytes, path: Path) -> list[str]:
    """The texts of an exported list."""
    if kind == "geojson":
        return [str(each["properties"]["t"]) for each in json.loads(data)["features"]]
    if kind == "csv":
        return [
            row["字段t"].removeprefix("'") for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        ]
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        place = [cell.value for cell in sheet[1]].index("字段t")
        assert {row[place].data_type for row in sheet.iter_rows(min_row=2)} == {"s"}
        return [str(row[place].value) for row in sheet.iter_rows(min_row=2)]
    path.write_bytes(data)
    return [str(each) for each in pyogrio.read_dataframe(path, layer=0)["t"]]


@pytest.mark.parametrize("kind", ["geojson", "csv", "xlsx", "gpkg"])
def test_texts_of_many_digits_stay_texts_in_every_list(long: Inventory, kind: str, tmp_path: Path) -> None:
    plots = long.layer("plots")
    rows = select(plots, Query(collection="plots")).rows
    data = b"".join(export(kind, plots, rows, lang="zh", about=ABOUT))
    assert table_of(kind, data, tmp_path / f"list.{kind}") == [CERTIFICATE, CADASTRAL, str(int(CERTIFICATE) - 1)]


def ids(inventory: Inventory, **asked: Any) -> list[str]:
    plots = inventory.layer("plots")
    return [plots.ids[row] for row in select(plots, Query(collection="plots", **asked)).rows]


def test_texts_of_many_digits_are_asked_grouped_and_sorted_digit_by_digit(long: Inventory) -> None:
    assert ids(long, where=(OneOf(field="t", values=(CERTIFICATE,)),)) == ["A"]
    assert ids(long, filter=Cql2Filter.of_text(f"t = '{CERTIFICATE}'")) == ["A"]
    assert ids(long, filter=Cql2Filter.of_text(f"t IN ('{CADASTRAL}')")) == ["B"]
    assert ids(long, sort=(SortKey(field="t"),)) == ["B", "C", "A"]
    groups = long.summary(Query(collection="plots"), by=["t"]).groups["t"]
    assert {group.value for group in groups} == {CERTIFICATE, CADASTRAL, str(int(CERTIFICATE) - 1)}


def test_a_question_with_such_a_number_finds_no_neighbour() -> None:
    made = layer([plot("A", site_area_m2=float(EXACT))])
    asked = Query(collection="plots", where=(OneOf(field="site_area_m2", values=("9007199254740993",)),))
    assert select(made, asked).matched == 0
    with pytest.raises(BadRange):
        select(made, Query(collection="plots", where=(Between(field="site_area_m2", low="9007199254740993"),)))
    for text in ("site_area_m2 = 9007199254740993", "site_area_m2 < -9007199254740993"):
        with pytest.raises(BadFilter, match="digits"):
            Cql2Filter.of_text(text)
    with pytest.raises(BadFilter, match="digits"):
        Cql2Filter.of_json('{"op":"=","args":[{"property":"site_area_m2"},9007199254740993]}')


NUMBERS = st.integers(-(2**66), 2**66) | st.integers(2**53 - 3, 2**53 + 3) | st.integers(-(2**53) - 3, -(2**53) + 3)
SPELT: list[Callable[[int], Any]] = [lambda n: n, str, lambda n: f" {n} ", lambda n: f"{n}.0"]
NARROW = replace(COLLECTION, fields=(*COLLECTION.fields[:1], field("n", DType.INTEGER), field("x", DType.NUMBER)))


@given(NUMBERS, st.sampled_from(SPELT), st.sampled_from(["n", "x"]))
def test_a_whole_number_comes_out_as_it_went_in_or_is_refused(
    number: int, spelt: Callable[[int], Any], name: str
) -> None:
    features = [plot("A", **{name: spelt(number)})]
    if found_in(NARROW, features):
        assert abs(number) > EXACT
        return
    made = layer(features, NARROW)
    assert made.properties(0)[name] == number
    asked = Query(collection="plots", where=(OneOf(field=name, values=(str(number),)),))
    assert select(made, asked).matched == 1
    neighbour = Query(collection="plots", where=(OneOf(field=name, values=(str(number + 1),)),))
    assert select(made, neighbour).matched == 0
