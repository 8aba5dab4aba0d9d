"""Orders that contradict one another or mean nothing are refused by name, or said first."""

from __future__ import annotations

from typing import Any

import pytest

from gis.catalog import Kind
from gis.errors import BadPins, UnknownFeature
from gis.fields import Role
from gis.matching import Scheme, read_scheme
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import Ban, Pin, PortfolioQuestion
from gis.matching.portfolio.report import Portfolio
from gis.matching.portfolio.scenario_file import scenario_of
from gis.plainly import to_plain
from tests.gis.matching.district import ROOT, catalog, collection_of, feature, inventory_of, square
from tests.gis.matching.test_rules import FLOOR, PLOT


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return read_scheme(ROOT / "layers" / "schemes" / "default.toml", catalog())


def asked(scheme: Scheme, **question: Any) -> Portfolio:
    """Two projects that look for a place, one that stands and one of a stage that no scheme names, beside a plot and a floor."""

    def project(key: str, stage: str | None, **values: Any) -> Any:
        named = {Role[name]: value for name, value in values.items()}
        usual = {Role.NEEDS: "either", Role.INDUSTRY_CODE: "34", Role.POLLUTION_CLASS: "1", Role.STAGE: stage}
        return feature(collection_of(Kind.PROJECT), key, None, {**usual, **named})

    inventory = inventory_of(
        {
            Kind.PARCEL: [
                feature(collection_of(Kind.PARCEL), "L", square(0, 0), PLOT),
                feature(collection_of(Kind.PARCEL), "M", square(2, 0), PLOT | {Role.STATUS: "built"}),
            ],
            Kind.SPACE: [feature(collection_of(Kind.SPACE), "F", square(4, 0), FLOOR | {Role.PARCEL: "M"})],
            Kind.PROJECT: [
                project("P-1", "new", START_DATE="2023-01-01"),
                project("P-2", "new"),
                project("P-3", "continuing", SITE_IDS=["M"]),
                project("P-4", None),
            ],
        }
    )
    return assign(inventory, scheme, PortfolioQuestion(**question))


def test_a_pin_and_a_ban_of_one_pair_are_refused(scheme: Scheme) -> None:
    pins, bans = (Pin(project_id="P-1", sites=("L",)),), (Ban(project_id="P-1", site="L"),)
    with pytest.raises(BadPins) as told:
        asked(scheme, pins=pins, forbid=bans)
    assert told.value.text.zh == "项目 P-1 既锁定在 L，又排除 L"
    assert told.value.where == {"pins": ["P-1"], "sites": ["L"]}
    assert asked(scheme, pins=pins, forbid=(Ban(project_id="P-2", site="L"),)).placements


def test_a_ban_of_a_site_that_there_is_not_is_not_found(scheme: Scheme) -> None:
    with pytest.raises(UnknownFeature) as told:
        asked(scheme, forbid=(Ban(project_id="P-1", site="NO-SUCH"), Ban(project_id="P-1", site="L")))
    assert told.value.where["ids"] == ["NO-SUCH"]
    with pytest.raises(UnknownFeature):
        asked(scheme, forbid=(Ban(project_id="P-9", site="L"),))


def test_a_pin_of_a_project_that_was_not_asked_for_says_so(scheme: Scheme) -> None:
    with pytest.raises(BadPins) as told:
        asked(scheme, project_ids=("P-2",), pins=(Pin(project_id="P-1", sites=("L",)),))
    assert "project_ids" in told.value.text.en


def test_what_means_nothing_is_said_first(scheme: Scheme) -> None:
    found = to_plain(asked(scheme, forbid=(Ban(project_id="P-3", site="L"),)))
    assert {note["code"]: note["projects"] for note in found["notes"]} == {
        "start": ["P-1"],
        "ban": ["P-3"],
        "stage": ["P-4"],
        "lacks": [],
    }
    words = {note["code"]: (note["zh"], note["en"]) for note in found["notes"]}
    assert words["stage"] == (
        "P-4 的阶段不在方案所列之内，未参与落位。",
        "The stage of P-4 is none that the scheme names: left out.",
    )
    assert list(found).index("notes") < list(found).index("placements")


def test_entries_of_a_scenario_that_change_nothing_are_named(scheme: Scheme) -> None:
    wanted = {
        "id": "what-if",
        "title": {"zh": "情景", "en": "what if"},
        "rezone": [{"sites": ["L"], "usage": "100103"}, {"sites": ["L"], "usage": "100103", "far_max": 3.3}],
        "clear": [{"sites": ["L"]}],
        "free": [{"sites": ["F"]}],
        "thresholds": {"blockers": {"land_max_months": 6, "floor_max_months": 1}},
    }
    notes = asked(scheme, scenario=scenario_of(wanted), unlocks=False).notes
    said = next(note.words for note in notes if note.code == "scenario")
    assert said.zh == "情景中的 rezone[1]、clear[1]、free[1]、thresholds.blockers.land_max_months 没有改变任何数据。"
    assert "rezone[2]" not in said.en
    assert "floor_max_months" not in said.en
