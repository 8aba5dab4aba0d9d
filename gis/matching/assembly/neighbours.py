"""Which parcels share an edge, and how much of it: measured in metres, with a tolerance for surveys that leave gaps or overlap.

A stretch of one parcel's boundary counts as shared with another where, straight across from it, the other's boundary runs the opposite way,
no farther than the tolerance: up to ``snap_m`` either side, and outwards up to ``bridge_m`` where a narrow road may be bridged. Both boundaries
are run through with the parcel on their left, so that neighbours run opposite to one another and parcels that lie on top of each other do
not. The shorter of the two directions is the shared edge. A corner has no stretch, whatever the tolerance, and nothing is shared across a
third parcel.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.columns import Rows
from gis.crs import Geometries, in_metres
from gis.matching.scheme.plans import AssemblyPlan
from gis.matching.sites.answers import Numbers
from gis.matching.sites.candidates import Stock
from gis.matching.sites.parcels import ground_shapes, records_of_parcel
from gis.matching.sites.slots import Slot
from gis.matching.sites.twins import sharing_ground
from gis.rounding import all_rounded

WHOLE: Final = 50_000
"""Stocks up to this size have their graph made once; of larger ones only the parcels that are asked for are looked at."""
_CLOSED: Final = 0.01
"""Metres: boundaries no farther apart touch."""
_CORNER_M: Final = 1.0
"""Two boundaries that part at a corner face each other across the tolerance for less than this."""
MOST: Final = 300_000
"""So many parcels are looked at as a whole: what lies beside what, and what lies on what."""
_ROUNDING: Final = 1e-6
_AREAL: Final = 2

_NEIGHBOURS: Final = Slot["Neighbours"]()
_TWINS: Final = Slot[dict[int, tuple[int, ...]]]()


@dataclass(frozen=True, kw_only=True, eq=False)
class Neighbours:
    """Pairs of rows that share any edge, each once and ascending, shape (p, 2), and how much in metres, shape (p,)."""

    pairs: Rows
    lengths: Numbers

    def sharing(self, least_m: float) -> Rows:
        """Pairs that share at least so many metres, shape (q, 2)."""
        return self.pairs[self.lengths >= least_m]

    def shared(self, first: Rows, second: Rows) -> Numbers:
        """Metres that pairs of rows share, 0 where they share none; negative rows are nobody."""
        low, high = np.minimum(first, second).astype(np.int64), np.maximum(first, second).astype(np.int64)
        asked = np.where(low < 0, -1, low * self._step + high)
        at = np.minimum(np.searchsorted(self._keys, asked), max(len(self._keys) - 1, 0))
        if not len(self._keys):
            return np.zeros(asked.shape)
        return np.where(self._keys[at] == asked, self.lengths[at], 0.0)

    @cached_property
    def _step(self) -> int:
        return int(self.pairs.max(initial=0)) + 1

    @cached_property
    def _keys(self) -> NDArray[np.int64]:
        return np.asarray(self.pairs[:, 0].astype(np.int64) * self._step + self.pairs[:, 1])


def neighbours(stock: Stock, plan: AssemblyPlan, rows: Rows) -> Neighbours:
    """Shared edges of a stock's parcels, among some rows at least.

    Parameters
    ----------
    stock
        Parcels; measured in the catalog's metric CRS.
    plan
        Tolerances in metres.
    rows
        The rows that matter: of a large stock no others are looked at.
    """
    if len(stock) > WHOLE and not _NEIGHBOURS.has(stock, _plan_key(plan)):
        ordered = rows[np.argsort(stock.tie_order[rows])]
        shapes = in_metres(stock.geometries[ordered], stock.catalog.metric_crs)
        found = shared_edges(shapes, plan.snap_m, plan.bridge_m)
        return _renamed(found, ordered)
    return prepare_graph(stock, plan)


def prepare_graph(stock: Stock, plan: AssemblyPlan) -> Neighbours:
    """The graph of a whole stock, made once: for who asks often, also of a large one."""

    def make() -> Neighbours:
        # In the order of ids, sums come out the same to the last bit whatever the order of rows.
        order = np.argsort(stock.tie_order)
        shapes = in_metres(stock.geometries[order], stock.catalog.metric_crs)
        return _renamed(shared_edges(shapes, plan.snap_m, plan.bridge_m), order)

    return _NEIGHBOURS.of(stock, make, _plan_key(plan))


def _plan_key(plan: AssemblyPlan) -> tuple[float, float]:
    return plan.snap_m, plan.bridge_m


def overlapping(stock: Stock, rows: Rows) -> Neighbours:
    """Pairs of some parcels that cover the same ground, with m² in place of metres: more than a tenth of the smaller of the two."""
    return _renamed(_overlaps(in_metres(ground_shapes(stock)[rows], stock.catalog.metric_crs)), rows)


def twins_of(land: Stock) -> dict[int, tuple[int, ...]]:
    """By row, the other parcels that cover the same ground or are records of one parcel, worked out once an inventory.

    Of more than ``MOST`` only those with the same extent are compared by their shapes.
    """
    return _TWINS.of(land, lambda: twins_among(land, MOST))


def twins_among(land: Stock, most: int) -> dict[int, tuple[int, ...]]:
    """The same; of more parcels than ``most`` only those are compared whose extent is the same to 1e-6 degrees."""
    twins = dict(records_of_parcel(land))
    rows = np.arange(len(land)) if len(land) <= most else _of_one_extent(land)
    for one, other in overlapping(land, rows).pairs.tolist():
        for mine, theirs in ((one, other), (other, one)):
            if theirs not in twins.get(mine, ()):
                twins[mine] = (*twins.get(mine, ()), theirs)
    return twins


def _of_one_extent(land: Stock) -> Rows:
    """Rows of the parcels that share their extent with another."""
    boxes = np.floor(shapely.bounds(ground_shapes(land)) * 1e6 + 0.5)
    order = np.lexsort(boxes.T)
    again = (np.diff(boxes[order], axis=0) == 0).all(axis=1)
    shares = np.zeros(len(land), dtype=bool)
    shares[order[1:][again]] = shares[order[:-1][again]] = True
    return np.flatnonzero(shares)


def _overlaps(shapes: Geometries) -> Neighbours:
    pairs, areas = sharing_ground(shapes)
    return Neighbours(pairs=pairs, lengths=areas)


def _renamed(found: Neighbours, rows: Rows) -> Neighbours:
    pairs = np.sort(rows[found.pairs], axis=1)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return Neighbours(pairs=pairs[order], lengths=found.lengths[order])


def shared_edges(shapes: Geometries, snap_m: float, bridge_m: float = 0.0) -> Neighbours:
    """Shared edges of polygons in metres, to 0.01 m; rows without an area share nothing.

    Examples
    --------
    >>> import numpy as np
    >>> import shapely
    >>> found = shared_edges(np.array([shapely.box(0, 0, 10, 10), shapely.box(10.3, 4, 20, 14)]), snap_m=0.5)
    >>> found.pairs.tolist(), found.lengths.tolist()
    ([[0, 1]], [6.0])
    """
    edges = _edges_of(shapes)
    reach = max(snap_m, bridge_m)
    if not len(edges.owner):
        return Neighbours(pairs=np.empty((0, 2), dtype=np.intp), lengths=np.empty(0))
    near = _pairs_within(edges, reach)
    stretches = _across(edges, near, snap_m, reach)
    clear = stretches.take(~_blocked(shapes, edges, stretches))
    return _symmetric(*_summed(edges, clear), len(shapes))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Edges:
    """Straight pieces of all boundaries: whose, where each starts, its direction and its length; the polygon lies on the left."""

    owner: Rows
    start: Numbers
    end: Numbers
    along: Numbers
    length: Numbers


def _edges_of(shapes: Geometries) -> _Edges:
    parts, of_shape = shapely.get_parts(shapely.force_2d(shapes), return_index=True)
    areal = shapely.get_dimensions(parts) == _AREAL
    rings, of_part = shapely.get_rings(shapely.orient_polygons(parts[areal]), return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    start, end = points[:-1], points[1:]
    length = np.hypot(*(end - start).T)
    kept = np.flatnonzero((of_ring[:-1] == of_ring[1:]) & (length > _ROUNDING))
    return _Edges(
        owner=of_shape[areal][of_part][of_ring[kept]],
        start=start[kept],
        end=end[kept],
        along=(end - start)[kept] / length[kept, None],
        length=length[kept],
    )


def _pairs_within(edges: _Edges, reach: float) -> Rows:
    """Pairs of edges of two parcels whose boxes come as near as that, each in both orders, shape (2, p)."""
    around = reach + _ROUNDING
    low, high = np.minimum(edges.start, edges.end), np.maximum(edges.start, edges.end)
    boxes = shapely.box(*low.T, *high.T)
    # What lies across is told by arithmetic on arrays: cheaper than to measure each distance.
    first, second = shapely.STRtree(boxes).query(shapely.box(*(low - around).T, *(high + around).T))
    return np.stack([first, second])[:, edges.owner[first] != edges.owner[second]]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Stretches:
    """Stretches from ``low`` to ``high`` along the edge ``of``, with the edge ``to`` straight across at ``offset`` in their middle."""

    of: Rows
    to: Rows
    low: Numbers
    high: Numbers
    offset: Numbers

    def take(self, picks: Rows | NDArray[np.bool_]) -> _Stretches:
        return _Stretches(
            of=self.of[picks], to=self.to[picks], low=self.low[picks], high=self.high[picks], offset=self.offset[picks]
        )


def _across(edges: _Edges, near: Rows, snap: float, reach: float) -> _Stretches:
    """The stretches of edges across from which others run the opposite way, from ``reach`` outside to ``snap`` inside."""
    opposed = (edges.along[near[0]] * edges.along[near[1]]).sum(axis=1) < -_ROUNDING
    of, to = near[:, opposed]
    along = edges.along[of]
    first, last = edges.end[to] - edges.start[of], edges.start[to] - edges.start[of]
    begin, finish = (first * along).sum(axis=1), (last * along).sum(axis=1)
    inward, away = _left_of(along, first), _left_of(along, last)
    # Boundaries that run level meet no bound: from minus to plus infinity, or nowhere.
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (away - inward) / (finish - begin)
        outer = begin + (-reach - _ROUNDING - inward) / slope
        inner = begin + (snap + _ROUNDING - inward) / slope
        low = np.fmax(np.maximum(begin, 0.0), np.fmin(outer, inner))
        high = np.fmin(np.minimum(finish, edges.length[of]), np.fmax(outer, inner))
        offset = inward + slope * ((low + high) / 2 - begin)
    within = (offset >= -reach - 2 * _ROUNDING) & (offset <= snap + 2 * _ROUNDING)
    found = _Stretches(of=of, to=to, low=low, high=high, offset=offset)
    return found.take(within & (high - low > _ROUNDING))


def _left_of(along: Numbers, where: Numbers) -> Numbers:
    return np.asarray(along[:, 0] * where[:, 1] - along[:, 1] * where[:, 0])


def _blocked(shapes: Geometries, edges: _Edges, stretches: _Stretches) -> NDArray[np.bool_]:
    """Stretches of a gap that a third parcel stands in, seen from their middle, or that is only as long as a corner leaves."""
    blocked = np.zeros(len(stretches.of), dtype=bool)
    apart = np.flatnonzero(stretches.offset < -_CLOSED)
    corner = _along_gaps(edges, stretches.take(apart)) < _CORNER_M
    blocked[apart[corner]] = True
    apart = apart[~corner]
    if len(apart):
        of, middle = stretches.of[apart], (stretches.low[apart] + stretches.high[apart]) / 2
        here = edges.start[of] + edges.along[of] * middle[:, None]
        left = np.column_stack([-edges.along[of, 1], edges.along[of, 0]])
        lines = shapely.linestrings(np.stack([here, here + left * stretches.offset[apart, None]], axis=1))
        at, third = shapely.STRtree(shapes).query(lines, predicate="intersects")
        own = (third == edges.owner[of[at]]) | (third == edges.owner[stretches.to[apart[at]]])
        at, third = at[~own], third[~own]
        inside = shapely.length(shapely.intersection(lines[at], shapes[third])) > _CLOSED
        blocked[apart[at[inside]]] = True
    return blocked


def _along_gaps(edges: _Edges, apart: _Stretches) -> Numbers:
    """For each stretch of a gap, over how many metres its two parcels face each other across one."""
    pairs = edges.owner[apart.of].astype(np.int64) * (int(edges.owner.max()) + 1) + edges.owner[apart.to]
    place = np.unique(pairs, return_inverse=True)[1]
    return np.asarray(np.bincount(place, weights=apart.high - apart.low), dtype=np.float64)[place]


def _summed(edges: _Edges, stretches: _Stretches) -> tuple[Rows, Rows, Numbers]:
    """Whose boundary faces whom over how many metres; what two edges of the other face is counted once."""
    other = edges.owner[stretches.to]
    order = np.lexsort((stretches.low, other, stretches.of))
    of, other = stretches.of[order], other[order]
    group = np.cumsum(np.append(0, (np.diff(of) != 0) | (np.diff(other) != 0)))[: len(of)]
    shift = group * (edges.length.max() + 1.0)
    low, high = stretches.low[order] + shift, stretches.high[order] + shift
    covered = np.append(-np.inf, np.maximum.accumulate(high)[:-1])[: len(of)]
    new = np.maximum(high - np.maximum(low, covered), 0.0)
    return edges.owner[of], other, new


def _symmetric(owner: Rows, other: Rows, metres: Numbers, size: int) -> Neighbours:
    """Each pair once with the shorter of its two directions."""
    keys, place = np.unique(owner.astype(np.int64) * size + other, return_inverse=True)
    sums = np.bincount(place, weights=metres, minlength=len(keys))
    first, second = keys // size, keys % size
    back = np.minimum(np.searchsorted(keys, second * size + first), max(len(keys) - 1, 0))
    mutual = (first < second) & (keys[back] == second * size + first) if len(keys) else np.zeros(0, dtype=bool)
    lengths = all_rounded(np.minimum(sums, sums[back])[mutual], 2)
    pairs = np.column_stack([first[mutual], second[mutual]]).astype(np.intp)
    return Neighbours(pairs=pairs[lengths > 0], lengths=lengths[lengths > 0])
