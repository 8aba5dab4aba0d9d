"""The log of any store: entries, change sets, moments, and what stood before each of them."""

from __future__ import annotations

import datetime as dt

import pytest

from gis.catalog import Catalog
from gis.inventory import Edit
from gis.io import geojson
from gis.store.protocol import RESERVATIONS, WHOLE_LAYER, Action, ChangeSet, Job, Transaction
from tests.gis.folders import edited, plots
from tests.gis.store.contract.conftest import AnyStore
from tests.gis.store.contract.test_reserving import hold, reserve


@pytest.fixture
def year(store: AnyStore, catalog: Catalog) -> AnyStore:
    """Two loads, then four change sets: entries 1 to 8."""
    store.apply(catalog, [edited("plots", "A1", name="first"), edited("parks", "A0", name="first")], "a")
    store.apply(catalog, [edited("plots", "A1", name="second")], "b")
    reserve(store, catalog, hold("R1", "A2"))
    store.apply(catalog, [Edit(collection="plots", id="A1", feature=None), edited("plots", "B1", name="new")], "c")
    return store


def test_the_log_is_asked_by_number_layer_and_feature(year: AnyStore) -> None:
    assert [each.seq for each in year.log()] == list(range(1, 9))
    assert [each.seq for each in year.log(after=6)] == [7, 8]
    assert [each.seq for each in year.log(collection="plots", key="A1")] == [3, 5, 7]
    assert [each.seq for each in year.log(collection="parks", limit=1)] == [1 + (year.log()[0].collection != "parks")]
    assert [each.id for each in year.log(collection=RESERVATIONS)] == ["R1"]
    assert [each.seq for each in year.log(key=WHOLE_LAYER)] == [1, 2]
    assert [each.seq for each in year.log(after=2, limit=2)] == [3, 4]
    assert year.log(collection="nowhere") == year.log(after=8) == []


def test_edits_are_the_changes_of_features(year: AnyStore) -> None:
    assert [each.seq for each in year.edits()] == [3, 4, 5, 7, 8]
    assert [each.seq for each in year.edits(after=3, upto=7)] == [4, 5, 7]
    assert [each.seq for each in year.edits(unexported=True)] == [3, 4, 5, 7, 8]
    year.mark_exported({"plots": 5})
    assert [each.seq for each in year.edits(unexported=True)] == [4, 7, 8]
    assert [each.seq for each in year.edits(unexported=True, after=4, upto=7)] == [7]


def test_change_sets_are_told_the_latest_first(year: AnyStore) -> None:
    found = year.change_sets(limit=100)
    loads = [[1, 2]]
    assert [[each.seq for each in entries] for entries in found] == [[7, 8], [6], [5], [3, 4], *loads]
    assert [entries[0].change_set for entries in year.change_sets(limit=2)] == [7, 6]
    assert [entries[0].change_set for entries in year.change_sets(before=6, limit=2)] == [5, 3]
    assert year.change_sets(before=1, limit=2) == []
    assert [each.seq for each in year.change_set(3)] == [3, 4]
    assert year.change_set(4) == year.change_set(99) == []


def test_a_moment_is_the_last_entry_until_then(year: AnyStore) -> None:
    entries = year.log()
    assert all(each.at.tzinfo is not None for each in entries)
    assert [each.at for each in entries] == sorted(each.at for each in entries)
    for each in entries:
        latest = max(other.seq for other in entries if other.at == each.at)
        assert year.moment(each.at) == latest
        assert year.moment(each.at.astimezone(dt.timezone(dt.timedelta(hours=8)))) == latest
        assert year.moment(each.at - dt.timedelta(milliseconds=1)) < each.seq
    assert year.moment(entries[0].at - dt.timedelta(days=1)) == 0
    assert year.moment(dt.datetime.now(dt.UTC) + dt.timedelta(days=1)) == 8


def test_what_takes_back_what_is_told_without_reading_the_log(year: AnyStore, catalog: Catalog) -> None:
    assert year.undoing() == {}

    def work(transaction: Transaction) -> None:
        transaction.write(edited("parks", "A0", name="again"))

    year.write(catalog, [Job(by=ChangeSet(author="a", action=Action.UNDO, undoes=3), work=work)])
    assert year.undoing() == {9: 3}
    assert year.undoing(9) == {}


NAMES = ("plots", "parks", RESERVATIONS)


def test_the_last_change_of_each_feature_since_a_number(year: AnyStore) -> None:
    entries = {each.seq: each for each in year.log()}
    assert year.latest({"plots": 3, "parks": 4}, 8) == {
        "plots": {"A1": (7, entries[7].after), "B1": (8, entries[8].after)},
        "parks": {},
    }
    assert year.latest({"plots": 2}, 5) == {"plots": {"A1": (5, entries[5].after)}}
    assert year.counts({"plots": 3, "parks": 4}) == {"plots": 3, "parks": 0}


def test_what_stood_before_is_the_first_word_after_an_entry(year: AnyStore) -> None:
    entries = {each.seq: each for each in year.log()}
    assert year.before(8, NAMES) == {}
    assert year.before(6, NAMES) == {"plots": {"A1": entries[5].after, "B1": None}}
    assert year.before(2, NAMES) == {
        "plots": {"A1": entries[3].before, "B1": None},
        "parks": {"A0": entries[4].before},
        RESERVATIONS: {"R1": None},
    }
    assert year.before(0, NAMES) == year.before(2, NAMES), "a layer's first load is told by its own entry"
    assert year.before(3, NAMES)["plots"] == {"A1": entries[3].after, "B1": None}


def test_before_goes_back_over_loads_too(year: AnyStore, catalog: Catalog) -> None:
    year.mark_exported({"plots": 8, "parks": 8})
    stood = year.load(catalog, ["plots"]).layers["plots"]
    assert "B1" in stood.ids
    geojson.write(catalog.folder / "plots.geojson", plots(2))
    year.sync(catalog, geojson.read, "loader")
    back = year.before(8, NAMES)["plots"]
    assert back.keys() == {"A1", "A2", "A3", "B1"}
    assert (back["A1"], back["B1"] is None) == (None, False)
    assert year.verified().bad is None
