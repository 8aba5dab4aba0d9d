"""Would break where a split lost ground, a merge swallowed some, or a change from a program were judged less strictly than one over HTTP."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import shapely
import shapely.affinity

from gis.crs import in_metres
from gis.editing.change import adding, removing, setting
from gis.errors import AlreadyThere, LandstockError, RefusedRows, Taken, TouchedSince, UnknownFeature
from gis.fields import Role
from gis.folder import Folder, synced_folder
from gis.inventory import Edit
from gis.layer import Feature
from gis.recalling.undo import undo
from gis.reservation import Reservation, ReservedItem, Standing
from gis.store.changing import Changing, do_work
from gis.store.protocol import Action, ChangeSet, Job, Transaction
from tests.api.conftest import cell, write_folder

LAND = "industrial_land"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    write_folder(tmp_path)
    return synced_folder(tmp_path)


def stands(folder: Folder, key: str) -> Feature:
    """A feature as it is recorded."""
    layer = folder.inventory().layer(LAND)
    return layer.feature(layer.row(key))


def halves(shape: shapely.Polygon, share: float = 0.3) -> tuple[shapely.Polygon, shapely.Polygon]:
    """A square cut from north to south."""
    west, south, east, north = shape.bounds
    cut = west + (east - west) * share
    return shapely.box(west, south, cut, north), shapely.box(cut, south, east, north)


def test_changes_from_a_program_are_made_as_one_set(folder: Folder) -> None:
    done = folder.edit(
        [
            setting(LAND, "L-001", {"note": "核过"}),
            removing(LAND, "L-002"),
            adding(LAND, Feature("N-1", cell(90), {"name": "新"})),
        ],
        author="李",
        why="核查",
    )
    assert [(made.id, made.created, made.feature is None) for made in done.made] == [
        ("L-001", False, False),
        ("L-002", False, True),
        ("N-1", True, False),
    ]
    entries = folder.store.change_set(done.change_set or 0)
    assert {(entry.author, entry.why) for entry in entries} == {("李", "核查")}
    assert stands(folder, "L-001").properties["note"] == "核过"


def test_of_several_changes_all_or_none_are_made(folder: Folder) -> None:
    """Everything that is wrong is said at once, and the place of what is missing."""
    good, bad = setting(LAND, "L-001", {"note": "x"}), setting(LAND, "L-003", {"site_area_m2": -5})
    with pytest.raises(RefusedRows) as refused:
        folder.edit([good, bad, setting(LAND, "L-004", {"contract_start": "?"})])
    assert [(found.id, found.field) for found in refused.value.findings] == [
        ("L-003", "site_area_m2"),
        ("L-004", "contract_start"),
    ]
    with pytest.raises(UnknownFeature) as missing:
        folder.edit([good, removing(LAND, "none")])
    assert missing.value.where["change"] == 2
    with pytest.raises(AlreadyThere):
        folder.edit([good, adding(LAND, Feature("L-001", None, {}))])
    assert folder.store.edits() == []


def test_two_plots_may_exchange_their_places_in_one_set(folder: Folder) -> None:
    """What they lie on is judged when all is done, not halfway."""
    one, two = stands(folder, "L-001"), stands(folder, "L-002")
    folder.edit([setting(LAND, "L-001", {}, two.geometry), setting(LAND, "L-002", {}, one.geometry)])
    assert stands(folder, "L-001").geometry == two.geometry
    with pytest.raises(RefusedRows, match="overlaps"):
        folder.edit([setting(LAND, "L-001", {}, one.geometry)])


def test_a_split_conserves_area_and_hands_on_what_is_known(folder: Folder) -> None:
    whole = stands(folder, "L-001")
    west, east = halves(cell(1))
    done = folder.split(
        LAND, "L-001", [Feature("L-001-1", west, {}), Feature("L-001-2", east, {"note": "东"})], why="分"
    )
    one, two = (stands(folder, key) for key in ("L-001-1", "L-001-2"))
    assert one.properties["name"] == whole.properties["name"]
    assert (one.properties["note"], two.properties["note"]) == (None, "东")
    total = one.properties["site_area_m2"] + two.properties["site_area_m2"]
    assert total == whole.properties["site_area_m2"]
    assert one.properties["site_area_m2"] == pytest.approx(total * 0.3, rel=1e-3)
    shared = [found.code for made in done.made for found in made.doubts]
    assert shared.count("area-shared") == 2
    entries = folder.store.log(collection=LAND, key="L-001")
    assert (entries[-1].after, entries[-1].why) == (None, "分（L-001 → L-001-1、L-001-2）")
    crs = folder.catalog.metric_crs
    areas = shapely.area(in_metres(np.array([whole.geometry, one.geometry, two.geometry]), crs))
    assert areas[0] == pytest.approx(areas[1] + areas[2], abs=0.01)


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ([(0.0, 0.3), (0.4, 1.0)], "area-lost"),
        ([(0.0, 0.5), (0.4, 1.0)], "overlap"),
        ([(0.0, 0.5), (0.5, 1.2)], "area-lost"),
        ([(0.0, 1.0)], "not-a-feature"),
    ],
)
def test_a_split_that_loses_or_doubles_ground_is_refused(
    folder: Folder, pieces: list[tuple[float, float]], code: str
) -> None:
    west, south, east, north = cell(1).bounds
    width = east - west
    given = [
        Feature(f"P{number}", shapely.box(west + width * low, south, west + width * high, north), {})
        for number, (low, high) in enumerate(pieces)
    ]
    with pytest.raises(RefusedRows) as refused:
        folder.split(LAND, "L-001", given)
    assert code in {found.code for found in refused.value.findings}
    assert folder.store.edits() == []


def test_a_merge_keeps_what_is_alike_and_adds_up_what_is_registered(folder: Folder) -> None:
    whole = stands(folder, "L-001")
    folder.split(LAND, "L-001", [Feature(key, half, {}) for key, half in zip("AB", halves(cell(1)), strict=True)])
    done = folder.merge(LAND, ["A", "B"], "L-001", {"note": "又合"}, author="李")
    again = stands(folder, "L-001")
    assert again.properties["site_area_m2"] == whole.properties["site_area_m2"]
    assert again.properties["name"] == whole.properties["name"]
    assert again.properties["note"] == "又合"
    assert again.geometry.equals(whole.geometry)
    assert folder.store.change_set(done.change_set or 0)[0].why == "A、B → L-001"
    assert {"A", "B"}.isdisjoint(folder.inventory().layer(LAND).ids)


def test_what_differs_is_to_check_in_a_merged_parcel(folder: Folder) -> None:
    parts = [
        Feature("A", halves(cell(1))[0], {"name": "甲", "site_area_m2": None}),
        Feature("B", halves(cell(1))[1], {"name": "乙"}),
    ]
    folder.split(LAND, "L-001", parts)
    folder.merge(LAND, ["A", "B"], "AB")
    made = stands(folder, "AB")
    assert made.properties["name"] is None
    assert made.properties["site_area_m2"] is None, "a sum of what is not known is not known"


def test_parcels_that_do_not_adjoin_are_not_merged(folder: Folder) -> None:
    with pytest.raises(RefusedRows) as refused:
        folder.merge(LAND, ["L-001", "L-002"], "both")
    assert refused.value.findings[0].code == "not-adjoining"
    assert folder.store.edits() == []


def test_what_somebody_holds_is_neither_ended_nor_split(folder: Folder) -> None:
    day = folder.catalog.as_of

    def hold(transaction: Transaction) -> None:
        transaction.keep_reservation(
            Reservation(
                id="R-1",
                project_id="P-1",
                firm=None,
                items=(ReservedItem(collection=LAND, id="L-001"),),
                until=day,
                standing=Standing.ACTIVE,
                made_at=dt.datetime.now(dt.UTC),
                author="李",
            )
        )

    folder.store.write(folder.catalog, [Job(by=ChangeSet(author="李", action=Action.RESERVE), work=hold)])
    pieces = [Feature(key, half, {}) for key, half in zip("AB", halves(cell(1)), strict=True)]
    with pytest.raises(Taken, match="P-1"):
        folder.edit([removing(LAND, "L-001")])
    with pytest.raises(Taken, match="P-1"):
        folder.split(LAND, "L-001", pieces)
    with pytest.raises(Taken, match="P-1"):
        folder.merge(LAND, ["L-001", "L-002"], "both")
    assert folder.store.edits() == []
    folder.edit([setting(LAND, "L-001", {"note": "仍可补充"})])


def test_only_parcels_are_split(folder: Folder) -> None:
    with pytest.raises(LandstockError, match="only parcels"):
        folder.split("parks", "CXG", [])


def test_a_shape_that_changed_is_measured_again(tmp_path: Path) -> None:
    """Who reads a plot, redraws it and sends it back has the old measure in his hand."""
    write_folder(tmp_path)
    declared = tmp_path / "catalog.toml"
    column = '  { name = "drawn_m2", type = "number", unit = "m2_land", zh = "图上面积", en = "Drawn", role = "measured_area" },\n'
    place = '  { name = "contract_start"'
    declared.write_text(declared.read_text("utf-8").replace(place, column + place, 1), "utf-8")
    folder = synced_folder(tmp_path)
    name = folder.catalog.collections[LAND].by_role[Role.MEASURED_AREA].name
    before = stands(folder, "L-001").properties[name]
    folder.edit([setting(LAND, "L-001", {name: before}, halves(cell(1), 0.5)[0])])
    assert stands(folder, "L-001").properties[name] == pytest.approx(before / 2, rel=1e-6)


def test_a_shape_that_fits_its_registered_area_no_more_is_said(folder: Folder) -> None:
    """The area stands as it did; what puts it into doubt is the new shape. What was doubted before is not said again."""
    first = folder.edit([setting(LAND, "L-001", {"site_area_m2": 32_000.0})])
    assert [found.code for found in first.made[0].doubts] == []
    redrawn = folder.edit([setting(LAND, "L-001", {}, halves(cell(1), 0.5)[0])])
    assert [found.code for found in redrawn.made[0].doubts] == ["area-gap"]
    again = folder.edit([setting(LAND, "L-001", {"note": "x"})])
    assert again.made[0].doubts == ()


def holding(folder: Folder, key: str) -> Reservation:
    """Somebody's hold of a plot, long enough for any test."""
    hold = Reservation(
        id=f"R-{key}",
        project_id=None,
        firm="甲公司",
        items=(ReservedItem(collection=LAND, id=key),),
        until=dt.date(9000, 1, 1),
        standing=Standing.ACTIVE,
        made_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        author="me",
    )
    do_work(folder.store, folder.catalog, ChangeSet(author="me"), lambda t: t.keep_reservation(hold))
    return hold


