"""Would break where a GeoPackage that was edited in a GIS came back as other changes than somebody made there, or took a shape that cannot be."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyogrio import raw

from gis.changes.reading import edits_of, read_changes
from gis.changes.report import ListChanges
from gis.crs import STORAGE, transform
from gis.fields import DType, Field, Role
from gis.folder import Folder, synced_folder
from gis.inventory import Inventory
from gis.layer import Layer
from gis.plainly import to_plain
from tests.gis.changes.books import changed, list_of
from tests.gis.changes.test_edited_list import folder
from tests.gis.changes.test_round_trip import LAYERS, MOST, WORDS, WORKED_OUT

__all__ = ["folder"]
LAND = "industrial_land"
KEY, OTHER = "GD-B02-01", "CX-E06-01"


def package(inventory: Inventory, path: Path, collection: str = LAND, lang: str = "zh", ids: Any = None) -> Path:
    path.write_bytes(list_of(inventory, collection, lang, kind="gpkg", ids=ids))
    return path


def edit(path: Path, *statements: tuple[str, tuple[Any, ...]]) -> Path:
    """Edit the table of a package in its place, as a GIS does; its index of shapes is no matter here."""
    with closing(sqlite3.connect(path)) as db:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rtree%'"
        ).fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        for statement, values in statements:
            db.execute(statement, values)
        db.commit()
    return path


def put(key: str, column: str, value: Any, table: str = LAND) -> tuple[str, tuple[Any, ...]]:
    return f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?', (value, key)


def draw(path: Path, shapes: dict[str, Any], crs: str = STORAGE) -> Path:
    """Save the package as another file with some shapes drawn anew, in a system of coordinates."""
    meta, _, wkb, columns = raw.read(path, layer=LAND)
    fields = [str(name) for name in meta["fields"]]
    ids = columns[fields.index("id")].tolist()
    geometries = shapely.from_wkb(wkb)
    for key, shape in shapes.items():
        geometries[ids.index(key)] = shape
    if crs != STORAGE:
        geometries = transform(geometries, STORAGE, crs)
    new = path.with_name("saved.gpkg")
    raw.write(
        new,
        np.asarray(shapely.to_wkb(geometries), dtype=object),
        list(columns),
        fields,
        layer=LAND,
        driver="GPKG",
        geometry_type="Unknown",
        crs=crs,
    )
    return new


def shape_of(inventory: Inventory, key: str) -> Any:
    layer = inventory.layer(LAND)
    return layer.geometries[layer.row(key)]


# the law -------------------------------------------------------------------------------------------------------------


def typed(layer: Layer, field: Field) -> st.SearchStrategy[tuple[Any, Any]]:
    """What a GIS keeps in a column's cell, and the value that is meant."""
    codes = layer.codelists.get(field.name)
    if codes is not None:
        known = st.sampled_from(list(codes.by_code)[:40])
        if field.dtype is DType.LIST:
            return st.lists(known, min_size=1, max_size=3, unique=True).map(lambda each: ("、".join(each), each))
        return known.map(lambda each: (each, each))
    more = 90 if field.name.endswith(("_max", "_max_pct", "_max_m2")) else 0
    ways: dict[DType, st.SearchStrategy[tuple[Any, Any]]] = {
        DType.TEXT: WORDS.map(lambda text: (text, text)),
        DType.INTEGER: st.integers(50, 99).map(lambda value: (value, value)),
        DType.NUMBER: st.integers(100, 900).map(lambda cents: (cents / 100 + more, cents / 100 + more)),
        DType.BOOLEAN: st.booleans().map(lambda answer: (int(answer), answer)),
        DType.DATE: st.dates(dt.date(2011, 1, 1), dt.date(2020, 1, 1)).map(
            lambda day: (day.isoformat(), day.isoformat())
        ),
        DType.LIST: st.just(('["甲", "乙"]', ["甲", "乙"])),
    }
    return ways[field.dtype]


