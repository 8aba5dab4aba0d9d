"""What the page is told of an inventory agrees with the catalog it comes from."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from gis.inventory import Inventory
from gis.reservation import Reservation, ReservedItem, Standing
from maps import view as views
from maps.view import Joining, View, configuration


def test_every_field_is_told_as_declared(demo_inventory: Inventory) -> None:
    told = {one["id"]: one for one in configuration(demo_inventory, View())["collections"]}
    assert list(told) == list(demo_inventory.layers)
    for name, layer in demo_inventory.layers.items():
        assert told[name]["count"] == len(layer)
        assert told[name]["kind"] == layer.collection.kind
        assert [field["name"] for field in told[name]["fields"]] == list(layer.collection.by_name)
        for field, entry in zip(told[name]["fields"], layer.collection.fields, strict=True):
            assert field["role"] == entry.role
            assert field["land"] == entry.land


def test_every_list_that_a_field_names_is_there(demo_inventory: Inventory) -> None:
    told = configuration(demo_inventory, View())
    named = {field["codelist"] for one in told["collections"] for field in one["fields"] if field["codelist"]}
    assert named <= set(told["codelists"])
    assert any(name.startswith("ref:") for name in named), "parks speak by their names"


def test_a_large_layer_is_asked_of_the_service_and_never_from_a_stick(
    demo_inventory: Inventory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "WHOLE_UP_TO", 100)
    remote = {one["id"]: one["remote"] for one in configuration(demo_inventory, View())["collections"]}
    assert remote == {name: len(layer) > 100 for name, layer in demo_inventory.layers.items()}
    alone = configuration(demo_inventory, View(mode="file"))
    assert not any(one["remote"] for one in alone["collections"])
    assert alone["api"] is None


def test_only_a_service_tells_under_which_address_others_reach_it(demo_inventory: Inventory) -> None:
    address = "https://gis.example.cn/landstock"
    assert configuration(demo_inventory, View(public_url=address))["public_url"] == address
    assert configuration(demo_inventory, View())["public_url"] is None
    assert configuration(demo_inventory, View(mode="file", public_url=address))["public_url"] is None


def test_the_configuration_is_plain_json_without_a_figure_that_json_lacks(demo_inventory: Inventory) -> None:
    told = configuration(demo_inventory, View())
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_how_floors_are_joined_is_told_as_the_scheme_has_it(demo_inventory: Inventory) -> None:
    assert configuration(demo_inventory, View())["joining"] is None, "without a scheme nothing is joined"
    told = configuration(demo_inventory, View(joining=Joining(most=4, free=("free",))))
    assert told["joining"] == {"most": 4, "free": ["free"]}


def test_who_holds_how_much_until_when_is_told_the_first_to_end_first(demo_inventory: Inventory) -> None:
    assert configuration(demo_inventory, View())["holds"] == {}
    floor, plot = demo_inventory.layer("idle_space").ids[0], demo_inventory.layer("industrial_land").ids[0]

    def hold(key: str, day: int, standing: Standing, *items: ReservedItem) -> Reservation:
        until, made = dt.date(2023, 9, day), dt.datetime(2023, 6, 1, tzinfo=dt.UTC)
        project = None if key == "甲企" else key
        return Reservation(
            id=f"R-{day}",
            project_id=project,
            firm=None if project else key,
            items=items,
            until=until,
            standing=standing,
            made_at=made,
            author="t",
        )

    def part(area: float | None) -> ReservedItem:
        return ReservedItem(collection="idle_space", id=floor, area_m2=area)

    holds = [
        hold("甲企", 30, Standing.ACTIVE, part(200)),
        hold("P-2023-063", 5, Standing.LANDED, part(50), ReservedItem(collection="industrial_land", id=plot)),
        hold("P-2023-064", 1, Standing.ACTIVE, part(100.5)),
    ]
    inventory = Inventory.of(demo_inventory.catalog, demo_inventory.layers, "held", holds, demo_inventory)
    told = configuration(inventory, View())["holds"]
    assert told["idle_space"][floor] == [
        {"holder": "P-2023-064", "project": "P-2023-064", "area_m2": 100.5, "until": "2023-09-01"},
        {"holder": "甲企", "project": None, "area_m2": 200, "until": "2023-09-30"},
        {"holder": "P-2023-063", "project": "P-2023-063", "area_m2": 50, "until": None},
    ]
    assert told["industrial_land"][plot][0]["area_m2"] is None
