"""A match and a plan see what is held: of a plot who holds it, of a floor what is free; what a project holds is its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.folder import Folder, synced_folder
from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.portfolio import assign
from gis.matching.portfolio.question import PortfolioQuestion
from gis.matching.ranking.matches import match
from gis.matching.ranking.report import Match
from gis.matching.schemes.scheme_file import load_schemes
from gis.matching.sites.answers import ANSWER_NAMES
from gis.reservations import Change, change, run
from gis.text import Text
from tests.gis.reservations.district import FLOOR_M2, LAST, floor, held, plot, terms, wanted, write_district


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    write_district(tmp_path / "layers", floors=1)
    return synced_folder(tmp_path / "layers")


def explained(inventory: Inventory, project_id: str, site: str) -> Match:
    """One site for a project, whatever became of it."""
    layer = inventory.layers["projects"]
    scheme = load_schemes(inventory.catalog.folder, inventory.catalog)[inventory.catalog.scheme]
    report = match(inventory, Project.from_layer(layer, project_id), scheme, explain=[site])
    return report.explained[0]


def reason(found: Match, rule: str) -> tuple[str, Text]:
    """Answer and reason of one rule."""
    (verdict,) = [each for each in found.verdicts if each.rule == rule]
    return ANSWER_NAMES[verdict.answer], verdict.reason


def test_of_a_floor_what_others_hold_is_not_there(folder: Folder) -> None:
    """A project asks for 1,000 to 1,500 m² of a floor of 2,000."""
    assert explained(folder.inventory(), "P-0", "F-0").partner.area_m2 == FLOOR_M2  # type: ignore[union-attr]
    held(folder.store, folder.catalog, wanted(floor("F-0", 700.0)))
    inventory = folder.inventory()
    some = explained(inventory, "P-0", "F-0")
    assert some.partner.area_m2 == 1_300.0  # type: ignore[union-attr]
    assert some.verdict != "rejected"
    assert "乙公司" in reason(some, "area")[1].zh
    held(folder.store, folder.catalog, wanted(floor("F-0", 600.0), project_id="P-1"))
    inventory = folder.inventory(inventory)
    assert explained(inventory, "P-0", "F-0").verdict == "rejected"
    own = explained(inventory, "P-1", "F-0")
    assert own.partner.area_m2 == 1_300.0, "what a project holds is its own"  # type: ignore[union-attr]
    assert own.verdict != "rejected"


def test_of_a_plan_too(folder: Folder) -> None:
    """Three projects ask for 1,000 m² or more of 2,000: two fit, one where a part is held, and who holds it."""
    scheme = load_schemes(folder.catalog.folder, folder.catalog)[folder.catalog.scheme]

    def placed() -> dict[str | None, float]:
        report = assign(folder.inventory(), scheme, PortfolioQuestion())
        # The other floor has no known area: whoever is put there takes none of this one.
        return {
            each.project.id: item.area_m2 or 0.0
            for each in report.placements
            for item in each.items
            if item.id == "F-0"
        }

    free = placed()
    assert len(free) == 2
    assert sum(free.values()) <= FLOOR_M2
    held(folder.store, folder.catalog, wanted(floor("F-0", 800.0)))
    assert len(placed()) == 1
    held(folder.store, folder.catalog, wanted(floor("F-0", 1_100.0), project_id="P-2"))
    own = placed()
    assert list(own) == ["P-2"]
    assert own["P-2"] <= 1_200.0


def test_a_hold_and_a_landing_rule_a_site_out_for_others(folder: Folder) -> None:
    made = held(folder.store, folder.catalog, wanted(floor("F-0"), project_id="P-1"))
    inventory = folder.inventory()
    answer, words = reason(explained(inventory, "P-0", "F-0"), "hold")
    assert (answer, "P-1" in words.zh, str(LAST) in words.en) == ("no", True, True)
    assert reason(explained(inventory, "P-1", "F-0"), "hold")[0] == "yes"
    run(
        folder.store,
        folder.catalog,
        "planner",
        lambda t: change(t, folder.catalog, terms(folder.catalog), made.id, Change(landed=True)),
    )
    answer, words = reason(explained(folder.inventory(inventory), "P-0", "F-0"), "hold")
    assert (answer, words.zh) == ("no", "P-1 已落地")


def test_a_layer_without_fields_for_it_is_held_all_the_same(tmp_path: Path) -> None:
    """A register that has no column for who holds a plot must not hand it out twice."""
    write_district(tmp_path / "layers")
    catalog = tmp_path / "layers" / "catalog.toml"
    lines = catalog.read_text("utf-8").splitlines()
    catalog.write_text("\n".join(line for line in lines if '"held_' not in line), "utf-8")
    folder = synced_folder(tmp_path / "layers")
    held(folder.store, folder.catalog, wanted((*plot("L-0"), *floor("F-0"))))
    answer, words = reason(explained(folder.inventory(), "P-0", "F-0"), "hold")
    assert (answer, words.en) == ("no", f"held by 乙公司 until {LAST}")
