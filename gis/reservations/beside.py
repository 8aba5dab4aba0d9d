"""One place under several ids: other records of a floor or a plot, the floors on a plot, the plot under a floor. Who holds one of them keeps others off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final, NamedTuple

import numpy as np
import shapely

from gis.catalog import Kind
from gis.columns import Rows
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Feature, Layer
from gis.matching.sites.candidates import FLOOR, LAND, SiteKind, Stock, stock_of
from gis.matching.sites.grounds import grounds_of, other_kind
from gis.matching.sites.parcels import records_of_parcel
from gis.matching.sites.twins import records_at
from gis.store.protocol import Transaction

_KINDS: Final[dict[Kind, SiteKind]] = {Kind.PARCEL: LAND, Kind.SPACE: FLOOR}
_ABOVE: Final = {Role.BUILDING: Kind.BUILDING, Role.PARCEL: Kind.PARCEL}
_AROUND: Final = (Kind.PARCEL, Kind.SPACE, Kind.BUILDING)


class Beside(NamedTuple):
    """What shares the ground of a place; ``twin`` where it is another record of the same floor or plot."""

    collection: str
    id: str
    twin: bool


def find_beside(inventory: Inventory, transaction: Transaction, collection: str, key: str) -> tuple[Beside, ...]:
    """What shares the ground of a plot or floor, by what matching goes by too; looked for among what lies around it alone.

    The inventory tells what lies near, the transaction what was changed since that was made.
    """
    kind = _KINDS.get(inventory.catalog.collections[collection].kind)
    feature = None if kind is None else transaction.feature(collection, key)
    if kind is None or feature is None:
        return ()
    stock = stock_of(_around(inventory, transaction, collection, feature), kind)
    mine = next((row for row in stock.rows_of(key) if stock.layer_of(row)[0].id == collection), None)
    if mine is None:
        return ()
    twins = [_named(stock, row, twin=True) for row in records_at(stock, mine)]
    twins += [each for each in _of_one_parcel(inventory, kind, collection, key) if each not in twins]
    sharing = stock.siblings[other_kind(kind)]
    return (*twins, *(_named(sharing, row, twin=False) for row in grounds_of(stock).beside(kind, mine)))


def _of_one_parcel(inventory: Inventory, kind: SiteKind, collection: str, key: str) -> list[Beside]:
    """Other records of the parcel that a plot without a shape names: these lie nowhere near it on the map."""
    stock = stock_of(inventory, kind)
    rows = [row for row in stock.rows_of(key) if kind == LAND and stock.layer_of(row)[0].id == collection]
    return [_named(stock, other, twin=True) for row in rows for other in records_of_parcel(stock).get(row, ())]


def _named(stock: Stock, row: int, *, twin: bool) -> Beside:
    layer, at = stock.layer_of(row)
    return Beside(layer.id, layer.ids[at], twin)


def _around(inventory: Inventory, transaction: Transaction, collection: str, feature: Feature) -> Inventory:
    """An inventory of what lies around one place: where it is drawn, and where the building and the plot are that it names; without either, what it names alone."""
    layers = [layer for kind in _AROUND for layer in _layers(inventory, kind)]
    since = {
        layer.id: {key: transaction.feature(layer.id, key) for key in _changed(transaction, layer)} for layer in layers
    }
    fields = inventory.catalog.collections[collection].by_role
    said = {kind: feature.properties.get(fields[role].name) for role, kind in _ABOVE.items() if role in fields}
    named = {kind: str(key) for kind, key in said.items() if key is not None}
    shapes = [feature.geometry]
    for layer in layers:
        key = named.get(layer.collection.kind, "")
        if (changed := since[layer.id].get(key)) is not None:
            shapes.append(changed.geometry)
        elif key in layer.row_of:
            shapes.append(layer.shapes[layer.row_of[key]])
    drawn = [shape for shape in shapes if shape is not None]
    box = shapely.total_bounds(drawn).tolist() if drawn else [np.nan] * 4
    wanted = {(layer.id, named.get(layer.collection.kind, "")) for layer in layers} | {(collection, feature.id)}
    parts = {layer.id: _part(inventory, layer, box, since[layer.id], wanted) for layer in layers}
    return Inventory(catalog=inventory.catalog, layers=parts, version=inventory.version)


def _changed(transaction: Transaction, layer: Layer) -> list[str]:
    return transaction.changed_since(layer.id, getattr(layer, "edit", 0))


def _part(
    inventory: Inventory,
    layer: Layer,
    box: list[float],
    since: Mapping[str, Feature | None],
    wanted: AbstractSet[tuple[str, str]],
) -> Layer:
    """What of a layer lies in a box or is named, as it stands now."""
    ids = [layer.ids[row] for row in _meeting(layer, box)]
    rows = [layer.row_of[key] for key in ids if key not in since]
    rows += [layer.row_of[key] for name, key in wanted if name == layer.id and key in layer.row_of and key not in since]
    part = layer.part(np.unique(np.array(rows, dtype=np.intp)))
    changed = [
        feature
        for key, feature in since.items()
        if feature is not None and ((layer.id, key) in wanted or _meets(feature.geometry, box))
    ]
    if not changed:
        return part
    features = [*(part.feature(row) for row in range(len(part))), *changed]
    catalog = inventory.catalog
    return Layer.from_features(layer.collection, features, metric_crs=catalog.metric_crs, codelists=catalog.codelists)


def _meets(shape: Any, box: list[float]) -> bool:
    if shape is None or np.isnan(box[0]):
        return False
    return bool(shapely.intersects(shapely.box(*shapely.bounds(shape)), shapely.box(*box)))


def _layers(inventory: Inventory, kind: Kind) -> Iterator[Layer]:
    for layer in inventory.of_kind(kind):
        yield inventory.recorded.get(layer.id, layer)


def _meeting(layer: Layer, box: list[float]) -> list[int]:
    """Rows whose boxes meet a box; those without a shape are found by what they name alone."""
    if np.isnan(box[0]):
        return []
    near = layer.near(box)
    rows: Rows = np.arange(len(layer)) if near is None else near
    west, south, east, north = layer.bounds[rows].T
    meets = (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
    return [int(row) for row in rows[meets]]
