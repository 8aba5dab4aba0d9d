"""The cheapest changes by which sites come in, exact: for each number of sites the least cost, and the least changes beside these.

A change that lets in some sites and nothing more than it needs is the join of one option of each: of every lever the furthest level, and
all changes of plots. So joins of options are looked at, cheapest first, until one lets in as many sites as are wanted: the first to do so is the
cheapest, for every join costs at least what its parts do. Before, options are left out that as many other sites outdo as are wanted: an optimum
exists without them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask, Rows
from gis.matching.relaxation.gaps import Levels
from gis.matching.relaxation.options import Options
from gis.matching.sites.answers import Numbers
from gis.rounding import all_rounded

MAX_OPTIONS: Final = 4_000
MAX_MOVES: Final = 60_000
_BLOCK: Final = 500
_GREEDY: Final = 20
Key = tuple[float, int, tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Move:
    """A change: levels of the requirement, and options whose plots are changed, as rows of the options."""

    levels: tuple[int, ...]
    plots: tuple[int, ...]
    cost: float
    steps: int


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search found: the cheapest move for each number of sites, least cost first, then others; ``complete`` False where it was cut."""

    front: tuple[Move, ...]
    others: tuple[Move, ...]
    complete: bool


class Search:
    """Options in the order of cost, and the moves that can be made of them.

    Parameters
    ----------
    costs
        What each level of each lever costs.
    need
        How many sites are wanted beyond those that are in.
    max_steps
        Of how many steps a change consists at most.
    """

    def __init__(self, options: Options, costs: Sequence[Numbers], *, need: int, max_steps: int) -> None:
        self.costs, self.need, self.max_steps = tuple(costs), need, max_steps
        own = self._costs_of(options.levels) + options.site_cost
        steps = np.count_nonzero(options.levels, axis=1) + np.bitwise_count(options.changed).astype(np.int64)
        fit = np.flatnonzero(steps <= max_steps)
        order = fit[np.lexsort(self._keys(options, own, steps, fit))]
        self.options, self.own, self.steps = options.take(order), all_rounded(own[order], 4), steps[order]

    @staticmethod
    def _keys(options: Options, own: Numbers, steps: NDArray[np.int64], fit: Rows) -> list[NDArray[np.generic]]:
        """By cost, then the fewest steps, then levels, then the site: the last key sorts first."""
        levels = [column[fit] for column in options.levels.T[::-1]]
        return [options.changed[fit], options.sites[fit], *levels, steps[fit], all_rounded(own[fit], 4)]

    def _costs_of(self, levels: Levels) -> Numbers:
        total = np.zeros(len(levels))
        for table, column in zip(self.costs, levels.T, strict=True):
            total += table[column]
        return total

    def pick_moves(self, offers: int) -> Found:
        """The moves that are worth naming, ``offers`` at most."""
        front, complete = self._front()
        # Where there is not room for all, those that bring least and the one that brings most.
        front = front if len(front) <= offers else (*front[: offers - 1], front[-1])
        return Found(front=front, others=tuple(self._others(front, offers - len(front))), complete=complete)

    def gains(self, move: Move) -> list[int]:
        """Rows of the options that a move lets in, one a site, in the order of sites."""
        rows = np.flatnonzero(self._let_in(self.options, np.array(move.levels, dtype=np.int32), move.plots))
        _, first = np.unique(self.options.sites[rows], return_index=True)
        return [int(row) for row in rows[first]]

    @staticmethod
    def _let_in(options: Options, levels: Levels, plots: Sequence[int]) -> Mask:
        within = (options.levels <= levels).all(axis=1)
        plain = options.changed == 0
        for row in plots:
            same = options.sites == options.sites[row]
            plain |= same & ((options.changed & ~options.changed[row]) == 0)
        return np.asarray(within & plain)

    # the front ---------------------------------------------------------------------------------------------------------

    def _front(self) -> tuple[tuple[Move, ...], bool]:
        """For each number of sites up to what is wanted the cheapest move, those that another outdoes left out."""
        kept, unseen = self._worthwhile()
        best: dict[int, Move] = {}
        walk = _Walk(self, kept)
        for move, count in walk.moves():
            for number in range(1, min(count, self.need) + 1):
                best.setdefault(number, move)
            if self.need in best:
                break
        if walk.cut:
            best = walk.known | best
        front = [
            best[number]
            for number in sorted(best)
            if number + 1 not in best or best[number].cost < best[number + 1].cost
        ]
        # What an option that was not looked at is part of costs as much as it at least.
        settled = self.need in best and best[self.need].cost <= unseen
        return tuple(front), not walk.cut and (settled or unseen == np.inf)

    def _worthwhile(self) -> tuple[Rows, float]:
        """Rows of the options that an optimum may need, and the cost from which on options were not looked at, ∞ where all were.

        Needed are those that fewer other sites outdo than are wanted. An option outdoes another that needs no lower level of any lever,
        no fewer and no cheaper changes of the plot.
        """
        rows = self._few_of_each()
        unseen = float(self.own[rows[MAX_OPTIONS]]) if len(rows) > MAX_OPTIONS else np.inf
        kept = np.empty(0, dtype=np.intp)
        for start in range(0, min(len(rows), MAX_OPTIONS), _BLOCK):
            block = rows[start : min(start + _BLOCK, MAX_OPTIONS)]
            # What is outdone by others that are left out is outdone by those that outdo them: the kept ones are enough.
            pool = np.concatenate([kept, block])
            outdone = self._outdone(block, pool, len(kept))
            kept = np.concatenate([kept, block[outdone < self.need]])
        return kept, unseen

    def _few_of_each(self) -> Rows:
        """Of options that need the same levels and as many changes of the plot only the cheapest of as many sites as are wanted can matter."""
        options = self.options
        if not len(options):
            return np.empty(0, dtype=np.intp)
        label = np.column_stack([options.levels, self.plot_steps])
        group = np.unique(label, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)
        _, first = np.unique(group * (int(options.sites.max()) + 1) + options.sites, return_index=True)
        rows = np.sort(first)
        order = rows[np.argsort(group[rows], kind="stable")]
        starts = np.searchsorted(group[order], np.arange(int(group.max()) + 1))
        place = np.arange(len(order)) - starts[group[order]]
        return np.sort(order[place < self.need])

    @cached_property
    def plot_steps(self) -> NDArray[np.int64]:
        """How many changes of the plot each option takes."""
        return np.bitwise_count(self.options.changed).astype(np.int64)

    def _outdone(self, block: Rows, pool: Rows, kept: int) -> NDArray[np.int64]:
        """By how many other sites of a pool each option of a block is outdone; an option of the same site counts as many."""
        options, plots = self.options, self.plot_steps
        outdoes = np.ones((len(block), len(pool)), dtype=bool)
        for column in options.levels.T:
            outdoes &= column[pool][None, :] <= column[block][:, None]
        outdoes &= plots[pool][None, :] <= plots[block][:, None]
        outdoes &= options.site_cost[pool][None, :] <= options.site_cost[block][:, None]
        # Of two that are alike the first outdoes the second.
        outdoes &= np.arange(len(pool))[None, :] < (kept + np.arange(len(block)))[:, None]
        same = options.sites[pool][None, :] == options.sites[block][:, None]
        counted = np.where(outdoes & same, self.need, 0).sum(axis=1)
        return np.asarray(counted + self.distinct(outdoes & ~same, options.sites[pool]))

    @staticmethod
    def distinct(marks: Mask, sites: Rows) -> NDArray[np.int64]:
        """How many different sites each row of marks has; there is one site at least."""
        order = np.argsort(sites, kind="stable")
        starts = np.flatnonzero(np.concatenate([[True], np.diff(sites[order]) != 0]))
        return np.asarray(np.logical_or.reduceat(marks[:, order], starts, axis=1).sum(axis=1))

    # others ------------------------------------------------------------------------------------------------------------

    def _others(self, front: Sequence[Move], wanted: int) -> Iterator[Move]:
        """The next cheapest moves that go nowhere as far as all of one already named."""
        left = np.ones(len(self.options), dtype=bool)
        for move in front:
            left &= ~self._beyond(move)
        for _ in range(wanted):
            rows = np.flatnonzero(left)
            if not len(rows):
                return
            move = self.single(int(rows[0]))
            yield move
            left &= ~self._beyond(move)

    def _beyond(self, move: Move) -> Mask:
        """Options that contain every step of a move."""
        options = self.options
        beyond = (options.levels >= np.array(move.levels, dtype=np.int32)).all(axis=1)
        for row in move.plots:
            beyond &= (options.sites == options.sites[row]) & ((options.changed[row] & ~options.changed) == 0)
        return np.asarray(beyond)

    def single(self, row: int) -> Move:
        """The move that an option is by itself."""
        plots = (row,) if self.options.changed[row] else ()
        levels = tuple(int(level) for level in self.options.levels[row])
        return Move(levels=levels, plots=plots, cost=float(self.own[row]), steps=int(self.steps[row]))

    def joins(self, move: Move, rows: Rows) -> tuple[Levels, Numbers, NDArray[np.int64]]:
        """A move joined with each of some options: levels, costs and steps."""
        levels = np.maximum(self.options.levels[rows], np.array(move.levels, dtype=np.int32))
        plots = list(move.plots)
        cost = self._costs_of(levels) + self.options.site_cost[rows] + self.options.site_cost[plots].sum()
        steps = np.count_nonzero(levels, axis=1) + self.plot_steps[rows] + self.plot_steps[plots].sum()
        return levels, all_rounded(cost, 4), steps


