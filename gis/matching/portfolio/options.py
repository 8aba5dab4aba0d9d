"""Options: every way in which each project could be placed: a plot, joined plots, a floor or a part of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, NamedTuple

import numpy as np

from gis.columns import Mask, Rows
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.assembly import Joined, ranked_joined
from gis.matching.assembly.neighbours import twins_of
from gis.matching.criteria.criteria import AREA_FIT, area_place
from gis.matching.criteria.grading import in_cents, let_part, most_whole
from gis.matching.needs.areas import area_range
from gis.matching.needs.project import Project
from gis.matching.ranking.assessment import assess, grade_sites
from gis.matching.ranking.elimination import eliminate
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import Numbers
from gis.matching.sites.candidates import FLOOR, LAND, SITE_KINDS, SiteKind, Sites, Stock, stock_of
from gis.matching.sites.grounds import grounds_of
from gis.matching.sites.shared_ids import name_of_site
from gis.matching.sites.twins import twins_at
from gis.rounding import products, rounded

OptionKind = Literal["plot", "assembly", "floor", "floors"]
_BEST: Final = 100.0
HAIR: Final = 1e-9
"""Shares of a place sum to 1, but for the last digit."""
CENT: Final = 0.01
"""Areas are taken to 0.01 m²: what registers state."""


class Place(NamedTuple):
    """A site as the portfolio fills it: its kind and its row in the stock of that kind."""

    kind: SiteKind
    row: int


class Supply(NamedTuple):
    """What of a place runs out: its space, or the power of a floor that several share."""

    place: Place
    of: Literal["space", "power"] = "space"


@dataclass(frozen=True, kw_only=True)
class Item:
    """What an option takes of one place.

    Parameters
    ----------
    area_m2
        What the project gets.
    share, power
        The shares of the place's space and of its power that are gone for others. Who has the whole of a place has its power; a lift is shared,
        not divided.
    beside
        What goes with it whole: the floors on a plot.
    twins
        Other records of the same floor, each with the share of its space that is gone with this one's.
    """

    place: Place
    area_m2: float | None
    share: float
    partial: bool = False
    power: float = 0.0
    beside: tuple[Place, ...] = ()
    twins: tuple[tuple[Place, float], ...] = ()

    @property
    def records(self) -> tuple[Place, ...]:
        """The place under each of its records."""
        return (self.place, *(place for place, _ in self.twins), *(each for each in self.beside if each.kind == LAND))

    @property
    def takes(self) -> tuple[tuple[Supply, float], ...]:
        """What is gone for others, in shares of what there is."""
        power = tuple((Supply(each, "power"), self.power) for each in self.records if self.power)
        space = tuple((Supply(each), share) for each, share in ((self.place, self.share), *self.twins))
        return (*space, *power, *((Supply(each), 1.0) for each in self.beside))


@dataclass(frozen=True, kw_only=True)
class Option:
    """One way to place one project.

    ``key`` orders options whatever the order of rows: the ids of its sites, then the area taken. ``points`` are the contributions in the
    scheme's order, which sum to the score.
    """

    project: int
    items: tuple[Item, ...]
    score: float
    points: tuple[float, ...]
    to_check: bool
    key: tuple[tuple[str, ...], float]

    @cached_property
    def takes(self) -> tuple[tuple[Supply, float], ...]:
        """What is gone for others, in shares of what there is."""
        return tuple(each for item in self.items for each in item.takes)

    @property
    def kind(self) -> OptionKind:
        """What the option is called."""
        several = len(self.items) > 1
        if self.items[0].place.kind == LAND:
            return "assembly" if several else "plot"
        return "floors" if several else "floor"

    def of(self, project: int) -> Option:
        """The same for a project at another place in the list."""
        return self if project == self.project else replace(self, project=project)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The options of one project, best first, and how many more there are that are not weighed, with the best score among these."""

    options: tuple[Option, ...]
    dropped: int = 0
    best_dropped: float = 0.0


