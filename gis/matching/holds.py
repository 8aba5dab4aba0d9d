"""Who holds the ground of a site: the site itself, and what shares its ground (the floors on a plot, the plot under a floor)."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from gis.columns import Mask, Value
from gis.fields import Role
from gis.matching.answers import Numbers
from gis.matching.candidates import Sites, Stock
from gis.matching.grounds import grounds_of, other_kind


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A hold on what shares a site's ground: of which site, by whom, and until when; None where that is not known."""

    site: str
    holder: str
    until: Value


@dataclass(frozen=True, kw_only=True, eq=False)
class Beside:
    """Holds of others on what shares each site's ground, shape (n,).

    ``ends`` is the day on which the last one ends, long past where there is none; ``endless`` are those with one whose end is not known.
    """

    ends: Numbers
    endless: Mask


def holds_beside(stock: Stock, project_id: str | None) -> Beside | None:
    """The holds beside each site of a stock, but the project's own; None where there are none at all."""
    other = stock.siblings[other_kind(stock.kind)]
    holders = other.coded(Role.HELD_BY)
    asking = project_id if project_id in holders.words else None
    return stock.once(("held beside", asking), lambda: _beside(stock, other, asking))


def _beside(stock: Stock, other: Stock, but: Hashable) -> Beside | None:
    rows, others = grounds_of(stock).pairs(stock.kind)
    theirs = other.coded(Role.HELD_BY).judged(lambda word: int(word != but), otherwise=0)[others] == 1
    if not theirs.any():
        return None
    until = other.number(Role.HELD_UNTIL)[others[theirs]]
    ends, endless = np.full(len(stock), -np.inf), np.zeros(len(stock), dtype=bool)
    np.fmax.at(ends, rows[theirs], until)
    endless[rows[theirs][np.isnan(until)]] = True
    return Beside(ends=ends, endless=endless)


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
    other = sites.stock.siblings[other_kind(sites.kind)]
    holders, until = other.coded(Role.HELD_BY), other.number(Role.HELD_UNTIL)
    found = [
        (float(np.nan_to_num(until[at], nan=-np.inf)), other.id_of(at), at)
        for at in grounds_of(sites.stock).beside(sites.kind, int(sites.rows[row]))
        if holders.word(at) not in (None, project_id)
    ]
    if not found:
        return None
    at = max(found)[2]
    return Hold(
        site=other.id_of(at),
        holder=str(holders.word(at)),
        until=Sites(other, np.array([at])).value(0, Role.HELD_UNTIL),
    )
