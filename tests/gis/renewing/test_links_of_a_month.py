"""A month that comes again judges the links anew: of its own rows, and of the layers that lead to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli.base import DONE, run
from api.cli.main import app
from gis.folder import synced_folder
from gis.renewing.comparing import Compared
from gis.renewing.difference import RowDifference
from gis.renewing.placed import find_taken_shapes
from gis.renewing.renewal import Place, renew_layer
from gis.renewing.wishes import Wishes
from gis.text import Text
from tests.gis.linked import CODE, linked_folder
from tests.gis.locating.ledgers import folder_of, parcel, row
from tests.gis.locating.test_locating import NAMED

MAPPING = """
[register]
id = "floors"
kind = "space"
title = { zh = "楼层", en = "Floors" }
source = { zh = "测试", en = "test" }
metric_crs = "EPSG:4548"

[[fields]]
name = "id"
zh = "编号"
en = "Id"
role = "id"
from = "编号"
keep = true

[[fields]]
name = "code"
zh = "宗地代码"
en = "Parcel code"
role = "parcel_code"
references = "supplied"
references_by = "code"
from = "宗地代码"
keep = true
"""
PLOTS = "\n".join(
    line
    for line in MAPPING.replace('"floors"', '"supplied"').replace('"space"', '"parcel"').splitlines()
    if "references" not in line
)


def table(path: Path, rows: dict[str, str]) -> Path:
    path.write_text("编号,宗地代码\n" + "".join(f"{key},{code}\n" for key, code in rows.items()), "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    into = linked_folder(tmp_path / "into")
    (into / "mappings").mkdir()
    (into / "mappings" / "floors.toml").write_text(MAPPING, "utf-8")
    (into / "mappings" / "supplied.toml").write_text(PLOTS, "utf-8")
    return into


def test_rows_that_now_lead_to_nothing_are_counted_before_anything_is_written(folder: Path, tmp_path: Path) -> None:
    """F2's code changes to one that no plot has: the month says so before it is written."""
    rows = {"F1": CODE.format(2), "F2": CODE.format(88), "F3": CODE.format(1), "F4": ""}
    source = table(tmp_path / "a.csv", rows)
    made = renew_layer([source], folder / "mappings" / "floors.toml", Place(into=folder, shared=folder))
    (change,) = made.difference.links
    assert change.before is not None
    assert (change.collection, change.before.linked, change.after.linked, change.after.nowhere) == ("floors", 2, 2, 1)
    assert "3 条中 2 条有对应，1 条查不到" in made.difference.text("zh")
    assert CODE.format(88) in made.difference.text("en")


def test_what_leads_to_rows_that_go_is_said_of_the_other_layer(folder: Path, tmp_path: Path) -> None:
    """Plots that leave their ledger took the floors' parcel with them without a word."""
    rows = {"1": CODE.format(1), "2": CODE.format(2)}
    place = Place(into=folder, shared=folder)
    source = table(tmp_path / "b.csv", rows)
    made = renew_layer([source], folder / "mappings" / "supplied.toml", place)
    (change,) = made.difference.links
    assert change.before is not None
    assert (change.collection, change.before.linked, change.after.linked) == ("floors", 2, 1)
    assert "Floors: Parcel code links to Supplied: 1 of 3 lead to one, 2 to none" in made.difference.text("en")
    assert "2 did before" in made.difference.text("en")
    renew_layer([source], folder / "mappings" / "supplied.toml", place, Wishes(apply=True))
    (link,) = synced_folder(folder).inventory().links("floors")
    assert link.counts() == change.after


