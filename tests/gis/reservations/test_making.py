"""Holds by the store: one winner, all items or none, no part beyond what is free, and the log tells of each."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from gis.catalog import Catalog, read_catalog
from gis.errors import (
    BadHold,
    HoldOver,
    KeyUsed,
    LandstockError,
    NotHoldable,
    Taken,
    UnknownCollection,
    UnknownFeature,
    UnknownReservation,
)
from gis.inventory import Edit
from gis.io import geojson
from gis.reservation import Reservation, ReservedItem, Standing
from gis.reservations import Change, change, make, once, release, run
from gis.store import Transaction
from gis.store.geopackage import GeoPackageStore
from gis.store.protocol import RESERVATIONS
from gis.store.repeating import Repeatable
from tests.gis.reservations.district import FLOOR_M2, LAST, TODAY, floor, held, plot, terms, wanted, write_district


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    write_district(tmp_path / "layers")
    return read_catalog(tmp_path / "layers")


@pytest.fixture
def store(catalog: Catalog) -> GeoPackageStore:
    made = GeoPackageStore(catalog.folder / ".store" / "landstock.gpkg")
    made.sync(catalog, geojson.reader(catalog))
    return made


def changed(store: GeoPackageStore, catalog: Catalog, key: str, asked: Change) -> Reservation:
    """A hold changed."""
    return run(store, catalog, "planner", lambda t: change(t, catalog, terms(catalog), key, asked))


def released(store: GeoPackageStore, catalog: Catalog, key: str) -> Reservation:
    """A hold given up."""
    return run(store, catalog, "planner", lambda t: release(t, catalog, terms(catalog), key))


def test_the_second_is_told_who_holds_and_until_when(store: GeoPackageStore, catalog: Catalog) -> None:
    first = held(store, catalog, wanted(plot("L-0", "L-1"), project_id="P-1"))
    with pytest.raises(Taken) as refused:
        held(store, catalog, wanted(plot("L-1")))
    assert refused.value.where["holder"] == "P-1"
    assert refused.value.where["until"] == LAST.isoformat()
    assert refused.value.where["reservation"] == first.id
    for words in (refused.value.text.zh, refused.value.text.en):
        assert "P-1" in words
        assert str(LAST) in words


def test_all_items_or_none(store: GeoPackageStore, catalog: Catalog) -> None:
    held(store, catalog, wanted(plot("L-1")))
    with pytest.raises(Taken) as refused:
        held(store, catalog, wanted(plot("L-0", "L-1", "L-built")))
    # Each item that cannot be held is named, not the first alone.
    assert [item["id"] for item in refused.value.where["items"]] == ["L-1", "L-built"]  # type: ignore[attr-defined]
    held(store, catalog, wanted(plot("L-0")))
    assert len(store.reservations(active=True)) == 2


def test_parts_of_a_floor_share_what_is_free(store: GeoPackageStore, catalog: Catalog) -> None:
    held(store, catalog, wanted(floor("F-0", 1_200)))
    with pytest.raises(Taken) as refused:
        held(store, catalog, wanted(floor("F-0", 900), project_id="P-1"))
    assert refused.value.where["free_m2"] == FLOOR_M2 - 1_200
    with pytest.raises(Taken):
        held(store, catalog, wanted(floor("F-0"), project_id="P-1"))
    held(store, catalog, wanted(floor("F-0", 800), project_id="P-1"))
    with pytest.raises(Taken):
        held(store, catalog, wanted(floor("F-0", 0.01), firm="丙公司"))
    held(store, catalog, wanted(floor("F-1")))
    with pytest.raises(Taken):
        held(store, catalog, wanted(floor("F-1", 10), project_id="P-1"))


@pytest.mark.parametrize(
    ("items", "error"),
    [
        (plot("L-0", "L-0"), BadHold),
        ((), BadHold),
        ((ReservedItem(collection="plots", id="L-0", area_m2=10.0),), BadHold),
        (floor("F-0", 0.0), BadHold),
        (floor("F-0", -5.0), BadHold),
        (floor("F-0", float("nan")), BadHold),
        (floor("F-0", FLOOR_M2 + 1), BadHold),
        (floor("F-bare", 10.0), BadHold),
        ((ReservedItem(collection="projects", id="P-0"),), BadHold),
        ((ReservedItem(collection="nowhere", id="L-0"),), UnknownCollection),
        (plot("L-99"), UnknownFeature),
        (plot("L-built"), NotHoldable),
        (plot("L-held"), Taken),
    ],
)
def test_what_cannot_be_held(
    store: GeoPackageStore, catalog: Catalog, items: tuple[ReservedItem, ...], error: type[LandstockError]
) -> None:
    with pytest.raises(error) as refused:
        held(store, catalog, wanted(items))
    assert refused.value.remedy.zh
    assert refused.value.remedy.en
    assert store.reservations() == []
    assert store.log(collection=RESERVATIONS) == []


def test_a_plot_that_was_ended_cannot_be_held(store: GeoPackageStore, catalog: Catalog) -> None:
    store.apply(catalog, [Edit(collection="plots", id="L-0", feature=None)], "me")
    with pytest.raises(NotHoldable, match="已终止"):
        held(store, catalog, wanted(plot("L-0")))


@pytest.mark.parametrize("until", [TODAY - dt.timedelta(days=1), dt.date(9999, 12, 31)])
def test_a_last_day_has_to_come_and_not_too_late(store: GeoPackageStore, catalog: Catalog, until: dt.date) -> None:
    with pytest.raises(BadHold):
        held(store, catalog, wanted(plot("L-0"), until=until))
    assert held(store, catalog, wanted(plot("L-0"), until=TODAY)).until == TODAY


def test_who_holds_is_a_project_or_a_firm(store: GeoPackageStore, catalog: Catalog) -> None:
    with pytest.raises(UnknownFeature):
        held(store, catalog, wanted(plot("L-0"), project_id="P-99"))
    for firm in ("", "  "):
        with pytest.raises(BadHold):
            held(store, catalog, wanted(plot("L-0"), firm=firm))
    with pytest.raises(BadHold):
        held(store, catalog, replace(wanted(plot("L-0")), project_id="P-1"))


def test_who_the_ledger_names_may_make_the_hold_his_own(store: GeoPackageStore, catalog: Catalog) -> None:
    """By the ledger it is held by the firm until the end of August: others are told so, and it holds longer by a reservation."""
    with pytest.raises(Taken) as refused:
        held(store, catalog, wanted(plot("L-held")))
    assert refused.value.where["holder"] == "甲公司"
    assert refused.value.where["until"] == "2023-08-31"
    assert held(store, catalog, wanted(plot("L-held"), firm="甲公司")).until == LAST
    # What has run out by the ledger holds nothing.
    held(store, catalog, wanted(plot("L-was-held")))


def test_one_that_was_released_or_has_run_out_makes_room(store: GeoPackageStore, catalog: Catalog) -> None:
    first = held(store, catalog, wanted(plot("L-0")))
    assert released(store, catalog, first.id).standing is Standing.RELEASED
    assert released(store, catalog, first.id).standing is Standing.RELEASED
    second = held(store, catalog, wanted(plot("L-0"), until=TODAY))
    later = replace(catalog, as_of=TODAY + dt.timedelta(days=1))
    third = held(store, later, wanted(plot("L-0"), project_id="P-1"))
    standings = {each.id: each.standing for each in store.reservations()}
    assert standings == {first.id: Standing.RELEASED, second.id: Standing.EXPIRED, third.id: Standing.ACTIVE}
    # That it ran out was written down with what took its place.
    entries = store.log(collection=RESERVATIONS)[-2:]
    assert [entry.id for entry in entries] == [second.id, third.id]
    assert len({entry.change_set for entry in entries}) == 1


def test_a_hold_is_extended_and_lands(store: GeoPackageStore, catalog: Catalog) -> None:
    made = held(store, catalog, wanted(plot("L-0"), until=TODAY))
    assert changed(store, catalog, made.id, Change(until=LAST, note="续")).until == LAST
    both = changed(store, catalog, made.id, Change(items=plot("L-0", "L-1")))
    assert [item.id for item in both.items] == ["L-0", "L-1"]
    assert changed(store, catalog, made.id, Change(landed=True)).standing is Standing.LANDED
    # Who has come stays: it ends by no midnight.
    later = replace(catalog, as_of=LAST + dt.timedelta(days=400))
    with pytest.raises(Taken, match="已落地"):
        held(store, later, wanted(plot("L-1"), until=LAST + dt.timedelta(days=500)))
    released(store, later, made.id)
    with pytest.raises(HoldOver):
        changed(store, catalog, made.id, Change(until=LAST))
    with pytest.raises(UnknownReservation):
        released(store, catalog, "R-0")


def test_a_change_takes_nothing_that_others_hold(store: GeoPackageStore, catalog: Catalog) -> None:
    mine, theirs = held(store, catalog, wanted(plot("L-0"))), held(store, catalog, wanted(plot("L-1"), firm="丙公司"))
    with pytest.raises(Taken) as refused:
        changed(store, catalog, mine.id, Change(items=plot("L-0", "L-1")))
    assert refused.value.where["reservation"] == theirs.id
    assert [item.id for item in store.reservations()[0].items] == ["L-0"]


def test_the_same_request_twice_is_answered_alike(store: GeoPackageStore, catalog: Catalog) -> None:
    def asked(key: str, text: str, place: str) -> Reservation:
        def work(transaction: Transaction) -> Reservation:
            return make(transaction, catalog, terms(catalog), wanted(plot(place)), "planner")

        return run(store, catalog, "planner", once(work, Repeatable(key=key, asked=text)))

    first = asked("k", "one", "L-0")
    released(store, catalog, first.id)
    assert asked("k", "one", "L-0") == first
    with pytest.raises(KeyUsed):
        asked("k", "other", "L-1")
    # A request that was refused leaves its key free.
    with pytest.raises(NotHoldable):
        asked("k2", "built", "L-built")
    assert asked("k2", "two", "L-2").items == plot("L-2")
