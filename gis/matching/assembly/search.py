"""Connected sets of a graph whose areas add up to what is asked: every one of them, once.

Sets grow one member at a time, all of a size together. A set is reached in one way alone (Wernicke 2006, "Efficient detection of network
motifs", ESU): members come after the first in the order of nodes, and a set hands on only the neighbours that it has not tried yet. A set is
left where it is too large already, or where the largest areas within reach cannot make it large enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask, Rows
from gis.matching.sites.answers import Numbers

_SLACK: Final = 1e-6
"""m² by which a sum may miss a bound: what adding up in another order leaves."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Wanted:
    """What sets must come to.

    Parameters
    ----------
    areas
        m² of each node, above zero, shape (n,).
    spare
        How much of each node need not be taken, in m², shape (n,): of a set one node may be taken in part.
    low, high
        Σ areas ≥ low, and Σ areas − the greatest spare ≤ high.
    most
        Nodes in a set at most.
    limit
        Sets looked at, at most.
    """

    areas: Numbers
    spare: Numbers
    low: float
    high: float
    most: int
    limit: int

    def fits(self, total: Numbers, spare: Numbers) -> Mask:
        """Whether sums and greatest spares lie within the bounds."""
        return (total >= self.low - _SLACK) & self.small(total, spare)

    def small(self, total: Numbers, spare: Numbers) -> Mask:
        """Whether a set may still grow."""
        return total - spare <= self.high + _SLACK


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """The sets, members ascending, shape (m, most), −1 where there are fewer; in the order of size, then of members.

    Parameters
    ----------
    looked_at
        Sets of two or more that were looked at.
    cut
        Whether the limit stopped the search: there may be more.
    """

    sets: Rows
    looked_at: int
    cut: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Graph:
    """Neighbours of nodes 0 … size − 1 as one list a node, ascending.

    ``cliques``: that neighbours of a node are neighbours of each other.
    """

    starts: Rows
    targets: Rows
    cliques: bool = False

    @classmethod
    def of(cls, size: int, pairs: Rows, *, cliques: bool = False) -> Graph:
        """From pairs of nodes, each once, shape (p, 2)."""
        both = np.concatenate([pairs, pairs[:, ::-1]]).astype(np.int64)
        both = both[np.lexsort((both[:, 1], both[:, 0]))]
        starts = np.searchsorted(both[:, 0], np.arange(size + 1))
        return cls(starts=starts, targets=both[:, 1], cliques=cliques)

    def of_nodes(self, nodes: Rows) -> tuple[Rows, Rows]:
        """Neighbours of some nodes one after another, and for each at which place its node stood."""
        degrees = self.starts[nodes + 1] - self.starts[nodes]
        place = np.repeat(np.arange(len(nodes)), degrees)
        at = np.arange(len(place)) + np.repeat(self.starts[nodes] - (np.cumsum(degrees) - degrees), degrees)
        return self.targets[at], place

    def adjacent(self, first: Rows, second: Rows) -> Mask:
        """Whether pairs of nodes are neighbours."""
        if not len(self._keys):
            return np.zeros(len(first), dtype=bool)
        asked = first * len(self.starts) + second
        at = np.minimum(np.searchsorted(self._keys, asked), len(self._keys) - 1)
        return np.asarray(self._keys[at] == asked)

    @cached_property
    def _keys(self) -> NDArray[np.int64]:
        owner = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        return np.asarray(owner * len(self.starts) + self.targets)

    def largest_near(self, areas: Numbers, steps: int) -> Numbers:
        """The largest area that up to 1, 2, … steps away from each node can be had, shape (steps, n); −∞ where there is none."""
        reach = np.full((steps, len(areas)), -np.inf)
        seen = areas
        for step in range(steps):
            reached = np.full(len(areas), -np.inf)
            filled = np.flatnonzero(np.diff(self.starts))
            if len(filled):
                reached[filled] = np.maximum.reduceat(seen[self.targets], self.starts[filled])
            reach[step] = seen = np.maximum(reached, reach[step - 1]) if step else reached
        return reach


@dataclass(frozen=True, kw_only=True, eq=False)
class _Growing:
    """Sets of one size: members in the order in which they came, shape (m, size), and the neighbours that each has yet to try."""

    members: Rows
    tried: Rows
    starts: Rows

    def total_and_spare(self, wanted: Wanted) -> tuple[Numbers, Numbers]:
        # Summed in the order of nodes, so that a set comes to the same whichever way it was reached.
        areas = wanted.areas[np.sort(self.members, axis=1)]
        return reduce(np.add, areas.T), reduce(np.maximum, wanted.spare[self.members].T)