def options_of(
    inventory: Inventory,
    project: Project,
    scheme: Scheme,
    *,
    number: int = 0,
    limit: int | None = None,
    joined: int | None = None,
) -> Choice:
    """The options of one project: single sites by the rules and points of a match, what of a divisible floor would do, and joined sites.

    Parameters
    ----------
    number
        The project's place in its list.
    limit
        How many options are kept, best first, ties by id; all where it is None.
    joined
        How many joined sites of each kind are asked for; all where it is None.
    """
    options: list[Option] = []
    dropped, best_dropped = 0, 0.0
    seen = inventory.as_holder(project.id)
    for kind in project.kinds:
        stock = stock_of(seen, kind)
        if len(stock) == 0:
            continue
        looked = eliminate(project, stock, scheme, survivors_only=True)
        kept, rest = _best(looked.survivors, grade_sites(project, looked.survivors, scheme).total, limit)
        if len(rest):
            dropped, best_dropped = dropped + len(rest), max(best_dropped, float(rest.max()))
        sites = looked.survivors.take(kept)
        options.extend(_single(project, sites, scheme, looked.to_check[kept], number, stock_of(inventory, kind)))
    for ranked in ranked_joined(seen, project, scheme, joined).values():
        # Floors that lie apart are a last resort: nobody is torn apart who has another place.
        resort = bool(options) and any(each.apart for each in ranked.joined)
        options += [] if resort else [_join_option(inventory, project, each, number) for each in ranked.joined]
        left = 0 if resort else ranked.total - len(ranked.joined)
        if left or ranked.cut:
            # Of what the search did not reach nothing is known: it may be as good as can be.
            best_dropped = max(best_dropped, _BEST if ranked.cut else ranked.best_left)
            dropped += left + ranked.cut
    ordered = sorted(options, key=lambda option: (-option.score, option.key))
    if limit is not None and len(ordered) > limit:
        dropped += len(ordered) - limit
        best_dropped = max(best_dropped, ordered[limit].score)
    return Choice(options=tuple(ordered[:limit]), dropped=dropped, best_dropped=best_dropped)


def _join_option(inventory: Inventory, project: Project, found: Joined, number: int) -> Option:
    items, ids = [], []
    for member in found.members:
        place, stock = Place(member.kind, member.row), stock_of(inventory, member.kind)
        whole = capacity(inventory, place)
        share = member.area_m2 / whole if member.partial and whole else 1.0
        items.append(_item(project, stock, place, member.area_m2, share, partial=member.partial))
        ids.append(id_of(inventory, place))
    return Option(
        project=number,
        items=tuple(items),
        score=found.score,
        points=found.points,
        to_check=found.to_check,
        key=(tuple(ids), found.area_m2),
    )


def _item(project: Project, stock: Stock, place: Place, area_m2: float | None, share: float, *, partial: bool) -> Item:
    return Item(
        place=place,
        area_m2=area_m2,
        share=min(share, 1.0),
        partial=partial,
        power=_power(project, stock, place) if partial else 0.0,
        beside=_beside(stock, place.row) if place.kind == LAND else (),
        twins=_twins(stock, place, min(share, 1.0)),
    )


def _twins(stock: Stock, place: Place, share: float) -> tuple[tuple[Place, float], ...]:
    """The other records of a floor, and what is gone of each: as many m² as are gone of this one, at most all."""
    areas = stock.number(Role.AREA)
    return tuple(
        (Place(FLOOR, row), min(share * float(areas[place.row] / areas[row]), 1.0) if areas[row] > 0 else 1.0)
        for row in twins_at(stock, place.row)
    )


def _beside(land: Stock, row: int) -> tuple[Place, ...]:
    """What goes with a plot: plots recorded on the same ground, and the floors on it and on these."""
    twins = twins_of(land).get(row, ())
    floors = dict.fromkeys(floor for plot in (row, *twins) for floor in grounds_of(land).beside(LAND, plot))
    return (*(Place(LAND, plot) for plot in twins), *(Place(FLOOR, floor) for floor in floors))


