"""Lists that come back from a spreadsheet: what cannot be read is told as people say it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from gis.errors import SourceError
from gis.io.csv import read_csv
from gis.io.xlsx import read_xlsx
from gis.text import Text
from tests.gis.small import COLLECTION


def test_a_cell_of_the_wrong_type_and_a_file_that_is_no_workbook_are_told_as_people_say_it() -> None:
    with pytest.raises(SourceError) as refused:
        read_csv(b"id,started,floors\nA,soon,1\n", COLLECTION, name="list.csv")
    assert refused.value.text == Text(
        "list.csv 第 2 行“字段started”的值 'soon' 不是日期（如 2023-06-30）",
        "list.csv, row 2: started is 'soon', not of type date (such as 2023-06-30)",
    )
    book = openpyxl.Workbook()
    book.active.append(["id", "site_area_m2"])
    book.active.append(["A", True])
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(SourceError, match="site_area_m2 is true, not of type number"):
        read_xlsx(target.getvalue(), COLLECTION)
    with pytest.raises(SourceError, match="no XLSX workbook that can be opened"):
        read_xlsx(b"PK", COLLECTION)
