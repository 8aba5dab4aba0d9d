"""The features of a GeoJSON file some megabytes at a time, so that a million of them never stand in memory as lists and tables.

A text is cut before what looks like the beginning of a feature, and the piece is parsed as a list. From a place between two features on, a piece
that is sound JSON ends between two features as well: within a text or a table it would leave a quote or a bracket open.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import numpy as np
import orjson

from gis.io.json_keys import count_keys, parse_once

_FEATURES: Final = re.compile(rb'"features"\s*:\s*\[')
_BETWEEN: Final = re.compile(rb'\}\s*,\s*(?=\{\s*"(?:type|id|properties|geometry|bbox)"\s*:)')
_AT_ONCE: Final = 1 << 22
"""Bytes that are read at once."""
_WINDOW: Final = 1 << 16
"""Bytes at the end of what was read in which the last feature is looked for first; a file's head is no longer."""
_LONGEST: Final = 1 << 26
"""Bytes in which one feature at least must end."""
CHINESE: Final = 0xE0
"""The least byte that begins a character of three bytes: with one the text is UTF-8, and not another encoding by chance."""


class Otherwise(Exception):
    """The file is written in another way, or has something that is not plain."""


class Piece:
    """Some features after another, as they were parsed.

    Parameters
    ----------
    text
        What they were parsed from.
    members
        One table a feature, whatever it holds.
    checked
        Whether it is known already that no key stands twice.
    """

    def __init__(self, text: bytes, members: list[Any], *, checked: bool = False) -> None:
        self._text, self.members, self._checked = text, members, checked

    def count(self, sign: bytes) -> int:
        """How often a sign stands in its text."""
        return self._text.count(sign)

    def check_keys(self, count: int) -> None:
        """See that no key stands twice: as many were parsed as are written.

        Raises
        ------
        Otherwise
        """
        if self._checked:
            return
        if count_keys(self._text) != count:
            # Within a text a quote and a colon may stand too.
            unique_keys(self._text)


class FeaturePieces:
    """The pieces of a file that is one FeatureCollection; ``root`` has its other members once all were given."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._ascii_alone, self._chinese = True, False
        self.root: dict[str, Any] = {}

    def __iter__(self) -> Iterator[Piece]:
        """Give piece after piece.

        Raises
        ------
        Otherwise
            Where the file is no such collection, a key of the collection itself stands twice, or it may be in another encoding than UTF-8.
        """
        unread = self._begin()
        while read := self._stream.read(_AT_ONCE):
            unread += read
            cut = _last_cut(unread)
            if cut is None and len(unread) > _LONGEST:
                raise Otherwise
            if cut is not None:
                end, begin = cut
                text, unread = b"[%b]" % unread[:end], unread[begin:]
                self._look_at(text)
                yield Piece(text, parsed(text))
        yield self._ended(unread)

    def _begin(self) -> bytes:
        """Read the members before the features; what is read of these."""
        read = self._stream.read(_WINDOW).removeprefix(codecs.BOM_UTF8)
        begin = _FEATURES.search(read)
        if begin is None:
            raise Otherwise
        head = read[: begin.end()] + b"]}"
        self._look_at(head)
        self.root = unique_keys(head)
        if self.root.pop("features", None) != []:
            raise Otherwise
        return read[begin.end() :]

    def _ended(self, unread: bytes) -> Piece:
        text = b'{"features":[%b' % unread
        self._look_at(text)
        root = parsed(text)
        members = root.pop("features") if isinstance(root, dict) else None
        if not isinstance(members, list) or not root.keys().isdisjoint(self.root):
            raise Otherwise
        if root:
            unique_keys(text)
        self.root |= root
        if not (self._ascii_alone or self._chinese) or self.root.get("type") != "FeatureCollection":
            raise Otherwise
        return Piece(text, members, checked=bool(root))

    def _look_at(self, text: bytes) -> None:
        if not text.isascii():
            self._ascii_alone = False
            self._chinese = self._chinese or int(np.frombuffer(text, np.uint8).max()) >= CHINESE


def _last_cut(text: bytes) -> tuple[int, int] | None:
    """Where the last feature but one ends, and the last begins; None where there is one alone."""
    window = _WINDOW
    while True:
        start = max(0, len(text) - window)
        cuts = list(_BETWEEN.finditer(text, start))
        if cuts:
            return cuts[-1].start() + 1, cuts[-1].end()
        if not start:
            return None
        window *= 16


def parsed(text: bytes) -> Any:
    """What a JSON text holds.

    Raises
    ------
    Otherwise
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Otherwise from None


def unique_keys(text: bytes) -> dict[str, Any]:
    """A JSON object of which no table has a key twice.

    Raises
    ------
    Otherwise
    """
    try:
        table = parse_once(text, lambda _: Otherwise())
    except (ValueError, RecursionError):
        raise Otherwise from None
    return table if isinstance(table, dict) else {}
