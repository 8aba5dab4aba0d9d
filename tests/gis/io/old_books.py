"""Old Office files (.xls) made byte by byte: a container of streams, and the records of a workbook."""

from __future__ import annotations

import struct
from typing import Final

_SECTOR: Final = 512
_LEAST: Final = 4096
_END: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF


def container(streams: dict[str, bytes]) -> bytes:
    """A container of at most three streams, each in sectors of its own."""
    padded = {name: content.ljust(_LEAST, b"\0") for name, content in streams.items()}
    padded = {name: content + bytes(-len(content) % _SECTOR) for name, content in padded.items()}
    counts = [len(content) // _SECTOR for content in padded.values()]
    tables = (sum(counts) + 2 + 126) // 127
    table = [0xFFFFFFFD] * tables + [_END]
    entries = _entry("Root Entry", 5, _END, 0, child=1)
    for place, (name, content) in enumerate(padded.items(), 1):
        first = len(table)
        table += [*range(first + 1, first + len(content) // _SECTOR), _END]
        entries += _entry(name, 2, first, len(content), right=place + 1 if place < len(padded) else _FREE)
    table += [_FREE] * (tables * _SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, tables, tables, 0, _LEAST, _END, 0, _END, 0, 0)[:-4]
    header += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    return header + struct.pack(f"<{len(table)}I", *table) + entries.ljust(_SECTOR, b"\0") + b"".join(padded.values())


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE) -> bytes:
    title = name.encode("utf-16-le")
    return (
        title.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(title) + 2, kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<III", start, size, 0)
    )


def record(kind: int, content: bytes = b"") -> bytes:
    """One record of a workbook."""
    return struct.pack("<HH", kind, len(content)) + content


def number(row: int, column: int, value: float) -> bytes:
    """A cell with a number; row and column count from 0."""
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def mistake(row: int, column: int) -> bytes:
    """A cell with #REF!."""
    return record(0x205, struct.pack("<HHHBB", row, column, 0, 0x17, 1))


def hidden_row(row: int) -> bytes:
    return record(0x208, struct.pack("<HHHHHHHH", row, 0, 1, 255, 0, 0, 0x20, 0))


def hidden_columns(first: int, last: int) -> bytes:
    return record(0x7D, struct.pack("<6H", first, last, 2048, 0, 1, 0))


def old_book(*sheets: bytes, before: bytes = b"") -> bytes:
    """A workbook of these sheets, each as its records; ``before`` stands among those of the workbook itself."""
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 0)) + before
    end = record(0x0A)
    names = [f"S{place}".encode() for place in range(1, len(sheets) + 1)]
    listed = sum(4 + 8 + len(name) for name in names)
    place, globals_, parts = len(begin) + listed + len(end), begin, b""
    for name, sheet in zip(names, sheets, strict=True):
        globals_ += record(0x85, struct.pack("<IBBBB", place + len(parts), 0, 0, len(name), 0) + name)
        parts += record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 0)) + sheet + end
    return container({"Workbook": globals_ + end + parts})
