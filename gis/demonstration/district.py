"""The whole district from its recipe, layer by layer."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gis.demonstration import buildings as building_drawing
from gis.demonstration import parcels as parcel_drawing
from gis.demonstration import projects as project_drawing
from gis.demonstration import surroundings
from gis.demonstration.buildings import Building
from gis.demonstration.frame import Frame, Plot, dice
from gis.demonstration.layout import Grid, plots
from gis.demonstration.projects import Names, Site
from gis.geometry import measured_area_m2
from gis.layer import Feature

_OFFICE_USES = ("0802", "0901", "0902", "0806", "080701")
_SHARE_BUILT = {"built": 0.93, "low_yield": 0.55}


def generate(recipe: Path | Mapping[str, Any]) -> dict[str, list[Feature]]:
    """Features of every layer of the demonstration district, by collection id.

    Geometry is in degrees (EPSG:4490), drawn in the recipe's metric CRS and rounded to 7 decimals; plots of a block share their
    edges vertex by vertex. The same recipe gives the same features on every machine.
    """
    table = tomllib.loads(recipe.read_text("utf-8")) if isinstance(recipe, Path) else recipe
    return _District(table).features()


class _District:
    def __init__(self, recipe: Mapping[str, Any]) -> None:
        self.recipe = recipe
        self.seed = int(recipe["seed"])
        self.as_of: dt.date = recipe["as_of"]
        self.crs = str(recipe["metric_crs"])
        self.grids = [Grid(park=park, frame=Frame.of(park, self.crs)) for park in recipe["parks"]]
        self.parcels: list[dict[str, Any]] = []
        self.buildings: list[Building] = []

    def features(self) -> dict[str, list[Feature]]:
        for grid in self.grids:
            self._draw_park(grid)
        self._measure()
        chance = dice(self.seed, "idle")
        candidates = [one for one in self.buildings if one.parcel["park"]["idle_space"] and one.footprint_m2 > 900]
        chance.shuffle(candidates)
        building_drawing.vacate(candidates, chance, float(self.recipe["idle_floor_area_m2"]))
        houses, spaces = self._buildings_and_spaces()
        return {
            "boundaries": self._stamped(surroundings.base_shapes(self.recipe, self.grids)),
            "parks": self._stamped(surroundings.parks(self.grids, self.crs)),
            "controls": self._stamped(surroundings.controls(self.recipe, self.grids)),
            "industrial_land": self._stamped((one["id"], one["geometry"], one["columns"]) for one in self.parcels),
            "buildings": self._stamped(houses),
            "idle_space": self._stamped(spaces),
            "projects": self._stamped(self._projects()),
        }

    def _stamped(self, rows: Iterable[tuple[str, Any, dict[str, Any]]]) -> list[Feature]:
        """Every feature says that it is a demonstration, and of which date; unknown values are left out."""
        made = []
        for key, geometry, columns in rows:
            source = f"{columns['source']}；{self.recipe['source']}" if "source" in columns else self.recipe["source"]
            known = {name: value for name, value in columns.items() if value is not None}
            stamp = {"source": source, "as_of": columns.get("as_of", self.as_of.isoformat())}
            made.append(Feature(key, geometry, {**known, **stamp}))
        return sorted(made, key=lambda feature: feature.id)

    def _draw_park(self, grid: Grid) -> None:
        park = grid.park
        for block in grid.blocks():
            if block.name in park["greens"] or block.name in park["towns"]:
                continue
            chance = dice(self.seed, park["id"], block.name)
            for number, plot in enumerate(plots(block, chance), 1):
                self._draw_parcel(grid, plot, f"{block.name}-{number:02d}", chance)

    def _draw_parcel(self, grid: Grid, plot: Plot, code: str, chance: Any) -> None:
        park = grid.park
        land_use = parcel_drawing.pick(chance, park["land_use"])
        status = parcel_drawing.status_of(chance, land_use)
        park_id, place, place_en = self._park_of(grid, code)
        parcel = {
            "id": f"{park['id']}-{code}",
            "park": park,
            "plot": plot,
            "frame": grid.frame,
            "geometry": plot.outline(grid.frame),
            "status": status,
            "land_use": land_use,
            "park_id": park_id,
            "columns": self._parcel_columns(park, park_id, code, land_use, status, chance),
        }
        parcel |= {key: parcel["columns"].get(key) for key in ("title_status", "owner")}
        self.parcels.append(parcel)
        self._draw_buildings(parcel, f"{place} {code}", f"{place_en} {code}", chance)

    def _park_of(self, grid: Grid, code: str) -> tuple[str, str, str]:
        """The themed park whose blocks a plot lies in, else the park; and by what names its houses are called."""
        row, column = code[0], int(code[1:3])
        for themed in grid.park["themed"]:
            (first, last) = themed["blocks"]
            if first[0] <= row <= last[0] and int(first[1:]) <= column <= int(last[1:]):
                return themed["id"], themed["name"], themed["name_en"]
        return grid.park["id"], grid.park["name"], grid.park["short_en"]

    def _parcel_columns(
        self, park: Mapping[str, Any], park_id: str, code: str, land_use: str, status: str, chance: Any
    ) -> dict[str, Any]:
        owners, public, holders = self.recipe["owners"], self.recipe["public_owner"], self.recipe["holders"]
        return {
            "name": f"{park['name']} {code}",
            "name_en": f"{park['short_en']} {code}",
            "park_id": park_id,
            "township": self.recipe["townships"][park["id"]],
            "land_use": parcel_drawing.unless(chance, 0.01, land_use),
            "land_use_system": self.recipe["land_use_system"],
            "status": status,
            **parcel_drawing.planning(chance, land_use),
            **parcel_drawing.clock(chance, status, self.as_of),
            **parcel_drawing.title(chance, status, owners, public),
            **parcel_drawing.money(chance, status),
            "services": parcel_drawing.services(chance),
            "power_kva": parcel_drawing.unless(
                chance, 0.18, chance.choice([400.0, 630.0, 1000.0, 1250.0, 1600.0, 2500.0, 4000.0])
            ),
            **parcel_drawing.blockers(chance, status, self.as_of),
            **parcel_drawing.hold(chance, status, holders, self.as_of),
            "as_of": parcel_drawing.days_before(self.as_of, chance.choice([2, 2, 18, 31, 107, 240])),
        }

    def _measure(self) -> None:
        """Registered and measured areas, and codes that run through each cadastral area."""
        areas = measured_area_m2(np.array([one["geometry"] for one in self.parcels], dtype=object), self.crs)
        chance = dice(self.seed, "areas")
        for number, (parcel, area) in enumerate(zip(self.parcels, areas, strict=True), 1):
            off = chance.uniform(-0.03, 0.03) if chance.random() < 0.3 else chance.uniform(-0.002, 0.002)
            cadastral = f"{parcel['park']['cadastral']}{1 + number % 6:03d}"
            parcel["columns"] |= {
                "site_area_m2": round(float(area) * (1 + off), 1),
                "measured_area_m2": round(float(area), 2),
                "parcel_code": f"{self.recipe['county']}{cadastral}GB{number:05d}",
            }

    def _draw_buildings(self, parcel: dict[str, Any], name: str, name_en: str, chance: Any) -> None:
        share = _SHARE_BUILT.get(parcel["status"], 0.0)
        office = parcel["land_use"] in _OFFICE_USES
        kind = (
            "idle_building"
            if office
            else "themed_park"
            if parcel["park_id"] != parcel["park"]["id"]
            else "standard_factory"
        )
        drawn = building_drawing.footprints(parcel["plot"], parcel["frame"], chance, factory=not office, share=share)
        for number, (geometry, footprint) in enumerate(drawn, 1):
            building = Building(
                id=f"{parcel['id']}-{number}",
                name=f"{name} {number}#",
                name_en=f"{name_en} No. {number}",
                geometry=geometry,
                footprint_m2=footprint,
                parcel=parcel,
                park_id=parcel["park_id"],
                kind=kind,
            )
            building_drawing.storeys(chance, building)
            self.buildings.append(building)

    def _buildings_and_spaces(
        self,
    ) -> tuple[list[tuple[str, Any, dict[str, Any]]], list[tuple[str, Any, dict[str, Any]]]]:
        houses, spaces = [], []
        for building in self.buildings:
            chance = dice(self.seed, "building", building.id)
            row = building_drawing.building_row(building, chance)
            houses.append((building.id, building.geometry, row))
            for floor in building.floors:
                if floor.state != "let":
                    columns = building_drawing.space_row(
                        building, floor, row["lift_t"], chance, self.recipe["holders"], self.as_of
                    )
                    spaces.append((f"{building.id}-F{floor.number}", building.geometry, columns))
        return houses, spaces

    def _projects(self) -> list[tuple[str, Any, dict[str, Any]]]:
        spec = self.recipe["projects"]
        chance = dice(self.seed, "projects")
        names = Names(spec["brands"], chance)
        sites = self._sites(spec, chance)
        rows = project_drawing.continuing(spec, sites, names, chance, self.as_of)
        rows += project_drawing.new(spec, spec["new"], names, chance, self.as_of)
        shapes = [site.geometry for site in sites] + [None] * spec["new"]
        return [
            (f"P-{spec['year']}-{n:03d}", shape, row)
            for n, (row, shape) in enumerate(zip(rows, shapes, strict=True), 1)
        ]

    def _sites(self, spec: Mapping[str, Any], chance: Any) -> list[Site]:
        """Plots under construction first, then let floors of buildings where nothing else is told of them."""
        building = [one for one in self.parcels if one["status"] == "building"]
        chance.shuffle(building)
        on_land = [
            Site(ids=(one["id"],), geometry=one["geometry"], land_m2=one["columns"]["site_area_m2"], floor_m2=None)
            for one in building[: spec["continuing_on_land"]]
        ]
        let = [
            one
            for one in self.buildings
            if one.kind != "idle_building" and any(floor.state == "let" for floor in one.floors)
        ]
        chance.shuffle(let)
        on_floors = [self._let_site(one) for one in let[: spec["continuing"] - len(on_land)]]
        return on_land + on_floors

    def _let_site(self, building: Building) -> Site:
        floors = [floor for floor in building.floors if floor.state == "let"][:2]
        ids = tuple(f"{building.id}-F{floor.number}" for floor in floors)
        return Site(ids=ids, geometry=building.geometry, land_m2=None, floor_m2=sum(floor.area_m2 for floor in floors))
