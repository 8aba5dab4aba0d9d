"""The program that reads a DXF drawing with ezdxf, in a process of its own: limits first.

It knows nothing of the product and is run by its path. A request comes as JSON on its input, the answer goes to its output as one line of JSON: outlines with
their layer, rings and extended data, texts with their place, and how many of what else stands there.
"""

from __future__ import annotations

import json
import math
import resource
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

MEMORY: Final = 3 << 30
SECONDS: Final = 120
ANSWER: Final = 2 << 30
_SAGITTA: Final = 0.0005
"""Metres between a chord and its arc; the corners that keep the arc's area lie less than twice as far on the other side."""
_MOST_PIECES: Final = 4096
_SAME: Final = 0.001
_LEAST: Final = 3
_FULL: Final = 2 * math.pi
_OUTLINES: Final = frozenset({"LWPOLYLINE", "POLYLINE", "CIRCLE", "ELLIPSE", "SPLINE", "HATCH", "MPOLYGON"})
_TEXTS: Final = frozenset({"TEXT", "MTEXT", "ATTRIB"})
_LONGEST: Final = 1_000
_STRING: Final = 1000


class _Refused(Exception):
    """What is not read, in a word."""


def main() -> None:
    """Answer the one request on the input."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, ANSWER),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    request = json.load(sys.stdin)
    try:
        head = _answer(**request)
    except _Refused as refusal:
        head = {"refused": str(refusal)}
    except (MemoryError, RecursionError):
        head = {"refused": "memory"}
    except Exception as mistake:  # noqa: BLE001 - whatever ezdxf says is passed on as a word
        head = {"mistake": f"{type(mistake).__name__}: {mistake}"[:300]}
    sys.stdout.buffer.write(json.dumps(head, allow_nan=False).encode() + b"\n")


def _answer(path: str, encoding: str | None, most: dict[str, int]) -> dict[str, Any]:
    document, errors = _opened(path, encoding)
    outlines: list[dict[str, Any]] = []
    texts: list[list[Any]] = []
    others: Counter[str] = Counter()
    for entity in document.modelspace():
        kind, layer = entity.dxftype(), _signs(str(entity.dxf.layer))
        if kind in _OUTLINES:
            outlines.append(_outline(entity, kind, layer))
            if len(outlines) > most["features"]:
                raise _Refused("features")
        elif kind in _TEXTS:
            words = (entity.plain_text() if kind != "MTEXT" else entity.plain_text(fast=True)).strip()
            place = entity.dxf.insert if kind == "MTEXT" else _text_place(entity)
            if words and all(map(math.isfinite, (place.x, place.y))):
                texts.append([layer, _signs(words)[:_LONGEST], place.x, place.y])
        else:
            others[f"{kind} {layer}"] += 1
    return {
        "version": str(document.dxfversion),
        "encoding": str(document.encoding),
        "units": int(document.header.get("$INSUNITS", 0)),
        "errors": errors,
        "outlines": _joined(outlines),
        "texts": texts,
        "others": dict(others.most_common(200)),
    }


def _opened(path: str, encoding: str | None) -> tuple[Any, int]:
    """The drawing, and how many of its errors were passed over to read it at all."""
    from ezdxf import recover  # noqa: PLC0415 - after the limits
    from ezdxf.filemanagement import readfile  # noqa: PLC0415 - after the limits
    from ezdxf.lldxf.const import DXFError  # noqa: PLC0415 - after the limits

    try:
        return readfile(path, encoding=encoding), 0
    except (DXFError, ValueError, KeyError, AttributeError, TypeError, IndexError):
        document, auditor = recover.readfile(path)
        return document, max(1, len(auditor.errors) + len(auditor.fixes))


def _text_place(entity: Any) -> Any:
    """Where a text stands: at the point that it is aligned to, where it is aligned."""
    aligned = entity.dxf.hasattr("align_point") and (entity.dxf.halign or entity.dxf.valign)
    place = entity.dxf.align_point if aligned else entity.dxf.insert
    return entity.ocs().to_wcs(place)


def _outline(entity: Any, kind: str, layer: str) -> dict[str, Any]:
    rings: list[list[tuple[float, float]]] = []
    closed, gap = False, 0.0
    try:
        if kind in {"HATCH", "MPOLYGON"}:
            rings, closed = [ring for path in entity.paths for ring in _boundary(entity, path)], True
        else:
            points, closed = _points(entity, kind)
            rings = [points]
            if points and not closed:
                gap = math.dist(points[0], points[-1])
                closed = gap <= _SAME and len(points) > _LEAST
    except (ValueError, ArithmeticError, TypeError, AttributeError, IndexError):
        rings = []
    rings = [ring for ring in rings if all(math.isfinite(value) for point in ring for value in point)]
    return {
        "layer": layer,
        "kind": kind,
        "handle": str(entity.dxf.handle),
        "closed": closed,
        "gap": gap,
        "rings": rings,
        "south": _extended(entity, "SOUTH"),
        "own": next(iter(_extended(entity, "LANDSTOCK")), ""),
    }


def _extended(entity: Any, application: str) -> list[str]:
    """The texts of the extended data of an application."""
    if not entity.has_xdata(application):
        return []
    return [_signs(str(tag.value))[:_LONGEST] for tag in entity.get_xdata(application) if tag.code == _STRING]


def _signs(text: str) -> str:
    r"""A text with the signs that stand in it by their numbers, ``\U+00B2``."""
    from ezdxf.lldxf.encoding import decode_dxf_unicode  # noqa: PLC0415 - after the limits

    return str(decode_dxf_unicode(text)) if "\\U+" in text else text


def _joined(outlines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outlines, those of one feature of ours together: its parts and holes are polylines of their own."""
    first: dict[str, dict[str, Any]] = {}
    kept: list[dict[str, Any]] = []
    for outline in outlines:
        whole = first.setdefault(outline["own"], outline) if outline["own"] and outline["closed"] else outline
        if whole is outline:
            kept.append(outline)
        else:
            whole["rings"].extend(outline["rings"])
    return kept


