"""A sheet whose rows are told many at a time is told as it is row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.intake.ledger_records import grouped
from gis.intake.plain_records import PlainRecords
from gis.intake.sheet_tables import find_tables
from gis.io.grid import Area, Cell, Gap, RowBlock, Sheet
from gis.io.row_store import HeldRows
from tests.gis.intake.grids import sheet

HEADS: list[Cell] = ["序号", "宗地", "面积", "2011"]
FIRST: st.SearchStrategy[Cell] = st.sampled_from(
    [1.0, 2.0, 3.0, "4", "5", "2011", "序号", "合计", "一、工业", "注：无", " ", None, "甲"]
)
NAMES: st.SearchStrategy[Cell] = st.sampled_from(
    ["甲厂", "乙厂", "宗地", " 宗 地", "面积", "　", "2家", None, Gap.NO_VALUE]
)
REST: st.SearchStrategy[Cell] = st.sampled_from([12.0, 24.0, "面积", "2011", None, "约3"])
ROWS = st.tuples(FIRST, NAMES, REST, REST).map(list)
PLAIN = st.tuples(st.sampled_from([1.0, 2.0, 7.0]), st.sampled_from(["甲厂", "乙厂"]), REST, REST).map(list)


def in_blocks(whole: Sheet, size: int) -> Sheet:
    rows = list(whole.rows())
    blocks = [
        RowBlock(start + 1, list(zip(*rows[start : start + size], strict=True))) for start in range(0, len(rows), size)
    ]
    return replace(whole, rows=HeldRows(partial(iter, blocks)))


@given(
    rows=st.lists(ROWS, max_size=8)
    | st.lists(PLAIN, min_size=8, max_size=16)
    | st.lists(ROWS | PLAIN, min_size=4, max_size=16),
    size=st.integers(1, 7),
    merged=st.lists(st.tuples(st.integers(3, 12), st.integers(1, 3), st.integers(0, 2), st.integers(0, 3)), max_size=2),
    above=st.integers(0, 2),
)
def test_rows_told_many_at_a_time_are_those_told_one_by_one(
    rows: list[list[Cell]], size: int, merged: Sequence[tuple[int, int, int, int]], above: int
) -> None:
    """Fails where a heading that stands again, a total, a section, a note or what is merged is taken for a record of others."""
    areas = tuple(Area(top, left, top + down, min(4, left + wide)) for top, left, down, wide in merged)
    title: list[Cell] = ["清单", None, None, None]
    titles = [title][:above]
    whole = replace(sheet(*titles, HEADS, *rows), merged=areas)
    one, many = (find_tables(each) for each in (whole, in_blocks(whole, size)))
    assert [replace(table, sheet=whole) for table in many] == one
    for table, other in zip(one, many, strict=True):
        assert list(other.lines()) == list(table.lines())


def test_records_that_are_told_together_stand_as_lists_of_lines() -> None:
    whole = sheet(HEADS, *([float(number), "甲厂", 12.0, None] for number in range(1, 8)), ["合计", None, 84.0, None])
    (table,) = find_tables(in_blocks(whole, 3))
    told = list(grouped(table.pieces()))
    assert [type(each) for each in told] == [PlainRecords, PlainRecords, list, list]
    first = told[0]
    assert isinstance(first, PlainRecords)
    assert (first[-1], first[:1], list(first)[1]) == (list(first)[-1], [first[0]], first[1])
    assert [line.row for lines in told for line in lines] == list(range(2, 10))
    assert first.beside(["表"])[0].cells == [*first[0].cells, "表"]
    assert all(line.section == "续建" for line in first.within("续建"))


@pytest.mark.parametrize("first", ["序号", "２", "", "3a"])
def test_a_column_with_a_text_that_is_no_number_is_told_row_by_row(first: str) -> None:
    (table,) = find_tables(in_blocks(sheet(HEADS, [1.0, "甲", 2.0, None], [first, "乙", 2.0, None]), 9))
    assert not any(isinstance(piece, PlainRecords) for piece in table.pieces())
