"""What one column of a ledger probably means: the guess, how sure it is, why, and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from gis.codelists import Codelist
from gis.fields import DType, Field
from gis.intake.cleaning.cleaned import IN_THE_CELL, Expected, State
from gis.intake.cleaning.measures import heading_unit, measure_of_field
from gis.intake.cleaning.spans import Bounds, clean_bounds
from gis.intake.columns_seen import ColumnSeen
from gis.intake.course import READABLE, Confidence, Course, Guess, figure_of, readable_share, rule_from
from gis.intake.known import KnownField, bare_headings, fields_called, is_part
from gis.intake.mapping import SECTION
from gis.intake.own_columns import fits, own_guess, says_yes_or_no
from gis.intake.periods import form_of
from gis.intake.row_kinds import RowKind
from gis.intake.sheet_units import unit_above
from gis.intake.trade_words import read_word
from gis.intake.value_evidence import (
    CODES,
    code_share,
    code_systems,
    forms_of,
    has_no_code,
    parcel_codes,
    share_of_list,
)
from gis.text import Text
from gis.units import percent

SECTION_SLOT: Final = f"{{{SECTION}}}"
"""A template of nothing but the title under which a record stands."""
_ASKED: Final = frozenset({"area", "money", "money/area", "money/area/day", "force/area"})
"""Kinds of figures of which nobody can tell the unit where none is named: m² or 亩, a day or a month, kN or t."""
_MOST: Final = 0.8
"""Of the records the share in which a part is no more than the whole, for the two to be in one unit."""
_NEAR: Final = 0.01
"""Of a whole the share that a part in the same unit has at least: one in 亩 would have a six-hundredth."""
_LISTED: Final = 0.5
"""Of the words of a column whose heading says too little the share that its list has to have."""


def guess_column(course: Course, column: ColumnSeen, codelists: Mapping[str, Codelist]) -> Guess:
    """What one column means: a field that its heading names and that no column before it is, or itself under its own heading."""
    heading = column.column.heading
    for known, cut in fields_called(heading, course.known):
        if known.beside or known.field.name in course.taken or not fits(known.field, heading):
            continue
        if not _is_meant(course, column, known, codelists):
            continue
        course.taken[known.field.name] = column
        return _known_guess(course, column, known, cut=cut, codelists=codelists)
    return own_guess(course, column)


def _is_meant(course: Course, column: ColumnSeen, known: KnownField, codelists: Mapping[str, Codelist]) -> bool:
    """Whether what stands below a heading, and what the ledger is of, let the heading mean a field."""
    heading = column.column.heading
    existing = course.ledger is not None and course.ledger.existing
    if existing and not known.folded_plans.isdisjoint(bare_headings(heading)):
        return False
    if (is_part(heading) and not known.at_most) or (
        known.identifier in CODES and has_no_code(column, known.identifier)
    ):
        return False
    if known.bounded and not any(
        State.KNOWN in (ends.low.state, ends.high.state) for ends in _bounds(column, known.field)
    ):
        return False
    if known.field.unit == "percent" and known.field.role is None:
        share = readable_share(column, known.field)
        if share is not None and share < READABLE:
            return False
    if not known.by_values:
        return True
    listed = codelists.get(known.field.codelist or "")
    share = 0.0 if listed is None else share_of_list(column, listed, codelists)
    least = share > 0 if known.beside else share >= _LISTED
    return least and not _is_called(course, known.field.name)


def _is_called(course: Course, name: str) -> bool:
    """Whether the heading of any column names a field by itself, or the ledger says it of all of its rows."""
    plain = [known for known in course.known if known.field.name == name and not known.by_values]
    of_all = course.ledger.constants if course.ledger is not None else {}
    return name in of_all or any(
        True for column in course.seen.columns for _ in fields_called(column.column.heading, plain)
    )


def guesses_beside(course: Course, column: ColumnSeen, codelists: Mapping[str, Codelist]) -> Iterator[Guess]:
    """Fields that a column tells beside its own: another thing by the same words, or the lower end of what it has two ends of."""
    heading = column.column.heading
    lower = {
        known.lower
        for known in course.known
        if known.lower
        and course.taken.get(known.field.name) is column
        and any(ends.low.state is State.KNOWN for ends in _bounds(column, known.field))
    }
    for known in course.known:
        wanted = known.field.name in lower or (
            known.beside
            and any(known is other for other, _ in fields_called(heading, course.known))
            and _is_meant(course, column, known, codelists)
        )
        if wanted and known.field.name not in course.taken and (known.field.codelist or "") in {"", *codelists}:
            course.taken[known.field.name] = column
            yield replace(_known_guess(course, column, known, cut=False, codelists=codelists), column=0)


def _known_guess(
    course: Course, column: ColumnSeen, one: KnownField, *, cut: bool, codelists: Mapping[str, Codelist]
) -> Guess:
    heading = column.column.heading
    asked = one.field
    if asked.codelist is not None and asked.codelist not in codelists:
        asked = replace(asked, codelist=None)
    if one.flag and says_yes_or_no(column):
        asked = replace(asked, dtype=DType.BOOLEAN)
    written_in, agreed, unit_words = _unit_of(course, column, one, asked)
    rule = rule_from(asked, form_of(heading)) | ({} if written_in is None else {"written_in": written_in})
    if one.identifier:
        rule["identifier"] = one.identifier
    if one.unknown:
        rule["unknown"] = list(one.unknown)
    supposed = _supposed_words(column, asked, codelists)
    if supposed:
        rule["values"] = supposed
    by_values = _evidence_by_values(column, one, rule, codelists)
    share = readable_share(column, asked, written_in)
    confidence = Confidence.SURE
    fitting = code_share(column, one.identifier) if one.identifier in CODES else 1.0
    if cut or not agreed or (share is not None and share < READABLE) or fitting < READABLE:
        confidence = Confidence.LIKELY
    words = Text(f"列名“{heading}”", f"heading {heading}")
    if supposed:
        confidence = Confidence.LIKELY
        words = Text(
            f"{words.zh}，其中的词按行业惯例对应，请确认",
            f"{words.en}, whose words are read as the trade means them: to be confirmed",
        )
    if cut:
        words = Text(f"{words.zh}（截断）", f"{words.en} (cut short)")
    if share is not None:
        words = Text(
            f"{words.zh}，{percent(share)} 的值可读{unit_words.zh}",
            f"{words.en}, {percent(share)} of values can be read{unit_words.en}",
        )
    return Guess(
        rule=rule,
        column=column.column.place,
        confidence=confidence,
        evidence=Text(words.zh + by_values.zh, words.en + by_values.en),
        samples=column.samples,
    )


def _evidence_by_values(
    column: ColumnSeen, one: KnownField, rule: dict[str, Any], codelists: Mapping[str, Codelist]
) -> Text:
    """What the values tell beside the heading, put into the rule where the mapping has to say it."""
    if one.identifier == "parcel_code":
        more, words = parcel_codes(column)
        rule |= more
        return words
    listed = codelists.get(str(rule.get("codelist")))
    if listed is not None:
        return code_systems(column, listed, codelists)
    return forms_of(column) if one.field.dtype is DType.TEXT else Text("", "")


def _unit_of(course: Course, column: ColumnSeen, one: KnownField, asked: Field) -> tuple[str | None, bool, Text]:
    """The unit of figures that name none, as the mapping has to say it, whether nothing speaks against it, and whence it is known."""
    nothing = Text("", "")
    wanted = measure_of_field(asked)
    if wanted is None or wanted.kind not in _ASKED or heading_unit(column.column.heading, asked):
        return None, True, nothing
    above = unit_above(course, column, asked)
    if above is not None:
        return above
    whole = course.taken.get(one.at_most)
    unit = heading_unit(whole.column.heading, asked) if whole else None
    if whole is not None and unit is not None and _is_part(course, column, whole):
        words = Text(
            f"，与“{whole.column.heading}”同单位：不大于它",
            f", in the unit of {whole.column.heading}, of which it is a part",
        )
        return unit, True, words
    return IN_THE_CELL, True, Text("，单位只在单元格中", ", units stand in the cells alone")


def _is_part(course: Course, part: ColumnSeen, whole: ColumnSeen) -> bool:
    """Whether figures of a column are hardly ever above those of another, and often near them."""
    places = [course.seen.columns.index(column) for column in (part, whole)]
    pairs = [
        (figures[0], figures[1])
        for line in course.seen.table.lines()
        if line.kind is RowKind.RECORD and None not in (figures := [figure_of(line.cells[place]) for place in places])
    ]
    within = sum(_NEAR * float(other or 0) <= float(one or 0) <= float(other or 0) for one, other in pairs)
    return bool(pairs) and within >= _MOST * len(pairs)


def _supposed_words(column: ColumnSeen, asked: Field, codelists: Mapping[str, Codelist]) -> dict[str, str]:
    """Words of a column that most likely mean a code, for somebody to confirm."""
    if asked.codelist is None:
        return {}
    listed = codelists[asked.codelist]
    words = [value for value in column.values if isinstance(value, str)]
    read = {word.strip(): read_word(listed, word, column.column.heading) for word in words}
    return {word: found.code for word, found in read.items() if found.code is not None and not found.sure}


def _bounds(column: ColumnSeen, asked: Field) -> Iterator[Bounds]:
    """The bounds that the cells of a column state; a figure alone states none."""
    expected = Expected(field=asked, both_bounds=True)
    return (clean_bounds(value, expected) for value in column.values)
