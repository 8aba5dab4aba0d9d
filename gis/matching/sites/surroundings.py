"""What lies around a site: controls that reach into it, the nearest road, its park's chains, projects that already stand there.

Everything is computed for all sites of a stock at once, in metres, and kept with the stock.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.catalog import Kind
from gis.columns import Mask, Rows
from gis.crs import Geometries, in_metres
from gis.fields import Role
from gis.matching.sites.answers import Coded, Numbers, coded
from gis.matching.sites.candidates import SiteKind, Sites, Stock
from gis.matching.sites.grounds import grounds_of, other_kind
from gis.matching.sites.shared_ids import name_of_site
from gis.matching.sites.slots import Slot
from gis.matching.sites.standing import standings
from gis.matching.sites.twins import records_at
from gis.text import Text

_BOUNDARY_M = 0.5
"""A line that lies no deeper inside a site runs along its boundary."""

_CLASSES: Final = Slot[frozenset[str]]()
_UNLISTED: Final = Slot[frozenset[str]]()
_OVERLAP: Final = Slot[Numbers]()
_REACH: Final = Slot[Numbers]()
_CROSSED: Final = Slot[tuple[Numbers, Numbers]]()
_SHAPES: Final = Slot[Geometries]()
_ROADS: Final = Slot[Numbers]()
_OCCUPANTS: Final = Slot[Coded]()
_CLUSTERS: Final = Slot["Cluster"]()
_CHAINS: Final = Slot[frozenset[str]]()
_BY_EASTING: Final = Slot[tuple[Rows, NDArray[np.float64]]]()


@dataclass(frozen=True)
class Occupant:
    """A project that already stands on a site; ``beside`` names where, if not on the site itself but on the same ground.

    ``certain`` is False where the map alone says so. ``twin``: what ``beside`` names is another record of the same floor.
    """

    id: str
    name: Text
    beside: str | None = None
    certain: bool = True
    twin: bool = False


@dataclass(frozen=True)
class Kin:
    """A chain, and those up and down its stream with what a project of theirs counts beside one of the chain itself."""

    chain: str
    chains: tuple[tuple[str, float], ...] = ()
    divisions: tuple[tuple[str, float], ...] = ()

    def share(self, chain: str | None, industry: str | None) -> float:
        """What a placed project of a chain and an industry code counts: 1 in the chain itself, 0 where it has no part in it."""
        if chain == self.chain:
            return 1.0
        return max(dict(self.chains).get(chain or "", 0.0), dict(self.divisions).get((industry or "")[:2], 0.0))


@dataclass(frozen=True, eq=False)
class Cluster:
    """Projects of one chain around each site: in its park, and within a distance outside it; shape (n,).

    ``kin_in_park`` and ``kin_nearby`` are those up and down the stream, each with its share; ``kin_counts`` how many they are,
    shape (2, n): in the park, and nearby. ``nowhere`` counts projects of either sort of which it is not known where they stand.
    """

    in_park: Numbers
    nearby: Numbers
    kin_in_park: Numbers
    kin_nearby: Numbers
    kin_counts: Numbers
    nowhere: int
    themed: Coded
    """Whether the park lists the chain: True, False, or unknown."""


def control_classes(sites: Sites) -> frozenset[str]:
    """Classes of control that the inventory holds."""
    layers = sites.stock.others[Kind.CONTROL]

    def make() -> frozenset[str]:
        return frozenset(value for layer in layers for value in layer.texts(Role.CLASS) if value)

    return _CLASSES.of(sites.stock, make)


def unlisted_controls(sites: Sites) -> frozenset[str]:
    """Classes of control that the code list of their layer does not know: what they forbid is to be checked."""

    def make() -> frozenset[str]:
        fields = [(layer, layer.collection.by_role.get(Role.CLASS)) for layer in sites.stock.others[Kind.CONTROL]]
        return frozenset(
            value
            for layer, entry in fields
            if entry is not None and entry.codelist and (codes := layer.codelists.get(entry.name)) is not None
            for value in layer.texts(Role.CLASS)
            if value and not codes.knows(value)
        )

    return _UNLISTED.of(sites.stock, make)


def control_title(sites: Sites, code: str) -> Text:
    """Words for a class of control."""
    for layer in sites.stock.others[Kind.CONTROL]:
        field = layer.collection.by_role.get(Role.CLASS)
        if field is not None:
            return layer.words(field.name, code)
    return Text(code, code)


def overlap(sites: Sites, control: str) -> Numbers:
    """Share of each site's area that a class of control covers, 0 to 1; NaN where the site has no area on the map."""
    return sites.part(_overlap(sites.stock, control))


