"""The log tells what was: the inventory at any past moment, the history of a feature, a change set taken back.

What would break: a report of last month that nobody can make again, a plot whose story has a gap, an undo that takes a colleague's work along.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import NoSuchMoment, TouchedSince, UnknownChangeSet, UnknownFeature
from gis.folder import Folder, synced_folder
from gis.inventory import Edit, Inventory
from gis.io import geojson
from gis.layer import Feature
from gis.recalling.history import tell_history
from gis.recalling.moments import read_moment
from gis.recalling.undo import undo
from gis.source_files import export_to_sources
from gis.store.protocol import Action
from tests.gis.folders import edited, plots, two_layers
from tests.gis.small import cell

State = dict[str, dict[str, Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return synced_folder(two_layers(tmp_path / "layers").folder)


def stands(inventory: Inventory) -> State:
    """By layer and id, all that an inventory says of a feature."""
    return {
        name: {key: (layer.properties(layer.row(key)), layer.shapes[layer.row(key)]) for key in layer.ids}
        for name, layer in inventory.layers.items()
    }


def number(folder: Folder) -> int:
    return folder.store.state(folder.catalog).edit


def edit_name(folder: Folder, key: str, name: str, author: str = "李工", why: str = "") -> int:
    folder.store.apply(folder.catalog, [edited("plots", key, cell(1, 0), name=name)], author, why)
    return folder.store.log(after=0)[-1].change_set


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.integers(0, 5), st.integers(0, 3)),
        st.tuples(st.just("remove"), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("batch"), st.integers(0, 5), st.integers(0, 3)),
        st.tuples(st.just("reload"), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("fold"), st.just(0), st.just(0)),
        st.tuples(st.just("undo"), st.integers(1, 12), st.just(0)),
    ),
    min_size=1,
    max_size=8,
)


def do(folder: Folder, step: tuple[str, int, int]) -> Folder:
    """One step of a year: an edit, an end, several edits at once, a source that comes anew, a snapshot written anew, something taken back."""
    kind, which, what = step
    store, catalog = folder.store, folder.catalog
    try:
        if kind == "edit":
            store.apply(catalog, [edited("plots", f"A{which}", cell(which, what), name=f"name {what}")], "me")
        elif kind == "remove":
            store.apply(catalog, [Edit(collection="plots", id=f"A{which}", feature=None)], "me")
        elif kind == "batch":
            changes = [edited("plots", f"A{which}", name=f"both {what}"), edited("parks", "A1", name=f"both {what}")]
            store.apply(catalog, changes, "me")
        elif kind == "reload":
            export_to_sources(catalog.folder)
            kept = list(geojson.read(catalog.folder / "plots.geojson", catalog.collections["plots"]))[which:]
            kept = [each._replace(properties={**each.properties, "name": f"source {what}"}) for each in kept]
            geojson.write(catalog.folder / "plots.geojson", kept)
            return synced_folder(catalog.folder)
        elif kind == "fold":
            folder.inventory()
            folder._write(list(catalog.collections), anew=True)
        elif kind == "undo":
            undo(store, folder.inventory(), which, "me")
    except (UnknownFeature, UnknownChangeSet, TouchedSince):
        pass
    return folder


@settings(deadline=None, max_examples=25)
@given(STEPS)
def test_the_state_at_every_past_moment_is_what_stood_then(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = synced_folder(two_layers(Path(place) / "layers").folder)
        seen = {number(folder): stands(folder.inventory())}
        for step in steps:
            folder = do(folder, step)
            seen[number(folder)] = stands(folder.inventory())
        now = folder.inventory()
        for seq, stood in seen.items():
            assert stands(folder.inventory_after(seq, now)) == stood, seq
        assert folder.store.verified().bad is None  # type: ignore[attr-defined]


def test_a_day_is_looked_back_at_from_its_end_in_the_zone_of_the_folder(folder: Folder) -> None:
    assert read_moment("2026-06-30", folder.catalog).isoformat() == "2026-06-30T23:59:59.999999+08:00"
    assert read_moment("2026-06-30T09:00:00+08:00", folder.catalog).hour == 9
    for wrong in ("gestern", "2026-02-30", "2026-06-30T09:00:00"):
        with pytest.raises(NoSuchMoment):
            read_moment(wrong, folder.catalog)


def test_what_was_before_the_log_and_what_is_to_come_is_refused_and_not_guessed(folder: Folder) -> None:
    now = folder.inventory()
    with pytest.raises(NoSuchMoment, match="begins at"):
        folder.inventory_at(dt.datetime(2001, 1, 1, tzinfo=dt.UTC), now)
    with pytest.raises(NoSuchMoment, match="still to come"):
        folder.inventory_at(dt.datetime.now(dt.UTC) + dt.timedelta(days=2), now)


def test_the_history_tells_the_whole_story(folder: Folder) -> None:
    first = edit_name(folder, "A1", "一号", "李工", "实地核实")
    folder.store.apply(folder.catalog, [Edit(collection="plots", id="A1", feature=None)], "王工", "已供应")
    told_ = tell_history(folder.store, folder.inventory().layers["plots"], "A1")
    assert told_.ended
    ended, changed, came = told_.events
    assert [event.kind for event in told_.events] == ["ended", "changed", "came"]
    assert (changed.author, changed.why, changed.change_set, changed.shape_changed) == (
        "李工",
        "实地核实",
        first,
        False,
    )
    names = {change.field: (change.before, change.after) for change in changed.fields}
    assert names["name"] == ("地块 1", "一号")
    assert (ended.author, ended.why, came.action) == ("王工", "已供应", Action.LOAD)


def test_a_feature_that_never_was_has_no_history(folder: Folder) -> None:
    with pytest.raises(UnknownFeature):
        tell_history(folder.store, folder.inventory().layers["plots"], "Z9")


def test_what_a_new_source_changed_stands_in_the_history(folder: Folder) -> None:
    """A load is a change like any other: by whom, when, what."""
    changed = [each._replace(properties={**each.properties, "name": "新源"}) for each in plots(3)]
    geojson.write(
        folder.catalog.folder / "plots.geojson", [*changed[:2], *plots(3)[2:], Feature("A9", cell(9, 9), {"id": "A9"})]
    )
    later = synced_folder(folder.catalog.folder)
    layer = later.inventory().layers["plots"]
    assert [event.kind for event in tell_history(later.store, layer, "A0").events] == ["changed", "came"]
    assert [event.kind for event in tell_history(later.store, layer, "A2").events] == ["came"], "it says what it said"
    assert [event.kind for event in tell_history(later.store, layer, "A3").events] == ["ended", "came"]
    assert [event.kind for event in tell_history(later.store, layer, "A9").events] == ["came"]


def test_undo_makes_everything_as_it_was_and_can_be_taken_back_itself(folder: Folder) -> None:
    before = stands(folder.inventory())
    folder.store.apply(
        folder.catalog,
        [
            edited("plots", "A1", cell(7, 7), name="neu"),
            edited("plots", "B1", cell(8, 8), name="dazu"),
            Edit(collection="plots", id="A0", feature=None),
        ],
        "me",
    )
    after = stands(folder.inventory())
    made = folder.store.log()[-1].change_set
    back = undo(folder.store, folder.inventory(), made, "李工", "录错")
    assert stands(folder.inventory()) == before
    assert [(entry.action, entry.undoes, entry.author) for entry in folder.store.change_set(back)] == [
        (Action.UNDO, made, "李工")
    ] * 3
    undo(folder.store, folder.inventory(), back, "李工")
    assert stands(folder.inventory()) == after


def test_undo_never_takes_a_later_change_along(folder: Folder) -> None:
    first = edit_name(folder, "A1", "mine")
    second = edit_name(folder, "A1", "theirs", "王工")
    stood = stands(folder.inventory())
    with pytest.raises(TouchedSince, match="王工") as refused:
        undo(folder.store, folder.inventory(), first, "me")
    assert (refused.value.where["id"], refused.value.where["change_set"]) == ("A1", second)
    assert "+00:00" not in str(refused.value), "the moment is that of the place's clocks, as in the log"
    assert stands(folder.inventory()) == stood
    with pytest.raises(UnknownChangeSet):
        undo(folder.store, folder.inventory(), 999, "me")
    with pytest.raises(TouchedSince, match="first load"):
        undo(folder.store, folder.inventory(), 1, "me")
