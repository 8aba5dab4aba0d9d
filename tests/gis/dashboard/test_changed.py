"""Would break where what changed since the last load is counted twice, or counted although it was taken back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from gis.dashboard.changed import changes_since_load
from gis.folder import synced_folder
from gis.inventory import Edit
from gis.recalling.undo import undo
from gis.stated import Stated
from gis.store.protocol import Action, ChangeSet, Job, Transaction
from tests.gis.folders import edited, two_layers
from tests.gis.small import cell, same


def test_each_row_counts_once_and_what_was_taken_back_not_at_all(tmp_path: Path) -> None:
    catalog = two_layers(tmp_path)
    folder = synced_folder(tmp_path)
    assert [(each.collection, each.since.ids) for each in changes_since_load(folder.store, catalog.collections)] == [
        ("plots", ()),
        ("parks", ()),
    ]
    for name in ("甲", "乙"):
        folder.store.apply(catalog, [edited("plots", "A0", cell(0, 0), name=name)], "Li")
    folder.store.apply(catalog, [edited("plots", "new", cell(9, 9), name="丙")], "Li")
    folder.store.apply(catalog, [Edit(collection="plots", id="A1", feature=None)], "Li")
    folder.store.apply(catalog, [edited("plots", "A3", cell(3, 0), name="丁")], "Li")
    undo(folder.store, folder.inventory(), folder.store.log()[-1].change_set, "Li", "")
    plots, parks = changes_since_load(folder.store, catalog.collections)
    assert (plots.since.new, plots.since.changed, plots.since.gone, plots.since.ids) == (1, 1, 1, ("A0", "new"))
    assert (parks.since.new, parks.since.changed, parks.since.gone) == (0, 0, 0)
    assert plots.brought == parks.brought


def test_an_import_is_where_counting_begins_and_what_it_brought_is_told(tmp_path: Path) -> None:
    catalog = two_layers(tmp_path)
    folder = synced_folder(tmp_path)

    def renew(transaction: Transaction) -> None:
        transaction.write(edited("plots", "A0", cell(0, 0), name="新"))
        transaction.write(edited("plots", "B", cell(9, 9), name="来"))
        transaction.keep_stated("plots", Stated(as_of=dt.date(2023, 7, 31), source=same("七月")))

    folder.store.write(catalog, [Job(by=ChangeSet(author="Li", action=Action.IMPORT), work=renew)])
    folder.store.apply(catalog, [Edit(collection="plots", id="A1", feature=None)], "Li")
    plots, _ = changes_since_load(folder.store, catalog.collections)
    assert (plots.brought.new, plots.brought.changed, plots.brought.gone) == (1, 1, 0)
    assert (plots.since.new, plots.since.changed, plots.since.gone) == (0, 0, 1)


def test_an_import_that_was_taken_back_is_shown_as_such_and_counts_as_nothing(tmp_path: Path) -> None:
    catalog = two_layers(tmp_path)
    folder = synced_folder(tmp_path)

    def renew(name: str) -> Job:
        def work(transaction: Transaction) -> None:
            transaction.write(edited("plots", "A0", cell(0, 0), name=name))
            transaction.keep_stated("plots", Stated(as_of=dt.date(2023, 7, 31), source=same("七月")))

        return Job(by=ChangeSet(author="Li", action=Action.IMPORT), work=work)

    for name in ("新", "改"):
        folder.store.write(catalog, [renew(name)])
    first, second = (entries[0].change_set for entries in reversed(folder.store.change_sets(limit=2)))
    plots, _ = changes_since_load(folder.store, catalog.collections)
    # The second states of the layer what the first did, and is an import all the same.
    assert (plots.change_set, plots.brought.ids, plots.taken_back) == (second, ("A0",), None)
    back = undo(folder.store, folder.inventory(), second, "Wang")
    plots, _ = changes_since_load(folder.store, catalog.collections)
    assert plots.taken_back is not None
    assert (plots.taken_back.change_set, plots.taken_back.undone_by, plots.taken_back.undone_as) == (
        second,
        "Wang",
        back,
    )
    assert (plots.change_set, plots.brought.changed, plots.since.changed) == (first, 1, 0)
    undo(folder.store, folder.inventory(), back, "Li")
    plots, _ = changes_since_load(folder.store, catalog.collections)
    assert (plots.change_set, plots.taken_back) == (second, None)
