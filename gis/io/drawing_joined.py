"""Loose lines of a drawing joined to the areas that they plainly close: rings of lines that meet end to end, and the faces of a net of them.

The program that reads a drawing loads this file by its path: it knows nothing of the product.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, Final, NamedTuple

Point = tuple[float, float]
Line = list[Point]

MOST_LINES: Final = 100_000
MOST_POINTS: Final = 500_000
"""Lines and points of one layer beyond which nothing is joined: contours, not plots."""
_MOST_OF_A_NET: Final = 20_000
_LEAST: Final = 3


class Joined(NamedTuple):
    """An area: its rings, the outer one first and open at their ends, and the places of the lines of which it is made."""

    rings: list[Line]
    lines: list[int]


class _Sets:
    """Things that belong together (union-find)."""

    def __init__(self, count: int) -> None:
        self.above = list(range(count))

    def first(self, one: int) -> int:
        while self.above[one] != one:
            self.above[one] = self.above[self.above[one]]
            one = self.above[one]
        return one

    def join(self, one: int, other: int) -> None:
        self.above[self.first(other)] = self.first(one)


def join_lines(lines: Sequence[Line], near: float) -> list[Joined]:
    """The areas that open lines close together.

    Parameters
    ----------
    lines
        Each with two points or more, in one plane.
    near
        How far apart ends may lie that meet, in the unit of the points.

    Notes
    -----
    Lines that meet two by two make one ring, as it was drawn, also where it crosses another. Where three or more meet, or one ends on another, the areas
    are the faces between them. What dangles encloses nothing.
    """
    if len(lines) > MOST_LINES or sum(map(len, lines)) > MOST_POINTS:
        return []
    nodes, places = _nodes(lines, near)
    ends = _without_doubles(lines, nodes, near)
    degree = Counter(node for pair in ends.values() for node in pair)
    met = {place: [places[pair[0]], *lines[place][1:-1], places[pair[1]]] for place, pair in ends.items()}
    together = _Sets(len(lines))
    at_node: dict[int, list[int]] = defaultdict(list)
    for place, pair in ends.items():
        for node in pair:
            at_node[node].append(place)
    for owners in at_node.values():
        for other in owners[1:]:
            together.join(owners[0], other)
    loose = [(node, owners[0]) for node, owners in at_node.items() if degree[node] == 1]
    resting = _rest_ends(met, [(places[node], place) for node, place in loose], near, together)
    nets: dict[int, list[int]] = defaultdict(list)
    for place in ends:
        nets[together.first(place)].append(place)
    areas: list[Joined] = []
    for members in nets.values():
        if not resting & {*members} and all(degree[node] == 2 for place in members for node in ends[place]):
            areas += _ring(members, ends, met, at_node)
        elif len(members) <= _MOST_OF_A_NET and len(members) > 1:
            areas += _faces(members, met, near)
    return areas


def _nodes(lines: Sequence[Line], near: float) -> tuple[list[tuple[int, int]], list[Point]]:
    """Of each line the nodes at which it begins and ends, and where nodes lie: ends that are near are one."""
    points = [point for line in lines for point in (line[0], line[-1])]
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    alike = _Sets(len(points))
    for place, (x, y) in enumerate(points):
        column, row = int(x // near), int(y // near)
        for across, up in product((-1, 0, 1), repeat=2):
            for other in cells.get((column + across, row + up), ()):
                if abs(points[other][0] - x) <= near and abs(points[other][1] - y) <= near:
                    alike.join(other, place)
        # One point a cell stands for those that lie at the very same place.
        if not any(points[other] == (x, y) for other in cells.get((column, row), ())):
            cells[column, row].append(place)
    firsts = [alike.first(place) for place in range(len(points))]
    return [(firsts[2 * n], firsts[2 * n + 1]) for n in range(len(lines))], points


def _without_doubles(
    lines: Sequence[Line], nodes: Sequence[tuple[int, int]], near: float
) -> dict[int, tuple[int, int]]:
    """By place, the ends of the lines that go from one node to another, each once: walls are often drawn twice."""
    kept: dict[int, tuple[int, int]] = {}
    seen = set()
    for place, (start, end) in enumerate(nodes):
        inner = tuple((int(x // near), int(y // near)) for x, y in lines[place][1:-1])
        way = min((start, end, inner), (end, start, inner[::-1]))
        if start != end and way not in seen:
            seen.add(way)
            kept[place] = (start, end)
    return kept


def _rest_ends(met: dict[int, Line], ends: Sequence[tuple[Point, int]], near: float, together: _Sets) -> set[int]:
    """Lines on which the end of another rests, with a corner there; both belong together then."""
    import shapely  # noqa: PLC0415 - after the limits

    if not ends or len(met) < 2:
        return set()
    order = list(met)
    drawn = [shapely.LineString(met[place]) for place in order]
    tree = shapely.STRtree(drawn)
    points = shapely.points([point for point, _ in ends])
    corners: dict[int, list[tuple[float, Point]]] = defaultdict(list)
    resting: set[int] = set()
    for end, target in zip(*tree.query(points, predicate="dwithin", distance=near).tolist(), strict=True):
        point, owner = ends[end]
        place = order[target]
        if place != owner:
            corners[place].append((float(shapely.line_locate_point(drawn[target], points[end])), point))
            together.join(place, owner)
            resting |= {place, owner}
    for place, found in corners.items():
        line = shapely.LineString(met[place])
        along = [(float(shapely.line_locate_point(line, shapely.Point(each))), each) for each in met[place][1:-1]]
        met[place] = [met[place][0], *(each for _, each in sorted([*along, *found])), met[place][-1]]
    return resting


def _ring(
    members: Sequence[int], ends: dict[int, tuple[int, int]], met: dict[int, Line], at_node: dict[int, list[int]]
) -> Iterator[Joined]:
    """The one ring of lines that meet two by two, walked from the first."""
    place, (start, node) = members[0], ends[members[0]]
    ring, used = list(met[place][:-1]), [place]
    while node != start:
        place = next(each for each in at_node[node] if each != place)
        forward = ends[place][0] == node
        line = met[place] if forward else met[place][::-1]
        ring += line[:-1]
        used.append(place)
        node = ends[place][1 if forward else 0]
    if len({*ring}) >= _LEAST:
        yield Joined([ring], used)


def _faces(members: Sequence[int], met: dict[int, Line], near: float) -> Iterator[Joined]:
    """The faces between lines of which several meet."""
    import shapely  # noqa: PLC0415 - after the limits

    drawn: list[Any] = [shapely.LineString(met[place]) for place in members]
    noded = shapely.unary_union(drawn)
    faces = [face for face in shapely.get_parts(shapely.polygonize([noded])).tolist() if face.area > near * face.length]
    if not faces:
        return
    tree = shapely.STRtree(faces)
    sides: dict[int, list[int]] = defaultdict(list)
    for line, face in zip(*tree.query(drawn, predicate="intersects").tolist(), strict=True):
        sides[face].append(members[line])
    for number, face in enumerate(faces):
        rings = [face.exterior, *face.interiors]
        yield Joined([[(x, y) for x, y in ring.coords[:-1]] for ring in rings], sides[number])
