"""The ledgers of an import read, record by record: translated, held against their own totals, and each cell that is not taken listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, partial
from pathlib import PurePath
from typing import Any, Final

from gis.codelists import Codelist
from gis.fields import DType, Field, Role
from gis.findings import FoundCode, Grade
from gis.intake.agreement import disagreements, in_doubt
from gis.intake.cleaning.cleaned import State
from gis.intake.column_translation import ColumnTranslator, TranslatedColumn
from gis.intake.doubted_cells import CellSpot, DoubtedCells, raw_of
from gis.intake.identities import LOOK, Identities, RowPlace
from gis.intake.kept_otherwise import mended_finding, partial_finding
from gis.intake.ledger_records import Records, block_of, grouped, odd_lines, put_in_place, said_by_place, watched
from gis.intake.ledger_sheets import MatchedTable, match_tables
from gis.intake.mapping import SECTION, Rule
from gis.intake.mapping import Mapping as Plan
from gis.intake.progress import Progress, move, move_within
from gis.intake.refusals import nothing_read, too_many_refused
from gis.intake.report import ImportReport, LedgerReport, SourceFile, TotalReport
from gis.intake.row_kinds import COUNTED, RowKind, declared_figures, is_blank
from gis.intake.rows_read import RowsRead
from gis.intake.stated_days import earliest_stated
from gis.intake.table_lines import Line
from gis.intake.totals import StatedTotal, Sums
from gis.intake.translation import Translated
from gis.intake.translators import field_reports, translators_of
from gis.intake.uncertain_rows import is_amount, uncertain_cells, verdict_remark
from gis.intake.unnamed_totals import Verdict
from gis.io import bounds
from gis.io.feature_rows import FeatureRows
from gis.io.grid import Cell, Sheet
from gis.io.headings import visible
from gis.io.members import Member
from gis.io.tables_in import open_tables
from gis.layer import Feature
from gis.rounding import rounded
from gis.text import Text, many
from gis.units import UNITS, figure, land_figure
from gis.values import Value, text_of

_EXCERPT: Final = 80
_NO_ID: Final = Text(
    "请补上编号，或在映射中用 template 组成编号", "give it an id, or compose one by template in the mapping"
)
_NO_SUMS: Final = frozenset({"percent", "ratio", "m", "year", "month"})
"""Units whose figures nobody sums."""
_SECTION: Final = Text("分节", "the section")


class LedgerReading:
    """One reading of all ledgers: what is carried from table to table.

    Parameters
    ----------
    taken
        Ids that none may be given which did not have it.
    opened
        Opens the tables of a file.
    """

    def __init__(
        self,
        plan: Plan,
        codelists: Mapping[str, Codelist],
        taken: AbstractSet[str] = frozenset(),
        opened: Callable[[Member], Sequence[Sheet]] = open_tables,
    ) -> None:
        self._opened = opened
        self.plan = self._asked = plan
        self.ledger = LedgerReport()
        self.report = ImportReport(title=plan.title, collection=plan.id, ledger=self.ledger)
        self.originals: dict[str, Field] = {}
        self.ids = Identities(self.report, plan, taken)
        self._translators = translators_of(plan, codelists, by_hand=True)
        self._columns = {each.rule.field.name: ColumnTranslator(each) for each in self._translators}
        self._identity = next((each for each in self._columns.values() if each.rule.field.role is Role.ID), None)
        self._rules = {rule.field.name: rule for rule in plan.rules}
        self._cells = DoubtedCells(plan, self.report, self.originals)
        self.report.fields = field_reports(self._translators)
        self.title = ""
        self._titles = {rule.field.name: rule.field.title for rule in plan.rules} | {SECTION: _SECTION}
        self._summed = tuple(
            rule.field.name
            for rule in plan.rules
            if rule.field.dtype is DType.NUMBER and rule.field.unit and rule.field.unit not in _NO_SUMS
        )

    def features(self, sources: Sequence[Member], progress: Progress) -> Iterator[Feature]:
        """As ``rows``, record by record."""
        for rows in self.rows(sources, progress):
            yield from rows.features()

    def rows(self, sources: Sequence[Member], progress: Progress) -> Iterator[FeatureRows]:
        """Every record of every ledger, in order, without a shape; the report is whole when the last has been taken.

        Raises
        ------
        SourceError
            A file cannot be read, has no table, or more records are refused than are listed.
        MappingError
            The mapping asks for a column that no table has.
        """
        total, done = sum(member.size for member in sources), 0
        stating: list[tuple[Sequence[str], str, str]] = []
        for member in sources:
            before = self.report.read
            tables = match_tables(self._opened(member), self._asked)
            shares = partial(move, progress, member, done, total)
            for place, table in enumerate(tables):
                self.title = self.title or next(iter(table.table.titles), "")
                stating.append((table.table.titles, table.sheet, PurePath(member.name).name))
                self.plan = self._asked.with_headings(table.spelt).dated(earliest_stated(stating))
                for translator in self._columns.values():
                    translator.count_days(since_1904=table.table.sheet.since_1904)
                self._titles |= {rule.field.name: rule.field.title for rule in self.plan.rules}
                for name, entry in self.report.fields.items():
                    entry.title = self._titles[name]
                self._note_table(table)
                yield from self._of_table(table, partial(move_within, shares, place, len(tables)))
            self.report.sources.append(SourceFile(member.origin, self.report.read - before))
            done += member.size
            progress(done, total, member.name)
        if not self.report.read:
            raise nothing_read([member.origin for member in sources], self.report.passed_over)

    def _of_table(self, table: MatchedTable, progress: Callable[[float], None]) -> Iterator[FeatureRows]:
        sums = Sums(self._summed)
        for lines in grouped(watched(table, progress)):
            line = lines[0]
            match line.kind:
                case RowKind.RECORD:
                    yield self._records(table, lines, sums)
                case RowKind.TOTAL:
                    self._note_verdict(table, line)
                    self._hold_against(table, line, sums)
                case RowKind.SECTION:
                    self._begin_section(table, line)
                case RowKind.NOTE:
                    self.ledger.notes += [text_of(cell).strip() for cell in line.cells if not is_blank(cell)]
                case RowKind.BLANK:
                    pass
        self._check_sections(table)

    # records ----------------------------------------------------------------------------------------------------------

    def _records(self, table: MatchedTable, lines: Sequence[Line], sums: Sums) -> FeatureRows:
        """Records that stand one after another in one section: most at once, those of which something is to be said one by one."""
        self.report.read += len(lines)
        records = self._identified(table, lines)
        size, section = len(records.keys), records.block.section
        columns = {
            name: TranslatedColumn(list(records.keys), {}) if each is self._identity else each.translate(records.block)
            for name, each in self._columns.items()
        }
        self._name_systems(columns)
        values = {name: column.values for name, column in columns.items()}
        self._count(columns)
        twice = self.ids.numbers_twice(values, records.places)
        summed = {name: list(values[name]) for name in self._summed if name in values}
        letters = cache(table.letters_of)
        said, looked_at = said_by_place(columns), self._odd(records, columns)
        odd: dict[int, dict[str, Any]] = {}
        for place in sorted(said.keys() | looked_at | twice.keys()):
            spot = CellSpot(
                table.origin,
                table.sheet,
                records.block.rows[place],
                records.keys[place],
                lambda names: letters(tuple(names)),
            )
            odd[place] = made = self._list_said(spot, said.get(place, ()))
            if place in looked_at:
                made |= {name: column.values[place] for name, column in columns.items()}
                row = records.block.row(place)
                self._leave_out(table, records.lines[place], spot, made, row)
                self._cells.judge(spot, made, row)
            self.report.doubts += twice.get(place, ())
            if place in looked_at:
                for name, figures in summed.items():
                    figures[place] = made[name]
                self._agree(spot, section, made, row)
        sums.add(section, size, summed)
        if section and size:
            self.ledger.sections[section] = self.ledger.sections.get(section, 0) + size
        self.report.kept += size
        self.report.as_read = self.report.as_read or RowsRead.of(table, self._asked)
        self.report.as_read.add(records, columns, self.ids.numbered)
        self.report.not_located += size
        return FeatureRows(records.keys, values, put_in_place(values, odd))

    def _identified(self, table: MatchedTable, lines: Sequence[Line]) -> Records:
        """Records with the ids that they are kept by; those that have none are refused."""
        block = block_of(table, lines)
        named = self._identity.translate(block) if self._identity else TranslatedColumn([None] * len(lines), {})
        kept: Sequence[int] = range(len(lines))
        if named.others or None in named.values:
            kept = [place for place in kept if named.is_known(place)]
        if len(kept) < len(lines):
            for place in sorted(set(range(len(lines))).difference(kept)):
                self._refuse(table, lines[place])
            lines = [lines[place] for place in kept]
            block = block_of(table, lines)
        keys = [str(named.values[place]) for place in kept]
        self.ids.given.update(keys)
        unique = self.ids.all_unique(keys, lambda at: RowPlace(table.origin, block.rows[at], keys[at]))
        return Records(table, lines, block, unique)

    def _name_systems(self, columns: Mapping[str, TranslatedColumn]) -> None:
        """Say of each use that is known in which system its code stands, as a register with shapes does."""
        use, named = self.plan.rule_of(Role.USAGE), self.plan.rule_of(Role.USAGE_SYSTEM)
        if use is None or named is None or use.field.name not in columns:
            return
        system, column = self._columns[use.field.name].system, columns[use.field.name]
        for place in range(len(column.values)) if system is not None else ():
            if column.is_known(place):
                columns[named.field.name].values[place] = system

    def _count(self, columns: Mapping[str, TranslatedColumn]) -> None:
        """Count the cells of which nothing is to be said."""
        for name, (values, others) in columns.items():
            if self._rules[name].field.role is Role.ID:
                continue
            blank = values.count(None) - sum(said.value is None for said in others.values())
            known = len(values) - blank - len(others)
            for state, count in ((State.KNOWN, known), (State.BLANK, blank)):
                if count:
                    self.report.fields[name].counts[state] += count

    def _odd(self, found: Records, columns: Mapping[str, TranslatedColumn]) -> set[int]:
        """The places of records that are looked at as a whole: their values may not go together, or cannot be meant."""
        values: dict[str, Sequence[Any]] = {name: column.values for name, column in columns.items()}
        odd = self._cells.suspects(values)
        odd.update(odd_lines(found.lines))
        values[SECTION] = [found.block.section or None] * len(found.keys)
        for check in self.plan.checks:
            odd.update(in_doubt(check, values, len(found.keys)))
        return odd

    def _refuse(self, table: MatchedTable, line: Line) -> None:
        self._note_verdict(table, line)
        place = RowPlace(table.origin, line.row)
        excerpt = " | ".join(text_of(cell).strip() for cell in line.cells if not is_blank(cell))[:_EXCERPT]
        self.report.refused.append(place.finding("no-id", excerpt, Text("没有编号", "no id"), _NO_ID))
        if len(self.report.refused) > bounds.MAX_UNUSABLE:
            raise too_many_refused(self.report.refused)

    def _list_said(self, spot: CellSpot, cells: Sequence[tuple[str, Translated]]) -> dict[str, Any]:
        """Say what there is to say of some cells of a record, by their fields; the originals that are kept for them."""
        kept: dict[str, Any] = {}
        where = (spot.file, spot.row, spot.key)
        for name, said in cells:
            rule = self._rules[name]
            self.report.fields[name].add(said.state, said.original, where)
            if said.original is not None:
                self.originals.setdefault(rule.original, rule.field)
                kept[rule.original] = said.original
            self._cells.list_translated(spot, rule, said)
            self._list_kept(RowPlace(*where), rule, said)
        return kept

    def _list_kept(self, place: RowPlace, rule: Rule, said: Translated) -> None:
        """List what is kept in another spelling than the source's, or in part; what has a reason is listed by its cell."""
        if said.mended is not None and said.reason is None:
            self.report.repaired.append(mended_finding(place, rule.field, said))
        if said.partial is not None:
            self.report.doubts.append(partial_finding(place, rule.field, said))

    def _agree(self, spot: CellSpot, section: str, values: dict[str, Any], row: Mapping[str, Cell]) -> None:
        """List what does not agree in a record, and leave out what is not certain for it."""
        told: dict[str, Value] = {**values, SECTION: section or None}
        for found in disagreements(told, self.plan.checks, self._titles):
            rule = self._rules[found.check.field]
            self._cells.list_cell(spot, rule.field, rule.columns, raw_of(rule, row), "disagrees", found.text)
            for name in found.untaken:
                self._cells.take_back(spot, name, values, row)

    def _leave_out(
        self, table: MatchedTable, line: Line, spot: CellSpot, values: dict[str, Any], row: Mapping[str, Cell]
    ) -> None:
        """Take back the amounts of a record that may count more than once, and list their cells."""
        self._note_verdict(table, line)
        for cell in uncertain_cells(line, table.table.columns):
            name = table.names[cell.place]
            for rule in [rule for rule in self.plan.rules if name in rule.columns and is_amount(rule.field)]:
                raw = text_of(row[name]).strip()
                self._cells.list_cell(spot, rule.field, [name], raw, "to-check", cell.reason)
                self._cells.take_back(spot, rule.field.name, values, row)
                if cell.remark is not None:
                    self._doubt_row(table, line.row, *cell.remark)

    # what a ledger says of itself -------------------------------------------------------------------------------------

    def _hold_against(self, table: MatchedTable, line: Line, sums: Sums) -> None:
        row = dict(zip(table.names, line.cells, strict=True))
        stated = {
            translator.rule.field.name: found.value
            for translator in self._translators
            if translator.rule.field.name in self._summed
            and (found := translator.translate(row, file=table.stem, number=line.row)).state is State.KNOWN
        }
        first = next(cell for cell in line.cells if not is_blank(cell))
        for total in sums.hold_against(line.row, first, line.section, stated):
            self._list_total(table, total)

    def _list_total(self, table: MatchedTable, total: StatedTotal) -> None:
        title = self._titles[total.field]
        self.ledger.totals.append(
            TotalReport(
                file=table.origin,
                sheet=table.sheet,
                row=total.row,
                section=total.section,
                field=total.field,
                title=title,
                unit=self._rules[total.field].field.unit or "",
                stated=total.stated,
                summed=rounded(total.summed, 2),
                records=total.records,
                unknown=total.unknown,
                agrees=total.agrees,
            )
        )
        if total.agrees:
            return
        of = Text(f"“{total.section}”", f" of {total.section}") if total.section else Text("", "")
        gone = (
            Text(f"（另有 {total.unknown} 条待核实未计入）", f" ({many(total.unknown, 'record')} to check left out)")
            if total.unknown
            else Text("", "")
        )
        stated, summed = (self._shown(total.field, value) for value in (total.stated, total.summed))
        text = Text(
            f"{of.zh}合计“{title.zh}”写 {stated.zh}，各条之和为 {summed.zh}{gone.zh}",
            f"the total{of.en} says {stated.en} for {title.en}, the records come to {summed.en}{gone.en}",
        )
        self._doubt_row(table, total.row, "total-differs", figure(total.stated, 2), text)

    def _shown(self, name: str, value: float) -> Text:
        """A figure of a field with its unit; land has 亩 beside m²."""
        field = self._rules[name].field
        if field.land:
            return land_figure(value)
        # Not as English counts money, in millions: a total may be wrong by less.
        label, shown = UNITS[field.unit or "ratio"].label, figure(value, 2)
        return Text(f"{shown} {label.zh}".rstrip(), f"{shown} ({label.en})".removesuffix(" ()"))

    def _begin_section(self, table: MatchedTable, line: Line) -> None:
        self.ledger.sections.setdefault(line.section, 0)
        text = next(text_of(cell) for cell in line.cells if not is_blank(cell))
        for declared in declared_figures(text):
            if declared.unit in COUNTED and declared.figure:
                table.counted[line.section] = (line.row, int(declared.figure))

    def _check_sections(self, table: MatchedTable) -> None:
        """The number of records that the title of a section states, against those that it has."""
        for section, (row, stated) in table.counted.items():
            there = self.ledger.sections.get(section, 0) - table.before.get(section, 0)
            if there != stated:
                text = Text(
                    f"分节“{section}”写共 {stated} 条，实有 {there} 条",
                    f"the section {section} says {many(stated, 'record')}, it has {there}",
                )
                self._doubt_row(table, row, "section-count", str(stated), text)

    def _note_table(self, table: MatchedTable) -> None:
        table.before.update(self.ledger.sections)
        self.ledger.tables.append(table.said)
        for row, code, excerpt, text in table.remarks:
            self._doubt_row(table, row, code, excerpt, text)
        self.report.unused_columns += [visible(name) for name in table.unused]
        self.report.passed_over += table.passed_over

    def _note_verdict(self, table: MatchedTable, line: Line) -> None:
        if line.verdict is not Verdict.RECORD:
            self._doubt_row(table, line.row, *verdict_remark(line))

    def _doubt_row(self, table: MatchedTable, row: int, code: FoundCode, excerpt: str, text: Text) -> None:
        self.report.doubts.append(
            RowPlace(table.origin, row).finding(code, excerpt[:_EXCERPT], text, LOOK, grade=Grade.DOUBT)
        )
