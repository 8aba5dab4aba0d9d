"""The import report: what was read, kept, repaired, left unknown and refused, in both languages, as JSON and as text."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Mapping, MutableSequence
from dataclasses import dataclass, field
from typing import Annotated, Final, NamedTuple

from gis.findings import LISTED, Finding, count_codes
from gis.geometry import AREA_TOLERANCE
from gis.intake.cleaning.cleaned import State
from gis.intake.join_report import JoinReport
from gis.intake.joins import REPAIR_CODES, UNUSED_CODES
from gis.intake.rows_read import RowsRead
from gis.links import LinkCounts
from gis.plainly import Each, Hidden, Mark, reported
from gis.text import Text, id_words, in_lang, many
from gis.units import figure, percent

PLACES: Final = 20
"""Places that are listed of a value which the source itself calls unknown; of one that was not translated, all are."""
_SHOWN: Final = 8
_GAP: Final = percent(AREA_TOLERANCE)
_CORRECT: Final = Text(
    "请在来源中改正后重新导入；规则要用的值已留待核实，原文保留",
    "correct them in the source and import again; what a rule reads is left to check, its original kept",
)


@dataclass(frozen=True, kw_only=True)
class ValueReport:
    """A value that was not translated: how often it stands, and where first, by file, row and id."""

    value: str
    state: State
    count: int
    places: list[tuple[str, int, str]]


@dataclass(frozen=True, kw_only=True)
class MovedLayer:
    """A file whose shapes do not lie where they say: how many of those that were looked at speak for it, and by how many metres they are off.

    ``meant`` are the flags that say how it is probably to be read; None where no way of reading it explains it. What cannot be said in metres is None.
    """

    file: str
    meant: str | None
    beside: Text
    shapes: int
    agreeing: int
    east_m: float | None
    north_m: float | None
    spread_m: float | None
    before_m: float | None
    after_m: float | None


class SourceFile(NamedTuple):
    """A file that was read, and how many features it has."""

    file: str
    features: int


@dataclass(kw_only=True)
class FieldReport:
    """What became of one field: counts by state, and every value that was not translated, with where it first stood."""

    title: Text
    counts: Hidden[Counter[State]] = field(default_factory=Counter)
    originals: Hidden[dict[tuple[State, str], int]] = field(default_factory=dict)
    places: Hidden[dict[tuple[State, str], list[tuple[str, int, str]]]] = field(default_factory=dict)
    rows: Hidden[dict[tuple[State, str], MutableSequence[int]]] = field(default_factory=dict)

    def add(self, state: State, original: str | None, place: tuple[str, int, str]) -> None:
        """Count one row's value."""
        self.counts[state] += 1
        if original is None:
            return
        key = (state, original)
        self.originals[key] = self.originals.get(key, 0) + 1
        self.rows.setdefault(key, array("L")).append(place[1])
        if state is State.UNTRANSLATED or self.originals[key] <= PLACES:
            self.places.setdefault(key, []).append(place)

    @property
    @reported()
    def unknown(self) -> int:
        """Rows for which the field is unknown."""
        return sum(count for state, count in self.counts.items() if state is not State.KNOWN)

    @property
    @reported()
    def by_state(self) -> Annotated[Mapping[str, int], Each(tuple(State), 0), Mark.INLINE]:
        """Rows by how they came by their value."""
        return {str(state): count for state, count in self.counts.items()}

    @property
    @reported()
    def values(self) -> list[ValueReport]:
        """Values by how often they stand, with their places."""
        values = sorted(self.originals.items(), key=lambda item: (-item[1], item[0]))
        return [
            ValueReport(value=value, state=state, count=count, places=self.places[state, value])
            for (state, value), count in values
        ]


@dataclass(frozen=True, kw_only=True)
class CellDoubt:
    """A cell that was not taken as it stands, or that cannot be meant: where, what stands there, for which field, and why.

    ``column`` is its letters on a sheet, and the column's name in a file of shapes.
    """

    file: str
    sheet: str
    row: int
    column: str
    id: str
    field: str
    raw: str
    code: str
    reason: Text


