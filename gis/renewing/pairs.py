"""Rows that are gone and new ones that are probably the same, whose key alone has changed: proposed with evidence, never joined unasked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import Value
from gis.fields import Field
from gis.layer import Layer
from gis.renewing.comparing import Read
from gis.renewing.difference import LikelyPair

ENOUGH: Final = 0.6
"""Share of the values known in either row that have to be alike."""
LEAST: Final = 3
"""And how many of them at least."""
MOST: Final = 3_000
"""Rows on either side beyond which pairs are not looked for."""
_SHOWN: Final = 4
_LOOKED_AT: Final = 1_000


def find_telling(now: Layer, read: Read) -> dict[str, Field]:
    """The fields by which a row is known again whose key has changed."""
    apart = read.periods | read.serials
    return {name: each for name, each in read.fields.items() if name not in apart and _varies(now, name)}


def _varies(layer: Layer, name: str) -> bool:
    """Whether a field says something that tells rows apart."""
    some = np.arange(min(len(layer), _LOOKED_AT))
    return name in layer.columns and len(set(map(str, layer.columns[name].listed(some)))) > 1


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
    rows = [now.row_of[key] for key in gone]
    come = list(new)
    scores = _likeness(now, rows, fresh, list(new.values()), fields)
    best_old, best_new = _best(scores), _best(scores.T)
    return [
        join_pair(now, gone[one], fresh, new[come[other]], come[other], fields)
        for one, other in enumerate(best_old.tolist())
        if other >= 0 and best_new[other] == one
    ]


def _likeness(
    now: Layer, rows: Sequence[int], fresh: Layer, come: Sequence[int], fields: Mapping[str, Field]
) -> NDArray[np.float64]:
    """For each row that is gone and each new one, the share of the values known in either that are alike; 0 where these are too few. Shape (gone, new)."""
    alike = np.zeros((len(rows), len(come)), np.int16)
    compared = np.zeros_like(alike)
    for name in fields:
        known: dict[str, int] = {}
        before, after = (
            np.array([_code(value, known) for value in layer.columns[name].listed(np.array(places, np.intp))])
            if name in layer.columns
            else np.full(len(places), -1)
            for layer, places in ((now, rows), (fresh, come))
        )
        some = (before >= 0)[:, None] | (after >= 0)[None, :]
        compared += some
        alike += some & (before[:, None] == after[None, :])
    enough = (alike >= LEAST) & (alike >= ENOUGH * compared)
    return np.where(enough, alike / np.maximum(compared, 1), 0.0)


def _code(value: Value, known: dict[str, int]) -> int:
    """A number for a value, the same for the same; -1 for none."""
    return -1 if value is None else known.setdefault(repr(value), len(known))


def _best(scores: NDArray[np.float64]) -> NDArray[np.intp]:
    """For each row of scores the place of the greatest; -1 where there is none, or a second as great. Shape (n,)."""
    places = scores.argmax(axis=1)
    most = scores[np.arange(len(scores)), places]
    alone = (scores == most[:, None]).sum(axis=1) == 1
    return np.where((most > 0) & alone, places, -1)


def join_pair(now: Layer, gone: str, fresh: Layer, row: int, new: str, fields: Mapping[str, Field]) -> LikelyPair:
    """Two rows that somebody says are one, with what is alike in them."""
    return _pair(gone, new, _values(now, now.row_of[gone], fields), _values(fresh, row, fields), fields)


def _values(layer: Layer, row: int, fields: Mapping[str, Field]) -> dict[str, Value]:
    known = {name: layer.columns[name].value(row) for name in fields if name in layer.columns}
    return {name: value for name, value in known.items() if value is not None}


def _pair(
    gone: str, new: str, before: Mapping[str, Value], after: Mapping[str, Value], fields: Mapping[str, Field]
) -> LikelyPair:
    compared = [name for name in fields if name in before or name in after]
    differ = [fields[name].title for name in compared if before.get(name) != after.get(name)]
    return LikelyPair(
        gone=gone, new=new, alike=len(compared) - len(differ), compared=len(compared), differ=tuple(differ[:_SHOWN])
    )