@settings(max_examples=8)
@given(collection=st.sampled_from(LAYERS), lang=st.sampled_from(("zh", "en")), data=st.data())
def test_k_cells_that_are_edited_are_k_changes(
    demo_inventory: Inventory,
    tmp_path_factory: pytest.TempPathFactory,
    collection: str,
    lang: str,
    data: st.DataObject,
) -> None:
    layer = demo_inventory.layer(collection)
    keys = data.draw(st.lists(st.sampled_from(layer.ids), min_size=1, max_size=MOST, unique=True))
    fields = [field for field in layer.collection.fields if field.role not in WORKED_OUT]
    statements: list[tuple[str, tuple[Any, ...]]] = []
    meant: dict[tuple[str, str], Any] = {}
    for key, field in data.draw(
        st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(fields)), max_size=6, unique=True)
    ):
        unknown = data.draw(st.integers(0, 9)) == 0
        cell, value = (None, None) if unknown else data.draw(typed(layer, field))
        if value != layer.columns[field.name].value(layer.row(key)):
            statements.append(
                (f'UPDATE "{collection}" SET "{field.name}" = ? WHERE "{layer.id_name}" = ?', (cell, key))
            )
            meant[key, field.name] = value
    # Another order of the rows: a GIS reads them by their numbers.
    order = data.draw(st.permutations(range(len(keys))))
    statements.append((f'UPDATE "{collection}" SET fid = -fid', ()))
    statements += [(f'UPDATE "{collection}" SET fid = ? WHERE fid = ?', (at + 1, -n - 1)) for n, at in enumerate(order)]
    path = package(demo_inventory, tmp_path_factory.mktemp("lists") / "list.gpkg", collection, lang, keys)
    report = read_changes(edit(path, *statements), demo_inventory)
    assert (report.refused, report.not_taken, report.rows, report.columns, report.shapes) == ((), (), (), (), ())
    assert changed(report.changes) == meant
    assert report.version == report.inventory


@pytest.mark.parametrize("collection", LAYERS)
def test_a_package_that_nobody_edited_changes_nothing(
    collection: str, demo_inventory: Inventory, tmp_path: Path
) -> None:
    report = read_changes(package(demo_inventory, tmp_path / "list.gpkg", collection), demo_inventory)
    assert (report.count, report.refused, report.rows, report.columns) == (0, (), (), ())
    assert report.layers[0].unchanged == report.layers[0].rows == len(demo_inventory.layer(collection))


# what people do in a GIS -----------------------------------------------------------------------------------------------


def test_a_cell_that_cannot_be_is_refused_by_the_number_of_its_row(demo_inventory: Inventory, tmp_path: Path) -> None:
    path = package(demo_inventory, tmp_path / "list.gpkg", ids=[OTHER, KEY])
    report = read_changes(edit(path, put(KEY, "status", "很闲"), put(OTHER, "green_max_pct", 200)), demo_inventory)
    assert report.changes == ()
    cells = {note.id: note.cell for note in report.refused}
    assert cells == {KEY: f"{LAND}!status fid 2", OTHER: f"{LAND}!green_max_pct fid 1"}


def test_columns_and_rows_that_were_added_are_said_and_those_that_are_gone_stay(
    demo_inventory: Inventory, tmp_path: Path
) -> None:
    path = package(demo_inventory, tmp_path / "list.gpkg", ids=[KEY, OTHER, "CX-A03-01"])
    edit(
        path,
        (f'ALTER TABLE "{LAND}" ADD COLUMN "备注" TEXT', ()),
        put(KEY, "备注", "已核实"),
        (f"DELETE FROM {LAND} WHERE id = ?", ("CX-A03-01",)),
        (f"INSERT INTO {LAND} (name) VALUES (?)", ("新地块",)),
        (f"INSERT INTO {LAND} (id) VALUES (?)", ("NEW-1",)),
        ("INSERT INTO layer_styles (f_table_name, styleName) VALUES (?, 'mine')", (LAND,)),
    )
    report = read_changes(path, demo_inventory)
    assert report.count == 0
    assert [(each.heading, each.filled) for each in report.columns] == [("备注", 1)]
    assert [note.typed for note in report.rows] == ["", "NEW-1"]
    assert (report.layers[0].rows, report.layers[0].unchanged) == (2, 2)


