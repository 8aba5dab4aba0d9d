"""Public registers of elsewhere, each read by the mapping that is proposed for it and held against another reading of its file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

from gis.fields import Role
from gis.folder import open_folder
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.layer import Layer

FILES = {
    "04_uk_brownfield/newforest_wgs84_cp1252.csv": ("cp1252", 56, 21),
    "04_uk_brownfield/rochdale_variant_headers.csv": ("utf-8-sig", 128, 21),
    "04_uk_brownfield/worcester_shuffled_pdf_extract.csv": ("utf-8-sig", 37, 25),
    "09_uk_planning_invalid_wkt.csv": ("utf-8-sig", 4, 13),
}
"""By file its encoding, records and columns, as pandas reads them."""


class Read(NamedTuple):
    """A register that was brought in, its mapping, and the same file by pandas: every cell as text."""

    layer: Layer
    report: ImportReport
    mapping: dict[str, Any]
    frame: pd.DataFrame

    @property
    def rows(self) -> list[int]:
        """The rows of the layer as they stand in the file: what has shapes is kept by where it lies."""
        ids = self.frame[self.mapping["fields"][0]["from"]]
        return [self.layer.row_of[plain(each)] for each in ids]

    def field_of(self, heading: str) -> dict[str, Any]:
        """The field that takes a column, beside the id."""
        return next(each for each in self.mapping["fields"] if each.get("from") == heading and each.get("role") != "id")


@pytest.fixture(scope="module")
def read(samples: Path, tmp_path_factory: pytest.TempPathFactory, root: Path) -> Callable[[str], Read]:
    @cache
    def bring_in(name: str) -> Read:
        file, folder = samples / name, tmp_path_factory.mktemp("public")
        mapping = folder / "map.toml"
        mapping.write_text(proposal_text(propose_mapping([file], root / "layers")), "utf-8")
        report = import_register([file], mapping, folder / "into", shared=root / "layers")
        frame = pd.read_csv(file, encoding=FILES[name][0], dtype=str, keep_default_na=False)
        layer = open_folder(folder / "into").layer(report.collection)
        return Read(layer, report, tomllib.loads(mapping.read_text("utf-8")), frame)

    return bring_in


def plain(text: str) -> str:
    """A cell without the blanks and line breaks that are no part of what it says."""
    return " ".join(text.split())


@pytest.mark.parametrize("name", FILES)
def test_every_row_and_column_is_there_and_every_text_is_that_of_the_file(
    read: Callable[[str], Read], name: str
) -> None:
    """Fails where a wrong guess turns a cell of a foreign register into something else: dates of ISO, codes and coordinates stay as they are."""
    register = read(name)
    _, records, columns = FILES[name]
    assert register.frame.shape == (records, columns)
    assert register.report.kept == len(register.layer) == records
    assert register.report.refused == []
    taken = {each["from"] for each in register.mapping["fields"] if "from" in each}
    assert len(taken) == columns
    for place, heading in enumerate(register.frame.columns):
        asked = heading if heading in taken else next(each for each in taken if each.startswith("("))
        field = register.field_of(asked)
        if field.get("type") == "number":
            continue
        values = [register.layer.columns[field["name"]].value(row) for row in register.rows]
        assert ["" if value is None else plain(str(value)) for value in values] == [
            plain(cell) for cell in register.frame.iloc[:, place]
        ], heading


def test_hectares_in_brackets_are_land_in_square_metres(read: Callable[[str], Read]) -> None:
    register = read("04_uk_brownfield/rochdale_variant_headers.csv")
    field = register.field_of("AREA (HA)")
    assert (field["name"], field["unit"], field["role"]) == ("site_area_m2", "m2_land", "area")
    hectares = register.frame["AREA (HA)"].astype(float)
    mine = register.layer.numbers(Role.AREA)[register.rows].tolist()
    assert mine == pytest.approx((hectares * 10_000).tolist())
    assert sum(mine) == pytest.approx(hectares.sum() * 10_000) == pytest.approx(1_008_300)


def test_an_id_is_the_column_that_tells_the_rows_apart_whatever_it_is_called(
    read: Callable[[str], Read],
) -> None:
    ids = {name: read(name).mapping["fields"][0] for name in FILES}
    assert ids["04_uk_brownfield/newforest_wgs84_cp1252.csv"]["from"] == "SiteReference"
    assert ids["04_uk_brownfield/worcester_shuffled_pdf_extract.csv"]["from"] == "Site Reference"
    assert ids["04_uk_brownfield/rochdale_variant_headers.csv"]["from"] == "LA SITE REF"
    assert ids["09_uk_planning_invalid_wkt.csv"]["from"] == "entity"


def test_what_is_in_doubt_of_a_file_is_said(read: Callable[[str], Read]) -> None:
    """An encoding that the file does not name, a column without a heading whose cells came out of a PDF shuffled."""
    said = {name: {each.code for each in read(name).report.doubts} for name in FILES}
    assert said["04_uk_brownfield/newforest_wgs84_cp1252.csv"] == {"encoding", "outside-boundaries"}
    assert said["04_uk_brownfield/worcester_shuffled_pdf_extract.csv"] == {
        "no-heading",
        "no-usable-geometry",
        "outside-boundaries",
    }


def test_days_of_a_register_are_days(read: Callable[[str], Read]) -> None:
    register = read("04_uk_brownfield/newforest_wgs84_cp1252.csv")
    for heading in ("PermissionDate", "FirstAddedDate", "LastUpdatedDate", "EndDate"):
        assert register.field_of(heading)["type"] == "date"
        given = register.frame[heading]
        assert pd.to_datetime(given[given != ""], format="%Y-%m-%d").notna().all()


def test_shapes_written_as_texts_are_kept_as_texts(read: Callable[[str], Read]) -> None:
    register = read("09_uk_planning_invalid_wkt.csv")
    field = register.field_of("geometry")
    assert "type" not in field
    texts = [str(register.layer.columns[field["name"]].value(row)) for row in range(4)]
    assert all(text.startswith("MULTIPOLYGON") for text in texts)
