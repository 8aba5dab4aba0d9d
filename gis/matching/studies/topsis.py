"""TOPSIS: a second ranking, by nearness to the ideal site, to hold beside the weighted sum that decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import Numbers
from gis.matching.studies.survivors import survivors, totals
from gis.plainly import Hidden, reported
from gis.rounding import all_rounded, rounded
from gis.text import Text
from gis.units import figure

_DIGITS: Final = 10


@dataclass(frozen=True, kw_only=True)
class TopsisSite:
    """A site's rank by TOPSIS and by the weighted sum."""

    collection: str
    id: str
    rank: int
    closeness: float
    weighted_sum_rank: int


@dataclass(frozen=True, kw_only=True)
class TopsisRanking:
    """The first sites by TOPSIS, and how far it agrees with the weighted sum on all sites: Kendall's τ-b, None where one of the two tells no sites apart.

    ``name`` is what the first is called.
    """

    ranking: tuple[TopsisSite, ...]
    agreement: float | None
    name: Hidden[Text]

    @property
    @reported()
    def words(self) -> Text:
        """The finding in a sentence."""
        if not self.ranking:
            return Text("没有可排名的场地", "nothing is ranked")
        first = self.ranking[0]
        same = first.weighted_sum_rank == 1
        zh = f"TOPSIS 第 1 名为{self.name.zh}，{'与加权得分一致' if same else f'加权得分中列第 {first.weighted_sum_rank}'}"
        en = f"by TOPSIS {self.name.en} is first, {'as by score' if same else f'rank {first.weighted_sum_rank} by score'}"
        if self.agreement is None:
            return Text(zh, en)
        return Text(
            f"{zh}；两种排名的一致度 τ = {figure(self.agreement, 2)}",
            f"{en}; the two rankings agree by τ = {figure(self.agreement, 2)}",
        )


def topsis(inventory: Inventory, project: Project, scheme: Scheme, *, top: int = 20) -> TopsisRanking:
    """The sites left for a project, ranked by TOPSIS with the scheme's weights; ties by id.

    The criteria's values are what is compared, more being better in all of them; an unknown value counts 0, as in the score.
    """
    surviving = survivors(inventory, project, scheme)
    # Rounded, for sums of a column differ in their last digits by the order of its rows, and no rank may hang on that.
    near = all_rounded(closeness(surviving.values.T, surviving.weights), _DIGITS)
    order, by_sum = surviving.ranked(near), np.empty(len(surviving), dtype=np.intp)
    by_sum[surviving.order] = np.arange(1, len(surviving) + 1)
    sites = [
        TopsisSite(
            collection=surviving.name(site)[0],
            id=surviving.name(site)[1],
            rank=rank,
            closeness=rounded(float(near[site]), 4),
            weighted_sum_rank=int(by_sum[site]),
        )
        for rank, site in enumerate(order[:top].tolist(), 1)
    ]
    return TopsisRanking(
        ranking=tuple(sites),
        agreement=_agreement(totals(surviving.values, surviving.weights[:, None])[:, 0], near),
        name=surviving.title(int(order[0])) if len(order) else Text("", ""),
    )


def closeness(matrix: Numbers, weights: Numbers) -> Numbers:
    """Relative closeness to the ideal: d⁻ / (d⁺ + d⁻).

    Columns are divided by their Euclidean length and weighted; d⁺ and d⁻ are the distances to the best and the worst of each column.
    Sites that are all alike are as close as can be: 1.

    Parameters
    ----------
    matrix
        Values, more being better, shape (sites, criteria).
    weights
        Shape (criteria,).

    Returns
    -------
    array
        In [0, 1], shape (sites,).

    References
    ----------
    Hwang, C.-L., Yoon, K. (1981): Multiple Attribute Decision Making. Springer.
    """
    if not len(matrix):
        return np.empty(0)
    length = np.sqrt((matrix**2).sum(axis=0))
    weighed = matrix / np.where(length > 0, length, 1.0) * (weights / weights.sum())
    to_best = np.sqrt(((weighed - weighed.max(axis=0)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weighed - weighed.min(axis=0)) ** 2).sum(axis=1))
    whole = to_best + to_worst
    return np.asarray(np.where(whole > 0, to_worst / np.where(whole > 0, whole, 1.0), 1.0))


def _agreement(first: Numbers, second: Numbers) -> float | None:
    """Of all pairs of sites, those ordered alike less those ordered otherwise; pairs that one of the two does not tell apart count in part."""
    if len(first) < 2:
        return None
    from scipy.stats import kendalltau  # noqa: PLC0415 a start does not wait for it

    found = float(kendalltau(first, second).statistic)
    return None if np.isnan(found) else rounded(found, 4)
