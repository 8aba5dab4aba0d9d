"""Stability: how a ranking stands when the weights are shaken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import Rows
from gis.errors import BadRange
from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import Numbers
from gis.matching.studies.survivors import Survivors, survivors, totals
from gis.plainly import Hidden, reported
from gis.rounding import all_rounded, rounded
from gis.text import Text, many
from gis.units import figure, percent, plain

MAX_DRAWS: Final = 10_000
_FIRST: Final = 3
_CELLS: Final = 2_000_000

Ranks = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class SiteStability:
    """A site's ranks over all draws: the share in which it is first, in which it is among the first three, and the extremes."""

    collection: str
    id: str
    rank: int
    first_share: float
    top3_share: float
    rank_min: int
    rank_max: int


@dataclass(frozen=True, kw_only=True)
class Stability:
    """Rank frequencies of the first sites.

    ``first_share`` is the share of draws in which the first stays first, ``top3_share`` that in which the first three stay the same
    three; None where nothing is ranked. ``ranked`` is how many sites there are in all.
    """

    draws: int
    spread_pct: float
    seed: int
    ranked: Hidden[int]
    first_share: float | None
    top3_share: float | None
    sites: tuple[SiteStability, ...]

    @property
    @reported()
    def words(self) -> Text:
        """The finding in a sentence."""
        if self.first_share is None or self.top3_share is None:
            return Text("没有可排名的场地", "nothing is ranked")
        if self.ranked == 1:
            return Text("只有 1 个场地，名次与权重无关", "one site alone is left: no weight changes its rank")
        spread, count = plain(self.spread_pct), figure(self.draws)
        few, three = min(_FIRST, self.ranked), "two" if self.ranked < _FIRST else "three"
        return Text(
            f"权重 ±{spread}% 的 {count} 次试算中，第 1 名不变的占 {percent(self.first_share)}，前 {few} 名不变的占 {percent(self.top3_share)}",
            f"with weights shaken by ±{spread}% {many(count, 'time')}, the first stays first in {percent(self.first_share)}, "
            f"the first {three} stay the same in {percent(self.top3_share)}",
        )


def stability(
    inventory: Inventory,
    project: Project,
    scheme: Scheme,
    *,
    draws: int | None = None,
    spread_pct: float | None = None,
    seed: int | None = None,
    top: int = 20,
) -> Stability:
    """Ranks of the first sites when each weight is drawn anew, uniformly within ± ``spread_pct`` %, and all are scaled to sum to 100.

    Draws and spread not given are the scheme's. The seed fixes the draws; all sites are ranked in each, none is sampled.

    Raises
    ------
    BadRange
        Where draws or spread are out of range.
    """
    plan = scheme.stability
    draws = plan.draws if draws is None else draws
    spread = plan.spread_pct if spread_pct is None else spread_pct
    if not 1 <= draws <= MAX_DRAWS or not 0 <= spread < 100:
        raise BadRange(
            Text(
                f"试算次数须在 1 至 {MAX_DRAWS:,}，幅度须在 0 至 100% 之间",
                f"draws go from 1 to {MAX_DRAWS:,}, the spread from 0 to below 100%",
            ),
            Text("请调整", "change them"),
            property="stability",
        )
    number = plan.seed if seed is None else seed
    surviving = survivors(inventory, project, scheme)
    asked = surviving.order[: max(top, _FIRST)]
    ranks = ranks_of(surviving, asked, draw_weights(surviving.weights, draws, spread, number))
    first = min(_FIRST, len(asked))
    return Stability(
        draws=draws,
        spread_pct=spread,
        seed=number,
        ranked=len(surviving),
        first_share=_share(ranks[0] == 1) if first else None,
        top3_share=_share((ranks[:first] <= first).all(axis=0)) if first else None,
        sites=tuple(
            _site(surviving, int(site), rank, ranks[rank - 1]) for rank, site in enumerate(asked[:top].tolist(), 1)
        ),
    )


def draw_weights(weights: Numbers, draws: int, spread_pct: float, seed: int) -> Numbers:
    """Sets of shaken weights, each summing to 100, shape (criteria, draws)."""
    factors = np.random.Generator(np.random.PCG64(seed)).uniform(-1, 1, (draws, len(weights))).T
    shaken = weights[:, None] * (1 + factors * spread_pct / 100)
    return np.asarray(shaken * 100 / shaken.sum(axis=0))


def ranks_of(found: Survivors, shown: Rows, weights: Numbers) -> Ranks:
    """Rank of each shown site in each draw, shape (shown, draws)."""
    if not len(shown):
        return np.empty((0, weights.shape[1]), dtype=np.intp)
    rivals = _rivals(found, shown, weights)
    marks, ties = np.sort(found.ties[shown]), found.ties[rivals]
    # Sites of the same values between the same two shown ones by id are never told apart by a shown one's rank: they count together.
    slots = np.searchsorted(marks, ties, side="left") + np.searchsorted(marks, ties, side="right")
    kinds, inverse, sizes = np.unique(
        np.vstack([found.values[:, rivals], slots]), axis=1, return_inverse=True, return_counts=True
    )
    mine = inverse.reshape(-1)[np.searchsorted(rivals, shown)]
    ranks = np.empty((len(shown), weights.shape[1]), dtype=np.intp)
    step = max(_CELLS // max(kinds.shape[1], 1), 1)
    for start in range(0, weights.shape[1], step):
        hundredths = all_rounded(totals(kinds[:-1], weights[:, start : start + step]) * 100).T.astype(np.int64)
        keys = hundredths * (2 * len(shown) + 1) - kinds[-1].astype(np.int64)
        for draw, column in enumerate(keys, start):
            order = np.argsort(column)
            upto = np.cumsum(sizes[order])
            ranks[:, draw] = 1 + upto[-1] - upto[np.searchsorted(column[order], column[mine])]
    return ranks


def _rivals(found: Survivors, shown: Rows, weights: Numbers) -> Rows:
    """Sites that in some draw could stand before the last of those shown, these among them.

    All sites are scored in all draws, without rounding; only who comes near is ranked with it. That leaves nobody out: of each criterion
    rounding moves at most 0.005 points of a site, and as much of the one it is held against, which the margin exceeds.
    """
    lowest = totals(found.values[:, shown], weights).min(axis=0) - 0.01 * (len(weights) + 1)
    could = np.empty(len(found), dtype=np.bool_)
    by_site = np.ascontiguousarray(found.values.T)
    step = max(_CELLS // weights.shape[1], 1)
    for start in range(0, len(found), step):
        could[start : start + step] = (by_site[start : start + step] @ weights >= lowest).any(axis=1)
    return np.flatnonzero(could)


def _share(mask: Any) -> float:
    return rounded(float(np.mean(mask)), 4)


def _site(found: Survivors, site: int, rank: int, ranks: Ranks) -> SiteStability:
    collection, key = found.name(site)
    return SiteStability(
        collection=collection,
        id=key,
        rank=rank,
        first_share=_share(ranks == 1),
        top3_share=_share(ranks <= _FIRST),
        rank_min=int(ranks.min()),
        rank_max=int(ranks.max()),
    )
