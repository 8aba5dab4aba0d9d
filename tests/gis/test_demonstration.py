"""The demonstration district is what it says: reproducible, consistent, and of the sizes that the recipe promises."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from gis.catalog import Kind, read_catalog
from gis.crs import Geometries, in_metres
from gis.demonstration import generate
from gis.errors import CatalogError
from gis.fields import Role
from gis.inventory import Inventory
from gis.io.geojson import lines
from gis.layer import Feature, Layer
from gis.matching import Project, load_schemes, match, pick_scheme

LAYERS = Path(__file__).parents[2] / "layers"
CRS = "EPSG:4548"


@pytest.fixture(scope="module")
def district() -> dict[str, list[Feature]]:
    return generate(LAYERS / "demo" / "recipe.toml")


@pytest.fixture(scope="module")
def inventory(district: dict[str, list[Feature]]) -> Inventory:
    catalog = read_catalog(LAYERS)
    layers = {
        name: Layer.from_features(catalog.collections[name], features, metric_crs=CRS, codelists=catalog.codelists)
        for name, features in district.items()
    }
    return Inventory.of(catalog, layers, "test")


def rows(layer: Layer) -> Iterator[dict[str, Any]]:
    for row in range(len(layer)):
        yield {**layer.properties(row), "id": layer.ids[row]}


def values(layer: Layer, name: str) -> list[object]:
    return [layer.columns[name].value(row) for row in range(len(layer))]


def test_same_recipe_gives_the_same_district_and_the_files_are_that_district(
    district: dict[str, list[Feature]],
) -> None:
    again = generate(LAYERS / "demo" / "recipe.toml")
    catalog = read_catalog(LAYERS)
    for name, features in district.items():
        made = b"".join(lines(features))
        assert made == b"".join(lines(again[name]))
        assert made == (LAYERS / catalog.collections[name].file).read_bytes(), f"{name}: run `make demo` and commit"


def test_every_column_is_declared_and_every_declared_column_occurs(district: dict[str, list[Feature]]) -> None:
    for name, collection in read_catalog(LAYERS).collections.items():
        occurring = {column for feature in district[name] for column in feature.properties} | {"id"}
        assert occurring == set(collection.by_name), name


def test_every_feature_says_that_it_is_a_demonstration(district: dict[str, list[Feature]]) -> None:
    for feature in (feature for features in district.values() for feature in features):
        assert "演示数据" in feature.properties["source"]
        assert "Demonstration" in feature.properties["source"]


def test_every_code_is_in_its_list(inventory: Inventory) -> None:
    for layer in inventory.layers.values():
        for name, codelist in layer.codelists.items():
            _, _, used = layer.columns[name].members()
            assert set(used) <= set(codelist.by_code), (layer.id, name)


def test_sizes_that_the_district_is_known_by(inventory: Inventory) -> None:
    land, space, projects = (inventory.layer(name) for name in ("industrial_land", "idle_space", "projects"))
    parks = land.codelists["park_id"]
    in_two = parks.below("CX") | parks.below("GD")
    assert len(land) >= 400
    assert sum(value in in_two for value in values(land, "park_id")) >= 250
    assert space.numbers(Role.AREA).sum() == pytest.approx(1_000_000, abs=1_000)
    assert Counter(values(projects, "stage")) == {"continuing": 62, "new": 71}
    assert set(values(projects, "chain")) == set(projects.codelists["chain"].by_code)
    assert set(values(space, "kind")) == {"standard_factory", "themed_park", "idle_building"}
    assert {str(park)[:2] for park in values(space, "park_id")} == {"JK", "CX"}


def blocks(layer: Layer) -> Iterator[Geometries]:
    names = np.array([key.rsplit("-", 1)[0] for key in layer.ids])
    for name in np.unique(names):
        yield in_metres(layer.geometries[names == name], CRS)


def test_parcels_of_a_block_share_edges_exactly_and_never_overlap(inventory: Inventory) -> None:
    for plots in blocks(inventory.layer("industrial_land")):
        together = shapely.union_all(plots)
        assert together.geom_type == "Polygon", "neighbours touch along whole edges"
        assert len(together.interiors) == 0, "no sliver between neighbours"
        assert together.area == pytest.approx(shapely.area(plots).sum(), rel=1e-6)
        assert shapely.coverage_is_valid(plots)


def test_parcel_codes_are_unique_and_well_formed(inventory: Inventory) -> None:
    codes = values(inventory.layer("industrial_land"), "parcel_code")
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"\d{6}\d{3}\d{3}[GJZ][ABSXCDEFHGWY]\d{5}", str(code)) for code in codes)


def test_registered_and_measured_areas_are_apart_but_close(inventory: Inventory) -> None:
    land = inventory.layer("industrial_land")
    ratio = land.numbers(Role.AREA) / land.numbers(Role.MEASURED_AREA)
    assert np.abs(ratio - 1).max() < 0.05
    assert (np.abs(ratio - 1) > 0.01).any()
    assert land.numbers(Role.MEASURED_AREA) == pytest.approx(shapely.area(in_metres(land.geometries, CRS)), abs=0.01)


def test_idle_clocks_agree_with_the_status(inventory: Inventory) -> None:
    """A plot is idle after a year past its contract start, or stopped for a year below a third of area or a quarter of money."""
    land, as_of = inventory.layer("industrial_land"), inventory.catalog.as_of
    for plot in rows(land):
        start = plot["contract_start"] and (as_of - dt.date.fromisoformat(str(plot["contract_start"]))).days
        if plot["status"] == "unstarted":
            assert 0 <= start < 365
            assert plot["started_on"] is None
        elif plot["status"] == "idle" and plot["stopped_on"]:
            stopped = (as_of - dt.date.fromisoformat(str(plot["stopped_on"]))).days
            assert stopped >= 365
            assert plot["started_share_pct"] < 100 / 3 or plot["invested_share_pct"] < 25
            assert plot["contract_start"] <= plot["started_on"] < plot["stopped_on"]
        elif plot["status"] == "idle":
            assert start >= 365
            assert plot["started_share_pct"] == 0
        elif plot["status"] in ("reserve", "approved"):
            assert plot["contract_start"] is None


def floors(building: dict[str, Any]) -> list[tuple[int, str, float]]:
    return [
        (int(floor), state, float(area))
        for floor, state, area in (part.split(":") for part in building["floor_states"])
    ]


def test_spaces_are_the_floors_that_their_buildings_call_free_or_held(inventory: Inventory) -> None:
    """Floor by floor and unit by unit, none missing and none invented."""
    buildings, spaces = inventory.layer("buildings"), inventory.layer("idle_space")
    told = Counter(
        (building["id"], *floor) for building in rows(buildings) for floor in floors(building) if floor[1] != "let"
    )
    listed = Counter(
        (space["building_id"], space["floor"], space["availability"], space["floor_area_m2"]) for space in rows(spaces)
    )
    assert told == listed
    for space in rows(spaces):
        assert (space["held_by"] is not None) == (space["availability"] == "held")
        assert str(space["id"]).startswith(f"{space['building_id']}-F{space['floor']}")
        assert space["min_let_m2"] is None or space["min_let_m2"] <= space["floor_area_m2"]


def test_every_floor_of_a_building_is_told_and_they_add_up(inventory: Inventory) -> None:
    for building in rows(inventory.layer("buildings")):
        told = floors(building)
        assert {floor for floor, _, _ in told} == set(range(1, building["floors"] + 1))
        assert sum(area for _, _, area in told) == pytest.approx(building["floor_area_m2"])
        assert building["floor_area_m2"] <= building["floors"] * building["footprint_m2"]


def test_units_lie_in_their_building_and_no_two_of_a_floor_overlap(inventory: Inventory) -> None:
    spaces, buildings = inventory.layer("idle_space"), inventory.layer("buildings")
    units = [row for row, key in enumerate(spaces.ids) if not re.search(r"-F\d+$", key)]
    assert len(units) >= 10
    shapes, wholes = in_metres(spaces.geometries, CRS), in_metres(buildings.geometries, CRS)
    at = [buildings.row_of[str(key)] for key in values(spaces, "building_id")]
    assert shapely.covered_by(shapes, shapely.buffer(wholes[at], 0.05)).all()
    assert (shapely.area(shapes[units]) < 0.9 * shapely.area(wholes[at][units])).all()


def test_buildings_keep_to_the_planning_figures_and_came_after_the_contract(inventory: Inventory) -> None:
    land, buildings = inventory.layer("industrial_land"), inventory.layer("buildings")
    plots = {plot["id"]: plot for plot in rows(land)}
    floor_area, footprint = Counter[str](), Counter[str]()
    for building in rows(buildings):
        plot = plots[building["parcel_id"]]
        floor_area[plot["id"]] += building["floor_area_m2"]
        footprint[plot["id"]] += building["footprint_m2"]
        assert building["built_year"] is None or building["built_year"] > int(plot["started_on"][:4])
    for key in floor_area:
        plot = plots[key]
        area = plot["measured_area_m2"]
        assert plot["far_max"] is None or floor_area[key] <= plot["far_max"] * area + 1
        assert plot["density_max_pct"] is None or footprint[key] <= plot["density_max_pct"] / 100 * area + 1


def test_the_term_left_counts_from_the_contract(inventory: Inventory) -> None:
    as_of = inventory.catalog.as_of
    for plot in rows(inventory.layer("industrial_land")):
        if plot["term_years_left"] is not None:
            run = (as_of - dt.date.fromisoformat(plot["contract_start"])).days / 365.25
            assert (
                plot["term_years_left"] + run
                == pytest.approx(40 if str(plot["land_use"]).startswith("09") else 50, abs=0.06)
                or plot["land_use"] is None
            )


def test_no_greater_road_runs_across_a_plot(inventory: Inventory) -> None:
    land, base = inventory.layer("industrial_land"), inventory.layer("boundaries")
    plots = in_metres(land.geometries, CRS)
    for row, shape in zip(rows(base), in_metres(base.geometries, CRS), strict=True):
        if row["class"] in ("road", "river"):
            assert not shapely.intersects(plots, shapely.buffer(shape, row["width_m"] / 2)).any(), row["name"]


def test_buildings_stand_on_their_parcels(inventory: Inventory) -> None:
    buildings, land = inventory.layer("buildings"), inventory.layer("industrial_land")
    owner = [land.row_of[str(key)] for key in values(buildings, "parcel_id")]
    assert shapely.covered_by(buildings.geometries, shapely.buffer(land.geometries[owner], 1e-6)).all()


def test_continuing_projects_stand_on_sites_of_their_own(inventory: Inventory) -> None:
    """Land under construction or let floors, each used once; new projects have none."""
    land, buildings = inventory.layer("industrial_land"), inventory.layer("buildings")
    let = {
        f"{building['id']}-F{floor}"
        for building in rows(buildings)
        for floor, state, _ in floors(building)
        if state == "let"
    }
    under_construction = {plot["id"] for plot in rows(land) if plot["status"] == "building"}
    projects = inventory.layer("projects")
    used = [site for project in rows(projects) for site in project["site_ids"]]
    assert len(used) == len(set(used))
    assert set(used) <= let | under_construction
    for project in rows(projects):
        assert bool(project["site_ids"]) == (project["stage"] == "continuing")


def test_a_continuing_project_fits_the_land_it_builds_on(inventory: Inventory) -> None:
    """Its firm owns the plot, it started when the plot was started, and care homes stand on no works."""
    land = {plot["id"]: plot for plot in rows(inventory.layer("industrial_land"))}
    seen = 0
    for project in rows(inventory.layer("projects")):
        plot = land.get(project["site_ids"][0]) if project["site_ids"] else None
        if plot:
            seen += 1
            assert plot["owner"] == project["firm"]
            assert plot["started_on"] == project["start_date"]
            division = str(project["industry_code"])[:2]
            suits = "1001" if "13" <= division <= "43" else {"59": "1101", "85": "080", "90": "09"}[division]
            assert plot["land_use"] is None or str(plot["land_use"]).startswith(suits)
    assert seen >= 30


def test_another_seed_is_another_district_of_the_same_promise() -> None:
    other = generate(LAYERS / "demo" / "recipe.toml", seed=7)
    assert sum(space.properties["floor_area_m2"] for space in other["idle_space"]) == pytest.approx(1_000_000)
    assert len(other["projects"]) == 133
    assert len(other["industrial_land"]) >= 400


def test_each_control_reaches_into_a_few_parcels(inventory: Inventory) -> None:
    land, controls = inventory.layer("industrial_land"), inventory.layer("controls")
    assert set(values(controls, "class")) == set(controls.codelists["class"].by_code)
    for kind in controls.codelists["class"].by_code:
        shapes = controls.geometries[[value == kind for value in values(controls, "class")]]
        zone = shapely.union_all(shapes)
        crossing = zone.boundary if kind == "town_boundary" else zone
        touched = int(shapely.intersects(land.geometries, crossing).sum())
        assert 1 <= touched <= 40, kind


def test_layers_are_of_the_kinds_that_the_engine_looks_for(inventory: Inventory) -> None:
    assert {layer.collection.kind for layer in inventory.layers.values()} >= {
        Kind.PARCEL,
        Kind.SPACE,
        Kind.BUILDING,
        Kind.PARK,
        Kind.PROJECT,
        Kind.CONTROL,
        Kind.BASE,
    }


def test_some_values_are_unknown_as_in_life(inventory: Inventory) -> None:
    land = inventory.layer("industrial_land")
    for name in ("far_max", "power_kva", "services", "owner", "title_status", "price_wan_mu"):
        share = 1 - land.columns[name].known.mean()
        assert 0.01 < share < 0.3, name


def test_a_recipe_that_cannot_be_drawn_says_why() -> None:
    """A missing key is named; more idle floors than houses is refused, not rounded down."""
    recipe = tomllib.loads((LAYERS / "demo" / "recipe.toml").read_text("utf-8"))
    with pytest.raises(CatalogError, match="villages"):
        generate({key: value for key, value in recipe.items() if key != "villages"})
    with pytest.raises(CatalogError, match="fall short"):
        generate({**recipe, "idle_floor_area_m2": 90_000_000})


def test_english_names_stand_beside_chinese_ones_and_mix_no_script(district: dict[str, list[Feature]]) -> None:
    for feature in (feature for features in district.values() for feature in features):
        name, name_en = (feature.properties.get(key) for key in ("name", "name_en"))
        assert (name is None) == (name_en is None), feature.id
        assert not re.search(r"[\u4e00-\u9fff]", name_en or ""), feature.id


def test_streets_of_a_district_are_told_apart_in_both_languages(inventory: Inventory) -> None:
    base = inventory.layer("boundaries")
    roads = [row for row in rows(base) if row["class"] == "road"]
    for key in ("name", "name_en"):
        assert len({row[key] for row in roads}) == len(roads), Counter(row[key] for row in roads).most_common(3)


def test_most_new_projects_find_a_few_sites_and_some_find_none(inventory: Inventory) -> None:
    """A district where all fits or nothing does would show nothing of matching."""
    projects = inventory.layer("projects")
    scheme = pick_scheme(load_schemes(LAYERS), "default")
    fits = [
        match(inventory, Project.from_layer(projects, project["id"]), scheme, top=1).counts["fits"]
        for project in rows(projects)
        if project["stage"] == "new"
    ]
    assert sum(count > 0 for count in fits) >= 0.7 * len(fits)
    assert sum(count == 0 for count in fits) >= 3
    assert float(np.median(fits)) <= 20


def test_each_list_that_is_printed_has_its_columns_marked_one_after_the_other() -> None:
    catalog = read_catalog(LAYERS)
    for collection in catalog.of_kind(Kind.PARCEL, Kind.SPACE, Kind.BUILDING, Kind.PARK, Kind.PROJECT):
        places = sorted(entry.place for entry in collection.fields if entry.place)
        assert places == list(range(1, len(places) + 1))
        assert places, collection.id
    for name in ("industrial_land", "idle_space", "projects"):
        listed = [entry for entry in catalog.collections[name].fields if entry.place]
        assert sum(2 if entry.land else 1 for entry in listed) == 12, "an area of land stands in m² and in 亩"
