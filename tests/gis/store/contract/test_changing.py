"""Edits by any store: before and after, versions that are expected, jobs that land together and each for itself."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from gis.catalog import Catalog
from gis.errors import RefusedRows, StaleVersion, UnknownCollection, UnknownFeature
from gis.feature_version import version_of
from gis.inventory import NEW, Edit
from gis.layer import Feature
from gis.store.protocol import Action, ChangeSet, Job, Transaction, Work
from gis.store.together import Together
from tests.gis.folders import edited
from tests.gis.small import cell
from tests.gis.store.contract.conftest import AnyStore
from tests.gis.store.contract.test_loading import names

GONE = Edit(collection="plots", id="A0", feature=None)


def named(name: str, key: str = "A1", expected: str | None = None) -> Edit:
    """An edit that names a plot."""
    return Edit(
        collection="plots", id=key, feature=edited("plots", key, cell(1, 0), name=name).feature, expected=expected
    )


def job(*edits: Edit, by: str = "me") -> Job:
    """Edits as a change set of their own; it answers with its number."""

    def work(transaction: Transaction) -> int | None:
        for edit in edits:
            transaction.write(edit)
        return transaction.change_set

    return Job(by=ChangeSet(author=by, why=f"by {by}"), work=work)


def done(store: AnyStore, catalog: Catalog, work: Work, by: ChangeSet | None = None) -> Any:
    """What a job's work returns; what it is refused with is raised."""
    (result,) = store.write(catalog, [Job(by=by or ChangeSet(author="me"), work=work)])
    if isinstance(result, Exception):
        raise result
    return result


def current(store: AnyStore, catalog: Catalog, key: str = "A1") -> str:
    """The version of a plot as the store holds it."""

    def work(transaction: Transaction) -> str:
        feature = transaction.feature("plots", key)
        return NEW if feature is None else version_of(feature.properties, feature.geometry)

    return str(done(store, catalog, work))


def test_an_edit_is_in_the_log_with_what_was_and_what_is(store: AnyStore, catalog: Catalog) -> None:
    last = store.state(catalog).edit
    store.apply(catalog, [named("new name"), edited("plots", "B9", name="added"), GONE], "李工", "survey of May")
    assert set(names(store, catalog)) == {"A1", "A2", "A3", "B9"}
    assert names(store, catalog)["A1"] == "new name"
    changed, added, removed = store.log(after=last)
    assert {(each.author, each.why, each.action, each.undoes) for each in (changed, added, removed)} == {
        ("李工", "survey of May", Action.EDIT, None)
    }
    assert [each.seq for each in (changed, added, removed)] == [last + 1, last + 2, last + 3]
    assert {each.change_set for each in (changed, added, removed)} == {last + 1}
    assert ("地块 1" in str(changed.before), "new name" in str(changed.after)) == (True, True)
    assert (added.before, added.after is None, removed.before is None, removed.after) == (None, False, False, None)
    assert store.verified().bad is None


def test_what_changes_nothing_leaves_no_trace(store: AnyStore, catalog: Catalog) -> None:
    store.apply(catalog, [named("same")], "me")
    before, log = store.state(catalog), store.log()
    store.apply(catalog, [named("same")], "me")
    assert done(store, catalog, lambda transaction: transaction.change_set) is None
    assert (store.state(catalog), store.log()) == (before, log)


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        (Edit(collection="plots", id="nowhere", feature=None), UnknownFeature),
        (Edit(collection="nowhere", id="A", feature=None), UnknownCollection),
        (edited("plots", "A2", floors="many"), RefusedRows),
        (named("late", expected="0" * 16), StaleVersion),
    ],
)
def test_a_change_set_with_one_bad_edit_changes_nothing(
    store: AnyStore, catalog: Catalog, edit: Edit, error: type[Exception]
) -> None:
    before, log = store.state(catalog), store.log()
    with pytest.raises(error):
        store.apply(catalog, [named("half"), edited("plots", "B9", name="half"), edit], "me")
    assert (store.state(catalog), store.log()) == (before, log)
    assert "half" not in names(store, catalog).values()


def test_a_version_that_is_expected_is_that_of_the_feature_alone(store: AnyStore, catalog: Catalog) -> None:
    seen = current(store, catalog)
    store.apply(catalog, [edited("plots", "A2", name="elsewhere")], "other")
    store.apply(catalog, [named("mine", expected=seen)], "me")
    with pytest.raises(StaleVersion) as stale:
        store.apply(catalog, [named("late", expected=seen)], "me")
    assert isinstance(stale.value.current, Feature)
    assert stale.value.current.properties["name"] == "mine"
    assert stale.value.where["version"] == current(store, catalog)
    assert names(store, catalog)["A1"] == "mine"


