"""Page, file and engine name the same buildings: would break where a workbook said other floors than the list on screen, or the engine joined others."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import httpx
import numpy as np
import openpyxl
import pytest
from typer.main import get_command

from api.answering.by_building import of_question
from api.cli.base import DONE, run
from api.cli.main import app
from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.io.building_sheet import _cells
from gis.io.geojson import write
from gis.matching.assembly.buildings import joined_buildings
from gis.matching.assembly.floors import adjoining
from gis.matching.assembly.search import Wanted, connected_sets
from gis.matching.rules.holding.availability import free_states
from gis.matching.scheme.scheme import Scheme
from gis.matching.schemes.scheme_file import load_schemes
from gis.matching.sites.candidates import FLOOR, Sites, stock_of
from gis.query import Query
from gis.reservation import Reservation, ReservedItem, Standing
from maps.view import Joining, View, configuration
from tests.gis.matching.district import collection_of, feature, inventory_of, square

FLOORS: Final = "idle_space"
NEEDS: Final = (1_500, 3_000, 5_000, 8_000, 12_000, 40_000)


@pytest.fixture(scope="module")
def scheme(demo_inventory: Inventory) -> Scheme:
    return load_schemes(demo_inventory.catalog.folder, demo_inventory.catalog)[demo_inventory.catalog.scheme]


@pytest.fixture(scope="module")
def in_parts(demo_inventory: Inventory) -> Inventory:
    """The demonstration with a part of every third floor held, of some all of it in parts."""
    layer = demo_inventory.layer(FLOORS)
    items = []
    for n, key in enumerate(layer.ids[::3]):
        area = layer.properties(layer.row_of[key], ["floor_area_m2"]).get("floor_area_m2")
        if isinstance(area, float):
            items.append(ReservedItem(collection=FLOORS, id=key, area_m2=area if n % 5 == 0 else area / 3))
    made = dt.datetime(2023, 6, 1, tzinfo=dt.UTC)
    hold = Reservation(
        id="R-1", project_id=None, firm="甲企", items=tuple(items), until=dt.date(2023, 9, 30), standing=Standing.ACTIVE,
        made_at=made, author="t",
    )  # fmt: skip
    return Inventory.of(demo_inventory.catalog, demo_inventory.layers, "held", [hold], demo_inventory)


@pytest.fixture(scope="module")
def on_page(
    root: Path, demo_inventory: Inventory, scheme: Scheme, tmp_path_factory: pytest.TempPathFactory
) -> dict[int, list[dict[str, Any]]]:
    return buildings_of(demo_inventory, scheme, root, tmp_path_factory.mktemp("joining"))


def buildings_of(inventory: Inventory, scheme: Scheme, root: Path, folder: Path) -> dict[int, list[dict[str, Any]]]:
    """Buildings by what is needed, by the page's own script."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node here; it comes with npm")
    layer, target = inventory.layer(FLOORS), io.BytesIO()
    write(target, map(layer.feature, range(len(layer))))
    joining = Joining(most=scheme.assembly.max_members, free=free_states(scheme))
    page = {
        "config": configuration(inventory, View(joining=joining)),
        "id": FLOORS,
        "rows": json.loads(target.getvalue())["features"],
        "needs": NEEDS,
    }
    path = folder / "page.json"
    path.write_text(json.dumps(page), "utf-8")
    command = [node, str(root / "tests" / "page" / "join_buildings.js"), str(path)]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return dict(zip(NEEDS, json.loads(ran.stdout), strict=True))


@pytest.mark.parametrize("need", NEEDS)
def test_the_file_names_the_buildings_and_floors_of_the_page(
    on_page: dict[int, list[dict[str, Any]]], demo_inventory: Inventory, scheme: Scheme, need: int
) -> None:
    found = of_question(demo_inventory, Query(collection=FLOORS, area_m2=(need, None)), None, scheme)
    assert found
    layer = demo_inventory.layer(FLOORS)
    assert [[layer.ids[row] for row in line.rows] for line in found.lines] == [one["ids"] for one in on_page[need]]
    taken = [sum(not free for free in line.free) for line in found.lines]
    assert taken == [one["taken"] for one in on_page[need]]


def test_of_a_floor_that_is_held_in_part_page_and_file_join_the_rest(
    in_parts: Inventory, scheme: Scheme, root: Path, tmp_path: Path, on_page: dict[int, list[dict[str, Any]]]
) -> None:
    """The page joined whole floors, and the file said that all of them could be had."""
    held = buildings_of(in_parts, scheme, root, tmp_path)
    assert held != on_page
    layer = in_parts.layer(FLOORS)
    for need, buildings in held.items():
        found = of_question(in_parts, Query(collection=FLOORS, area_m2=(need, None)), None, scheme)
        assert found
        assert [[layer.ids[row] for row in line.rows] for line in found.lines] == [one["ids"] for one in buildings]
        cells = [_cells(layer, line, "zh") for line in found.lines]
        wholly_free = [n for n, line in enumerate(found.lines) if all(line.free)]
        assert [cells[n][6] for n in wholly_free] == pytest.approx([buildings[n]["sum"] for n in wholly_free])


