"""Names of collections that SQLite or a disk would confuse: each answers its own rows, or the folder is refused by both names."""

from __future__ import annotations

import shutil
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import CatalogError
from gis.fields import Role
from gis.folder import open_folder
from gis.io import geojson
from gis.store.geopackage import GeoPackageStore
from tests.gis.folders import data_folder
from tests.gis.small import cell, field, plot


def written(folder: Path, rows: dict[str, int]) -> Path:
    """A folder with a collection for each name, so many rows in each, all called as the collection is."""
    folder.mkdir()
    tables = []
    for number, (name, count) in enumerate(rows.items()):
        geojson.write(folder / f"f{number}.geojson", [plot(f"A{n}", cell(n, 0), name=name) for n in range(count)])
        tables.append(
            f'[collections."{name}"]\nkind = "parcel"\nfile = "f{number}.geojson"\ntitle = "x"\n'
            'fields = [{ name = "id", zh = "编号", role = "id" }, { name = "name", zh = "名称" }]\n'
        )
    head = '[folder]\ntitle = "x"\nmetric_crs = "EPSG:4548"\n'
    (folder / "catalog.toml").write_text(head + "".join(tables), "utf-8")
    return folder


def held(folder: Path) -> dict[str, list[str]]:
    """The names in each collection's rows."""
    layers = open_folder(folder).layers
    return {key: [str(layer.properties(row)["name"]) for row in range(len(layer))] for key, layer in layers.items()}


def test_two_collections_that_differ_in_case_alone_are_refused_by_both_names(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"Plots and plots"):
        open_folder(written(tmp_path / "data", {"Plots": 3, "plots": 5}))
    assert not (tmp_path / "data" / ".store").exists()


def test_a_collection_that_is_renamed_by_case_alone_keeps_its_rows(tmp_path: Path) -> None:
    written(tmp_path / "old", {"plots": 3, "parks": 1})
    written(tmp_path / "new", {"Plots": 5, "parks": 1})
    assert held(tmp_path / "old") == {"plots": ["plots"] * 3, "parks": ["parks"]}
    shutil.copytree(tmp_path / "old" / ".store", tmp_path / "new" / ".store")
    for _ in range(2):
        assert held(tmp_path / "new") == {"Plots": ["Plots"] * 5, "parks": ["parks"]}


def test_a_store_in_which_two_names_shared_a_table_is_mended(tmp_path: Path) -> None:
    """As an earlier version left it: the marks of both, the rows of the second."""
    folder = written(tmp_path / "data", {"plots": 3, "parks": 1})
    held(folder)
    with GeoPackageStore(folder / ".store" / "landstock.gpkg").connected() as db:
        db.execute(
            "INSERT INTO landstock_sources SELECT NULL, 'Plots', source_sha256, declaration_sha256, loaded_at, features, fields FROM landstock_sources WHERE collection = 'plots'"
        )
        db.execute("UPDATE plots SET name = 'of another'")
    shutil.rmtree(folder / ".store" / "landstock.snapshots")
    assert held(folder) == {"plots": ["plots"] * 3, "parks": ["parks"]}


NAMES = st.lists(
    st.builds(
        lambda text, form, up: unicodedata.normalize(form, text.upper() if up else text),
        st.sampled_from(
            ["plots", "é", "ﬁle", "Straße", "地块", "ａ", "con", "sqlite_x", "a-b", "a_b", "id", "rowid", "geom"]
        ),
        st.sampled_from(["NFC", "NFD", "NFKC"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
    unique=True,
)


@settings(max_examples=40)
@given(NAMES)
def test_each_collection_answers_its_own_rows_or_the_folder_is_refused(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = written(Path(place) / "data", {name: number + 1 for number, name in enumerate(names)})
        try:
            found = held(folder)
        except CatalogError as refused:
            said = refused.text.en
        else:
            assert found == {name: [name] * (number + 1) for number, name in enumerate(names)}
            return
        assert any(name in said for name in names) or "letters" in said


def test_field_names_that_sqlite_takes_for_one_stay_two(tmp_path: Path) -> None:
    names = ["ID", "id", "Name", "name", "é", "é", "rowid", "oid", "_rowid_", "ogc_fid", "geom", "fid"]
    fields = tuple(field(name, role=Role.ID if name == "ID" else None) for name in dict.fromkeys(names))
    rows = [plot("A", cell(0, 0), **{one.name: f"<{one.name}>" for one in fields if one.name != "ID"})]
    data_folder(tmp_path / "data", {"plots": fields}, {"plots": rows})
    found = open_folder(tmp_path / "data").layer("plots").properties(0)
    assert found == {one.name: "A" if one.name == "ID" else f"<{one.name}>" for one in fields}
