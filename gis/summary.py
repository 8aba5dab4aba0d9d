"""Summaries of a query: counts and area sums by field, and histograms, for facets that follow the filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask
from gis.errors import BadRange
from gis.fields import Field, Role
from gis.layer import Layer
from gis.query import Query, Rule, Step, in_words, passing, rules, steps_of
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Group:
    """One value of a field: its rows under the query, and its rows were the query's rule on this very field dropped.

    ``value`` None stands for unknown; a row whose field is a list stands in the group of each of its values. Areas are of the
    layer's area role, in m²; rows without one add nothing.
    """

    value: str | None
    title: Text
    count: int
    area_m2: float
    available: int


@dataclass(frozen=True, kw_only=True)
class Histogram:
    """Counts between ``edges`` (len = len(counts) + 1), over the query without its range on this very field."""

    field: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    unknown: int


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a query finds, in figures."""

    matched: int
    total: int
    area_m2: float | None
    area_unknown: int
    groups: dict[str, tuple[Group, ...]]
    histograms: tuple[Histogram, ...]
    steps: tuple[Step, ...]
    words: Text


def summarise(
    layer: Layer, query: Query, *, by: Sequence[str] = (), histograms: Sequence[str] = (), bins: int = 24
) -> Summary:
    """Counts and area sums of a query, exact.

    Parameters
    ----------
    by
        Fields to group by; where empty, those of role usage, park and status that the layer has.
    histograms
        Numeric fields to draw; bins are equal steps of the logarithm where most values are positive.

    Raises
    ------
    UnknownProperty, BadRange
        Where a field is not declared, or is no number and a histogram is asked.
    """
    asked = rules(layer, query)
    mask = passing(asked, len(layer))
    areas = layer.numbers(Role.AREA)
    names = by or [
        layer.collection.by_role[r].name for r in (Role.USAGE, Role.PARK, Role.STATUS) if r in layer.collection.by_role
    ]
    known = mask & ~np.isnan(areas)
    return Summary(
        matched=int(mask.sum()),
        total=len(layer),
        area_m2=float(areas[known].sum()) if Role.AREA in layer.collection.by_role else None,
        area_unknown=int((mask & np.isnan(areas)).sum()),
        groups={name: _groups(layer, layer.collection.field(name), asked, mask, areas) for name in names},
        histograms=tuple(_histogram(layer, layer.collection.field(name), asked, bins) for name in histograms),
        steps=steps_of(asked, len(layer)),
        words=in_words(layer, asked),
    )


def _all_but(asked: Sequence[Rule], entry: Field, size: int) -> Mask:
    """Rows under every rule but those on this very field."""
    keys = {entry.name, "usage"} if entry.role is Role.USAGE else {entry.name}
    return passing([rule for rule in asked if rule.key not in keys], size)


def _groups(
    layer: Layer, entry: Field, asked: Sequence[Rule], mask: Mask, areas: NDArray[np.float64]
) -> tuple[Group, ...]:
    rows, codes, values = layer.columns[entry.name].members()
    slots = len(values) + 1
    count = np.bincount(codes[mask[rows]] + 1, minlength=slots)
    known = (mask & ~np.isnan(areas))[rows]
    area = np.bincount(codes[known] + 1, weights=areas[rows][known], minlength=slots)
    open_mask = _all_but(asked, entry, len(layer))
    available = np.bincount(codes[open_mask[rows]] + 1, minlength=slots)
    order = layer.codelists[entry.name].rank if entry.name in layer.codelists else {}
    groups = [
        Group(
            value=value,
            title=layer.words(entry.name, value),
            count=int(count[n]),
            area_m2=float(area[n]),
            available=int(available[n]),
        )
        for n, value in enumerate([None, *values])
        if available[n] or count[n]
    ]
    return tuple(sorted(groups, key=lambda g: (g.value is None, order.get(g.value or "", len(order)), g.value or "")))


def _histogram(layer: Layer, entry: Field, asked: Sequence[Rule], bins: int) -> Histogram:
    if not entry.numeric:
        raise BadRange(
            Text(f"“{entry.title.zh}”不是数值，没有直方图", f"{entry.name} is not a number and has no histogram"),
            Text("请换一个数值字段", "name a numeric field"),
            property=entry.name,
        )
    values = layer.columns[entry.name].order()
    mask = _all_but(asked, entry, len(layer))
    everywhere, shown = values[~np.isnan(values)], values[mask & ~np.isnan(values)]
    unknown = int((mask & np.isnan(values)).sum())
    if not len(everywhere):
        return Histogram(field=entry.name, edges=(0.0, 1.0), counts=(0,), unknown=unknown)
    edges = _edges(everywhere, bins)
    counts, _ = np.histogram(shown, edges)
    return Histogram(field=entry.name, edges=tuple(map(float, edges)), counts=tuple(map(int, counts)), unknown=unknown)


def _edges(values: NDArray[np.float64], bins: int) -> NDArray[np.float64]:
    """Equal steps of the logarithm where most values are positive, else equal steps; the first bin takes the smallest along.

    A register's smallest values are often slips of a pen (0.01 m²); steps start at the first percentile, so that they do not
    squeeze everything else into one bar.
    """
    low, high = float(values.min()), float(values.max())
    positive = np.sort(values[values > 0])
    start = low if low > 0 and high < low * 10_000 else float(positive[len(positive) // 100]) if len(positive) else 0.0
    logarithmic = len(positive) * 2 > len(values) and start < high
    edges = np.geomspace(start, high, bins + 1) if logarithmic else np.linspace(low, max(high, low + 1), bins + 1)
    edges[0], edges[-1] = low, max(high, edges[-1])
    return edges