def reach(sites: Sites, control: str) -> Numbers:
    """As ``overlap``, but 1 where a line of the class crosses the site or a point of it lies inside: no share says how much that is."""
    return sites.part(_REACH.of(sites.stock, lambda: _reach(sites.stock, control), control))


def crossed(sites: Sites, control: str) -> tuple[Mask, Mask]:
    """Sites that a line of a class of control crosses, and sites that hold a point of it, shape (n,) each."""
    lines, points = _crossed(sites.stock, control)
    return sites.part(lines).astype(bool), sites.part(points).astype(bool)


def has_area(sites: Sites, control: str) -> bool:
    """Whether a class of control is drawn as areas: a line or a point has no inside."""
    shapes = _SHAPES.of(sites.stock, lambda: _of_class(sites.stock, Kind.CONTROL, frozenset({control})), control)
    return bool(np.any(shapely.area(shapes) > 0))


def road_distance(sites: Sites, classes: Sequence[str]) -> Numbers:
    """Metres from each site to the nearest base shape of these classes; NaN where either has no geometry."""
    among = frozenset(classes)
    return sites.part(_ROADS.of(sites.stock, lambda: _road_distance(sites.stock, among), among))


def occupants(sites: Sites, stages: Sequence[str]) -> Coded:
    """The projects of these stages that already stand on each site or on the same ground, a tuple of ``Occupant``; unknown means nobody."""
    found = _OCCUPANTS.of(sites.stock, lambda: _occupants(sites.stock, frozenset(stages)), frozenset(stages))
    return Coded(sites.part(found.codes), found.words)


def cluster(sites: Sites, kin: Kin, stages: Sequence[str], radius_m: float, but: str | None = None) -> Cluster:
    """Placed projects of a chain, and of those up and down its stream, in each site's park and within a distance of it; the park's own theme.

    ``but`` is the project that asks: nobody is his own neighbour.
    """
    stock = sites.stock
    # A chain that nobody has is one and the same to every site: demands of any wording share one answer.
    asked = kin if kin.chain in _chains(stock) else replace(kin, chain="")
    asking = but if any(project.id == but for project in standings(stock, stages)) else None
    among = frozenset(stages)
    whole = _CLUSTERS.of(
        stock, lambda: _cluster(stock, asked, among, radius_m, asking), (asked, among, radius_m, asking)
    )
    return Cluster(
        in_park=sites.part(whole.in_park),
        nearby=sites.part(whole.nearby),
        kin_in_park=sites.part(whole.kin_in_park),
        kin_nearby=sites.part(whole.kin_nearby),
        kin_counts=whole.kin_counts[:, sites.rows],
        nowhere=whole.nowhere,
        themed=whole.themed.take(sites.rows),
    )


def tenants(plots: Sites, row: int, stages: Sequence[str]) -> tuple[Occupant, ...]:
    """The projects of these stages that stand on a plot in what is not in the stock, such as floors that are let."""
    at = int(plots.rows[row])
    return tuple(
        Occupant(project.id, project.name, "、".join(project.elsewhere) or None)
        for project in standings(plots.stock, stages)
        if at in project.under
    )


def _of_class(stock: Stock, kind: Kind, classes: frozenset[str]) -> Geometries:
    """Shapes of these classes in metres."""
    found: list[object] = []
    for layer in stock.others[kind]:
        picks = [row for row, value in enumerate(layer.texts(Role.CLASS)) if value in classes]
        found.extend(shape for shape in in_metres(layer.shapes[picks], stock.catalog.metric_crs) if shape is not None)
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = found
    return shapes


