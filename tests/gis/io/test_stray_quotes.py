"""A quote where none belongs: its row is read and named where no cell can have shifted, and the file is refused by the line where one may have."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.errors import SourceError
from gis.io.delimited import _AHEAD, lines_of
from gis.io.grid import Cell
from gis.io.tables_in import open_tables
from tests.gis.io.books import member


def rows_of(tmp_path: Path, text: str) -> tuple[list[list[Cell]], tuple[tuple[int, str], ...]]:
    (tmp_path / "a.csv").write_bytes(text.encode())
    (sheet,) = open_tables(member(tmp_path / "a.csv"))
    return list(sheet.rows()), sheet.stray_quotes


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('甲,3"钢管,x', ["甲", '3"钢管', "x"]),
        ('甲,3,"x', ["甲", "3", '"x']),
        ('甲,3,x"', ["甲", "3", 'x"']),
        ('甲,"a"b,x', ["甲", '"a"b', "x"]),
        ('"甲,乙",3"丙,"a""b"', ["甲,乙", '3"丙', 'a"b']),
        ('"甲,3,x', ['"甲', "3", "x"]),
    ],
)
def test_a_row_with_a_stray_quote_is_read_and_named(tmp_path: Path, line: str, cells: list[str]) -> None:
    """The rows after it stay what they are, the quoted ones and those of several lines too."""
    rows, stray = rows_of(tmp_path, f'名称,数,备注\n一,1,a\n{line}\n"二",2,"b\nc"\n三,3,d\n')
    assert rows == [["名称", "数", "备注"], ["一", "1", "a"], cells, ["二", "2", "b\nc"], ["三", "3", "d"]]
    assert [number for number, _ in stray] == [3]


@pytest.mark.parametrize("line", ['甲,3"a,b,c', '甲"3', '"甲,3'])
def test_a_row_whose_cells_may_have_shifted_is_refused_by_its_line(tmp_path: Path, line: str) -> None:
    with pytest.raises(SourceError, match="line 5, holds a quote") as refusal:
        rows_of(tmp_path, f'名称,数,备注\n一,"1\n2",a\n二,2,b\n{line}\n三,3,c\n')
    assert refusal.value.where["line"] == 5


def test_a_quote_that_is_never_closed_is_looked_for_in_a_bounded_number_of_lines() -> None:
    """Each of many such lines would else read the rest of the file."""
    asked = 0

    def lines() -> object:
        nonlocal asked
        yield '"a,b\n'
        for _ in range(100 * _AHEAD):
            asked += 1
            yield "c,d\n"

    read = lines_of(lines(), ",", "x", lenient=True)  # type: ignore[arg-type]
    assert next(read).cells == ['"a', "b"]
    assert asked == _AHEAD
    assert [line.cells for line in read] == [["c", "d"]] * 100 * _AHEAD


def test_a_public_register_with_stray_quotes_is_read(samples: Path) -> None:
    (sheet,) = open_tables(member(samples / "04_uk_brownfield" / "leicester_osgb36.csv"))
    rows = list(sheet.rows())
    assert sheet.stray_quotes
    assert all(len(row) == len(rows[0]) for row in rows)
    assert {str(row[2]) for row in rows[1:4]} >= {"LLU6012_20151587", "LMN2396_20162182"}
