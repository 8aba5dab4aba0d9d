"""Columns that no rule needs: each stays under its own heading, as a number, a day, a yes or no where it plainly is one, else as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gis.fields import DType, Field
from gis.intake.cleaning.cleaned import IN_THE_CELL, State
from gis.intake.cleaning.flags import clean_flag
from gis.intake.cleaning.measures import heading_unit, measure_of, measure_of_field
from gis.intake.columns_seen import ColumnSeen
from gis.intake.course import READABLE, Confidence, Course, Guess, readable_share, rule_from
from gis.intake.known import bare_headings, folded_words, unitless
from gis.intake.periods import form_of
from gis.intake.sheet_units import IS_FLOOR, unit_above
from gis.intake.value_evidence import forms_of
from gis.text import Text
from gis.units import UNITS

OWN: Final = "column_"
"""How the names of such columns begin."""
_DATES: Final = ("时间", "日期", "date")
_ASKS: Final = re.compile(r"是否|有无|有没有|是不是|能否|可否|[√✓✔]")
"""How a heading asks for a yes or a no."""
_MARKS: Final = frozenset("是否有无√✓✔☑×✗✘✕") | {"没有", "不是"}
"""Words that answer, whatever the heading is; other signs may be abbreviations."""
_YES: Final = frozenset("是有√✓✔☑")
_ANSWERS: Final = 0.8
"""Of the values below a heading that asks the share that has to answer."""
_RATIO: Final = re.compile("容积率|plotratio|far$")
_UNNAMED: Final = (
    (re.compile("(?:面积|area)$"), "m2_land"),
    (re.compile("(?:投资额?|金额|总额|产值|税收|税额|纳税额?|收入|营收|利润|价款|出让金|资金|造价|贷款额?)$"), "wan"),
)
_PER: Final = re.compile("[均每率比]|强度|单价")
"""Words of what is counted for each of something, whose unit is another."""
"""What a heading without a unit counts, for the unit that the sheet names above to hold for it."""


def own_guess(course: Course, column: ColumnSeen) -> Guess:
    """A column under its own heading; a title has no unit beside that in which the figures are."""
    heading = column.column.heading
    form = form_of(heading)
    name = f"{OWN}{column.column.letters.lower()}"
    plain = Field(name=name, dtype=DType.TEXT, title=Text(form, form))
    asked, written_in, words = plain, None, forms_of(column)
    for one, unit, why in _candidates(course, column, name, form):
        share = readable_share(column, one, unit)
        if share is not None and share >= READABLE:
            asked, written_in, words = one, unit, why
            break
    return Guess(
        rule=rule_from(asked, form) | ({} if written_in is None else {"written_in": written_in}),
        column=column.column.place,
        confidence=Confidence.SURE,
        evidence=Text(f"保留原列，不参与匹配{words.zh}", f"kept under its own heading, no rule asks for it{words.en}"),
        samples=column.samples,
    )


def _candidates(course: Course, column: ColumnSeen, name: str, form: str) -> Iterator[tuple[Field, str | None, Text]]:
    """What a column may be beside text: the field, the unit that the mapping has to name, and what speaks for it."""
    heading, nothing = column.column.heading, Text("", "")
    bare = unitless(form)
    number = _number_field(name, Text(bare, bare), heading)
    if number is not None:
        yield number, None, nothing
    elif heading_unit(heading, Field(name=name, dtype=DType.NUMBER, title=nothing, unit="m2")) is None:
        yield from _by_unit_above(course, column, Text(form, form), name)
    folded = folded_words(heading)
    if _RATIO.search(folded):
        yield Field(name=name, dtype=DType.NUMBER, title=Text(form, form), unit="ratio"), None, nothing
    if any(folded.endswith(word) for word in _DATES):
        yield Field(name=name, dtype=DType.DATE, title=Text(form, form)), None, nothing
    if says_yes_or_no(column):
        yield Field(name=name, dtype=DType.BOOLEAN, title=Text(form, form)), None, nothing


def says_yes_or_no(column: ColumnSeen) -> bool:
    """Whether a column is of yes and no: its heading asks and most cells answer, or all of its cells are plain answers.

    That there is none (``无``) in every cell says so of a remark as well.
    """
    counted = {value: count for value, count in column.values.items() if clean_flag(value).state is not State.BLANK}
    if not counted:
        return False
    if _ASKS.search(column.column.heading):
        answers = sum(count for value, count in counted.items() if clean_flag(value).state is State.KNOWN)
        return answers >= _ANSWERS * sum(counted.values())
    words = {folded_words(value) if isinstance(value, str) else "" for value in counted}
    return words <= _MARKS and not words.isdisjoint(_YES)


def _by_unit_above(
    course: Course, column: ColumnSeen, title: Text, name: str
) -> Iterator[tuple[Field, str | None, Text]]:
    """A number in the unit that the sheet names above, where nothing speaks against it."""
    bare = "".join(bare_headings(column.column.heading)[:1])
    for counts, unit in _UNNAMED:
        if not counts.search(bare) or _PER.search(bare):
            continue
        asked = Field(name=name, dtype=DType.NUMBER, title=title, unit="m2" if IS_FLOOR.search(bare) else unit)
        above = unit_above(course, column, asked)
        if above is not None and above.agreed and above.word != IN_THE_CELL:
            yield asked, above.word, above.evidence


def _number_field(name: str, title: Text, heading: str) -> Field | None:
    """A number field in whose unit the figures below a heading can be taken; None where the heading names no unit."""
    for unit in ("m2_land", "wan", "percent", "m", "t", "kVA", "wan/mu", "yuan/m2/day", "yuan/m2"):
        asked = Field(name=name, dtype=DType.NUMBER, title=title, unit=unit)
        named = heading_unit(heading, asked)
        if named is None or not fits(asked, heading):
            continue
        if ("亩" not in named and unit == "wan/mu") or ("亩" in named and unit == "yuan/m2"):
            continue
        floor = unit == "m2_land" and "亩" not in named and "公顷" not in named
        plain = "m2" if floor else unit
        return Field(name=name, dtype=DType.NUMBER, title=title, unit=plain) if plain in UNITS else asked
    return None


def fits(asked: Field, heading: str) -> bool:
    """Whether the unit that a heading names can be the field's, and is the one that ledgers give it beside others: m² before 亩."""
    unit = heading_unit(heading, asked)
    if unit is None:
        return True
    measure, wanted = measure_of(unit), measure_of_field(asked)
    return measure is not None and wanted is not None and measure.kind == wanted.kind