@pytest.mark.parametrize("crs", [STORAGE, "EPSG:4326", "EPSG:4548"])
def test_a_shape_that_was_moved_is_one_change_with_its_area_and_way(
    demo_inventory: Inventory, tmp_path: Path, crs: str
) -> None:
    """Saved in another system of coordinates the others stay where they were."""
    path = package(demo_inventory, tmp_path / "list.gpkg")
    moved = shapely.transform(shape_of(demo_inventory, KEY), lambda xy: xy + np.array([0.0001, 0]))
    report = read_changes(draw(path, {KEY: moved}, crs), demo_inventory)
    (change,) = report.shapes
    assert report.changes == ()
    assert change.id == KEY
    assert change.new_m2 == pytest.approx(change.old_m2, rel=1e-4)
    assert change.moved_m == pytest.approx(8.95, abs=0.05)
    assert "中心移动" in change.words.zh
    assert "shape" not in to_plain(report)["shapes"][0]
    assert f"{KEY} 图形：" in report.text("zh")


def test_a_shape_written_otherwise_is_the_same(demo_inventory: Inventory, tmp_path: Path) -> None:
    """As a part of several, its ring beginning elsewhere and running the other way."""
    old = shape_of(demo_inventory, KEY)
    ring = list(old.exterior.coords)[:-1]
    turned = shapely.MultiPolygon(
        [shapely.Polygon([*ring[2:], *ring[:2]][::-1], [hole.coords for hole in old.interiors])]
    )
    report = read_changes(draw(package(demo_inventory, tmp_path / "list.gpkg"), {KEY: turned}), demo_inventory)
    assert (report.count, report.refused) == (0, ())


WEST, SOUTH = 116.75, 36.55


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (
            shapely.Polygon([(WEST, SOUTH), (WEST + 0.01, SOUTH + 0.01), (WEST + 0.01, SOUTH), (WEST, SOUTH + 0.01)]),
            "invalid geometry",
        ),
        (shapely.box(477000, 4046000, 478000, 4047000), "outside longitude"),
        (shapely.Point(WEST, SOUTH), "another kind"),
        (None, "taken away"),
    ],
)
def test_a_shape_that_cannot_be_is_refused_and_the_old_one_stays(
    shape: Any, words: str, demo_inventory: Inventory, tmp_path: Path
) -> None:
    path = draw(package(demo_inventory, tmp_path / "list.gpkg"), {KEY: shape})
    report = read_changes(path, demo_inventory)
    assert report.shapes == ()
    (note,) = report.refused
    assert (note.id, words in note.text.en) == (KEY, True)
    assert note.cell.startswith(f"{LAND}!geom fid ")
    assert note.remedy.zh


def test_a_shape_outside_the_district_or_far_from_its_register_is_to_be_checked(
    demo_inventory: Inventory, tmp_path: Path
) -> None:
    path = draw(package(demo_inventory, tmp_path / "list.gpkg"), {KEY: shapely.box(120, 30, 120.01, 30.01)})
    report = read_changes(path, demo_inventory)
    assert [change.id for change in report.shapes] == [KEY]
    words = " ".join(note.text.zh for note in report.doubts)
    assert "区界之外" in words
    assert "登记面积与图上面积相差" in words


def test_shapes_and_values_are_made_as_one_edit_and_taken_back_by_no_older_list(folder: Folder, tmp_path: Path) -> None:
    first = package(folder.inventory(), tmp_path / "first.gpkg")
    old = shape_of(folder.inventory(), KEY)
    new = shapely.buffer(old, -0.0001)
    edit(first, put(KEY, "owner", "甲公司"))
    report = read_changes(draw(first, {KEY: new}), folder.inventory(), earlier=folder.earlier)
    inventory = make(folder, report)
    layer = inventory.layer(LAND)
    row = layer.row(KEY)
    assert shapely.equals_exact(layer.geometries[row], new, tolerance=1e-8)
    measured = layer.collection.by_role[Role.MEASURED_AREA].name
    assert layer.columns[measured].value(row) == report.shapes[0].new_m2
    assert layer.columns["owner"].value(row) == "甲公司"
    late = package(synced_folder(folder.catalog.folder).inventory(), tmp_path / "late.gpkg")
    assert read_changes(late, inventory, earlier=folder.earlier).count == 0
    stale = edit(first, put(KEY, "owner", None))
    stale_report = read_changes(stale, inventory, earlier=folder.earlier)
    assert stale_report.shapes == ()
    assert any("图形是此后已有修改之前" in note.text.zh for note in stale_report.not_taken)


def make(folder: Folder, report: ListChanges) -> Inventory:
    folder.store.apply(folder.catalog, edits_of(report, folder.inventory()), "somebody")
    return folder.inventory()
