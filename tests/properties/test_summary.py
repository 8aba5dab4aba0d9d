"""For any layer, query and field: every figure of a summary is what a plain loop over the features counts."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import BadRange
from gis.intervals import BINS, date_edges, number_edges
from gis.layer import Feature, Layer
from gis.query import Query
from gis.summary import Group, Histogram, Sought, summarise
from tests.gis.small import CODELISTS, COLLECTION, layer, plot
from tests.properties.test_query import layers, passes, queries, rows_of, without

FIELDS = [field.name for field in COLLECTION.fields]
DRAWN = ["site_area_m2", "measured_m2", "floors", "started"]
SOUGHT = [name for name in FIELDS if name not in ("site_area_m2", "measured_m2", "floors")]
FIGURES = (
    st.floats(-1e7, 1e7)
    | st.sampled_from([0.0, 0.01, 1.0, 20000.0, 20000.5, 1e-12, 1e15])
    | st.integers(0, 40).map(float)
)


def values_of(feature: Feature, name: str) -> list[str | None]:
    """The groups that a row stands in: each value of a list once, none where the list is empty."""
    value = feature.properties[name]
    if isinstance(value, list):
        return list(dict.fromkeys(value))
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return [None if value is None else str(value)]


def area(features: Sequence[Feature]) -> float:
    """The registered area of some rows."""
    return float(sum(feature.properties["site_area_m2"] or 0 for feature in features))


def order_of(name: str, value: str | None) -> Any:
    """Listed codes in the order of their list, then values in their own order, unknown last."""
    codes = [entry.code for entry in CODELISTS[name_of_list(name)].codes] if name_of_list(name) else []
    place = codes.index(value) if value in codes else len(codes)
    if name in DRAWN and name != "started" and value is not None:
        return (False, place, float(value))
    return (value is None, place, value or "")


def name_of_list(name: str) -> str:
    """The code list of a field, or nothing."""
    return COLLECTION.by_name[name].codelist or ""


def check_group(group: Group, name: str, matched: Sequence[Feature], dropped: Sequence[Feature]) -> None:
    """One group against a count by hand."""
    members = [feature for feature in matched if group.value in values_of(feature, name)]
    assert group.count == len(members)
    assert group.area_m2 == pytest.approx(area(members))
    assert group.available == sum(group.value in values_of(feature, name) for feature in dropped)


@given(layers(), queries())
def test_every_field_of_every_type_is_grouped_as_a_loop_groups_it(layer_: Layer, query: Query) -> None:
    summary = summarise(layer_, query, by=FIELDS)
    matched = [feature for feature in rows_of(layer_) if passes(feature, query)]
    assert (summary.matched, summary.total) == (len(matched), len(layer_))
    assert summary.area_m2 == area(matched)
    assert summary.area_unknown == sum(feature.properties["site_area_m2"] is None for feature in matched)
    for name in FIELDS:
        dropped = [feature for feature in rows_of(layer_) if passes(feature, without(query, name))]
        shown = [group.value for group in summary.groups[name]]
        assert set(shown) == {value for feature in dropped for value in values_of(feature, name)}
        assert shown == sorted(shown, key=lambda value: order_of(name, value))
        for group in summary.groups[name]:
            check_group(group, name, matched, dropped)


def said(name: str, value: str) -> str:
    """What a search for a value of a field looks through."""
    titles = {entry.code: entry.title for entry in CODELISTS[name_of_list(name)].codes} if name_of_list(name) else {}
    words = titles[value].both() if value in titles else {"true": "是 / yes", "false": "否 / no"}.get(value, "")
    return unicodedata.normalize("NFKC", f"{value} {words}").casefold()


TERMS = st.sampled_from(
    ["", " ", "归德", "GD a", "ａ区", "闲", "10", "2021", "-0", "是", "yes", "P-1", "water 供", "没有"]
)


@given(layers(), queries(), TERMS, st.integers(0, 6))
def test_distinct_values_are_the_most_frequent_first_and_say_how_many_more(
    layer_: Layer, query: Query, term: str, limit: int
) -> None:
    summary = summarise(layer_, query, sought=Sought(fields=SOUGHT, term=term, limit=limit))
    matched = [feature for feature in rows_of(layer_) if passes(feature, query)]
    words = unicodedata.normalize("NFKC", term).casefold().split()
    for found in summary.distinct:
        dropped = [feature for feature in rows_of(layer_) if passes(feature, without(query, found.field))]
        tally = Counter(value for feature in dropped for value in values_of(feature, found.field))
        assert found.unknown == tally.pop(None, 0)
        wanted = {
            value: n
            for value, n in tally.items()
            if value is not None and all(word in said(found.field, value) for word in words)
        }
        first = sorted(wanted, key=lambda value: (-wanted[value], value))[:limit]
        assert [group.value for group in found.values] == first
        assert (found.matched, found.more) == (len(wanted), len(wanted) - len(first))
        for group in found.values:
            check_group(group, found.field, matched, dropped)


def bars(drawn: Histogram, values: Sequence[Any]) -> list[int]:
    """Counts by hand: a bar holds its lower edge, the last also its upper."""
    counts = [0] * len(drawn.counts)
    for value in values:
        inside = [n for n, (low, high) in enumerate(pairwise(drawn.edges)) if low <= value < high]
        counts[inside[0] if inside else -1] += 1
        assert inside or value == drawn.edges[-1]
    return counts


@given(layers(), queries())
def test_every_bar_of_a_histogram_is_what_a_loop_counts(layer_: Layer, query: Query) -> None:
    for drawn in summarise(layer_, query, histograms=DRAWN).histograms:
        rows = [feature for feature in rows_of(layer_) if passes(feature, without(query, drawn.field))]
        under = [feature.properties[drawn.field] for feature in rows]
        assert drawn.unknown == under.count(None)
        assert list(drawn.counts) == bars(drawn, [value for value in under if value is not None])
        assert len(drawn.edges) == len(drawn.counts) + 1 or not drawn.edges


@given(st.lists(FIGURES, min_size=1, max_size=60), st.booleans())
def test_edges_are_few_rise_and_hold_every_number(values: list[float], whole: bool) -> None:
    numbers = np.array([np.floor(value) for value in values] if whole else values)
    edges = number_edges(numbers, whole=whole)
    assert 1 <= len(edges) - 1 <= BINS + 2
    assert all(low < high for low, high in pairwise(edges))
    assert edges[0] <= numbers.min() <= numbers.max() <= edges[-1]
    if whole and abs(numbers).max() < 1e6:
        assert all(edge == int(edge) for edge in edges)
        assert numbers.max() < edges[-1], "two whole numbers never share the last bar for lying on its edge"


@given(st.lists(st.dates(), min_size=1, max_size=20))
def test_edges_of_dates_are_first_days_that_hold_every_day(days: list[dt.date]) -> None:
    numbers = np.array([float(np.datetime64(day, "D").astype(int)) for day in days])
    edges, step = date_edges(numbers)
    read = [dt.date.fromisoformat(edge) for edge in edges]
    assert 1 <= len(edges) - 1 <= BINS
    assert all(low < high for low, high in pairwise(read))
    assert read[0] <= min(days)
    assert max(days) < read[-1] or read[-1] == dt.date.max
    starts = {"month": range(1, 13), "quarter": (1, 4, 7, 10), "year": (1,)}[step]
    assert all((day.day == 1 and day.month in starts) or day == dt.date.max for day in read)


def test_no_text_is_sought_among_numbers_and_no_histogram_made_of_texts() -> None:
    few = layer([plot("A", site_area_m2=5.0)])
    with pytest.raises(BadRange, match="no text is sought"):
        summarise(few, Query(collection="plots"), sought=Sought(fields=["site_area_m2"], term="5"))
    with pytest.raises(BadRange, match="neither number nor date") as refused:
        summarise(few, Query(collection="plots"), histograms=["services"])
    assert refused.value.where["drawable"] == DRAWN


def test_more_values_than_an_answer_holds_are_refused_with_the_fields_that_can_be_grouped() -> None:
    many = layer(plot(f"{n:05}", name=f"号{n % 7}") for n in range(10_001))
    with pytest.raises(BadRange, match="10,001 values") as refused:
        summarise(many, Query(collection="plots"), by=["id"])
    assert "distinct=id" in refused.value.remedy.en
    assert "name" in refused.value.where["groupable"]  # type: ignore[operator]
    assert "id" not in refused.value.where["groupable"]  # type: ignore[operator]
    found = summarise(many, Query(collection="plots"), sought=Sought(fields=["id"], term="0001", limit=3)).distinct[0]
    assert ([group.value for group in found.values], found.more) == (["00001", "00010", "00011"], 8)
