"""What is held is said by every layer that is asked, and what the ledger says stays recorded; at midnight a hold ends by itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import orjson
import pytest

from gis import tiles
from gis.folder import Folder, synced_folder
from gis.inventory import Inventory
from gis.layer import Layer
from gis.reservations import differences
from tests.gis.reservations.district import LAST, TODAY, floor, held, plot, wanted, write_district

SHANGHAI = dt.timezone(dt.timedelta(hours=8))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    write_district(tmp_path / "layers")
    return synced_folder(tmp_path / "layers")


def says(layer: Layer, key: str) -> dict[str, object]:
    """What a feature says of who holds it, as an answer is made of it."""
    encoded = layer.encoded(np.array([layer.row(key)]))
    ready = orjson.loads(encoded[0])["properties"] if encoded else {}
    names = ("state", "who", "until")
    found = layer.properties(layer.row(key), names)
    assert {name: ready[name] for name in names} == found
    return dict(found)


def test_a_hold_is_said_over_what_the_ledger_says(folder: Folder) -> None:
    before = folder.inventory()
    held(folder.store, folder.catalog, wanted(plot("L-0", "L-was-held"), project_id="P-1"))
    held(folder.store, folder.catalog, wanted(floor("F-0")))
    after = folder.inventory(before)
    assert after.version != before.version
    assert says(after.layers["plots"], "L-0") == {"state": "reserve", "who": "P-1", "until": str(LAST)}
    assert says(after.layers["plots"], "L-was-held")["who"] == "P-1"
    assert says(after.layers["plots"], "L-1")["who"] is None
    assert says(after.layers["floors"], "F-0") == {"state": "held", "who": "乙公司", "until": str(LAST)}
    assert says(after.recorded["plots"], "L-was-held")["who"] == "甲公司"
    assert says(after.recorded["floors"], "F-0")["state"] == "free"
    # An inventory that somebody still reads is as it was.
    assert says(before.layers["plots"], "L-0")["who"] is None
    # What the ledger says otherwise is said, not overwritten.
    (other,) = differences(after.recorded, after.reservations[0])
    assert (other.id, other.held_by, other.held_until) == ("L-was-held", "甲公司", "2023-06-29")


def test_layers_whose_holds_are_the_same_are_taken_over(folder: Folder) -> None:
    """A snapshot that nobody touched is not opened again, and what was worked out of it stays."""
    first = folder.inventory()
    held(folder.store, folder.catalog, wanted(plot("L-0")))
    second = folder.inventory(first)
    assert second.layers["floors"] is first.layers["floors"]
    assert second.recorded["plots"] is first.recorded["plots"]
    assert tiles.source_of(second.layers["plots"]) is tiles.source_of(first.layers["plots"]), "shapes are the same"
    held(folder.store, folder.catalog, wanted(floor("F-0")))
    third = folder.inventory(second)
    assert third.layers["plots"] is second.layers["plots"]
    assert third.layers["floors"] is not second.layers["floors"]


def test_a_filter_and_an_export_see_it(folder: Folder) -> None:
    held(folder.store, folder.catalog, wanted(floor("F-1")))
    floors = folder.inventory().layers["floors"]
    assert [floors.ids[row] for row in np.flatnonzero(floors.columns["state"].equals(["held"])).tolist()] == ["F-1"]
    assert [floors.ids[row] for row in np.flatnonzero(floors.columns["who"].equals(["乙公司"])).tolist()] == ["F-1"]


def test_a_part_of_a_floor_leaves_the_floor_free(folder: Folder) -> None:
    held(folder.store, folder.catalog, wanted(floor("F-0", 500.0)))
    inventory = folder.inventory()
    assert says(inventory.layers["floors"], "F-0") == {"state": "free", "who": None, "until": None}
    assert [each.area_m2 for each in inventory.holds["floors"]["F-0"]] == [500.0]


def moments(inventory: Inventory, *times: dt.datetime) -> list[object]:
    """Who holds L-0 at each of some moments."""
    return [says(inventory.at(when).layers["plots"], "L-0")["who"] for when in times]


def test_a_hold_ends_at_the_midnight_after_its_last_day(tmp_path: Path) -> None:
    """By the day of the question alone, in the folder's own time zone: no timer could be missed."""
    write_district(tmp_path / "layers", dated=False)
    folder = synced_folder(tmp_path / "layers")
    until = folder.catalog.as_of + dt.timedelta(days=10)
    held(folder.store, folder.catalog, wanted(plot("L-0"), until=until))
    inventory = folder.inventory()
    midnight = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), SHANGHAI)
    second = dt.timedelta(seconds=1)
    # The clock of the machine may be set to any zone.
    times = [(midnight - second).astimezone(dt.UTC), midnight.astimezone(dt.UTC), midnight + second]
    assert moments(inventory, *times) == ["乙公司", None, None]
    assert moments(inventory.at(times[2]), times[0]) == ["乙公司"], "who asks of the day before is answered of it"


def test_a_folder_that_names_its_day_reckons_by_it(folder: Folder) -> None:
    held(folder.store, folder.catalog, wanted(plot("L-0"), until=TODAY))
    assert says(folder.inventory().at(dt.datetime.now(dt.UTC)).layers["plots"], "L-0")["who"] == "乙公司"
