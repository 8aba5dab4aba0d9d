"""The ledgers of an import read, record by record: translated, held against their own totals, and each cell that is not taken listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from operator import itemgetter
from typing import Final, NamedTuple

from gis.codelists import Codelist
from gis.fields import DType, Field, Role
from gis.findings import FoundCode, Grade
from gis.intake.agreement import disagreements_in
from gis.intake.cleaning.cleaned import State
from gis.intake.column_translation import Block, ColumnTranslator, TranslatedColumn
from gis.intake.identities import LOOK, Identities, RowPlace
from gis.intake.kept_otherwise import mended_finding, partial_finding
from gis.intake.ledger_sheets import MatchedTable, match_table
from gis.intake.mapping import SECTION, Rule
from gis.intake.mapping import Mapping as Plan
from gis.intake.reading import Progress
from gis.intake.refusals import nothing_read, too_many_refused
from gis.intake.report import CellDoubt, ImportReport, LedgerReport, SourceFile, TotalReport
from gis.intake.row_kinds import RowKind, declared_figures, is_blank
from gis.intake.tables import Line
from gis.intake.totals import StatedTotal, Sums
from gis.intake.translation import Translated
from gis.intake.translators import field_reports, translators_of
from gis.io import bounds
from gis.io.headings import visible
from gis.io.members import Member
from gis.io.tables_in import open_tables
from gis.layer import Feature
from gis.rounding import rounded
from gis.text import Text, many
from gis.units import figure
from gis.values import text_of

_EXCERPT: Final = 80
_NO_ID: Final = Text(
    "请补上编号，或在映射中用 template 组成编号", "give it an id, or compose one by template in the mapping"
)
_BLOCK: Final = 4_096
"""Records that are read at once, column by column."""
_NONE: Final[dict[str, str]] = {}
_TOLD_EVERY: Final = 2_000
"""Rows after which progress moves."""
_NO_SUMS: Final = frozenset({"percent", "ratio", "m", "year", "month"})
"""Units whose figures nobody sums."""
_SECTION: Final = Text("分节", "the section")
_COUNTED: Final = frozenset("个宗家户栋项条处")
"""Words by which records are counted in the title of a section."""


_Doubt = tuple[int, int, Callable[[], CellDoubt]]
"""The place of a record, that of its field, and what is listed of the cell."""


class _Records(NamedTuple):
    """Records that stand one after another in a table, and the ids that they are kept by."""

    table: MatchedTable
    block: Block
    keys: Sequence[str]

    def place(self, at: int) -> RowPlace:
        """Where one of them stands."""
        return RowPlace(self.table.origin, self.block.rows[at], self.keys[at])

    def raw(self, at: int, rule: Rule) -> str:
        """What the cells of a rule hold."""
        columns = self.block.columns
        return " ".join(text_of(columns[name][at]).strip() for name in rule.columns if name in columns)

    def cell(self, at: int, rule: Rule, raw: str, code: str, reason: Text) -> CellDoubt:
        """What is listed of a cell."""
        return CellDoubt(
            file=self.table.origin,
            sheet=self.table.sheet,
            row=self.block.rows[at],
            column=self.table.letters_of(rule.columns),
            id=self.keys[at],
            field=rule.field.name,
            raw=raw[:_EXCERPT],
            code=code,
            reason=reason,
        )


def _block_of(table: MatchedTable, lines: Sequence[Line]) -> Block:
    return Block(
        columns=dict(zip(table.names, zip(*(line.cells for line in lines), strict=True), strict=True)) if lines else {},
        file=table.stem,
        rows=[line.row for line in lines],
        section=lines[0].section if lines else "",
    )


def _move(progress: Progress, member: Member, done: int, total: int, share: float) -> None:
    """Progress within a file, by the share of its rows."""
    progress(done + int(share * member.size), total, member.name)


class LedgerReading:
    """One reading of all ledgers: what is carried from table to table.

    Parameters
    ----------
    taken
        Ids that none may be given which did not have it.
    """

    def __init__(self, plan: Plan, codelists: Mapping[str, Codelist], taken: AbstractSet[str] = frozenset()) -> None:
        self.plan = self._asked = plan
        self.ledger = LedgerReport()
        self.report = ImportReport(title=plan.title, collection=plan.id, ledger=self.ledger)
        self.originals: dict[str, Field] = {}
        self.ids = Identities(self.report, taken)
        self._translators = translators_of(plan, codelists, by_hand=True)
        self._by_name = {each.rule.field.name: each for each in self._translators}
        self._columns = {name: ColumnTranslator(each) for name, each in self._by_name.items()}
        self._identity = next(
            (self._columns[name] for name, each in self._by_name.items() if each.rule.field.role is Role.ID), None
        )
        self._rules = {rule.field.name: rule for rule in plan.rules}
        self.report.fields = field_reports(self._translators)
        self._titles = {rule.field.name: rule.field.title for rule in plan.rules} | {SECTION: _SECTION}
        self._summed = tuple(
            rule.field.name
            for rule in plan.rules
            if rule.field.dtype is DType.NUMBER and rule.field.unit and rule.field.unit not in _NO_SUMS
        )

    def features(self, sources: Sequence[Member], progress: Progress) -> Iterator[Feature]:
        """Every record of every ledger, in order, without a shape; the report is whole when the last has been taken.

        Raises
        ------
        SourceError
            A file cannot be read, has no table, or more records are refused than are listed.
        MappingError
            The mapping asks for a column that no table has.
        """
        total, done = sum(member.size for member in sources), 0
        for member in sources:
            table = match_table(open_tables(member), self._asked)
            self.plan = self._asked.with_headings(table.spelt)
            self._titles |= {rule.field.name: rule.field.title for rule in self.plan.rules}
            self._note_table(table)
            before = self.report.read
            yield from self._of_table(table, partial(_move, progress, member, done, total))
            self.report.sources.append(SourceFile(member.origin, self.report.read - before))
            done += member.size
            progress(done, total, member.name)
        if not self.report.read:
            raise nothing_read([member.origin for member in sources], self.report.passed_over)

    def _of_table(self, table: MatchedTable, progress: Callable[[float], None]) -> Iterator[Feature]:
        sums = Sums(self._summed)
        lines: list[Line] = []
        for line in table.lines():
            if line.row % _TOLD_EVERY == 0:
                progress(line.row / max(table.height, line.row))
            if lines and (line.kind is not RowKind.RECORD or line.section != lines[0].section or len(lines) == _BLOCK):
                yield from self._records(table, lines, sums)
                lines = []
            match line.kind:
                case RowKind.RECORD:
                    lines.append(line)
                case RowKind.TOTAL:
                    self._hold_against(table, line, sums)
                case RowKind.SECTION:
                    self._begin_section(table, line)
                case RowKind.NOTE:
                    self.ledger.notes += [text_of(cell).strip() for cell in line.cells if not is_blank(cell)]
                case RowKind.BLANK:
                    pass
        if lines:
            yield from self._records(table, lines, sums)
        self._check_sections(table)

    # records ----------------------------------------------------------------------------------------------------------

    def _records(self, table: MatchedTable, lines: list[Line], sums: Sums) -> Iterator[Feature]:
        """Records that stand one after another in one section, as features."""
        self.report.read += len(lines)
        found = self._identified(table, lines)
        if not found.keys:
            return
        section, size = found.block.section, len(found.keys)
        columns = {
            name: TranslatedColumn(list(found.keys), {}) if each is self._identity else each.translate(found.block)
            for name, each in self._columns.items()
        }
        values = {name: column.values for name, column in columns.items()}
        self._name_systems(columns)
        sums.add(section, size, values)
        if section:
            self.ledger.sections[section] = self.ledger.sections.get(section, 0) + size
        doubts = [*self._doubts(found, columns), *self._disagreements(found, columns)]
        for _, _, cell in sorted(doubts, key=itemgetter(0, 1)):
            if len(self.ledger.cells) < bounds.MAX_UNUSABLE:
                self.ledger.cells.append(cell())
        originals = self._count(found, columns)
        self.report.kept += size
        names = tuple(columns)
        for place, row in enumerate(zip(*values.values(), strict=True)):
            yield Feature(found.keys[place], None, dict(zip(names, row, strict=True)) | originals.get(place, _NONE))

    def _identified(self, table: MatchedTable, lines: list[Line]) -> _Records:
        """Records with the ids that they are kept by; those that have none are refused."""
        block = _block_of(table, lines)
        if self._identity is None:
            named: TranslatedColumn = TranslatedColumn([None] * len(lines), {})
        else:
            named = self._identity.translate(block)
        without = {
            place
            for place, value in enumerate(named.values)
            if value is None or (place in named.others and named.others[place].state is not State.KNOWN)
        }
        for place in sorted(without):
            self._refuse(table, lines[place])
        if without:
            lines = [line for place, line in enumerate(lines) if place not in without]
            block = _block_of(table, lines)
        keys = [str(value) for place, value in enumerate(named.values) if place not in without]
        self.ids.given.update(keys)
        unique = self.ids.all_unique(keys, lambda place: RowPlace(table.origin, block.rows[place], keys[place]))
        return _Records(table, block, unique)

    def _refuse(self, table: MatchedTable, line: Line) -> None:
        place = RowPlace(table.origin, line.row)
        excerpt = " | ".join(text_of(cell).strip() for cell in line.cells if not is_blank(cell))[:_EXCERPT]
        self.report.refused.append(place.finding("no-id", excerpt, Text("没有编号", "no id"), _NO_ID))
        if len(self.report.refused) > bounds.MAX_UNUSABLE:
            raise too_many_refused(self.report.refused)

    def _name_systems(self, columns: Mapping[str, TranslatedColumn]) -> None:
        """Say of each use that is known in which system its code stands, as a register with shapes does."""
        use, named = self.plan.rule_of(Role.USAGE), self.plan.rule_of(Role.USAGE_SYSTEM)
        if use is None or named is None or use.field.name not in columns:
            return
        system = self._by_name[use.field.name].system
        if system is None:
            return
        column, others = columns[use.field.name], columns[named.field.name]
        for place, value in enumerate(column.values):
            said = column.others.get(place)
            if value is not None and (said is None or said.state is State.KNOWN):
                others.values[place] = system

    def _doubts(self, found: _Records, columns: Mapping[str, TranslatedColumn]) -> Iterator[_Doubt]:
        """Cells that are not taken as they stand, by their place and that of their field."""
        for order, (name, column) in enumerate(columns.items()):
            rule = self._rules[name]
            for place, said in column.others.items():
                if said.state is State.UNTRANSLATED or (said.reason is not None and said.state is not State.BLANK):
                    raw = said.original or text_of(said.value)
                    reason = said.reason or Text("未能转换", "not translated")
                    code = "to-check" if said.value is None else "read-otherwise"
                    yield place, order, partial(found.cell, place, rule, raw, code, reason)
                self._list_kept(found.place(place), rule, said)

    def _disagreements(self, found: _Records, columns: Mapping[str, TranslatedColumn]) -> Iterator[_Doubt]:
        """What does not agree in a record; what is not certain for it is taken back, and its cell is the original."""
        size, values = len(found.keys), {name: column.values for name, column in columns.items()}
        values[SECTION] = [found.block.section or None] * size
        for place, each in disagreements_in(values, size, self.plan.checks, self._titles):
            rule = self._rules[each.check.field]
            raw = found.raw(place, rule)
            yield place, len(columns), partial(found.cell, place, rule, raw, "disagrees", each.text)
            for name in each.untaken:
                column = columns[name]
                if column.values[place] is not None:
                    column.values[place] = None
                    column.others[place] = Translated(None, State.UNTRANSLATED, found.raw(place, self._rules[name]))

    def _count(self, found: _Records, columns: Mapping[str, TranslatedColumn]) -> dict[int, dict[str, str]]:
        """Count what became of each field; the originals of what was not taken, by place."""
        originals: dict[int, dict[str, str]] = {}
        first: list[tuple[int, int, str, Field]] = []
        for order, (name, column) in enumerate(columns.items()):
            rule = self._rules[name]
            if rule.field.role is Role.ID:
                continue
            report = self.report.fields[name]
            blank = column.values.count(None) - sum(said.value is None for said in column.others.values())
            report.counts[State.BLANK] += blank
            report.counts[State.KNOWN] += len(found.keys) - blank - len(column.others)
            for place in sorted(column.others):
                said = column.others[place]
                report.add(said.state, said.original, (found.table.origin, found.block.rows[place], found.keys[place]))
                if said.original is not None:
                    first.append((place, order, rule.original, rule.field))
                    originals.setdefault(place, {})[rule.original] = said.original
        for _, _, original, field in sorted(first, key=itemgetter(0, 1)):
            self.originals.setdefault(original, field)
        return originals

    def _list_kept(self, place: RowPlace, rule: Rule, said: Translated) -> None:
        """List what is kept in another spelling than the source's, or in part; what has a reason is listed by its cell."""
        if said.mended is not None and said.reason is None:
            self.report.repaired.append(mended_finding(place, rule.field, said))
        if said.partial is not None:
            self.report.doubts.append(partial_finding(place, rule.field, said))

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
        stated, summed = figure(total.stated, 2), figure(total.summed, 2)
        text = Text(
            f"{of.zh}合计“{title.zh}”写 {stated}，各条之和为 {summed}{gone.zh}",
            f"the total{of.en} says {stated} for {title.en}, the records come to {summed}{gone.en}",
        )
        self._doubt_row(table, total.row, "total-differs", stated, text)

    def _begin_section(self, table: MatchedTable, line: Line) -> None:
        self.ledger.sections.setdefault(line.section, 0)
        text = next(text_of(cell) for cell in line.cells if not is_blank(cell))
        for declared in declared_figures(text):
            if declared.unit in _COUNTED and declared.figure:
                table.counted[line.section] = (line.row, int(declared.figure))

    def _check_sections(self, table: MatchedTable) -> None:
        """The number of records that the title of a section states, against those that it has."""
        for section, (row, stated) in table.counted.items():
            there = self.ledger.sections.get(section, 0)
            if there != stated:
                text = Text(
                    f"分节“{section}”写共 {stated} 条，实有 {there} 条",
                    f"the section {section} says {many(stated, 'record')}, it has {there}",
                )
                self._doubt_row(table, row, "section-count", str(stated), text)

    def _note_table(self, table: MatchedTable) -> None:
        self.ledger.tables.append(table.said)
        for code, excerpt, text in table.remarks:
            self._doubt_row(table, table.bottom, code, excerpt, text)
        self.report.unused_columns += [visible(name) for name in table.unused]
        self.report.passed_over += table.passed_over

    def _doubt_row(self, table: MatchedTable, row: int, code: FoundCode, excerpt: str, text: Text) -> None:
        self.report.doubts.append(
            RowPlace(table.origin, row).finding(code, excerpt[:_EXCERPT], text, LOOK, grade=Grade.DOUBT)
        )