def _power(project: Project, stock: Stock, place: Place) -> float:
    """The share of a floor's power that a project needs who shares it; 0 where either is not known, which its rule has to be checked then."""
    has = float(stock.number(Role.POWER)[place.row])
    return min((project.power_kva or 0.0) / has, 1.0) if has > 0 else 0.0


def _best(sites: Sites, totals: Numbers, limit: int | None) -> tuple[Rows, Numbers]:
    """Places of the best sites, ties by id, and the totals of all others."""
    if limit is None or len(sites) <= limit:
        return np.arange(len(sites)), np.empty(0)
    order = np.lexsort((sites.stock.tie_order[sites.rows], -totals))
    return order[:limit], totals[order[limit:]]


def options_on(inventory: Inventory, project: Project, scheme: Scheme, places: Sequence[Place]) -> Iterator[Option]:
    """The options of one project on some single sites alone."""
    for kind in project.kinds:
        rows = np.array([place.row for place in places if place.kind == kind], dtype=np.intp)
        if len(rows):
            seen = Sites(stock_of(inventory.as_holder(project.id), kind), rows)
            yield from _assessed(project, seen, scheme, stock_of(inventory, kind))


def _assessed(project: Project, sites: Sites, scheme: Scheme, everyones: Stock) -> Iterator[Option]:
    found = assess(project, sites, scheme)
    left = np.flatnonzero(~found.rejected)
    return _single(project, sites.take(left), scheme, found.to_check[left], 0, everyones)


def _single(
    project: Project, sites: Sites, scheme: Scheme, checks: Mask, number: int, everyones: Stock
) -> Iterator[Option]:
    """``everyones`` is the stock without what the project itself holds of floors, of which it takes nothing from others."""
    if len(sites) == 0:
        return
    scores = grade_sites(project, sites, scheme)
    areas = sites.number(Role.AREA)
    for at, row in enumerate(sites.rows.tolist()):
        place, site_id = Place(sites.kind, row), name_of_site(sites.stock, row)
        area = None if np.isnan(areas[at]) else float(areas[at])
        points = tuple(scores.points[:, at].tolist())
        for taken in _amounts(project, sites, at, scheme):
            mine = points if taken.points is None else _with_area(points, taken.points, scheme)
            share = 1.0 if area is None or taken.area_m2 is None else _share(taken.uses_m2, area, row, everyones)
            yield Option(
                project=number,
                items=(_item(project, sites.stock, place, taken.area_m2, share, partial=taken.partial),),
                score=rounded(sum(mine), 2),
                points=mine,
                to_check=bool(checks[at]),
                key=((site_id,), taken.area_m2 or 0.0),
            )


def _share(uses_m2: float, area_m2: float, row: int, everyones: Stock) -> float:
    """The share of what is free to everyone that is gone: what the project holds already it takes from nobody."""
    free = float(everyones.number(Role.AREA)[row])
    if free == area_m2 > 0:
        return uses_m2 / area_m2
    return max(uses_m2 - (area_m2 - free), 0.0) / free if free > 0 else 0.0


@dataclass(frozen=True, kw_only=True)
class _Amount:
    """How much of a site is taken; ``points`` of the area where the amount is not the one that was graded."""

    area_m2: float | None
    uses_m2: float
    partial: bool = False
    points: float | None = None


