"""Every cell of the sample ledgers that is noted or to check, where its field is a number, a date, a flag, a text or a list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gis.fields import DType, Role
from gis.intake.cleaning.area_pairs import area_disagreement
from gis.intake.cleaning.cells import clean
from gis.intake.cleaning.cleaned import IN_THE_CELL, Expected
from gis.intake.cleaning.spans import clean_bounds
from gis.io.grid import Gap
from gis.units import m2_from_mu
from tests.gis.intake.cleaning.columns import DAY, FAR_MAX, WORDS, column

LAND = column("m2_land", Role.AREA, heading="平方米")
IN_MU = column("m2_land", heading="亩")
FLOOR = column("m2", Role.AREA, heading="㎡")
WAN = column("wan", heading="万元")
PROJECTS = {
    "C": WORDS,
    "H": WAN,
    "T": DAY,
    "AA": IN_MU,
    "AB": column("m2_land", Role.LAND_AREA_MIN, heading="亩"),
}
COLUMNS: dict[str, dict[str, Expected]] = {
    "idle_plants": {
        "F": LAND,
        "G": IN_MU,
        "H": FLOOR,
        "K": column("floor", Role.FLOORS, DType.INTEGER),
        "M": column("m2", heading="㎡"),
        "N": column("percent", heading="%"),
        "O": column("m2", heading="㎡"),
    },
    "approved_not_supplied": {
        "G": WORDS,
        "M": DAY,
        "N": column("m2_land", Role.AREA, written_in=IN_THE_CELL),
    },
    "supplied_not_used": {
        "E": DAY,
        "F": column("m2_land", Role.AREA, written_in="平方米"),
        "M": FAR_MAX,
        "P": column("year", written_in="年"),
        "R": column("wan", written_in="万元"),
    },
    "key_projects_2023-01": PROJECTS,
    "key_projects_2023-02": PROJECTS,
}
"""The columns that are more than words and codes, with the unit that the heading or the head of the sheet names."""
IN_THE_ROW = ("two areas", "above the floor area", "six sources", "another stage")
"""Doubts that rest on other cells of the row."""
GAPS = {"formula without a stored result": Gap.NO_VALUE}


def entries(samples: Path, ledger: str, kind: str) -> list[tuple[Expected, Any, dict[str, Any]]]:
    truth = json.loads((samples / "11_ledgers" / f"{ledger}.truth.json").read_text("utf-8"))
    known = COLUMNS[ledger]
    return [
        (known[each["column"]], GAPS.get(each["raw"], each["raw"]), each)
        for each in truth[kind]
        if each["column"] in known
    ]


def right_value(entry: dict[str, Any], expected: Expected) -> Any:
    """The right value in the unit of the field."""
    right = entry["right"]
    return m2_from_mu(right) if expected is PROJECTS["AB"] or expected is IN_MU else right


@pytest.mark.parametrize("ledger", COLUMNS)
def test_every_noted_cell_has_its_right_value_or_is_not_certain_where_that_is_right_too(
    samples: Path, ledger: str
) -> None:
    looked_at = 0
    for expected, given, entry in entries(samples, ledger, "notes"):
        raw = entry["right"] if given == "formula with a stored result" else given
        if isinstance(entry["right"], dict):
            bounds = clean_bounds(raw, expected)
            assert {"far_min": bounds.low.value, "far_max": bounds.high.value} == entry["right"], entry
        elif "rounded" in entry["why"]:
            assert area_disagreement(m2_from_mu(entry["right"]), raw) is None, entry
        elif "to check" in entry.get("accept", ()) or "or to check" in entry["why"]:
            found = clean(raw, expected)
            assert found.value is None, entry
            assert found.reason is not None, entry
        else:
            value = clean(raw, expected).value
            wanted = right_value(entry, expected)
            assert value == (pytest.approx(wanted, abs=0.006) if isinstance(wanted, float) else wanted), entry
        looked_at += 1
    assert looked_at > 10


@pytest.mark.parametrize("ledger", COLUMNS)
def test_every_cell_that_is_to_check_is_not_certain_and_says_why(samples: Path, ledger: str) -> None:
    looked_at = 0
    for expected, raw, entry in entries(samples, ledger, "to_check"):
        if any(words in entry["why"] for words in IN_THE_ROW):
            assert clean(raw, expected).value is not None, entry
            assert "other" not in entry or area_disagreement(raw, entry["other"]) is not None, entry
            continue
        looked_at += 1
        found = clean(raw, expected)
        if "land_area_max_m2" in entry["why"]:
            assert found.value == pytest.approx(13_333.33, abs=0.01)
            continue
        assert found.value is None, entry
        assert found.reason is not None or str(raw).strip() in ("/", "／", "待定"), entry
    assert looked_at > 3
