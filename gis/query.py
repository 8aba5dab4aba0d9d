"""Query and Selection: a question to one layer, and the rows that answer it.

Every condition is a rule with three answers: yes, no, unknown. Unknown does not match; how many rows each rule alone keeps back for
being unknown is counted, so that a screen can offer them, and how many are to check in all: those of several rules once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from gis.columns import Mask, Rows
from gis.layer import Layer, Part
from gis.near import Near, near_shape
from gis.ordering import beyond, first, place_of
from gis.plainly import Inline
from gis.question import After, Between, Box, Filter, OneOf, Query, SortKey, polygon_from_wkt
from gis.rules import Rule, rules
from gis.shapeless import count_shapeless
from gis.text import Text

__all__ = [
    "After",
    "Between",
    "Box",
    "Filter",
    "Found",
    "Near",
    "OneOf",
    "Query",
    "Rule",
    "Selection",
    "SortKey",
    "Step",
    "find",
    "in_words",
    "looked_at",
    "matching",
    "near_shape",
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
    words: Inline[Text]
    removed: int
    left: int
    unknown: int


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The rows that answered one page of a query, in a total and stable order.

    ``to_check`` as ``Found`` has it; ``not_located`` counts those of ``matched`` that have no shape.
    """

    layer: Layer
    rows: Rows
    matched: int
    offset: int
    steps: tuple[Step, ...]
    to_check: int
    not_located: int
    words: Text
    sort: tuple[SortKey, ...] = ()

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
    def next_after(self) -> After | None:
        """The place after which the next page begins, or None on the last; it holds when rows come and go between the pages."""
        return place_of(self.layer, int(self.rows[-1]), self.sort) if self.next_offset is not None else None

    @property
    def emptied_by(self) -> Step | None:
        """The rule that left nothing, where the answer is empty."""
        return next((step for step in self.steps if step.left == 0), None) if not self.matched else None


@dataclass(frozen=True, kw_only=True)
class Found:
    """Every row that answers a query, ascending, and the rules as they were asked of the rows that could.

    Rows that ``looked_at`` leaves out fail a place; it is the whole layer where nothing could be left out.
    """

    layer: Layer
    rows: Rows
    looked_at: Layer
    asked: tuple[Rule, ...]

    @property
    def size(self) -> int:
        """How many rows were looked at."""
        return len(self.looked_at)

    @property
    def steps(self) -> tuple[Step, ...]:
        """What each rule did to what the ones before it left."""
        return steps_of(self.asked, self.size, len(self.layer))

    @property
    def to_check(self) -> int:
        """How many rows no rule says no to and at least one that lets no unknown through cannot tell, each once.

        The ``unknown`` of the steps are those of them that wait for one rule alone.
        """
        if not any(rule.unknown.any() for rule in self.asked):
            return 0
        open_ = np.ones(self.size, dtype=bool)
        for rule in self.asked:
            open_ &= rule.yes | rule.unknown
        return int(np.count_nonzero(open_)) - len(self.rows)


def find(layer: Layer, query: Query, part: Layer | None = None) -> Found:
    """Every row that answers a query, whatever its page.

    Where the query has a place and the layer an index, only rows near it are looked at; ``part`` holds them where they are known already.

    Raises
    ------
    UnknownProperty, UnknownCode, BadRange, BadGeometry
        Where the query asks what the layer does not have.
    """
    part = looked_at(layer, query) if part is None else part
    asked = tuple(rules(part, query))
    rows = np.flatnonzero(passing(asked, len(part)))
    return Found(layer=layer, rows=part.rows[rows] if isinstance(part, Part) else rows, looked_at=part, asked=asked)


def looked_at(layer: Layer, query: Query) -> Layer:
    """The rows that must be looked at for a query: those near its place, or the whole layer.

    Ids come before places in a query's steps, and count all rows.
    """
    place = None if query.ids else _box_of_place(query)
    rows = None if place is None else layer.near(place)
    return layer if rows is None else layer.part(rows)


def _box_of_place(query: Query) -> Sequence[float] | None:
    """The box of the place that comes first among the rules of a query, for what is not near it fails that rule."""
    if query.bbox is not None and query.bbox.upright:
        return query.bbox.corners
    if query.bbox is not None or query.within is not None:
        corners: list[float] = shapely.bounds(query.within if query.bbox is None else query.bbox.shape).tolist()
        return corners
    return None if query.near is None else query.near.box


def matching(layer: Layer, query: Query) -> Mask:
    """All rows that answer the query, whatever its page: a boolean a row, shape (n,)."""
    mask = np.zeros(len(layer), dtype=bool)
    mask[find(layer, query).rows] = True
    return mask


def passing(asked: Iterable[Rule], size: int) -> Mask:
    """Rows that every one of the rules lets through, shape (size,)."""
    mask = np.ones(size, dtype=bool)
    for rule in asked:
        mask &= rule.passed
    return mask


def steps_of(asked: Sequence[Rule], size: int, total: int | None = None) -> tuple[Step, ...]:
    """What each rule did to what the ones before it left.

    ``total`` counts the whole layer where the rules were asked of ``size`` rows of it, all others of which fail the first rule for certain.
    """
    mask, left = np.ones(size, dtype=bool), [size if total is None else total]
    for rule in asked:
        mask &= rule.passed
        left.append(int(np.count_nonzero(mask)))
    return tuple(
        Step(key=rule.key, words=rule.words, removed=before - after, left=after, unknown=unknown)
        for rule, (before, after), unknown in zip(asked, pairwise(left), _kept_back(asked, size), strict=True)
    )


def select(layer: Layer, query: Query, part: Layer | None = None) -> Selection:
    """Answer a query: the page's rows, how many matched, and what each rule did; ``part`` as ``find`` takes it.

    Raises
    ------
    UnknownProperty, UnknownCode, BadRange, BadGeometry
        Where the query asks what the layer does not have.
    """
    matching = find(layer, query, part)
    rest = matching.rows if query.after is None else beyond(layer, matching.rows, query.sort, query.after)
    end = None if query.limit is None else query.offset + query.limit
    return Selection(
        layer=layer,
        rows=first(layer, rest, query.sort, end)[query.offset :],
        matched=len(matching.rows),
        offset=query.offset + len(matching.rows) - len(rest),
        sort=query.sort,
        steps=matching.steps,
        to_check=matching.to_check,
        not_located=count_shapeless(layer, matching.rows),
        words=in_words(layer, matching.asked),
    )


def in_words(layer: Layer, asked: Sequence[Rule]) -> Text:
    """The whole query as one sentence, with its 且 and 'and' said aloud."""
    if not asked:
        return Text(f"{layer.collection.title.zh}：全部", f"{layer.collection.title.en}: all")
    # A box lets features without a place through by itself, as OGC API Features asks: said where there are any.
    let = [rule.let_unknown and (rule.key != "bbox" or bool(rule.unknown.any())) for rule in asked]
    said = [rule.beside if len(asked) > 1 else rule.words for rule in asked]
    zh = " 且 ".join(words.zh + ("（含待核实）" if open_ else "") for words, open_ in zip(said, let, strict=True))
    en = " and ".join(words.en + (" (or unknown)" if open_ else "") for words, open_ in zip(said, let, strict=True))
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
