"""A layer that lies elsewhere is said to be what it is, with how it is told; one that lies where it should never is."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.crs import STORAGE, Geometries, transform
from gis.georeferencing.diagnosis import Diagnosis, diagnose
from gis.georeferencing.ground import Ground
from gis.georeferencing.words import evidence_words, remedy_words
from gis.map_offsets import BD09, GCJ02, shift_shapes
from tests.gis.georeferencing.districts import (
    CRS,
    MAPS,
    cadastre,
    codes,
    ground,
    in_degrees,
    in_feet,
    moved,
    outline,
    plots,
    roughly,
    swapped,
)

PLOTS = plots()
DEGREES = in_degrees(PLOTS)


def looked_at(shapes: Geometries, crs: str | None, known: Ground) -> Diagnosis | None:
    return diagnose(shapes, codes(len(shapes)), crs, known, CRS)


def flags_of(found: Diagnosis | None) -> str | None:
    return found.meant.flags if found is not None and found.meant is not None else None


CASES = [
    ("GCJ-02", shift_shapes(DEGREES, GCJ02), None, "--crs GCJ-02"),
    ("BD-09", shift_shapes(DEGREES, BD09), "EPSG:4326", "--crs BD-09"),
    ("GCJ-02, turned into metres", transform(shift_shapes(DEGREES, GCJ02), STORAGE, CRS), CRS, f"--crs GCJ-02+{CRS}"),
    ("degrees that are called a map's", DEGREES, "GCJ-02", "--crs EPSG:4490"),
    ("degrees, north first", swapped(DEGREES), None, "--swap-axes --crs EPSG:4490"),
    ("metres, north first", swapped(PLOTS), CRS, f"--swap-axes --crs {CRS}"),
    ("metres of the zone beside it", transform(DEGREES, STORAGE, "EPSG:4549"), CRS, "--crs EPSG:4549"),
    ("metres of six degrees", transform(DEGREES, STORAGE, "EPSG:4510"), CRS, "--crs EPSG:4550"),
    ("metres with their zone", moved(PLOTS, 39_000_000, 0), CRS, "--crs EPSG:4527"),
    ("metres with a zone of six degrees", moved(PLOTS, 20_000_000, 0), "EPSG:4547", "--crs EPSG:4498"),
    ("metres that nothing declares", PLOTS, None, f"--crs {CRS}"),
    ("degrees that are called metres", DEGREES, CRS, "--crs EPSG:4490"),
    ("feet", in_feet(PLOTS), CRS, f"--feet --crs {CRS}"),
]


@pytest.mark.parametrize(("shapes", "crs", "flags"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_wrong_with_a_layer_is_told_by_the_layer_that_is_there(
    shapes: Geometries, crs: str | None, flags: str
) -> None:
    found = looked_at(shapes, crs, ground(PLOTS, boundaries=False))
    assert flags_of(found) == flags
    assert found is not None
    assert (found.agreeing, found.shapes) == (len(PLOTS), len(PLOTS))
    assert found.after_m is not None
    assert found.after_m < 0.01, "what is said to mend it mends it"
    assert flags in remedy_words(found).en
    assert flags in remedy_words(found).zh


GROSS = [case for case in CASES if "GCJ" not in case[0] and "BD" not in case[0] and "map" not in case[0]]


@pytest.mark.parametrize(("shapes", "crs", "flags"), [case[1:] for case in GROSS], ids=[case[0] for case in GROSS])
def test_what_is_far_off_is_told_by_the_outline_alone(shapes: Geometries, crs: str | None, flags: str) -> None:
    found = looked_at(shapes, crs, ground(PLOTS, layers=False))
    assert flags_of(found) == flags
    assert found is not None
    assert found.before_m is None, "an outline tells no metres"


def test_the_evidence_says_how_many_shapes_how_far_and_what_comes_of_it() -> None:
    found = looked_at(shift_shapes(DEGREES, GCJ02), None, ground(PLOTS))
    assert found is not None
    assert evidence_words(found).en == (
        "40 of the 40 shapes that were looked at (100%) are shapes of Cadastre, at another place; "
        "moved by 509 m east and 20 m north (median, spread 1.0 m); "
        "taken back as GCJ-02, the degrees of 高德 and 腾讯, the median distance falls from 509.9 m to 0.0 m"
    )
    assert evidence_words(found).zh == (
        "所看 40 个图形中有 40 个（100%）即“宗地”的图形，位置不同；偏移中位数向东 509 m、向北 20 m，离散 1.0 m；"
        "按 GCJ-02（高德、腾讯地图的坐标）还原，距离中位数由 509.9 m 降为 0.0 m"
    )
    assert (found.east_m, found.north_m) == pytest.approx((509, 20), abs=3)


@given(
    count=st.integers(2, 40),
    drawn=st.floats(0, 4),
    declared=st.sampled_from([None, "EPSG:4490", "EPSG:4326", CRS, "EPSG:4527"]),
    known=st.sampled_from(["all", "outline", "layers", "nothing", "others"]),
)
@settings(max_examples=40)
def test_a_layer_that_lies_where_it_should_is_never_called_moved(
    count: int, drawn: float, declared: str | None, known: str
) -> None:
    """However few its plots, however roughly drawn, whatever is known: of the very plots, of none of them, of nothing."""
    mine = roughly(PLOTS[:count], drawn)
    shapes = mine if declared == CRS else transform(mine, CRS, declared or STORAGE)
    grounds = {
        "all": ground(PLOTS),
        "outline": ground(PLOTS, layers=False),
        "layers": ground(PLOTS, boundaries=False),
        "nothing": Ground(),
        "others": Ground(outline=outline(PLOTS), layers=(cadastre(plots(200, seed=99), codes(200)),)),
    }
    assert looked_at(shapes, declared, grounds[known]) is None


@given(count=st.integers(2, 40), drawn=st.floats(0, 3), name=st.sampled_from(MAPS))
@settings(max_examples=25)
def test_plots_that_were_traced_on_a_map_are_told_however_few_and_rough(count: int, drawn: float, name: str) -> None:
    traced = shift_shapes(in_degrees(roughly(PLOTS[:count], drawn)), name)
    found = looked_at(traced, None, ground(PLOTS))
    assert flags_of(found) == f"--crs {name}"


def test_an_estate_of_equal_plots_is_not_taken_for_itself_one_plot_farther() -> None:
    """Each lies where another one would if all were moved by one plot."""
    grid = np.array(
        [shapely.box(x, y, x + 90, y + 60) for x in range(0, 3000, 100) for y in range(0, 700, 70)], dtype=object
    )
    estate = moved(grid, 477_000, 4_046_000)
    known = Ground(layers=(cadastre(estate[:150], [{}] * 150),))
    for part in (estate[150:], estate[100:]):
        assert diagnose(in_degrees(part), [{}] * len(part), None, known, CRS) is None


@pytest.mark.parametrize("tables", [codes(), [{}] * 40], ids=["by their codes", "by their forms"])
def test_an_offset_that_no_map_makes_is_said_without_a_way_to_mend_it(tables: list[dict[str, str]]) -> None:
    """Xi'an 80 that is called CGCS2000, a city's own system: only the survey office knows the way."""
    found = diagnose(moved(PLOTS, -61, 34), tables, CRS, ground(PLOTS), CRS)
    assert found is not None
    assert found.meant is None
    assert (found.east_m, found.north_m, found.spread_m) == pytest.approx((-61, 34, 0), abs=0.05)
    assert "moved by 61 m west and 34 m north" in evidence_words(found).en
    assert "--crs" not in remedy_words(found).en


@pytest.mark.parametrize("name", MAPS)
def test_a_layer_is_not_called_moved_because_another_one_is(name: str) -> None:
    traced = transform(shift_shapes(DEGREES, name), STORAGE, CRS)
    for known in (Ground(layers=(cadastre(traced),)), Ground(outline=outline(PLOTS), layers=(cadastre(traced),))):
        assert looked_at(DEGREES, None, known) is None
    fewer = Ground(layers=(cadastre(moved(PLOTS[:30], 61, -34)),))
    assert looked_at(PLOTS, CRS, fewer) is None, "of two that disagree the smaller one is looked at"


@pytest.mark.parametrize("crs", ["EPSG:4548", None])
def test_nothing_is_said_of_what_has_no_shapes(crs: str | None) -> None:
    empty = np.array([None, shapely.Point(), None], dtype=object)
    assert diagnose(empty, [{}] * 3, crs, ground(PLOTS), CRS) is None
    assert diagnose(empty[:0], [], crs, ground(PLOTS), CRS) is None


def test_a_large_layer_is_judged_by_a_part_of_it() -> None:
    many = np.concatenate([DEGREES] * 50)
    found = diagnose(shift_shapes(many, GCJ02), codes(len(many)), None, ground(PLOTS), CRS)
    assert found is not None
    assert found.shapes <= 400
    assert flags_of(found) == "--crs GCJ-02"


def test_outlines_are_laid_beside_outlines() -> None:
    known = Ground(outline=outline(PLOTS))
    assert looked_at(known.outline.parts, None, known) is None
    coarse = in_degrees(roughly(transform(known.outline.parts, STORAGE, CRS), 60))
    assert looked_at(coarse, None, known) is None, "another drawing of one border"
    for name in MAPS:
        found = looked_at(shift_shapes(coarse, name), None, known)
        assert found is not None
        assert found.borders
        assert flags_of(found) == f"--crs {name}"