def test_what_is_to_be_new_must_not_be_there_and_what_was_seen_must_be(store: AnyStore, catalog: Catalog) -> None:
    seen = current(store, catalog, "A0")
    store.apply(catalog, [named("added", "B9", NEW), GONE], "me")
    for late in (named("again", "B9", NEW), named("gone", "A0", seen)):
        with pytest.raises(StaleVersion) as stale:
            store.apply(catalog, [late], "me")
        assert (stale.value.current is None) == (late.id == "A0")
    assert names(store, catalog)["B9"] == "added"


def test_jobs_land_together_and_each_for_itself(store: AnyStore, catalog: Catalog) -> None:
    """One that is refused leaves nothing of what it had begun, and takes none of the others with it."""
    last, watch = store.state(catalog).edit, store.watch()
    first, refused, second = store.write(
        catalog,
        [
            job(named("first"), by="a"),
            job(named("half", "A2"), named("late", "A3", "0" * 16), by="b"),
            job(named("second"), named("second", "A3"), by="c"),
        ],
    )
    assert isinstance(refused, StaleVersion)
    assert (first, second) == (last + 1, last + 2)
    assert [(each.author, each.why) for each in store.log(after=last)] == [("a", "by a"), ("c", "by c"), ("c", "by c")]
    assert list(names(store, catalog).values()) == ["地块 0", "second", "地块 2", "second"]
    assert (watch.changed(), watch.changed(), store.verified().bad) == (True, False, None)
    watch.close()


def test_a_mistake_of_the_program_changes_nothing_at_all(store: AnyStore, catalog: Catalog) -> None:
    before, log = store.state(catalog), store.log()

    def fails(_: Transaction) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.write(catalog, [job(named("first")), Job(by=ChangeSet(author="me"), work=fails)])
    assert (store.state(catalog), store.log()) == (before, log)
    store.apply(catalog, [named("after")], "me")
    assert names(store, catalog)["A1"] == "after"


def test_a_transaction_sees_what_it_has_done_and_what_was_before(store: AnyStore, catalog: Catalog) -> None:
    last = store.state(catalog).edit

    def work(transaction: Transaction) -> None:
        numbers = [transaction.change_set]
        transaction.write(named("mine"))
        transaction.write(GONE)
        feature = transaction.feature("plots", "A1")
        assert feature is not None
        assert (feature.id, feature.properties["name"], feature.geometry) == ("A1", "mine", cell(1, 0))
        assert transaction.feature("plots", "A0") is None
        numbers.append(transaction.change_set)
        assert numbers == [None, last + 1]
        assert [each.id for each in transaction.changes(last + 1)] == ["A1", "A0"]
        touched = transaction.touched_after("plots", "A1", last)
        assert (touched and touched.seq, transaction.touched_after("plots", "A1", last + 1)) == (last + 1, None)
        assert set(transaction.changed_since("plots", last)) == {"A0", "A1"}
        assert transaction.changed_since("parks", last) == []
        with pytest.raises(UnknownCollection):
            transaction.feature("nowhere", "A1")

    done(store, catalog, work)
    entries = store.change_set(last + 1)
    assert len({each.at for each in entries}) == 1


def test_answers_are_remembered_with_the_change_or_not_at_all(store: AnyStore, catalog: Catalog) -> None:
    def remembers(transaction: Transaction) -> None:
        transaction.write(named("mine"))
        transaction.remember("key 1", "asked", "answer")

    def half(transaction: Transaction) -> None:
        transaction.remember("key 2", "asked", "answer")
        transaction.write(named("late", expected="0" * 16))

    done(store, catalog, remembers)
    with pytest.raises(StaleVersion):
        done(store, catalog, half)
    found = done(store, catalog, lambda transaction: [transaction.recall(key) for key in ("key 1", "key 2", "")])
    assert [each and (each.asked, each.answer) for each in found] == [("asked", "answer"), None, None]
    assert found[0].at == store.log()[-1].at


def test_of_many_who_saw_one_version_one_writes(store: AnyStore, catalog: Catalog) -> None:
    seen = current(store, catalog)
    lost: list[Exception] = []

    def try_it(name: str) -> None:
        try:
            store.apply(catalog, [named(name, expected=seen)], name)
        except StaleVersion as mistake:
            lost.append(mistake)

    threads = [threading.Thread(target=try_it, args=(f"planner {number}",)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    (winner,) = store.edits()
    assert len(lost) == 7
    assert names(store, catalog)["A1"] == winner.author
    assert store.verified().bad is None


def test_who_writes_for_many_writes_to_any_store(store: AnyStore, catalog: Catalog) -> None:
    together = Together(store, catalog)
    waits = [together.put(job(named(f"n{number}"), by=f"{number}")) for number in range(5)]
    late = together.put(job(named("late", expected="0" * 16)))
    together.start()
    together.stop()
    sets = [each.result(5) for each in waits]
    assert [each.change_set for each in store.edits()] == sets
    assert isinstance(late.exception(5), StaleVersion)
