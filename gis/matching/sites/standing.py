"""Where the projects stand that have their sites already: on plots and floors of the stock, in buildings, or where their own shape lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.catalog import Kind
from gis.crs import in_metres
from gis.featurenames import name_at, text_at
from gis.fields import Field, Role
from gis.layer import Layer
from gis.matching.sites.candidates import FLOOR, LAND, SITE_KINDS, SiteKind, Stock
from gis.matching.sites.linked import sites_named, sites_of
from gis.matching.sites.middles import centres_of, middles, plots_under
from gis.matching.sites.shared_ids import name_of_site
from gis.matching.sites.slots import Slot
from gis.matching.sites.twins import floors_in, records_at
from gis.text import Text

_SEVERAL: Final = 2
_STANDINGS: Final = Slot["tuple[Standing, ...]"]()


@dataclass(frozen=True, kw_only=True, eq=False)
class Standing:
    """A project on its sites.

    Parameters
    ----------
    sites
        The plots and floors of the stock on which it stands, by kind and row; of a building the floors in it.
    likely
        Those on which it seems to stand: the register does not tell, but its own shape lies there.
    elsewhere
        Sites of its list that are not in the stock, such as floors that are let.
    under
        Rows of the plots that carry what is elsewhere.
    centres
        Middles of its places in metres, shape (k, 2).
    parks
        Ids of the parks in which these lie.
    """

    id: str
    name: Text
    chain: str | None
    industry: str | None
    sites: tuple[tuple[SiteKind, int], ...]
    likely: tuple[tuple[SiteKind, int], ...]
    elsewhere: tuple[str, ...]
    under: frozenset[int]
    centres: NDArray[np.float64]
    parks: frozenset[str]

    @property
    def placed(self) -> bool:
        """Whether it is known where it stands."""
        return bool(self.parks) or not np.isnan(self.centres).all()


def standings(stock: Stock, stages: Sequence[str]) -> tuple[Standing, ...]:
    """The projects of these stages by id, from the stock of either kind; worked out once an inventory."""
    land, among = stock.siblings[LAND], frozenset(stages)
    return _STANDINGS.of(land, lambda: _standings(land, among), among)


def _standings(land: Stock, stages: frozenset[str]) -> tuple[Standing, ...]:
    resolver = _Resolver(land)
    listed = [
        resolver.standing(layer, row)
        for layer in land.others[Kind.PROJECT]
        for row, stage in enumerate(layer.texts(Role.STAGE))
        if stage in stages
    ]
    return tuple(sorted(listed, key=lambda each: each.id))


def names_of_sites(land: Stock, layer: Layer, project_id: str) -> tuple[str, ...]:
    """The sites that a project of the register names, by its list or by links, each by the one name that means it.

    A name that means several places, or none of the stock, stays as it is written.
    """
    resolver, names = _Resolver(land), dict[str, None]()
    for word, sites in resolver.named(layer, layer.row(project_id)):
        kind, row = next(iter(sites), (LAND, 0))
        known = bool(sites) and resolver.are_one(sites)
        names[name_of_site(land.siblings[kind], row) if known else word] = None
    return tuple(names)


class _Place:
    """What is gathered of one project's places."""

    def __init__(self) -> None:
        self.centres: list[NDArray[np.float64]] = [np.empty((0, 2))]
        self.parks: set[str] = set()
        self.under: set[int] = set()
        self.sites: dict[tuple[SiteKind, int], None] = {}
        self.likely: dict[tuple[SiteKind, int], None] = {}

    def add(self, centres: NDArray[np.float64], park: object, under: Sequence[int] = ()) -> None:
        self.centres.append(centres.reshape(-1, 2))
        self.under.update(under)
        if park is not None:
            self.parks.add(str(park))


