"""The program that reads a DXF drawing with ezdxf, in a process of its own: limits first.

It knows nothing of the product and is run by its path. A request comes as JSON on its input, the answer goes to its output as one line of JSON: outlines with
their layer, rings and extended data, texts with their place, and how many of what else stands there. Loose lines are joined where they close; blocks are
looked into where the drawing has no outline without them.
"""

from __future__ import annotations

import importlib.util
import json
import math
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

MEMORY: Final = 3 << 30
SECONDS: Final = 120
ANSWER: Final = 2 << 30
_SAME: Final = 0.001
_LEAST: Final = 3
_OUTLINES: Final = frozenset({"LWPOLYLINE", "POLYLINE", "CIRCLE", "ELLIPSE", "SPLINE", "HATCH", "MPOLYGON"})
_TEXTS: Final = frozenset({"TEXT", "MTEXT", "ATTRIB"})
_LONGEST: Final = 1_000
_LOOSE: Final = frozenset({"LINE", "ARC"})
_OPEN: Final = frozenset({"LWPOLYLINE", "POLYLINE", "ELLIPSE", "SPLINE"})
_MEET: Final = 0.01
_NEARLY: Final = 0.05
"""Metres within which ends of loose lines meet, and by which a curve may stay open and be meant closed by itself."""
_MILLIMETRES: Final = 1e8
"""Beyond this a coordinate of China is in millimetres."""
_MOST_FROM_BLOCKS: Final = 50_000
_MOST_DEEP: Final = 8
_LONGEST_ON_BLOCKS: Final = 30.0
"""Entities that are taken out of blocks, blocks within one another, and seconds spent on them."""
_STRING: Final = 1000


def _beside(name: str) -> Any:
    """A file beside this one: in a process without the product it is loaded by its path."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_ARCS: Final = _beside("drawing_arcs")
_JOINING: Final = _beside("drawing_joined")


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


def _answer(path: str, encoding: str | None, layers: list[str], most: dict[str, int]) -> dict[str, Any]:
    document, errors = _opened(path, encoding)
    drawn = _Drawn(most["features"])
    for entity in document.modelspace():
        drawn.take(entity, _signs(str(entity.dxf.layer)))
    drawn.join()
    blocks = len(drawn.blocks)
    if blocks and not drawn.encloses({layer.casefold() for layer in layers}):
        drawn.explode()
        drawn.join()
    return {
        "version": str(document.dxfversion),
        "encoding": str(document.encoding),
        "units": int(document.header.get("$INSUNITS", 0)),
        "errors": errors,
        "outlines": _joined(drawn.outlines),
        "texts": drawn.texts,
        "others": dict((+drawn.others).most_common(200)),
        "blocks": blocks,
        "blocks_left": len(drawn.blocks),
    }


class _NoRoom(Exception):
    """There is no room, or no time, for more of what stands in blocks."""


@dataclass
class _Drawn:
    """What a drawing has, as it is found; lines and arcs stand apart by layer, up to what is joined."""

    most: int
    outlines: list[dict[str, Any]] = field(default_factory=list)
    lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    texts: list[list[Any]] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    blocks: list[tuple[Any, str]] = field(default_factory=list)
    room: int = _MOST_FROM_BLOCKS
    until: float = math.inf

    def take(self, entity: Any, layer: str, block: str = "") -> None:
        """An entity, with the handle of the block's reference where it comes out of one."""
        kind = entity.dxftype()
        if kind in _OUTLINES:
            self.outlines.append(_named(_outline(entity, kind, layer), block, len(self.outlines)))
            if len(self.outlines) > self.most:
                raise _Refused("features")
        elif kind in _TEXTS:
            words = (entity.plain_text() if kind != "MTEXT" else entity.plain_text(fast=True)).strip()
            place = entity.dxf.insert if kind == "MTEXT" else _text_place(entity)
            if words and all(map(math.isfinite, (place.x, place.y))):
                self.texts.append([layer, _signs(words)[:_LONGEST], place.x, place.y])
        else:
            self.others[f"{kind} {layer}"] += 1
            lines = self.lines.setdefault(layer, []) if kind in _LOOSE else []
            if kind in _LOOSE and len(lines) <= _JOINING.MOST_LINES:
                lines.append(_named(_outline(entity, kind, layer), block, len(lines)))
            if kind == "INSERT" and not block:
                self.blocks.append((entity, layer))

    def encloses(self, layers: set[str]) -> bool:
        """Whether a layer that is asked for has an outline, or any has where none is named."""
        return any(each["closed"] and (not layers or each["layer"].casefold() in layers) for each in self.outlines)

    def explode(self) -> None:
        """Take what stands in the blocks; those are left over for which there is no room or no time."""
        self.until = time.process_time() + _LONGEST_ON_BLOCKS
        try:
            while self.blocks:
                reference, layer = self.blocks[0]
                self._explode(reference, layer, str(reference.dxf.handle), 0)
                del self.blocks[0]
        except _NoRoom:
            pass

    def _explode(self, reference: Any, layer: str, handle: str, depth: int) -> None:
        from ezdxf.lldxf.const import DXFError  # noqa: PLC0415 - after the limits

        try:
            for one in reference.multi_insert() if reference.mcount > 1 else (reference,):
                for entity in (*one.attribs, *_inside(one, depth)):
                    self.room -= 1
                    if self.room < 0 or time.process_time() > self.until:
                        raise _NoRoom
                    # What lies on the layer 0 of a block lies on that of its reference.
                    own = _signs(str(entity.dxf.layer))
                    on_layer = layer if own == "0" else own
                    if entity.dxftype() == "INSERT":
                        self._explode(entity, on_layer, handle, depth + 1)
                    else:
                        self.take(entity, on_layer, handle)
        except (DXFError, ValueError, ArithmeticError, TypeError, AttributeError):
            self.others[f"INSERT {layer}"] += 1

    def join(self) -> None:
        """Join loose lines of each layer where they close."""
        by_layer: dict[str, list[dict[str, Any]]] = {layer: [*lines] for layer, lines in self.lines.items()}
        for each in self.outlines:
            if each["kind"] in _OPEN and not each["closed"] and each["gap"] > _NEARLY * _unit(each["rings"]):
                by_layer.setdefault(each["layer"], []).append(each)
        used: set[int] = set()
        areas: list[dict[str, Any]] = []
        for candidates in by_layer.values():
            open_lines = [each for each in candidates if each["rings"] and each["gap"]]
            drawn = [each["rings"][0] for each in open_lines]
            for rings, places in _JOINING.join_lines(drawn, _MEET * _unit(drawn[:1])):
                own = [open_lines[place] for place in places]
                south: list[str] = next((each["south"] for each in own if each["south"]), [])
                name = {"handle": own[0]["handle"] + (f"-{len(areas)}" if id(own[0]) in used else "")}
                areas.append(own[0] | name | {"closed": True, "rings": rings, "south": south, "lines": len(own)})
                used.update(map(id, own))
        self.outlines = [each for each in self.outlines if id(each) not in used] + areas
        for layer, lines in self.lines.items():
            for each in lines:
                if id(each) in used:
                    self.others[f"{each['kind']} {layer}"] -= 1
            self.lines[layer] = [each for each in lines if id(each) not in used]


