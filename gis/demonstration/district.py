"""The whole district from its recipe, layer by layer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gis.demonstration import continuing, land, projects, surroundings
from gis.demonstration.buildings import Building, building_row, buildings_of, vacate
from gis.demonstration.frame import Frame, dice
from gis.demonstration.layout import Grid
from gis.demonstration.parcels import Parcel
from gis.demonstration.projects import Names
from gis.demonstration.spaces import space_row
from gis.demonstration.surroundings import Row
from gis.errors import CatalogError
from gis.layer import Feature
from gis.reading.files import open_toml
from gis.text import Text


def generate(recipe: Path | Mapping[str, Any], seed: int | None = None) -> dict[str, list[Feature]]:
    """Features of every layer of the demonstration district, by collection id.

    Geometry is in degrees (EPSG:4490), drawn in the recipe's metric CRS and rounded to 7 decimals; plots of a block share their
    edges vertex by vertex. The same recipe and seed give the same features on every machine.

    Parameters
    ----------
    recipe
        A TOML file or what it says; see ``layers/demo/recipe.toml``.
    seed
        Another seed than the recipe's: another district of the same streets.

    Raises
    ------
    CatalogError
        Where the recipe is no TOML, lacks a key, or asks for more idle floor area than its buildings have.
    """
    table = open_toml(CatalogError, recipe, file=str(recipe)).table if isinstance(recipe, Path) else recipe
    try:
        return _District(table, int(table["seed"]) if seed is None else seed).features()
    except KeyError as missing:
        raise CatalogError(
            Text(f"演示配方缺少 {missing}", f"the recipe of the demonstration lacks {missing}"),
            Text("请在配方中补上", "add it to the recipe"),
            key=str(missing.args[0]),
        ) from missing


class _District:
    def __init__(self, recipe: Mapping[str, Any], seed: int) -> None:
        self.recipe = recipe
        self.seed = seed
        self.as_of: dt.date = recipe["as_of"]
        self.crs = str(recipe["metric_crs"])
        self.grids = [Grid(park=park, frame=Frame.of(park, self.crs)) for park in recipe["parks"]]
        self.parcels = [one for grid in self.grids for one in land.parcels_of(recipe, seed, grid)]
        land.measure(self.parcels, recipe, seed)
        self.buildings = [house for one in self.parcels for house in self._buildings_of(one)]

    def _buildings_of(self, parcel: Parcel) -> list[Building]:
        return buildings_of(parcel, self.recipe["building_name"], dice(self.seed, "houses", parcel.id))

    def features(self) -> dict[str, list[Feature]]:
        self._vacate()
        houses, spaces = self._buildings_and_spaces()
        undertakings = self._projects()
        return {
            "boundaries": self._stamped(surroundings.base_shapes(self.recipe, self.seed, self.grids)),
            "parks": self._stamped(surroundings.parks(self.grids, self.crs)),
            "controls": self._stamped(surroundings.controls(self.recipe, self.grids)),
            "industrial_land": self._stamped((one.id, one.geometry, one.columns) for one in self.parcels),
            "buildings": self._stamped(houses),
            "idle_space": self._stamped(spaces),
            "projects": self._stamped(undertakings),
        }

    def _stamped(self, rows: Iterable[Row]) -> list[Feature]:
        """Every feature says that it is a demonstration, and of which date; unknown values are left out."""
        made = []
        for key, geometry, columns in rows:
            source = f"{columns['source']}；{self.recipe['source']}" if "source" in columns else self.recipe["source"]
            known = {name: value for name, value in columns.items() if value is not None}
            stamp = {"source": source, "as_of": columns.get("as_of", self.as_of.isoformat())}
            made.append(Feature(key, geometry, {**known, **stamp}))
        return sorted(made, key=lambda feature: feature.id)

    def _vacate(self) -> None:
        chance = dice(self.seed, "idle")
        candidates = [
            one
            for one in self.buildings
            if one.parcel.park["idle_space"] and one.footprint_m2 > self.recipe["idle_from_footprint_m2"]
        ]
        chance.shuffle(candidates)
        vacate(candidates, chance, float(self.recipe["idle_floor_area_m2"]))

    def _buildings_and_spaces(self) -> tuple[list[Row], list[Row]]:
        houses: list[Row] = []
        spaces: list[Row] = []
        for building in self.buildings:
            chance = dice(self.seed, "building", building.id)
            row = building_row(building, chance)
            houses.append((building.id, building.geometry(), row))
            known = {"lift_t": row["lift_t"], "holders": self.recipe["holders"], "as_of": self.as_of}
            for floor in building.floors:
                if floor.state != "let":
                    columns = space_row(building, floor, self.recipe, chance, known)
                    spaces.append((f"{building.id}-{floor.key}", building.geometry(floor.part), columns))
        return houses, spaces

    def _projects(self) -> Iterator[Row]:
        """Continuing projects, then new ones, numbered through; a firm that builds on land becomes its owner."""
        spec = self.recipe["projects"]
        chance = dice(self.seed, "projects", spec["stream"])
        names = Names(spec["brands"], self.recipe["firm_name"], chance)
        sites = continuing.sites(spec, self.parcels, self.buildings, chance)
        rows = [(site.geometry, continuing.project(site, names, chance, self.as_of)) for site in sites]
        rows += [(None, row) for row in projects.new(spec, names, chance, dice(self.seed, "further"), self.as_of)]
        return ((f"P-{spec['year']}-{n:03d}", shape, row) for n, (shape, row) in enumerate(rows, 1))
