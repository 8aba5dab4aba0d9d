"""Where each key of a TOML file stands: ``tomllib`` tells values, not lines.

The scanner follows what ``tomllib`` has accepted already; of text that is no TOML it may say anything, but it always ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Final

Place = tuple[int, int]
"""Line and column, both from 1."""

_SPACE: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK: Final = re.compile(r"[ \t]*")
_KEY: Final = re.compile(r'[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')
_STRING: Final = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)
_BARE: Final = re.compile(r"[^\s,\]}#]+(?: \d\d:[^\s,\]}#]+)?")


def places(text: str) -> dict[tuple[str, ...], Place]:
    """Line and column of every table, key and entry of a list.

    Keys are trails as a ``Spot`` has them: entries of a list, and of an array of tables, are ``name[n]``, from 1.
    """
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.found


def repeated(text: str) -> tuple[tuple[str, ...], Place] | None:
    """The first key or table that stands twice, where it stands the second time."""
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.repeated


@dataclass
class _Scanner:
    text: str
    at: int = 0
    found: dict[tuple[str, ...], Place] = field(default_factory=dict)
    counts: dict[tuple[str, ...], int] = field(default_factory=dict)
    given: set[tuple[str, ...]] = field(default_factory=set)
    repeated: tuple[tuple[str, ...], Place] | None = None
    ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.ends = [found.start() for found in re.finditer("\n", self.text)]

    def scan(self) -> None:
        trail: tuple[str, ...] = ()
        while True:
            self._skip(_SPACE)
            before = self.at
            if self.at >= len(self.text):
                return
            if self.text[self.at] == "[":
                trail = self._header()
            else:
                self._pair(trail)
            if self.at == before:
                self.at += 1

    def _skip(self, what: re.Pattern[str]) -> None:
        found = what.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _mark(self, trail: tuple[str, ...], at: int) -> None:
        self.found.setdefault(trail, self._place(at))

    def _place(self, at: int) -> Place:
        before = bisect_left(self.ends, at)
        return before + 1, at - (self.ends[before - 1] if before else -1)

    def _give(self, trail: tuple[str, ...], at: int) -> None:
        """A value or a table of its own: TOML knows it once."""
        if trail in self.given and self.repeated is None:
            self.repeated = trail, self._place(at)
        self.given.add(trail)

    def _keys(self) -> list[str]:
        """A dotted key."""
        keys = []
        while found := _KEY.match(self.text, self.at):
            keys.append(found[0].strip("\"'"))
            self.at = found.end()
            self._skip(_BLANK)
            if self.text[self.at : self.at + 1] != ".":
                break
            self.at += 1
            self._skip(_BLANK)
        return keys

    def _header(self) -> tuple[str, ...]:
        start, several = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if several else 1
        self._skip(_BLANK)
        keys = self._keys()
        trail: tuple[str, ...] = ()
        for number, key in enumerate(keys, 1):
            trail = (*trail, key)
            if several and number == len(keys):
                self.counts[trail] = self.counts.get(trail, 0) + 1
                self._mark(trail, start)
            if trail in self.counts:
                trail = (*trail[:-1], f"{key}[{self.counts[trail]}]")
        self._mark(trail, start)
        self._give(trail, start)
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end
        return trail

    def _pair(self, trail: tuple[str, ...]) -> None:
        start, keys = self.at, self._keys()
        for number in range(1, len(keys) + 1):
            self._mark((*trail, *keys[:number]), start)
        self._give((*trail, *keys), start)
        self._skip(_BLANK)
        if self.text[self.at : self.at + 1] == "=":
            self.at += 1
            self._value((*trail, *keys))

    def _value(self, trail: tuple[str, ...]) -> None:
        # Deep nesting is refused by tomllib, whose recursion is deeper than this one.
        self._skip(_BLANK)
        opened = self.text[self.at : self.at + 1]
        if opened == "[":
            self._entries(trail, "]")
        elif opened == "{":
            self._entries(trail, "}")
        else:
            self._skip(_STRING if opened in {'"', "'"} else _BARE)

    def _entries(self, trail: tuple[str, ...], closing: str) -> None:
        self.at += 1
        number = 0
        while self.at < len(self.text):
            self._skip(_SPACE)
            before = self.at
            if self.text[self.at : self.at + 1] == closing:
                self.at += 1
                return
            if self.text[self.at : self.at + 1] == ",":
                self.at += 1
                continue
            number += 1
            if closing == "}":
                self._pair(trail)
            else:
                entry = (*trail[:-1], f"{trail[-1] if trail else ''}[{number}]")
                self._mark(entry, self.at)
                self._value(entry)
            if self.at == before:
                self.at += 1
