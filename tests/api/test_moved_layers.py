"""A layer from a shifted map, from the command line: doubted, put back with a yes, and found by ``check`` where it was brought in as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from typer.main import get_command

from api.cli.base import DONE, REFUSED, USAGE, run
from api.cli.main import app
from gis.map_offsets import BD09, shift_shapes
from tests.gis.georeferencing.districts import CRS, in_degrees, in_feet, plots, swapped
from tests.gis.intake.registers import HEAD, ID, mapping_file
from tests.gis.intake.test_source_systems import source

PLOTS = plots(12)


def landstock(*arguments: str) -> int:
    return run(get_command(app), [*arguments, "--lang", "en"])


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """A data folder with a cadastre."""
    mapping = mapping_file(tmp_path, ID, head=HEAD.replace("sites", "cadastre"))
    source(tmp_path, in_degrees(PLOTS), name="cadastre.geojson")
    folder = tmp_path / "out"
    arguments = ["--mapping", str(mapping), "--into", str(folder), "--quiet"]
    assert landstock("import", str(tmp_path / "cadastre.geojson"), *arguments) == DONE
    return folder


def places(folder: Path, layer: str = "sites") -> list[float]:
    features = json.loads((folder / f"{layer}.geojson").read_bytes())["features"]
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    return [float(shape.centroid.x) for shape in shapes]


def test_a_shifted_layer_is_doubted_found_again_and_put_back_with_a_yes(
    tmp_path: Path, into: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shifted = str(source(tmp_path, shift_shapes(in_degrees(PLOTS), BD09)))
    mapping = str(mapping_file(tmp_path, ID, head=HEAD))
    arguments = ["--mapping", mapping, "--into", str(into), "--quiet"]
    assert landstock("import", shifted, *arguments) == DONE
    words = capsys.readouterr().out
    assert "layer-moved 1" in words
    assert "--crs BD-09" in words
    assert landstock("check", "--layers", str(into)) == DONE
    assert "layer-moved × 1" in capsys.readouterr().err
    assert landstock("import", shifted, *arguments, "--crs", "bd09", "--yes") == DONE
    assert landstock("export", "--sources", "--layers", str(into)) == DONE
    capsys.readouterr()
    assert landstock("check", "--layers", str(into)) == DONE
    assert "layer-moved" not in capsys.readouterr().err


def test_a_yes_is_kept_in_the_mapping_of_the_folder(tmp_path: Path, into: Path) -> None:
    """Next month's file is read by it without being told again."""
    shifted = str(source(tmp_path, shift_shapes(in_degrees(PLOTS), BD09)))
    mapping = mapping_file(tmp_path, ID, head=HEAD)
    before = mapping.read_bytes()
    assert (
        landstock("import", shifted, "--mapping", str(mapping), "--into", str(into), "--quiet", "--crs", "BD-09")
        == DONE
    )
    assert places(into) == pytest.approx([shape.centroid.x for shape in in_degrees(PLOTS)], abs=1e-7)
    assert 'crs = "BD-09"' in (into / "mappings" / "sites.toml").read_text("utf-8").splitlines()
    assert mapping.read_bytes() == before, "the file that was given is somebody else's"


def test_a_mapping_is_proposed_with_what_was_said(
    tmp_path: Path, into: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shifted = str(source(tmp_path, shift_shapes(in_degrees(PLOTS), BD09)))
    doubted, agreed = into / "mappings" / "a.toml", into / "mappings" / "b.toml"
    assert landstock("import", shifted, "--propose", str(doubted)) == DONE
    assert "import with --crs BD-09" in capsys.readouterr().out
    assert landstock("import", shifted, "--propose", str(agreed), "--crs", "BD-09") == DONE
    assert "--crs" not in capsys.readouterr().out
    assert 'crs = "BD-09"' in agreed.read_text("utf-8").splitlines()
    assert 'crs = "BD-09"' not in doubted.read_text("utf-8").splitlines()


def test_without_a_mapping_a_layer_that_seems_moved_is_not_brought_in(
    tmp_path: Path, into: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shifted = str(source(tmp_path, shift_shapes(in_degrees(PLOTS), BD09)))
    (into / "mappings" / "cadastre.toml").unlink()
    assert landstock("import", shifted, "--into", str(into), "--quiet") == REFUSED
    assert "--crs BD-09" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["EPSG:0", "nonsense", "GCJ-02+nonsense"])
def test_a_system_that_is_none_is_refused_before_anything_is_read(
    tmp_path: Path, into: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(source(tmp_path, in_degrees(PLOTS)))
    mapping = str(mapping_file(tmp_path, ID, head=HEAD))
    status = landstock("import", file, "--mapping", mapping, "--into", str(into), "--quiet", "--crs", name)
    assert status in {REFUSED, USAGE}
    assert "Traceback" not in capsys.readouterr().err
    assert not (into / "sites.geojson").exists()


def test_axes_and_feet_are_flags_too(tmp_path: Path, into: Path) -> None:
    file = str(source(tmp_path, swapped(in_feet(PLOTS))))
    mapping = str(mapping_file(tmp_path, ID, head=HEAD))
    arguments = ["--mapping", mapping, "--into", str(into), "--quiet", "--crs", CRS, "--swap-axes", "--feet"]
    assert landstock("import", file, *arguments) == DONE
    assert places(into) == pytest.approx([shape.centroid.x for shape in in_degrees(PLOTS)], abs=1e-7)
