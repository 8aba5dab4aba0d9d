"""Which table of a ledger's file a mapping is of, and which of its columns each name of the mapping asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePath
from typing import Final

from gis.errors import SourceError
from gis.findings import FoundCode
from gis.intake.mapping import SHEET, TABLE
from gis.intake.mapping import Mapping as Plan
from gis.intake.periods import SLOT, has_form, period_of
from gis.intake.plain_records import PlainRecords, one_by_one
from gis.intake.row_kinds import RowKind
from gis.intake.sheet_tables import require_table
from gis.intake.table_groups import ALIKE, grouped, shown_sheets, size_of, tables_in
from gis.intake.table_lines import Line
from gis.intake.tables import Table
from gis.io.grid import Cell, Sheet
from gis.text import Text, many

_SHOWN: Final = 8
_STRAY: Final = Text(
    "有引号位置不对，按普通字符读取，单元格数与其他行相同",
    "holds a quote where none belongs: read as a sign like any other, in as many cells as the other rows have",
)
Remark = tuple[FoundCode, str, Text]


@dataclass(frozen=True, kw_only=True)
class MatchedTable:
    """The table that a mapping is of.

    Parameters
    ----------
    names
        For each of its columns the name by which the mapping asks for it, or its own heading.
    spelt
        By the form under which the mapping asks, the heading as it stands.
    passed_over, unread
        The other sheets of its file, and where these, or its own, have tables that are not read.
    counted
        What the titles of sections state: by section, the row and the number of records.
    missing
        Columns that the mapping asks for and this table alone does not have.
    where
        The name of its sheet and its title, where the mapping asks for them.
    first
        Whether it is the first of its file: what is said of the file is said of that one.
    before
        How many records sections of these titles had before it.
    """

    table: Table
    names: tuple[str, ...]
    spelt: dict[str, str]
    unused: tuple[str, ...]
    passed_over: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    where: tuple[Cell, ...] = ()
    first: bool = False
    counted: dict[str, tuple[int, int]] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """The file, as findings name it."""
        return self.table.sheet.origin

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.table.sheet.name

    @cached_property
    def stem(self) -> str:
        """The file's name without its ending."""
        return PurePath(self.origin).stem

    @property
    def height(self) -> int:
        """The rows of its sheet."""
        return self.table.sheet.height

    @property
    def bottom(self) -> int:
        """The last row of its headings."""
        return self.table.bottom

    def lines(self) -> Iterator[Line]:
        """As ``pieces``, row by row."""
        return one_by_one(self.pieces())

    def pieces(self) -> Iterator[Line | PlainRecords]:
        """Its rows below the headings, records many at once; where the mapping asks for it, each says besides in which table it stands."""
        for piece in self.table.pieces():
            if not self.where:
                yield piece
            elif isinstance(piece, PlainRecords):
                yield piece.beside(self.where)
            elif piece.kind in (RowKind.RECORD, RowKind.TOTAL):
                yield piece._replace(cells=[*piece.cells, *self.where])
            else:
                yield piece

    def letters_of(self, names: Sequence[str]) -> str:
        """The columns of some names as spreadsheets name them."""
        return ", ".join(
            column.letters for name, column in zip(self.names, self.table.columns, strict=False) if name in names
        )

    @property
    def said(self) -> Text:
        """Where its table stands."""
        table = self.table
        spelling = f"（{table.sheet.spelling}）" if table.sheet.spelling else ""
        return Text(
            f"{self.origin}{spelling}，工作表“{self.sheet}”：{table.heading_rows.zh}{len(table.columns)} 列",
            f"{self.origin}{spelling}, sheet {self.sheet}: {table.heading_rows.en}{many(len(table.columns), 'column')}",
        )

    @property
    def remarks(self) -> Iterator[tuple[int, FoundCode, str, Text]]:
        """What somebody should know of how it stands in its file, each with its row."""
        sheet = self.table.sheet
        remarks: list[Remark] = []
        if self.first:
            remarks += [("file-otherwise", "", text) for text in sheet.remarks]
            if sheet.doubt:
                shown = " | ".join(sheet.doubt)
                text = Text(
                    f"编码按 {sheet.spelling} 读取，请核对：{shown}", f"read as {sheet.spelling}: look at {shown}"
                )
                remarks.append(("encoding", shown, text))
        remarks += [*self._hidden(), *self._headings(), *map(_not_read, self.unread)]
        yield from ((self.bottom, *remark) for remark in remarks)
        yield from self._stray_quotes() if self.first else ()

    def _stray_quotes(self) -> Iterator[tuple[int, FoundCode, str, Text]]:
        """Rows with a quote where none belongs: each by itself, or where they are many all of them at once."""
        stray = self.table.sheet.stray_quotes
        if len(stray) <= _SHOWN:
            yield from ((row, "stray-quote", cells, _STRAY) for row, cells in stray)
            return
        rows, (first, cells) = _shown([str(row) for row, _ in stray]), stray[0]
        text = Text(
            f"等 {len(stray)} 行（第 {rows} 行）{_STRAY.zh}",
            f"and others, {many(len(stray), 'row')} ({rows}), {_STRAY.en.replace('holds', 'hold', 1)}",
        )
        yield (first, "stray-quote", cells, text)

    def _hidden(self) -> Iterator[Remark]:
        sheet = self.table.sheet
        end = self.table.end or sheet.height
        rows = sorted(row for row in sheet.hidden_rows if self.table.bottom < row <= end)
        if rows:
            shown = _shown(list(map(str, rows)))
            yield (
                "hidden-rows",
                shown,
                Text(
                    f"有 {len(rows)} 行被隐藏（第 {shown} 行），已照常读取",
                    f"{many(len(rows), 'hidden row')} ({shown}) read as the others are",
                ),
            )
        struck = sorted(row for row in sheet.struck_rows if self.table.bottom < row <= end)
        if struck:
            shown = _shown(list(map(str, struck)))
            yield (
                "struck-out",
                shown,
                Text(
                    f"有 {len(struck)} 行划了删除线（第 {shown} 行），已照常读取；作废的请删去后再导入",
                    f"{many(len(struck), 'row')} with cells struck out ({shown}) read as the others are; delete what is no longer meant",
                ),
            )
        hidden = [column for column in self.table.columns if column.place in sheet.hidden_columns]
        if hidden:
            shown = _shown([f"{column.letters} {column.heading}" for column in hidden])
            yield (
                "hidden-columns",
                shown,
                Text(
                    f"有 {len(hidden)} 列被隐藏（{shown}），已照常读取",
                    f"{many(len(hidden), 'hidden column')} ({shown}) read as the others are",
                ),
            )

    def _headings(self) -> Iterator[Remark]:
        bare = [column.letters for column in self.table.columns if column.heading == f"({column.letters})"]
        if bare:
            shown = _shown(bare)
            yield (
                "no-heading",
                shown,
                Text(
                    f"{shown} 列有内容而没有列名；若是行中多出的单元格，该行可能整体错位",
                    f"{shown} has cells and no heading; where they are too many for their row, that row may be shifted",
                ),
            )
        if self.missing:
            shown = _shown(self.missing)
            yield (
                "column-missing",
                shown,
                Text(
                    f"工作表“{self.sheet}”的这张表没有列 {shown}，按空白读取",
                    f"this table of the sheet {self.sheet} has no column {shown}: read as blank",
                ),
            )
        for heading in self.table.twice:
            text = Text(
                f"列名“{heading}”不止一列，后面的按“{heading} (2)”读取",
                f"{heading} stands more than once: the second is read as {heading} (2)",
            )
            yield ("heading-twice", heading, text)


