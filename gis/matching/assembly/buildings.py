"""Which buildings have an area together on adjoining floors, whoever asks: of each the fewest floors, free ones first; as the page reckons it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from gis.fields import Role
from gis.matching.assembly.floors import storeys
from gis.matching.sites.candidates import Sites


@dataclass(frozen=True, kw_only=True)
class JoinedFloors:
    """Adjoining floors of one building that come to an area.

    Parameters
    ----------
    rows
        Rows of the stock, from the lowest storey up.
    area_m2
        What they come to.
    taken
        How many of them are not free.
    """

    building: str
    rows: tuple[int, ...]
    area_m2: float
    taken: int


@dataclass(frozen=True, kw_only=True)
class _Unit:
    row: int
    key: str
    area: float
    storey: float
    free: bool


def joined_buildings(sites: Sites, asked: float, most: int, free: Collection[str]) -> list[JoinedFloors]:
    """Buildings whose adjoining floors come to an area: those of free floors first, then of the fewest floors, then of the least area.

    Parameters
    ----------
    sites
        Floors that may be joined.
    asked
        m² that are needed together; a floor that has them alone needs no partner.
    most
        Floors that are joined at most.
    free
        States in which a floor can be had; a state that nobody names is no promise.
    """
    joined = []
    for building, units in _by_building(sites, free).items():
        chosen = _fewest([unit for unit in units if unit.free], asked, most) or _fewest(units, asked, most)
        if chosen:
            in_order = sorted(chosen, key=lambda unit: (unit.storey, unit.key))
            joined.append(
                JoinedFloors(
                    building=building,
                    rows=tuple(unit.row for unit in in_order),
                    area_m2=_sum(chosen),
                    taken=sum(not unit.free for unit in chosen),
                )
            )
    return sorted(joined, key=lambda one: (one.taken, len(one.rows), one.area_m2, one.building))


def _by_building(sites: Sites, free: Collection[str]) -> dict[str, list[_Unit]]:
    """Floors of known area and storey by their building."""
    areas, at, units = sites.number(Role.AREA), storeys(sites), dict[str, list[_Unit]]()
    buildings, states = sites.coded(Role.BUILDING), sites.coded(Role.STATUS)
    for place, row in enumerate(sites.rows.tolist()):
        building, area, storey = buildings.word(place), float(areas[place]), float(at[place])
        if building is None or not area > 0 or storey != storey:  # noqa: PLR0124 - NaN
            continue
        unit = _Unit(row=row, key=sites.stock.id_of(row), area=area, storey=storey, free=states.word(place) in free)
        units.setdefault(str(building), []).append(unit)
    return units


def _sum(units: Sequence[_Unit]) -> float:
    # One after another, as the page adds them up.
    return reduce(add, (unit.area for unit in units), 0.0)


def _fewest(units: Sequence[_Unit], asked: float, most: int) -> list[_Unit] | None:
    """Adjoining units that come to an area: the fewest, then the least of those, then the lowest; None where none do."""
    by_storey: dict[float, list[_Unit]] = {}
    for unit in sorted(units, key=lambda unit: (-unit.area, unit.key)):
        if unit.area < asked:
            by_storey.setdefault(unit.storey, []).append(unit)
    best: list[_Unit] | None = None
    for low in sorted(by_storey):
        stack: list[list[_Unit]] = []
        while low + len(stack) in by_storey and len(stack) < most:
            stack.append(by_storey[low + len(stack)])
            chosen = _of_stack(stack, asked, most)
            if chosen and (best is None or (len(chosen), _sum(chosen)) < (len(best), _sum(best))):
                best = chosen
    return best


def _of_stack(stack: Sequence[list[_Unit]], asked: float, most: int) -> list[_Unit] | None:
    """From one storey up to another: of each storey its largest, then the largest of what is left."""
    chosen = [units[0] for units in stack]
    rest = sorted((unit for units in stack for unit in units[1:]), key=lambda unit: -unit.area)
    while _sum(chosen) < asked and len(chosen) < most and rest:
        chosen.append(rest.pop(0))
    return chosen if len(chosen) <= most and _sum(chosen) >= asked else None
