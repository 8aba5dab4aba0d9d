"""Summaries of a query: counts and area sums by field, distinct values, and histograms, for facets that follow the filter.

Every figure is counted over arrays; no geometry is touched but by the query's own place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from gis.columns import Column, Mask, day_number, folded
from gis.errors import BadRange
from gis.fields import DType, Field, Role
from gis.grouping import Grouping, grouping
from gis.intervals import Step as CalendarStep
from gis.intervals import date_edges, number_edges
from gis.layer import Layer, Part
from gis.links import Link, LinkCounts, count_broken
from gis.plainly import Inline, LeftOut
from gis.query import Found, Query, Rule, Step, find, in_words, passing
from gis.shapeless import count_shapeless
from gis.text import Text
from gis.vocabulary import Vocabulary

MAX_GROUPS: Final = 10_000
"""Values that a field to group by may have among the rows; its distinct values can be asked page-wise whatever their number."""
MAX_DISTINCT: Final = 1_000
"""Distinct values in one answer."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """One value of a field: its rows under the query, and its rows were the query's rule on this very field dropped.

    ``value`` None stands for unknown; a row whose field is a list stands in the group of each of its values. Areas are of the
    layer's area role, in m²; rows without one add nothing.
    """

    value: str | None
    title: Inline[Text]
    count: int
    area_m2: float
    available: int


@dataclass(frozen=True, kw_only=True)
class Distinct:
    """The most frequent values of a field under the query without its rule on this very field.

    ``matched`` counts all values that contain the term sought, ``more`` those of them beyond ``values``; ``unknown`` counts rows, not values.
    """

    field: str
    values: tuple[Group, ...]
    matched: int
    more: int
    unknown: int


@dataclass(frozen=True, kw_only=True)
class Histogram:
    """Counts between ``edges`` (len = len(counts) + 1), over the query without its range on this very field.

    A bar holds its lower edge and not its upper, but for the last, which holds both. Edges of dates are ISO days at the beginning of a
    calendar ``step``; both edges and counts of dates are empty where no row of the layer has one.
    """

    field: str
    edges: tuple[float, ...] | tuple[str, ...]
    counts: tuple[int, ...]
    unknown: int
    step: CalendarStep | None = None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a query finds, in figures.

    ``to_check`` are rows that no rule says no to and at least one cannot tell, ``not_located`` those of ``matched`` that have no shape;
    ``broken_links`` what becomes of their links where any leads to none or to several.
    """

    matched: int
    to_check: int
    not_located: int
    broken_links: LeftOut[tuple[LinkCounts, ...]] = ()
    total: int
    area_m2: float | None
    area_unknown: int
    groups: dict[str, tuple[Group, ...]]
    distinct: tuple[Distinct, ...]
    histograms: tuple[Histogram, ...]
    steps: tuple[Step, ...]
    words: Text


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Whose distinct values are listed: of these fields, those whose text or title contains every word of a term, at most so many."""

    fields: Sequence[str]
    term: str = ""
    limit: int = 20


def summarise(
    layer: Layer,
    query: Query,
    *,
    by: Sequence[str] = (),
    histograms: Sequence[str] = (),
    sought: Sought | None = None,
    links: Sequence[Link] = (),
) -> Summary:
    """Counts and area sums of a query, exact.

    Parameters
    ----------
    by
        Fields to group by, of any type; where empty, those of role usage, park and status that the layer has.
    histograms
        Numbers and dates to draw.
    sought
        Fields to list the most frequent values of.
    links
        The links of the layer.

    Raises
    ------
    UnknownProperty, BadRange
        Where a field is not declared, has too many values to group by, or is neither number nor date and a histogram is asked.
    """
    rows = _Rows(find(layer, query))
    field = layer.collection.field
    sought = sought or Sought(fields=())
    return Summary(
        matched=len(rows.found.rows),
        to_check=rows.found.to_check,
        not_located=count_shapeless(layer, rows.found.rows),
        broken_links=count_broken(links, rows.found.rows),
        total=len(layer),
        area_m2=float(rows.areas[rows.mask].sum()) if Role.AREA in layer.collection.by_role else None,
        area_unknown=int(np.count_nonzero(rows.mask & ~rows.measured)),
        groups={name: _groups(rows, field(name)) for name in by or _usual(layer)},
        distinct=tuple(_distinct(rows, field(name), sought) for name in sought.fields),
        histograms=tuple(_histogram(rows, field(name)) for name in histograms),
        steps=rows.found.steps,
        words=in_words(layer, rows.found.asked),
    )


def _usual(layer: Layer) -> list[str]:
    by_role = layer.collection.by_role
    return [by_role[role].name for role in (Role.USAGE, Role.PARK, Role.STATUS) if role in by_role]


class _Rows:
    """The rows that a query looked at, those that answer it, and their areas; all others fail its place for certain."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.layer = found.looked_at
        self.mask: Mask = passing(found.asked, found.size)
        areas = self.layer.numbers(Role.AREA)
        self.measured: Mask = ~np.isnan(areas)
        self.areas: NDArray[np.float64] = np.where(self.measured, areas, 0.0)

    def without(self, entry: Field) -> Mask:
        """Rows under every rule but those on this very field."""
        keys = {entry.name, "usage"} if entry.role is Role.USAGE else {entry.name}
        rest: list[Rule] = [rule for rule in self.found.asked if rule.key not in keys]
        return self.mask if len(rest) == len(self.found.asked) else passing(rest, self.found.size)


