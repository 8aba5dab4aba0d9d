"""LibreOffice itself opens the files. Would break where a list that a planner opens says something else than the page."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from gis.io.guards import guard

OFFICE = shutil.which("soffice")
AS_A_PLANNER_OPENS_IT = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,2052,false,true"
"""Commas, UTF-8, Chinese numbers and dates, and whatever looks like a number or a date is taken for one, as Excel does unasked."""
CHANGED = [
    "3-1", "1/2", "1.10", "1E-5", "10:30", "TRUE", "5%", "0802", "370113001001", "2023.6.30", "3月5日", "MAR-1", "=1+1", "@sum", "+86", "-5号",
    "＝1+1", "1,000", "12345678901234567890", "2023-06-30 10:00", "(5)", "¥5", ".5", "上午9点",
    "1-Jan-2023 10:30", "Jan 5, 2023 10:30 AM", "$-5", "($5)", "99999:00", "1/2 10:30", "5:", "0 1/100", "1 12/345", "9:5 下午", "1月2日 10:30", "5点30分",
]  # fmt: skip
pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine: apt-get install libreoffice-calc"),
]


def opened(path: Path, into: Path, *more: str) -> Any:
    """A file as LibreOffice reads it, saved by it as a workbook."""
    home = f"-env:UserInstallation={(into / 'profile').as_uri()}"
    command = [str(OFFICE), home, "--headless", *more, "--convert-to", "xlsx", "--outdir", str(into), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300, env={**os.environ, "HOME": str(into)})
    return openpyxl.load_workbook(into / f"{path.stem}.xlsx")


def cells(book: Any) -> dict[str, list[list[Any]]]:
    """What stands in each sheet, to the last cell that is not empty."""
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True) if any(each is not None for each in row)]
        for sheet in book.worksheets
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("collection", ["industrial_land", "idle_space", "projects"])
def test_a_workbook_is_opened_as_it_was_written(served: str, tmp_path: Path, collection: str, lang: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(
        httpx.get(f"{served}/collections/{collection}/items?f=xlsx&lang={lang}", trust_env=False, timeout=60).content
    )
    (tmp_path / "saved").mkdir()
    written, saved = openpyxl.load_workbook(path), opened(path, tmp_path / "saved")
    assert cells(saved) == cells(written)
    paper = [
        (each.page_setup.orientation, each.page_setup.paperSize, each.print_title_rows)
        for each in (written.worksheets[0], saved.worksheets[0])
    ]
    assert paper[0] == paper[1]


def test_guarded_cells_of_a_table_stay_text(tmp_path: Path) -> None:
    """Fails where a storey 3-1 becomes the third of January, or a formula is run."""
    path = tmp_path / "cells.csv"
    path.write_text("cell\n" + "\n".join(f'"{guard(each)}"' for each in CHANGED) + "\n", "utf-8-sig")
    (tmp_path / "saved").mkdir()
    sheet = opened(path, tmp_path / "saved", AS_A_PLANNER_OPENS_IT).active
    found = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [type(each) for each in found] == [str] * len(CHANGED)
    assert [each.removeprefix("'") for each in found] == CHANGED
    assert all(sheet.cell(row, 1).data_type == "s" for row in range(2, len(CHANGED) + 2))


def test_a_table_of_the_service_is_opened_as_it_was_written(served: str, tmp_path: Path) -> None:
    text = httpx.get(f"{served}/collections/idle_space/items?f=csv&lang=zh", trust_env=False, timeout=60).content
    path = tmp_path / "list.csv"
    path.write_bytes(text)
    (tmp_path / "saved").mkdir()
    sheet = opened(path, tmp_path / "saved", AS_A_PLANNER_OPENS_IT).active
    wanted = csv.reader(io.StringIO(text.decode("utf-8-sig")))
    assert [[in_csv(each) for each in row] for row in sheet.iter_rows(values_only=True)] == [
        list(map(plain, row)) for row in wanted
    ]


def in_csv(cell: Any) -> object:
    """A cell of LibreOffice as the table has it: dates of date columns are dates in a spreadsheet too."""
    return cell.date().isoformat() if isinstance(cell, dt.datetime) else "" if cell is None else plain(str(cell))


def plain(cell: str) -> object:
    """A number whatever its zeros, or the text."""
    try:
        return float(cell)
    except ValueError:
        return cell
