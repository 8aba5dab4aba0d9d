"""Relations between lists, taken as sets of texts."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Final

import numpy as np

from gis.columns import Column
from gis.cql2.mistakes import Work
from gis.cql2.values import Answer

RELATIONS: Final[dict[str, Callable[[AbstractSet[str], AbstractSet[str]], bool]]] = {
    "a_contains": lambda left, right: left >= right,
    "a_containedBy": lambda left, right: left <= right,
    "a_equals": lambda left, right: left == right,
    "a_overlaps": lambda left, right: bool(left & right),
}
TURNED: Final = {"a_contains": "a_containedBy", "a_containedBy": "a_contains"}


def related(op: str, col: Column, wanted: frozenset[str]) -> Answer:
    """Rows whose list stands in the relation to a set."""
    rows, groups, names = col.members()
    size = len(col)
    ours = np.array([*(name in wanted for name in names), False], dtype=bool)[groups]
    total = np.bincount(rows[groups >= 0], minlength=size)
    shared = np.bincount(rows[ours], minlength=size)
    match op:
        case "a_contains":
            hits = shared == len(wanted)
        case "a_containedBy":
            hits = shared == total
        case "a_equals":
            hits = (shared == total) & (shared == len(wanted))
        case _:
            hits = shared > 0
    return Answer.of(hits, col.known)


def related_columns(op: str, left: Column, right: Column, work: Work) -> Answer:
    """Two lists of the same row."""
    test, known = RELATIONS[op], left.known & right.known
    hits = np.zeros(len(left), dtype=bool)
    for count, row in enumerate(np.flatnonzero(known).tolist()):
        if count % 4096 == 0:
            work.check()
        hits[row] = test(_set(left, row), _set(right, row))
    return Answer.of(hits, known)


def _set(col: Column, row: int) -> frozenset[str]:
    found = col.value(row)
    return frozenset(found if isinstance(found, list) else ())
