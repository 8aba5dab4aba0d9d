"""A ledger of buildings says nothing of a single floor: what is asked of one is to be checked, never answered by the sum of all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gis.catalog import Kind
from gis.fields import Role
from gis.folder import open_folder
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping
from gis.intake.register import import_register
from gis.inventory import Inventory
from gis.matching import MatchReport, Project, match
from gis.matching.assembly.assemblies import assemblies
from gis.matching.ranking.unplayed import unplayed
from gis.matching.sites.answers import ANSWER_NAMES
from tests.gis.matching.district import catalog, collection_of, default_scheme, feature, inventory_of, square
from tests.gis.matching.test_rules import FLOOR, PLOT, district, explained

WHOLE: dict[Role, Any] = {Role.MADE_OF: "building", Role.CRANE: 10, Role.MIN_LET: None}
FIGURES = {"clear_height_m": 5, "floor_load_kn_m2": 8, "crane_t": 5}


def answers(floor: dict[Role, Any], **demand: Any) -> dict[str, tuple[str, str, str]]:
    large = feature(collection_of(Kind.SPACE), "G", square(3, 0), FLOOR | {Role.AREA: 20_000})
    one = explained(district(None, floor, (Kind.SPACE, large)), "F", needs="floor", **demand)
    return {verdict.rule: (ANSWER_NAMES[verdict.answer], *verdict.reason) for verdict in one.verdicts}


@pytest.mark.parametrize(
    ("rule", "asks"), [("clear_height", "clear_height_m"), ("floor_load", "floor_load_kn_m2"), ("crane", "crane_t")]
)
@pytest.mark.parametrize("factor", [1, 100])
def test_a_figure_of_a_building_is_that_of_no_floor(rule: str, asks: str, factor: int) -> None:
    """Whether it would do or not: on which floor it is found nobody knows."""
    demand = {asks: FIGURES[asks] * factor}
    assert answers({Role.CRANE: 10}, **demand)[rule][0] == ("yes" if factor == 1 else "no")
    answer, zh, en = answers(WHOLE, **demand)[rule]
    assert answer == "unknown"
    assert zh.startswith("登记到栋，楼层未知，")
    assert "待核实" in zh
    assert en.startswith("recorded by building, floor unknown: ")


@pytest.mark.parametrize(
    "asked",
    [
        {"floor_area_min_m2": 2_000},
        {"floor_area_min_m2": 3_000, "floor_area_max_m2": 5_000},
        {"floor_area_min_m2": 500, "floor_area_max_m2": 1_000},
        {"floor_area_max_m2": 1_000},
    ],
)
@pytest.mark.parametrize("least", [None, 500, 4_000])
def test_the_sum_of_a_building_is_the_area_of_no_floor(asked: dict[str, float], least: float | None) -> None:
    answer, zh, en = answers(WHOLE | {Role.MIN_LET: least}, **asked)["area"]
    assert answer == "unknown"
    assert zh.startswith("登记到栋，楼层未知，整栋 4,000 m²，单层面积待核实（需 ")
    assert en.startswith("recorded by building, floor unknown, 4,000 m² in all: the area of a single floor to check (")


def test_a_building_that_has_not_enough_on_all_its_floors_has_no_floor_that_has() -> None:
    """A floor is no larger than its building: that is known, whichever it is."""
    answer, zh, en = answers(WHOLE, floor_area_min_m2=6_000)["area"]
    assert (answer, zh) == ("no", "登记到栋，整栋 4,000 m²，少 2,000 m²")
    assert en == "the whole building has 4,000 m², 2,000 short"


def test_a_record_that_names_its_floor_is_one_floor_whatever_it_was_made_of() -> None:
    one = answers(WHOLE | {Role.FLOOR: 2}, clear_height_m=5, floor_area_min_m2=2_000)
    assert {rule: one[rule][0] for rule in ("clear_height", "area")} == {"clear_height": "yes", "area": "yes"}


def test_whether_a_building_s_space_lies_below_ground_is_to_be_checked_where_that_matters() -> None:
    classes = {Role.FIRE_CLASS: "甲"}
    assert answers(WHOLE | classes, fire_class="丙")["fire"][0] == "yes"
    answer, zh, _ = answers(WHOLE | classes, fire_class="甲")["fire"]
    assert answer == "unknown"
    assert zh.startswith("登记到栋，楼层未知，是否在地下待核实")
    assert answers(WHOLE | classes | {Role.FIRE_CLASS: "丙"}, fire_class="甲")["fire"][0] == "no"


def test_the_area_of_a_floor_that_nobody_knows_earns_nothing() -> None:
    one = explained(district(None, WHOLE), "F", needs="floor", floor_area_min_m2=2_000)
    fit = next(each for each in one.contributions if each.criterion == "area_fit")
    assert fit.value is None
    assert fit.words.zh == "登记到栋，楼层未知，整栋 4,000 m²，单层面积待核实"


def test_a_ledger_of_plants_that_is_imported_is_one_of_buildings(root: Path, tmp_path: Path) -> None:
    """From the sample to the match: each row has its role by the import, and its area is to be checked where it would do."""
    ledger, mapping = root / "docs" / "guide" / "samples" / "idle-plants.csv", tmp_path / "plants.toml"
    mapping.write_text(proposal_text(propose_mapping([ledger], root / "layers")), "utf-8")
    import_register([ledger], mapping, tmp_path / "mine", shared=root / "layers")
    inventory = open_folder(tmp_path / "mine")
    demand = {"industry_code": "34", "needs": "floor", "floor_area_min_m2": 5_000}
    layer = next(iter(inventory.layers.values()))
    report = match(inventory, Project.from_demand(demand, inventory.catalog), default_scheme(), explain=list(layer.ids))
    areas = [next(each for each in one.verdicts if each.rule == "area") for one in report.explained]
    vacant = layer.numbers(Role.AREA)
    expected = ["no" if area < 5_000 else "unknown" for area in vacant]
    assert [ANSWER_NAMES[each.answer] for each in areas] == expected
    assert set(expected) == {"no", "unknown"}
    assert layer.words("made_of", "building").zh == "整栋（楼层未知）"


def test_a_layer_whose_records_are_floors_misses_nothing(demo_inventory: Inventory) -> None:
    """Who has floors need not say that they are no buildings."""
    assert Role.MADE_OF not in {each.role for each in unplayed(demo_inventory, [default_scheme()])}


def test_floors_of_a_park_that_are_joined_with_a_building_are_to_be_checked() -> None:
    """Its floors adjoin nothing that is known; as a last resort it is one of several in the park, and says why it is doubtful."""
    spaces, park = collection_of(Kind.SPACE), {Role.PARK: "PK-A"}
    floors = [
        feature(spaces, "F-1", square(0, 0), FLOOR | park | WHOLE),
        feature(spaces, "F-2", square(2, 0), FLOOR | park | {Role.FLOOR: 1}),
    ]
    around = {
        Kind.SPACE: floors,
        Kind.PARK: [feature(collection_of(Kind.PARK), "PK-A", square(0, 0, 0.03), {Role.NAME: "甲园"})],
        Kind.CONTROL: [feature(collection_of(Kind.CONTROL), "C", square(90, 0), {Role.CLASS: "river_range"})],
    }
    demand = {"industry_code": "34", "pollution_class": "1", "needs": "floor", "floor_area_min_m2": 7_000}
    project = Project.from_demand(demand, catalog())
    together = assemblies(inventory_of(around), project, default_scheme()).found["floor"]
    assert together
    assert all(each.joined.to_check for each in together)
    assert all("登记到栋，楼层未知" in each.words.zh for each in together)


def test_what_a_ledger_of_buildings_lacks_is_said_once_and_its_floors_are_collected() -> None:
    """Would break where each row of such a ledger repeats what nobody recorded of any of them; and the list promises what is not kept."""
    bare = WHOLE | {Role.CLEAR_HEIGHT: None, Role.HELD_BY: None, Role.FLOOR: None}
    spaces = collection_of(Kind.SPACE)
    control = feature(collection_of(Kind.CONTROL), "C", square(90, 0), {Role.CLASS: "river_range"})
    plot = feature(collection_of(Kind.PARCEL), "L", square(50, 0), PLOT)
    demand = {
        "industry_code": "34",
        "pollution_class": "1",
        "needs": "floor",
        "clear_height_m": 5,
        "floor_load_kn_m2": 5,
    }

    def found(*rows: dict[Role, Any]) -> MatchReport:
        made = [feature(spaces, f"F{n}", square(n, 0, 0.001), FLOOR | each) for n, each in enumerate(rows)]
        inventory = inventory_of({Kind.SPACE: made, Kind.PARCEL: [plot], Kind.CONTROL: [control]})
        return match(inventory, Project.from_demand(demand, catalog()), default_scheme())

    report = found(bare, bare | {Role.TITLE_STATUS: None})
    (lack,) = [each for each in report.lacks if each.collections]
    assert {each.code for each in lack.missing if each.judged} == {"floor", "clear_height"}
    assert "楼层" in lack.words.zh
    own = {
        each.partner.id: {v.rule for v in each.verdicts if v.answer == -1 and not v.layer_wide}
        for each in report.matches
    }
    assert own == {"F0": set(), "F1": {"title"}}
    assert report.collect is not None
    by_code = {each.code: each for each in report.collect.lines}
    assert (by_code["floor"].what, by_code["floor"].open) == ("field", 2)
    filled = found(WHOLE | {Role.FLOOR: 1}, WHOLE | {Role.FLOOR: None})
    assert {each.partner.id: each.verdict for each in filled.matches} == {"F0": "fits", "F1": "to_check"}
    assert filled.collect is not None
    assert [(each.code, each.alone) for each in filled.collect.lines] == [("floor", 1)]
    assert [each.layer_wide for one in filled.matches for each in one.verdicts if each.answer == -1] == [None] * 2
