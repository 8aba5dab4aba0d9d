"""Neighbouring parcels that together are large enough (拼地)."""

from __future__ import annotations

from typing import cast

import numpy as np
import shapely

from gis.columns import Mask, Rows
from gis.crs import in_metres
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.assembly.joined import Ranked, Sets, Shape, ranked
from gis.matching.assembly.members import Members, Span, members_of, rows_among, span_of, whole_answers
from gis.matching.assembly.neighbours import Neighbours, neighbours, overlapping
from gis.matching.assembly.search import Found, Graph, Wanted, connected_sets
from gis.matching.assembly.whole import JoinedSites
from gis.matching.needs.project import Project
from gis.matching.rules.area import RULE as AREA
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import NO, UNKNOWN, Answers, Numbers
from gis.matching.sites.candidates import LAND, Stock, stock_of


def joined_land(inventory: Inventory, project: Project, scheme: Scheme, limit: int | None) -> Ranked:
    """The best sets of neighbouring parcels for a project."""
    stock, span = stock_of(inventory, LAND), span_of(project, LAND, scheme)
    if span is None or not project.looks_at(LAND) or len(stock) == 0:
        return Ranked()
    members = members_of(project, stock, scheme, span)
    edges = neighbours(stock, scheme.assembly, members.sites.rows)
    found = _searched(members, edges, scheme, span)
    sets = _passing(project, members, scheme, _apart_on_the_map(members, found), span)
    joined, left = ranked((project, scheme, span), sets, _compactness(stock, edges), limit)
    return Ranked(joined=joined, total=len(sets.sites), best_left=left, looked_at=found.looked_at, cut=found.cut)


def _searched(members: Members, edges: Neighbours, scheme: Scheme, span: Span) -> Found:
    plan, areas = scheme.assembly, members.sites.number(Role.AREA)
    wanted = Wanted(
        areas=areas,
        spare=np.zeros(len(areas)),
        low=span.least,
        high=span.most,
        most=plan.max_members,
        limit=plan.max_states,
    )
    return connected_sets(Graph.of(len(areas), _among(members, edges.sharing(plan.min_shared_edge_m))), wanted)


def _among(members: Members, pairs: Rows) -> Rows:
    """Those pairs of rows that are both members, by their places among these."""
    place = np.full(len(members.sites.stock), -1, dtype=np.intp)
    place[members.sites.rows] = np.arange(len(members.sites))
    placed = place[pairs]
    return np.asarray(placed[(placed >= 0).all(axis=1)])


def _apart_on_the_map(members: Members, found: Found) -> Rows:
    """Sets of rows in which no two parcels cover the same ground, which two layers may both record."""
    sets = rows_among(members, found.sets)
    twice = overlapping(members.sites.stock, np.unique(sets[sets >= 0]))
    if len(twice.pairs) and len(sets):
        clear = np.ones(len(sets), dtype=bool)
        for first, second in _pairs(sets.shape[1]):
            clear &= twice.shared(sets[:, first], sets[:, second]) == 0
        sets = sets[clear]
    return sets


def _pairs(count: int) -> list[tuple[int, int]]:
    return [(first, second) for second in range(count) for first in range(second)]


def _passing(project: Project, members: Members, scheme: Scheme, sets: Rows, span: Span) -> Sets:
    """Sets that no rule excludes when it is asked of the whole; what is more than asked is to be checked."""
    stock = members.sites.stock
    taken = np.where(sets >= 0, stock.number(Role.AREA)[sets], 0.0) if len(sets) else np.empty(sets.shape)
    sites = JoinedSites(stock, sets, taken)
    unsure = np.zeros(len(stock), dtype=bool)
    unsure[members.sites.rows] = members.to_check
    to_check = (sites.present & unsure[sets]).any(axis=1)
    to_check |= sites.number(Role.AREA) > span.fitting + 0.01
    answers = whole_answers(project, sites, scheme)
    answers.pop(AREA.id, None)
    out = _any(answers, NO, len(sets))
    to_check |= _any(answers, UNKNOWN, len(sets))
    found = Sets(sites=sites, to_check=to_check, partial=np.zeros(sets.shape, dtype=bool))
    return found.take(~out) if out.any() else found


def _any(answers: dict[str, Answers], verdict: int, size: int) -> Mask:
    hits = np.zeros(size, dtype=bool)
    for each in answers.values():
        hits |= each == verdict
    return hits


def _compactness(stock: Stock, edges: Neighbours) -> Shape:
    """4πA/P² of the union: the sum of areas, and the sum of perimeters less the shared edges on both sides."""

    def of(sites: JoinedSites) -> Numbers:
        if len(sites) == 0:
            return np.empty(0)
        shapes, place = in_metres(stock.geometries[sites.alone.rows], stock.catalog.metric_crs), sites.place
        area = np.where(sites.present, shapely.area(shapes)[place], 0.0).sum(axis=1)
        edge = np.where(sites.present, shapely.length(shapes)[place], 0.0).sum(axis=1)
        for first, second in _pairs(sites.sets.shape[1]):
            edge = edge - 2 * edges.shared(sites.sets[:, first], sites.sets[:, second])
        return cast("Numbers", np.where(edge > 0, 4 * np.pi * area / np.maximum(edge, 1e-9) ** 2, 0.0))

    return of