def test_an_import_says_what_becomes_of_its_links_in_its_report_too(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = linked_folder(tmp_path / "into")
    mapping = tmp_path / "more.toml"
    mapping.write_text(MAPPING.replace('id = "floors"', 'id = "more"'), "utf-8")
    source = table(tmp_path / "c.csv", {"G1": CODE.format(1), "G2": CODE.format(55), "G3": ""})
    arguments = ["import", str(source), "--mapping", str(mapping), "--into", str(into), "--lang", "en", "--quiet"]
    assert run(get_command(app), arguments) == DONE
    assert "Parcel code links to Supplied: 1 of 2 lead to one, 1 to none" in capsys.readouterr().out
    (kept,) = json.loads((into / "import-report.json").read_bytes())["links"]
    assert (kept["named"], kept["linked"], kept["nowhere"], kept["examples"]) == (2, 1, 1, [CODE.format(55)])


def test_what_was_there_before_and_could_link_to_a_layer_is_said_when_that_comes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever brings the cadastre in last had no link to it, and no word of that."""
    into = linked_folder(tmp_path / "into")
    mapping = tmp_path / "cadastre.toml"
    mapping.write_text(PLOTS.replace('"supplied"', '"cadastre"'), "utf-8")
    source = table(tmp_path / "c.csv", {f"C{n}": CODE.format(n) for n in range(1, 9)})
    arguments = ["import", str(source), "--mapping", str(mapping), "--into", str(into), "--lang", "en", "--quiet"]
    assert run(get_command(app), arguments) == DONE
    said = " ".join(capsys.readouterr().out.split())
    assert "Parcel code of Supplied (supplied.code) could link here: 3 of 3 are Parcel code (code)" in said
    assert 'references = "cadastre", references_by = "code"' in said
    assert "Approved" not in said, "its codes are not there"


def test_a_link_to_a_layer_that_the_folder_does_not_have_is_refused_by_its_key(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping, into = tmp_path / "more.toml", tmp_path / "into"
    mapping.write_text(MAPPING, "utf-8")
    source = table(tmp_path / "c.csv", {"G1": CODE.format(1)})
    assert run(get_command(app), ["import", str(source), "--mapping", str(mapping), "--into", str(into)]) != DONE
    said = capsys.readouterr().err
    assert "references" in said
    assert "supplied" in said
    assert not (into / "catalog.toml").exists()


def test_a_row_that_was_located_by_a_code_which_changes_is_said(folder: Path, tmp_path: Path) -> None:
    """It went on lying on the parcel of the old code, and nobody was told."""
    catalog = (folder / "catalog.toml").read_text("utf-8")
    basis = '[[collections.floors.fields]]\nname = "basis"\nzh = "定位依据"\nen = "Located by"\nrole = "located_by"\n'
    (folder / "catalog.toml").write_text(f"{catalog}\n{basis}", "utf-8")
    place = Place(into=folder, shared=folder)
    located = place.open().locate("floors", ["supplied"], apply=True, author="t")
    assert {"F1", "F2"} == set(located.applied)
    rows = {"F1": CODE.format(1), "F2": CODE.format(3), "F3": CODE.format(77), "F4": ""}
    mapping = folder / "mappings" / "floors.toml"
    made = renew_layer([table(tmp_path / "d.csv", rows)], mapping, place)
    (old,) = made.difference.old_places
    assert old.id == "F1"
    assert old.located_by == "宗地代码 / parcel code: supplied/2"
    assert f"F1：宗地代码改为 {CODE.format(1)}，图形仍按 宗地代码 / parcel code: supplied/2" in made.difference.text(
        "zh"
    )
    assert "look at their shapes" in made.difference.text("en")


def test_rows_that_were_located_by_a_parcel_that_goes_or_is_drawn_anew_are_said(tmp_path: Path) -> None:
    """A renewed cadastre left shapes of parcels behind that it has no more, without a word."""
    folder = folder_of(tmp_path / "f", [row("sure", **NAMED)], [parcel(n) for n in range(12)])
    assert folder.locate("ledger", apply=True).applied == ("sure",)
    inventory = folder.inventory()
    (found,) = find_taken_shapes(inventory, "cadastre", Compared(end=["c7", "c8"]))
    assert (found.collection, found.id, found.target, found.gone) == ("ledger", "sure", "c7", True)
    drawn = [RowDifference(id="c7", words=Text("", ""))]
    (found,) = find_taken_shapes(inventory, "cadastre", Compared(shapes=drawn))
    assert (found.gone, "located by c7, which is drawn otherwise" in found.line().en) == (False, True)
    assert find_taken_shapes(inventory, "cadastre", Compared(end=["c8"])) == ()
