"""One bad row of the project register: questions about all projects go on without it and name it, and a question that names it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from gis.catalog import Kind
from gis.errors import BadDemand
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import best_projects
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import Ban, Pin, PortfolioQuestion
from gis.matching.ranking.registered import left_out, sound_of
from tests.gis.matching.district import collection_of, default_scheme, feature, inventory_of, square
from tests.gis.matching.test_rules import FLOOR, PLOT

PARCELS = collection_of(Kind.PARCEL)
ORDER = "项目 S11：floor_area_min_m2 2100 大于 floor_area_max_m2 1900"


def district(*bad: dict[Role, Any]) -> Inventory:
    usual = {Role.NEEDS: "either", Role.INDUSTRY_CODE: "34", Role.POLLUTION_CLASS: "1", Role.STAGE: "new"}
    projects = [
        feature(collection_of(Kind.PROJECT), f"S{number}", None, usual | values)
        for number, values in enumerate(({}, *bad), 10)
    ]
    parcels = [
        feature(PARCELS, "L", square(0, 0), PLOT),
        feature(PARCELS, "M", square(2, 0), PLOT | {Role.STATUS: "built"}),
    ]
    floors = [feature(collection_of(Kind.SPACE), "F", square(4, 0), FLOOR | {Role.PARCEL: "M"})]
    return inventory_of({Kind.PARCEL: parcels, Kind.SPACE: floors, Kind.PROJECT: projects})


TURNED: dict[Role, Any] = {Role.FLOOR_AREA_MIN: 2100.0, Role.FLOOR_AREA_MAX: 1900.0}
NEGATIVE: dict[Role, Any] = {Role.FLOOR_AREA_MIN: -5.0}


def test_all_projects_are_placed_but_the_bad_one_which_is_named() -> None:
    found = assign(district(TURNED), default_scheme(), PortfolioQuestion())
    assert [each.project.id for each in found.placements] == ["S10"]
    note = found.notes[0]
    assert (note.code, note.projects, note.words.zh) == ("unsound", ("S11",), f"{ORDER}，未参与。")
    assert note.words.en == "Left out, project S11: floor_area_min_m2 2100 lies above floor_area_max_m2 1900."


def test_the_projects_for_a_site_are_those_that_can_be_judged() -> None:
    found = best_projects(district(TURNED, NEGATIVE), PARCELS.id, "L", default_scheme())
    assert found.considered == {"land": 1}
    assert found.notes[0].projects == ("S11", "S12")
    assert found.notes[0].words.zh.startswith(f"2 个项目未参与：{ORDER}；项目 S12：floor_area_min_m2 须在 0 至")


@pytest.mark.parametrize(
    "question",
    [
        PortfolioQuestion(project_ids=("S10", "S11")),
        PortfolioQuestion(pins=(Pin(project_id="S11", sites=("L",)),)),
        PortfolioQuestion(forbid=(Ban(project_id="S11", site="L"),)),
    ],
)
def test_a_question_that_names_the_bad_one_is_refused(question: PortfolioQuestion) -> None:
    with pytest.raises(BadDemand, match="S11"):
        assign(district(TURNED), default_scheme(), question)


def test_a_site_asked_about_the_bad_one_is_refused() -> None:
    with pytest.raises(BadDemand, match="S11"):
        best_projects(district(TURNED), PARCELS.id, "L", default_scheme(), explain=["S11"])


def test_the_note_on_many_stays_short() -> None:
    (layer,) = district(*[NEGATIVE] * 14).of_kind(Kind.PROJECT)
    _, unsound = sound_of([(layer, key) for key in layer.ids])
    (note,) = left_out(unsound)
    assert len(note.projects) == 14
    assert note.words.zh.endswith("；等 14 个。")
    assert note.words.en.endswith("; and 4 more.")
