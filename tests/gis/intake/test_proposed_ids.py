"""Under which id a layer is proposed that no known kind of ledger names: a folder with two of them could not tell them apart."""

from __future__ import annotations

import pytest

from gis.catalog import Kind
from gis.intake.proposed_id import propose_id, propose_title
from gis.text import Text


@pytest.mark.parametrize(
    ("file", "sheet", "kind", "made"),
    [
        ("parcels.gpkg", "parcels", Kind.PARCEL, "parcels"),
        ("01_gbk crlf.txt", "", Kind.PARCEL, "gbk_crlf"),
        ("Key-Projects 2023-02.xls", "2月", Kind.PROJECT, "key_projects"),
        ("2023-02.csv", "ZD_370113", Kind.PARCEL, "parcels"),
        ("闲置楼宇.csv", "Sheet1", Kind.SPACE, "spaces"),
        ("data.csv", "表1", Kind.BUILDING, "buildings"),
        ("con.csv", "sqlite_x", Kind.OTHER, "features"),
        ("＜script＞alert(1).csv", "", Kind.PARCEL, "script_alert"),
    ],
)
def test_the_id_is_of_the_file_or_the_sheet_and_can_be_a_layers(file: str, sheet: str, kind: Kind, made: str) -> None:
    assert propose_id(file, sheet, kind) == made


def test_the_title_is_the_ledgers_else_its_files() -> None:
    assert propose_title("a.csv", ["某区台账"], Kind.PARCEL) == Text("某区台账", "a")
    assert propose_title("厂房.csv", [], Kind.SPACE) == Text("厂房", "Spaces")
