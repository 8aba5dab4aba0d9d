"""Protocol buffers from whole arrays: what belongs together stands in one token of up to eight bytes, and all tokens become bytes at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.tiles.ragged import offsets

Raw = NDArray[np.uint64]
_BYTE: Final = np.uint64(8)


@dataclass(frozen=True, eq=False)
class Tokens:
    """Bytes of each token, its first one lowest, and how many they are; of any shape. Bytes beyond are 0."""

    raw: Raw
    sizes: NDArray[np.uint8]

    def before(self, other: Tokens) -> Tokens:
        """Each token with another behind it; together they have no more than eight bytes."""
        # Bytes beyond a token's size are 0, so that "or" puts the other one there.
        return Tokens(self.raw | other.raw << self.sizes * _BYTE, self.sizes + other.sizes)

    def join(self) -> bytes:
        """All of them, end to end: each is written with eight bytes, of which the next ones cover what is not its own."""
        # ``from_each[i]`` is the eight bytes from byte i on, little-endian whatever the machine; elements overlap. Tokens are written in ascending
        # order, so that the bytes that a token writes beyond its size are written again by those behind it; the last ones' lie in the
        # margin of eight, which is cut off. A token of no bytes begins where the next one does, and is covered whole.
        sizes = self.sizes.ravel()
        ends = sizes.cumsum(dtype=np.int64)
        total = int(ends[-1]) if len(ends) else 0
        out = np.empty(total + 8, dtype=np.uint8)
        from_each: Raw = np.ndarray((total + 1,), dtype="<u8", buffer=out.data, strides=(1,))
        from_each[ends - sizes] = self.raw.ravel()
        return out[:total].tobytes()


def varints(numbers: NDArray[Any]) -> Tokens:
    """Numbers from 0 below 2⁵⁶, each as a token: seven bits a byte, the lowest first."""
    # https://protobuf.dev/programming-guides/encoding/#varints
    left = numbers.astype(np.uint64)
    raw, sizes = left & np.uint64(127), np.ones(left.shape, dtype=np.uint8)
    top, shift = int(left.max()) if left.size else 0, 7
    # A turn a byte, as many as the largest number has; a smaller one adds noughts and stays as it is.
    while top >> shift:
        more = left >= np.uint64(1 << shift)
        byte = np.uint64(shift // 7 * 8)
        raw |= ((left >> np.uint64(shift)) & np.uint64(127)) << byte
        # The highest bit of the byte before says that this one follows.
        raw |= more.astype(np.uint64) << (byte - np.uint64(1))
        sizes += more.view(np.uint8)
        shift += 7
    return Tokens(raw, sizes)


def byte(value: int, behind: Tokens) -> Tokens:
    """One byte with a token behind it."""
    return Tokens(behind.raw << _BYTE | np.uint64(value), behind.sizes + np.uint8(1))


def sums(values: NDArray[Any], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sum of each piece; pieces begin at ``starts``, (n + 1,)."""
    upto = offsets(values)
    return np.asarray(upto[starts[1:]] - upto[starts[:-1]])