def _overlap(stock: Stock, control: str) -> Numbers:
    return _OVERLAP.of(stock, lambda: _make_overlap(stock, control), control)


def _make_overlap(stock: Stock, control: str) -> Numbers:
    sites, shapes = stock.metric, _of_class(stock, Kind.CONTROL, frozenset({control}))
    areas = np.asarray(shapely.area(sites), dtype=np.float64)
    share = np.where(areas > 0, 0.0, np.nan)
    if len(shapes) == 0 or len(sites) == 0:
        return share
    # One shape for the class: two polygons of it that overlap each other must not count twice.
    whole = shapely.union_all(shapes)
    shapely.prepare(whole)
    touched = np.flatnonzero(np.asarray(shapely.intersects(sites, whole)) & (areas > 0))
    share[touched] = shapely.area(shapely.intersection(sites[touched], whole)) / areas[touched]
    return share


def _reach(stock: Stock, control: str) -> Numbers:
    share = _overlap(stock, control)
    lines, points = _crossed(stock, control)
    return np.where((lines + points > 0) & ~np.isnan(share), 1.0, share)


def _crossed(stock: Stock, control: str) -> tuple[Numbers, Numbers]:
    return _CROSSED.of(stock, lambda: _make_crossed(stock, control), control)


def _make_crossed(stock: Stock, control: str) -> tuple[Numbers, Numbers]:
    """1 where a line crosses, and where a point lies inside, else 0."""
    sites, shapes = stock.metric, shapely.get_parts(_of_class(stock, Kind.CONTROL, frozenset({control})))
    dimensions = shapely.get_dimensions(shapes)
    lines, points = shapes[dimensions == 1], shapes[dimensions == 0]
    # A line along the common boundary of two sites crosses neither, and boundaries are good to some decimetres.
    return _meets(lines, sites, inwards=_BOUNDARY_M), _meets(points, sites, inwards=0.0)


def _meets(shapes: Geometries, sites: Geometries, *, inwards: float) -> Numbers:
    met = np.zeros(len(sites))
    if len(shapes) and len(sites):
        near = np.unique(shapely.STRtree(sites).query(shapes, predicate="intersects")[1])
        inner = shapely.buffer(sites[near], -inwards) if inwards else sites[near]
        whole = shapely.union_all(shapes)
        met[near] = shapely.intersects(inner, whole) & ~shapely.touches(inner, whole)
    return met


def _road_distance(stock: Stock, classes: frozenset[str]) -> Numbers:
    roads, distances = _of_class(stock, Kind.BASE, classes), np.full(len(stock), np.nan)
    if len(roads) == 0 or len(stock) == 0:
        return distances
    sites = stock.metric
    rows = np.flatnonzero(~shapely.is_missing(sites) & ~shapely.is_empty(sites))
    tree = shapely.STRtree(roads)
    (found, _), metres = tree.query_nearest(sites[rows], all_matches=False, return_distance=True)
    distances[rows[found]] = metres
    return distances


def _occupants(stock: Stock, stages: frozenset[str]) -> Coded:
    by_row: dict[int, tuple[Occupant, ...]] = {}
    for project in standings(stock, tuple(stages)):
        here: dict[int, Occupant] = {}
        for places, certain in ((project.sites, True), (project.likely, False)):
            for row, beside, twin in sorted(_on_ground(stock, places), key=lambda each: each[1] or ""):
                here.setdefault(row, Occupant(project.id, project.name, beside, certain, twin))
        for row, occupant in here.items():
            by_row[row] = (*by_row.get(row, ()), occupant)
    return coded([by_row.get(row) for row in range(len(stock))])


def _on_ground(stock: Stock, places: Sequence[tuple[SiteKind, int]]) -> Iterator[tuple[int, str | None, bool]]:
    """Rows of a stock on the ground of some places, those that are the places themselves first; of the others beside which, and whether it is the same floor."""
    grounds, other = grounds_of(stock), other_kind(stock.kind)
    mine = [row for kind, row in places if kind == stock.kind]
    yield from ((row, None, False) for row in mine)
    for row in mine:
        yield from ((at, name_of_site(stock, row), True) for at in records_at(stock, row))
    for row in (row for kind, row in places if kind == other):
        yield from ((at, name_of_site(stock.siblings[other], row), False) for at in grounds.beside(other, row))


