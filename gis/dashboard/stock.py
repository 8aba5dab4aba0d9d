"""The dashboard of an inventory: every layer as it stands, floors from idle to landed, land by status and clock, and what holds it up."""

from __future__ import annotations

from gis.catalog import Kind
from gis.dashboard.blockers import departments_of, unknown_blockers
from gis.dashboard.clock import figures_of_clock
from gis.dashboard.counting import Areas, figures_by
from gis.dashboard.floors import pipeline_of
from gis.dashboard.report import Dashboard, Land
from gis.dashboard.standing import stand_of
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Layer


def sum_up(inventory: Inventory) -> Dashboard:
    """The stock in figures, on the inventory's day of the question."""
    catalog = inventory.catalog
    return Dashboard(
        title=catalog.title,
        as_of=catalog.as_of,
        demonstration=catalog.demonstration,
        stale_after_days=catalog.stale_after_days,
        layers=tuple(stand_of(catalog, layer) for layer in inventory.layers.values()),
        floors=tuple(pipeline_of(inventory, layer) for layer in inventory.of_kind(Kind.SPACE)),
        land=tuple(_land(inventory, layer) for layer in inventory.of_kind(Kind.PARCEL)),
        departments=departments_of(inventory),
        blockers_unknown=unknown_blockers(inventory),
    )


def _land(inventory: Inventory, layer: Layer) -> Land:
    areas = Areas(layer)
    clock, suspected = figures_of_clock(layer, areas, inventory.catalog.as_of)
    return Land(collection=layer.id, statuses=figures_by(layer, Role.STATUS, areas), clock=clock, suspected=suspected)
