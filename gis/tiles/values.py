"""Values of properties as Mapbox Vector Tile writes them, many at once."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gis.tiles.ragged import offsets, spread

_VALUE: Final = 0x22
_TEXT: Final = 0x0A
_DOUBLE: Final = 0x19
_UNSIGNED: Final = 0x28
_BOOLEAN: Final = 0x38
_SHORT: Final = 126
"""Bytes from which a text's length, with its own, takes two bytes."""


class Values(NamedTuple):
    """Encoded values, end to end, and how many they are."""

    content: bytes
    amount: int


def varint(number: int) -> bytes:
    """A number as protocol buffers write it: seven bits a byte, the lowest first."""
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def texts(content: NDArray[np.uint8], lengths: NDArray[np.int64]) -> Values:
    """Words in UTF-8, end to end, each of so many bytes."""
    if len(lengths) and int(lengths.max()) >= _SHORT:
        starts = offsets(lengths).tolist()
        words = [content[start:end].tobytes() for start, end in pairwise(starts)]
        return Values(b"".join(map(_text, words)), len(words))
    begins = offsets(lengths + 4)
    out = np.empty(int(begins[-1]), dtype=np.uint8)
    at = begins[:-1]
    out[at], out[at + 1], out[at + 2], out[at + 3] = _VALUE, lengths + 2, _TEXT, lengths
    out[spread(at + 4, lengths)] = content
    return Values(out.tobytes(), len(lengths))


def _text(word: bytes) -> bytes:
    inner = bytes([_TEXT]) + varint(len(word)) + word
    return bytes([_VALUE]) + varint(len(inner)) + inner


def numbers(values: NDArray[np.float64]) -> Values:
    """Numbers to their last bit."""
    out = np.empty((len(values), 11), dtype=np.uint8)
    out[:, 0], out[:, 1], out[:, 2] = _VALUE, 9, _DOUBLE
    out[:, 3:] = values.astype("<f8").view(np.uint8).reshape(-1, 8)
    return Values(out.tobytes(), len(values))


def whole(values: NDArray[Any]) -> Values:
    """Whole numbers from 0."""
    inner = [bytes([_UNSIGNED]) + varint(value) for value in values.tolist()]
    return Values(b"".join(bytes([_VALUE, len(each)]) + each for each in inner), len(inner))


def booleans() -> Values:
    """No, then yes."""
    return Values(bytes([_VALUE, 2, _BOOLEAN, 0, _VALUE, 2, _BOOLEAN, 1]), 2)