def _cluster(stock: Stock, kin: Kin, stages: frozenset[str], radius_m: float, but: str | None) -> Cluster:
    sums, counts, missing = np.zeros((4, len(stock))), np.zeros((2, len(stock))), 0
    for project in standings(stock, tuple(stages)):
        share = kin.share(project.chain, project.industry)
        if share == 0 or project.id == but:
            continue
        missing += not project.placed
        same = _in_any(stock.coded(Role.PARK), project.parks)
        near = _within(stock, project.centres, radius_m) & ~same
        first = 0 if share == 1.0 else 2
        sums[first] += share * same
        sums[first + 1] += share * near
        if first:
            counts[0] += same
            counts[1] += near
    return Cluster(
        in_park=sums[0],
        nearby=sums[1],
        kin_in_park=sums[2],
        kin_nearby=sums[3],
        kin_counts=counts,
        nowhere=missing,
        themed=_themed(stock, kin.chain),
    )


def _chains(stock: Stock) -> frozenset[str]:
    """Chains that some park or project has."""

    def make() -> frozenset[str]:
        of_projects = {chain for layer in stock.others[Kind.PROJECT] for chain in layer.texts(Role.CHAIN) if chain}
        return frozenset(of_projects.union(*park_chains(stock).values()))

    return _CHAINS.of(stock, make)


def _in_any(parks: Coded, wanted: frozenset[str]) -> Mask:
    return parks.judged(lambda word: int(word in wanted), otherwise=0).astype(bool)


def _within(stock: Stock, places: NDArray[np.float64], radius_m: float) -> Mask:
    near, sites, (order, eastings) = np.zeros(len(stock), dtype=bool), stock.centres, _by_easting(stock)
    for x, y in places:
        # Only a strip as wide as the circle is looked at; a metre more leaves room for rounding.
        low, high = np.searchsorted(eastings, [x - radius_m - 1, x + radius_m + 1])
        strip = order[low:high]
        near[strip[np.hypot(sites[strip, 0] - x, sites[strip, 1] - y) <= radius_m]] = True
    return near


def _by_easting(stock: Stock) -> tuple[Rows, NDArray[np.float64]]:
    """Rows from west to east, those without geometry last, and their eastings."""

    def make() -> tuple[Rows, NDArray[np.float64]]:
        order = np.argsort(stock.centres[:, 0], kind="stable")
        return order, stock.centres[order, 0]

    return _BY_EASTING.of(stock, make)


def _themed(stock: Stock, chain: str) -> Coded:
    """Whether the park of each site, or the nearest park above it that says so, lists the chain."""
    chains = park_chains(stock)
    known = {park: chain in theme for park, theme in chains.items()}
    parks = stock.coded(Role.PARK)
    table: list[Hashable | None] = [known.get(str(word)) for word in parks.words]
    return coded([None if code < 0 else table[code] for code in parks.codes])


def park_chains(stock: Stock) -> dict[str, tuple[str, ...]]:
    """Chains of each park by id, taken from the park above where it lists none itself; absent where nobody says."""
    own: dict[str, tuple[str, ...]] = {}
    above: dict[str, str | None] = {}
    for layer in stock.others[Kind.PARK]:
        col = layer.role(Role.CHAIN)
        for row, (park, parent) in enumerate(zip(layer.ids, layer.texts(Role.PARENT), strict=True)):
            listed = col.value(row) if col else None
            above[park] = parent
            if listed:
                own[park] = tuple(listed) if isinstance(listed, list) else (str(listed),)
    return {park: theme for park in above if (theme := _inherited(park, own, above))}


def _inherited(park: str, own: dict[str, tuple[str, ...]], above: dict[str, str | None]) -> tuple[str, ...]:
    at: str | None = park
    seen: set[str] = set()
    while at is not None and at not in seen:
        if at in own:
            return own[at]
        seen.add(at)
        at = above.get(at)
    return ()
