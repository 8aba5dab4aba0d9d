"""Who holds the ground of a site: the site itself, and what shares its ground (the floors on a plot, the plot under a floor, its other records)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from gis.columns import Mask, Rows, Value
from gis.fields import Role
from gis.matching.sites.answers import Numbers
from gis.matching.sites.candidates import FLOOR, Sites, Stock
from gis.matching.sites.grounds import grounds_of, other_kind
from gis.matching.sites.shared_ids import name_of_site
from gis.matching.sites.slots import Slot
from gis.matching.sites.twins import records_at, twin_floors, twin_plots

_BESIDE: Final = Slot["Beside | None"]()


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A hold on what shares a site's ground: of which site, by whom, and until when; None where that is not known.

    ``twin``: the site is another record of the same floor.
    """

    site: str
    holder: str
    until: Value
    twin: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Beside:
    """Holds of others on what shares each site's ground, shape (n,).

    ``ends`` is the day on which the last one ends, long past where there is none; ``endless`` are those with one whose end is not known.
    """

    ends: Numbers
    endless: Mask


def holds_beside(stock: Stock, project_id: str | None) -> Beside | None:
    """The holds beside each site of a stock, but the project's own; None where there are none at all."""
    holds = any(project_id in each.coded(Role.HELD_BY).words for each in stock.siblings.values())
    asking = project_id if holds else None
    return _BESIDE.of(stock, lambda: _beside(stock, asking), asking)


def _beside(stock: Stock, but: Hashable) -> Beside | None:
    ends, endless, some = np.full(len(stock), -np.inf), np.zeros(len(stock), dtype=bool), False
    for other, (rows, others) in _shared(stock):
        theirs = other.coded(Role.HELD_BY).judged(lambda word: int(word != but), otherwise=0)[others] == 1
        until = other.number(Role.HELD_UNTIL)[others[theirs]]
        np.fmax.at(ends, rows[theirs], until)
        endless[rows[theirs][np.isnan(until)]] = True
        some |= bool(theirs.any())
    return Beside(ends=ends, endless=endless) if some else None


def _shared(stock: Stock) -> Iterator[tuple[Stock, tuple[Rows, Rows]]]:
    """What shares the ground of a stock's sites, by its stock: rows of the sites, and of what shares the ground with each."""
    yield stock.siblings[other_kind(stock.kind)], grounds_of(stock).pairs(stock.kind)
    twins = twin_floors(stock) if stock.kind == FLOOR else twin_plots(stock, _held_rows(stock))
    pairs = [(other, row) for row, others in twins.items() for other in others]
    rows, others = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    yield stock, (rows, others)


def _held_rows(stock: Stock) -> list[int]:
    return np.flatnonzero(stock.coded(Role.HELD_BY).known).tolist()


def held_until(sites: Sites, project_id: str | None) -> Numbers:
    """Day on which the last hold of another on each site's ground ends, shape (n,); NaN where there is none, or no end is known."""
    theirs = sites.coded(Role.HELD_BY).judged(lambda word: int(word != project_id), otherwise=0) == 1
    own = np.where(theirs, sites.number(Role.HELD_UNTIL), np.nan)
    beside = holds_beside(sites.stock, project_id)
    if beside is None:
        return own
    ends = sites.part(beside.ends)
    return np.fmax(own, np.where(ends > -np.inf, ends, np.nan))


def last_beside(sites: Sites, row: int, project_id: str | None) -> Hold | None:
    """The hold beside one site that ends last, one whose end is known before one whose end is not; None where nobody else holds anything there."""
    stock, mine = sites.stock, int(sites.rows[row])
    other = stock.siblings[other_kind(sites.kind)]
    shared = [(other, at) for at in grounds_of(stock).beside(sites.kind, mine)]
    shared += [(stock, at) for at in records_at(stock, mine)]
    ends = [
        (
            float(np.nan_to_num(where.number(Role.HELD_UNTIL)[at], nan=-np.inf)),
            name_of_site(where, at),
            where is stock,
            at,
        )
        for where, at in shared
        if where.coded(Role.HELD_BY).word(at) not in (None, project_id)
    ]
    if not ends:
        return None
    _, site, twin, at = max(ends)
    where = stock if twin else other
    return Hold(
        site=site,
        holder=str(where.coded(Role.HELD_BY).word(at)),
        until=Sites(where, np.array([at])).value(0, Role.HELD_UNTIL),
        twin=twin,
    )
