"""Coordinates that cannot be where they say: refused by row, with what they most likely are; the rest is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.io.places import misplaced
from gis.written import CATALOG
from tests.gis.intake.registers import HEAD, ID, SQUARE, imported, mapping_file, source_file
from tests.gis.small import METRIC_CRS

EAST, NORTH = 477_616, 4_046_602
"""A place in Changqing, in metres of EPSG:4548."""


def box(x: float, y: float, size: float = 100) -> Any:
    return shapely.box(x, y, x + size, y + size)


def brought_in(tmp_path: Path, shapes: list[Any], crs: str | None) -> ImportReport:
    head = HEAD + (f'crs = "{crs}"\n' if crs else "")
    rows: list[dict[str, Any]] = [{"KEY": f"K{n}"} for n in range(len(shapes))]
    source = source_file(tmp_path, rows, shapes)
    return import_register([source], mapping_file(tmp_path, ID, head=head), tmp_path / "out")


@pytest.mark.parametrize(
    ("crs", "place", "code", "text", "remedy"),
    [
        ("EPSG:4548", (NORTH, EAST), "axes-swapped", "4046652, 477666 has north before east", "swap the axes"),
        (
            "EPSG:4548",
            (39_000_000 + EAST, NORTH),
            "zone-number",
            "39477666, 4046652 has the zone number 39 before the easting: that is EPSG:4527, not EPSG:4548",
            "set register.crs of the mapping to EPSG:4527",
        ),
        (
            "EPSG:4548",
            (20_000_000 + EAST, NORTH),
            "zone-number",
            "20477666, 4046652 has the zone number 20 before the easting: that is EPSG:4498, not EPSG:4548",
            "set register.crs of the mapping to EPSG:4498",
        ),
        (
            "EPSG:4527",
            (EAST, NORTH),
            "zone-number",
            "477666, 4046652 has no zone number before the easting: that is EPSG:4548, not EPSG:4527",
            "set register.crs of the mapping to EPSG:4548",
        ),
        (
            "EPSG:4548",
            (NORTH, 39_000_000 + EAST),
            "axes-swapped",
            "4046652, 39477666 has north before east; "  # noqa: ISC004
            "has the zone number 39 before the easting: that is EPSG:4527, not EPSG:4548",
            "set register.crs of the mapping to EPSG:4527",
        ),
        (
            None,
            (EAST, NORTH),
            "not-degrees",
            "477666, 4046652 is in metres: that is EPSG:4548, not longitude and latitude",
            "set register.crs of the mapping to EPSG:4548",
        ),
    ],
)
def test_metres_that_are_read_wrongly_are_refused_by_row_and_said_to_be_what_they_are(
    tmp_path: Path, crs: str | None, place: tuple[float, float], code: str, text: str, remedy: str
) -> None:
    """Not stored in another sea, and not called infinite."""
    sound = box(39_000_000 + EAST, NORTH) if crs == "EPSG:4527" else box(EAST, NORTH) if crs else SQUARE
    report = brought_in(tmp_path, [sound, box(*place)], crs)
    (refused,) = report.refused
    assert (report.kept, refused.row, refused.id, refused.field) == (1, 2, "K1", "geometry")
    assert (refused.code, refused.text.en) == (code, text)
    assert remedy in refused.remedy.en
    assert remedy in report.text("en")


def test_the_zone_number_is_said_in_chinese_too(tmp_path: Path) -> None:
    report = brought_in(tmp_path, [box(39_000_000 + EAST, NORTH)], "EPSG:4548")
    assert report.refused[0].text.zh == ("坐标 39477666, 4046652：东向值前有带号 39，应为 EPSG:4527，不是 EPSG:4548")
    assert report.refused[0].remedy.zh == "请把映射的 register.crs 写为 EPSG:4527"


@pytest.mark.parametrize(
    ("crs", "shape", "code", "text"),
    [
        (None, shapely.Point(1166, 36.5), "outside-degrees", "1166, 36.5 lies outside longitude and latitude"),
        (None, shapely.Point(36.5, 116.6), "axes-swapped", "36.5, 116.6 has north before east"),
        (None, shapely.Point(0, 0), "at-origin", "has a coordinate at 0, 0, where lost ones end up"),
        (
            None,
            shapely.LineString([(116.6, 36.5), (0, 0)]),
            "at-origin",
            "has a coordinate at 0, 0, where lost ones end up",
        ),
        ("EPSG:4548", shapely.Point(0, 0), "at-origin", "has a coordinate at 0, 0, where lost ones end up"),
        (
            "EPSG:4548",
            shapely.Point(116.6, 36.5),
            "not-metres",
            "116.6, 36.5 is longitude and latitude, not EPSG:4548",
        ),
        (
            "EPSG:4490",
            shapely.Point(2, 48),
            "outside-area",
            "2, 48 lies outside the area in which EPSG:4490 is used",
        ),
    ],
)
def test_one_place_that_cannot_be_is_refused_alone(
    tmp_path: Path, crs: str | None, shape: Any, code: str, text: str
) -> None:
    sound = box(EAST, NORTH) if crs == "EPSG:4548" else SQUARE
    report = brought_in(tmp_path, [sound, shape, sound], crs)
    assert [(entry.code, entry.row, entry.id, entry.text.en) for entry in report.refused] == [(code, 2, "K1", text)]
    assert report.kept == 2


def test_a_register_of_which_nothing_is_kept_leaves_what_is_there(tmp_path: Path) -> None:
    """The report alone is written, and the mended source goes in."""
    report = brought_in(tmp_path, [box(NORTH, EAST)], "EPSG:4548")
    assert report.kept == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["import-report.json"]
    assert json.loads((tmp_path / "out" / "import-report.json").read_bytes())["found"] == {"axes-swapped": 1}
    assert brought_in(tmp_path, [box(EAST, NORTH)], "EPSG:4548").kept == 1


PLACES = st.tuples(st.floats(115.6, 118.4), st.floats(30.0, 40.0))


@given(places=st.lists(PLACES, min_size=1, max_size=8), wrong=st.sampled_from(["right", "swapped", "zone"]))
def test_a_place_in_its_zone_is_believed_and_the_same_read_wrongly_never_is(
    places: list[tuple[float, float]], wrong: str
) -> None:
    from gis.crs import transform

    points = np.array([shapely.Point(*place) for place in places], dtype=object)
    metres = shapely.get_coordinates(transform(points, "EPSG:4490", METRIC_CRS))
    if wrong == "swapped":
        metres = metres[:, ::-1]
    elif wrong == "zone":
        metres[:, 0] += 39_000_000
    found = misplaced(np.asarray(shapely.points(metres), dtype=object), METRIC_CRS, METRIC_CRS)
    codes = {"right": [], "swapped": ["axes-swapped"] * len(places), "zone": ["zone-number"] * len(places)}
    assert [found[row].code for row in sorted(found)] == codes[wrong]


# boundaries ----------------------------------------------------------------------------------------------------------

BOUNDARIES = f"""
[folder]
title = "x"
metric_crs = "{METRIC_CRS}"
[collections.edge]
kind = "base"
file = "edge.geojson"
title = "edge"
[[collections.edge.fields]]
name = "id"
zh = "编号"
role = "id"
"""


def with_boundaries(folder: Path, shape: Any) -> None:
    (folder / CATALOG).write_text(BOUNDARIES, "utf-8")
    source_file(folder, [{"id": "E"}], [shape], name="edge.geojson")


def test_features_wholly_outside_the_boundaries_of_the_folder_are_kept_and_listed(tmp_path: Path) -> None:
    with_boundaries(tmp_path, shapely.box(116, 36, 117, 37))
    shapes = [shapely.Point(116.5, 36.5), shapely.Point(117.5, 36.5), shapely.box(116.9, 36.5, 117.1, 36.6)]
    report, inventory = imported(tmp_path, [ID], [{"KEY": key} for key in "ABC"], shapes)
    assert sorted(inventory.layers["sites"].ids) == ["A", "B", "C"]
    assert [(doubt.code, doubt.row, doubt.id) for doubt in report.doubts] == [("outside-boundaries", 2, "B")]


def test_a_register_of_another_place_is_said_so_once(tmp_path: Path) -> None:
    with_boundaries(tmp_path, shapely.box(120, 36, 121, 37))
    report, _ = imported(tmp_path, [ID], [{"KEY": key} for key in "ABC"])
    assert [doubt.text.en for doubt in report.doubts] == [
        "all 3 features lie outside the boundaries of the data folder"
    ]


def test_boundaries_that_cannot_be_read_are_passed_over_by_name(tmp_path: Path) -> None:
    with_boundaries(tmp_path, SQUARE)
    (tmp_path / "edge.geojson").write_text("{")
    report, _ = imported(tmp_path, [ID], [{"KEY": "A"}])
    assert report.passed_over == [str(tmp_path / "edge.geojson")]
