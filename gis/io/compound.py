"""The container of an old Office file (OLE2): its streams by name. Every chain of sectors is followed no further than the file has sectors."""

from __future__ import annotations

import struct
from typing import Final

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER: Final = 512
_ENTRY: Final = 128
_FREE: Final = 0xFFFFFFFA
"""What a sector number is at least that leads nowhere."""
_IN_HEADER: Final = 109
_ROOT: Final = 5
_STREAM: Final = 2


class BrokenFile(Exception):
    """A container, or what it holds, that is cut or contradicts itself."""


def streams_of(data: bytes) -> dict[str, bytes]:
    """The streams of a container by their names; of two with one name the first.

    Raises
    ------
    BrokenFile
        Where it is none, or is cut.
    """
    try:
        return _Container(data).streams()
    except (struct.error, IndexError, UnicodeDecodeError):
        raise BrokenFile from None


class _Container:
    def __init__(self, data: bytes) -> None:
        if not data.startswith(MAGIC):
            raise BrokenFile
        self.data = data
        self.size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
        self.small_size = 1 << min(struct.unpack_from("<H", data, 32)[0], 16)
        self.cutoff, first_small = struct.unpack_from("<II", data, 56)
        listed = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76))
        self._extend(listed, struct.unpack_from("<I", data, 68)[0])
        self.table = self._numbers(b"".join(map(self._sector, (number for number in listed if number < _FREE))))
        self.small_table = self._numbers(self._chain(first_small))

    def _extend(self, listed: list[int], number: int) -> None:
        """Add the sectors of the table that the header has no room for."""
        for _ in range(len(self.data) // self.size):
            if number >= _FREE:
                return
            *more, number = self._numbers(self._sector(number))
            listed.extend(more)

    @staticmethod
    def _numbers(content: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size if self.size >= _HEADER else _HEADER + number * self.size
        if start >= len(self.data):
            raise BrokenFile
        return self.data[start : start + self.size]

    def _chain(self, number: int) -> bytes:
        pieces = []
        while number < _FREE:
            pieces.append(self._sector(number))
            number = self.table[number]
            if len(pieces) > len(self.data) // self.size:
                raise BrokenFile
        return b"".join(pieces)

    def _small_chain(self, number: int, content: bytes) -> bytes:
        pieces = []
        while number < _FREE:
            pieces.append(content[number * self.small_size : (number + 1) * self.small_size])
            number = self.small_table[number]
            if len(pieces) > len(self.small_table):
                raise BrokenFile
        return b"".join(pieces)

    def streams(self) -> dict[str, bytes]:
        directory = self._chain(struct.unpack_from("<I", self.data, 48)[0])
        entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
        small, streams = b"", dict[str, bytes]()
        for entry in entries:
            length, kind = struct.unpack_from("<HB", entry, 64)
            start, size = struct.unpack_from("<II", entry, 116)
            name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le")
            if kind == _ROOT:
                small = self._chain(start)
            elif kind == _STREAM and name not in streams and len(streams) < _ENTRY:
                content = self._small_chain(start, small) if size < self.cutoff else self._chain(start)
                streams[name] = content[:size]
        return streams
