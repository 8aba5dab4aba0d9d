"""Query and Selection: a question to one layer, and the rows that answer it.

Every condition is a rule with three answers: yes, no, unknown. Unknown does not match; how many rows each rule alone keeps back for
being unknown is counted, so that a screen can offer them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask, Rows
from gis.fields import Field
from gis.layer import Layer
from gis.question import MAX_LIMIT, Between, Box, Filter, OneOf, Query, SortKey, polygon_from_wkt
from gis.rules import Rule, rules
from gis.text import Text

__all__ = [
    "MAX_LIMIT",
    "Between",
    "Box",
    "Filter",
    "OneOf",
    "Query",
    "Rule",
    "Selection",
    "SortKey",
    "Step",
    "in_words",
    "matching",
    "passing",
    "polygon_from_wkt",
    "rules",
    "select",
    "steps_of",
]


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one rule did, in order: how many were left, how many it removed, how many it alone keeps back as unknown."""

    key: str
    words: Text
    removed: int
    left: int
    unknown: int


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The rows that answered one page of a query, in a total and stable order."""

    layer: Layer
    rows: Rows
    matched: int
    offset: int
    steps: tuple[Step, ...]
    words: Text

    @property
    def returned(self) -> int:
        """How many rows this page holds."""
        return len(self.rows)

    @property
    def next_offset(self) -> int | None:
        """Where the next page begins, or None on the last."""
        after = self.offset + self.returned
        return after if self.returned and after < self.matched else None

    @property
    def emptied_by(self) -> Step | None:
        """The rule that left nothing, where the answer is empty."""
        return next((step for step in self.steps if step.left == 0), None) if not self.matched else None


def matching(layer: Layer, query: Query) -> Mask:
    """All rows that answer the query, whatever its page: a boolean a row, shape (n,)."""
    return passing(rules(layer, query), len(layer))


def passing(asked: Iterable[Rule], size: int) -> Mask:
    """Rows that every one of the rules lets through, shape (size,)."""
    mask = np.ones(size, dtype=bool)
    for rule in asked:
        mask &= rule.passed
    return mask


def steps_of(asked: Sequence[Rule], size: int) -> tuple[Step, ...]:
    """What each rule did to what the ones before it left."""
    mask, left = np.ones(size, dtype=bool), [size]
    for rule in asked:
        mask &= rule.passed
        left.append(int(np.count_nonzero(mask)))
    return tuple(
        Step(key=rule.key, words=rule.words, removed=before - after, left=after, unknown=unknown)
        for rule, (before, after), unknown in zip(asked, pairwise(left), _kept_back(asked, size), strict=True)
    )


def select(layer: Layer, query: Query) -> Selection:
    """Answer a query: the page's rows, how many matched, and what each rule did.

    Raises
    ------
    UnknownProperty, UnknownCode, BadRange, BadGeometry
        Where the query asks what the layer does not have.
    """
    asked = rules(layer, query)
    rows = _ordered(layer, passing(asked, len(layer)), query.sort)
    end = None if query.limit is None else query.offset + query.limit
    return Selection(
        layer=layer,
        rows=rows[query.offset : end],
        matched=len(rows),
        offset=query.offset,
        steps=steps_of(asked, len(layer)),
        words=in_words(layer, asked),
    )


def in_words(layer: Layer, asked: Sequence[Rule]) -> Text:
    """The whole query as one sentence, with its 且 and 'and' said aloud."""
    if not asked:
        return Text(f"{layer.collection.title.zh}：全部", f"{layer.collection.title.en}: all")
    zh = " 且 ".join(rule.words.zh + ("（含待核实）" if rule.let_unknown else "") for rule in asked)
    en = " and ".join(rule.words.en + (" (or unknown)" if rule.let_unknown else "") for rule in asked)
    return Text(f"{layer.collection.title.zh}：{zh}", f"{layer.collection.title.en}: {en}")


def _kept_back(asked: Sequence[Rule], size: int) -> list[int]:
    """For each rule, the rows that pass all others and are unknown to it."""
    if not any(rule.unknown.any() for rule in asked):
        return [0] * len(asked)
    misses = np.zeros(size, dtype=np.int32)
    for rule in asked:
        misses += ~rule.passed
    alone = misses == 1
    return [0 if rule.let_unknown else int(np.count_nonzero(rule.unknown & ~rule.yes & alone)) for rule in asked]


def _sort_values(layer: Layer, entry: Field) -> NDArray[np.float64]:
    """Numbers that sort as the field's values do: a scale by its steps, all else by its value."""
    codes, col = layer.codelists.get(entry.name), layer.columns[entry.name]
    if codes is None or codes.hierarchy != "ordinal":
        return col.order()
    groups, names = col.distinct()
    places = [float(codes.rank.get(name, len(codes.rank))) for name in names]
    return np.asarray([*places, np.nan], dtype=np.float64)[groups]


def _ordered(layer: Layer, mask: Mask, keys: Sequence[SortKey]) -> Rows:
    if len(keys) > 1:
        rows = np.flatnonzero(mask)
        return rows[_order(layer, rows, keys)]
    at = (keys[0].field, keys[0].descending) if keys else ("", False)
    if at not in layer.orders:
        layer.orders[at] = _order(layer, np.arange(len(layer)), keys)
    everything = layer.orders[at]
    return everything[mask[everything]]


def _order(layer: Layer, rows: Rows, keys: Sequence[SortKey]) -> NDArray[np.intp]:
    ranks: list[NDArray[Any]] = [layer.id_order[rows]]
    for key in reversed(keys):
        values = _sort_values(layer, layer.collection.field(key.field))[rows]
        unknown = np.isnan(values)
        ranks.append(np.where(unknown, 0.0, -values if key.descending else values))
        ranks.append(unknown)
    return np.lexsort(ranks)
