"""Adjoining floors and units of one building that together are large enough; as a last resort floors of one park."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from itertools import combinations

import numpy as np

from gis.columns import Mask, Rows
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.assembly.joined import Ranked, Sets, ranked
from gis.matching.assembly.members import ROUNDING, Members, Span, members_of, rows_among, span_of
from gis.matching.assembly.search import Found, Graph, Wanted, connected_sets
from gis.matching.assembly.whole import JoinedSites
from gis.matching.criteria.grading import in_cents, let_part
from gis.matching.needs.project import Project
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import Numbers
from gis.matching.sites.candidates import FLOOR, Sites, stock_of
from gis.matching.sites.twins import twin_floors

_PARK = 1000
"""Floors of one park among which a set that does not adjoin is looked for."""


def joined_floors(inventory: Inventory, project: Project, scheme: Scheme, limit: int | None) -> Ranked:
    """The best sets of adjoining floors for a project; where there is none, of the fewest floors of one park."""
    stock, span = stock_of(inventory, FLOOR), span_of(project, FLOOR, scheme)
    if span is None or not project.looks_at(FLOOR) or len(stock) == 0:
        return Ranked()
    members = members_of(project, stock, scheme, span)
    wanted = _wanted(members, scheme, span)
    searched = connected_sets(adjoining(members.sites), wanted)
    sets = _take_parts(members, searched, span, apart=False)
    looked, cut = searched.looked_at, searched.cut
    if not len(sets.sites):
        graph, all_of_them = _of_one_park(members.sites)
        for most in range(2, scheme.assembly.max_members + 1):
            searched = connected_sets(graph, replace(wanted, most=most))
            sets = _take_parts(members, searched, span, apart=True)
            if len(sets.sites) or searched.cut:
                break
        looked, cut = looked + searched.looked_at, cut or searched.cut or not all_of_them
    joined, left = ranked((project, scheme, span), sets, _together, limit)
    return Ranked(joined=joined, total=len(sets.sites), best_left=left, looked_at=looked, cut=cut)


def _wanted(members: Members, scheme: Scheme, span: Span) -> Wanted:
    plan, areas = scheme.assembly, members.sites.number(Role.AREA)
    return Wanted(
        areas=areas,
        spare=areas - _least_let(members.sites, areas),
        low=span.least,
        high=span.fitting,
        most=plan.max_members,
        limit=plan.max_states,
    )


def _least_let(sites: Sites, areas: Numbers) -> Numbers:
    """The smallest part that each floor is let in; nothing where that is not known."""
    return np.asarray(np.minimum(np.nan_to_num(sites.number(Role.MIN_LET)), areas))


# which floors adjoin -------------------------------------------------------------------------------------------------


def storeys(sites: Sites) -> Numbers:
    """Storeys counted without a gap at the ground: …, −1 → 0, 1 → 1, 2 → 2; NaN where unknown."""
    floors = sites.number(Role.FLOOR)
    return np.where(floors < 0, floors + 1, floors)


def adjoining(sites: Sites) -> Graph:
    """Floors of one building on the same storey or on storeys one above the other; where either is unknown, nothing adjoins."""
    at, pairs = storeys(sites), []
    for group in _groups(sites.coded(Role.BUILDING).codes):
        known = [place for place in group if not np.isnan(at[place])]
        pairs += [(a, b) for a, b in combinations(known, 2) if abs(at[a] - at[b]) <= 1]
    return Graph.of(len(sites), np.array(pairs, dtype=np.intp).reshape(-1, 2))


def _of_one_park(sites: Sites) -> tuple[Graph, bool]:
    """All floors of a park with one another, those of one building where no park is known; and whether no park has too many.

    Of a park that has, the largest are taken, of which the fewest will do.
    """
    parks, buildings = sites.coded(Role.PARK).codes, sites.coded(Role.BUILDING).codes
    codes = np.where(parks >= 0, parks, np.where(buildings >= 0, parks.max(initial=0) + 1 + buildings, -1))
    areas, groups = sites.number(Role.AREA), _groups(codes)
    few = [sorted(sorted(group, key=lambda place: -areas[place])[:_PARK]) for group in groups]
    pairs = [np.array(group)[np.column_stack(np.triu_indices(len(group), 1))] for group in few]
    graph = Graph.of(len(sites), np.concatenate([np.empty((0, 2), dtype=np.intp), *pairs]), cliques=True)
    return graph, len(max(groups, key=len, default=[])) <= _PARK


def _groups(codes: Rows) -> list[list[int]]:
    found: dict[Hashable, list[int]] = {}
    for place, code in enumerate(codes.tolist()):
        if code >= 0:
            found.setdefault(code, []).append(place)
    return list(found.values())


def _together(sites: JoinedSites) -> Numbers:
    """The fewer storeys the members spread over the better; unknown last."""
    if not len(sites):
        return np.empty(0)
    at = storeys(Sites(sites.stock))[sites.sets]
    top = np.where(sites.present, at, -np.inf).max(axis=1)
    bottom = np.where(sites.present, at, np.inf).min(axis=1)
    return np.asarray(np.nan_to_num(bottom - top, nan=-np.inf, neginf=-np.inf))


# what is taken of them -----------------------------------------------------------------------------------------------


def _take_parts(members: Members, found: Found, span: Span, *, apart: bool) -> Sets:
    """Sets within what is asked; where the whole is too much, one floor is taken in part, the topmost that can be.

    As of a single floor, what fits goes before what is within the tolerance: a whole within the tolerance gives way to a part that fits.
    """
    stock, sets = members.sites.stock, _apart_from_twins(members, found)
    present, areas = sets >= 0, stock.number(Role.AREA)
    whole = np.where(present, areas[sets], 0.0) if len(sets) else np.empty(sets.shape)
    too_much = whole.sum(axis=1) > span.fitting + ROUNDING
    part, let, better = _parts(Sites(stock), sets, whole, span)
    keep = ~too_much | part.any(axis=1)
    partial = part & (too_much | better)[:, None]
    taken = np.where(partial, let, whole)
    unsure = np.zeros(len(stock), dtype=bool)
    unsure[members.sites.rows] = members.to_check | members.sites.by_building
    undivided = np.isnan(stock.number(Role.MIN_LET))
    to_check = (present & (unsure[sets] | (partial & undivided[sets]))).any(axis=1) if len(sets) else too_much
    result = Sets(sites=JoinedSites(stock, sets, taken), to_check=to_check, partial=partial, apart=apart)
    return result.take(keep)


def _apart_from_twins(members: Members, found: Found) -> Rows:
    """Sets of rows in which no floor stands twice, under two records."""
    sets = rows_among(members, found.sets)
    for one, others in twin_floors(members.sites.stock).items() if len(sets) else ():
        has = (sets == one).any(axis=1)
        sets = sets[~(has & np.isin(sets, others).any(axis=1))]
    return sets


def _parts(everyone: Sites, sets: Rows, whole: Numbers, span: Span) -> tuple[Mask, Numbers, Mask]:
    """Which one member of each set is taken in part, and how much of each would be, shape (m, k); none where no member can be.

    Without it the others must not be enough. The part is as near to the middle of what is asked as can be had, to the lower bound where there
    is no upper; what is left can be let too where there is room for that. The last, shape (m,), is whether that fits, of a member known to be
    divisible, where the whole lies above the range.
    """
    if not len(sets):
        return np.zeros(sets.shape, dtype=bool), whole, np.zeros(len(sets), dtype=bool)
    rest = whole.sum(axis=1)[:, None] - whole
    least = _least_let(everyone, everyone.number(Role.AREA))[sets]
    top = span.fitting if span.high is None else span.high
    middle = span.low if span.high is None else (span.low + span.high) / 2
    lower, upper = np.maximum(least, span.low - rest), np.minimum(whole, top - rest)
    # The smallest letting may bring a sum within the tolerance, as it may a floor alone.
    needed = (sets >= 0) & (rest < span.least - ROUNDING)
    possible, fits = needed & (lower <= span.fitting - rest + ROUNDING), needed & (lower <= upper + ROUNDING)
    aims = (lower, np.maximum(middle - rest, lower), np.maximum(upper, lower))
    part = let_part(whole, least, aims, -np.inf)
    let = in_cents(part, whole, least)
    known = ~np.isnan(everyone.number(Role.MIN_LET))[sets]
    at = np.where(np.isnan(storeys(everyone)), -np.inf, storeys(everyone))[sets]
    ids = everyone.stock.tie_order[sets]
    chosen = np.zeros(sets.shape, dtype=bool)
    best = np.lexsort((ids, at, fits, known, possible), axis=1)[:, -1]
    rows = np.arange(len(sets))
    chosen[rows, best] = possible[rows, best]
    better = (whole.sum(axis=1) > top + ROUNDING) & (fits & known)[rows, best]
    return chosen, let, better
