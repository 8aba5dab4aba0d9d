"""LIKE without going back: each stretch between two ``%`` is found once, from left to right, so the cost is linear in the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

ANY: Final = None
"""The mark of ``_`` in a stretch: any one character."""

Stretch = tuple[str | None, ...]


def stretches(pattern: str) -> list[Stretch]:
    r"""A pattern cut at its ``%``; ``_`` is any character, a backslash takes the next sign as it stands.

    >>> stretches(r"a%b_\%")
    [('a',), ('b', None, '%')]
    """
    runs: list[list[str | None]] = [[]]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "%":
            runs.append([])
        elif char == "\\" and at + 1 < len(pattern):
            at += 1
            runs[-1].append(pattern[at])
        else:
            runs[-1].append(ANY if char == "_" else char)
        at += 1
    return [tuple(part) for part in runs]


def matcher(pattern: str) -> Callable[[str], bool]:
    """A test of whole texts against a pattern.

    >>> like = matcher("%a%b")
    >>> like("xaxb"), like("xbxa")
    (True, False)
    """
    first, *rest = stretches(pattern)
    if not rest:
        whole = _begins(first)
        return lambda text: len(text) == len(first) and whole(text, 0)
    *middle, last = rest
    begins, ends = _begins(first), _begins(last)
    finders = [(_finder(part), len(part)) for part in middle if part]

    def test(text: str) -> bool:
        at, end = len(first), len(text) - len(last)
        if end < at or not begins(text, 0) or not ends(text, end):
            return False
        for find, size in finders:
            at = find(text, at, end)
            if at < 0:
                return False
            at += size
        return True

    return test


def _begins(part: Stretch) -> Callable[[str, int], bool]:
    if ANY not in part:
        word = "".join(map(str, part))
        return lambda text, at: text.startswith(word, at)
    wanted = [(place, char) for place, char in enumerate(part) if char is not ANY]
    return lambda text, at: len(text) >= at + len(part) and all(text[at + place] == char for place, char in wanted)


def _finder(part: Stretch) -> Callable[[str, int, int], int]:
    """Where a stretch first occurs between two places, or −1."""
    if ANY not in part:
        word = "".join(map(str, part))
        return lambda text, start, end: text.find(word, start, end)
    return _shift_and(part)


def _shift_and(part: Stretch) -> Callable[[str, int, int], int]:
    """Bit-parallel search (Baeza-Yates and Gonnet 1992): one bit a place of the stretch, one step a character."""
    anything = sum(1 << place for place, char in enumerate(part) if char is ANY)
    masks: dict[str | None, int] = {}
    for place, char in enumerate(part):
        if char is not ANY:
            masks[char] = masks.get(char, anything) | 1 << place
    goal = 1 << len(part) - 1

    def find(text: str, start: int, end: int) -> int:
        state = 0
        for at in range(start, end):
            state = (state << 1 | 1) & masks.get(text[at], anything)
            if state & goal:
                return at - len(part) + 1
        return -1

    return find
