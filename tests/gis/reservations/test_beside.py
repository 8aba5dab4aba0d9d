"""One place under several ids: two records of a floor, a plot and its floors. Would break where two holders were given the same ground."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from gis.editing.change import adding
from gis.errors import Taken
from gis.folder import Folder, synced_folder
from gis.layer import Feature
from gis.matching.schemes.scheme_file import load_schemes
from gis.reservation import Reservation
from gis.reservations import Terms, Wanted, make, run, terms_of
from tests.gis.reservations.district import floor, plot, wanted, write_district

HOUSE = shapely.box(116.7503, 36.4603, 116.7510, 36.4610)
"""Some 4,900 m²: room for one floor of 4,000 m² a storey, not for two."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    write_district(tmp_path / "layers")
    opened = synced_folder(tmp_path / "layers")
    ground = shapely.box(116.7500, 36.4600, 116.7513, 36.4613)
    floors = [
        Feature(
            key, HOUSE, {"name": key, "area_m2": area, "house": "H", "storey": storey, "plot": "G", "state": "free"}
        )
        for key, storey, area in [("U-2", 2, 4_000.0), ("U-2-again", 2, 4_100.0), ("U-3", 3, 4_000.0)]
    ]
    # The ground is recorded twice, as a load admits.
    opened.edit([adding("plots", Feature("G", ground, {"area_m2": 16_000.0, "state": "reserve"}))])
    opened.edit([adding("floors", each) for each in floors])
    return opened


def terms(folder: Folder) -> Terms:
    catalog = folder.catalog
    return terms_of(folder.inventory(), load_schemes(catalog.folder, catalog)[catalog.scheme], 366)


def hold(folder: Folder, asked: Wanted) -> Reservation:
    known = terms(folder)
    return run(folder.store, folder.catalog, "planner", lambda t: make(t, folder.catalog, known, asked, "planner"))


def test_another_record_of_a_floor_is_not_given_to_another(folder: Folder) -> None:
    first = hold(folder, wanted(floor("U-2"), firm="甲"))
    with pytest.raises(Taken, match="another record of the same place") as refused:
        hold(folder, wanted(floor("U-2-again"), firm="乙"))
    where = refused.value.where
    assert (where["holder"], where["reservation"], where["beside"]) == ("甲", first.id, "U-2")
    assert hold(folder, wanted(floor("U-2-again"), firm="甲")).binds
    assert hold(folder, wanted(floor("U-3"), firm="乙")).binds


def test_parts_of_two_records_of_a_floor_add_up(folder: Folder) -> None:
    hold(folder, wanted(floor("U-2", 2_500.0), firm="甲"))
    with pytest.raises(Taken) as refused:
        hold(folder, wanted(floor("U-2-again", 2_000.0), firm="乙"))
    assert refused.value.where["free_m2"] == pytest.approx(1_600)
    hold(folder, wanted(floor("U-2-again", 1_000.0), firm="乙"))
    with pytest.raises(Taken):
        hold(folder, wanted(floor("U-2", 600.0), firm="丙"))


def test_who_holds_a_floor_keeps_others_off_its_plot_and_the_other_way_round(folder: Folder) -> None:
    hold(folder, wanted(floor("U-3", 100.0), firm="甲"))
    with pytest.raises(Taken, match="shares its ground"):
        hold(folder, wanted(plot("G"), firm="乙"))
    hold(folder, wanted(plot("G"), firm="甲"))
    with pytest.raises(Taken, match="shares its ground"):
        hold(folder, wanted(floor("U-2"), firm="乙"))


def test_what_was_added_since_the_inventory_was_made_is_seen(folder: Folder) -> None:
    known = terms(folder)
    again = {"name": "新登记", "area_m2": 4_000.0, "house": "H", "storey": 3, "state": "free"}
    folder.edit([adding("floors", Feature("U-3-again", HOUSE, again))])
    make_it = [wanted(floor(key), firm=firm) for key, firm in (("U-3-again", "甲"), ("U-3", "乙"))]
    run(folder.store, folder.catalog, "p", lambda t: make(t, folder.catalog, known, make_it[0], "p"))
    with pytest.raises(Taken, match="another record"):
        run(folder.store, folder.catalog, "p", lambda t: make(t, folder.catalog, known, make_it[1], "p"))


def test_what_is_not_located_and_names_no_building_is_held_like_any_other(folder: Folder) -> None:
    """Most rows of a ledger have no shape: holding one of them was an error of the program."""
    bare = {"name": "无图形", "area_m2": 900.0, "state": "free"}
    folder.edit([adding("floors", Feature("U-9", None, bare))])
    hold(folder, wanted(floor("U-9", 500.0), firm="甲"))
    with pytest.raises(Taken) as refused:
        hold(folder, wanted(floor("U-9", 800.0), firm="乙"))
    assert refused.value.where["free_m2"] == pytest.approx(400)
    known = terms(folder)
    folder.edit([adding("floors", Feature("U-10", None, bare))])
    asked = wanted(floor("U-10"), firm="丙")
    assert run(folder.store, folder.catalog, "p", lambda t: make(t, folder.catalog, known, asked, "p")).binds
