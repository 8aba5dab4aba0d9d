"""Where a change puts a plot: never onto another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from gis.catalog import Kind
from gis.crs import in_metres
from gis.errors import RefusedRows
from gis.features import finding
from gis.findings import Finding
from gis.inventory import Inventory
from gis.layer import Feature, Layer
from gis.overlaps import SLIVER_M2, overlapping
from gis.store.protocol import Transaction
from gis.text import Text
from gis.units import figure


class Moved(NamedTuple):
    """A feature whose shape a change made, and the one that it had before."""

    collection: str
    feature: Feature
    before: Any


def refuse_overlaps(inventory: Inventory, transaction: Transaction, moved: Sequence[Moved]) -> None:
    """Refuse plots that lie on others of their layer by more than a sliver, unless they did so before, and no less.

    Raises
    ------
    RefusedRows
        With every pair.
    """
    findings = [found for each in moved for found in _overlaps(inventory, transaction, each)]
    if findings:
        raise RefusedRows(findings)


def _overlaps(inventory: Inventory, transaction: Transaction, moved: Moved) -> Iterator[Finding]:
    catalog = inventory.catalog
    collection, shape = catalog.collections[moved.collection], moved.feature.geometry
    if collection.kind is not Kind.PARCEL or shape is None:
        return
    others = [*_around(inventory, transaction, moved)]
    shared = _shared(shape, others, catalog.metric_crs)
    stood = _shared(moved.before, others, catalog.metric_crs) if moved.before is not None else {}
    for key, area in shared.items():
        if area <= stood.get(key, 0.0) + SLIVER_M2:
            continue
        said = figure(area, 1)
        yield finding(
            collection,
            0,
            moved.feature.id,
            "overlap",
            Text(f"{moved.feature.id} 与 {key} 重叠 {said} m²", f"{moved.feature.id} overlaps {key} by {said} m²"),
            Text(f"请修改界线，或先修改 {key}", f"mend the boundary, or that of {key} first"),
            field="geometry",
            excerpt=f"{key}: {said} m²",
        )


def _shared(shape: Any, others: Sequence[Feature], metric_crs: str) -> dict[str, float]:
    """By id, the area in m² that a shape shares with others by more than a sliver."""
    shapes = in_metres(np.array([shape, *(other.geometry for other in others)], dtype=object), metric_crs)
    # The pairs of the shape come first: it is the lowest row.
    return {others[two - 1].id: area for one, two, area in overlapping(shapes) if one == 0}


def _around(inventory: Inventory, transaction: Transaction, moved: Moved) -> Iterator[Feature]:
    """What lies near as it stands now: what the inventory knows there, and whatever was changed since it was made."""
    layer = inventory.recorded.get(moved.collection, inventory.layers.get(moved.collection))
    near = [] if layer is None else _near(layer, shapely.bounds(moved.feature.geometry).tolist())
    since = transaction.changed_since(moved.collection, getattr(layer, "edit", 0))
    for key in dict.fromkeys([*near, *since]):
        found = None if key == moved.feature.id else transaction.feature(moved.collection, key)
        if found is not None and found.geometry is not None and shapely.get_dimensions(found.geometry) == 2:
            yield found


def _near(layer: Layer, box: Sequence[float]) -> list[str]:
    rows = layer.near(box)
    rows = np.arange(len(layer)) if rows is None else rows
    west, south, east, north = layer.bounds[rows].T
    meets = (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
    return [layer.ids[row] for row in rows[meets].tolist()]
