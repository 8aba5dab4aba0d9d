"""Reservations in any store: one winner, who is told who lost, and every change of them in the log."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from dataclasses import replace
from typing import cast

import pytest

from gis.catalog import Catalog
from gis.errors import Taken
from gis.io import geojson
from gis.layer import Feature
from gis.reservation import Reservation, ReservedItem, Standing
from gis.store.protocol import RESERVATIONS, Action, ChangeSet, Transaction
from tests.gis.folders import plots
from tests.gis.store.contract.conftest import AnyStore
from tests.gis.store.contract.test_changing import done

MADE = dt.datetime(2026, 5, 1, 8, 0, 0, 123_000, tzinfo=dt.UTC)


def hold(key: str, *plots: str, area_m2: float | None = None, minutes: int = 0) -> Reservation:
    """A firm's hold on some plots."""
    return Reservation(
        id=key,
        project_id=None,
        firm=f"firm of {key}",
        items=tuple(ReservedItem(collection="plots", id=plot, area_m2=area_m2) for plot in plots),
        until=dt.date(2026, 6, 30),
        standing=Standing.ACTIVE,
        made_at=MADE + dt.timedelta(minutes=minutes),
        author="李工",
    )


def reserve(store: AnyStore, catalog: Catalog, *reservations: Reservation) -> int | None:
    """Write reservations down as one change set."""

    def work(transaction: Transaction) -> int | None:
        for each in reservations:
            transaction.keep_reservation(each)
        return transaction.change_set

    number: int | None = done(store, catalog, work, ChangeSet(author="李工", action=Action.RESERVE))
    return number


def held(store: AnyStore, catalog: Catalog, plot: str) -> list[str]:
    """Ids of what is active on a plot."""

    def work(transaction: Transaction) -> list[str]:
        return [each.id for each in transaction.reserved("plots", plot)]

    return list(done(store, catalog, work))


def test_a_reservation_is_kept_as_it_was_made(store: AnyStore, catalog: Catalog) -> None:
    version = store.state(catalog).version
    made = hold("R1", "A1", "A2")
    reserve(store, catalog, made)
    assert store.reservations() == store.reservations(active=True) == [made]
    assert done(store, catalog, lambda transaction: transaction.reservation("R1")) == made
    assert done(store, catalog, lambda transaction: transaction.reservation("R2")) is None
    assert (held(store, catalog, "A1"), held(store, catalog, "A2"), held(store, catalog, "A3")) == (["R1"], ["R1"], [])
    (entry,) = store.log(collection=RESERVATIONS)
    assert (entry.id, entry.before, entry.action, entry.author) == ("R1", None, Action.RESERVE, "李工")
    assert "firm of R1" in str(entry.after)
    assert store.state(catalog).version != version
    assert store.edits() == []
    assert store.edits(unexported=True) == []


def test_what_is_held_is_refused_to_others_whole_and_nothing_half(store: AnyStore, catalog: Catalog) -> None:
    reserve(store, catalog, hold("R1", "A1"))
    before, log = store.state(catalog), store.log()
    with pytest.raises(Taken) as taken:
        reserve(store, catalog, hold("R2", "A0", "A1"))
    assert taken.value.where["id"] == "A1"
    assert (store.state(catalog), store.log()) == (before, log)
    assert held(store, catalog, "A0") == []


def test_parts_of_a_floor_are_held_beside_each_other(store: AnyStore, catalog: Catalog) -> None:
    """How many fit is asked by whoever writes them down, within the same transaction."""
    reserve(store, catalog, hold("R2", "A1", area_m2=10.5, minutes=1))
    reserve(store, catalog, hold("R1", "A1", area_m2=20))
    assert held(store, catalog, "A1") == ["R1", "R2"], "the oldest first"
    assert [each.id for each in store.reservations()] == ["R1", "R2"]
    assert [each.items[0].area_m2 for each in store.reservations()] == [20, 10.5]


def test_one_that_ends_frees_what_it_held_and_stays_on_record(store: AnyStore, catalog: Catalog) -> None:
    made = hold("R1", "A1")
    reserve(store, catalog, made)
    reserve(store, catalog, replace(made, standing=Standing.LANDED))
    assert held(store, catalog, "A1") == ["R1"], "what landed keeps its ground"
    for standing in (Standing.RELEASED, Standing.EXPIRED):
        reserve(store, catalog, replace(made, standing=standing))
        assert held(store, catalog, "A1") == []
        assert (store.reservations(active=True), store.reservations()) == ([], [replace(made, standing=standing)])
    reserve(store, catalog, hold("R2", "A1", minutes=1))
    with pytest.raises(Taken):
        reserve(store, catalog, made)
    assert held(store, catalog, "A1") == ["R2"]
    assert len(store.log(collection=RESERVATIONS, key="R1")) == 4, "made, landed, released, expired"