def _inside(reference: Any, depth: int) -> Iterable[Any]:
    """What stands in a block, where it is not too deep within others."""
    return reference.virtual_entities() if depth < _MOST_DEEP else ()


def _named(outline: dict[str, Any], block: str, place: int) -> dict[str, Any]:
    return outline | {"block": True, "handle": f"{block}-{outline['kind']}-{place}"} if block else outline


def _unit(rings: list[list[tuple[float, float]]]) -> float:
    """How many units of the drawing are a metre."""
    return 1000.0 if any(abs(value) > _MILLIMETRES for ring in rings for point in ring[:1] for value in point) else 1.0


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
        return _on_plan(entity, _ARCS.with_arcs(corners, closed=bool(entity.closed))), bool(entity.closed)
    if kind == "POLYLINE":
        return _old_polyline(entity)
    if kind == "CIRCLE":
        centre, radius = entity.dxf.center, abs(entity.dxf.radius)
        return _on_plan(entity, _ARCS.ring(centre.x, centre.y, radius)), True
    if kind in _LOOSE:
        return _loose_points(entity, kind), False
    points = [(each.x, each.y) for each in entity.flattening(_ARCS.SAGITTA)]
    if kind == "ELLIPSE":
        whole = abs(abs(entity.dxf.end_param - entity.dxf.start_param) - _ARCS.FULL) < 1e-9
        return points, whole
    return points, bool(entity.closed)


def _loose_points(entity: Any, kind: str) -> list[tuple[float, float]]:
    if kind == "LINE":
        return [(each.x, each.y) for each in (entity.dxf.start, entity.dxf.end)]
    centre, radius = entity.dxf.center, abs(entity.dxf.radius)
    arc = _ARCS.arc_with_ends(centre.x, centre.y, radius, entity.dxf.start_angle, entity.dxf.end_angle)
    return _on_plan(entity, arc)


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
    return _on_plan(entity, _ARCS.with_arcs(corners, closed=closed)), closed


def _on_plan(entity: Any, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points of the entity's own plane on the plan: a mirrored drawing turns planes over."""
    ocs = entity.ocs()
    if not ocs.transform:
        return list(points)
    return [(each.x, each.y) for each in ocs.points_to_wcs((x, y, 0.0) for x, y in points)]


def _boundary(entity: Any, path: Any) -> Iterator[list[tuple[float, float]]]:
    """The ring of a hatch's boundary."""
    if hasattr(path, "vertices"):
        corners = [(each[0], each[1], each[2] if len(each) > 2 else 0.0) for each in path.vertices]
        yield _on_plan(entity, _ARCS.with_arcs(corners, closed=True))
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
        yield from _ARCS.arc_with_ends(edge.center.x, edge.center.y, abs(edge.radius), edge.start_angle, edge.end_angle)
    else:
        tool = edge.construction_tool()
        yield from ((each.x, each.y) for each in tool.flattening(_ARCS.SAGITTA))


if __name__ == "__main__":
    main()
