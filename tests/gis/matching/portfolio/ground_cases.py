"""Placements drawn at random on plots with floors on them, floors that are shared, and their power; and whether one of them is possible, in plain words."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from gis.matching.needs.project import Project
from gis.matching.portfolio.options import Choice, Item, Option, Place
from gis.matching.portfolio.solving.model import Model
from gis.matching.sites.candidates import FLOOR, LAND, SiteKind
from tests.gis.matching.portfolio.cases import TIERS, option

_HAIR = 1e-9
AREA_M2 = 1000.0
KVA = 630.0


@dataclass(frozen=True)
class Stay:
    """One project on one site: what it takes of it, in m² and kVA."""

    project: int
    site: str
    kind: str
    area_m2: float
    kva: float


@dataclass(frozen=True)
class Case:
    """A model, the plot of each floor by their ids, and what each option means.

    ``record_of`` leads from a second record of a plot or a floor to the first: they are one place.
    """

    model: Model
    plot_of: dict[str, str]
    record_of: dict[str, str] = field(default_factory=dict)

    def stays(self, chosen: Sequence[int]) -> list[Stay]:
        """What some options mean, by the ids of their sites."""
        found = []
        for at in chosen:
            each = self.model.options[at]
            asked = self.model.projects[each.project].power_kva or 0.0
            for item in each.items:
                key = f"{item.place.kind}-{item.place.row:02d}"
                key = self.record_of.get(key, key)
                found.append(Stay(each.project, key, item.place.kind, item.area_m2 or 0.0, asked))
        return found

    def best(self, aims: Sequence[str]) -> tuple[int, ...]:
        """The best that any possible set of options reaches in these aims, in hundredths, by trying all of them."""
        values = [self.model.values(aim) for aim in aims]
        return max(tuple(sum(int(table[at]) for at in chosen) for table in values) for chosen in self.placements())

    def placements(self) -> Iterator[list[int]]:
        """Every possible set of options, by trying all of them."""
        mine: list[list[int]] = [[] for _ in self.model.projects]
        for at, each in enumerate(self.model.options):
            mine[each.project].append(at)

        def tried(number: int, chosen: list[int]) -> Iterator[list[int]]:
            if not possible(self.stays(chosen), self.plot_of):
                return
            if number == len(mine):
                yield chosen
                return
            yield from tried(number + 1, chosen)
            for at in mine[number]:
                yield from tried(number + 1, [*chosen, at])

        return tried(0, [])


def possible(stays: Sequence[Stay], plot_of: dict[str, str]) -> bool:
    """Whether some projects can stand so: nobody twice on one ground, no floor beyond its area or its power."""
    plots = [stay.site for stay in stays if stay.kind == LAND]
    floors = [stay.site for stay in stays if stay.kind == FLOOR]
    if len(plots) != len(set(plots)) or any(plot_of.get(floor) in plots for floor in floors):
        return False
    for floor in set(floors):
        here = [stay for stay in stays if stay.site == floor]
        if sum(stay.area_m2 for stay in here) > AREA_M2 + _HAIR:
            return False
        if len(here) > 1 and sum(stay.kva for stay in here) > KVA + _HAIR:
            return False
    return True


def drawn(seed: int) -> Case:
    """Up to six projects, three plots and six floors, of which most stand on a plot."""
    chance = random.Random(seed)
    land = [Place(LAND, row) for row in range(chance.randint(1, 3))]
    floors = [Place(FLOOR, row) for row in range(chance.randint(1, 6))]
    under = {floor: chance.choice([*land, land[0], None]) for floor in floors}
    projects = tuple(
        Project(
            id=f"P{number}",
            tier=chance.choice([*TIERS, None]),
            investment_wan=chance.choice([None, 100.0, 250.5, 900.0]),
            tax_wan_mu=chance.choice([None, 20.5]),
            land_area_min_m2=20_000.0,
            power_kva=chance.choice([None, 100.0, 250.0, 315.0, 400.0, 630.0]),
        )
        for number in range(chance.randint(2, 6))
    )
    choices = []
    for number, project in enumerate(projects):
        mine = {each.key: each for each in _options(chance, number, project, land, floors, under)}
        choices.append(Choice(options=tuple(mine.values())))
    names = {floor: f"{FLOOR}-{floor.row:02d}" for floor in floors}
    plots = {names[floor]: f"{LAND}-{plot.row:02d}" for floor, plot in under.items() if plot is not None}
    model = Model(projects=projects, choices=tuple(choices), tier_points=TIERS, fixed={})
    return Case(model=model, plot_of=plots)


def drawn_twice(seed: int) -> Case:
    """Up to five projects, three plots and four floors, of which about half are recorded twice: who takes the one record takes the other."""
    chance = random.Random(seed)
    land = _records(chance, LAND, chance.randint(1, 3))
    floors = _records(chance, FLOOR, chance.randint(1, 4))
    under = {records: chance.choice([*land, None]) for records in floors}
    projects = tuple(
        Project(
            id=f"P{number}",
            tier=chance.choice([*TIERS, None]),
            investment_wan=chance.choice([None, 100.0, 250.5, 900.0]),
            tax_wan_mu=chance.choice([None, 20.5]),
            land_area_min_m2=20_000.0,
            power_kva=chance.choice([None, 100.0, 315.0, 400.0]),
        )
        for number in range(chance.randint(2, 5))
    )
    choices = []
    for number, project in enumerate(projects):
        mine = {}
        for _ in range(chance.randint(0, 4)):
            items = list(_items_twice(chance, project, land, floors, under))
            each = option(number, items, float(chance.randint(40, 99)))
            mine[each.key] = each
        choices.append(Choice(options=tuple(mine.values())))
    first = {_id(other): _id(records[0]) for records in (*land, *floors) for other in records}
    plots = {_id(records[0]): _id(plot[0]) for records, plot in under.items() if plot is not None}
    model = Model(projects=projects, choices=tuple(choices), tier_points=TIERS, fixed={})
    return Case(model=model, plot_of=plots, record_of=first)


def _id(place: Place) -> str:
    return f"{place.kind}-{place.row:02d}"


def _records(chance: random.Random, kind: SiteKind, count: int) -> list[tuple[Place, ...]]:
    """Places of a kind, each with one record or two."""
    rows = itertools.count()
    return [tuple(Place(kind, next(rows)) for _ in range(chance.randint(1, 2))) for _ in range(count)]


def _items_twice(
    chance: random.Random,
    project: Project,
    land: Sequence[tuple[Place, ...]],
    floors: Sequence[tuple[Place, ...]],
    under: dict[tuple[Place, ...], tuple[Place, ...] | None],
) -> Iterator[Item]:
    if chance.random() < 0.6:
        for records in chance.sample(land, 2 if chance.random() < 0.25 and len(land) > 1 else 1):
            mine = chance.choice(records)
            on = [floor for storey, plot in under.items() if plot == records for floor in storey]
            yield Item(place=mine, area_m2=1.0, share=1.0, beside=(*(each for each in records if each != mine), *on))
        return
    records, share = chance.choice(floors), chance.choice([1.0, 0.25, 0.4, 0.5])
    mine = chance.choice(records)
    yield replace(_floor(mine, share, project), twins=tuple((each, share) for each in records if each != mine))


def _options(
    chance: random.Random,
    number: int,
    project: Project,
    land: Sequence[Place],
    floors: Sequence[Place],
    under: dict[Place, Place | None],
) -> Iterator[Option]:
    for _ in range(chance.randint(0, 4)):
        score = round(chance.uniform(40, 99), chance.choice([0, 1]))
        kind = chance.random()
        if kind < 0.3:
            yield option(number, [_plot(chance.choice(land), under)], score)
        elif kind < 0.4 and len(land) > 1:
            yield option(number, [_plot(each, under) for each in chance.sample(land, 2)], score)
        elif kind < 0.5 and len(floors) > 1:
            whole = [_floor(each, 1.0, project) for each in chance.sample(floors, 2)]
            yield option(number, whole, score)
        else:
            yield option(
                number, [_floor(chance.choice(floors), chance.choice([1.0, 0.25, 0.4, 0.5, 0.6]), project)], score
            )


def _plot(plot: Place, under: dict[Place, Place | None]) -> Item:
    return Item(place=plot, area_m2=1.0, share=1.0, beside=tuple(floor for floor, on in under.items() if on == plot))


def _floor(floor: Place, share: float, project: Project) -> Item:
    power = min((project.power_kva or 0.0) / KVA, 1.0) if share < 1 else 0.0
    return Item(place=floor, area_m2=share * AREA_M2, share=share, partial=share < 1, power=power)


def blind(model: Model) -> Model:
    """The model as it would be if a plot were one thing, a floor on it another, and power without end."""
    choices = tuple(
        replace(
            choice,
            options=tuple(
                replace(each, items=tuple(replace(item, beside=(), power=0.0) for item in each.items))
                for each in choice.options
            ),
        )
        for choice in model.choices
    )
    return replace(model, choices=choices)