class _Resolver:
    """Finds the places of projects: the register's word goes before the map."""

    def __init__(self, land: Stock) -> None:
        self.land = land
        self.metric = land.catalog.metric_crs

    def standing(self, layer: Layer, row: int) -> Standing:
        place, elsewhere, ids = _Place(), list[str](), list[str]()
        for key, mine in self.named(layer, row):
            ids.append(key)
            sure = self.are_one(mine)
            for kind, at in mine:
                stock = self.land.siblings[kind]
                place.add(stock.centres[at], stock.coded(Role.PARK).word(at))
            # An id that several layers have may mean either site.
            (place.sites if sure else place.likely).update(dict.fromkeys(mine))
            if not mine:
                elsewhere.append(key)
        unresolved = [key for key in elsewhere if not self._in_building(key, place)]
        if unresolved or not ids:
            self._by_shape(layer, row, place, named=bool(ids))
        return Standing(
            id=layer.ids[row],
            name=name_at(layer, row),
            chain=text_at(layer, Role.CHAIN, row),
            industry=text_at(layer, Role.INDUSTRY_CODE, row),
            sites=tuple(place.sites),
            likely=tuple(each for each in place.likely if each not in place.sites),
            elsewhere=tuple(elsewhere),
            under=frozenset(place.under),
            centres=np.concatenate(place.centres),
            parks=frozenset(place.parks),
        )

    def are_one(self, sites: Sequence[tuple[SiteKind, int]]) -> bool:
        """Whether sites of one name are one place, or records of it."""
        if len(sites) < _SEVERAL:
            return True
        kind, row = sites[0]
        records = records_at(self.land.siblings[kind], row)
        return all((each, at) == (kind, row) or (each == kind and at in records) for each, at in sites)

    def named(self, layer: Layer, row: int) -> Iterator[tuple[str, list[tuple[SiteKind, int]]]]:
        """The words by which a project names its sites, and the sites of the stock that each means: by id in any layer, by a link in the one that it is to."""
        for entry in self._fields(layer):
            value = layer.columns[entry.name].value(row)
            words = value if isinstance(value, list) else [] if value is None else [str(value)]
            for word in dict.fromkeys(words):
                stocks = [(kind, self.land.siblings[kind]) for kind in SITE_KINDS]
                yield word, [(kind, at) for kind, stock in stocks for at in sites_of(stock, layer, entry, word)]

    def _fields(self, layer: Layer) -> list[Field]:
        """The fields by which projects of a layer name their sites: that of the role, and links to layers of plots and floors."""
        sites = {each.id for kind in SITE_KINDS for each in self.land.siblings[kind].layers}
        return [
            entry
            for entry in layer.collection.fields
            if entry.role is Role.SITE_IDS or (entry.role is not Role.ID and entry.references in sites)
        ]

    def _in_building(self, key: str, place: _Place) -> bool:
        """Whether a site is a building, whose place is added then."""
        for layer in self.land.others[Kind.BUILDING]:
            if key in layer.row_of:
                self._add_building(layer, layer.row_of[key], place)
                place.sites |= dict.fromkeys(self._floors_in(key))
                return True
        return False

    def _add_building(self, layer: Layer, row: int, place: _Place) -> None:
        shape = layer.shapes[np.array([row])]
        plots = self._plots_of(layer, row)
        place.add(centres_of(in_metres(shape, self.metric)), self._park(layer, row, plots), plots)

    def _plots_of(self, layer: Layer, row: int) -> Sequence[int]:
        """The plots under a building: as it says, else as the map says."""
        entry = self.land.field_of(layer, Role.PARCEL)
        says = entry is not None and layer.columns[entry.name].value(row) is not None
        if says:
            return sites_named(self.land, layer, Role.PARCEL).get(row, ())
        return plots_under(self.land, layer.shapes[np.array([row])])[0]

    def _floors_in(self, building: str) -> list[tuple[SiteKind, int]]:
        return [(FLOOR, row) for row in floors_in(self.land.siblings[FLOOR], building)]

    def _park(self, layer: Layer, row: int, plots: Sequence[int]) -> object:
        """A building's park, else that of its plot."""
        own = text_at(layer, Role.PARK, row)
        above = (self.land.coded(Role.PARK).word(plot) for plot in plots)
        return own or next((word for word in above if word is not None), None)

    def _by_shape(self, layer: Layer, row: int, place: _Place, *, named: bool) -> None:
        """Each part of the project's own shape: in the building, else on the plot, else in the smallest park in which its middle lies.

        What is ``named`` and lies in a building is let there; what is not may be any floor of it, or the plot.
        """
        parts = shapely.get_parts(layer.shapes[np.array([row])])
        for part in parts[~shapely.is_empty(parts)]:
            one = np.array([part], dtype=object)
            centre, middle = centres_of(in_metres(one, self.metric)), middles(one)[0]
            plots: Sequence[int] = plots_under(self.land, one)[0]
            for buildings, at in _around(self.land.others[Kind.BUILDING], middle)[:1]:
                plots = self._plots_of(buildings, at) or plots
                place.add(centre, self._park(buildings, at, plots), plots)
                if not named:
                    place.likely |= dict.fromkeys(self._floors_in(buildings.ids[at]))
                    place.likely |= {(LAND, plot): None for plot in plots}
                break
            else:
                own = next((word for plot in plots if (word := self.land.coded(Role.PARK).word(plot))), None)
                around = [parks.ids[at] for parks, at in _around(self.land.others[Kind.PARK], middle)]
                place.add(centre, own or next(iter(around), None))
                place.likely |= {(LAND, plot): None for plot in plots}


def _around(layers: Sequence[Layer], middle: shapely.Point) -> list[tuple[Layer, int]]:
    """Features in whose shape a point lies, the smallest first."""
    found = [
        (float(shapely.area(layer.shapes[np.array([row])])[0]), layer.ids[row], layer, row)
        for layer in layers
        for row in _containing(layer, middle)
    ]
    return [(layer, row) for _, _, layer, row in sorted(found, key=lambda each: each[:2])]


def _containing(layer: Layer, middle: shapely.Point) -> list[int]:
    west, south, east, north = layer.bounds.T
    near = np.flatnonzero((west <= middle.x) & (middle.x <= east) & (south <= middle.y) & (middle.y <= north))
    return [
        row for row, inside in zip(near.tolist(), shapely.contains(layer.shapes[near], middle), strict=True) if inside
    ]
