"""An import again must not take back in silence what people changed since the last one and wrote into the layer's file."""

from __future__ import annotations

import contextlib
from pathlib import Path

import orjson
import pytest
from typer.main import get_command

from api.cli.base import DONE, run
from api.cli.main import app
from gis.errors import SourceError
from gis.folder import export_to_sources, synced_folder
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping
from gis.intake.register import import_register
from gis.inventory import Edit


@pytest.fixture
def ledger(root: Path) -> Path:
    return root / "docs" / "guide" / "samples" / "idle-plants.csv"


@pytest.fixture
def mapping(root: Path, ledger: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plants.toml"
    path.write_text(proposal_text(propose_mapping([ledger], root / "layers")), "utf-8")
    return path


@pytest.fixture
def mine(root: Path, ledger: Path, mapping: Path, tmp_path: Path) -> Path:
    import_register([ledger], mapping, tmp_path / "mine", shared=root / "layers")
    return tmp_path / "mine"


def edit(mine: Path) -> tuple[str, str]:
    """Somebody changes an area and writes it into the file of the layer; the record and the field."""
    folder = synced_folder(mine)
    layer = next(iter(folder.inventory().layers.values()))
    feature = layer.feature(0)
    changed = feature._replace(properties={**feature.properties, "vacant_m2": 4_900.0})
    folder.store.apply(folder.catalog, [Edit(collection=layer.id, id=feature.id, feature=changed)], "somebody")
    export_to_sources(mine)
    return feature.id, layer.id


def test_edits_that_an_import_would_lose_are_named_and_nothing_is_changed(
    root: Path, ledger: Path, mapping: Path, mine: Path
) -> None:
    key, layer = edit(mine)
    held = (mine / f"{layer}.geojson").read_bytes()
    with pytest.raises(SourceError) as mistake:
        import_register([ledger], mapping, mine, shared=root / "layers")
    assert f"1 条记录与将写入的不同：{key} 的“空置面积”" in mistake.value.text.zh
    assert "1 record is other than this import would write" in mistake.value.text.en
    assert mistake.value.remedy is not None
    assert "--over" in mistake.value.remedy.zh
    assert (mine / f"{layer}.geojson").read_bytes() == held
    import_register([ledger], mapping, mine, shared=root / "layers", over=True)
    assert "4900" not in (mine / f"{layer}.geojson").read_text("utf-8")


def test_an_import_again_of_what_nobody_edited_goes_on_as_before(
    root: Path, ledger: Path, mapping: Path, mine: Path, tmp_path: Path
) -> None:
    """Also with the next month's figures: those are the register's own."""
    later = tmp_path / ledger.name
    later.write_text(ledger.read_text("utf-8").replace("7500,7500,空置", "7500,7400,空置"), "utf-8")
    assert later.read_bytes() != ledger.read_bytes()
    for file in (ledger, later, ledger):
        assert import_register([file], mapping, mine, shared=root / "layers").kept == 4


def test_an_edit_that_the_ledger_says_too_is_none_that_is_lost(
    root: Path, ledger: Path, mapping: Path, mine: Path, tmp_path: Path
) -> None:
    edit(mine)
    later = tmp_path / ledger.name
    later.write_text(ledger.read_text("utf-8").replace("4,800.00", "4,900.00"), "utf-8")
    assert import_register([later], mapping, mine, shared=root / "layers").kept == 4


def test_a_layer_whose_import_left_no_mark_is_compared_as_well(
    root: Path, ledger: Path, mapping: Path, mine: Path
) -> None:
    """As those of version 0.2: that nobody edited it is then seen by what it says alone."""
    report = mine / "import-report.json"
    said = orjson.loads(report.read_bytes())
    del said["layer_sha256"]
    report.write_bytes(orjson.dumps(said))
    import_register([ledger], mapping, mine, shared=root / "layers")
    edit(mine)
    report.write_bytes(orjson.dumps(said))
    with pytest.raises(SourceError):
        import_register([ledger], mapping, mine, shared=root / "layers")


def test_a_layer_that_is_spoilt_is_not_written_over_unasked(
    root: Path, ledger: Path, mapping: Path, mine: Path
) -> None:
    layer = next(mine.glob("*.geojson"))
    layer.write_text('{"type": "FeatureCollection", "features": [', "utf-8")
    with pytest.raises(SourceError, match="无法读取"):
        import_register([ledger], mapping, mine, shared=root / "layers")


def test_an_import_that_takes_nothing_leaves_the_mark_of_the_one_before(
    root: Path, ledger: Path, mapping: Path, mine: Path, tmp_path: Path
) -> None:
    """Fails where the next import does not know any longer what stands there, and refuses."""
    mark = orjson.loads((mine / "import-report.json").read_bytes())["layer_sha256"]
    empty = tmp_path / ledger.name
    lines = ledger.read_text("utf-8").splitlines()
    empty.write_text("\n".join(line for line in lines if line[:1] not in "1234"), "utf-8")
    with contextlib.suppress(SourceError):
        assert import_register([empty], mapping, mine, shared=root / "layers").kept == 0
    assert orjson.loads((mine / "import-report.json").read_bytes())["layer_sha256"] == mark


def test_the_command_line_refuses_and_goes_over(
    ledger: Path, mapping: Path, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, layer = edit(mine)
    command = ["import", str(ledger), "--mapping", str(mapping), "--into", str(mine), "--quiet"]
    assert run(get_command(app), command) != DONE
    assert "--over" in capsys.readouterr().err
    assert "4900" in (mine / f"{layer}.geojson").read_text("utf-8")
    assert run(get_command(app), [*command, "--over"]) == DONE
    assert "4900" not in (mine / f"{layer}.geojson").read_text("utf-8")