def _points(entity: Any, kind: str) -> tuple[list[tuple[float, float]], bool]:
    """The points of a curve as they lie on the plan, and whether it says that it is closed."""
    if kind == "LWPOLYLINE":
        corners = [(x, y, bulge) for x, y, bulge in entity.get_points("xyb")]
        return _on_plan(entity, _with_arcs(corners, closed=bool(entity.closed))), bool(entity.closed)
    if kind == "POLYLINE":
        return _old_polyline(entity)
    if kind == "CIRCLE":
        centre, radius = entity.dxf.center, abs(entity.dxf.radius)
        return _on_plan(entity, _ring(centre.x, centre.y, radius)), True
    points = [(each.x, each.y) for each in entity.flattening(_SAGITTA)]
    if kind == "ELLIPSE":
        whole = abs(abs(entity.dxf.end_param - entity.dxf.start_param) - _FULL) < 1e-9
        return points, whole
    return points, bool(entity.closed)


def _old_polyline(entity: Any) -> tuple[list[tuple[float, float]], bool]:
    if not (entity.is_2d_polyline or entity.is_3d_polyline):
        return [], False
    closed = bool(entity.is_closed)
    # The points that control a curve are none of it.
    corners = [
        (each.dxf.location.x, each.dxf.location.y, each.dxf.get("bulge", 0.0))
        for each in entity.vertices
        if not each.dxf.flags & 16
    ]
    if entity.is_3d_polyline:
        return [(x, y) for x, y, _ in corners], closed
    return _on_plan(entity, _with_arcs(corners, closed=closed)), closed


def _on_plan(entity: Any, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points of the entity's own plane on the plan: a mirrored drawing turns planes over."""
    ocs = entity.ocs()
    if not ocs.transform:
        return list(points)
    return [(each.x, each.y) for each in ocs.points_to_wcs((x, y, 0.0) for x, y in points)]


def _with_arcs(corners: list[tuple[float, float, float]], *, closed: bool) -> Iterator[tuple[float, float]]:
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


def _pieces(radius: float, angle: float) -> int:
    if radius <= _SAGITTA:
        return 4
    return min(_MOST_PIECES, math.ceil(abs(angle) / (2 * math.acos(1 - _SAGITTA / radius))))


def _ring(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """A circle as a ring of its area."""
    count = max(8, _pieces(radius, _FULL))
    out = radius * math.sqrt(_FULL / (count * math.sin(_FULL / count)))
    return [(x + out * math.cos(_FULL * n / count), y + out * math.sin(_FULL * n / count)) for n in range(count)]


def _boundary(entity: Any, path: Any) -> Iterator[list[tuple[float, float]]]:
    """The ring of a hatch's boundary."""
    if hasattr(path, "vertices"):
        corners = [(each[0], each[1], each[2] if len(each) > 2 else 0.0) for each in path.vertices]
        yield _on_plan(entity, _with_arcs(corners, closed=True))
        return
    points: list[tuple[float, float]] = []
    for edge in path.edges:
        piece = list(_edge(edge))
        if points and piece and math.dist(points[-1], piece[-1]) < math.dist(points[-1], piece[0]):
            piece.reverse()
        points += piece
    yield _on_plan(entity, points)


def _edge(edge: Any) -> Iterator[tuple[float, float]]:
    name = type(edge).__name__
    if name == "LineEdge":
        yield from ((edge.start.x, edge.start.y), (edge.end.x, edge.end.y))
    elif name == "ArcEdge":
        start, end = math.radians(edge.start_angle), math.radians(edge.end_angle)
        angle = (end - start) % _FULL or _FULL
        x, y, radius = edge.center.x, edge.center.y, abs(edge.radius)
        yield x + radius * math.cos(start), y + radius * math.sin(start)
        yield from _arc(x, y, radius, start, angle)
        yield x + radius * math.cos(start + angle), y + radius * math.sin(start + angle)
    else:
        tool = edge.construction_tool()
        yield from ((each.x, each.y) for each in tool.flattening(_SAGITTA))


if __name__ == "__main__":
    main()
