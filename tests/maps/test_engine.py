"""The page asks small layers itself: its answers are those of the service, figure by figure and word by word."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer

import maps
from gis.columns import day_number
from gis.featurenames import name_at
from gis.fields import Role
from gis.intervals import date_edges, number_edges
from gis.inventory import Edit, Inventory
from gis.io import geojson
from gis.query import Between, Near, OneOf, Query, SortKey, near_shape
from gis.summary import Sought
from gis.text import Text
from maps.view import View, configuration

SCRIPTS = Path(maps.__file__).parent / "static" / "js"
RING = [(116.775, 36.585), (116.790, 36.585), (116.786, 36.596), (116.772, 36.592)]
POINTS = [(116.75, 36.55), (116.2, 36.9), (117.9, 35.1)]
LAND, FLOORS = "industrial_land", "idle_space"


@dataclass(frozen=True)
class Asked:
    """One question in the page's form and in the service's."""

    collection: str
    page: dict[str, Any]
    service: dict[str, Any]
    sort: tuple[SortKey, ...] = field(default=())

    @property
    def query(self) -> Query:
        return Query(collection=self.collection, sort=self.sort, limit=None, **self.service)

    @property
    def told(self) -> dict[str, Any]:
        sort = [{"field": key.field, "descending": key.descending} for key in self.sort]
        return {"collection": self.collection, "query": self.page, "sort": sort}


def one(name: str, *values: str) -> OneOf:
    return OneOf(field=name, values=values)


def near_shape_of(shape: list[tuple[float, float]], metres: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """A distance from a drawn shape, for the page and for the service."""
    listed = ", ".join(f"{x} {y}" for x, y in shape)
    kind = "POINT" if len(shape) == 1 else "POLYGON" if shape[0] == shape[-1] else "LINESTRING"
    wkt = f"{kind}(({listed}))" if kind == "POLYGON" else f"{kind}({listed})"
    page = {"near": {"metres": metres, "spot": None, "shape": [list(point) for point in shape]}}
    return page, {"near": near_shape(wkt, "EPSG:4548", metres)}


def near_park(inventory: Inventory, park: str, metres: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """A distance from a feature, for the page and for the service."""
    layer = inventory.layer("parks")
    row = layer.row(park)
    name = name_at(layer, row)
    near = Near(shape=layer.shapes[row], metres=metres, metric_crs="EPSG:4548", what=Text(f"“{name.zh}”", name.en))
    return {"near": {"metres": metres, "spot": {"collection": "parks", "id": park}, "shape": None}}, {"near": near}


QUESTIONS = [
    Asked(LAND, {}, {}),
    Asked(LAND, {"usage": ["1001"]}, {"usage": ("1001",)}, (SortKey(field="site_area_m2", descending=True),)),
    Asked(
        LAND, {"usage": ["1001", "0802"], "area": [20000, None]}, {"usage": ("1001", "0802"), "area_m2": (20000, None)}
    ),
    Asked(LAND, {"area": [None, 30000.5]}, {"area_m2": (None, 30000.5)}, (SortKey(field="far_max"),)),
    Asked(LAND, {"status": ["idle", "reserve"]}, {"where": (one("status", "idle", "reserve"),)}),
    Asked(LAND, {"park": ["PARK"]}, {"where": (one("park_id", "PARK"),)}),
    Asked(
        LAND,
        {"ranges": {"power_kva": [1000, None]}},
        {"where": (Between(field="power_kva", low=1000),)},
        (SortKey(field="power_kva", descending=True), SortKey(field="name")),
    ),
    Asked(
        LAND,
        {"ranges": {"power_kva": [1000, None]}, "or_unknown": ["power_kva"]},
        {"where": (Between(field="power_kva", low=1000),), "or_unknown": frozenset({"power_kva"})},
        (SortKey(field="readiness"),),
    ),
    Asked(
        LAND,
        {"ranges": {"contract_start": ["2021-01-01", "2022-06-30"]}},
        {"where": (Between(field="contract_start", low="2021-01-01", high="2022-06-30"),)},
        (SortKey(field="contract_start"),),
    ),
    Asked(LAND, {"values": {"services": ["gas"]}}, {"where": (one("services", "gas"),)}),
    Asked(LAND, {"values": {"status": ["sold"]}}, {"where": (one("status", "sold"),)}),
    Asked(LAND, {"values": {"services": ["5G"]}}, {"where": (one("services", "5G"),)}),
    Asked(
        LAND,
        {"usage": ["1001"], "or_unknown": ["usage"]},
        {"usage": ("1001",), "or_unknown": frozenset({"usage"})},
    ),
    Asked(LAND, {"q": "创新谷 C0"}, {"text": "创新谷 C0"}),
    Asked(LAND, {"q": "ＩＤＬＥ"}, {"text": "ＩＤＬＥ"}),
    Asked(LAND, {"within": RING}, {"within": shapely.Polygon(RING)}),
    Asked(
        LAND,
        {"within": RING, "status": ["idle"], "usage": ["1001"], "q": "经开区"},
        {"within": shapely.Polygon(RING), "where": (one("status", "idle"),), "usage": ("1001",), "text": "经开区"},
    ),
    Asked(LAND, *near_shape_of([(116.7801, 36.5512)], 800)),
    Asked(LAND, *near_shape_of([(116.76, 36.55), (116.79, 36.57), (116.8, 36.60)], 312.5)),
    Asked(FLOORS, *near_shape_of([*RING, RING[0]], 1_500), (SortKey(field="floor_area_m2"),)),
    Asked(FLOORS, *near_shape_of([(116.7801, 36.5512)], 20_000)),
    Asked(LAND, {"near": "PARK"}, {}),
    Asked(
        LAND,
        {"status": ["idle"], **near_shape_of([(116.7801, 36.5512)], 100_000)[0]},
        {"where": (one("status", "idle"),), **near_shape_of([(116.7801, 36.5512)], 100_000)[1]},
    ),
    Asked(LAND, {"area": [9e9, None]}, {"area_m2": (9e9, None)}),
    Asked(
        FLOORS,
        {"ranges": {"clear_height_m": [6, None], "floor_load_kn_m2": [10, None]}},
        {"where": (Between(field="floor_load_kn_m2", low=10), Between(field="clear_height_m", low=6))},
        (SortKey(field="fire_class"), SortKey(field="floor_area_m2", descending=True)),
    ),
    Asked(
        FLOORS,
        {"usage": ["production"], "values": {"fire_class": ["丙"]}},
        {"usage": ("production",), "where": (one("fire_class", "丙"),)},
    ),
]


SOUGHT: list[tuple[str, dict[str, Any], dict[str, Any], str, str]] = [
    (LAND, {}, {}, "owner", ""),
    (LAND, {"status": ["idle"]}, {"where": (one("status", "idle"),)}, "township", "街道"),
    (LAND, {"status": ["idle"]}, {"where": (one("status", "idle"),)}, "status", "u"),
    (LAND, {"area": [20000, None]}, {"area_m2": (20000, None)}, "services", "供"),
    (FLOORS, {}, {}, "owner", "平台 济"),
]
EDGES: list[tuple[str, list[Any]]] = [
    ("number", [10.0, 100.0, 1000.0]),
    ("number", [0.01, *[300.0] * 99, *[500.5] * 100, 400000.0]),
    ("number", [-5.0, 3.2]),
    ("number", [7.0]),
    ("number", [0.0]),
    ("number", [1e-9, 1e9]),
    ("number", [1e17, 1e17 + 16]),
    ("whole", [1.0, 6.0]),
    ("whole", [1985.0, 2023.0]),
    ("whole", [1.0, 2000.0, 40.0]),
    ("date", ["2020-01-31", "2020-02-01"]),
    ("date", ["2019-01-01", "2023-06-30"]),
    ("date", ["1900-05-01", "2023-01-01"]),
    ("date", ["0001-01-01", "9999-12-31"]),
]


FOREIGN: dict[str, dict[str, Any]] = {
    LAND: {"land_use": "9999", "status": "sold", "services": ["gas", "5G"]},
    FLOORS: {"space_use": "loft", "fire_class": "己"},
}
"""Codes that no list knows: to check on the page as in the service."""


@pytest.fixture(scope="module")
def inventory(demo_inventory: Inventory) -> Inventory:
    """The demonstration with some codes outside their lists."""
    edits = []
    for name, changes in FOREIGN.items():
        layer = demo_inventory.layer(name)
        for number, (field_name, value) in enumerate(changes.items()):
            for row in range(number, len(layer), 17):
                feature = layer.feature(row)
                changed = feature._replace(properties={**feature.properties, field_name: value})
                edits.append(Edit(collection=name, id=feature.id, feature=changed))
    return demo_inventory.apply(edits)


@pytest.fixture(scope="module")
def questions(inventory: Inventory) -> list[Asked]:
    top = next(key for key in inventory.layer("parks").texts(Role.PARENT) if key)
    page, service = near_park(inventory, top, 700)
    return [
        replace(asked, page={"park": [top]}, service={"where": (one("park_id", top),)})
        if "park" in asked.page
        else replace(asked, page=page, service=service)
        if asked.page.get("near") == "PARK"
        else asked
        for asked in QUESTIONS
    ]


@pytest.fixture(scope="module")
def ran(inventory: Inventory, questions: list[Asked]) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node here; it comes with npm")
    layers = {}
    for name in (LAND, FLOORS, "parks"):
        layer, target = inventory.layer(name), io.BytesIO()
        geojson.write(target, map(layer.feature, range(len(layer))))
        layers[name] = json.loads(target.getvalue())
    told = {
        "scripts": str(SCRIPTS),
        "config": configuration(inventory, View()),
        "layers": layers,
        "questions": [asked.told for asked in questions],
        "points": POINTS,
        "sought": [
            {"collection": name, "query": page, "field": field, "text": text, "limit": 5}
            for name, page, _, field, text in SOUGHT
        ],
        "edges": [{"kind": kind, "numbers": numbers} for kind, numbers in EDGES],
    }
    done = subprocess.run(
        [node, str(Path(__file__).with_name("run_engine.mjs"))],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(params=range(len(QUESTIONS)))
def pair(request: pytest.FixtureRequest, ran: dict[str, Any], questions: list[Asked]) -> tuple[Asked, dict[str, Any]]:
    return questions[request.param], ran["answers"][request.param]


def test_the_same_rows_in_the_same_order(pair: tuple[Asked, dict[str, Any]], inventory: Inventory) -> None:
    asked, page = pair
    found = inventory.select(asked.query)
    assert page["ids"] == [found.layer.ids[row] for row in found.rows]
    assert page["set"] == page["matched"] == found.matched


def test_the_same_steps(pair: tuple[Asked, dict[str, Any]], inventory: Inventory) -> None:
    asked, page = pair
    found = inventory.select(asked.query)
    theirs = {step.key: (step.words.zh, step.words.en, step.unknown) for step in found.steps}
    assert {step["key"]: (step["zh"], step["en"], step["unknown"]) for step in page["steps"]} == theirs
    assert sum(step["removed"] for step in page["steps"]) == sum(step.removed for step in found.steps)
    if len(theirs) < 2:
        assert page["words"] == found.words.as_dict()


def test_the_same_figures(pair: tuple[Asked, dict[str, Any]], inventory: Inventory) -> None:
    asked, page = pair
    layer = inventory.layer(asked.collection)
    found = inventory.summary(
        asked.query, by=list(page["groups"]), histograms=[one["field"] for one in page["histograms"]]
    )
    assert (page["matched"], page["total"], page["areaUnknown"]) == (found.matched, found.total, found.area_unknown)
    assert page["area"] == pytest.approx(found.area_m2)
    assert page["groups"], f"{layer.id} has facets"
    for name, groups in found.groups.items():
        ours = [(one["value"], one["zh"], one["en"], one["count"], one["available"]) for one in page["groups"][name]]
        assert ours == [(g.value, g.title.zh, g.title.en, g.count, g.available) for g in groups], name
    for ours, theirs in zip(page["histograms"], found.histograms, strict=True):
        assert ours["edges"] == list(theirs.edges), theirs.field
        assert ours["step"] == theirs.step
        assert (ours["counts"], ours["unknown"]) == (list(theirs.counts), theirs.unknown), theirs.field


@pytest.mark.parametrize("number", range(len(SOUGHT)))
def test_the_same_most_frequent_values(number: int, ran: dict[str, Any], inventory: Inventory) -> None:
    name, _, service, field_name, text = SOUGHT[number]
    sought = Sought(fields=[field_name], term=text, limit=5)
    theirs = inventory.summary(Query(collection=name, **service), sought=sought).distinct[0]
    ours = ran["values"][number]
    assert [(one["value"], one["count"], one["available"]) for one in ours["values"]] == [
        (group.value, group.count, group.available) for group in theirs.values
    ]
    assert theirs.values, "the question finds something"
    assert (ours["matched"], ours["more"], ours["unknown"]) == (theirs.matched, theirs.more, theirs.unknown)


@pytest.mark.parametrize("number", range(len(EDGES)))
def test_the_same_edges(number: int, ran: dict[str, Any]) -> None:
    kind, values = EDGES[number]
    if kind == "date":
        assert ran["drawn"][number] == list(date_edges(np.array([day_number(day) for day in values]))[0])
    else:
        assert [float(edge) for edge in ran["drawn"][number]] == list(
            number_edges(np.array(values), whole=kind == "whole")
        )


def test_the_metric_grid_of_the_page_is_that_of_the_crs(ran: dict[str, Any], inventory: Inventory) -> None:
    pipe = Transformer.from_crs("EPSG:4490", inventory.catalog.metric_crs, always_xy=True)
    for point, ours in zip(POINTS, ran["grid"], strict=True):
        assert ours == pytest.approx(pipe.transform(*point), abs=0.001)


def test_a_distance_on_the_page_is_good_to_half_a_percent(ran: dict[str, Any]) -> None:
    for point, ours in zip(POINTS[1:], ran["metres"][1:], strict=True):
        theirs = Geod(ellps="WGS84").inv(*POINTS[0], *point)[2]
        assert ours == pytest.approx(theirs, rel=0.005)
