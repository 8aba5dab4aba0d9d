"""What a demand means where it leaves room: land or floors, an industry and a use that contradict, a floor a little too large."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.fields import Role
from gis.matching import Match, Project, match
from gis.matching.criteria.grading import let_part
from gis.matching.portfolio.options import options_of
from tests.gis.matching.district import default_scheme
from tests.gis.matching.test_rules import answer, district, explained, matched

BUILDS = {"floor_area_min_m2": 3_000, "floor_area_max_m2": 4_000}
DENSE = {Role.AREA: 10_000, Role.FAR_MIN: 1, Role.FAR_MAX: 1.5}
WIDE = {Role.AREA: 30_000, Role.DENSITY_MIN: 40, Role.DENSITY_MAX: 60, Role.FAR_MAX: 2}


def points(found: Match, criterion: str) -> float:
    return next(each.points for each in found.contributions if each.criterion == criterion)


# least ratio and least coverage --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "plot"), [("far", DENSE), ("coverage", WIDE)])
@pytest.mark.parametrize(
    ("needs", "tenure", "expected"),
    [
        ("land", [], "no"),
        ("land", ["rent", "buy_land"], "no"),
        ("either", ["buy_land"], "no"),
        ("either", ["buy_land", "rent"], "yes"),
        ("either", [], "yes"),
    ],
)
def test_who_can_take_land_alone_must_build_what_the_plan_asks_at_least(
    rule: str, plot: dict[Role, Any], needs: str, tenure: list[str], expected: str
) -> None:
    found = explained(district(plot), "L", needs=needs, tenure=tenure, **BUILDS)
    assert answer(found, rule)[0] == expected


@given(
    needs=st.sampled_from(["land", "either"]),
    tenure=st.sampled_from([[], ["buy_land"], ["buy_land", "rent"], ["titled_plant", "buy_land"]]),
    most=st.integers(3_000, 40_000),
    far=st.sampled_from([0, 0.5, 1.0, 2.0]),
    least=st.sampled_from([0, 30, 60]),
)
def test_either_with_tenure_of_land_alone_is_judged_as_land(
    needs: str, tenure: list[str], most: int, far: float, least: int
) -> None:
    plot = {Role.AREA: 20_000, Role.FAR_MIN: far, Role.FAR_MAX: 2.5, Role.DENSITY_MIN: least, Role.DENSITY_MAX: 70}
    asked = {"floor_area_min_m2": 2_000, "floor_area_max_m2": most, "tenure": tenure}
    found = explained(district(plot), "L", needs=needs, **asked)
    alone = explained(district(plot), "L", needs="land", **asked)
    same = needs == "land" or tenure == ["buy_land"]
    for rule in ("far", "coverage"):
        mine, land = answer(found, rule)[0], answer(alone, rule)[0]
        assert mine == (land if same else "yes")


# use of floors -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("industry", "asked", "floor", "expected"),
    [
        # The industry decides; where none is named the use that is asked stands in.
        ("8514", None, "care", "yes"), ("8514", None, "production", "no"), ("3332", None, "production", "yes"),
        (None, "production", "production", "yes"), (None, "care", "production", "no"), (None, None, "care", "unknown"),
        # The use that is asked is one that the industry takes: no contradiction.
        ("73", "office", "office", "yes"), ("73", "office", "research", "yes"), ("9020", "office", "office", "yes"),
        # Elderly care that asks for production floors contradicts itself: neither is a yes, what suits neither is a no.
        ("8514", "production", "production", "unknown"), ("8514", "production", "care", "unknown"),
        ("8514", "production", "research", "no"), ("3332", "research", "research", "unknown"),
        ("3332", "research", "production", "unknown"), ("3332", "research", "care", "no"),
        # An industry that the scheme does not mention, whatever use is asked.
        ("44", "production", "production", "unknown"), ("44", "production", "care", "unknown"), ("44", None, "care", "unknown"),
    ],
)  # fmt: skip
def test_floors_follow_the_industry_and_a_contradiction_is_to_be_checked(
    industry: str | None, asked: str | None, floor: str, expected: str
) -> None:
    found = explained(district(floor={Role.USAGE: floor}), "F", industry_code=industry, space_use=asked)
    assert answer(found, "space_use")[0] == expected


def test_a_contradiction_of_industry_and_use_is_said_in_words() -> None:
    found = explained(district(floor={Role.USAGE: "care"}), "F", industry_code="8514", space_use="production")
    assert answer(found, "space_use")[1:] == (
        "空间用途待核实（项目行业为医疗康养，所填空间用途为生产，两者不一致）",
        "use of the space to check (the industry is health and care, the use asked is production: they contradict)",
    )


def test_a_use_that_contradicts_the_industry_decides_nothing_about_fire() -> None:
    floor = {Role.USAGE: "care", Role.FIRE_CLASS: None}
    found = explained(district(floor=floor), "F", industry_code="8514", space_use="production", fire_class="丙")
    assert answer(found, "fire")[0] == "unknown"


@pytest.mark.parametrize("site", ["L", "F"])
def test_an_industry_that_the_scheme_does_not_mention_is_not_called_unknown(site: str) -> None:
    rule, subject = ("usage", "用途") if site == "L" else ("space_use", "空间用途")
    title = "land use" if site == "L" else "use of the space"
    assert answer(explained(district(), site, industry_code="44"), rule) == (
        "unknown",
        f"{subject}待核实（方案未规定 44 电力、热力生产和供应业可用何种用途）",
        f"{title} to check (the scheme does not say where 44 power and heat supply may stand)",
    )


# a floor a little too large ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "least", "asked", "value"),
    [
        (3_000, None, (2_000, 3_000), 0.6),
        (3_060, None, (2_000, 3_000), 0.6),
        (3_061, None, (2_000, 3_000), None),
        (5_000, None, (2_000, None), 0.6),
        (5_000, 1_000, (2_000, 3_000), 1.0),
        # One that fits whole is divided only where the rest can be let too: 725 m² here.
        (3_250, 500, (1_800, 3_250), 1.0),
        (3_250, 1_000, (1_800, 3_250), 0.8483),
        (3_250, 1_000, (2_300, 3_250), 0.6),
        (3_250, 500, (1_800, 3_249), 1.0),
        (3_060, 1_000, (2_000, 3_000), 0.648),
        # Within the tolerance alone the whole gives way to a part that fits, as it does where it is a metre larger.
        (3_060, 1_000, (2_100, 3_000), 1.0),
        (3_061, 1_000, (2_100, 3_000), 1.0),
        (3_060, 2_900, (2_100, 3_000), 0.6889),
        (3_060, 3_010, (2_100, 3_000), 0.6),
        (1_000, 100, (950, 960), 1.0),
    ],
)
def test_the_part_of_a_floor_that_is_taken_is_the_one_that_is_graded(
    area: float, least: float | None, asked: tuple[float, float | None], value: float | None
) -> None:
    inventory = district(floor={Role.AREA: area, Role.MIN_LET: least})
    found = explained(inventory, "F", floor_area_min_m2=asked[0], floor_area_max_m2=asked[1])
    assert next(each.value for each in found.contributions if each.criterion == "area_fit") == value


@given(area=st.integers(1_000, 8_000), low=st.integers(500, 4_000), more=st.integers(1, 3_000))
def test_a_floor_that_fits_whole_by_the_rule_of_area_never_loses_its_points(area: int, low: int, more: int) -> None:
    inventory = district(floor={Role.AREA: area, Role.MIN_LET: None})
    project = Project(id="P", needs="floor", floor_area_min_m2=low, floor_area_max_m2=low + more)
    found = match(inventory, project, default_scheme(), explain=["F"]).explained[0]
    if answer(found, "area")[0] == "yes":
        assert points(found, "area_fit") >= 0.6 * 25


def test_the_words_say_which_part_was_graded() -> None:
    inventory = district(floor={Role.AREA: 7_180, Role.MIN_LET: 500})
    found = explained(inventory, "F", floor_area_min_m2=1_400, floor_area_max_m2=2_500)
    words = next(each.words for each in found.contributions if each.criterion == "area_fit")
    assert words.zh == "7,180 m² 中取 1,950 m²，需求 1,400–2,500 m²"
    assert words.en == "1,950 m² out of 7,180 m² for 1,400–2,500 m²"


def test_a_rest_that_cannot_be_let_is_told() -> None:
    """950 of 1,000 m² let from 100 m²: too large to be taken whole, and what is left serves nobody."""
    inventory = district(floor={Role.AREA: 1_000, Role.MIN_LET: 100, Role.PARCEL: None, Role.BLOCKERS: []})
    found = explained(inventory, "F", floor_area_min_m2=940, floor_area_max_m2=960)
    words = next(each.words for each in found.contributions if each.criterion == "area_fit")
    assert words.zh == "1,000 m² 中取 950 m²，需求 940–960 m²；余下 50 m² 不足 100 m² 起租，难以单独出租"
    assert (
        words.en
        == "950 m² out of 1,000 m² for 940–960 m²; the 50 m² left cannot be let by themselves (let from 100 m²)"
    )


@given(
    area=st.integers(800, 4_000), least=st.integers(50, 2_000), low=st.integers(300, 4_000), more=st.integers(0, 900)
)
def test_a_little_more_asked_takes_a_little_more_or_says_why_not(area: int, least: int, low: int, more: int) -> None:
    """Fails where 1 m² more makes a much smaller or larger part of a floor, though there is room for one whose rest can be let."""
    one, smallest = np.array([float(area)]), np.array([float(least)])
    spans = [(low + n, low + n + more / 2, low + n + more) for n in (0, 1)]
    found = [float(let_part(one, smallest, span, 0)[0]) for span in spans]
    lettable = [area - each >= least for each in found]
    assert lettable[0] != lettable[1] or abs(found[1] - found[0]) <= 1
    assert all(can or area - least < max(low + n, least) for n, can in enumerate(lettable))


@given(
    area=st.integers(500, 6_000),
    least=st.none() | st.integers(100, 3_000),
    low=st.integers(300, 3_000),
    more=st.integers(1, 3_000),
)
def test_every_amount_of_a_floor_has_the_points_of_that_amount(
    area: int, least: int | None, low: int, more: int
) -> None:
    """Fails where the whole is offered with the points of a part, or the match shows another score than the best that is offered."""
    inventory = district(floor={Role.AREA: area, Role.MIN_LET: least, Role.PARCEL: None, Role.BLOCKERS: []})
    project = Project(id="P", needs="floor", floor_area_min_m2=low, floor_area_max_m2=low + more)
    found = match(inventory, project, default_scheme(), explain=["F"]).explained[0]
    options = [each for each in options_of(inventory, project, default_scheme()).options if each.kind == "floor"]
    assert bool(options) == (found.score is not None)
    for option in options:
        taken, known = option.items[0].area_m2 or 0.0, least is not None or area <= (low + more) * 1.02
        place = (taken - low) / more
        value = max(0.6, 1 - abs(place - 0.5) * 0.8)
        assert option.points[0] == pytest.approx(25 * value if known else 0, abs=0.02)
    if options:
        assert found.score == pytest.approx(max(option.score for option in options), abs=0.02)


@given(
    area=st.integers(500, 4_000),
    least=st.integers(50, 3_000),
    low=st.integers(300, 3_000),
    more=st.integers(1, 1_000),
)
def test_one_square_metre_more_of_a_floor_never_gains_as_much_as_fitting_does(
    area: int, least: int, low: int, more: int
) -> None:
    """Fails where a floor within the tolerance is graded as the whole, at the end of the range, and a larger one as a part in its middle."""
    inventory = district(floor={Role.AREA: area, Role.MIN_LET: least, Role.PARCEL: None, Role.BLOCKERS: []})
    project = Project(id="P", needs="floor", floor_area_min_m2=low, floor_area_max_m2=low + more)
    found = match(inventory, project, default_scheme(), explain=["F"]).explained[0]
    options = options_of(inventory, project, default_scheme()).options
    if answer(found, "area")[0] != "yes" or area <= low + more:
        return
    if least <= low + more:
        best = max(option.items[0].area_m2 or 0.0 for option in options if option.score == options[0].score)
        assert low <= best <= low + more, "a part that fits goes before a whole that does not"
        assert points(found, "area_fit") == pytest.approx(max(option.points[0] for option in options), abs=0.02)


def test_the_funnel_counts_the_least_ratio_as_the_rule_judges_it() -> None:
    report = matched(
        district(DENSE), needs="either", tenure=["buy_land"], floor_area_min_m2=3_000, floor_area_max_m2=4_000
    )
    step = next(step for step in report.funnel["land"] if step.rule == "far")
    assert (step.removed, report.rejected["far"]) == (1, 1)
