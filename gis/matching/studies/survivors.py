"""All sites left for a project, of every kind, with their values by criterion: what studies of a ranking work on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask, Rows
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.ranking.assessment import grade_sites
from gis.matching.ranking.elimination import eliminate
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import Numbers, end_to_end
from gis.matching.sites.candidates import Sites, Stock, stock_of
from gis.rounding import all_rounded, products
from gis.text import Text


@dataclass(frozen=True, kw_only=True, eq=False)
class Survivors:
    """Sites that no rule excludes, in no order.

    Parameters
    ----------
    stocks, rows
        The stock of each site by its number, and its row there, shape (n,).
    values
        By criterion, in [0, 1]; an unknown value counts 0, as it earns nothing. Shape (criteria, n).
    weights
        Of the scheme, shape (criteria,).
    ties
        Orders sites of equal score, by id.
    """

    stocks: tuple[Stock, ...]
    stock: NDArray[np.intp]
    rows: Rows
    values: Numbers
    weights: Numbers
    ties: NDArray[np.intp]
    to_check: Mask

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def order(self) -> Rows:
        """Best first by the weighted sum, ties by id: the order of a match."""
        return self.ranked(totals(self.values, self.weights[:, None])[:, 0])

    def ranked(self, scores: Numbers) -> Rows:
        """Sites in the order of some scores, best first, ties by id."""
        return np.lexsort((self.ties, -scores))

    def name(self, site: int) -> tuple[str, str]:
        """Collection and id of a site."""
        layer, row = self.stocks[self.stock[site]].layer_of(int(self.rows[site]))
        return layer.id, layer.ids[row]

    def title(self, site: int) -> Text:
        """What a site is called, its id where it has no name."""
        key = self.name(site)[1]
        one = Sites(self.stocks[self.stock[site]], self.rows[site : site + 1])
        zh, en = one.value(0, Role.NAME), one.value(0, Role.NAME_EN)
        return Text(str(zh or key), str(en or zh or key))


def survivors(inventory: Inventory, project: Project, scheme: Scheme) -> Survivors:
    """The sites left for a project."""
    stocks = tuple(stock for kind in project.kinds if len(stock := stock_of(inventory, kind)))
    eliminated = [eliminate(project, stock, scheme, survivors_only=True) for stock in stocks]
    values = [grade_sites(project, each.survivors, scheme).values for each in eliminated]
    return Survivors(
        stocks=stocks,
        stock=np.repeat(np.arange(len(stocks)), [len(each.survivors) for each in eliminated]),
        rows=end_to_end([each.survivors.rows for each in eliminated], np.intp),
        values=np.nan_to_num(np.concatenate([np.empty((len(scheme.criteria), 0)), *values], axis=1)),
        weights=np.array([spec.weight for spec in scheme.criteria]),
        ties=end_to_end(
            [stock.tie_order[each.survivors.rows] for stock, each in zip(stocks, eliminated, strict=True)], np.intp
        ),
        to_check=end_to_end([each.to_check for each in eliminated], np.bool_),
    )


def totals(values: Numbers, weights: Numbers) -> Numbers:
    """Scores of sites under sets of weights: points rounded to 0.01 before they are summed, as a match does.

    Parameters
    ----------
    values
        Shape (criteria, n).
    weights
        Shape (criteria, sets).

    Returns
    -------
    array
        Shape (n, sets).
    """
    sums = np.zeros((values.shape[1], weights.shape[1]))
    for value, weight in zip(values, weights, strict=True):
        sums += products(value[:, None], weight)
    return all_rounded(sums, 2)