def _not_read(name: str) -> Remark:
    text = Text(
        f"{name} 还有表格，未读取；--propose 为每张表各写一份映射，可分别导入",
        f"{name} has a table that was not read; --propose writes a mapping for each table, to be imported by itself",
    )
    return ("table-not-read", name, text)


def _shown(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")


def match_tables(sheets: Sequence[Sheet], plan: Plan) -> list[MatchedTable]:
    """The tables of a file that a mapping is of: one, or all that have its columns where it says that they are read together.

    Raises
    ------
    SourceError
        No sheet has a table.
    MappingError
        The mapping asks for a column that the table does not have.
    """
    meant = shown_sheets(sheets, plan.sheet)
    tables = tables_in(meant)
    if not tables:
        tables = [require_table(_largest(meant))]
    asked = [name for name in plan.columns if name not in (SHEET, TABLE)]
    chosen = _chosen(tables, asked, together=plan.together, by_period=SLOT in plan.sheet)
    matched = [_matched(table, plan, asked) for table in chosen]
    plan.check_columns(
        [SHEET, TABLE, *(name for each in matched for name in (*each.spelt, *each.table.headings))], sheets[0].origin
    )
    others = tables if len(meant) == len(sheets) else tables_in(sheets)
    unread = tuple(_place(table, chosen) for table in others if not any(_is_same(table, each) for each in chosen))
    spelt = _alike_everywhere(matched)
    return [
        replace(each, spelt=spelt)
        if n
        else replace(
            each, spelt=spelt, unread=tuple(dict.fromkeys(unread)), passed_over=_passed_over(sheets, chosen), first=True
        )
        for n, each in enumerate(matched)
    ]


def _chosen(tables: Sequence[Table], asked: Sequence[str], *, together: bool, by_period: bool) -> list[Table]:
    """The tables that have the columns: of several the one that has no others, then the latest where sheets are of months, then the largest."""
    has = {n: sum(_heading_of(name, table) is not None for name in asked) for n, table in enumerate(tables)}
    if together:
        return [tables[n] for n, count in has.items() if count >= max(1, ALIKE * len(asked))] or [
            max(tables, key=size_of)
        ]
    whole = [tables[n] for n, count in has.items() if count == len(asked)] or list(tables)
    # Of sheets of months the latest says how things stand.
    return [
        max(
            whole,
            key=lambda table: (
                _has_no_others(table, asked),
                size_of(table) > 0,
                period_of(table.sheet.name) if by_period else (),
                size_of(table),
            ),
        )
    ]


def _has_no_others(table: Table, asked: Sequence[str]) -> bool:
    return all(any(has_form(heading, name) for name in asked) for heading in table.headings)


def _heading_of(name: str, table: Table) -> str | None:
    return next((heading for heading in table.headings if has_form(heading, name)), None)


def _matched(table: Table, plan: Plan, asked: Sequence[str]) -> MatchedTable:
    spelt = {name: heading for name in asked if (heading := _heading_of(name, table)) is not None}
    asked_by = {heading: name for name, heading in spelt.items()}
    where = tuple(name for name in (SHEET, TABLE) if name in plan.columns)
    return MatchedTable(
        table=table,
        names=(*(asked_by.get(heading, heading) for heading in table.headings), *where),
        spelt=spelt,
        unused=tuple(heading for heading in table.headings if heading not in asked_by),
        missing=tuple(name for name in asked if name not in spelt),
        where=tuple(table.sheet.name if name == SHEET else table.title for name in where),
    )


def _alike_everywhere(matched: Sequence[MatchedTable]) -> dict[str, str]:
    """The headings that are the same in all tables: where they are read together, a month in one of them is not that of the others."""
    first, *others = matched
    return {
        name: heading
        for name, heading in first.spelt.items()
        if all(each.spelt.get(name) == heading for each in others)
    }


def _is_same(table: Table, other: Table) -> bool:
    mine, its = table.sheet, other.sheet
    return (mine.name, mine.left, table.top) == (its.name, its.left, other.top)


def _place(table: Table, chosen: Sequence[Table]) -> str:
    """Where a table stands: by its sheet, and by the row of its headings where tables of that sheet are read."""
    sheet = table.sheet
    if all(each.sheet.name != sheet.name for each in chosen):
        return sheet.name
    return f"{sheet.name}!{table.columns[0].letters if sheet.left else ''}{table.top}"


def _passed_over(sheets: Sequence[Sheet], chosen: Sequence[Table]) -> tuple[str, ...]:
    read = {table.sheet.name for table in chosen}
    return tuple(f"{sheet.origin}：{sheet.name}" for sheet in sheets if sheet.name not in read)


def _largest(sheets: Sequence[Sheet]) -> Sheet:
    largest = max(sheets, key=lambda sheet: sheet.height * sheet.width, default=None)
    if largest is None:
        raise SourceError(
            Text("文件中没有工作表", "there is no sheet in the file"),
            Text("请检查文件", "check the file"),
        )
    return largest


def choose_tables(sheets: Sequence[Sheet]) -> list[Table]:
    """The tables of a file that are not hidden, those of one form as one, the largest first.

    Raises
    ------
    SourceError
        No row can be a heading.
    """
    meant = shown_sheets(sheets)
    return grouped(tables_in(meant) or [require_table(_largest(meant))])
