"""Would break where what changed since the last load is counted twice, or counted although it was taken back."""

from __future__ import annotations

from pathlib import Path

from gis.dashboard.changed import changes_since_load
from gis.folder import synced_folder
from gis.inventory import Edit
from gis.recalling.undo import undo
from tests.gis.folders import edited, two_layers
from tests.gis.small import cell


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