class _Walk:
    """Joins of some options, cheapest first, each with the number of sites that it lets in."""

    def __init__(self, search: Search, rows: Rows) -> None:
        self.search, self.rows = search, rows
        self.options = search.options.take(rows)
        self.cut = False
        self.known: dict[int, Move] = {}
        """Moves found on the way by taking the cheapest step each time: what is reported where the walk is cut."""
        self._heap: list[tuple[Key, Move]] = []
        self._seen: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()

    def moves(self) -> Iterator[tuple[Move, int]]:
        singles = [self.search.single(row) for row in self.rows.tolist()]
        self._weigh(singles)
        for move in [*singles[:_GREEDY], *self.known.values()]:
            self._greedy(move)
        for move in singles:
            self._push(move)
        while self._heap:
            _, move = heapq.heappop(self._heap)
            inside = self._inside(move)
            yield move, self._count(inside)
            if len(self._seen) > MAX_MOVES:
                self.cut = True
                return
            for more in self._extensions(move, inside):
                self._push(more)

    def _weigh(self, singles: Sequence[Move]) -> None:
        """How many sites each option by itself lets in: what levels far apart bring is soon known."""
        options = self.options
        plain, rows = options.changed == 0, np.arange(len(options))
        for start in range(0, len(options), _BLOCK):
            block = rows[start : start + _BLOCK]
            inside = plain[None, :] | (rows[None, :] == block[:, None])
            for column in options.levels.T:
                inside &= column[None, :] <= column[block][:, None]
            for at, count in zip(block.tolist(), self.search.distinct(inside, options.sites).tolist(), strict=True):
                self._keep(singles[at], count)

    def _keep(self, move: Move, count: int) -> None:
        for number in range(1, min(count, self.search.need) + 1):
            if number not in self.known or move.cost < self.known[number].cost:
                self.known[number] = move

    def _inside(self, move: Move) -> Mask:
        within = (self.options.levels <= np.array(move.levels, dtype=np.int32)).all(axis=1)
        return np.asarray(within & ((self.options.changed == 0) | np.isin(self.rows, move.plots)))

    def _count(self, inside: Mask) -> int:
        return len(np.unique(self.options.sites[inside]))

    def _greedy(self, move: Move) -> None:
        """From one move on always the cheapest that lets in one more."""
        while True:
            inside = self._inside(move)
            self._keep(move, self._count(inside))
            further = min(self._extensions(move, inside), key=_key, default=None)
            if further is None or self._count(inside) >= self.search.need:
                return
            move = further

    def _extensions(self, move: Move, inside: Mask) -> Iterator[Move]:
        """All moves that let in one more site than this one, and may still be the cheapest for some number."""
        search, bound = self.search, self._bound
        levels, costs, steps = search.joins(move, self.rows)
        new = ~np.isin(self.options.sites, self.options.sites[inside])
        for at in np.flatnonzero(new & (steps <= search.max_steps) & (costs <= bound)).tolist():
            more = (int(self.rows[at]),) if self.options.changed[at] else ()
            yield Move(
                levels=tuple(levels[at].tolist()),
                plots=tuple(sorted((*move.plots, *more))),
                cost=float(costs[at]),
                steps=int(steps[at]),
            )

    @property
    def _bound(self) -> float:
        """What the cheapest move costs that is known to let in as many as are wanted."""
        most = self.known.get(self.search.need)
        return np.inf if most is None else most.cost

    def _push(self, move: Move) -> None:
        name = (move.levels, move.plots)
        if name not in self._seen and move.cost <= self._bound:
            self._seen.add(name)
            heapq.heappush(self._heap, (_key(move), move))


def _key(move: Move) -> Key:
    return (move.cost, move.steps, move.levels, move.plots)