def test_what_is_held_gives_up_no_ground_but_may_be_measured_again(folder: Folder) -> None:
    """Else the rest of a held plot would be given to another as a new one."""
    whole = stands(folder, "L-001").geometry
    holding(folder, "L-001")
    west, _ = halves(whole, 0.9)
    for smaller in (west, shapely.affinity.translate(whole, 0, 0.5), None):
        with pytest.raises(Taken, match="cannot give up") as refused:
            folder.edit([setting(LAND, "L-001", {}, smaller)])
        assert refused.value.where["reservation"] == "R-L-001"
    folder.edit([setting(LAND, "L-001", {"name": "更名"}, shapely.affinity.translate(whole, 2e-7, 0))])
    assert stands(folder, "L-001").properties["name"] == "更名"


def test_an_undo_ends_and_shrinks_nothing_that_somebody_holds(folder: Folder) -> None:
    added = folder.edit([adding(LAND, Feature("N-1", cell(90), {}))]).change_set or 0
    west, _ = halves(cell(90))
    small = folder.edit([adding(LAND, Feature("N-2", halves(cell(91))[0], {}))]).change_set or 0
    grown = folder.edit([setting(LAND, "N-2", {}, cell(91))]).change_set or 0
    holding(folder, "N-1")
    holding(folder, "N-2")
    for number in (added, grown):
        with pytest.raises(Taken):
            undo(folder.store, folder.inventory(), number, "me")
    assert stands(folder, "N-1").geometry == cell(90)
    assert (stands(folder, "N-2").geometry, small > 0, west.area > 0) == (cell(91), True, True)