def test_one_may_be_prolonged_and_changed_by_its_holder(store: AnyStore, catalog: Catalog) -> None:
    made = hold("R1", "A1")
    reserve(store, catalog, made)
    longer = replace(made, until=dt.date(2026, 9, 30), items=hold("R1", "A2").items)
    assert reserve(store, catalog, longer) is not None
    assert reserve(store, catalog, longer) is None, "what changes nothing leaves no trace"
    assert store.reservations() == [longer]
    assert (held(store, catalog, "A1"), held(store, catalog, "A2")) == ([], ["R1"])


def test_of_many_who_want_one_plot_one_gets_it(store: AnyStore, catalog: Catalog) -> None:
    lost: list[str] = []

    def want(key: str) -> None:
        try:
            reserve(store, catalog, hold(key, "A1", "A2"))
        except Taken:
            lost.append(key)

    threads = [threading.Thread(target=want, args=(f"R{number}",)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    (winner,) = store.reservations()
    assert len(lost) == 7
    assert winner.id not in lost
    assert held(store, catalog, "A1") == held(store, catalog, "A2") == [winner.id]
    assert len(store.log(collection=RESERVATIONS)) == 1
    assert store.verified().bad is None


def test_a_state_tells_of_all_that_bind(store: AnyStore, catalog: Catalog) -> None:
    """Layers are told with what is held at that very moment; one that has landed binds on, one that was given up does not."""
    made = [replace(hold(f"R-{each}", f"A{n}"), standing=each) for n, each in enumerate(Standing)]
    reserve(store, catalog, *made)
    assert {each.id for each in store.state(catalog).reservations} == {"R-active", "R-landed"}
    assert [each.id for each in store.reservations(active=True)] == [
        each.id for each in store.state(catalog).reservations
    ]


def test_all_that_there_ever_were_on_a_place_are_told_and_one_by_its_id(store: AnyStore, catalog: Catalog) -> None:
    """What was given up too: by it is seen that somebody sends back what a hold had said."""
    for key, plot in (("R1", "A1"), ("R2", "A2")):
        reserve(store, catalog, hold(key, plot))
    gone = replace(hold("R1", "A1"), standing=Standing.RELEASED)
    reserve(store, catalog, gone)
    reserve(store, catalog, hold("R3", "A1", minutes=1))

    def ids_on(collection: str) -> list[str]:
        return [each.id for each in done(store, catalog, lambda each: each.reservations_on(collection, "A1"))]

    assert (ids_on("plots"), ids_on("parks")) == (["R1", "R3"], [])
    assert store.reservation("R1") == gone
    assert store.reservation("nowhere") is None


def lasting(key: str, *places: str) -> Reservation:
    """A hold that does not end before the tests do."""
    return replace(hold(key, *places), until=dt.date(2999, 6, 30))


def bring(store: AnyStore, catalog: Catalog, *features: Feature) -> None:
    """A new source of the plots."""
    geojson.write(catalog.folder / "plots.geojson", features)
    store.sync(catalog, geojson.read)


def test_a_load_that_drops_what_is_held_is_refused_by_name(store: AnyStore, catalog: Catalog) -> None:
    """What would break: a hold on a plot that is not there, and nobody who knows of it."""
    reserve(store, catalog, lasting("R1", "A1", "A2"), lasting("R2", "A3"))
    reserve(store, catalog, replace(lasting("R2", "A3"), standing=Standing.RELEASED))
    before, log = store.state(catalog), store.log()
    with pytest.raises(Taken, match="A1") as refused:
        bring(store, catalog, plots(4)[0], plots(4)[3])
    where = refused.value.where
    assert (where["id"], where["holder"], where["until"]) == ("A1", "firm of R1", "2999-06-30")
    items = cast("list[dict[str, str]]", where["items"])
    assert [(each["id"], each["reservation"]) for each in items] == [("A1", "R1"), ("A2", "R1")]
    assert "landstock release R1" in refused.value.remedy.en
    with pytest.raises(Taken):
        store.sync(replace(catalog, collections={"parks": catalog.collections["parks"]}), geojson.read)
    assert (store.state(catalog), store.log()) == (before, log), "nothing is changed"
    reserve(store, catalog, replace(lasting("R1", "A1", "A2"), standing=Standing.RELEASED))
    bring(store, catalog, plots(4)[0], plots(4)[3])
    assert store.state(catalog).version != before.version


def test_a_load_is_told_what_it_says_otherwise_of_what_is_held(
    store: AnyStore, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    reserve(store, catalog, lasting("R1", "A1", "A2"))
    one, two, three, four = plots(4)
    smaller = one._replace(properties={**two.properties, "site_area_m2": 900.0, "use": "1101", "name": "x"})
    with caplog.at_level(logging.WARNING, logger="landstock"):
        bring(
            store,
            catalog,
            one,
            smaller._replace(id="A1"),
            three._replace(properties={**three.properties, "name": "x"}),
            four,
        )
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 3, "area, use and shape of A1; the name of A2 is nothing to its holder"
    assert "A1 site_area_m2: 1000.5 → 900.0 (held by firm of R1 until 2999-06-30)" in said[0]
    assert "物流仓储用地" in said[1]
    assert "drawn otherwise" in said[2]
    assert held(store, catalog, "A1") == ["R1"], "the hold stays"
