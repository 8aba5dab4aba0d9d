"""Would break where the command changed what nobody asked for, or let through what is refused over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from api.cli.main import main
from gis.folder import Folder, synced_folder
from gis.io import geojson
from gis.layer import Feature
from tests.api.conftest import cell, write_folder


@pytest.fixture
def layers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_folder(tmp_path)
    monkeypatch.setenv("LANDSTOCK_LAYERS", str(tmp_path))
    return tmp_path


def run(*words: str) -> int:
    """The command's exit status."""
    with pytest.raises(SystemExit) as ended:
        main(["edit", "industrial_land", *words])
    return int(ended.value.code or 0)


def stands(folder: Folder, key: str) -> Feature:
    """A feature as it is recorded."""
    layer = folder.inventory().layer("industrial_land")
    return layer.feature(layer.row(key))


def test_a_feature_is_changed_added_and_ended(layers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = synced_folder(layers)
    before = stands(folder, "L-001")
    assert run("L-001", "site_area_m2=12345.5", "note=", "status=idle", "--why", "核查", "--as", "李") == 0
    now = stands(folder, "L-001")
    assert now.properties == {**before.properties, "site_area_m2": 12345.5, "note": None, "status": "idle"}
    assert now.geometry == before.geometry
    (entry,) = folder.store.edits()
    assert (entry.author, entry.why) == ("李", "核查")
    assert str(entry.change_set) in capsys.readouterr().out
    drawn = layers / "drawn.geojson"
    geojson.write(drawn, [Feature("x", cell(90), {})])
    assert run("N-1", "name=新", "--new", "--geometry", str(drawn)) == 0
    assert stands(folder, "N-1").geometry == cell(90)
    assert run("N-1", "--remove") == 0
    assert folder.store.edits()[-1].after is None
    assert run("L-001", "status=idle") == 0
    assert "没有改动" in capsys.readouterr().out
    assert len(folder.store.edits()) == 3


def test_a_parcel_is_split_by_a_file_with_a_line_or_with_pieces(layers: Path) -> None:
    folder, drawn = synced_folder(layers), layers / "drawn.geojson"
    west, south, east, north = cell(1).bounds
    middle = (west + east) / 2
    geojson.write(drawn, [Feature("x", shapely.LineString([(middle, south - 1), (middle, south)]), {})])
    assert run("L-001", "--split", str(drawn)) == 1, "it ends at the edge"
    assert folder.store.edits() == []
    geojson.write(drawn, [Feature("x", shapely.LineString([(middle, south - 1), (middle, north + 1)]), {})])
    assert run("L-001", "--split", str(drawn), "--why", "分") == 0
    whole = stands(folder, "L-001-1").geometry.union(stands(folder, "L-001-2").geometry)
    assert shapely.equals(whole, cell(1))
    cut = stands(folder, "L-001-1").geometry.bounds
    pieces = [
        shapely.box(cut[0], cut[1], cut[2], (south + north) / 2),
        shapely.box(cut[0], (south + north) / 2, *cut[2:]),
    ]
    geojson.write(drawn, [Feature("S", pieces[0], {"note": "南"}), Feature("N", pieces[1], {})])
    assert run("L-001-1", "--split", str(drawn)) == 0
    assert (stands(folder, "S").properties["note"], stands(folder, "N").geometry) == ("南", pieces[1])
    assert run("N", "--split", str(drawn), "--remove") == 2


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["L-001", "site_area_m2=-1"], 1, "an area is more than 0"),
        (["L-001", "no_such_field=1"], 1, "is no field of this layer"),
        (["none", "status=idle"], 1, "has no none"),
        (["L-001", "--new"], 1, "has L-001 already"),
        (["L-001"], 2, "field=value"),
        (["L-001", "status"], 2, "field=value is expected"),
        (["L-001", "status=idle", "--remove"], 2, "--remove"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    layers: Path, capsys: pytest.CaptureFixture[str], words: list[str], status: int, said: str
) -> None:
    assert run(*words) == status
    assert said in capsys.readouterr().err
    assert synced_folder(layers).store.edits() == []
