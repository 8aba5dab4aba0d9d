"""Seizure is a rule: a sealed site is excluded with the court's number, an empty cell is to check, a mortgage excludes nobody."""

from __future__ import annotations

from typing import Any

import pytest

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import Match, Project, match
from gis.plainly import to_plain
from tests.gis.matching.district import catalog, default_scheme, encumbered, feature, inventory_of, square
from tests.gis.matching.test_rules import FLOOR, PLOT, answer

NUMBER = "（2023）鲁0113执123号"


def registered(plot: dict[Role, Any], floor: dict[Role, Any] | None = None, kind: Kind = Kind.PARCEL) -> Inventory:
    """A plot and a floor on it, in layers that record seizures and mortgages."""
    shipped = encumbered()
    parcels, spaces = (shipped.of_kind(each)[0] for each in (Kind.PARCEL, Kind.SPACE))
    return inventory_of(
        {
            Kind.PARCEL: [feature(parcels, "L", square(0, 0), PLOT | plot)],
            Kind.SPACE: [feature(spaces, "F", square(0, 0, 0.001), FLOOR | (floor or {}))],
        },
        shipped=shipped,
    )


def judged(inventory: Inventory, site: str = "L") -> Match:
    project = Project.from_demand({"needs": "either", "industry_code": "34", "pollution_class": "1"}, catalog())
    return match(inventory, project, default_scheme(), explain=[site]).explained[0]


@pytest.mark.parametrize("word", ["是", "有", " 已查封 ", "Yes", "true", NUMBER, "济南中院（2023）鲁01执保5号"])
def test_a_sealed_plot_is_excluded(word: str) -> None:
    found = judged(registered({Role.SEIZURE: word}))
    assert (answer(found, "seizure")[0], found.verdict) == ("no", "rejected")


@pytest.mark.parametrize("word", ["否", "无", "未查封", "No", "false", "已解封"])
def test_a_plot_that_is_not_sealed_passes(word: str) -> None:
    assert answer(judged(registered({Role.SEIZURE: word})), "seizure")[:2] == ("yes", "未被查封")


@pytest.mark.parametrize("word", [None, "不清楚", "2022 年 3 号裁定已解除"])
def test_what_the_cell_does_not_settle_is_to_check(word: str | None) -> None:
    assert answer(judged(registered({Role.SEIZURE: word})), "seizure")[0] == "unknown"


def test_the_number_of_the_court_is_said_where_it_is_recorded() -> None:
    beside = registered({Role.SEIZURE: "是", Role.SEIZURE_NUMBER: NUMBER})
    assert answer(judged(beside), "seizure")[1:] == (f"已被查封：{NUMBER}", f"sealed by a court: {NUMBER}")
    assert answer(judged(registered({Role.SEIZURE: NUMBER})), "seizure")[1] == f"已被查封：{NUMBER}"
    assert answer(judged(registered({Role.SEIZURE: "是"})), "seizure")[1] == "已被查封，文号未登记"
    alone = registered({Role.SEIZURE: None, Role.SEIZURE_NUMBER: NUMBER})
    assert answer(judged(alone), "seizure")[:2] == ("unknown", f"查封待核实（登记有文号 {NUMBER}）")


def test_a_floor_takes_the_seizure_of_its_plot_unless_it_says_its_own() -> None:
    sealed: dict[Role, Any] = {Role.SEIZURE: "是"}
    assert answer(judged(registered(sealed), "F"), "seizure")[0] == "no"
    assert answer(judged(registered(sealed, {Role.SEIZURE: "无"}), "F"), "seizure")[0] == "yes"


def test_a_mortgage_is_said_and_excludes_nobody() -> None:
    words = {}
    for word in ("农业银行", "有", "无", None):
        found = judged(registered({Role.SEIZURE: "无", Role.MORTGAGE: word}))
        assert found.verdict in {"to_check", "fits"}
        assert answer(found, "seizure")[0] == "yes"
        words[word] = next(to_plain(each)["zh"] for each in found.verdicts if each.rule == "seizure")
    assert words == {
        "农业银行": "未被查封；已抵押（农业银行），转让须通知抵押权人",
        "有": "未被查封；已抵押，转让须通知抵押权人",
        "无": "未被查封",
        None: "未被查封",
    }


def test_layers_that_do_not_record_it_are_not_judged_and_that_is_said_once(demo_inventory: Inventory) -> None:
    project = Project.from_demand({"needs": "either", "industry_code": "3332", "pollution_class": "2"}, catalog())
    found = match(demo_inventory, project, default_scheme())
    assert all("seizure" not in {each.rule for each in one.verdicts} for one in found.matches)
    assert all("seizure" not in {step.rule for step in steps} for steps in found.funnel.values())
    silent = [lack for lack in found.lacks if any(each.code == "seizure" and not each.judged for each in lack.missing)]
    assert [len(lack.collections) for lack in silent] == [2]
    assert "查封" in silent[0].words.zh
    assert "seizure" in silent[0].words.en
