"""One file of named arrays, mapped into memory: opened without reading it, shared by every process that opens it.

Layout: the arrays one after another, each from a multiple of 64 bytes on; a JSON directory of them; and a tail with magic, format, the
directory's length and its SHA-256. The directory holds the SHA-256 of everything before it. A file is written beside its place and moved
there whole, so that a name is either complete or absent.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from gis.disk import replacing

FORMAT: Final = 3
"""Counts up when what a file holds changes, so that older ones are built again."""
_MAGIC: Final = b"landstock-arrays"
_TAIL: Final = struct.Struct("<16sII32s")
_ALIGNED: Final = 64
_AT_ONCE: Final = 1 << 22


class Unusable(Exception):
    """The file is damaged, cut short or of another format."""


class ArrayWriter:
    """Writes a file of arrays, in the order that they are given."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = 0
        self._hash = hashlib.sha256()
        self._directory: dict[str, tuple[str, list[int], int]] = {}

    def add(self, name: str, array: NDArray[Any], *, room: int = 0) -> None:
        """Write one array; ``room`` leaves so many rows of zeros behind it, which a patch may fill."""
        self._pad()
        start = self._at
        self._write(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
        row = array.itemsize * int(np.prod(array.shape[1:], dtype=np.int64))
        self._write(bytes(row * room))
        self._directory[name] = (array.dtype.str, [len(array) + room, *array.shape[1:]], start)

    def add_pieces(self, name: str, pieces: Iterator[bytes]) -> None:
        """Write bytes as they come, as one array of them."""
        self._pad()
        start = self._at
        for piece in pieces:
            self._write(piece)
        self._directory[name] = ("|u1", [self._at - start], start)

    def close(self, about: Mapping[str, Any]) -> None:
        """Write the directory and the tail."""
        directory = {
            "about": dict(about),
            "arrays": self._directory,
            "sha256": self._hash.hexdigest(),
            "size": self._at,
        }
        text = json.dumps(directory).encode()
        self._out.write(text + _TAIL.pack(_MAGIC, FORMAT, len(text), hashlib.sha256(text).digest()))

    def _pad(self) -> None:
        self._write(bytes(-self._at % _ALIGNED))

    def _write(self, data: bytes | memoryview) -> None:
        self._out.write(data)
        self._hash.update(data)
        self._at += len(data)


@contextmanager
def writing(path: Path, about: Mapping[str, Any]) -> Iterator[ArrayWriter]:
    """Write a file of arrays; it is there, durable and whole, when the block ends, or not at all."""
    with replacing(path, buffering=_AT_ONCE) as out:
        writer = ArrayWriter(out)
        yield writer
        writer.close(about)


@dataclass(frozen=True, kw_only=True, eq=False)
class Arrays:
    """The arrays of an open file by name; views into the mapped file, which lives as long as they do."""

    path: Path
    about: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]
    directory: Mapping[str, Any]
    descriptor: _Descriptor
    mapped: mmap.mmap

    def span(self, name: str) -> Span:
        """An array of bytes as such."""
        _, (size,), start = self.directory["arrays"][name]
        return Span(self.mapped, start, size)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.arrays[name]

    def __contains__(self, name: str) -> bool:
        return name in self.arrays

    def writable(self) -> Arrays:
        """The same file mapped anew, to be changed in this process alone: pages are copied when they are written to."""
        mapped = mmap.mmap(self.descriptor.number, 0, access=mmap.ACCESS_COPY)
        return Arrays(
            path=self.path,
            about=self.about,
            arrays=_views(mapped, self.directory["arrays"]),
            directory=self.directory,
            descriptor=self.descriptor,
            mapped=mapped,
        )

    def sound(self) -> bool:
        """Whether the content is what was written: reads the whole file."""
        digest, left = hashlib.sha256(), int(self.directory["size"])
        with mmap.mmap(self.descriptor.number, 0, access=mmap.ACCESS_READ) as mapped, memoryview(mapped) as content:
            for start in range(0, left, _AT_ONCE):
                digest.update(content[start : min(start + _AT_ONCE, left)])
        return bool(digest.hexdigest() == self.directory["sha256"])


@dataclass(frozen=True, eq=False)
class Span:
    """A stretch of bytes of a mapped file. A mapping's own slices are bytes at once; those of an array's buffer cost five times as much."""

    mapped: mmap.mmap
    start: int
    size: int

    def __len__(self) -> int:
        return self.size

    def between(self, start: int, end: int) -> bytes:
        """Some of them, copied; ``end`` is not beyond the last."""
        return self.mapped[self.start + start : self.start + end]

    def array(self) -> NDArray[np.uint8]:
        """All of them, as they stand."""
        return np.frombuffer(self.mapped, np.uint8, self.size, self.start)


class _Descriptor:
    """An open file, closed with the last who holds it: a name may go before the content does."""

    number: int = -1

    def __init__(self, path: Path) -> None:
        self.number = os.open(path, os.O_RDONLY)

    def __del__(self) -> None:
        if self.number >= 0:
            os.close(self.number)


def map_arrays(path: Path) -> Arrays:
    """Map a file of arrays; only its directory is read.

    Raises
    ------
    Unusable
        Where the file is damaged, cut short or of another format; its content is not looked at (see :meth:`Arrays.sound`).
    FileNotFoundError
        Where there is none.
    """
    descriptor = _Descriptor(path)
    directory = _directory(descriptor.number, path)
    mapped = mmap.mmap(descriptor.number, 0, access=mmap.ACCESS_READ)
    return Arrays(
        path=path,
        about=directory["about"],
        arrays=_views(mapped, directory["arrays"]),
        directory=directory,
        descriptor=descriptor,
        mapped=mapped,
    )


def _directory(number: int, path: Path) -> dict[str, Any]:
    size = os.fstat(number).st_size
    tail = os.pread(number, _TAIL.size, max(0, size - _TAIL.size))
    if len(tail) < _TAIL.size:
        raise Unusable(path)
    magic, form, length, digest = _TAIL.unpack(tail)
    text = os.pread(number, length, max(0, size - _TAIL.size - length))
    if magic != _MAGIC or form != FORMAT or hashlib.sha256(text).digest() != digest:
        raise Unusable(path)
    directory: dict[str, Any] = json.loads(text)
    if directory["size"] + length + _TAIL.size != size:
        raise Unusable(path)
    return directory


def _views(mapped: mmap.mmap, arrays: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    return {
        name: np.frombuffer(mapped, dtype, int(np.prod(shape, dtype=np.int64)), offset).reshape(shape)
        for name, (dtype, shape, offset) in arrays.items()
    }