IMPOSSIBLE: Final = frozenset({"no-area", "negative", "no-share", "bounds-turned", "day-to-come"})
"""Codes of cells whose values cannot be meant."""


@dataclass(frozen=True, kw_only=True)
class TotalReport:
    """A total that a ledger states, beside the sum of its records; ``section`` is empty for a total of all.

    ``unit`` is the field's, as ``gis.units.UNITS`` names it; ``unknown`` counts the records whose value is unknown: they are in no sum.
    """

    file: str
    sheet: str
    row: int
    section: str
    field: str
    title: Text
    unit: str
    stated: float
    summed: float
    records: int
    unknown: int
    agrees: bool


@dataclass(kw_only=True)
class LedgerReport:
    """What became of the rows of a ledger that are no records."""

    tables: list[Text] = field(default_factory=list)
    sections: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    totals: list[TotalReport] = field(default_factory=list)


@dataclass(kw_only=True)
class ImportReport:
    """What an import did. Nothing that was read is missing from it: ``read = kept + len(refused)``.

    ``as_read`` has the rows of a ledger of one form as they stand; None of anything else.
    ``not_located`` counts those of ``kept`` whose source gives them no shape; ``links``, and which layers ``could_link`` to it, is
    known once the folder is opened with its other layers.
    """

    title: Text
    collection: str
    read: int = 0
    kept: int = 0
    not_located: int = 0
    links: list[LinkCounts] = field(default_factory=list)
    could_link: list[Text] = field(default_factory=list)
    sources: list[SourceFile] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    refused: list[Finding] = field(default_factory=list)
    repaired: list[Finding] = field(default_factory=list)
    renamed: list[Finding] = field(default_factory=list)
    area_gaps: list[Finding] = field(default_factory=list)
    tables: list[Finding] = field(default_factory=list)
    doubts: list[Finding] = field(default_factory=list)
    moved: list[MovedLayer] = field(default_factory=list)
    cells: list[CellDoubt] = field(default_factory=list)
    joins: dict[str, JoinReport] = field(default_factory=dict)
    fields: dict[str, FieldReport] = field(default_factory=dict)
    unused_columns: list[str] = field(default_factory=list)
    ledger: LedgerReport | None = None
    in_lines: bool = False
    as_read: Hidden[RowsRead | None] = None

    @property
    @reported(after="doubts")
    def found(self) -> dict[str, int]:
        """How often each code was found."""
        findings = [*self.refused, *self.repaired, *self.renamed, *self.area_gaps, *self.tables, *self.doubts]
        return count_codes([*findings, *self.impossible])

    @property
    def impossible(self) -> list[CellDoubt]:
        """The cells whose values cannot be meant."""
        return [cell for cell in self.cells if cell.code in IMPOSSIBLE]

    def text(self, lang: str) -> str:
        """The report as it is read on a terminal."""
        return "\n".join(in_lang(line, lang) for line in self._lines()) + "\n"

    def _lines(self) -> list[Text]:
        lines = [
            self.title,
            Text(
                f"读取 {figure(self.read)} 个要素（{len(self.sources)} 个文件），入库 {figure(self.kept)} 个，拒绝 {figure(len(self.refused))} 个",
                f"{many(self.read, 'feature')} read from {many(len(self.sources), 'file')}, {figure(self.kept)} kept, {figure(len(self.refused))} refused",
            ),
        ]
        if self.not_located:
            count = figure(self.not_located)
            lines.append(
                Text(
                    f"其中 {count} 个没有图形，尚未定位：landstock locate {self.collection}",
                    f"{count} of them without a shape, not located yet: landstock locate {self.collection}",
                )
            )
        lines += [*(each.words() for each in self.links), *self.could_link]
        lines += self._ledger_lines()
        lines += self._cell_lines()
        if self.passed_over:
            named = ", ".join(self.passed_over[:_SHOWN]) + (" …" if len(self.passed_over) > _SHOWN else "")
            count = figure(len(self.passed_over))
            lines.append(Text(f"跳过 {count} 个文件：{named}", f"{many(count, 'file')} passed over: {named}"))
        for name, join in self.joins.items():
            lines.append(
                Text(
                    f"连接 {name}：{join.matched} 个要素匹配，{join.unmatched} 个没有对应行，{join.unused} 行未用",
                    f"joined {name}: {many(join.matched, 'feature')} matched, {join.unmatched} without a row, {many(join.unused, 'row')} unused",
                )
            )
        of_rows = self.in_lines or self.ledger is not None
        lines += _section(Text("已拒绝", "Refused"), self.refused, of_rows=of_rows)
        lines += _section(Text("已修复", "Repaired"), self.repaired, of_rows=of_rows)
        lines += _section(Text("编号重复，已改号", "Ids that stood twice, renamed"), self.renamed, of_rows=of_rows)
        lines += _section(
            Text(f"登记面积与图上面积相差 {_GAP} 以上", f"Registered area more than {_GAP} off the measured one"),
            self.area_gaps,
            of_rows=of_rows,
        )
        lines += _section(
            Text("连接表中未用的行", "Rows of joined tables that were not used"), self.tables, of_rows=of_rows
        )
        lines += _section(Text("请核对", "To check"), self.doubts, of_rows=of_rows)
        return lines + self._field_lines()

    def _ledger_lines(self) -> list[Text]:
        """Where the tables of ledgers stand, their sections, their totals, and how many cells are listed."""
        ledger = self.ledger
        if ledger is None:
            return []
        lines = list(ledger.tables)
        if ledger.sections:
            named = Text(
                "、".join(f"{section} {figure(count)}" for section, count in ledger.sections.items()),
                ", ".join(f"{section} {figure(count)}" for section, count in ledger.sections.items()),
            )
            lines.append(Text(f"分节：{named.zh}", f"Sections: {named.en}"))
        if ledger.totals:
            agreed, whole = sum(total.agrees for total in ledger.totals), len(ledger.totals)
            lines.append(
                Text(
                    f"合计：{figure(whole)} 个，与各条之和相符 {figure(agreed)} 个",
                    f"Totals: {figure(whole)} stated, {figure(agreed)} equal to the sums of the records",
                )
            )
        return lines

    def _cell_lines(self) -> list[Text]:
        """How many cells are listed, why most of them are, and those that cannot be meant one by one."""
        if not self.cells:
            return []
        count = figure(len(self.cells))
        lines = [
            Text(
                f"逐格列出 {count} 格：见 import-report.json 的 cells，或用 --report 写成表格",
                f"{many(count, 'cell')} listed one by one: in import-report.json, cells, or as a workbook by --report",
            )
        ]
        impossible = self.impossible
        unsure: dict[Text, list[CellDoubt]] = {}
        for cell in self.cells:
            if cell.code not in IMPOSSIBLE:
                unsure.setdefault(_without(cell.reason, cell.raw), []).append(cell)
        often = sorted(unsure.items(), key=lambda pair: -len(pair[1]))
        for reason, cells in often[:_SHOWN]:
            first, count = cells[0], figure(len(cells))
            lines.append(
                Text(
                    f"  {count} 格：{reason.zh}（如第 {first.row} 行 {first.column}“{first.raw}”）",
                    f"  {count}: {reason.en} (as in row {first.row}, {first.column}: {first.raw!r})",
                )
            )
        if len(often) > _SHOWN:
            more = figure(sum(len(cells) for _, cells in often[_SHOWN:]))
            lines.append(Text(f"  …… 另有 {more} 格", f"  … and {more} more"))
        if impossible:
            codes = ", ".join(f"{code} {figure(count)}" for code, count in count_codes(impossible).items())
            count = figure(len(impossible))
            lines.append(Text(f"不可能的值：{count}（{codes}）", f"Values that cannot be: {count} ({codes})"))
            lines += [_cell_line(cell) for cell in impossible[:LISTED]]
            lines += _more(len(impossible))
            lines.append(Text(f"  → {_CORRECT.zh}", f"  → {_CORRECT.en}"))
        return lines

    def _field_lines(self) -> list[Text]:
        lines = []
        for name, entry in self.fields.items():
            if not entry.unknown:
                continue
            lines.append(
                Text(
                    f"待核实 {entry.title.zh}（{name}）：{figure(entry.unknown)}，其中原为空 {figure(entry.counts[State.BLANK])}、"
                    f"原文即为未知 {figure(entry.counts[State.DECLARED])}、未能转换 {figure(entry.counts[State.UNTRANSLATED])}",
                    f"to check {entry.title.en} ({name}): {figure(entry.unknown)}, of these {figure(entry.counts[State.BLANK])} blank, "
                    f"{figure(entry.counts[State.DECLARED])} unknown in the source's words, {figure(entry.counts[State.UNTRANSLATED])} not translated",
                )
            )
            lost = sorted(
                ((n, value) for (state, value), n in entry.originals.items() if state is State.UNTRANSLATED),
                reverse=True,
            )
            if lost:
                said = ", ".join(f"{value[:40]!r} ×{n}" for n, value in lost[:_SHOWN]) + (
                    " …" if len(lost) > _SHOWN else ""
                )
                lines.append(Text(f"  未能转换：{said}", f"  not translated: {said}"))
        return lines


