"""A plot of cost against size as SVG text, both axes logarithmic, without a plotting library."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from bench.figures import Measured, size_words

WIDTH: Final = 760
HEIGHT: Final = 420
LEFT: Final = 64
RIGHT: Final = 170
TOP: Final = 40
BOTTOM: Final = 48
COLOURS: Final = {
    "landstock": "#0B665E",
    "tipg": "#A63A1F",
    "pygeoapi": "#8A3A6B",
    "postgis": "#1F5F9E",
    "geopandas": "#9A5F06",
    "duckdb": "#6B6B00",
    "sqlite": "#4F82B3",
    "floor": "#7C8A82",
}
Lines = Mapping[str, Sequence[tuple[int, float]]]


def cost_against_size(runs: Sequence[Measured], workload: str) -> str:
    """Each contestant's median of a workload against the size of the cadastre; ends are labelled, lines never told by colour alone."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for run in sorted(runs, key=lambda run: run.size):
        for figure in run.of(workload):
            lines.setdefault(figure.who, []).append((run.size, figure.median))
    unit = next((figure.unit for run in runs for figure in run.of(workload)), "ms")
    return _drawn(lines, f"{workload}, median in {unit}")


def _drawn(lines: Lines, title: str) -> str:
    sizes = sorted({size for line in lines.values() for size, _ in line}) or [1]
    values = [value for line in lines.values() for _, value in line] or [1.0]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    first, last = math.log10(sizes[0]), max(math.log10(sizes[-1]), math.log10(sizes[0]) + 1)

    def x(size: float) -> float:
        return LEFT + (math.log10(size) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(value) - low) / max(high - low, 1) * (HEIGHT - TOP - BOTTOM)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-size="15">{escape(title)} (both axes logarithmic)</text>',
    ]
    for power in range(low, high + 1):
        out.append(f'<path d="M{LEFT} {y(10**power):.1f}H{WIDTH - RIGHT}" stroke="#DDDCD3"/>')
        out.append(
            f'<text x="{LEFT - 8}" y="{y(10**power) + 4:.1f}" text-anchor="end" fill="#444">{10.0**power:g}</text>'
        )
    out += [
        f'<text x="{x(size):.1f}" y="{HEIGHT - 22}" text-anchor="middle" fill="#444">{size_words(size)}</text>'
        for size in sizes
    ]
    ends = _apart({who: y(line[-1][1]) for who, line in lines.items()})
    for who, line in lines.items():
        points = [(x(size), y(value)) for size, value in line]
        colour, dash = COLOURS.get(who, "#333"), ' stroke-dasharray="5 4"' if who == "floor" else ""
        path = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in points)
        width = 3 if who == "landstock" else 1.6
        out.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dash}/>')
        out += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3.5" fill="{colour}"/>' for px, py in points]
        px = points[-1][0] + 10
        out.append(f'<text x="{px:.1f}" y="{ends[who] + 4:.1f}" fill="{colour}">{who} {line[-1][1]:.3g}</text>')
    return "\n".join([*out, "</svg>", ""])


def _apart(heights: Mapping[str, float], gap: float = 16) -> dict[str, float]:
    """Heights of labels, moved down where they would lie over one another."""
    found: dict[str, float] = {}
    last = -math.inf
    for who, height in sorted(heights.items(), key=lambda pair: pair[1]):
        last = max(height, last + gap)
        found[who] = last
    return found
