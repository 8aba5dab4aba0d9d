"""The cells of an import that are not taken as they stand, or cannot be meant: each listed by file, row and column with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from gis.fields import Field
from gis.intake.cleaning.cleaned import State
from gis.intake.cleaning.figures import NEGATIVE, NO_AREA
from gis.intake.cleaning.spans import TURNED
from gis.intake.mapping import Mapping as Plan
from gis.intake.mapping import Rule
from gis.intake.report import CellDoubt, ImportReport
from gis.intake.translation import Translated
from gis.io import bounds
from gis.plausibility import RecordJudge, Today, shown_value
from gis.text import Text
from gis.values import TIME_ZONE, text_of

_EXCERPT: Final = 80
_IMPOSSIBLE: Final = {NO_AREA: "no-area", NEGATIVE: "negative", TURNED: "bounds-turned"}
"""Reasons of a single cell that say that its figure cannot be."""


class CellSpot(NamedTuple):
    """Where the cells of a record stand; ``columns_of`` names some columns as their reader finds them: by letters, or by their names."""

    file: str
    sheet: str
    row: int
    key: str
    columns_of: Callable[[Sequence[str]], str]


class DoubtedCells:
    """The list of an import's cells that somebody should look at, and what of a record is not taken for it.

    Parameters
    ----------
    originals
        By column, the field whose original values it keeps; completed.
    """

    def __init__(self, plan: Plan, report: ImportReport, originals: dict[str, Field]) -> None:
        self._report, self._originals = report, originals
        self._rules = {rule.field.name: rule for rule in plan.rules}
        self._judge = RecordJudge(plan.kind, [rule.field for rule in plan.rules], _today(plan))

    def list_translated(self, spot: CellSpot, rule: Rule, translated: Translated) -> None:
        """List a cell that was not taken as it stands; one that is blank is not."""
        unsure = translated.reason is not None and translated.state is not State.BLANK
        if translated.state is not State.UNTRANSLATED and not unsure:
            return
        reason = translated.reason or Text("未能转换", "not translated")
        code = _IMPOSSIBLE.get(reason, "to-check" if translated.value is None else "read-otherwise")
        raw = translated.original or text_of(translated.value)
        self.list_cell(spot, rule.field, rule.columns, raw, code, reason)

    def list_cell(
        self, spot: CellSpot, field: Field, columns: Sequence[str], raw: str, code: str, reason: Text
    ) -> None:
        """List a cell; beyond what anybody reads no more are."""
        if len(self._report.cells) < bounds.MAX_UNUSABLE:
            self._report.cells.append(
                CellDoubt(
                    file=spot.file,
                    sheet=spot.sheet,
                    row=spot.row,
                    column=spot.columns_of(columns),
                    id=spot.key,
                    field=field.name,
                    raw=raw[:_EXCERPT],
                    code=code,
                    reason=reason,
                )
            )

    def suspects(self, columns: Mapping[str, Sequence[Any]]) -> set[int]:
        """The places of records that ``judge`` may have something to say of."""
        return self._judge.suspects(columns)

    def judge(self, spot: CellSpot, values: dict[str, Any], row: Mapping[str, Any]) -> None:
        """List the values of a record that cannot be meant; what a rule reads is left to check for it."""
        for breach in self._judge.breaches(values):
            name = breach.field.name
            rule = self._rules[name]
            raw = raw_of(rule, row) or shown_value(values[name])
            self.list_cell(spot, breach.field, rule.columns, raw, breach.code, breach.text)
            for field in breach.untaken:
                self.take_back(spot, field.name, values, row)

    def take_back(self, spot: CellSpot, name: str, values: dict[str, Any], row: Mapping[str, Any]) -> None:
        """Leave a value to check that was taken, its original kept beside it."""
        rule = self._rules[name]
        if values.get(name) is None:
            return
        original = raw_of(rule, row) or shown_value(values[name])
        values[name] = None
        values[rule.original] = original
        self._originals.setdefault(rule.original, rule.field)
        report = self._report.fields[name]
        report.counts[State.KNOWN] -= 1
        report.add(State.UNTRANSLATED, original, (spot.file, spot.row, spot.key))


def raw_of(rule: Rule, row: Mapping[str, Any]) -> str:
    """What stands in the columns of a rule; nothing where it has none."""
    return " ".join(text_of(row[name]).strip() for name in rule.columns if row.get(name) is not None)


def _today(plan: Plan) -> Today:
    if plan.as_of is not None:
        return Today(plan.as_of, dated=True)
    return Today(dt.datetime.now(ZoneInfo(TIME_ZONE)).date(), dated=False)
