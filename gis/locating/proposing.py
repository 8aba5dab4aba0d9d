"""Where the rows of a layer lie that have no shape: what each says is looked up in layers that have one, and held together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import shapely

from gis.catalog import Kind
from gis.crs import in_metres
from gis.inventory import Inventory
from gis.layer import Layer
from gis.locating.choosing import choose_lookups
from gis.locating.coordinates import read_positions
from gis.locating.deciding import Evidence, decide
from gis.locating.keys import keys_of
from gis.locating.linked import linked_hits
from gis.locating.lookup import bare_rows
from gis.locating.proposal import Located, Outcome, Proposal
from gis.locating.rows import read_rows, sought_by
from gis.overlaps import SLIVER_M2
from gis.text import Text, and_list

_SHOWN: Final = 3
_NO_LOOKUP: Final = Text(
    "没有可供查找的图层：需要有图形，并有宗地代码、证号，或权利人与坐落",
    "there is no layer to look in: one needs shapes, and parcel codes, certificates, or owners and addresses",
)


def propose_places(inventory: Inventory, collection: str, named: Sequence[str] = ()) -> Located:
    """What is proposed for each row of a layer that has no shape.

    Parameters
    ----------
    named
        Collections to look in; where empty, all others of plots, floors and buildings.

    Raises
    ------
    UnknownCollection
        Where there is no collection of a name.
    """
    inventory.layer(collection)
    layer = inventory.recorded.get(collection, inventory.layers[collection])
    rows = bare_rows(layer)
    keys = keys_of(layer)
    rows_said = read_rows(layer, keys, rows)
    sought = sought_by(rows_said)
    lookups, listed = choose_lookups(inventory, layer, keys, named, sought)
    sure = layer.collection.kind is not Kind.PROJECT
    metric_crs = inventory.catalog.metric_crs
    positions = read_positions(inventory, layer, rows)
    linked = linked_hits(inventory, layer, lookups, sought, named)
    proposals = [
        decide(Evidence(said, lookups, positions.get(row), linked(row)), metric_crs, sure=sure)
        for row, said in zip(rows.tolist(), rows_said, strict=True)
    ]
    if layer.collection.kind is Kind.PARCEL:
        proposals = _each_alone(layer, proposals, metric_crs)
    return Located(
        collection=layer.id,
        title=layer.collection.title,
        total=len(layer),
        looked_in=tuple(listed),
        proposals=tuple(proposals),
        notes=() if listed or not proposals or inventory.links(layer.id) else (_NO_LOOKUP,),
    )


def _each_alone(layer: Layer, proposals: Sequence[Proposal], metric_crs: str) -> list[Proposal]:
    """Proposals of which none puts a plot onto another of its layer, nor two onto one."""
    sure = [proposal for proposal in proposals if proposal.outcome is Outcome.LOCATED]
    taken = _meeting(layer, sure, metric_crs)
    return [
        replace(proposal, outcome=Outcome.TO_CHECK, shape=None, why=_beside(proposal.why, taken[proposal.id]))
        if proposal.id in taken
        else proposal
        for proposal in proposals
    ]


def _beside(why: Text, others: Sequence[str]) -> Text:
    more = "…" if len(others) > _SHOWN else ""
    shown = list(others[:_SHOWN])
    return Text(
        f"{why.zh}，但与 {'、'.join(shown)}{more} 同在一处",
        f"{why.en}; but {and_list(shown)}{more} would lie on the same ground",
    )


def _meeting(layer: Layer, sure: Sequence[Proposal], metric_crs: str) -> Mapping[str, list[str]]:
    """By id, the rows of a layer that lie on the ground that is proposed for it, or would."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    if not sure:
        return neighbours
    shapes = np.array([*(proposal.shape for proposal in sure), None], dtype=object)[:-1]
    for first, second in _pairs(shapes, shapes, metric_crs):
        if first != second:
            neighbours[sure[first].id].append(sure[second].id)
    west, south, east, north = shapely.total_bounds(shapes)
    bounds = layer.bounds
    near = (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    rows = np.flatnonzero(near)
    for first, second in _pairs(shapes, np.asarray(layer.shapes[rows], dtype=object), metric_crs):
        neighbours[sure[first].id].append(layer.ids[int(rows[second])])
    return neighbours


def _pairs(shapes: Any, others: Any, metric_crs: str) -> Iterator[tuple[int, int]]:
    """Pairs of a shape and another that share more than a sliver of ground."""
    if not len(others):
        return
    tree = shapely.STRtree(others)
    first, second = tree.query(shapes, predicate="intersects")
    common = shapely.intersection(in_metres(shapes[first], metric_crs), in_metres(others[second], metric_crs))
    areal = (shapely.get_dimensions(shapes[first]) == _AREAL) & (shapely.get_dimensions(others[second]) == _AREAL)
    points = ~areal & np.asarray(shapely.equals(shapes[first], others[second]))
    for place in np.flatnonzero(points | (areal & (shapely.area(common) > SLIVER_M2))).tolist():
        yield int(first[place]), int(second[place])


_AREAL: Final = 2
