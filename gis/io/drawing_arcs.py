"""Arcs of a drawing as chords that stay near them and enclose what they enclose.

The program that reads a drawing loads this file by its path: it knows nothing of the product.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

SAGITTA: Final = 0.0005
"""Metres between a chord and its arc; the corners that keep the arc's area lie less than twice as far on the other side."""
_MOST_PIECES: Final = 4096
FULL: Final = 2 * math.pi


def with_arcs(corners: list[tuple[float, float, float]], *, closed: bool) -> Iterator[tuple[float, float]]:
    """Corners with the arcs between them, a bulge being the tangent of a quarter of the arc's angle."""
    last = len(corners) - (0 if closed else 1)
    for place, (x, y, bulge) in enumerate(corners):
        yield x, y
        if bulge and place < last:
            end = corners[(place + 1) % len(corners)]
            yield from _bulged(x, y, end[0], end[1], bulge)


def _bulged(x: float, y: float, end_x: float, end_y: float, bulge: float) -> Iterator[tuple[float, float]]:
    """The points within an arc from one corner to the next."""
    chord = math.dist((x, y), (end_x, end_y))
    if not chord or not math.isfinite(bulge):
        return
    angle = 4 * math.atan(bulge)
    radius = chord / (2 * math.sin(abs(angle) / 2))
    # The centre lies on the perpendicular of the chord, left of its way for an arc that turns left and is less than half a circle.
    off = (1 - bulge * bulge) / (4 * bulge)
    centre_x, centre_y = (x + end_x) / 2 - (end_y - y) * off, (y + end_y) / 2 + (end_x - x) * off
    start = math.atan2(y - centre_y, x - centre_x)
    yield from _arc(centre_x, centre_y, radius, start, angle)


def _arc(x: float, y: float, radius: float, start: float, angle: float) -> Iterator[tuple[float, float]]:
    """The points within an arc, without its ends: so far out that the pieces enclose what the arc encloses."""
    count = max(2, _pieces(radius, angle))
    step = angle / count
    sine, whole = math.sin(abs(step)), abs(angle)
    square = (count - 2) * sine
    # Two triangles with one corner at the end of the arc and count - 2 with both corners out come to the sector.
    out = (
        whole * radius / (2 * sine)
        if not square
        else radius * (math.sqrt(sine * sine + square * whole) - sine) / square
    )
    for place in range(1, count):
        turned = start + place * step
        yield x + out * math.cos(turned), y + out * math.sin(turned)


def arc_with_ends(x: float, y: float, radius: float, start: float, end: float) -> Iterator[tuple[float, float]]:
    """The points of an arc that turns left from one angle to another, both in degrees, with its ends."""
    begin = math.radians(start)
    angle = (math.radians(end) - begin) % FULL or FULL
    yield x + radius * math.cos(begin), y + radius * math.sin(begin)
    yield from _arc(x, y, radius, begin, angle)
    yield x + radius * math.cos(begin + angle), y + radius * math.sin(begin + angle)


def _pieces(radius: float, angle: float) -> int:
    if radius <= SAGITTA:
        return 4
    return min(_MOST_PIECES, math.ceil(abs(angle) / (2 * math.acos(1 - SAGITTA / radius))))


def ring(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """A circle as a ring of its area."""
    count = max(8, _pieces(radius, FULL))
    out = radius * math.sqrt(FULL / (count * math.sin(FULL / count)))
    return [(x + out * math.cos(FULL * n / count), y + out * math.sin(FULL * n / count)) for n in range(count)]
