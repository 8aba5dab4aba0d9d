"""Placements drawn at random, small enough that every one can be tried."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from gis.matching.needs.aims import AIMS
from gis.matching.needs.project import Project
from gis.matching.portfolio.options import Choice, Item, Option, Place
from gis.matching.portfolio.solving.model import Model
from gis.matching.sites.candidates import FLOOR, LAND

TIERS = {"province": 100.0, "city": 10.0, "district": 1.0}
SHARES = (0.25, 0.4, 0.5, 0.6, 0.75)
_HAIR = 1e-9


def option(project: int, items: Sequence[Item], score: float, *, to_check: bool = False) -> Option:
    ids = tuple(sorted(f"{item.place.kind}-{item.place.row:02d}" for item in items))
    amount = sum(item.area_m2 or 0.0 for item in items)
    return Option(
        project=project, items=tuple(items), score=score, points=(score,), to_check=to_check, key=(ids, amount)
    )


def drawn(seed: int, *, projects: int = 6, places: int = 8, options: int = 4) -> Model:
    """Projects with a few options each: plots, joined plots, whole floors and parts of them; some share values on purpose."""
    chance = random.Random(seed)
    count, sites = chance.randint(2, projects), chance.randint(1, places)
    land = [Place(LAND, row) for row in range(chance.randint(0, sites))]
    floors = [Place(FLOOR, row) for row in range(sites - len(land))]
    found, choices = [], []
    for number in range(count):
        found.append(
            Project(
                id=f"P{number}",
                tier=chance.choice([*TIERS, None]),
                investment_wan=chance.choice([None, 100.0, 250.0, 250.5, 900.0, 1234.56]),
                tax_wan_mu=chance.choice([None, 10.0, 20.5]),
                land_area_min_m2=chance.choice([None, 20_000.0, 33_333.33]),
            )
        )
        mine = {each.key: each for each in _options(chance, number, land, floors, chance.randint(0, options))}
        choices.append(Choice(options=tuple(mine.values())))
    return Model(projects=tuple(found), choices=tuple(choices), tier_points=TIERS, fixed={})


def _options(
    chance: random.Random, number: int, land: Sequence[Place], floors: Sequence[Place], count: int
) -> Iterator[Option]:
    for _ in range(count):
        score = round(chance.uniform(40, 99), chance.choice([0, 1, 2]))
        kind = chance.random()
        if kind < 0.45 and land:
            yield option(number, [Item(place=chance.choice(land), area_m2=1.0, share=1.0)], score)
        elif kind < 0.65 and len(land) > 1:
            joined = chance.sample(land, chance.randint(2, min(3, len(land))))
            yield option(number, [Item(place=place, area_m2=1.0, share=1.0) for place in joined], score)
        elif floors:
            share = chance.choice([1.0, *SHARES])
            item = Item(place=chance.choice(floors), area_m2=share * 1000, share=share, partial=share < 1)
            yield option(number, [item], score)


def orders(seed: int) -> tuple[str, ...]:
    """The aims in some order, now and then not all of them."""
    chance = random.Random(seed)
    aims = list(AIMS)
    if chance.random() < 0.5:
        chance.shuffle(aims)
    return tuple(aims[: chance.randint(1, len(aims))])


def best_by_trying(model: Model, aims: Sequence[str]) -> tuple[int, ...]:
    """The best that any consistent set of options reaches in these aims, in hundredths, by trying all of them."""
    values = [model.values(aim) for aim in aims]
    by_project: list[list[int]] = [[] for _ in model.projects]
    for at, each in enumerate(model.options):
        by_project[each.project].append(at)
    best = (-1,) * len(aims)

    def tried(number: int, used: dict[Place, float], reached: tuple[int, ...]) -> None:
        nonlocal best
        if number == len(by_project):
            best = max(best, reached)
            return
        if number not in model.fixed:
            tried(number + 1, used, reached)
        for at in by_project[number]:
            taken = dict(used)
            for item in model.options[at].items:
                taken[item.place] = taken.get(item.place, 0.0) + item.share
            if all(amount <= 1 + _HAIR for amount in taken.values()):
                tried(number + 1, taken, tuple(r + int(v[at]) for r, v in zip(reached, values, strict=True)))

    tried(0, {}, (0,) * len(aims))
    return best


def used(model: Model, chosen: Sequence[int]) -> dict[Place, float]:
    """What a set of options takes of each place."""
    found: dict[Place, float] = {}
    for at in chosen:
        for item in model.options[at].items:
            found[item.place] = found.get(item.place, 0.0) + item.share
    return found