def _line(finding: Finding, *, of_rows: bool) -> Text:
    if not finding.row:
        return Text(f"  {finding.file}：{finding.text.zh}", f"  {finding.file}: {finding.text.en}")
    of_table = of_rows or finding.code in UNUSED_CODES | REPAIR_CODES
    row = Text("行", "line") if of_table else Text("个", "feature")
    said, key = finding.text, finding.id or ""
    if key.isdecimal():
        # "63：61 …" says neither which is the row nor what the other is.
        named = id_words(key)
        zh, en = (re.sub(rf"^{key}(?!\d)", word, text) for word, text in zip(named, said, strict=True))
        said = Text(zh, en)
    return Text(
        f"  {finding.file} 第 {finding.row} {row.zh}：{said.zh}",
        f"  {finding.file}, {row.en} {finding.row}: {said.en}",
    )


def _without(reason: Text, raw: str) -> Text:
    """A reason without the value that it is about, so that those of one form are counted together."""
    quoted = f"“{raw}”"
    if not raw or quoted not in reason.zh:
        return reason
    return Text(reason.zh.replace(quoted, "“…”"), re.sub(rf"(?<!\w){re.escape(raw)}(?!\w)", "…", reason.en))


def _cell_line(cell: CellDoubt) -> Text:
    return Text(
        f"  {cell.file} 第 {cell.row} 行 {cell.column}“{cell.raw}”：{cell.reason.zh}",
        f"  {cell.file}, row {cell.row}, {cell.column}, {cell.raw!r}: {cell.reason.en}",
    )


def _more(count: int) -> list[Text]:
    """What is said of those that are not listed."""
    more = count - LISTED
    if more <= 0:
        return []
    return [Text(f"  …… 另有 {more} 个，见 import-report.json", f"  … and {more} more, see import-report.json")]


def _section(heading: Text, findings: list[Finding], *, of_rows: bool) -> list[Text]:
    if not findings:
        return []
    shown = [_line(finding, of_rows=of_rows) for finding in findings[:LISTED]]
    rest = _more(len(findings))
    remedies = dict.fromkeys(finding.remedy for finding in findings[:LISTED])
    rest += [Text(f"  → {remedy.zh}", f"  → {remedy.en}") for remedy in remedies]
    codes = ", ".join(f"{code} {figure(count)}" for code, count in count_codes(findings).items())
    count = figure(len(findings))
    return [Text(f"{heading.zh}：{count}（{codes}）", f"{heading.en}: {count} ({codes})"), *shown, *rest]
