"""Which outlines of a drawing are meant: those of the layers that a mapping names, or of the one that looks like it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gis.errors import SourceError
from gis.io.members import Member
from gis.text import Text, many

_LAYERS: Final = re.compile("[,，、;；]")
PLOT_LINE: Final = "300000"
"""The code by which CASS marks the line of a plot."""
LEAST_POINTS: Final = 3
LISTED: Final = 8


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A curve or a hatch of a drawing: its rings as points, and what CASS wrote beside it; ``gap`` is how far a curve is from being closed, in drawing units.

    ``own`` is the number of the feature where this program drew it, with all of its rings; ``lines`` is of how many loose lines it was joined, 0 where it
    was drawn as one; ``block`` is true where it stands in a block.
    """

    layer: str
    kind: str
    handle: str
    closed: bool
    gap: float
    rings: list[list[list[float]]]
    south: list[str]
    own: str = ""
    lines: int = 0
    block: bool = False

    @property
    def encloses(self) -> bool:
        """Whether it is closed and has an inside."""
        return self.closed and any(len({tuple(point) for point in ring}) >= LEAST_POINTS for ring in self.rings)


def layers_asked(words: str) -> list[str]:
    """The names of layers in what a mapping says."""
    return [part.strip() for part in _LAYERS.split(words) if part.strip()]


def closed_by_layer(outlines: Sequence[Outline]) -> Counter[str]:
    """How many closed outlines each layer has."""
    return Counter(each.layer for each in outlines if each.encloses)


def choose_layers(
    member: Member, layer: str, outlines: Sequence[Outline], others: dict[str, int]
) -> tuple[set[str], list[Text]]:
    """The layers whose outlines are meant, and what is said of the choice."""
    closed = closed_by_layer(outlines)
    if layer:
        by_fold = {each.layer.casefold(): each.layer for each in outlines}
        asked = layers_asked(layer)
        missing = [part for part in asked if part.casefold() not in by_fold]
        if missing:
            raise _no_layer(member.origin, missing[0], sorted(closed) or sorted(by_fold.values()))
        return {by_fold[part.casefold()] for part in asked}, []
    if not closed:
        raise no_outline(member.origin, outlines, others, "")
    if ours := {each.layer for each in outlines if each.encloses and each.own}:
        return ours, []
    plots = Counter(each.layer for each in outlines if each.encloses and each.south[:1] == [PLOT_LINE])
    # What was drawn closed is meant before what loose lines happen to enclose.
    drawn = Counter(each.layer for each in outlines if each.encloses and not each.lines)
    best = max(plots or drawn or closed, key=lambda name: (plots[name], closed[name], name))
    rest = [f"{name} {count}" for name, count in closed.most_common() if name != best][:LISTED]
    if not rest:
        return {best}, []
    said = Text(
        f"取图层 {best} 的 {closed[best]} 个封闭图形；其他图层（{'、'.join(rest)}）未取，要取时在映射中写 register.sheet",
        f"the {many(closed[best], 'closed outline')} of the layer {best} were taken; others ({', '.join(rest)}) were not: name them as register.sheet of the mapping",
    )
    return {best}, [said]


def _no_layer(origin: str, layer: str, layers: Sequence[str]) -> SourceError:
    return SourceError(
        Text(
            f"{origin} 没有图层 {layer}，有封闭图形的图层：{'、'.join(layers) or '—'}",
            f"{origin} has no layer {layer}; layers with closed outlines: {', '.join(layers) or '—'}",
        ),
        Text(
            "请改正映射的 register.sheet，多个图层用逗号分开",
            "correct register.sheet of the mapping; several layers with commas",
        ),
        file=origin,
        layers=list(layers),
    )


def no_outline(origin: str, outlines: Sequence[Outline], others: dict[str, int], layer: str) -> SourceError:
    """The refusal of a drawing, or of a layer of it, in which nothing is closed."""
    lines = Counter[str](
        {name: count for name, count in others.items() if name.startswith(("LINE ", "ARC ", "INSERT "))}
    )
    lines.update(f"{each.kind} {each.layer}" for each in outlines if not each.encloses)
    shown = ", ".join(f"{name} {count}" for name, count in lines.most_common(LISTED)) or "—"
    where = Text(f"图层 {layer} ", f" on the layer {layer}") if layer else Text("", "")
    return SourceError(
        Text(
            f"{origin} {where.zh}没有封闭的界线（有：{shown}）",
            f"{origin} has no closed outline{where.en} (it has: {shown})",
        ),
        Text(
            "请在 CAD 中把界线合并为闭合多段线（PEDIT 的“合并、闭合”或 BOUNDARY），块内的图形先用 EXPLODE 分解，再存为 DXF",
            "join the lines to closed polylines in the CAD program (PEDIT with Join and Close, or BOUNDARY), explode blocks that hold them (EXPLODE), and save as DXF",
        ),
        file=origin,
    )
