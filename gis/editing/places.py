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


class Overlap(NamedTuple):
    """A plot that a change put onto another one of its layer, and the m² that they share."""

    collection: str
    moved: str
    other: str
    area: float


def refuse_overlaps(inventory: Inventory, transaction: Transaction, moved: Sequence[Moved]) -> None:
    """Refuse plots that lie on others of their layer by more than a sliver, unless they did so before, and no less.

    Raises
    ------
    RefusedRows
        With every pair.
    """
    findings = [_describe_overlap(inventory, each) for each in find_overlaps(inventory, transaction, moved)]
    if findings:
        raise RefusedRows(findings)


def find_overlaps(inventory: Inventory, transaction: Transaction, moved: Sequence[Moved]) -> Iterator[Overlap]:
    """Where plots lie on others by more than a sliver and more than before; of all that were moved at once, as they stand when all is done."""
    latest = {(each.collection, each.feature.id): each for each in moved}
    for name in dict.fromkeys(each.collection for each in moved):
        drawn = [each for each in latest.values() if each.collection == name and each.feature.geometry is not None]
        if drawn and inventory.catalog.collections[name].kind is Kind.PARCEL:
            yield from _overlaps(inventory, transaction, drawn)


def _overlaps(inventory: Inventory, transaction: Transaction, moved: Sequence[Moved]) -> Iterator[Overlap]:
    """What some plots of one layer share with others: all pairs are looked for at once, for many may be moved together."""
    name, metric_crs = moved[0].collection, inventory.catalog.metric_crs
    features = [*(each.feature for each in moved), *_around(inventory, transaction, moved)]
    shapes = in_metres(np.array([feature.geometry for feature in features], dtype=object), metric_crs)
    for one, two, area in overlapping(shapes):
        # What lies on one another elsewhere did so before.
        for mine, other in ((one, two), (two, one)):
            if mine < len(moved) and area > _stood(moved[mine].before, shapes[other], metric_crs) + SLIVER_M2:
                yield Overlap(name, features[mine].id, features[other].id, area)


def _stood(before: Any, other: Any, metric_crs: str) -> float:
    """The area in m² that the shape of before shares with another, by more than a sliver."""
    if before is None:
        return 0.0
    (shape,) = in_metres(np.array([before, None], dtype=object)[:1], metric_crs)
    return next((area for _, _, area in overlapping(np.array([shape, other], dtype=object))), 0.0)


def _describe_overlap(inventory: Inventory, found: Overlap) -> Finding:
    key, other, said = found.moved, found.other, figure(found.area, 1)
    return finding(
        inventory.catalog.collections[found.collection],
        0,
        key,
        "overlap",
        Text(f"{key} 与 {other} 重叠 {said} m²", f"{key} overlaps {other} by {said} m²"),
        Text(f"请修改界线，或先修改 {other}", f"mend the boundary, or that of {other} first"),
        field="geometry",
        excerpt=f"{other}: {said} m²",
    )


def _around(inventory: Inventory, transaction: Transaction, moved: Sequence[Moved]) -> Iterator[Feature]:
    """What lies near as it stands now: what the inventory knows there, and whatever was changed since it was made."""
    name = moved[0].collection
    layer = inventory.recorded.get(name, inventory.layers.get(name))
    near = (
        []
        if layer is None
        else [key for each in moved for key in _near(layer, shapely.bounds(each.feature.geometry).tolist())]
    )
    since = transaction.changed_since(name, getattr(layer, "edit", 0))
    own = {each.feature.id for each in moved}
    for key in dict.fromkeys([*near, *since]):
        found = None if key in own else transaction.feature(name, key)
        if found is not None and found.geometry is not None and shapely.get_dimensions(found.geometry) == 2:
            yield found


def _near(layer: Layer, box: Sequence[float]) -> list[str]:
    rows = layer.near(box)
    rows = np.arange(len(layer)) if rows is None else rows
    west, south, east, north = layer.bounds[rows].T
    meets = (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
    return [layer.ids[row] for row in rows[meets].tolist()]
