"""Plots of several ledgers that name one parcel of a cadastre are one ground, though nobody drew them: it is given to one project alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gis.checking import check_folder
from gis.folder import open_folder
from gis.inventory import Inventory
from gis.matching import Project, match
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import Pin, PortfolioQuestion
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import FLOOR, LAND, stock_of
from gis.matching.sites.grounds import grounds_of
from gis.matching.sites.parcels import records_of_parcel
from tests.gis.linked import CODE, FIELDS, item, linked_folder
from tests.gis.matching.district import default_scheme
from tests.gis.small import cell

BUYER = Project(id="P-L", needs="land", land_area_min_m2=1_000.0)
CADASTRE = ("other", FIELDS["approved"][1])
LINKED: dict[str, Any] = {"references": "cadastre", "references_by": "code"}


def opened(
    folder: Path,
    *,
    shapes: tuple[bool, bool] = (False, False),
    codes: tuple[int, int] = (1, 1),
    linked: bool = True,
    standing: bool = False,
) -> Inventory:
    """A record of each of two ledgers, a floor, two projects that look for land, and the cadastre that they name."""
    fields = {name: (kind, [dict(each) for each in entries]) for name, (kind, entries) in FIELDS.items()}
    for name in ("supplied", "approved", "floors"):
        code = next(each for each in fields[name][1] if each["name"] == "code")
        code.update(LINKED if linked else {})
        if not linked:
            code.pop("references", None)
            code.pop("references_by", None)
    fields["cadastre"] = CADASTRE
    fields["projects"][1].append(
        {"name": "least", "type": "number", "unit": "m2_land", "zh": "用地", "en": "Land", "role": "land_area_min"}
    )
    fields["projects"][1].append({"name": "needs", "zh": "需求", "en": "Needs", "role": "needs"})
    drawn = [cell(1, 0), cell(5, 5)]
    features = {
        "supplied": [item("S", drawn[0] if shapes[0] else None, area=5_000.0, code=CODE.format(codes[0]))],
        "approved": [item("A", drawn[1] if shapes[1] else None, name="甲", area=5_000.0, code=CODE.format(codes[1]))],
        "floors": [item("F", area=800.0, code=CODE.format(1))],
        "projects": [item(key, name=key, stage="new", needs="land", least=1_000.0) for key in ("P1", "P2")],
        "cadastre": [item("C1", cell(1, 0), code=CODE.format(1)), item("C2", cell(7, 7), code=CODE.format(2))],
    }
    if standing:
        features["projects"].append(item("P0", name="P0", stage="continuing", site="甲"))
    return open_folder(linked_folder(folder, features, fields))


def placed(inventory: Inventory, scheme: Scheme, **asked: Any) -> list[tuple[str | None, str]]:
    found = assign(inventory, scheme, PortfolioQuestion(unlocks=False, **asked))
    return [(each.project.id, item.id) for each in found.placements for item in each.items]


@pytest.mark.parametrize("linked", [True, False], ids=["linked to a cadastre", "by the code alone"])
@pytest.mark.parametrize("shapes", [(False, False), (True, False)], ids=["none drawn", "one drawn"])
def test_two_records_of_one_parcel_are_given_to_one_project(
    tmp_path: Path, shapes: tuple[bool, bool], *, linked: bool
) -> None:
    """Would break where the same ground is sold twice, once under each ledger."""
    inventory = opened(tmp_path, shapes=shapes, linked=linked)
    assert len(placed(inventory, default_scheme())) == 1
    assert len(placed(inventory, default_scheme(), pins=(Pin(project_id="P1", sites=("S",)),))) == 1
    land = stock_of(inventory, LAND)
    assert dict(records_of_parcel(land)) == {0: (1,), 1: (0,)}
    report = match(inventory, BUYER, default_scheme(), explain=["S"])
    words = next(each for each in report.explained[0].verdicts if each.rule == "occupied").remark
    assert words is not None
    assert "与 A 是同一宗地，只能取其一" in words.zh
    assert "the same parcel as A: only one of them can be taken" in words.en


def test_records_of_two_parcels_and_two_that_are_drawn_are_two_places(tmp_path: Path) -> None:
    assert len(placed(opened(tmp_path / "a", codes=(1, 2)), default_scheme())) == 2
    drawn = opened(tmp_path / "b", shapes=(True, True))
    assert len(placed(drawn, default_scheme())) == 2
    assert not records_of_parcel(stock_of(drawn, LAND))


def test_a_plot_that_is_drawn_on_the_parcel_that_another_names_is_its_ground(tmp_path: Path) -> None:
    """Would break where only equal codes count: what is drawn names another parcel, or none, and lies there all the same."""
    inventory = opened(tmp_path, shapes=(True, False), codes=(2, 1))
    assert len(placed(inventory, default_scheme())) == 1


def test_a_floor_that_names_the_parcel_stands_on_the_plots_that_do(tmp_path: Path) -> None:
    inventory = opened(tmp_path)
    grounds = grounds_of(stock_of(inventory, FLOOR))
    assert (grounds.beside(FLOOR, 0), grounds.known.tolist()) == ((0, 1), [True])
    assert grounds_of(stock_of(opened(tmp_path / "b", codes=(2, 2)), FLOOR)).beside(FLOOR, 0) == ()


def test_check_lists_both_with_what_to_do(tmp_path: Path) -> None:
    found = [each for each in check_folder(opened(tmp_path).catalog).findings if each.code == "recorded-twice"]
    assert [(each.id, each.excerpt) for each in found] == [("A", "S")]
    assert "name the same parcel" in found[0].text.en


def test_who_stands_on_one_record_has_taken_the_other(tmp_path: Path) -> None:
    """Would break where a parcel on which a project builds already is offered under its other record."""
    inventory = opened(tmp_path, standing=True)
    (told,) = match(inventory, BUYER, default_scheme(), explain=["S"]).explained
    occupied = next(each for each in told.verdicts if each.rule == "occupied")
    assert (occupied.answer, occupied.reason.zh) == (0, "同一地面上的地块 A 已由续建项目“P0”（P0）占用")
