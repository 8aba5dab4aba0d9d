"""Values that are plainly meant, though a file spells them otherwise: read as they are meant, and listed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gis.catalog import Catalog
from gis.checking import check_folder
from gis.errors import SourceError
from gis.folder import open_folder
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from tests.gis.folders import data_folder
from tests.gis.intake.registers import HEAD, ID, imported, mapping_file, source_file, text_field
from tests.gis.small import COLLECTION, LAND_USE, plot

STARTED = text_field("started", dtype="date")
CODED = """
[[fields]]
name = "use"
zh = "用途"
from = "use"
codelist = "use"

[[codelists]]
id = "use"
title = { zh = "用途", en = "Use" }
hierarchy = "prefix"
codes = [{ code = "1001", zh = "工业用地", en = "Industry" }]
"""


def kept(report: ImportReport, inventory: Any, name: str) -> list[Any]:
    layer = inventory.layer(report.collection)
    return [layer.columns[name].value(row) for row in range(len(layer))]


def test_an_instant_in_a_register_is_its_day_here_and_listed_where_it_is_another_than_is_written(
    tmp_path: Path,
) -> None:
    written = [
        "2023-06-30T16:00:00Z",
        "2023-06-30T15:59:59Z",
        "2023-06-30",
        "2023-06-30T23:00",
        "2023-06-30T20:00-05:00",
    ]
    rows = [{"KEY": f"A{n}", "started": text} for n, text in enumerate(written)]
    report, inventory = imported(tmp_path, [ID, STARTED], rows)
    days = ["2023-07-01", "2023-06-30", "2023-06-30", "2023-06-30", "2023-07-01"]
    assert kept(report, inventory, "started") == days
    assert [(each.code, each.row, each.id, each.field) for each in report.repaired] == [
        ("instant", 1, "A0", "started"),
        ("instant", 5, "A4", "started"),
    ]
    assert "2023-07-01" in report.repaired[0].text.zh
    assert "A4: started is the instant 2023-06-30T20:00-05:00" in report.text("en").partition("Repaired: 2")[2]


def test_an_instant_of_a_joined_table_and_of_a_declared_form_is_its_day_here(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("KEY,started,ended\nA,2023-06-30T16:00:00Z,30/06/2023 16:00 +0000\n", "utf-8")
    ended = text_field("ended", dtype="date", more='date_format = "%d/%m/%Y %H:%M %z"')
    join = '[[joins]]\nfile = "t.csv"\non = "KEY"\n'
    report, inventory = imported(tmp_path, [ID, STARTED, ended, join], [{"KEY": "A"}])
    assert kept(report, inventory, "started") == kept(report, inventory, "ended") == ["2023-07-01"]
    assert [each.field for each in report.repaired] == ["started", "ended"]


def test_a_code_that_a_spreadsheet_wrote_with_a_point_is_its_code_and_listed(tmp_path: Path) -> None:
    rows = [{"KEY": f"A{n}", "use": code} for n, code in enumerate(["1001.0", "1001", "100101.00", "2002.0", "1001.5"])]
    report, inventory = imported(tmp_path, [ID, CODED], rows)
    assert kept(report, inventory, "use") == ["1001", "1001", None, None, None]
    assert [(each.code, each.row, each.excerpt) for each in report.repaired] == [("code-repaired", 1, "1001.0")]
    (tmp_path / "kept").mkdir()
    kept_too, inventory = imported(tmp_path / "kept", [ID, CODED.replace('"use"\n', '"use"\nkeep = true\n', 1)], rows)
    assert kept(kept_too, inventory, "use") == ["1001", "1001", "100101", "2002.0", "1001.5"]


def folder(place: Path, **values: list[Any]) -> Catalog:
    count = len(next(iter(values.values())))
    rows = [plot(f"A{n}", None, **{name: given[n] for name, given in values.items()}) for n in range(count)]
    return data_folder(place, {"plots": COLLECTION.fields}, {"plots": rows})


def test_a_pointed_code_of_a_data_folder_is_folded_with_a_doubt_and_no_finer_code(tmp_path: Path) -> None:
    codes = ["1001.0", "100101.0", "1001.1", "10019.0"]
    catalog = folder(tmp_path / "data", use=codes, system=["land_use"] * 4)
    layer = open_folder(tmp_path / "data").layer("plots")
    assert [layer.columns["use"].value(row) for row in range(4)] == ["1001", "100101", "1001.1", "10019"]
    found = [(each.code, each.row) for each in check_folder(catalog).findings if each.field == "use"]
    assert found == [("code-repaired", 1), ("code-repaired", 2), ("code-repaired", 4)]
    assert not LAND_USE.knows("1001.0")


def test_a_list_that_a_file_holds_as_a_text_of_json_is_that_list(tmp_path: Path) -> None:
    given = [json.dumps(["water", "gas"]), "water、gas", "[water", '["a;b"]', "[]", ["water", "gas"]]
    folder(tmp_path / "data", services=given)
    layer = open_folder(tmp_path / "data").layer("plots")
    assert [layer.columns["services"].value(row) for row in range(6)] == [
        ["water", "gas"],
        ["water", "gas"],
        ["[water"],
        ["a;b"],
        [],
        ["water", "gas"],
    ]


def test_a_list_of_unknown_members_is_unknown_and_the_known_ones_of_others_are_kept_with_a_doubt(
    tmp_path: Path,
) -> None:
    given: list[Any] = [[None], [""], ["water", None], [], "[null]", '["", "gas"]', ";", ["gas"]]
    wanted = [None, None, ["water"], [], None, ["gas"], None, ["gas"]]
    catalog = folder(tmp_path / "data", services=given)
    layer = open_folder(tmp_path / "data").layer("plots")
    assert [layer.columns["services"].value(row) for row in range(8)] == wanted
    found = [each for each in check_folder(catalog).findings if each.code == "unknown-member"]
    assert [(each.id, each.row, each.field) for each in found] == [("A2", 3, "services"), ("A5", 6, "services")]
    assert "some of whose members are unknown; the known ones are kept" in found[0].text.en

    rows = [{"KEY": f"A{n}", "services": each} for n, each in enumerate(given)]
    report, inventory = imported(tmp_path, [ID, text_field("services", dtype="list")], rows)
    assert kept(report, inventory, "services") == wanted
    assert [(each.code, each.row, each.id, each.field) for each in report.doubts] == [
        ("unknown-member", 3, "A2", "services"),
        ("unknown-member", 6, "A5", "services"),
    ]


def test_an_own_id_of_too_many_digits_is_refused_by_an_import_as_that(tmp_path: Path) -> None:
    path = source_file(tmp_path, [{"use": "1"}, {"use": "2"}])
    lines = path.read_text("utf-8").replace('"id":""', '"id":370113001001000123456', 1)
    path.write_text(lines, "utf-8")
    rule = '[[fields]]\nname = "id"\nzh = "编号"\nrole = "id"\nfrom = "use"\nunknown = ["1", "2"]\n'
    report = import_register([path], mapping_file(tmp_path, rule), tmp_path / "out")
    long, none = report.refused
    assert "more digits than a number keeps" in long.text.en
    assert none.text.en == "no id"


def test_a_folder_of_json_that_is_no_geojson_is_named_as_that(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.json", "b.json"):
        (tmp_path / "in" / name).write_text('{"rows": []}', "utf-8")
    with pytest.raises(SourceError) as refused:
        import_register([tmp_path / "in"], mapping_file(tmp_path, ID, head=HEAD), tmp_path / "out")
    assert "none of the files given is GeoJSON" in refused.value.text.en
    assert "都不是 GeoJSON" in refused.value.text.zh
    assert "a.json" in refused.value.text.en
    assert "b.json" in refused.value.text.zh
    assert not (tmp_path / "out").exists()
