"""Which table of a ledger's file a mapping is of, and which of its columns each name of the mapping asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from typing import Final

from gis.errors import SourceError
from gis.findings import FoundCode
from gis.intake.mapping import Mapping as Plan
from gis.intake.periods import has_form
from gis.intake.tables import Line, Table, find_tables, require_table
from gis.io.grid import Sheet
from gis.text import Text, many

_SHOWN: Final = 8
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
    """

    table: Table
    names: tuple[str, ...]
    spelt: dict[str, str]
    unused: tuple[str, ...]
    passed_over: tuple[str, ...]
    unread: tuple[str, ...]
    counted: dict[str, tuple[int, int]] = field(default_factory=dict)

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
        """Its rows below the headings."""
        return self.table.lines()

    def letters_of(self, names: Sequence[str]) -> str:
        """The columns of some names as spreadsheets name them."""
        return ", ".join(
            column.letters for name, column in zip(self.names, self.table.columns, strict=True) if name in names
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
    def remarks(self) -> list[Remark]:
        """What somebody should know of how it stands in its file."""
        sheet = self.table.sheet
        remarks: list[Remark] = [("file-otherwise", "", text) for text in sheet.remarks]
        if sheet.doubt:
            shown = " | ".join(sheet.doubt)
            text = Text(f"编码按 {sheet.spelling} 读取，请核对：{shown}", f"read as {sheet.spelling}: look at {shown}")
            remarks.append(("encoding", shown, text))
        return [*remarks, *self._hidden(), *self._headings(), *map(_not_read, self.unread)]

    def _hidden(self) -> Iterator[Remark]:
        sheet = self.table.sheet
        rows = sorted(row for row in sheet.hidden_rows if row > self.table.bottom)
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
        for heading in self.table.twice:
            text = Text(
                f"列名“{heading}”不止一列，后面的按“{heading} (2)”读取",
                f"{heading} stands more than once: the second is read as {heading} (2)",
            )
            yield ("heading-twice", heading, text)


def _not_read(name: str) -> Remark:
    text = Text(
        f"{name} 还有表格，未读取；可在映射的 register.sheet 写明工作表",
        f"{name} has a table that was not read; name its sheet in register.sheet of a mapping",
    )
    return ("table-not-read", name, text)


def _shown(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")


def match_table(sheets: Sequence[Sheet], plan: Plan) -> MatchedTable:
    """The table of a file that a mapping is of.

    Raises
    ------
    SourceError
        No sheet has the name, or none has a table.
    MappingError
        The mapping asks for a column that the table does not have.
    """
    table = choose_table(sheets, plan.sheet)
    spelt = {
        asked: heading
        for asked in plan.columns
        if (heading := next((own for own in table.headings if has_form(own, asked)), None)) is not None
    }
    plan.check_columns([*spelt, *table.headings])
    asked_by = {heading: asked for asked, heading in spelt.items()}
    names = tuple(asked_by.get(heading, heading) for heading in table.headings)
    return MatchedTable(
        table=table,
        names=names,
        spelt=spelt,
        unused=tuple(heading for heading in table.headings if heading not in asked_by),
        passed_over=tuple(f"{sheet.origin}：{sheet.name}" for sheet in sheets if sheet is not table.sheet),
        unread=_unread(sheets, table),
    )


def _unread(sheets: Sequence[Sheet], table: Table) -> tuple[str, ...]:
    """Where the file has other tables: sheets that have one, and the first rows of those below the one that is read."""
    others = [sheet.name for sheet in sheets if sheet is not table.sheet and find_tables(sheet)]
    below = [] if table.end is None else find_tables(table.sheet)[1:]
    return (*others, *(f"{table.sheet.name}!{other.top}" for other in below))


def choose_table(sheets: Sequence[Sheet], form: str = "") -> Table:
    """The table of a sheet whose name has a form; without one, the largest of the file that is not hidden.

    Raises
    ------
    SourceError
        No sheet is called so, or no row can be a heading.
    """
    called = [sheet for sheet in sheets if has_form(sheet.name, form)] if form else []
    if called:
        return require_table(called[0])
    shown = [sheet for sheet in sheets if not sheet.hidden] or list(sheets)
    tables = [found[0] for sheet in shown if (found := find_tables(sheet))]
    if not tables:
        largest = max(shown, key=lambda sheet: sheet.height * sheet.width, default=None)
        if largest is None:
            raise SourceError(
                Text("文件中没有工作表", "there is no sheet in the file"),
                Text("请检查文件", "check the file"),
            )
        return require_table(largest)
    return max(tables, key=lambda table: len(table.columns) * (table.sheet.height - table.bottom))