def connected_sets(graph: Graph, wanted: Wanted) -> Found:
    """All connected sets of 2 to ``most`` nodes within the bounds.

    Examples
    --------
    Four nodes in a row, of 1, 2, 3 and 4 m²; 5 to 7 m² in up to three of them:

    >>> import numpy as np
    >>> graph = Graph.of(4, np.array([[0, 1], [1, 2], [2, 3]]))
    >>> wanted = Wanted(areas=np.arange(1.0, 5.0), spare=np.zeros(4), low=5, high=7, most=3, limit=100)
    >>> connected_sets(graph, wanted).sets.tolist()
    [[1, 2, -1], [2, 3, -1], [0, 1, 2]]
    """
    near = graph.largest_near(wanted.areas, wanted.most - 1)
    level = _singles(graph, wanted, near)
    batches, looked, cut = [np.empty((0, wanted.most), dtype=np.intp)], 0, False
    for size in range(2, wanted.most + 1):
        room = wanted.limit - looked
        cut = len(level.tried) > room
        grown, after = _grown(level, room)
        looked += len(grown)
        total, spare = _Growing(members=grown, tried=after, starts=after).total_and_spare(wanted)
        batches.append(_padded(grown[wanted.fits(total, spare)], wanted.most))
        if cut or size == wanted.most or not len(grown):
            break
        promising = wanted.small(total, spare) & (total + _within_reach(grown, near, wanted) >= wanted.low - _SLACK)
        level = _next_level(graph, level, np.flatnonzero(promising), grown, after, wanted.limit - looked)
    sets = np.concatenate(batches)
    return Found(sets=sets, looked_at=looked, cut=cut)


def _singles(graph: Graph, wanted: Wanted, near: Numbers) -> _Growing:
    nodes = np.arange(len(wanted.areas))
    members = nodes[:, None]
    promising = wanted.small(wanted.areas, wanted.spare)
    promising &= wanted.areas + _within_reach(members, near, wanted) >= wanted.low - _SLACK
    nodes = nodes[promising]
    targets, place = graph.of_nodes(nodes)
    later = targets > nodes[place]
    counts = np.bincount(place[later], minlength=len(nodes))
    return _Growing(members=nodes[:, None], tried=targets[later], starts=np.append(0, np.cumsum(counts)))


def _within_reach(members: Rows, near: Numbers, wanted: Wanted) -> Numbers:
    """At most this much can be added: the k-th further member lies within k steps of the set."""
    more = np.zeros(len(members))
    for step in range(wanted.most - members.shape[1]):
        more += np.maximum(reduce(np.maximum, near[step][members].T), 0.0)
    return more


def _grown(level: _Growing, room: int) -> tuple[Rows, Rows]:
    """Each set with each neighbour it has yet to try, the first ``room`` of them; and where in the list that neighbour stands."""
    parent = np.repeat(np.arange(len(level.members)), np.diff(level.starts))[:room]
    return np.column_stack([level.members[parent], level.tried[:room]]), np.arange(len(parent))


def _next_level(graph: Graph, level: _Growing, picks: Rows, grown: Rows, after: Rows, room: int) -> _Growing:
    """The sets that go on: each keeps what its parent has yet to try, and adds the neighbours that only its last member has."""
    parent = np.searchsorted(level.starts, after[picks], side="right") - 1
    kept_from, kept = after[picks] + 1, level.starts[parent + 1] - after[picks] - 1
    members = grown[picks]
    new, place = _new_neighbours(graph, members)
    added = np.bincount(place, minlength=len(members))
    sizes = kept + added
    # What the limit leaves out is never laid out.
    last = int(np.searchsorted(np.cumsum(sizes), room + 1)) + 1
    members, kept_from, kept, added, sizes = (each[:last] for each in (members, kept_from, kept, added, sizes))
    new = new[: int(added.sum())]
    starts = np.append(0, np.cumsum(sizes))
    tried = np.empty(starts[-1], dtype=np.intp)
    tried[_runs(starts[:-1], kept)] = level.tried[_runs(kept_from, kept)]
    tried[_runs(starts[:-1] + kept, added)] = new
    return _Growing(members=members, tried=tried, starts=starts)


def _new_neighbours(graph: Graph, members: Rows) -> tuple[Rows, Rows]:
    if graph.cliques:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    targets, place = graph.of_nodes(members[:, -1])
    kept = np.flatnonzero(targets > members[place, 0])
    targets, place = targets[kept], place[kept]
    for column in members.T[:-1]:
        known = (targets == column[place]) | graph.adjacent(column[place], targets)
        targets, place = targets[~known], place[~known]
    return targets, place


def _runs(begins: Rows, sizes: Rows) -> Rows:
    """Places begin, begin + 1, … of runs one after another."""
    return np.asarray(np.arange(int(sizes.sum())) + np.repeat(begins - (np.cumsum(sizes) - sizes), sizes))


def _padded(members: Rows, most: int) -> Rows:
    sets = np.full((len(members), most), -1, dtype=np.intp)
    sets[:, : members.shape[1]] = np.sort(members, axis=1)
    return sets[np.lexsort(sets.T[::-1])]
