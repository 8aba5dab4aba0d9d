"""Rows and figures of a ledger that may count twice: what is said of them, and which cells are to check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from gis.fields import Field
from gis.findings import FoundCode
from gis.intake.cleaning.measures import measure_of_field
from gis.intake.row_kinds import is_blank, is_figure
from gis.intake.table_lines import Line
from gis.intake.tables import Column
from gis.intake.unnamed_totals import Verdict
from gis.io.grid import Area, column_letters
from gis.text import Text
from gis.values import text_of

Remark = tuple[FoundCode, str, Text]
_AMOUNTS: Final = frozenset({"area", "money"})
_MAY_BE_TOTAL: Final = Text("可能是合计行，未计入", "of a row that may be a total: not counted")


class Uncertain(NamedTuple):
    """A cell that is to check where its field is an amount: its place among the table's columns, why, and what is said of it once."""

    place: int
    reason: Text
    remark: Remark | None = None


def is_amount(field: Field) -> bool:
    """Whether figures of a field are summed: areas and money, not loads, heights or shares."""
    measure = measure_of_field(field)
    return measure is not None and measure.kind in _AMOUNTS


def verdict_remark(line: Line) -> Remark:
    """What is said of a row that is taken for a total although it does not say so, and of one that may be one."""
    excerpt = " | ".join(text_of(cell).strip() for cell in line.cells if not is_blank(cell))
    if line.verdict is Verdict.TOTAL:
        text = Text(
            "此行没有写明合计，数字等于上方各行之和，按合计行处理，不作为记录",
            "the row does not say that it is a total; its figures are the sums of the rows above: taken as a total, not as a record",
        )
        return "total-unnamed", excerpt, text
    text = Text(
        "此行像合计行，数字却不是上方各行之和：作为记录保留，数字待核实",
        "the row looks like a total, and its figures are not the sums of the rows above: kept as a record, its figures are to check",
    )
    return "total-or-record", excerpt, text


def uncertain_cells(line: Line, columns: Sequence[Column]) -> Iterator[Uncertain]:
    """The figures of a record that may count more than once."""
    if line.verdict is Verdict.DOUBTFUL:
        for place, cell in enumerate(line.cells):
            if is_figure(cell):
                yield Uncertain(place, _MAY_BE_TOTAL)
    for place, area in line.spread.items():
        where = _where(area, columns[place])
        rows = area.bottom - area.top + 1
        text = Text(
            f"{where} 合并单元格中的一个数，对应 {rows} 行，各行分别是多少不明",
            f"one figure of the merged cell {where} stands for {rows} rows: what each of them has is not known",
        )
        shown = text_of(line.cells[place]).strip()
        yield Uncertain(place, text, ("figure-repeated", f"{where} {shown}", text) if area.top == line.row else None)


def _where(area: Area, column: Column) -> str:
    return f"{column.letters}{area.top}:{column_letters(column.place + area.right - area.left)}{area.bottom}"
