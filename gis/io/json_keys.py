"""Keys of a JSON text: whether one stands twice in a table, which no parser tells."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final

_SPACED: Final = re.compile(rb'"\s+:')


def count_keys(text: bytes) -> int:
    """How many keys a text has; more where a quote and a colon stand within a value, never fewer."""
    keys = text.count(b'":')
    # Where every colon follows a quote no blank stands before one.
    return keys if text.count(b":") == keys else keys + len(_SPACED.findall(text))


def parse_once(text: bytes, refuse: Callable[[str], Exception]) -> Any:
    """What a text holds, each key once: the exact, slower look.

    Raises
    ------
    Exception
        What ``refuse`` makes of the first key that stands twice.
    ValueError, RecursionError
        Where it is no JSON, or nests too deep to be looked at.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) != len(pairs):
            seen = [key for key, _ in pairs]
            raise refuse(next(key for key in seen if seen.count(key) > 1))
        return table

    return json.loads(text, object_pairs_hook=once)
