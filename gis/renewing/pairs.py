"""Rows that are gone and new ones that are probably the same, whose key alone has changed: proposed with evidence, never joined unasked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gis.columns import Value
from gis.fields import Field
from gis.layer import Layer
from gis.renewing.difference import LikelyPair

ENOUGH: Final = 0.6
"""Share of the values known in either row that have to be alike."""
LEAST: Final = 3
"""And how many of them at least."""
MOST: Final = 300
"""Rows on either side beyond which nobody would look through pairs."""
_SHOWN: Final = 4


def find_pairs(
    now: Layer, gone: Sequence[str], fresh: Layer, new: Mapping[str, int], fields: Mapping[str, Field]
) -> list[LikelyPair]:
    """For each row that is gone the new row that is most like it, where each is the other's best and no second is as good.

    Parameters
    ----------
    new
        By id, rows of ``fresh``.
    fields
        Those that are compared.
    """
    if not gone or not new or max(len(gone), len(new)) > MOST:
        return []
    old = {key: _values(now, now.row_of[key], fields) for key in gone}
    come = {key: _values(fresh, row, fields) for key, row in new.items()}
    scores = {
        (one, other): score
        for one, before in old.items()
        for other, after in come.items()
        if (score := _likeness(before, after)) is not None
    }
    best_old, best_new = _best(scores, 0), _best(scores, 1)
    return [
        _pair(one, other, old[one], come[other], fields)
        for one, other in best_old.items()
        if best_new.get(other) == one
    ]


def join_pair(now: Layer, gone: str, fresh: Layer, row: int, new: str, fields: Mapping[str, Field]) -> LikelyPair:
    """Two rows that somebody says are one, with what is alike in them."""
    return _pair(gone, new, _values(now, now.row_of[gone], fields), _values(fresh, row, fields), fields)


def _values(layer: Layer, row: int, fields: Mapping[str, Field]) -> dict[str, Value]:
    known = {name: layer.columns[name].value(row) for name in fields if name in layer.columns}
    return {name: value for name, value in known.items() if value is not None}


def _likeness(before: Mapping[str, Value], after: Mapping[str, Value]) -> float | None:
    compared = before.keys() | after.keys()
    alike = sum(before.get(name) == after.get(name) for name in compared)
    return alike / len(compared) if alike >= LEAST and alike >= ENOUGH * len(compared) else None


def _best(scores: Mapping[tuple[str, str], float], side: int) -> dict[str, str]:
    """By a row of one side, the row of the other that is most like it, where no second is as much."""
    ranked: dict[str, list[tuple[float, str]]] = {}
    for pair, score in scores.items():
        ranked.setdefault(pair[side], []).append((score, pair[1 - side]))
    best = {}
    for key, others in ranked.items():
        others.sort(reverse=True)
        if len(others) == 1 or others[0][0] > others[1][0]:
            best[key] = others[0][1]
    return best


def _pair(
    gone: str, new: str, before: Mapping[str, Value], after: Mapping[str, Value], fields: Mapping[str, Field]
) -> LikelyPair:
    compared = [name for name in fields if name in before or name in after]
    differ = [fields[name].title for name in compared if before.get(name) != after.get(name)]
    return LikelyPair(
        gone=gone, new=new, alike=len(compared) - len(differ), compared=len(compared), differ=tuple(differ[:_SHOWN])
    )
