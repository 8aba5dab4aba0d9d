"""The sites of the plain loop, what shares their ground, and where projects stand: plain values by role, one after another, nothing of the engine used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import shapely

from gis.catalog import Kind
from gis.crs import in_metres
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Layer
from gis.matching import Project

KINDS = {"land": Kind.PARCEL, "floor": Kind.SPACE}


@dataclass
class Site:
    """One candidate with its values by role, inherited ones included."""

    kind: str
    collection: str
    id: str
    shape: Any
    values: dict[Role, Any]
    has_hold_field: bool

    def __getitem__(self, role: Role) -> Any:
        return self.values.get(role)


class SiteOracle:
    """One project beside each site."""

    def __init__(self, inventory: Inventory, scheme: dict[str, Any], project: Project) -> None:
        self.inventory = inventory
        self.scheme = scheme
        self.project = project
        self.as_of = inventory.catalog.as_of

    # the sites ---------------------------------------------------------------------------------------------------

    def rows(self, layer: Layer) -> dict[str, dict[Role, Any]]:
        fields = {role: field.name for role, field in layer.collection.by_role.items()}
        found = {}
        for row, key in enumerate(layer.ids):
            plain = layer.properties(row)
            found[key] = {role: plain[name] for role, name in fields.items()}
        return found

    def above(self, kind: Kind, key: str | None) -> dict[Role, Any]:
        for layer in self.inventory.of_kind(kind):
            if key is not None and key in layer.row_of:
                return self.rows_of(layer)[key]
        return {}

    def rows_of(self, layer: Layer) -> dict[str, dict[Role, Any]]:
        if layer.id not in self._rows:
            self._rows[layer.id] = self.rows(layer)
        return self._rows[layer.id]

    @cached_property
    def _rows(self) -> dict[str, dict[str, dict[Role, Any]]]:
        return {}

    @cached_property
    def sites(self) -> list[Site]:
        return [site for kind in KINDS for site in self.sites_of(kind)]

    def sites_of(self, kind: str) -> list[Site]:
        found = []
        for layer in self.inventory.of_kind(KINDS[kind]):
            shapes = in_metres(layer.geometries, self.inventory.catalog.metric_crs)
            for (key, values), shape in zip(self.rows_of(layer).items(), shapes, strict=True):
                own = dict(values)
                if kind == "floor":
                    self.inherit(own, shape)
                found.append(Site(kind, layer.id, key, shape, own, Role.HELD_BY in layer.collection.by_role))
        return found

    def inherit(self, own: dict[Role, Any], shape: Any) -> None:
        building = self.above(Kind.BUILDING, own.get(Role.BUILDING))
        if own.get(Role.PARCEL) is None:
            own[Role.PARCEL] = building.get(Role.PARCEL)
        parcel = self.above(Kind.PARCEL, own.get(Role.PARCEL) or self.mapped(shape, own.get(Role.BUILDING)))
        for role, sources in (
            (Role.TITLE_STATUS, [building]),
            (Role.PARK, [building, parcel]),
            (Role.SERVICES, [parcel]),
            (Role.BLOCKERS, [parcel]),
            (Role.BLOCKER_MONTHS, [parcel]),
            *((role, [building, parcel]) for role in (Role.SEIZURE, Role.SEIZURE_NUMBER, Role.MORTGAGE)),
        ):
            for source in sources:
                if own.get(role) is None:
                    own[role] = source.get(role)

    def mapped(self, shape: Any, building: str | None) -> str | None:
        """The one plot in which the middle of a floor that names none lies, else of its building."""
        drawn = shape if shape is not None else (self.feature(Kind.BUILDING, building) or (None, None))[1]
        if drawn is None:
            return None
        middle = shapely.point_on_surface(drawn)
        found = [key for key, plot in self.parcels.items() if plot is not None and plot.contains(middle)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def parcels(self) -> dict[str, Any]:
        """Shapes of the plots in metres."""
        return {
            key: shape
            for layer in self.inventory.of_kind(Kind.PARCEL)
            for key, shape in zip(
                layer.ids, in_metres(layer.geometries, self.inventory.catalog.metric_crs), strict=True
            )
        }

    def projects(self, stages: list[str]) -> list[tuple[str, dict[Role, Any]]]:
        return [
            (key, values)
            for layer in self.inventory.of_kind(Kind.PROJECT)
            for key, values in self.rows_of(layer).items()
            if values.get(Role.STAGE) in stages
        ]

    # one ground --------------------------------------------------------------------------------------------------

    def on_ground(self, site: Site) -> list[Site]:
        """The floors on a plot, and its other records; the plots under a floor, and the other records of it."""
        if site.kind == "land":
            above = [each for each in self.sites if each.kind == "floor" and site.id in self.plots[each.id]]
            return [*above, *(each for each in self.sites if each.kind == "land" and each.id in self.twins[site.id])]
        under = [each for each in self.sites if each.kind == "land" and each.id in self.plots[site.id]]
        return [*under, *self.records(site)]

    def records(self, floor: Site) -> list[Site]:
        """Other records of one floor: on one storey of one building that has no room for both."""
        return [
            each for each in self.sites if each.kind == "floor" and each.id != floor.id and self.is_one(floor, each)
        ]

    def is_one(self, one: Site, other: Site) -> bool:
        shapes, areas = [self.footprint(each) for each in (one, other)], [each[Role.AREA] for each in (one, other)]
        buildings = [self.building_of(each) for each in (one, other)]
        if None in (*buildings, *shapes, *areas) or buildings[0] != buildings[1]:
            return False
        if any(
            shape.geom_type != "Polygon" or area > 1.05 * shape.area for shape, area in zip(shapes, areas, strict=True)
        ):
            return False
        if sum(areas) <= 1.05 * shapely.union(*shapes).area:
            return False
        storeys = [one[Role.FLOOR], other[Role.FLOOR]]
        if None not in storeys:
            return bool(storeys[0] == storeys[1])
        named = [
            each
            for each in self.sites
            if each.kind == "floor" and self.building_of(each) == buildings[0] and each[Role.NAME] == one[Role.NAME]
        ]
        return one[Role.NAME] == other[Role.NAME] is not None and len(named) == 2 and storeys != [None, None]

    def building_of(self, floor: Site) -> str | None:
        """The building that a floor names, else the only one in which its own middle lies."""
        if floor[Role.BUILDING] is not None or floor.shape is None:
            return floor[Role.BUILDING]  # type: ignore[no-any-return]
        middle, metric = shapely.point_on_surface(floor.shape), self.inventory.catalog.metric_crs
        around = [
            key
            for layer in self.inventory.of_kind(Kind.BUILDING)
            for key, each in zip(layer.ids, in_metres(layer.geometries, metric), strict=True)
            if each is not None and each.contains(middle)
        ]
        return around[0] if len(around) == 1 else None

    @cached_property
    def plots(self) -> dict[str, list[str]]:
        """By floor, the ids of the plots on which it stands, under each of their records."""
        found = {}
        for site in self.sites:
            if site.kind == "floor":
                named = self.plots_of(site)
                found[site.id] = [*named, *(other for plot in named for other in self.twins[plot])]
        return found

    @cached_property
    def twins(self) -> dict[str, list[str]]:
        """By plot, the ids of those that share more than a tenth of the smaller of the two."""
        land = [site for site in self.sites if site.kind == "land"]
        return {one.id: [other.id for other in land if self.is_one_plot(one, other)] for one in land}

    def is_one_plot(self, one: Site, other: Site) -> bool:
        if one is other or one.shape is None or other.shape is None:
            return False
        shared = one.shape.intersection(other.shape).area
        return bool(shared > 0.1 * min(one.shape.area, other.shape.area))

    def plots_of(self, floor: Site) -> list[str]:
        """The ids of the plots on which a floor stands: as it says, as its building says, else as the map says."""
        plots = {site.id: site for site in self.sites if site.kind == "land"}
        named = [floor[Role.PARCEL], self.above(Kind.BUILDING, floor[Role.BUILDING]).get(Role.PARCEL)]
        if any(key in plots for key in named):
            return [key for key in dict.fromkeys(named) if key in plots]
        shape = self.footprint(floor)
        if shape is None:
            return []
        middle = shapely.point_on_surface(shape)
        under = [key for key, plot in plots.items() if plot.shape is not None and plot.shape.contains(middle)]
        around = self.above(Kind.BUILDING, self.building_of(floor)).get(Role.PARCEL)
        return under or [key for key in plots if key == around]

    def footprint(self, floor: Site) -> Any:
        """A floor's own shape, else its building's, in metres."""
        if floor.shape is not None:
            return floor.shape
        building = self.feature(Kind.BUILDING, floor[Role.BUILDING])
        return building[1] if building else None

    def ground_known(self, floor: Site) -> bool:
        """Whether it is told on which plot a floor stands, or that it stands on none, and not told otherwise by its building."""
        above = self.above(Kind.BUILDING, floor[Role.BUILDING]).get(Role.PARCEL)
        if above is not None and floor[Role.PARCEL] != above:
            return False
        if floor[Role.PARCEL] is not None or self.plots[floor.id] or not any(s.kind == "land" for s in self.sites):
            return True
        shape = self.footprint(floor)
        return shape is not None and not any(
            s.kind == "land" and s.shape is not None and s.shape.intersects(shape) for s in self.sites
        )

    def feature(self, kind: Kind, key: str | None) -> tuple[dict[Role, Any], Any] | None:
        """A feature's values and its shape in metres."""
        for layer in self.inventory.of_kind(kind):
            if key is not None and key in layer.row_of:
                shape = layer.geometries[[layer.row_of[key]]]
                return self.rows_of(layer)[key], in_metres(shape, self.inventory.catalog.metric_crs)[0]
        return None

    def occupies(self, key: str, values: dict[Role, Any]) -> tuple[set[str], set[str]]:
        """Ids of the sites on which a project stands, and of those on which it only seems to by the map."""
        certain, ids, own = set[str](), values[Role.SITE_IDS] or [], self.feature(Kind.PROJECT, key)
        unknown = not ids
        for listed in ids:
            mine = {site.id for site in self.sites if site.id == listed}
            building = self.feature(Kind.BUILDING, listed)
            certain |= mine or (self.floors_in(listed) if building else set())
            unknown = unknown or not (mine or building)
        likely = set[str]()
        if unknown and own is not None and own[1] is not None:
            for part in shapely.get_parts(own[1]):
                building_id = self.building_at(part)
                if building_id is None:
                    likely |= {plot.id for plot in self.under(part)}
                elif not ids:
                    likely |= self.floors_in(building_id) | self.plots_of_building(building_id, part)
        return certain, likely - certain

    def floors_in(self, building: str) -> set[str]:
        """Ids of the floors in a building, by its name or by their middle."""
        return {site.id for site in self.sites if site.kind == "floor" and self.building_of(site) == building}

    def plots_of_building(self, building: str, part: Any) -> set[str]:
        """Ids of the plots on which a building stands: what it names, else what is under it, else under the part of a project in it."""
        found = self.feature(Kind.BUILDING, building)
        values, shape = found or ({}, None)
        named = values.get(Role.PARCEL)
        stands = {site.id for site in self.sites if site.kind == "land" and site.id == named}
        if named is None and shape is not None:
            stands = {plot.id for plot in self.under(shape)}
        return stands or {plot.id for plot in self.under(part)}

    def building_at(self, shape: Any) -> str | None:
        """The smallest building in which the middle of a shape lies."""
        middle, metric = shapely.point_on_surface(shape), self.inventory.catalog.metric_crs
        around = [
            (each.area, key)
            for layer in self.inventory.of_kind(Kind.BUILDING)
            for key, each in zip(layer.ids, in_metres(layer.geometries, metric), strict=True)
            if each is not None and each.contains(middle)
        ]
        return min(around)[1] if around else None

    # where projects stand ----------------------------------------------------------------------------------------

    def stands(self, key: str, values: dict[Role, Any]) -> tuple[list[Any], set[str]]:
        """Middles in metres and parks of the places of a project: its sites, its buildings, else its own shape."""
        middles, parks, open_ids = [], set[str | None](), not values[Role.SITE_IDS]
        for listed in values[Role.SITE_IDS] or []:
            mine = [site for site in self.sites if site.id == listed]
            building = self.feature(Kind.BUILDING, listed)
            for site in mine:
                middles += [] if site.shape is None else [site.shape.centroid]
                parks.add(site[Role.PARK])
            if not mine and building:
                middles += [] if building[1] is None else [building[1].centroid]
                parks.add(self.park_of(building[0], building[1]))
            open_ids = open_ids or not (mine or building)
        own = self.feature(Kind.PROJECT, key)
        if open_ids and own is not None and own[1] is not None:
            for part in shapely.get_parts(own[1]):
                middles.append(part.centroid)
                parks.add(self.park_at(part))
        return middles, {park for park in parks if park is not None}

    def park_of(self, building: dict[Role, Any], shape: Any) -> str | None:
        """A building's park: its own word, else that of the plot that it names, else that of the plot under it."""
        if building[Role.PARK] is not None:
            return str(building[Role.PARK])
        named = self.above(Kind.PARCEL, building[Role.PARCEL])
        if named:
            return named[Role.PARK]  # type: ignore[no-any-return]
        return None if shape is None else next((plot[Role.PARK] for plot in self.under(shape) if plot[Role.PARK]), None)

    def under(self, shape: Any) -> list[Site]:
        """The plots in which the middle of a shape lies, by their ids."""
        middle = shapely.point_on_surface(shape)
        found = [s for s in self.sites if s.kind == "land" and s.shape is not None and s.shape.contains(middle)]
        return sorted(found, key=lambda plot: plot.id)

    def park_at(self, shape: Any) -> str | None:
        """The park of the smallest building, else of the plot, else the smallest park in which the middle of a shape lies."""
        middle, metric = shapely.point_on_surface(shape), self.inventory.catalog.metric_crs
        around: dict[Kind, list[tuple[float, str]]] = {Kind.BUILDING: [], Kind.PARK: []}
        for kind, found in around.items():
            for layer in self.inventory.of_kind(kind):
                for key, each in zip(layer.ids, in_metres(layer.geometries, metric), strict=True):
                    if each is not None and each.contains(middle):
                        found.append((each.area, key))
        if around[Kind.BUILDING]:
            building = self.feature(Kind.BUILDING, min(around[Kind.BUILDING])[1])
            return self.park_of(*building) if building else None
        plots = [plot[Role.PARK] for plot in self.under(shape) if plot[Role.PARK]]
        return plots[0] if plots else min(around[Kind.PARK])[1] if around[Kind.PARK] else None
