"""What the page is told of an inventory agrees with the catalog it comes from."""

from __future__ import annotations

import json

import pytest

from gis.inventory import Inventory
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
