"""A summary's figures are those of the rows it sums; facets show what is there and in what order."""

from __future__ import annotations

import pytest

from gis.errors import BadRange, UnknownProperty
from gis.query import Between, OneOf, Query
from gis.summary import Summary, summarise
from tests.gis.small import layer, plot

LAYER = layer(
    [
        plot("A", use="1001", status="idle", readiness="later", site_area_m2=10.0, services=["water", "power"]),
        plot("B", use="1101", status="idle", readiness="ready", site_area_m2=1000.0, services=[]),
        plot("C", use="1001", status="built", readiness="within", services=["water"]),
        plot("D", site_area_m2=100.0),
    ]
)


def summed(query: Query | None = None, *, by: tuple[str, ...] = (), histograms: tuple[str, ...] = ()) -> Summary:
    """A summary of the four plots."""
    return summarise(LAYER, query or Query(collection="plots"), by=by, histograms=histograms)


def test_without_a_wish_it_groups_by_usage_park_and_status() -> None:
    assert list(summed().groups) == ["use", "park", "status"]


def test_groups_come_in_the_order_of_their_list_and_unknown_last() -> None:
    groups = summed(by=("readiness",)).groups["readiness"]
    assert [group.value for group in groups] == ["ready", "within", "later", None]
    assert groups[0].title.zh == "净地"
    assert groups[-1].title.zh == "待核实"


def test_area_sums_know_what_they_leave_out() -> None:
    summary = summed()
    assert summary.area_m2 == 1110
    assert summary.area_unknown == 1


def test_a_row_counts_for_each_of_its_services() -> None:
    groups = {group.value: group.count for group in summed(by=("services",)).groups["services"]}
    assert groups == {"water": 2, "power": 1, None: 1}


def test_a_facet_offers_what_its_own_filter_hides_but_says_what_is_matched() -> None:
    query = Query(collection="plots", where=(OneOf(field="status", values=("built",)),))
    groups = {group.value: (group.count, group.available) for group in summed(query, by=("status",)).groups["status"]}
    assert groups == {"built": (1, 1), "idle": (0, 2), None: (0, 1)}


def test_a_histogram_of_positive_values_has_round_steps_of_the_logarithm() -> None:
    drawn = summed(histograms=("site_area_m2",)).histograms[0]
    assert drawn.edges[0] == 10
    assert drawn.edges[-1] == 1000
    assert drawn.edges[10:14] == (100, 120, 150, 200)
    assert sum(drawn.counts) == 3
    assert drawn.unknown == 1


def test_a_histogram_keeps_its_edges_whatever_its_own_range() -> None:
    narrow = Query(collection="plots", where=(Between(field="site_area_m2", low=50),))
    assert summed(narrow, histograms=("site_area_m2",)).histograms == summed(histograms=("site_area_m2",)).histograms


@pytest.mark.parametrize("values", [[], [None], [0.0, 5.0], [7.0], [0.0]])
def test_a_histogram_of_few_or_no_values_is_drawn(values: list[float | None]) -> None:
    few = layer(plot(str(n), site_area_m2=value) for n, value in enumerate(values))
    drawn = summarise(few, Query(collection="plots"), histograms=("site_area_m2",)).histograms[0]
    assert sum(drawn.counts) == sum(value is not None for value in values)
    assert len(drawn.edges) == len(drawn.counts) + 1


def test_text_has_no_histogram_and_an_unknown_field_no_group() -> None:
    with pytest.raises(BadRange, match="histogram"):
        summed(histograms=("status",))
    with pytest.raises(UnknownProperty):
        summed(by=("colour",))
