"""Answers that every page asks for at its start: packed thoroughly once, then sent as they are until there is another inventory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from api.answering.packing import THOROUGH

_MOST: Final = 32
"""Answers that are kept: layers of a page in the codings of its browsers. Their tags hold what callers say, who must not fill this memory."""


def packed_once(kept: dict[tuple[str, str], bytes], tag: str, coding: str, make: Callable[[], bytes]) -> bytes:
    """The bytes of an answer in a coding; where they are not there, of what ``make`` answers."""
    packed = kept.get((tag, coding))
    if packed is None:
        packed = THOROUGH[coding](make())
        if len(kept) >= _MOST:
            kept.clear()
        kept[tag, coding] = packed
    return packed
