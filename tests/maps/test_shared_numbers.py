"""Numbers that the page and the service have each for themselves agree: whoever changes one side is told of the other."""

from __future__ import annotations

import re
from typing import Final

import pytest

from api.asking.matching import MAX_STUDIED
from gis.intervals import BINS
from gis.limits import MAX_LIMIT
from gis.matching.rules.waiting import DAYS_A_MONTH
from gis.matching.scheme.ahp import LIMIT
from gis.summary import MAX_DISTINCT
from gis.tiles import MAX_ZOOM
from gis.units import m2_from_mu
from maps.page_files import STATIC

SAME: Final = {
    ("find/months.js", "DAYS_A_MONTH"): DAYS_A_MONTH,
    ("data/intervals.js", "BINS"): BINS,
    ("match/pairwise.js", "LIMIT"): LIMIT,
    ("find/sought_fields.js", "MOST"): MAX_DISTINCT,
    ("base/units.js", "M2_PER_MU"): m2_from_mu(1),
}
WITHIN: Final = {
    ("data/source.js", "PAGE"): MAX_LIMIT,
    ("data/matching.js", "TOP"): MAX_STUDIED,
    ("map/tile_window.js", "DEEPEST"): MAX_ZOOM,
}


def number_of(script: str, name: str) -> float:
    """A number that a script declares by name: one figure, or the quotient of two."""
    text = (STATIC / "js" / script).read_text("utf-8")
    declared = re.search(rf"^(?:export )?const {name} = ([\d.]+)(?: / ([\d.]+))?;", text, re.MULTILINE)
    assert declared, f"{script} declares no number {name}"
    return float(declared[1]) / float(declared[2] or 1)


@pytest.mark.parametrize(("script", "name"), SAME)
def test_a_number_of_the_page_is_that_of_the_service(script: str, name: str) -> None:
    assert number_of(script, name) == SAME[script, name]


@pytest.mark.parametrize(("script", "name"), WITHIN)
def test_the_page_asks_for_no_more_than_the_service_gives(script: str, name: str) -> None:
    assert number_of(script, name) <= WITHIN[script, name]