def _amounts(project: Project, sites: Sites, at: int, scheme: Scheme) -> list[_Amount]:
    area = float(sites.number(Role.AREA)[at])
    if np.isnan(area):
        return [_Amount(area_m2=None, uses_m2=0.0)]
    whole = _Amount(area_m2=area, uses_m2=area)
    low, high = area_range(project, sites.kind)
    if sites.kind != FLOOR or (low, high) == (None, None):
        return [whole]
    least = float(sites.number(Role.MIN_LET)[at])
    fits_whole = area <= most_whole(project, scheme)
    if np.isnan(least) or sites.by_building[at]:
        # Whether it can be divided, or into which floors, is not known: nobody else is counted on beside the project.
        return [whole if fits_whole else _Amount(area_m2=high, uses_m2=area, partial=True)]
    bottom, top = _asked_span(project, scheme)
    wanted = let_part(
        np.array([area]), np.array([least]), (bottom, (bottom + top) / 2, top), most_whole(project, scheme)
    )
    # The least that is asked is never rounded down, whatever is left.
    parts_to_cents = in_cents(
        np.array([wanted[0], max(low or least, least)]), np.array([area]), np.array([least, np.inf])
    )
    graded_part, small = parts_to_cents.tolist()
    # A floor that could be taken whole is divided only where what is left can be let too.
    divided = graded_part < area or not fits_whole
    parts = [graded_part] if divided else []
    parts += [small] if not fits_whole or area - small >= max(least, CENT) else []
    amounts = [replace(whole, points=_area_points(project, scheme, area) if divided else None)] if fits_whole else []
    for part in dict.fromkeys(parts):
        points = None if divided and part == graded_part else _area_points(project, scheme, part)
        amounts.append(_Amount(area_m2=part, uses_m2=part, partial=True, points=points))
    return amounts


def _asked_span(project: Project, scheme: Scheme) -> tuple[float, float]:
    """The range of floor area that is asked; where one bound is open, as far as the criterion of area looks."""
    low, high = area_range(project, FLOOR)
    factor = _open_factor(scheme)
    top = high if high is not None else (low or 0.0) * factor
    return low if low is not None else top / factor, top


def _open_factor(scheme: Scheme) -> float:
    spec = scheme.find_criterion(AREA_FIT.id)
    return max(spec.numbers["open_factor"], 1.0) if spec else 2.0


def _area_points(project: Project, scheme: Scheme, area: float) -> float:
    """Points of the area for an amount other than the whole site."""
    spec = scheme.find_criterion(AREA_FIT.id)
    if spec is None:
        return 0.0
    place = area_place(project, FLOOR, spec, np.array([area]))
    value = 1.0 if place is None else float(spec.value(place)[0])
    return float(products([rounded(value, 4)], [spec.weight])[0])


def _with_area(points: tuple[float, ...], area_points: float, scheme: Scheme) -> tuple[float, ...]:
    return tuple(
        area_points if spec.id == AREA_FIT.id else each for spec, each in zip(scheme.criteria, points, strict=True)
    )


class Filling:
    """What options have taken: never more than there is, but for a hair of rounding."""

    def __init__(self) -> None:
        self._taken: dict[Supply, float] = {}

    def fits(self, option: Option) -> bool:
        """Whether there is room for an option."""
        return not self.lacking(option)

    def lacking(self, option: Option) -> list[Supply]:
        """What an option would need and is gone."""
        return [supply for supply, share in option.takes if self._taken.get(supply, 0.0) + share > 1 + HAIR]

    def take(self, option: Option) -> None:
        """Take what an option takes."""
        for supply, share in option.takes:
            self._taken[supply] = self._taken.get(supply, 0.0) + share


def capacity(inventory: Inventory, place: Place) -> float | None:
    """A place's registered area in m², None where it is not known."""
    area = float(stock_of(inventory, place.kind).number(Role.AREA)[place.row])
    return None if np.isnan(area) else area


def id_of(inventory: Inventory, place: Place) -> str:
    """The name that means a place's site alone: its id, or its layer and id where several layers have that."""
    return name_of_site(stock_of(inventory, place.kind), place.row)


def places_of(inventory: Inventory, site_id: str) -> list[Place]:
    """The places that have an id, in the order of kinds."""
    return [Place(kind, row) for kind in SITE_KINDS for row in stock_of(inventory, kind).rows_of(site_id)]
