"""One place: a plot with the floors of the buildings that stand on it. Who takes the plot takes these floors; who takes a floor keeps others off the plot.

A floor's plot is the one that it names itself, or its building does; where it names a parcel of a cadastre, those that name that too. Where
nothing is named, it is the plot in which the middle of the floor, else of its building, lies. Where nothing tells, or floor and building name
different plots, on which plot it stands is to be checked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import shapely

from gis.catalog import Kind
from gis.columns import Column, Mask, Rows
from gis.crs import Geometries
from gis.fields import Role
from gis.layer import Layer
from gis.matching.sites.candidates import FLOOR, LAND, SiteKind, Stock
from gis.matching.sites.linked import sites_named
from gis.matching.sites.middles import outlines_of, plots_under, tree_of
from gis.matching.sites.parcels import plots_of_parcels
from gis.matching.sites.slots import Slot
from gis.matching.sites.twins import buildings_of, twin_floors, twin_plots
from gis.names import alike
from gis.numerals import number_in

LET: Final = "let"
"""How a building records that a floor is let."""
_OTHER: Final[dict[SiteKind, SiteKind]] = {LAND: FLOOR, FLOOR: LAND}

_GROUNDS: Final = Slot["Grounds"]()
_LET: Final = Slot[dict[int, tuple[float, ...]]]()


@dataclass(frozen=True, kw_only=True, eq=False)
class Grounds:
    """Which floors stand on which plots.

    Parameters
    ----------
    floors, plots
        Rows in the stocks of floors and of land, a pair for each floor on a plot, by floor; shape (pairs,).
    known
        Whether it is known on which plot each floor stands, or that it stands on none, shape (floors,).
    """

    floors: Rows
    plots: Rows
    known: Mask

    def pairs(self, kind: SiteKind) -> tuple[Rows, Rows]:
        """Rows of the sites of a kind, and of what shares the ground with each: its floors, or its plots."""
        return (self.plots, self.floors) if kind == LAND else (self.floors, self.plots)

    def beside(self, kind: SiteKind, row: int) -> tuple[int, ...]:
        """The floors on a plot, or the plots under a floor, by their rows."""
        return self._by_row[kind].get(row, ())

    @cached_property
    def _by_row(self) -> dict[SiteKind, dict[int, tuple[int, ...]]]:
        found: dict[SiteKind, dict[int, tuple[int, ...]]] = {LAND: {}, FLOOR: {}}
        for kind, table in found.items():
            for mine, other in zip(*(rows.tolist() for rows in self.pairs(kind)), strict=True):
                table[mine] = (*table.get(mine, ()), other)
        return found


def grounds_of(stock: Stock) -> Grounds:
    """Which floors stand on which plots, from the stock of either kind; worked out once an inventory."""
    land, floors = stock.siblings[LAND], stock.siblings[FLOOR]
    return _GROUNDS.of(floors, lambda: _grounds(land, floors))


def let_floors(land: Stock) -> dict[int, tuple[float, ...]]:
    """Areas in m² of the let floors on each plot, by its row, as its buildings record them in ``storey:state:area``; 0 where none is stated."""
    return _LET.of(land, lambda: _let_floors(land))


def _let_floors(land: Stock) -> dict[int, tuple[float, ...]]:
    areas: dict[int, tuple[float, ...]] = {}
    for layer in land.others[Kind.BUILDING]:
        states = layer.role(Role.FLOOR_STATES)
        plots = sites_named(land, layer, Role.PARCEL)
        for row in range(len(layer)) if states else ():
            entries = [str(each).split(":") for each in _as_list(states, row)]
            let = tuple(_area(entry) for entry in entries if len(entry) > 1 and entry[1] == LET)
            for plot in plots.get(row, ()) if let else ():
                areas[plot] = areas.get(plot, ()) + let
    return areas


def _as_list(states: Column | None, row: int) -> list[object]:
    value = states.value(row) if states else None
    return list(value) if isinstance(value, list) else []


def _area(entry: Sequence[str]) -> float:
    return max(number_in(entry[2]) or 0.0, 0.0) if len(entry) > 2 else 0.0


def other_kind(kind: SiteKind) -> SiteKind:
    """The kind that may share the ground with sites of a kind."""
    return _OTHER[kind]


def _grounds(land: Stock, floors: Stock) -> Grounds:
    named, contrary = _plots_named(land, floors)
    parcels = plots_of_parcels(land, floors)
    for row, plots in parcels.items():
        named[row] = tuple(dict.fromkeys((*named[row], *plots)))
    unnamed = np.array([row for row, plots in enumerate(named) if not plots], dtype=np.intp)
    known = ~contrary
    if len(land) and len(unnamed):
        shapes, around = outlines_of(floors)[unnamed], _around(land, floors)
        said = floors.coded(Role.PARCEL).known[unnamed] | np.isin(unnamed, list(parcels))
        for row, plots in zip(unnamed.tolist(), plots_under(land, shapes), strict=True):
            # A plot without a shape is found by the building in which the floor lies.
            named[row] = plots or around(row).plots
        lies = np.array([bool(named[row]) for row in unnamed.tolist()])
        # A plot that is named and not in the register is another one, if it is not one of it misspelt; so is open ground that touches none.
        apart = _apart(land, shapes)
        said[said & ~lies & ~apart] = ~_misspelt(land, floors, unnamed[said & ~lies & ~apart])
        known[unnamed] = lies | said | apart
    # Who stands on one record of a plot stands on the others: they are the same ground.
    twins = twin_plots(land, [plot for plots in named for plot in plots])
    named = [tuple(dict.fromkeys(each for plot in plots for each in (plot, *twins.get(plot, ())))) for plots in named]
    counts = [len(plots) for plots in named]
    return Grounds(
        floors=np.repeat(np.arange(len(floors)), counts),
        plots=np.array([plot for plots in named for plot in plots], dtype=np.intp),
        known=known,
    )


def _plots_named(land: Stock, floors: Stock) -> tuple[list[tuple[int, ...]], Mask]:
    """Rows of the plots that each floor names, or its building does; and where the two name different ones, of which it may stand on either."""
    own, above = floors.coded(Role.PARCEL), _of_buildings(land, floors)
    stated = {
        int(start) + row: sites
        for start, layer in zip(floors.starts, floors.layers, strict=False)
        for row, sites in sites_named(land, layer, Role.PARCEL).items()
    }
    plots = [stated.get(row, ()) for row in range(len(floors))]
    contrary = np.zeros(len(floors), dtype=bool)
    for row, named in enumerate(above):
        if named.word is None:
            continue
        mine = own.word(row)
        # What a building says stands for its floors that say nothing.
        if row not in stated and mine in (None, named.word):
            plots[row] = named.plots
        elif mine != named.word and not (plots[row] and plots[row] == named.plots):
            contrary[row] = True
            plots[row] = tuple(dict.fromkeys((*plots[row], *named.plots)))
    _as_their_twins(floors, plots, contrary)
    return plots, contrary


def _as_their_twins(floors: Stock, found: list[tuple[int, ...]], contrary: Mask) -> None:
    """Two records of one floor stand on one plot: the one that names none on the other's, and where they name different ones it may be either."""
    own, before, unclear = floors.coded(Role.PARCEL), list(found), contrary.copy()
    for row, others in twin_floors(floors).items():
        stated = [before[each] for each in (row, *others) if before[each]]
        # Who names a plot that is not in the register stands on another one.
        if stated and (before[row] or own.word(row) is None):
            contrary[row] = unclear[[row, *others]].any() or len(set(stated)) > 1
            found[row] = tuple(dict.fromkeys(plot for plots in stated for plot in plots))