def test_an_undo_puts_no_plot_onto_one_that_came_since(folder: Folder) -> None:
    whole = stands(folder, "L-001").geometry
    ended = folder.edit([removing(LAND, "L-001")]).change_set or 0
    later = folder.edit([adding(LAND, Feature("N-1", whole, {}))], author="李").change_set
    with pytest.raises(TouchedSince, match="where L-001 was there is N-1 now") as refused:
        undo(folder.store, folder.inventory(), ended, "me")
    assert refused.value.where["change_set"] == later
    undo(folder.store, folder.inventory(), later or 0, "me")
    undo(folder.store, folder.inventory(), ended, "me")
    assert stands(folder, "L-001").geometry == whole


def test_an_undo_brings_back_what_lay_on_another_before(folder: Folder) -> None:
    """A register that came with overlaps is not held to what it never was."""
    whole, other = stands(folder, "L-001").geometry, stands(folder, "L-002")
    folder.store.apply(
        folder.catalog, [Edit(collection=LAND, id="L-002", feature=other._replace(geometry=whole))], "a load"
    )
    mended = folder.edit([setting(LAND, "L-001", {}, cell(95))]).change_set or 0
    undo(folder.store, folder.inventory(), mended, "me")
    assert stands(folder, "L-001").geometry == whole


