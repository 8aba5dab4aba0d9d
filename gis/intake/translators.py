"""The translators of a mapping's fields, what is counted of each, and the id that they give a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gis.codelists import Codelist
from gis.fields import Role
from gis.intake.cleaning.cleaned import State
from gis.intake.column_systems import reader_of
from gis.intake.mapping import Mapping as Plan
from gis.intake.report import FieldReport
from gis.intake.translation import Translated, Translator


def translators_of(plan: Plan, codelists: Mapping[str, Codelist], *, by_hand: bool) -> list[Translator]:
    """A translator for each field that comes from the source; an area that is measured comes from none."""
    return [
        Translator(
            rule,
            codelists.get(rule.field.codelist or ""),
            reader_of(rule, plan, codelists),
            both_bounds=plan.has_both_bounds(rule),
            by_hand=by_hand,
        )
        for rule in plan.rules
        if rule.field.role is not Role.MEASURED_AREA or rule.columns
    ]


def field_reports(translators: Sequence[Translator]) -> dict[str, FieldReport]:
    """What will be counted of each field, by its name."""
    return {each.rule.field.name: FieldReport(title=each.rule.field.title) for each in translators}


def identity_in(translators: Sequence[Translator], given: Sequence[Translated]) -> str | None:
    """The id that a record has by the mapping; None where it has none."""
    for translator, translated in zip(translators, given, strict=True):
        if translator.rule.field.role is Role.ID:
            return str(translated.value) if translated.state is State.KNOWN else None
    return None