@dataclass(frozen=True, kw_only=True)
class _Figures:
    """Of each group of a field, the unknown first: rows, their area, and rows without the rule on this very field."""

    grouping: Grouping
    count: NDArray[np.intp]
    area: NDArray[np.float64]
    available: NDArray[np.intp]

    @classmethod
    def of(cls, rows: _Rows, entry: Field) -> _Figures:
        made = grouping(rows.layer.columns[entry.name])
        count, area = made.tally(rows.mask, rows.areas)
        open_mask = rows.without(entry)
        available = count if open_mask is rows.mask else made.tally(open_mask)[0]
        return cls(grouping=made, count=count, area=area, available=available)

    def group(self, layer: Layer, entry: Field, slot: int) -> Group:
        """One group; slot 0 is unknown."""
        value = self.grouping.names[slot - 1] if slot else None
        return Group(
            value=value,
            title=layer.words(entry.name, value),
            count=int(self.count[slot]),
            area_m2=float(self.area[slot]),
            available=int(self.available[slot]),
        )


def _groups(rows: _Rows, entry: Field) -> tuple[Group, ...]:
    figures = _Figures.of(rows, entry)
    slots = np.flatnonzero(figures.available | figures.count).tolist()
    if len(slots) > MAX_GROUPS:
        raise _too_many(rows.found.layer, entry, len(slots))
    groups = [figures.group(rows.layer, entry, slot) for slot in slots]
    codelist = rows.layer.codelists.get(entry.name)
    rank = {} if codelist is None else codelist.rank
    # The slots come in the order of the values; a stable sort puts listed codes before them, and unknown last.
    return tuple(sorted(groups, key=lambda group: (group.value is None, rank.get(group.value or "", len(rank)))))


def _too_many(layer: Layer, entry: Field, size: int) -> BadRange:
    names = [field.name for field in layer.collection.fields if _groupable(layer, field)]
    return BadRange(
        Text(
            f"“{entry.title.zh}”有 {size:,} 个不同的值，分组最多 {MAX_GROUPS:,} 个",
            f"{entry.name} has {size:,} values; at most {MAX_GROUPS:,} can be grouped",
        ),
        Text(
            f"请用 distinct={entry.name} 列出最常见的值，或按下列字段分组：{', '.join(names)}",
            f"list the most frequent with distinct={entry.name}, or group by one of: {', '.join(names)}",
        ),
        property=entry.name,
        groupable=names,
    )


def _groupable(layer: Layer, field: Field) -> bool:
    """Whether a field is sure to have few enough values: by its type, or by the size of its vocabulary."""
    if field.dtype in (DType.TEXT, DType.LIST):
        col = layer.columns[field.name]
        return len(getattr(col, "vocabulary", ())) <= MAX_GROUPS
    return field.dtype is DType.BOOLEAN or len(layer) <= MAX_GROUPS


def _distinct(rows: _Rows, entry: Field, sought: Sought) -> Distinct:
    figures = _Figures.of(rows, entry)
    slots = np.flatnonzero(figures.available[1:]) + 1
    if sought.term.strip():
        slots = slots[_containing(rows.layer, entry, figures.grouping.names, slots - 1, sought.term)]
    # Most frequent first; ties in the order of the values, which a stable sort keeps.
    first = slots[np.argsort(-figures.available[slots], kind="stable")[: sought.limit]]
    return Distinct(
        field=entry.name,
        values=tuple(figures.group(rows.layer, entry, slot) for slot in first.tolist()),
        matched=len(slots),
        more=len(slots) - len(first),
        unknown=int(figures.available[0]),
    )