@pytest.mark.parametrize(
    ("areas", "shared"),
    [((4_000.0, None), True), ((None, None), True), ((1.0, 1.0), False), ((None, 1e6), False)],
)
def test_what_is_registered_of_a_parcel_is_neither_lost_nor_made_by_its_pieces(
    folder: Folder, areas: tuple[float | None, float | None], shared: bool
) -> None:
    whole = stands(folder, "L-001").properties["site_area_m2"]
    pieces = [
        Feature(key, half, {} if area is None else {"site_area_m2": area})
        for key, half, area in zip("AB", halves(cell(1)), areas, strict=True)
    ]
    if not shared:
        with pytest.raises(RefusedRows) as refused:
            folder.split(LAND, "L-001", pieces)
        assert [(found.code, found.field) for found in refused.value.findings] == [("area-lost", "site_area_m2")]
        return
    folder.split(LAND, "L-001", pieces)
    made = [stands(folder, key).properties["site_area_m2"] for key in "AB"]
    assert sum(made) == pytest.approx(whole, abs=1e-6)
    assert areas[0] in (None, made[0])


def test_a_merge_makes_no_more_of_what_is_registered(folder: Folder) -> None:
    folder.split(LAND, "L-001", [Feature(key, half, {}) for key, half in zip("AB", halves(cell(1)), strict=True)])
    with pytest.raises(RefusedRows, match="registered together"):
        folder.merge(LAND, ["A", "B"], "L-001", {"site_area_m2": 1.0})


def test_a_thousand_pieces_hold_up_nobody(folder: Folder) -> None:
    """What is compared with everything that was made in the same set takes minutes, while all who write wait."""
    west, south, east, north = cell(1).bounds
    width = (east - west) / 150
    pieces = [
        Feature(f"P{n}", shapely.box(west + width * n, south, west + width * (n + 1), north), {}) for n in range(150)
    ]
    read = 0
    feature = Changing.feature

    def counted(self: Changing, collection: str, key: str) -> Feature | None:
        nonlocal read
        read += 1
        return feature(self, collection, key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Changing, "feature", counted)
        folder.split(LAND, "L-001", pieces)
    assert read < 10 * len(pieces)
