"""Layout of a park: streets, the blocks between them, the plots within."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gis.demonstration.frame import Block, Frame, Plot, Point

Box = tuple[float, float, float, float]
EDGE_M = 22.0
"""How far a park's outline lies outside its outer streets."""
VERGE_M = 3.0


@dataclass(frozen=True, kw_only=True)
class Street:
    """A street's axis, its width, and its names."""

    geometry: Any
    width_m: float
    name: str
    name_en: str


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A park of the recipe with its frame."""

    park: Mapping[str, Any]
    frame: Frame

    def streets(self) -> Iterator[Street]:
        """North-south streets, then west-east ones; wide ones run on into the country."""
        us, vs = self.park["columns"], self.park["rows"]
        for u, width, names in zip(us, self.park["column_widths"], self.park["column_names"], strict=True):
            reach = 900.0 if width >= 36 else 0.0
            yield self._street([(u, v) for v in (vs[0] - reach, *vs, vs[-1] + reach)], width, names)
        for v, width, names in zip(vs, self.park["row_widths"], self.park["row_names"], strict=True):
            reach = 900.0 if width >= 36 else 0.0
            yield self._street([(u, v) for u in (us[0] - reach, *us, us[-1] + reach)], width, names)

    def _street(self, points: Sequence[Point], width: float, names: str) -> Street:
        name, name_en = names.split("|")
        unique = list(dict.fromkeys(points))
        return Street(geometry=self.frame.line(unique), width_m=float(width), name=name, name_en=name_en)

    def blocks(self) -> Iterator[Block]:
        """Blocks from the south-west: a letter a row, a number a column."""
        us, uw, vs, vw = (self.park[key] for key in ("columns", "column_widths", "rows", "row_widths"))
        for j in range(len(vs) - 1):
            for i in range(len(us) - 1):
                west, east = us[i] + uw[i] / 2 + VERGE_M, us[i + 1] - uw[i + 1] / 2 - VERGE_M
                south, north = vs[j] + vw[j] / 2 + VERGE_M, vs[j + 1] - vw[j + 1] / 2 - VERGE_M
                corners = tuple(
                    self.frame.metres(u, v) for u, v in ((west, south), (east, south), (east, north), (west, north))
                )
                yield Block(
                    name=f"{chr(ord('A') + j)}{i + 1:02d}",
                    corners=(corners[0], corners[1], corners[2], corners[3]),
                    width_m=east - west,
                    depth_m=north - south,
                )

    def box(self, first: str, last: str) -> Box:
        """The local box, to the street axes, of the blocks from one to another."""
        us, vs = self.park["columns"], self.park["rows"]
        i, j = int(first[1:]) - 1, ord(first[0]) - ord("A")
        k, m = int(last[1:]), ord(last[0]) - ord("A") + 1
        return us[i], vs[j], us[k], vs[m]

    def outline(self, box: Box | None = None, *, margin_m: float = 0.0) -> Any:
        """A polygon along the streets of a local box; of the whole park where none is given."""
        us, vs = self.park["columns"], self.park["rows"]
        u0, v0, u1, v1 = box or (us[0], vs[0], us[-1], vs[-1])
        inner_us = [u for u in us if u0 < u < u1]
        inner_vs = [v for v in vs if v0 < v < v1]
        u0, v0, u1, v1 = u0 - margin_m, v0 - margin_m, u1 + margin_m, v1 + margin_m
        ring = [(u, v0) for u in (u0, *inner_us, u1)] + [(u1, v) for v in (*inner_vs, v1)]
        ring += [(u, v1) for u in (*reversed(inner_us), u0)] + [(u0, v) for v in reversed(inner_vs)]
        return self.frame.polygon(ring)


def plots(block: Block, chance: random.Random, *, smallest_m2: float = 13_000, spread_m2: float = 62_000) -> list[Plot]:
    """The plots of a block, cut in turn until each is as large as chance wants, with shared edges vertex by vertex."""
    boxes = _cut((0.0, 0.0, 1.0, 1.0), block, chance, smallest_m2 + spread_m2 * chance.random() * chance.random())
    corners = {(s, t) for s0, t0, s1, t1 in boxes for s in (s0, s1) for t in (t0, t1)}
    return [Plot(block=block, box=box, vertices=_noded(box, corners)) for box in sorted(boxes)]


def _cut(box: Box, block: Block, chance: random.Random, wanted_m2: float) -> list[Box]:
    s0, t0, s1, t1 = box
    width, depth = (s1 - s0) * block.width_m, (t1 - t0) * block.depth_m
    if width * depth < wanted_m2 * 1.45 or min(width, depth) < 90:
        return [box]
    share = 0.38 + 0.24 * chance.random()
    if width > depth * (0.85 + 0.35 * chance.random()):
        middle = round(s0 + (s1 - s0) * share, 4)
        halves = (s0, t0, middle, t1), (middle, t0, s1, t1)
    else:
        middle = round(t0 + (t1 - t0) * share, 4)
        halves = (s0, t0, s1, middle), (s0, middle, s1, t1)
    return [part for half in halves for part in _cut(half, block, chance, wanted_m2)]


def _noded(box: Box, corners: set[Point]) -> tuple[Point, ...]:
    """The ring of a box, counter-clockwise, with the corners of others that lie on its edges."""
    s0, t0, s1, t1 = box
    south = sorted(s for s, t in corners if t == t0 and s0 <= s <= s1)
    east = sorted(t for s, t in corners if s == s1 and t0 < t <= t1)
    north = sorted((s for s, t in corners if t == t1 and s0 <= s < s1), reverse=True)
    west = sorted((t for s, t in corners if s == s0 and t0 < t < t1), reverse=True)
    return (
        *((s, t0) for s in south),
        *((s1, t) for t in east),
        *((s, t1) for s in north),
        *((s0, t) for t in west),
    )
