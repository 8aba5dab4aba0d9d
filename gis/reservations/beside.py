"""One place under several ids: other records of a floor or a plot, the floors on a plot, the plot under a floor. Who holds one of them keeps others off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from gis.catalog import Kind
from gis.columns import Rows
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Layer
from gis.matching.sites.candidates import FLOOR, LAND, SiteKind, Stock, stock_of
from gis.matching.sites.grounds import grounds_of, other_kind
from gis.matching.sites.twins import records_at

_KINDS: Final[dict[Kind, SiteKind]] = {Kind.PARCEL: LAND, Kind.SPACE: FLOOR}
_ABOVE: Final = {Role.BUILDING: Kind.BUILDING, Role.PARCEL: Kind.PARCEL}
_AROUND: Final = (Kind.PARCEL, Kind.SPACE, Kind.BUILDING)


class Beside(NamedTuple):
    """What shares the ground of a place; ``twin`` where it is another record of the same floor or plot."""

    collection: str
    id: str
    twin: bool


def find_beside(inventory: Inventory, collection: str, key: str) -> tuple[Beside, ...]:
    """What shares the ground of a plot or floor, by what matching goes by too; looked for among what lies around it alone.

    The inventory may be a little older than the store: a second record that somebody makes in that blink is not seen.
    """
    layer = inventory.recorded.get(collection, inventory.layers.get(collection))
    kind = None if layer is None else _KINDS.get(layer.collection.kind)
    if layer is None or kind is None or key not in layer.row_of:
        return ()
    small = _around(inventory, layer, layer.row_of[key])
    stock = stock_of(small, kind)
    (mine,) = [row for row in stock.rows_of(key) if stock.layer_of(row)[0].id == collection]
    twins = [_named(stock, row, twin=True) for row in records_at(stock, mine)]
    sharing = stock.siblings[other_kind(kind)]
    return (*twins, *(_named(sharing, row, twin=False) for row in grounds_of(stock).beside(kind, mine)))


def _named(stock: Stock, row: int, *, twin: bool) -> Beside:
    layer, at = stock.layer_of(row)
    return Beside(layer.id, layer.ids[at], twin)


def _around(inventory: Inventory, layer: Layer, row: int) -> Inventory:
    """An inventory of what lies around one place: where it is drawn, and where the building and the plot are that it names."""
    boxes = [layer.bounds[row]]
    named: dict[Kind, str] = {}
    for role, kind in _ABOVE.items():
        entry = layer.collection.by_role.get(role)
        key = None if entry is None else layer.columns[entry.name].value(row)
        if key is not None:
            named[kind] = str(key)
            boxes += [
                above.bounds[above.row_of[str(key)]] for above in _layers(inventory, kind) if str(key) in above.row_of
            ]
    known = np.array([box for box in boxes if not np.isnan(box[0])]).reshape(-1, 4)
    box = [*known[:, :2].min(axis=0).tolist(), *known[:, 2:].max(axis=0).tolist()] if len(known) else None
    parts = {}
    for kind in _AROUND:
        for each in _layers(inventory, kind):
            key = named.get(kind, "")
            rows = [*_meeting(each, box), *([each.row_of[key]] if key in each.row_of else [])]
            rows += [row] if each is layer else []
            parts[each.id] = each.part(np.unique(np.array(rows, dtype=np.intp)))
    return Inventory(catalog=inventory.catalog, layers=parts, version=inventory.version)


def _layers(inventory: Inventory, kind: Kind) -> Iterator[Layer]:
    for layer in inventory.of_kind(kind):
        yield inventory.recorded.get(layer.id, layer)


def _meeting(layer: Layer, box: list[float] | None) -> list[int]:
    """Rows whose boxes meet a box; those without a shape are found by what they name alone."""
    if box is None:
        return []
    near = layer.near(box)
    rows: Rows = np.arange(len(layer)) if near is None else near
    west, south, east, north = layer.bounds[rows].T
    meets = (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
    return [int(row) for row in rows[meets]]
