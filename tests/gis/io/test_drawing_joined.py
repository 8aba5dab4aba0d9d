"""Loose lines joined where they plainly close, and blocks that hold the plots. Would break where a design institute's drawing came in empty, or with areas nobody drew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely

from gis.errors import SourceError
from gis.io.drawing import NAME
from gis.io.drawing_joined import join_lines
from tests.gis.io.test_drawing import SQUARE, drawing, plot, read

Line = list[tuple[float, float]]
NEAR = 0.01


def areas(lines: list[Line]) -> list[float]:
    return sorted(shapely.Polygon(each.rings[0], each.rings[1:]).area for each in join_lines(lines, NEAR))


def sides(x: float = 0, y: float = 0) -> list[Line]:
    """The four sides of a square of 100 m, in changing directions."""
    a, b, c, d = [(x + east, y + north) for east, north in SQUARE]
    return [[a, b], [c, b], [d, c], [d, a]]


@pytest.mark.parametrize(
    ("lines", "right"),
    [
        (sides(), [10_000]),
        ([*sides(), sides()[1][::-1]], [10_000]),
        ([[(0, 0), (100, 0), (100, 100)], [(0, 0.005), (0, 100), (100, 100)]], [10_000]),
        ([*sides(), *sides(50, 50)], [10_000, 10_000]),
        ([*sides(), [(50, 0), (50, 100)]], [5_000, 5_000]),
        ([*sides(), [(100, 100), (200, 200)]], [10_000]),
        (sides()[:3], []),
        ([*sides()[:3], [(0, 100), (0, 0.5)]], []),
        ([[(0, 0), (100, 100)], [(0, 100), (100, 0)]], []),
        ([], []),
    ],
    ids=[
        "square",
        "wall twice",
        "open",
        "crossing",
        "wall between",
        "dangling",
        "three",
        "half a metre",
        "cross",
        "none",
    ],
)
def test_lines_make_the_areas_that_they_close(lines: list[Line], right: list[float]) -> None:
    assert areas(lines) == pytest.approx(right, abs=1)


def test_a_drawing_of_loose_lines_is_its_plots(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        for x in (0, 200):
            for start, end in sides(x):
                space.add_line(start, end, dxfattribs={"layer": "YDHX"})
            space.add_text(f"G-{x}").set_placement((x + 50, 50))
        space.add_line((400, 0), (500, 0), dxfattribs={"layer": "YDHX"})
        space.add_arc((450, 0), 50, 0, 180, dxfattribs={"layer": "YDHX"})

    found = read(drawing(tmp_path / "a.dxf", draw))
    assert shapely.area(found.parsed.geometries).tolist() == pytest.approx([10_000, 10_000, 3926.99], abs=0.01)
    assert [each[NAME] for each in found.parsed.properties] == ["G-0", "G-200", None]
    assert len({*found.parsed.ids}) == 3
    assert found.remarks[-1].en == "3 outlines joined of loose lines that close: look at them"


def test_what_is_drawn_closed_comes_before_what_lines_enclose(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        plot(space, [(x, y, 0) for x, y in SQUARE], number="")
        for x in (0, 200):
            for start, end in sides(x):
                space.add_line(start, end, dxfattribs={"layer": "FURNITURE"})

    found = read(drawing(tmp_path / "a.dxf", draw))
    assert (found.layer, len(found.parsed)) == ("JZD", 1)
    assert "FURNITURE 2" in found.remarks[1].en


def test_plots_in_blocks_are_taken_out_of_them(tmp_path: Path) -> None:
    """With the block's turn, scale and attributes; what is on its layer 0 lies on that of the reference. Not where plots are drawn outside of blocks: there blocks are signs."""

    def draw(space: Any) -> None:
        inner = space.doc.blocks.new("PLOT")
        inner.add_lwpolyline(SQUARE, close=True)
        inner.add_attdef("NO", (50, 50))
        outer = space.doc.blocks.new("OUTER")
        outer.add_blockref("PLOT", (0, 0)).add_auto_attribs({"NO": "A"})
        space.add_blockref("OUTER", (1000, 0), dxfattribs={"layer": "YD", "xscale": 2, "rotation": 90})
        space.add_blockref("PLOT", (0, 500), dxfattribs={"layer": "YD"}).add_auto_attribs({"NO": "B"})

    found = read(drawing(tmp_path / "a.dxf", draw))
    assert found.layer == "YD"
    assert shapely.bounds(found.parsed.geometries).tolist() == [
        pytest.approx([900, 0, 1000, 200]),
        pytest.approx([0, 500, 100, 600]),
    ]
    assert found.parsed.properties[1][NAME] == "B"
    assert found.remarks[-1].en == "2 outlines taken out of blocks"

    def draw_both(space: Any) -> None:
        draw(space)
        plot(space, [(x, y, 0) for x, y in SQUARE], number="")

    signs = read(drawing(tmp_path / "b.dxf", draw_both))
    assert (signs.layer, len(signs.parsed)) == ("JZD", 1)
    assert signs.remarks[-1].en == "2 blocks not looked into, as there are closed outlines outside of them"
    assert len(read(tmp_path / "b.dxf", "JZD").parsed) == 1


@pytest.mark.parametrize("deep", [False, True], ids=["itself", "ten in each of eleven"])
def test_blocks_without_end_are_ended(tmp_path: Path, deep: bool) -> None:
    def draw(space: Any) -> None:
        last = space.doc.blocks.new("B0")
        for number in range(1, 12 if deep else 1):
            block = space.doc.blocks.new(f"B{number}")
            for place in range(10):
                block.add_blockref(last.name, (place, 0))
            last = block
        if not deep:
            last.add_blockref("B0", (1, 0))
        space.add_blockref(last.name, (0, 0))

    with pytest.raises(SourceError, match="no closed outline"):
        read(drawing(tmp_path / "a.dxf", draw))