def _misspelt(land: Stock, floors: Stock, rows: Rows) -> Mask:
    """Floors that name a plot which is not in the register, but for case, width or blanks."""
    names = [_plain(str(floors.coded(Role.PARCEL).word(row))) for row in rows.tolist()]
    known = {_plain(key) for layer in land.layers for key in layer.ids} if names else set()
    return np.array([name in known for name in names], dtype=bool)


def _plain(name: str) -> str:
    return "".join(alike(name).split())


class Named(NamedTuple):
    """The word by which a building names its plot, None where it names none, and the plots of the register that it names."""

    word: str | None
    plots: tuple[int, ...]


_NAMES_NONE: Final = Named(None, ())


def _of_buildings(land: Stock, floors: Stock) -> list[Named]:
    """The plot that each floor's building names."""
    plots: list[Named] = []
    for layer in floors.layers:
        buildings, rows = floors.parents(layer, Role.BUILDING)
        said = [] if buildings is None else _said_by(land, buildings)
        plots += [said[row] if buildings is not None and row >= 0 else _NAMES_NONE for row in rows.tolist()]
    around = _around(land, floors)
    for row in np.flatnonzero(floors.coded(Role.BUILDING).known & ~floors.coded(Role.PARCEL).known).tolist():
        plots[row] = around(row)
    return plots


def _said_by(land: Stock, buildings: Layer) -> list[Named]:
    """By row, the plots that the buildings of a layer name."""
    entry, plots = land.field_of(buildings, Role.PARCEL), sites_named(land, buildings, Role.PARCEL)
    words = (
        [None] * len(buildings) if entry is None else buildings.columns[entry.name].listed(np.arange(len(buildings)))
    )
    return [Named(None if word is None else str(word), plots.get(row, ())) for row, word in enumerate(words)]


def _around(land: Stock, floors: Stock) -> Callable[[int], Named]:
    """The plot that the building of a floor names, whichever layer it is in, and whether the floor names it or lies in it."""
    numbers, ids = buildings_of(floors)
    plots = {
        ids[key]: named
        for layer in floors.others[Kind.BUILDING]
        for key, named in zip(layer.ids, _said_by(land, layer), strict=True)
        if key in ids
    }
    return lambda row: plots.get(int(numbers[row]), _NAMES_NONE)


def _apart(land: Stock, shapes: Geometries) -> Mask:
    """Shapes that lie where no plot is."""
    apart = np.asarray(~shapely.is_missing(shapes) & ~shapely.is_empty(shapes))
    apart[np.unique(tree_of(land).query(shapes, predicate="intersects")[0])] = False
    return apart
