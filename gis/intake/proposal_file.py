"""A proposed mapping as TOML: what each guess stands on, how sure it is, and examples stand beside it as comments."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from gis.crs import ANYWHERE
from gis.intake.course import Confidence, Guess
from gis.intake.proposing import Proposal
from gis.intake.tables import Table
from gis.io.grid import column_letters
from gis.io.toml import toml_text
from gis.text import Text
from gis.units import figure

_SURE: Final = {
    Confidence.SURE: Text("确定", "sure"),
    Confidence.LIKELY: Text("可能，请核对", "likely, look at it"),
    Confidence.UNSURE: Text("不确定，请核对", "not sure, look at it"),
}
_LONGEST: Final = 160
_SAMPLE: Final = 24
_TABLES: Final = 12


def proposal_text(proposal: Proposal) -> str:
    """The mapping file that is proposed: valid as it stands, to be read and changed by people."""
    table = proposal.table
    head = [
        Text(
            "由表头和内容推测的映射，请逐项核对后用 --mapping 导入",
            "a mapping guessed from headings and values: look through it, then import with --mapping",
        ),
        Text(
            f"来源：{table.sheet.origin}，{_sheet_of(table).zh}{table.heading_rows.zh}记录 {figure(proposal.records)} 条",
            f"source: {table.sheet.origin}, {_sheet_of(table).en}{table.heading_rows.en}{figure(proposal.records)} records",
        ),
        *_together(proposal),
        kind_line(proposal),
        *stated_lines(proposal),
        *proposal.place,
    ]
    register = {"metric_crs": ANYWHERE, **proposal.register}
    parts = [*map(_comment, head), "\n", toml_text({"register": register})]
    if proposal.shape:
        words = Text(
            "各行的位置：WKT 列，或东、北两列；有 plot 的，相同的各行是一个地块的界址点",
            "where the rows lie: a column of WKT, or those of east and north; with plot, rows that have it alike are the boundary points of one plot",
        )
        parts += ["\n", _comment(words), toml_text({"shape": dict(proposal.shape)})]
    for guess in proposal.guesses:
        parts += ["\n", *map(_comment, _words(guess, table)), _array("fields", guess.rule)]
    for check in proposal.checks:
        parts += ["\n", _comment(check.evidence), _array("checks", check.rule)]
    return "".join(parts)


def _together(proposal: Proposal) -> list[Text]:
    """That several tables are one layer, and where each of them stands."""
    tables = (proposal.table, *proposal.table.more)
    if len(tables) == 1:
        return []
    named = [f"{table.sheet.name}!{table.columns[0].letters}{table.top}" for table in tables]
    shown = ", ".join(named[:_TABLES]) + (" …" if len(named) > _TABLES else "")
    return [
        Text(
            f"合为一个图层的表 {len(named)} 张：{shown}；不应合并的，请删去 together 一行",
            f"{len(named)} tables that are one layer: {shown}; take out the line together where they are not to be",
        )
    ]


def table_line(proposal: Proposal) -> Text:
    """Which table, or which tables, a proposal is of."""
    table, (joined,) = proposal.table, _together(proposal) or [Text("", "")]
    return Text(
        f"工作表“{table.sheet.name}”，{table.heading_rows.zh}记录 {figure(proposal.records)} 条 → {proposal.register['id']} {joined.zh}".rstrip(),
        f"sheet {table.sheet.name}, {table.heading_rows.en}{figure(proposal.records)} records → {proposal.register['id']} {joined.en}".rstrip(),
    )


def proposal_lines(proposal: Proposal) -> list[Text]:
    """The guesses as they are printed: one line each."""
    return [
        Text(
            f"{_where(guess, proposal.table)} → {guess.rule['zh']}（{guess.name}）：{_SURE[guess.confidence].zh}；{guess.evidence.zh}",
            f"{_where(guess, proposal.table)} → {guess.rule['en']} ({guess.name}): {_SURE[guess.confidence].en}; {guess.evidence.en}",
        )
        for guess in proposal.guesses
    ]


def kind_line(proposal: Proposal) -> Text:
    """The kind of layer that is proposed, and what it stands on."""
    kind, why = proposal.register["kind"], proposal.evidence
    return Text(f"类别 {kind}：{why.zh}", f"kind {kind}: {why.en}")


def stated_lines(proposal: Proposal) -> list[Text]:
    """The day at which the ledger says that it stands, as it is printed; none where it says none."""
    stated = proposal.stated
    if stated is None:
        return []
    sure = _SURE[Confidence.SURE if stated.sure else Confidence.LIKELY]
    return [
        Text(
            f"数据时点 {stated.day}（as_of）：{sure.zh}；{stated.evidence.zh}",
            f"it stands at {stated.day} (as_of): {sure.en}; {stated.evidence.en}",
        )
    ]


def _sheet_of(table: Table) -> Text:
    """The sheet or the layer in which a table stands."""
    if table.bottom:
        return Text(f"工作表“{table.sheet.name}”，", f"sheet {table.sheet.name}, ")
    return Text(f"图层“{table.sheet.name}”，", f"layer {table.sheet.name}, ")


def _where(guess: Guess, table: Table) -> str:
    """A column as its reader finds it: by its letters in a sheet, by its name in a layer, which has none."""
    if not guess.column:
        return "—"
    if table.bottom:
        return column_letters(guess.column)
    return next((column.heading for column in table.columns if column.place == guess.column), "—")


def _words(guess: Guess, table: Table) -> list[Text]:
    sure = _SURE[guess.confidence]
    lines = [
        Text(
            f"{_where(guess, table)}  {sure.zh}：{guess.evidence.zh}",
            f"{sure.en}: {guess.evidence.en}",
        )
    ]
    if guess.samples:
        shown = " | ".join(sample[:_SAMPLE] for sample in guess.samples)
        lines.append(Text(f"例：{shown}", ""))
    return lines


def _array(name: str, rule: Mapping[str, Any]) -> str:
    return toml_text({name: [rule]}).lstrip("\n")


def _comment(words: Text) -> str:
    """A line of comment: nothing that came from a file can end it."""
    line = " / ".join(part for part in (words.zh, words.en) if part)
    plain = "".join("⏎" if sign in "\r\n\u2028\u2029" else sign for sign in line)
    return "# " + "".join(sign for sign in plain if unicodedata.category(sign)[0] != "C")[: 2 * _LONGEST] + "\n"


def unsure_guesses(proposal: Proposal) -> Sequence[Guess]:
    """The guesses that somebody has to look at."""
    return [guess for guess in proposal.guesses if guess.confidence is not Confidence.SURE]
