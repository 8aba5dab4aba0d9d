"""What ``check`` doubts beyond single rows: places outside, plots on plots, links that lead nowhere or disagree, floors recorded twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from gis.catalog import read_catalog
from gis.checking import Checked, check_folder
from gis.consistency import MOST
from gis.crs import in_metres
from gis.io import geojson
from gis.io.toml import toml_text
from gis.layer import Feature
from gis.overlaps import SLIVER_M2, overlapping
from tests.gis.small import METRIC_CRS, cell

ID = {"name": "id", "zh": "编号", "role": "id"}
NAME = {"name": "name", "zh": "名称", "role": "name"}
FIELDS: Mapping[str, list[dict[str, Any]]] = {
    "plots": [ID],
    "houses": [ID, {"name": "plot", "zh": "地块", "role": "parcel"}],
    "floors": [
        ID,
        NAME,
        {"name": "plot", "zh": "地块", "role": "parcel"},
        {"name": "house", "zh": "楼栋", "role": "building"},
        {"name": "floor", "type": "integer", "zh": "楼层", "role": "floor"},
        {"name": "area", "type": "number", "unit": "m2", "zh": "面积", "role": "area"},
    ],
    "projects": [ID, {"name": "sites", "type": "list", "zh": "选址", "role": "site_ids"}],
    "town": [ID],
}
KINDS = {"plots": "parcel", "houses": "building", "floors": "space", "projects": "project", "town": "base"}


def found_in(folder: Path, **features: Sequence[Feature]) -> Checked:
    """A folder with these layers, looked at."""
    collections = {
        name: {"kind": kind, "file": f"{name}.geojson", "title": {"zh": name, "en": name}, "fields": FIELDS[name]}
        for name, kind in KINDS.items()
    }
    head = {"title": {"zh": "测试", "en": "Test"}, "metric_crs": METRIC_CRS}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "codelists").mkdir(exist_ok=True)
    (folder / "catalog.toml").write_text(toml_text({"folder": head, "collections": collections}), "utf-8")
    for name in KINDS:
        geojson.write(folder / f"{name}.geojson", features.get(name, ()))
    return check_folder(read_catalog(folder))


def doubts(found: Checked, code: str) -> list[tuple[str, int, str | None]]:
    """Where a code was found: file, row and id; nothing of it is an error."""
    assert found.errors == 0, [str(each) for each in (*found.findings, *found.mistakes)]
    return [(each.file, each.row, each.id) for each in found.findings if each.code == code]


def item(key: str, shape: Any = None, **values: Any) -> Feature:
    return Feature(key, shape, {"id": key, **values})


def test_a_feature_wholly_outside_the_boundaries_is_doubted_by_file_and_id(tmp_path: Path) -> None:
    plots = [item("A", cell(0, 0)), item("B", cell(40, 0)), item("C", cell(9, 9, side=0.0111)), item("D")]
    town = [item("T", cell(0, 0, side=0.1))]
    found = found_in(tmp_path, plots=plots, town=town)
    assert doubts(found, "outside-boundaries") == [("plots.geojson", 2, "B")]
    assert doubts(found_in(tmp_path / "open", plots=plots), "outside-boundaries") == []


def test_a_layer_that_lies_elsewhere_altogether_is_doubted_once(tmp_path: Path) -> None:
    found = found_in(
        tmp_path, plots=[item(f"A{n}", cell(n, 0)) for n in range(9)], town=[item("T", cell(0, 0, west=110))]
    )
    assert doubts(found, "outside-boundaries") == [("plots.geojson", 1, "A0")]
    (said,) = [each.text.en for each in found.findings]
    assert "all 9 features" in said


def test_plots_that_lie_on_one_another_are_doubted_and_neighbours_are_not(tmp_path: Path) -> None:
    shifted = shapely.transform(cell(1, 0), lambda xy: xy - [1e-7, 0])
    half = shapely.transform(cell(3, 0), lambda xy: xy - [0.005, 0])
    plots = [item("A", cell(0, 0)), item("B", shifted), item("C", cell(2, 0)), item("D", half), item("E", cell(9, 9))]
    found = found_in(tmp_path, plots=[*plots, item("F", cell(9, 9)), item("G", shapely.Point(116.005, 36.005))])
    assert doubts(found, "overlap") == [("plots.geojson", 4, "D")]
    assert doubts(found, "same-shape") == [("plots.geojson", 6, "F")]
    assert "D overlaps C by" in " ".join(each.text.en for each in found.findings)


def test_one_plot_under_two_ids_is_doubted_wherever_its_ring_begins(tmp_path: Path) -> None:
    """Fails where a plot that was drawn again, or read from another corner, passes for another plot."""
    plot = cell(0, 0)
    corners = shapely.get_coordinates(plot)
    turned = shapely.polygons(np.concatenate([corners[2:-1], corners[:3]])[::-1])
    denser = shapely.segmentize(plot, 0.002)
    metre = 1 / 111_000
    shifted, far = (shapely.transform(plot, lambda xy, by=by: xy + np.array([0, by * metre])) for by in (0.5, 1.5))
    plots = [item(key, shape) for key, shape in zip("ABCDE", (plot, turned, denser, shifted, far), strict=True)]
    found = found_in(tmp_path, plots=plots, houses=[item("H", plot), item("I", plot)])
    assert doubts(found, "same-shape") == [
        ("plots.geojson", 2, "B"),
        ("plots.geojson", 3, "C"),
        ("plots.geojson", 4, "D"),
        ("plots.geojson", 4, "D"),
        ("plots.geojson", 5, "E"),
        ("houses.geojson", 2, "I"),
    ]
    said = {(each.id, each.excerpt): each.text for each in found.findings if each.code == "same-shape"}
    assert said["B", "A"].zh.endswith("B 与 A 图形相同，像是同一处以两个编号登记")
    assert said["D", "A"].en.endswith(
        "D has nearly the shape of A (0.50 m apart at most): one place under two ids, as it seems"
    )
    assert ("E", "A") not in said, "a metre and a half away is another line"
    assert ("E", "D") in said


def test_strips_narrower_than_what_counts_as_near_are_neighbours(tmp_path: Path) -> None:
    strips = [item(f"S{n}", shapely.box(116 + n * 5e-6, 36, 116 + (n + 1) * 5e-6, 36.001)) for n in range(4)]
    assert doubts(found_in(tmp_path, plots=strips), "same-shape") == []


def test_the_pairs_that_overlap_are_those_of_a_look_at_every_pair() -> None:
    place = np.random.default_rng(7).uniform(0, 300, (120, 2))
    size = np.random.default_rng(8).uniform(1, 40, (120, 2))
    boxes = shapely.box(*place.T, *(place + size).T)
    shapes = np.array([shapely.affinity.rotate(box, 7 * n) for n, box in enumerate(boxes)], dtype=object)
    pairs = {
        (a, b)
        for a in range(120)
        for b in range(a)
        if shapely.area(shapely.intersection(shapes[a], shapes[b])) > SLIVER_M2
    }
    assert {(b, a) for a, b, _ in overlapping(shapes)} == pairs
    assert len(pairs) > 50


def test_links_that_lead_nowhere_are_doubted_where_the_field_has_but_its_role(tmp_path: Path) -> None:
    found = found_in(
        tmp_path,
        plots=[item("A", cell(0, 0))],
        houses=[item("H", plot="A"), item("I", plot="NO")],
        floors=[item("F1", plot="A", house="H"), item("F2", plot="B"), item("F3", house="X"), item("F4")],
        projects=[item("P1", sites=["A", "F1", "H"]), item("P2", sites=["H-2", "HX", "Z"]), item("P3")],
    )
    assert doubts(found, "broken-reference") == [
        ("houses.geojson", 2, "I"),
        ("floors.geojson", 2, "F2"),
        ("floors.geojson", 3, "F3"),
        ("projects.geojson", 2, "P2"),
        ("projects.geojson", 2, "P2"),
    ]
    assert {each.excerpt for each in found.findings if each.id == "P2"} == {"HX", "Z"}


def test_a_link_that_differs_by_blanks_or_case_is_quoted_and_told_from_what(tmp_path: Path) -> None:
    found = found_in(
        tmp_path,
        plots=[item("Lot-A", cell(0, 0))],
        houses=[
            item("H1", plot="Lot-A"),
            item("H2", plot=" Lot-A"),
            item("H3", plot="lot-a"),
            item("H4", plot="Ｌot-A"),
        ],
        floors=[item("F1", plot=" LOT-A", house="H1"), item("F2", plot="Z")],
    )
    broken = {each.id: each.text for each in found.findings if each.code == "broken-reference"}
    assert broken["H2"].en.endswith(
        "plot refers to ' Lot-A', which is not there; it differs from 'Lot-A' by blanks alone"
    )
    assert broken["H2"].zh.endswith("引用不存在的 ' Lot-A'，与 'Lot-A' 只差空格")
    assert "differs from 'Lot-A' by case alone" in broken["H3"].en
    assert "只差全半角" in broken["H4"].zh
    assert "differs from 'Lot-A' by case, width or blanks alone" in broken["F1"].en
    assert broken["F2"].en.endswith("plot refers to 'Z', which is not there")
    (other,) = [each.text for each in found.findings if each.code == "links-disagree"]
    assert "names the plot ' LOT-A', but its building H1 stands on 'Lot-A'; it differs from" in other.en


def test_a_floor_whose_building_stands_on_another_plot_is_doubted(tmp_path: Path) -> None:
    found = found_in(
        tmp_path,
        plots=[item("A", cell(0, 0)), item("B", cell(1, 0))],
        houses=[item("H", plot="A"), item("I")],
        floors=[item("F1", plot="A", house="H"), item("F2", plot="B", house="H"), item("F3", plot="B", house="I")],
    )
    assert doubts(found, "links-disagree") == [("floors.geojson", 2, "F2")]


def test_a_floor_recorded_twice_is_doubted_and_two_halves_of_a_floor_are_not(tmp_path: Path) -> None:
    same = {"house": "H", "floor": 2}
    floors = [
        item("F1", cell(0, 0), name="2 层", **same),
        item("F2", cell(0, 0), name="２层", **same),
        item("F3", cell(1, 0), name="2层", **same),
        item("F4", cell(0, 0), name="2层东", **same),
        item("f５", cell(5, 5), name="甲"),
        item("F5", cell(6, 6), name="乙"),
    ]
    found = found_in(tmp_path, houses=[item("H")], floors=floors)
    assert doubts(found, "recorded-twice") == [("floors.geojson", 2, "F2"), ("floors.geojson", 6, "F5")]


def test_what_matches_take_for_one_floor_is_doubted(tmp_path: Path) -> None:
    """Fails where one of two records is given away with the other and nobody is told why."""
    outline = cell(0, 0)
    room = float(shapely.area(in_metres(np.array([outline]), METRIC_CRS))[0])
    floors = [
        item("F1", name="整层", house="H", floor=2, area=room),
        item("F2", name="东半", house="H", floor=2, area=room / 2),
        item("F3", name="三层", house="H", floor=3, area=room),
        item("F4", name="三层", house="H", area=room * 0.98),
    ]
    found = found_in(tmp_path, houses=[item("H", outline)], floors=floors)
    assert doubts(found, "recorded-twice") == [("floors.geojson", 2, "F2"), ("floors.geojson", 4, "F4")]


def test_a_layer_of_copies_of_one_plot_is_listed_up_to_a_bound(tmp_path: Path) -> None:
    found = found_in(tmp_path, plots=[item(f"A{n}", cell(0, 0)) for n in range(2_000)])
    assert (len(doubts(found, "same-shape")), len(doubts(found, "overlap"))) == (MOST, 0)
