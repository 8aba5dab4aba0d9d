"""DXF drawings as rows of properties and shapes: the closed outlines of one layer or several, what CASS wrote beside them, and the texts that stand inside.

A drawing has lines for all kinds of things. Which of its layers holds the plots a mapping says (``sheet``, several with commas); without a word the one is
taken whose outlines have extended data of CASS, else the one with most of them, and the others are named.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from gis.errors import SourceError
from gis.findings import FoundCode
from gis.io import bounds, drawing_child
from gis.io.child import Child, ask_child
from gis.io.drawing_outlines import (
    LEAST_POINTS,
    LISTED,
    PLOT_LINE,
    Outline,
    choose_layers,
    closed_by_layer,
    layers_asked,
    no_outline,
)
from gis.io.members import Member, too_large
from gis.io.parsing import TOO_LARGE, Parsed
from gis.io.rings import shape_of_rings
from gis.io.spellings import spelling_of
from gis.io.vector_layer import RowRemark, VectorLayer
from gis.text import Text, many
from gis.units import figure

ENDINGS: Final = (".dxf",)
_HEAD: Final = re.compile(
    rb"(?:\s*999\r?\n[^\n]{0,300}\n)*\s*0\r?\n\s*SECTION\r?\n\s*2\r?\n\s*(?:HEADER|CLASSES|TABLES|BLOCKS|ENTITIES)\b"
)
_BINARY: Final = b"AutoCAD Binary DXF\r\n\x1a\x00"
_MOST_BYTES: Final = 512 << 20
_WAITED: Final = 1.5 * drawing_child.SECONDS
_REASONS: Final = {
    "features": Text(f"图形超过 {bounds.MAX_FEATURES:,} 个", f"it has more than {bounds.MAX_FEATURES:,} outlines"),
    "memory": Text("读取所需内存过多", "reading it takes too much memory"),
}
_OWN: Final = "编号"
"""The number of a feature that this program drew."""
_SOUTH: Final = ("CASS编码", "宗地号", "权利人", "地类")
NAME: Final = "注记"
_LAYER: Final = "图层"
_OTHERS: Final = "扩展数据"
_NEARLY: Final = 0.05
"""Metres by which an outline may stay open and be meant closed."""
_SAME_AREA: Final = 0.01
_TEXTS_INSIDE: Final = 12
_TOWN: Final = (1_800_000.0, 6_200_000.0)
_MILLIMETRES: Final = 4


def is_drawing(ending: str, head: bytes) -> bool:
    """Whether a file is a DXF, by its name or by how it begins."""
    return ending in ENDINGS or head.startswith(_BINARY) or _HEAD.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def read_drawing(member: Member, layer: str = "") -> VectorLayer:
    """The outlines of a layer, or of several.

    Raises
    ------
    SourceError
        Where it is no drawing, is broken or too large, has no layer of that name, or has no closed outline.
    """
    if member.size > _MOST_BYTES:
        raise too_large(member.origin, Text(f"大于 {_MOST_BYTES >> 20} MiB", f"larger than {_MOST_BYTES >> 20} MiB"))
    if not is_drawing("", member.head):
        raise _no_drawing(member.origin)
    head = _ask(member, layers_asked(layer))
    outlines = [Outline(**each) for each in head["outlines"]]
    chosen, remarks = choose_layers(member, layer, outlines, head["others"])
    made = _Made([each for each in outlines if each.layer in chosen], head["texts"], several=len(chosen) > 1)
    made.scale = _scale(head["units"], made.outlines)
    parsed = made.read()
    if not len(parsed):
        raise no_outline(member.origin, outlines, head["others"], ", ".join(sorted(chosen)))
    closed = closed_by_layer(outlines)
    return VectorLayer(
        origin=member.origin,
        layer=",".join(sorted(chosen)),
        layers=tuple(sorted({*closed, *chosen})),
        parsed=parsed,
        aliases={NAME: "名称"},
        remarks=(*_head_remarks(head, made.scale), *remarks, *made.remarks(), *_block_remarks(head, made.outlines)),
        row_remarks=tuple(made.row_remarks),
    )


def _ask(member: Member, layers: list[str]) -> dict[str, Any]:
    spelling = None if member.head.startswith(_BINARY) else spelling_of(member.pieces)
    with tempfile.TemporaryDirectory(prefix="landstock-") as folder, tempfile.TemporaryFile() as answer:
        place = Path(folder).resolve() / "drawing.dxf"
        with place.open("wb") as out:
            out.writelines(member.pieces())
        request = {
            "path": str(place),
            "encoding": spelling.encoding if spelling is not None and spelling.encoding != "utf-8" else None,
            "layers": layers,
            "most": {"features": bounds.MAX_FEATURES},
        }
        child = Child(
            program=[drawing_child.__file__],
            seconds=_WAITED,
            environment={"OPENBLAS_NUM_THREADS": "1", "HOME": str(place.parent)},
            reasons=_REASONS,
        )
        return ask_child(child, request, answer, place.parent, member.origin)


# rows -----------------------------------------------------------------------------------------------------------------


@dataclass
class _Made:
    """Rows made of outlines."""

    outlines: Sequence[Outline]
    texts: Sequence[Sequence[Any]]
    several: bool
    scale: float = 1.0
    row_remarks: list[RowRemark] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)

    def read(self) -> Parsed:
        """What the outlines come to; curves that stay open and say nothing of a plot are lines, and no rows."""
        kept: list[Outline] = []
        shapes: list[Any] = []
        problems: dict[int, Text] = {}
        for outline in self.outlines:
            shape, problem = self._shape(outline)
            if shape is None and problem is None and not outline.south:
                self.left["open" if not outline.closed else "empty"] += 1
                continue
            if problem is not None:
                problems[len(kept)] = problem
            elif shape is None:
                self._say(len(kept), "ring-open", outline, _still_open(outline.gap * self.scale))
            kept.append(outline)
            shapes.append(shape)
        kept, shapes, problems = self._without_fillings(kept, shapes, problems)
        geometries = np.empty(len(kept), dtype=object)
        geometries[:] = shapes
        words = self._words(geometries)
        return Parsed(
            ids=[each.handle for each in kept],
            properties=[self._properties(each, words.get(row, [])) for row, each in enumerate(kept)],
            geometries=geometries,
            problems=problems,
            excerpts={row: kept[row].handle for row in problems},
            crs=None,
        )

    def _shape(self, outline: Outline) -> tuple[Any, Text | None]:
        rings = [np.array(ring) * self.scale for ring in outline.rings if len({tuple(p) for p in ring}) >= LEAST_POINTS]
        if not rings:
            return None, None
        if sum(map(len, rings)) > bounds.MAX_VERTICES:
            return None, TOO_LARGE[0]
        if not outline.closed and outline.gap * self.scale > _NEARLY:
            return None, None
        return shape_of_rings(rings), None

    def _without_fillings(
        self, kept: list[Outline], shapes: list[Any], problems: dict[int, Text]
    ) -> tuple[list[Outline], list[Any], dict[int, Text]]:
        """Without hatches that fill an outline that is a row by itself."""
        curves = [n for n, each in enumerate(kept) if each.kind not in {"HATCH", "MPOLYGON"} and shapes[n] is not None]
        fills = [n for n, each in enumerate(kept) if each.kind in {"HATCH", "MPOLYGON"} and shapes[n] is not None]
        if not curves or not fills:
            return kept, shapes, problems
        tree = shapely.STRtree([shapes[n] for n in curves])
        dropped = set()
        for fill in fills:
            for place in tree.query(shapes[fill]).tolist():
                outline = shapes[curves[place]]
                apart = shapely.area(shapely.symmetric_difference(*map(shapely.make_valid, (outline, shapes[fill]))))
                if apart < max(_SAME_AREA, _SAME_AREA * float(shapely.length(outline))):
                    dropped.add(fill)
        self.left["filling"] += len(dropped)
        order = [n for n in range(len(kept)) if n not in dropped]
        moved = {old: new for new, old in enumerate(order)}
        self.row_remarks = [
            RowRemark(row=moved[each.row], code=each.code, excerpt=each.excerpt, text=each.text)
            for each in self.row_remarks
        ]
        return [kept[n] for n in order], [shapes[n] for n in order], {moved[n]: text for n, text in problems.items()}

    def _words(self, geometries: Any) -> dict[int, list[str]]:
        """By row, the texts that stand inside its outline and in no smaller one, from above."""
        there = np.flatnonzero(~shapely.is_missing(geometries))
        if not len(there) or not self.texts:
            return {}
        points = shapely.points([[text[2] * self.scale, text[3] * self.scale] for text in self.texts])
        areas = shapely.area(geometries[there])
        tree = shapely.STRtree(geometries[there])
        inside: dict[int, int] = {}
        for text, place in zip(*tree.query(points, predicate="intersects").tolist(), strict=True):
            if text not in inside or areas[place] < areas[inside[text]]:
                inside[text] = place
        words: dict[int, list[tuple[float, float, str]]] = {}
        for text, place in inside.items():
            words.setdefault(int(there[place]), []).append(
                (-self.texts[text][3], self.texts[text][2], self.texts[text][1])
            )
        return {
            row: list(dict.fromkeys(" ".join(each[2].split()) for each in sorted(said)))[:_TEXTS_INSIDE]
            for row, said in words.items()
        }

    def _properties(self, outline: Outline, words: Sequence[str]) -> dict[str, Any]:
        made: dict[str, Any] = {_OWN: outline.own or None} if any(each.own for each in self.outlines) else {}
        if any(each.south for each in self.outlines):
            made |= dict.fromkeys(_SOUTH)
            plot = outline.south[:1] == [PLOT_LINE]
            named = outline.south[: len(_SOUTH)] if plot else outline.south[:1]
            made |= {name: _plain(value) or None for name, value in zip(_SOUTH, named, strict=False)}
            rest = outline.south[len(named) :]
            if rest:
                made[_OTHERS] = " | ".join(map(_plain, rest))
        if self.texts:
            made[NAME] = " / ".join(map(_plain, words)) or None
        if self.several:
            made[_LAYER] = outline.layer
        return made

    def _say(self, row: int, code: FoundCode, outline: Outline, text: Text) -> None:
        shown = next((value for value in outline.south[1:] if value), outline.handle)
        self.row_remarks.append(RowRemark(row=row, code=code, excerpt=_plain(shown), text=text))

    def remarks(self) -> Iterator[Text]:
        """What of the layers that were taken was put together, and what is no row."""
        if joined := sum(each.lines > 0 for each in self.outlines):
            yield Text(
                f"{joined} 个图形由首尾相接的零散线段围成，请核对",
                f"{many(joined, 'outline')} joined of loose lines that close: look at them",
            )
        for what, zh, en in (
            ("open", "条线没有闭合、也没有宗地数据，未作为图形", "open line"),
            ("empty", "个图形没有面积，未使用", "outline that encloses nothing"),
            ("filling", "个填充与界线重合，只取界线", "hatch that fills an outline"),
        ):
            count = self.left[what]
            if count:
                several = {
                    "outline that encloses nothing": "outlines that enclose nothing",
                    "hatch that fills an outline": "hatches that fill an outline",
                }
                yield Text(f"{count} {zh}", f"{many(count, en, several.get(en, ''))} left out")


def _plain(words: str) -> str:
    """A text without bytes that its encoding does not have."""
    return words.encode("utf-8", "replace").decode("utf-8").strip()


def _scale(units: int, outlines: Sequence[Outline]) -> float:
    """By what coordinates become metres: a drawing in millimetres whose figures are a thousand times those of a survey; else they are taken as they stand."""
    north = [point[1] for each in outlines[:LISTED] for ring in each.rings for point in ring[:1]]
    millimetres = units == _MILLIMETRES and north and all(_TOWN[0] <= each / 1000 <= _TOWN[1] for each in north)
    return 0.001 if millimetres else 1.0


def _head_remarks(head: dict[str, Any], scale: float) -> Iterator[Text]:
    yield Text(
        "DXF 不写坐标系，以映射的 register.crs 为准",
        "a DXF names no coordinate system: register.crs of the mapping says it",
    )
    if head["errors"]:
        yield Text(
            f"图纸有损坏，修复后读取（{head['errors']} 处）",
            f"the drawing was damaged and was recovered ({many(head['errors'], 'place')})",
        )
    if scale != 1:
        yield Text("图纸以毫米为单位，已换算为米", "the drawing is in millimetres and was converted to metres")


def _block_remarks(head: dict[str, Any], outlines: Sequence[Outline]) -> Iterator[Text]:
    if inside := sum(each.block for each in outlines):
        yield Text(f"{inside} 个图形取自图块，已展开", f"{many(inside, 'outline')} taken out of blocks")
        if left := head["blocks_left"]:
            yield Text(
                f"{left} 个图块过大，未（全部）展开：请先用 EXPLODE 分解",
                f"{many(left, 'block')} too large to be looked into, or not wholly: explode them first (EXPLODE)",
            )
    elif head["blocks"] and not any(each.south or each.own for each in outlines):
        blocks = head["blocks"]
        yield Text(
            f"{blocks} 个图块未展开：块外有封闭图形",
            f"{many(blocks, 'block')} not looked into, as there are closed outlines outside of them",
        )


def _still_open(gap: float) -> Text:
    return Text(
        f"界线没有闭合，首尾相距 {figure(gap, 2)} 米：保留属性，没有图形",
        f"its outline is not closed, its ends are {figure(gap, 2)} m apart: the row is kept without a shape",
    )


def _no_drawing(origin: str) -> SourceError:
    return SourceError(
        Text(f"{origin} 的内容不是 DXF", f"{origin} is no DXF by its content"),
        Text("请在 CAD 中打开原图，另存为 DXF", "open the drawing in a CAD program and save it as DXF"),
        file=origin,
    )
