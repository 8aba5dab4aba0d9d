"""An inventory never changes: an edit makes the next one, whole or not at all; what points to a feature speaks its name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from gis.catalog import Catalog, Kind
from gis.errors import LayerError, RefusedRows, UnknownCollection, UnknownFeature
from gis.fields import Role
from gis.inventory import Edit, Inventory
from gis.query import OneOf, Query
from tests.gis.small import CODELISTS, COLLECTION, METRIC_CRS, cell, field, layer, plot, same

PARKS = replace(
    COLLECTION,
    id="parks",
    kind=Kind.PARK,
    title=same("Parks"),
    fields=tuple(
        replace(entry, references="parks", role=Role.PARENT, codelist=None) if entry.name == "park" else entry
        for entry in COLLECTION.fields
        if entry.name in ("id", "name", "park")
    ),
)
PLOTS = replace(
    COLLECTION,
    fields=tuple(
        replace(entry, codelist=None, references="parks") if entry.name == "park" else entry
        for entry in COLLECTION.fields
    ),
)
NOTES = replace(COLLECTION, id="notes", kind=Kind.OTHER, fields=(COLLECTION.fields[0], field("note")))
CATALOG = Catalog(
    folder=Path("nowhere"),
    title=same("Some district"),
    metric_crs=METRIC_CRS,
    as_of=dt.date(2023, 6, 30),
    collections={"parks": PARKS, "plots": PLOTS, "notes": NOTES},
    codelists=CODELISTS,
)


@pytest.fixture
def inventory() -> Inventory:
    """Two parks, one inside the other, and three plots in them."""
    layers = {
        "parks": layer(
            [plot("GD", name="归德"), plot("GD-A", name="A 区", park="GD"), plot("CX", name="创新谷")], PARKS
        ),
        "plots": layer(
            [
                plot("1", cell(0, 0), park="GD-A", site_area_m2=7.0),
                plot("2", cell(1, 0), park="GD"),
                plot("3", park="CX"),
            ],
            PLOTS,
        ),
    }
    return Inventory.of(CATALOG, layers, "v1")


def ids(inventory: Inventory, *parks: str) -> list[str]:
    """Ids of the plots in these parks."""
    found = inventory.select(Query(collection="plots", where=(OneOf(field="park", values=parks),)))
    return [found.layer.ids[row] for row in found.rows]


def test_a_reference_speaks_the_name_of_what_it_points_to(inventory: Inventory) -> None:
    plots = inventory.layer("plots")
    assert plots.words("park", "GD-A").zh == "A 区"
    assert inventory.select(Query(collection="plots", text="创新谷")).matched == 1


def test_a_park_holds_what_lies_in_the_parks_inside_it(inventory: Inventory) -> None:
    assert ids(inventory, "GD") == ["1", "2"]
    assert ids(inventory, "GD-A", "CX") == ["1", "3"]


def test_layers_are_found_by_kind_and_only_those_that_are_there(inventory: Inventory) -> None:
    assert [found.id for found in inventory.of_kind(Kind.PARCEL, Kind.PARK, Kind.OTHER)] == ["parks", "plots"]


def test_an_unknown_collection_is_said_with_those_there_are(inventory: Inventory) -> None:
    for ask in (lambda: inventory.layer("forests"), lambda: inventory.select(Query(collection="forests"))):
        with pytest.raises(UnknownCollection) as refused:
            ask()
        assert "forests" in refused.value.text.zh
        assert "parks, plots" in refused.value.remedy.en


def test_an_edit_makes_the_next_inventory_and_leaves_this_one(inventory: Inventory) -> None:
    moved = inventory.layer("plots").feature(0)
    moved = moved._replace(properties={**moved.properties, "park": "CX"})
    edits = [Edit(collection="plots", id="1", feature=moved), Edit(collection="plots", id="2", feature=None)]
    after = inventory.apply(edits)
    assert ids(inventory, "GD") == ["1", "2"]
    assert ids(after, "CX") == ["1", "3"]
    assert after.layer("plots").ids == ("1", "3")
    assert after.layer("parks").ids == inventory.layer("parks").ids


def test_the_same_edits_make_the_same_version_and_others_another(inventory: Inventory) -> None:
    removal = [Edit(collection="plots", id="2", feature=None)]
    added = [Edit(collection="plots", id="4", feature=plot("4", park="CX"))]
    versions = {inventory.version, inventory.apply(removal).version, inventory.apply(added).version}
    assert len(versions) == 3
    assert inventory.apply(removal).version == inventory.apply(removal).version


def test_a_vertex_far_along_a_ring_makes_another_version(inventory: Inventory) -> None:
    ring = [(116 + n / 100, 36 + (n % 2) / 100) for n in range(40)] + [(116.4, 35.0)]
    rings = [shapely.Polygon(ring), shapely.Polygon([*ring[:-1], (116.4, 35.1)])]
    edits = [Edit(collection="plots", id="4", feature=plot("4", shape)) for shape in rings]
    assert inventory.apply(edits[:1]).version != inventory.apply(edits[1:]).version


def test_a_new_park_lends_its_name_at_once(inventory: Inventory) -> None:
    after = inventory.apply([Edit(collection="parks", id="HX", feature=plot("HX", name="航天谷"))])
    assert after.layer("plots").words("park", "HX").zh == "航天谷"
    assert inventory.layer("plots").words("park", "HX").zh == "HX"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (Edit(collection="forests", id="1", feature=None), UnknownCollection),
        (Edit(collection="plots", id="9", feature=None), UnknownFeature),
        (Edit(collection="plots", id="9", feature=plot("9", site_area_m2="much")), RefusedRows),
        (Edit(collection="plots", id="9", feature=plot("1")), LayerError),
    ],
)
def test_one_wrong_edit_undoes_them_all(inventory: Inventory, wrong: Edit, error: type[Exception]) -> None:
    good = Edit(collection="plots", id="2", feature=None)
    with pytest.raises(error):
        inventory.apply([good, wrong])
    assert inventory.layer("plots").ids == ("1", "2", "3")


def test_summaries_go_through_the_inventory(inventory: Inventory) -> None:
    summary = inventory.summary(Query(collection="plots"), by=["park"], histograms=["site_area_m2"])
    assert {group.value: group.count for group in summary.groups["park"]} == {"GD": 1, "GD-A": 1, "CX": 1}
    assert summary.area_m2 == 7
