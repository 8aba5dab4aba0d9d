"""Tables of dBASE III as GDAL writes them beside Shapefiles: records of one length, made of whole columns."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.text import Text

_TEXT_WIDTH, _WHOLE_WIDTH = 80, 18
"""Widths that a column has at least."""
_NUMBER: Final = (24, 15)
"""Width and decimals of numbers."""
_HUGE: Final = 1e22
"""Numbers from which on so many digits have no room before the point."""
_HEAD: Final = struct.Struct("<BBBBIHH20x")
_FIELD: Final = struct.Struct("<11sc4xBB14x")
_VERSION, _END_OF_HEAD, _END = 3, b"\r", b"\x1a"
_BLANK, _STAR = ord(" "), ord("*")
_LONGEST: Final = 65_535
_LARGEST: Final = (1 << 31) - 1
_BLOCK: Final = 8_192

Cells = NDArray[np.uint8]


class TooLarge(Exception):
    """A table that the format cannot have: why, as a sentence."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.both())
        self.text = text


@dataclass(frozen=True, kw_only=True, eq=False)
class _Column:
    """A column: the letter of its kind, its width and decimals, and how its cells are had, of some rows as bytes of shape (n, width)."""

    kind: bytes
    width: int
    decimals: int = 0
    cells: Callable[[slice], Cells]


def write_dbf(target: Path, columns: Mapping[str, tuple[Any, Any]], encoding: str, rows: int) -> None:
    """Write columns by name, each its values and which of them are unknown, as ``gis.io.typed_columns.typed_column`` gives them.

    Raises
    ------
    TooLarge
        Where a record, or all of them, are longer than the format takes.
    """
    made = {name: _column(values, mask, encoding) for name, (values, mask) in columns.items()}
    length = 1 + sum(each.width for each in made.values())
    head = _HEAD.size + _FIELD.size * len(made) + 1
    if max(length, head) > _LONGEST:
        raise TooLarge(Text("一条记录过长", "a record is too long"))
    if head + length * rows > _LARGEST:
        raise TooLarge(Text("超过 2 GB", "more than 2 GB"))
    day = dt.datetime.now(tz=dt.UTC).date()
    with target.open("wb") as out:
        out.write(_HEAD.pack(_VERSION, day.year - 1900, day.month, day.day, rows, head, length))
        for name, each in made.items():
            out.write(_FIELD.pack(name.encode("ascii"), each.kind, each.width, each.decimals))
        out.write(_END_OF_HEAD)
        for start in range(0, rows, _BLOCK):
            some = slice(start, min(start + _BLOCK, rows))
            parts = [np.full((some.stop - start, 1), _BLANK, np.uint8), *(each.cells(some) for each in made.values())]
            out.write(np.concatenate(parts, axis=1).tobytes())
        out.write(_END)


def _column(values: Any, mask: Any, encoding: str) -> _Column:
    match values.dtype.kind:
        case "O":
            return _texts(values, encoding)
        case "M":
            return _Column(kind=b"D", width=8, cells=lambda some: _days(values[some]))
        case "b":
            return _Column(kind=b"L", width=1, cells=lambda some: _truths(values[some], mask[some]))
        case "f":
            width, decimals = _NUMBER
            return _Column(kind=b"N", width=width, decimals=decimals, cells=lambda some: _numbers(values[some]))
        case _:
            ends = (values.min(), values.max()) if len(values) else ()
            width = max(_WHOLE_WIDTH, *(len(str(each)) for each in ends), 0)
            return _Column(kind=b"N", width=width, cells=lambda some: _wholes(values[some], mask[some], width))


def _texts(values: Any, encoding: str) -> _Column:
    known = [text for text in values if text is not None]
    # No sign has more than four bytes in any encoding.
    long = max(map(len, known), default=0) * 4 > _TEXT_WIDTH
    width = max(_TEXT_WIDTH, max((len(text.encode(encoding)) for text in known), default=0)) if long else _TEXT_WIDTH

    def cells(some: slice) -> Cells:
        texts = "\0".join(["" if text is None else text for text in values[some]]).encode(encoding).split(b"\0")
        found = _bytes(texts, width)
        found[found == 0] = _BLANK
        return found

    return _Column(kind=b"C", width=width, cells=cells)


def _bytes(texts: Sequence[bytes], width: int) -> Cells:
    """Texts of no more bytes than the width, zeros behind them."""
    return np.array(texts, dtype=f"S{width}").view(np.uint8).reshape(len(texts), width)


def _digits(text: str, width: int) -> Cells:
    """A text of numbers of one width each."""
    return np.frombuffer(text.encode("ascii"), np.uint8).reshape(-1, width).copy()


def _numbers(values: NDArray[np.float64]) -> Cells:
    width, decimals = _NUMBER
    form = f"%{width}.{decimals}f"
    text = form * len(values) % tuple(values.tolist())
    if len(text) != width * len(values) or (np.abs(values) >= _HUGE).any():
        # Of a long one decimals are left out, of a huge one digits.
        each = (
            form % value if not abs(value) >= _HUGE else f"%{width}.{decimals}e" % value for value in values.tolist()
        )
        text = "".join(one[:width] for one in each)
    found = _digits(text, width)
    found[np.isnan(values)] = _STAR
    return found


def _wholes(values: NDArray[np.int64], unknown: NDArray[np.bool_], width: int) -> Cells:
    found = _digits(f"%{width}d" * len(values) % tuple(values.tolist()), width)
    found[unknown] = _STAR
    return found


def _truths(values: NDArray[np.bool_], unknown: NDArray[np.bool_]) -> Cells:
    return np.where(unknown, ord("?"), np.where(values, ord("T"), ord("F"))).astype(np.uint8)[:, None]


def _days(values: NDArray[np.datetime64]) -> Cells:
    unknown = np.isnat(values)
    days = np.where(unknown, np.datetime64("1970-01-01"), values).astype("datetime64[D]")
    months, years = days.astype("datetime64[M]"), days.astype("datetime64[Y]")
    parts = np.stack(
        [years.astype(int) + 1970, (months - years).astype(int) + 1, (days - months).astype(int) + 1], axis=1
    )
    found = _digits("%4d%02d%02d" * len(values) % tuple(parts.ravel().tolist()), 8)
    found[unknown] = ord("0")
    return found
