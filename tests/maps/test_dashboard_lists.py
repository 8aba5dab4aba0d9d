"""The page lists the figures of the dashboard by itself: would break where a list had other rows than its figure counts, said other conditions than the service,
or a card read a plot's idle clock otherwise than the dashboard counts it."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

import maps
from gis.cql2 import Cql2Filter
from gis.dashboard.report import Dashboard, Figure
from gis.dashboard.stock import sum_up
from gis.inventory import Edit, Inventory
from gis.io import geojson
from gis.query import Query
from gis.reservation import Reservation, ReservedItem, Standing
from maps.view import View, configuration
from tests.gis.dashboard.test_stock import figures

SCRIPTS: Final = Path(maps.__file__).parent / "static" / "js"
LAND, FLOORS = "industrial_land", "idle_space"
CLOCK: Final = {
    "contract_start": (None, "2021-06-30", "2022-06-30", "2022-07-01", "2023-07-01"),
    "stopped_on": (None, "2022-06-30", "2022-07-01"),
    "delay_cause": (None, "government", "firm", "weather"),
    "started_share_pct": (None, 0.0, 33.3, 33.4),
    "invested_share_pct": (None, 24.9, 25.0),
    "started_on": (None, "2021-06-30"),
}
"""What plots of the demonstration are made to say, each in another rhythm, so that every state is met; "weather" is a cause that no list knows."""


@pytest.fixture(scope="module")
def inventory(demo_inventory: Inventory) -> Inventory:
    """The demonstration with plots in every state of the clock, some without a shape, and floors held and moved into, whole and in part."""
    layer, edits = demo_inventory.layer(LAND), []
    for row in range(len(layer)):
        feature = layer.feature(row)
        said: dict[str, Any] = {"status": "unstarted"} if row % 4 else {}
        for n, (name, values) in enumerate(CLOCK.items()):
            said |= {name: values[row // (1, 5, 15, 60, 3, 2)[n] % len(values)]} if said else {}
        changed = feature._replace(properties={**feature.properties, **said})
        if row % 11 == 0:
            changed = changed._replace(geometry=None)
        edits.append(Edit(collection=LAND, id=feature.id, feature=changed))
    edited = demo_inventory.apply(edits)
    keys = edited.layer(FLOORS).ids[::9]
    items = tuple(
        ReservedItem(collection=FLOORS, id=key, area_m2=None if n % 2 else 200.0) for n, key in enumerate(keys)
    )
    made = dt.datetime(2023, 6, 1, tzinfo=dt.UTC)
    hold = Reservation(
        id="R-1", project_id=None, firm="甲企", items=items[::2], until=dt.date(2023, 9, 30), standing=Standing.ACTIVE,
        made_at=made, author="t",
    )  # fmt: skip
    landed = replace(hold, id="R-2", items=items[1::2], standing=Standing.LANDED)
    return Inventory.of(edited.catalog, edited.layers, "held", [hold, landed], edited)


@pytest.fixture(scope="module")
def stock(inventory: Inventory) -> Dashboard:
    return sum_up(inventory)


@pytest.fixture(scope="module")
def listed(inventory: Inventory, stock: Dashboard) -> dict[str, Any]:
    """What the page makes of each figure, and of each plot's clock."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node here; it comes with npm")
    layers = {}
    for name, layer in inventory.layers.items():
        target = io.BytesIO()
        geojson.write(target, map(layer.feature, range(len(layer))))
        layers[name] = json.loads(target.getvalue())
    told = {
        "scripts": str(SCRIPTS),
        "config": configuration(inventory, View()),
        "layers": layers,
        "figures": [{"collection": each.list.collection, "filter": each.list.filter} for each in figures(stock)],
        "plots": LAND,
        "today": inventory.catalog.as_of.isoformat(),
    }
    command = [node, str(Path(__file__).with_name("run_dashboard.mjs"))]
    ran = subprocess.run(command, input=json.dumps(told), capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def test_each_list_of_the_page_has_as_many_rows_as_its_figure(stock: Dashboard, listed: dict[str, Any]) -> None:
    counted = [(each.list.collection, each.list.filter, each.count) for each in figures(stock)]
    ours = [one["count"] for one in listed["lists"]]
    assert [(*told, one) for told, one in zip(counted, ours, strict=True) if told[2] != one] == []
    assert sum(1 for _, _, count in counted if count) > 100, "figures that count something"


def test_the_page_says_the_conditions_of_a_list_as_the_service_does(
    inventory: Inventory, stock: Dashboard, listed: dict[str, Any]
) -> None:
    for figure, ours in zip(figures(stock), listed["lists"], strict=True):
        asked = Query(collection=figure.list.collection, filter=_filter(figure), limit=1)
        found = inventory.select(asked)
        assert found.matched == figure.count, figure.list.filter
        assert ours["words"] == found.words.as_dict(), figure.list.filter
        assert ours["unknown"] == sum(step.unknown for step in found.steps), figure.list.filter


def _filter(figure: Figure) -> Cql2Filter | None:
    return Cql2Filter.of_text(figure.list.filter) if figure.list.filter else None


def test_a_card_reads_the_clock_of_a_plot_as_the_dashboard_counts_it(stock: Dashboard, listed: dict[str, Any]) -> None:
    clock = {each.key: each.count for each in stock.land[0].clock}
    read = Counter(filter(None, listed["clocks"]))
    assert {key: count for key, count in clock.items() if count and key != "due_to_check"} == read
    assert len(read) >= 10, "states that some plot is in"