def _containing(layer: Layer, entry: Field, names: Sequence[str], places: NDArray[np.intp], term: str) -> Mask:
    """Which of some values hold every word of the term in their text or title."""
    if entry.numeric:
        raise BadRange(
            Text(f"“{entry.title.zh}”是数值，不能按文字查找", f"{entry.name} is a number: no text is sought in it"),
            Text(
                f"请用 min_{entry.name}、max_{entry.name} 或 histogram={entry.name}",
                f"use min_{entry.name}, max_{entry.name} or histogram={entry.name}",
            ),
            property=entry.name,
        )
    kept = np.ones(len(places), dtype=bool)
    for word in map(folded, term.split()):
        kept &= np.isin(places, _holding(layer, entry, names, places, word))
    return kept


def _holding(
    layer: Layer, entry: Field, names: Sequence[str], places: NDArray[np.intp], word: str
) -> NDArray[np.intp] | list[int]:
    if not isinstance(names, Vocabulary):
        said = ((place, layer.words(entry.name, names[place])) for place in places.tolist())
        return [place for place, title in said if word in folded(f"{names[place]} {title.both()}")]
    own = names.containing(word)
    codelist = layer.codelists.get(entry.name)
    return own if codelist is None else np.union1d(own, names.places(codelist.containing(word))).astype(np.intp)


@dataclass(frozen=True, eq=False)
class _Bars:
    """Where the bars of a column stand, and the bar of each row of the whole layer, shape (n,); ``_NO_BAR`` where it has no value.

    They don't depend on the query, so that a handle stays under the hand that drags it.
    """

    edges: tuple[float, ...] | tuple[str, ...]
    step: CalendarStep | None
    of_row: NDArray[np.uint8]


_NO_BAR: Final = 255
_BARS: WeakKeyDictionary[Column, _Bars] = WeakKeyDictionary()


def _bars(col: Column, entry: Field) -> _Bars:
    if col not in _BARS:
        _BARS[col] = _made_bars(col.order(), entry)
    return _BARS[col]


def _made_bars(values: NDArray[np.float64], entry: Field) -> _Bars:
    of_row, known = np.full(len(values), _NO_BAR, dtype=np.uint8), ~np.isnan(values)
    edges: tuple[float, ...] | tuple[str, ...] = () if entry.dtype is DType.DATE else (0.0, 1.0)
    step: CalendarStep | None = None
    if known.any():
        given = values[known]
        if entry.dtype is DType.DATE:
            edges, step = date_edges(given)
        else:
            edges = number_edges(given, whole=entry.dtype is DType.INTEGER)
        limits = [_limit(edge) for edge in edges]
        of_row[known] = np.clip(np.searchsorted(limits, given, side="right") - 1, 0, len(edges) - 2)
    return _Bars(edges, step, of_row)


def _limit(edge: float | str) -> float:
    return float(day_number(edge) or 0.0) if isinstance(edge, str) else edge


def _histogram(rows: _Rows, entry: Field) -> Histogram:
    layer = rows.found.layer
    if not entry.ranged:
        raise _not_drawn(layer, entry)
    bars, mask = _bars(layer.columns[entry.name], entry), rows.without(entry)
    of_row = bars.of_row[rows.layer.rows] if isinstance(rows.layer, Part) else bars.of_row
    counts = np.bincount(of_row if mask.all() else of_row[mask], minlength=_NO_BAR + 1)
    return Histogram(
        field=entry.name,
        edges=bars.edges,
        counts=tuple(counts[: max(0, len(bars.edges) - 1)].tolist()),
        unknown=int(counts[_NO_BAR]),
        step=bars.step,
    )


def _not_drawn(layer: Layer, entry: Field) -> BadRange:
    drawable = [field.name for field in layer.collection.fields if field.ranged]
    names = ", ".join(drawable)
    return BadRange(
        Text(
            f"“{entry.title.zh}”不是数值或日期，没有直方图",
            f"{entry.name} is neither number nor date and has no histogram",
        ),
        Text(f"请换一个字段：{names}", f"name another field: {names}"),
        property=entry.name,
        drawable=drawable,
    )
