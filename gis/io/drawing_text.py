"""Entities of a drawing as its text has them: tags of a code and a value, a line each (DXF Reference of AutoCAD 2004)."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, NamedTuple

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from gis.crs import Geometries
from gis.io.linear_parts import LINE, POINT, RINGS, linear_parts
from gis.rounding import all_rounded

SONG: Final = "SONG"
"""The style of every text."""
_DIGITS: Final = 4
_ENTITIES: Final = "  0\nSECTION\n  2\nENTITIES\n"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_PLAIN: Final = re.compile(r"[!-\]_-~一-鿿]+(?: [!-\]_-~一-鿿]+)*")
"""Texts that stand in one line as they are."""


def one_line(text: str) -> str:
    """A text in one line, without signs that no drawing holds: controls, and at its end what begins one."""
    if _PLAIN.fullmatch(text):
        return text
    return _CONTROL.sub("", " ".join(text.split())).rstrip("^")


class Placed(NamedTuple):
    """A text with its layer, height and place; ``middle`` is that of its middle, else of its lower left corner."""

    layer: str
    words: str
    height: float
    east: float
    north: float
    middle: bool = True


@dataclass(frozen=True, kw_only=True, eq=False)
class Strokes:
    """What is drawn of some shapes: outlines, holes, lines and points, in their order.

    Parameters
    ----------
    row, part
        Of which shape each is, and of which of its parts.
    what
        ``outline``, ``hole``, ``line`` or ``point``.
    text
        Points as tags, of a point with its height.
    length
        How many points it has; an outline does not have its first again at its end.
    """

    row: list[int]
    part: list[int]
    what: list[str]
    text: list[str]
    length: list[int]

    @classmethod
    def of(cls, shapes: Geometries) -> Strokes:
        """The strokes of shapes in metres; those that are None or empty have none."""
        lines, row, part, what = linear_parts(shapes)
        text, length = _write_tags(lines, what)
        return cls(row=row.tolist(), part=part.tolist(), what=what.tolist(), text=text, length=length.tolist())


def _write_tags(strokes: Geometries, what: NDArray[Any]) -> tuple[list[str], NDArray[np.int64]]:
    """The points of strokes as tags, to a tenth of a millimetre but for single ones, and how many each has."""
    points, of = shapely.get_coordinates(strokes, return_index=True)
    length = np.bincount(of, minlength=len(strokes))
    closed = np.isin(what, RINGS)
    kept = np.ones(len(points), dtype=bool)
    kept[np.cumsum(length)[closed] - 1] = False
    length[closed] -= 1
    if not len(strokes):
        return [], length
    rounded = np.where((what == POINT)[of, None], points, all_rounded(points, _DIGITS))[kept]
    text = orjson.dumps(np.ascontiguousarray(rounded), option=orjson.OPT_SERIALIZE_NUMPY)
    signs = np.frombuffer(text, np.uint8).copy()
    # Behind the last point of each but the last stands the comma that becomes a cut.
    signs[np.flatnonzero(signs == ord("]"))[np.cumsum(length)[:-1] - 1] + 1] = ord("\n")
    tags = signs[2:-2].tobytes().decode().replace("]\n[", "\0").replace("],[", "\n 10\n").replace(",", "\n 20\n")
    return [f" 10\n{each}\n" for each in tags.split("\0")], length


class EntityWriter:
    """Entities one after another, each with a number of its own.

    Parameters
    ----------
    first
        The first number that is free.
    owner
        The number of the space that they stand in.
    """

    def __init__(self, first: int, owner: str) -> None:
        self._numbers = count(first)
        self._owner = f"\n330\n{owner}\n100\nAcDbEntity\n  8\n"

    def stroke(self, layer: str, strokes: Strokes, place: int, data: str) -> str:
        """A closed or open polyline, or a point, with what is known of it."""
        head, points = f"{next(self._numbers):X}{self._owner}{layer}\n100\n", strokes.text[place]
        if strokes.what[place] == POINT:
            return f"  0\nPOINT\n  5\n{head}AcDbPoint\n{points} 30\n0.0\n{data}"
        flags = int(strokes.what[place] != LINE)
        return f"  0\nLWPOLYLINE\n  5\n{head}AcDbPolyline\n 90\n{strokes.length[place]}\n 70\n{flags}\n{points}{data}"

    def text(self, placed: Placed) -> str:
        """A text."""
        layer, words, height, east, north, middle = placed
        across, upright = (" 72\n1\n", " 73\n2\n") if middle else ("", "")
        return (
            f"  0\nTEXT\n  5\n{next(self._numbers):X}{self._owner}{layer}\n100\nAcDbText\n 10\n{east!r}\n 20\n{north!r}\n 30\n0.0\n 40\n{height!r}\n"
            f"  1\n{one_line(words)}\n  7\n{SONG}\n{across} 11\n{east!r}\n 21\n{north!r}\n 31\n0.0\n100\nAcDbText\n{upright}"
        )


def extended(application: str, words: Sequence[str]) -> str:
    """Extended data of an application: words alone."""
    return f"1001\n{application}\n" + "".join(f"1000\n{word}\n" for word in words)


def frame_of(drawing: Any, entities: int) -> tuple[str, str, EntityWriter]:
    """The text of an empty drawing before and behind its entities, and what writes so many of these, or fewer, with numbers that it has left free."""
    numbers = drawing.entitydb.handles
    first = int(str(numbers), 16)
    numbers.reset(f"{first + entities:X}")
    target = io.StringIO()
    drawing.write(target)
    before, begins, behind = target.getvalue().partition(_ENTITIES)
    return before + begins, behind, EntityWriter(first, drawing.modelspace().layout_key)
