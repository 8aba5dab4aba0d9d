"""The yardstick itself: its cadastre is the same each time and valid, and figures are of equal answers."""

from __future__ import annotations

import importlib.util
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from bench.bounds import bound
from bench.cadastre import AREA_M2, COLUMNS, UNKNOWN_SHARES, Cadastre, cadastre
from bench.document import printed, write
from bench.figures import Measured
from bench.folder import Files, prepared
from bench.peers.geopandas import GeoPandas
from bench.peers.landstock import COLLECTION, Landstock
from bench.peers.sqlite import SQLite
from bench.questions import WORDS, Asked, asked, cql2, difference, landstock_path
from bench.targets import ratio, verdicts
from bench.tiles import Shown, shown, within
from gis.columns import Mask
from gis.geometry import measured_area_m2

SIZE = 2_000


@pytest.fixture(scope="module")
def made() -> Cadastre:
    return cadastre(SIZE)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return prepared(SIZE, tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def questions(made: Cadastre) -> Asked:
    return asked(made)


@pytest.fixture(scope="module")
def product(files: Files) -> Landstock:
    engine = Landstock()
    engine.load({"layers": str(files.layers)})
    return engine


def answers(contestant: Any, workload: str, questions: Asked) -> list[Any]:
    asking: list[Any] = dict(questions)[workload]  # type: ignore[assignment]
    return [getattr(contestant, workload)(question) for question in asking]


def test_the_same_seed_gives_the_same_cadastre_and_another_seed_another(made: Cadastre) -> None:
    again, other = cadastre(SIZE), cadastre(SIZE, seed=1)
    assert shapely.equals_exact(made.geometries, again.geometries).all()
    assert all((made.columns[name].astype(str) == again.columns[name].astype(str)).all() for name in COLUMNS)
    assert not shapely.equals_exact(made.geometries, other.geometries).any()


def test_parcels_are_valid_polygons_with_the_areas_and_unknowns_they_claim(made: Cadastre) -> None:
    assert shapely.is_valid(made.geometries).all()
    corners = shapely.get_num_coordinates(made.geometries) - 1
    assert (corners.min(), corners.max()) == (5, 12)
    areas = made.columns["site_area_m2"]
    known: Mask = ~np.isnan(areas.astype(float))
    assert areas[known].min() >= AREA_M2[0]
    assert areas[known].max() <= AREA_M2[1]
    measured = measured_area_m2(made.geometries, "EPSG:4548")
    assert np.median(np.abs(measured[known] / areas[known].astype(float) - 1)) < 0.02
    unknown = {name: np.mean(pd.isna(made.columns[name])) for name in COLUMNS}
    assert all(abs(share - UNKNOWN_SHARES.get(name, 0)) < 0.04 for name, share in unknown.items())
    assert len(COLUMNS) == 15


def test_every_form_holds_the_same_parcels(files: Files, made: Cadastre) -> None:
    features = json.loads(files.geojson.read_text("utf-8"))["features"]
    table = pyogrio.read_dataframe(files.gpkg)
    copied = files.copy.read_text("utf-8").splitlines()
    assert [feature["id"] for feature in features] == table["id"].tolist() == [line[:8] for line in copied]
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    assert shapely.equals_exact(shapes, made.geometries).all()
    assert shapely.equals_exact(table.geometry.to_numpy(), made.geometries).all()
    assert shapely.equals_exact(shapely.from_wkb([line.rsplit(",", 1)[1] for line in copied]), made.geometries).all()


def test_what_is_made_is_kept(files: Files) -> None:
    before = files.geojson.stat().st_mtime_ns
    assert prepared(SIZE, files.folder.parent).geojson.stat().st_mtime_ns == before


@pytest.mark.parametrize("workload", list(WORDS))
def test_geopandas_and_the_product_answer_alike(
    product: Landstock, files: Files, questions: Asked, workload: str
) -> None:
    peer = GeoPandas()
    peer.load({"gpkg": str(files.gpkg)})
    ours = answers(product, workload, questions)
    assert difference(workload, ours, answers(peer, workload, questions)) is None
    assert len({json.dumps(answer) for answer in ours}) > len(ours) / 3, "questions that all find the same tell nothing"


def test_sqlite_and_the_product_find_the_same_pages(
    product: Landstock, files: Files, questions: Asked, tmp_path: Path
) -> None:
    peer = SQLite()
    peer.load({"gpkg": str(files.gpkg), "scratch": str(tmp_path)})
    assert difference("items", answers(product, "items", questions), answers(peer, "items", questions)) is None
    peer.base.close()


@pytest.mark.skipif(importlib.util.find_spec("duckdb") is None, reason="DuckDB lives in an environment of the bench")
def test_duckdb_and_the_product_answer_alike(product: Landstock, files: Files, questions: Asked) -> None:
    from bench.peers.duckdb import DuckDB

    peer = DuckDB()
    peer.load({"copy": str(files.copy)})
    for workload in (name for name in WORDS if hasattr(peer, name)):
        ours, theirs = answers(product, workload, questions), answers(peer, workload, questions)
        assert difference(workload, ours, theirs) is None


def test_an_answer_that_differs_is_told(product: Landstock, questions: Asked) -> None:
    for workload in WORDS:
        ours = answers(product, workload, questions)
        assert difference(workload, ours, ours) is None
        assert difference(workload, ours, ours[1:]) is not None
        turned = [ours[0][::-1]] if workload == "book" else ours[::-1]
        assert difference(workload, ours, turned) is not None


def test_questions_are_the_same_each_time_and_reach_http_and_cql2_whole(made: Cadastre, questions: Asked) -> None:
    assert asked(made) == questions
    assert len(questions["items"]) == 200
    mixed = {
        (bool(each["usage"]), each["low"] is None, each["high"] is None): landstock_path(each, COLLECTION)
        for each in questions["items"]
    }
    assert len(mixed) == 8, "every mixture of use and area range is asked"
    assert "&usage=" in mixed[True, False, False]
    assert "min_area_m2=" in mixed[True, False, False]
    assert "max_area_m2=" in mixed[True, False, False]
    bare = {"bbox": [1.0, 2.0, 3.0, 4.0], "usage": ["1101"], "low": 5.0, "high": None}
    assert cql2(bare) == "land_use IN ('1101') AND site_area_m2 >= 5.0"  # type: ignore[arg-type]


def test_tiles_are_read_as_a_library_reads_them(product: Landstock, questions: Asked) -> None:
    seen = set()
    for question in questions["tiles"]:
        content = product.tiles(question)
        features = mapbox_vector_tile.decode(content)[COLLECTION]["features"]
        merged = any("generalised" in feature["properties"] for feature in features)
        ids = {feature["properties"]["id"] for feature in features if "id" in feature["properties"]}
        assert shown(content) == Shown(ids=ids, features=len(features), merged=merged)
        seen.add(merged)
    assert seen == {False, True}, "tiles of both sorts are asked"


def test_a_parcel_missing_from_a_tile_is_told_and_one_of_the_buffer_is_not(made: Cadastre, questions: Asked) -> None:
    deep = questions["tiles"][-1]
    everything = set(made.columns["id"])
    inside = within(made, deep, everything)
    assert inside
    assert within(made, deep, everything - inside) == set()
    assert within(made, {**deep, "row": deep["row"] + 1}, inside) < inside


def run_of(size: int, ours_ms: float) -> Measured:
    found = Measured(size=size, date="2023-06-30", machine="2 cores", heading="a try")
    found.add("W1 http", "landstock", "ms", [ours_ms, ours_ms * 1.1, ours_ms * 0.9])
    found.add("W1 http", "tipg", "ms", [30.0])
    found.add("W1 8 clients", "landstock", "rps", [900.0])
    found.add("W1 8 clients", "tipg", "rps", [3.0])
    found.absent["pygeoapi"] = "no wheel"
    return found


def test_verdicts_follow_the_ratio_of_one_run() -> None:
    quick, slow = run_of(100_000, 0.5), run_of(100_000, 2.0)
    assert ratio(quick, "W1 http", "tipg") == pytest.approx(60)
    assert ratio(quick, "W1 8 clients", "tipg") == pytest.approx(300)
    assert verdicts(quick)[0].word == "pass"
    assert verdicts(slow)[0].word == "falls short"
    assert verdicts(quick)[4].word == "not measured"


def test_a_size_with_a_bar_of_its_own_is_held_to_that_alone() -> None:
    click = "page: facet click to list and map"
    bars = {
        size: [each.bar for each in verdicts(run_of(size, 0.5)) if each.workload == click]
        for size in (10_000, 1_000_000)
    }
    assert bars == {10_000: ["≤ 150 ", "≤ 300  at 1M"], 1_000_000: ["≤ 300 "]}


def test_a_bar_that_is_missed_stands_beside_what_bounds_it() -> None:
    slow = run_of(100_000, 2.0)
    slow.add("W1 in process", "landstock", "ms", [0.5])
    slow.add("W1 http", "floor", "ms", [0.1])
    said = bound(slow, verdicts(slow)[0].target)
    assert said.startswith("the bar is ≤ 1.00 ms, measured 2.00")
    assert "its page 1.40 ms" in said


def test_the_document_keeps_other_sizes_and_tells_who_is_absent(tmp_path: Path) -> None:
    small = run_of(10_000, 0.5)
    small.add("page: packed on first load", "landstock", "kB", [440.0])
    write(small, tmp_path)
    page = write(run_of(100_000, 0.5), tmp_path).read_text("utf-8")
    assert "## 10k parcels" in page
    assert "## 100k parcels" in page
    assert "Not measured: pygeoapi: no wheel" in page
    assert "W9" in page
    assert "| page: packed on first load | ≤ 600 kB | 440 kB | pass |" in page
    plot = ET.fromstring((tmp_path / "performance" / "items.svg").read_text("utf-8"))
    assert len(plot.findall("{http://www.w3.org/2000/svg}circle")) == 4
    assert "60.0× faster" in printed(Measured.read(tmp_path / "performance" / "100k.json"))