@pytest.mark.parametrize("need", NEEDS)
def test_these_are_the_buildings_whose_floors_the_engine_joins(
    demo_inventory: Inventory, scheme: Scheme, need: int
) -> None:
    """Every connected set of the engine's own graph that is enough, against the fewest floors of each building."""
    stock = stock_of(demo_inventory, FLOOR)
    areas = Sites(stock).number(Role.AREA)
    sites = Sites(stock, np.flatnonzero((areas > 0) & (areas < need)))
    most = scheme.assembly.max_members
    known = sites.number(Role.AREA)
    wanted = Wanted(areas=known, spare=np.zeros(len(sites)), low=need, high=np.inf, most=most, limit=10**7)
    fewest: dict[str, int] = {}
    for members in connected_sets(adjoining(sites), wanted).sets:
        building, count = str(sites.value(int(members[0]), Role.BUILDING)), int((members >= 0).sum())
        fewest[building] = min(count, fewest.get(building, count))
    # Every state is free, so that no set of free floors goes before a smaller one.
    every = {str(sites.value(place, Role.STATUS)) for place in range(len(sites))}
    assert {one.building: len(one.rows) for one in joined_buildings(sites, need, most, every)} == fewest


def test_a_workbook_of_floors_has_them_on_its_second_sheet(
    on_page: dict[int, list[dict[str, Any]]], served: str
) -> None:
    items = f"{served}/collections/{FLOORS}/items"
    for asked, lang in (({"min_area_m2": 8_000}, "zh"), ({"need_m2": 8_000}, "en")):
        book = openpyxl.load_workbook(
            io.BytesIO(httpx.get(items, params={**asked, "f": "xlsx", "lang": lang}, timeout=60).content)
        )
        assert book.sheetnames[1] == {"zh": "按楼栋", "en": "By building"}[lang]
        lines = list(book.worksheets[1].iter_rows(min_row=3, values_only=True))
        assert [line[3].split("、" if lang == "zh" else "; ") for line in lines] == [
            one["ids"] for one in on_page[8_000]
        ]
        assert [line[5] for line in lines] == pytest.approx([one["sum"] for one in on_page[8_000]])
        assert f"{len(lines)} " in str(book.worksheets[1]["A1"].value)
    plain = openpyxl.load_workbook(io.BytesIO(httpx.get(items, params={"f": "xlsx", "lang": "zh"}, timeout=60).content))
    assert "按楼栋" not in plain.sheetnames


def test_ticked_floors_are_joined_among_themselves_and_land_is_no_floor(
    on_page: dict[int, list[dict[str, Any]]], served: str
) -> None:
    one, other = (next(each for each in on_page[5_000] if len(each["ids"]) > 1), {"collection": "parks", "id": "GD"})
    items = [other, *({"collection": FLOORS, "id": key} for key in one["ids"])]
    asked = {"items": items, "need_m2": 5_000, "f": "xlsx", "lang": "zh"}
    book = openpyxl.load_workbook(io.BytesIO(httpx.post(f"{served}/exports", json=asked, timeout=60).content))
    lines = list(book["按楼栋"].iter_rows(min_row=3, values_only=True))
    assert [line[3].split("、") for line in lines] == [one["ids"]]
    for path, answer in (
        (f"{served}/collections/industrial_land/items?need_m2=5&f=xlsx", "不是楼层"),
        (f"{served}/collections/{FLOORS}/items?need_m2=-1&f=xlsx", "不小于 1"),
        (f"{served}/collections/{FLOORS}/items?need_m2=x&f=xlsx", "不是数"),
    ):
        refused = httpx.get(path, timeout=60)
        assert refused.status_code == 400, path
        assert answer in refused.text
    none = {"items": items, "need_m2": 0}
    assert httpx.post(f"{served}/exports", json=none, timeout=60).status_code == 400


def test_the_command_line_writes_the_same_sheet(
    on_page: dict[int, list[dict[str, Any]]], demo_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "floors.xlsx"
    ids = ",".join(next(one["ids"] for one in on_page[5_000] if len(one["ids"]) > 1))
    for asked in ((FLOORS, "--need", "5000"), ("--basket", f"{FLOORS}:{ids}", "--need", "5000")):
        command = ["export", *asked, "--out", str(file), "--layers", str(demo_folder), "--lang", "zh"]
        assert run(get_command(app), command) == DONE
        first, *others = openpyxl.load_workbook(file)["按楼栋"].iter_rows(min_row=3, values_only=True)
        assert first[3].split("、") == (ids.split(",") if "--basket" in asked else on_page[5_000][0]["ids"])
        assert len(others) == (0 if "--basket" in asked else len(on_page[5_000]) - 1)


def test_a_workbook_says_how_many_records_are_of_whole_buildings(scheme: Scheme) -> None:
    """What a whole building has may lie on adjoining floors: that none is found is no answer for it."""
    spaces = collection_of(Kind.SPACE)
    whole = {Role.MADE_OF: "building", Role.BUILDING: "H", Role.AREA: 9_000, Role.STATUS: "free"}
    inventory = inventory_of({Kind.SPACE: [feature(spaces, "F-1", square(0, 0), whole)]})
    found = of_question(inventory, Query(collection=spaces.id, area_m2=(5_000, None)), None, scheme)
    assert found
    assert found.lines == ()
    assert found.words.zh.endswith("；另有 1 条登记到栋，楼层未知，待核实")
    assert found.words.en.endswith("; 1 record by building, floors unknown, to check")
