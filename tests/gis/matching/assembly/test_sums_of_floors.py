"""What is taken of joined floors: their sum beside what is asked, compared as the area of one floor is."""

from __future__ import annotations

import pytest

from gis.fields import Role
from gis.matching.assembly import assemblies, best_joined
from gis.plainly import to_plain
from tests.gis.matching.assembly.plots import demand, district, floor
from tests.gis.matching.district import default_scheme


def test_a_floor_is_taken_in_part_and_says_how_much() -> None:
    floors = [floor("F-1", "B-0", 1, 2_000), floor("F-2", "B-0", 2, 2_000, {Role.MIN_LET: 300, Role.NAME: "二层"})]
    project = demand(needs="floor", floor_area_min_m2=2_400, floor_area_max_m2=2_800)
    (one,) = to_plain(assemblies(district([], floors), project, default_scheme()))["floor"]
    assert [(item["id"], item["area_m2"], item["partial"]) for item in one["items"]] == [
        ("F-1", 2_000.0, False),
        ("F-2", 600.0, True),
    ]
    assert one["storeys"] == ["1F", "2F"]
    assert one["verdict"] == "fits"
    assert "其中二层只取 600 m²（共 2,000 m²）" in one["words"]["zh"]
    assert "亩" not in one["words"]["zh"], "floor space is never shown in 亩"


@pytest.mark.parametrize(
    ("second", "least", "asked", "taken"),
    [
        # 4,040 m² for 3,600 to 4,000: within the tolerance as a whole, within the range in part.
        (2_040, 300, (3_600, 4_000), 1_740.0),
        (2_040, 1_900, (3_600, 4_000), 1_900.0),
        (2_040, 2_020, (3_600, 4_000), 2_040.0),
        (2_040, None, (3_600, 4_000), 2_040.0),
        (2_000, 300, (3_600, 4_000), 2_000.0),
        # Too large as a whole; its smallest letting is within the tolerance, as a floor let from 4,040 m² would be.
        (2_500, 2_040, (3_600, 4_000), 2_040.0),
        (2_500, 2_080, (3_600, 4_000), 2_080.0),
        (2_500, 2_081, (3_600, 4_000), None),
    ],
)
def test_sums_of_floors_are_compared_as_single_floors_are(
    second: float, least: float | None, asked: tuple[float, float], taken: float | None
) -> None:
    """Fails where a sum within the tolerance is taken whole though a part fits, or is refused where one floor of that area is not."""
    floors = [
        floor("F-1", "B-0", 1, 2_000, {Role.MIN_LET: 2_000}),
        floor("F-2", "B-0", 2, second, {Role.MIN_LET: least}),
    ]
    project = demand(needs="floor", floor_area_min_m2=asked[0], floor_area_max_m2=asked[1])
    found = best_joined(district([], floors), project, default_scheme())
    assert [each.members[1].area_m2 for each in found] == ([] if taken is None else [taken])
    for each in found:
        assert each.members[1].partial == (taken != second)
        assert not each.to_check
