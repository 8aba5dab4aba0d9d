"""What one column of a ledger probably means: the guess, how sure it is, why, and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from gis.codelists import Codelist
from gis.fields import DType, Field
from gis.intake.cleaning.cells import clean
from gis.intake.cleaning.cleaned import IN_THE_CELL, Expected, State
from gis.intake.cleaning.measures import heading_unit, measure_of, measure_of_field
from gis.intake.cleaning.spans import clean_bounds
from gis.intake.columns_seen import ColumnSeen, TableSeen
from gis.intake.known import (
    KnownField,
    fields_called,
    folded_words,
)
from gis.intake.mapping import SECTION
from gis.intake.periods import form_of
from gis.intake.row_kinds import RowKind
from gis.intake.trade_words import read_word
from gis.intake.value_evidence import code_systems, forms_of, parcel_codes
from gis.io.grid import Cell
from gis.text import Text
from gis.units import UNITS, percent

SECTION_SLOT: Final = f"{{{SECTION}}}"
"""A template of nothing but the title under which a record stands."""
_READABLE: Final = 0.25
"""Of the values of a column the share that has to be readable for what its heading says to be sure."""
_ASKED: Final = frozenset({"area", "money", "money/area", "money/area/day", "force/area"})
"""Kinds of figures of which nobody can tell the unit where none is named: m² or 亩, a day or a month, kN or t."""
_SHEET_UNIT: Final = "单位:"
_DATES: Final = ("时间", "日期", "date")
_MOST: Final = 0.8
"""Of the records the share in which a part is no more than the whole, for the two to be in one unit."""
_NEAR: Final = 0.01
"""Of a whole the share that a part in the same unit has at least: one in 亩 would have a six-hundredth."""
_FIGURE: Final = Expected(field=Field(name="figure", dtype=DType.NUMBER, title=Text("", "")))


class Confidence(StrEnum):
    """How sure a guess is."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, kw_only=True)
class Guess:
    """One field of a mapping that is proposed.

    ``rule`` is the field's table in the mapping; ``column`` the place from 1 of the column that it comes from, 0 where it comes from none.
    """

    rule: Mapping[str, Any]
    column: int
    confidence: Confidence
    evidence: Text
    samples: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The field's name."""
        return str(self.rule["name"])


@dataclass(kw_only=True)
class Course:
    """A proposal as it is made."""

    seen: TableSeen
    known: Sequence[KnownField]
    titles: tuple[str, ...]
    taken: dict[str, ColumnSeen] = field(default_factory=dict)
    guesses: list[Guess] = field(default_factory=list)


def guess_column(course: Course, column: ColumnSeen, codelists: Mapping[str, Codelist]) -> Guess:
    """What one column means: a field that its heading names and that no column before it is, or itself under its own heading."""
    heading = column.column.heading
    for one, cut in fields_called(heading, course.known):
        if one.beside or one.field.name in course.taken or not _fits(one.field, heading):
            continue
        course.taken[one.field.name] = column
        return _known_guess(course, column, one, cut=cut, codelists=codelists)
    return own_guess(column)


def guesses_beside(course: Course, column: ColumnSeen, codelists: Mapping[str, Codelist]) -> Iterator[Guess]:
    """Fields that a column tells beside its own: another thing by the same words, or the lower end of what it has two ends of."""
    heading = column.column.heading
    lower = {
        known.lower
        for known in course.known
        if known.lower and course.taken.get(known.field.name) is column and _has_both_bounds(column, known.field)
    }
    for known in course.known:
        wanted = known.field.name in lower or (
            known.beside and any(known is other for other, _ in fields_called(heading, course.known))
        )
        if wanted and known.field.name not in course.taken and (known.field.codelist or "") in {"", *codelists}:
            course.taken[known.field.name] = column
            yield replace(_known_guess(course, column, known, cut=False, codelists=codelists), column=0)


def _fits(asked: Field, heading: str) -> bool:
    """Whether the unit that a heading names can be the field's, and is the one that ledgers give it beside others: m² before 亩."""
    unit = heading_unit(heading, asked)
    if unit is None:
        return True
    measure, wanted = measure_of(unit), measure_of_field(asked)
    return measure is not None and wanted is not None and measure.kind == wanted.kind


def _known_guess(
    course: Course, column: ColumnSeen, one: KnownField, *, cut: bool, codelists: Mapping[str, Codelist]
) -> Guess:
    heading = column.column.heading
    asked = one.field
    if asked.codelist is not None and asked.codelist not in codelists:
        asked = replace(asked, codelist=None)
    written_in, unit_words = _unit_of(course, column, one, asked)
    rule = _rule(asked, form_of(heading)) | ({} if written_in is None else {"written_in": written_in})
    if one.identifier:
        rule["identifier"] = one.identifier
    if one.unknown:
        rule["unknown"] = list(one.unknown)
    supposed = _supposed_words(column, asked, codelists)
    if supposed:
        rule["values"] = supposed
    by_values = _evidence_by_values(column, one, rule, codelists)
    share = _readable(column, asked, heading, written_in)
    confidence = Confidence.SURE
    if cut or (share is not None and share < _READABLE):
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


def _rule(asked: Field, heading: str) -> dict[str, Any]:
    return (
        declared_table(asked)
        | {"from": heading}
        | ({"keep": True} if asked.dtype is DType.TEXT and not asked.codelist else {})
    )


def declared_table(asked: Field) -> dict[str, Any]:
    """A field as a mapping declares it."""
    given = {
        "name": asked.name,
        "type": None if asked.dtype is DType.TEXT else str(asked.dtype),
        "zh": asked.title.zh,
        "en": asked.title.en,
        "unit": asked.unit,
        "role": str(asked.role) if asked.role else None,
        "codelist": asked.codelist,
        "group": asked.group or None,
        "past": asked.past or None,
    }
    return {key: value for key, value in given.items() if value is not None}


def _unit_of(course: Course, column: ColumnSeen, one: KnownField, asked: Field) -> tuple[str | None, Text]:
    """The unit of figures that name none, as the mapping has to say it, and whence it is known."""
    nothing = Text("", "")
    wanted = measure_of_field(asked)
    if wanted is None or wanted.kind not in _ASKED or heading_unit(column.column.heading, asked):
        return None, nothing
    for words in sheet_units(course.titles):
        measure = measure_of(words)
        if measure is not None and measure.kind == wanted.kind:
            return words, Text(f"，表头上方写明单位{words}", f", the sheet names the unit {words} above")
    whole = course.taken.get(one.at_most)
    unit = heading_unit(whole.column.heading, asked) if whole else None
    if whole is not None and unit is not None and _is_part(course, column, whole):
        return unit, Text(
            f"，与“{whole.column.heading}”同单位：不大于它",
            f", in the unit of {whole.column.heading}, of which it is a part",
        )
    return IN_THE_CELL, Text("，单位只在单元格中", ", units stand in the cells alone")


def sheet_units(titles: Sequence[str]) -> Iterator[str]:
    """The units that a sheet names above its headings.

    >>> list(sheet_units(["供而未用土地清单", "单位：平方米、万元"]))
    ['平方米', '万元']
    """
    for title in titles:
        folded = folded_words(title)
        if folded.startswith(_SHEET_UNIT):
            yield from folded.removeprefix(_SHEET_UNIT).replace(",", "、").split("、")


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


def _has_both_bounds(column: ColumnSeen, asked: Field) -> bool:
    """Whether cells of a column have a lower end, alone or beside an upper one."""
    expected = Expected(field=asked, both_bounds=True)
    return any(clean_bounds(value, expected).low.state is State.KNOWN for value in column.values)


def _readable(column: ColumnSeen, asked: Field, heading: str, written_in: str | None) -> float | None:
    """Of the values that are not blank, the share that can be read as the field's; None where any text can, or there is none."""
    if asked.dtype is DType.TEXT or not column.values:
        return None
    expected = Expected(field=asked, heading=heading_unit(heading, asked), written_in=written_in)
    counted = [(clean(value, expected).state, count) for value, count in column.values.items()]
    total = sum(count for state, count in counted if state is not State.BLANK)
    return sum(count for state, count in counted if state in (State.KNOWN, State.DECLARED)) / total if total else None


def own_guess(column: ColumnSeen) -> Guess:
    """A column that no rule needs, under its own heading: a number or a day where it is plainly one, else the text that stands there."""
    heading = column.column.heading
    form = form_of(heading)
    name = f"column_{column.column.letters.lower()}"
    words = Text(form, form)
    number = _number_field(name, words, heading)
    candidates = [] if number is None else [number]
    if any(folded_words(heading).endswith(word) for word in _DATES):
        candidates.append(Field(name=name, dtype=DType.DATE, title=words))
    plain = Field(name=name, dtype=DType.TEXT, title=words)
    shares = ((asked, _readable(column, asked, heading, None)) for asked in candidates)
    asked = next((asked for asked, share in shares if share is not None and share >= _READABLE), plain)
    forms = forms_of(column) if asked is plain else Text("", "")
    return Guess(
        rule=_rule(asked, form),
        column=column.column.place,
        confidence=Confidence.SURE,
        evidence=Text(f"保留原列，不参与匹配{forms.zh}", f"kept under its own heading, no rule asks for it{forms.en}"),
        samples=column.samples,
    )


def _number_field(name: str, title: Text, heading: str) -> Field | None:
    """A number field in whose unit the figures below a heading can be taken; None where the heading names no unit."""
    for unit in ("m2_land", "wan", "percent", "m", "t", "kVA", "wan/mu", "yuan/m2/day", "yuan/m2"):
        asked = Field(name=name, dtype=DType.NUMBER, title=title, unit=unit)
        named = heading_unit(heading, asked)
        if (
            named is not None
            and _fits(asked, heading)
            and ("亩" in named or unit != "wan/mu")
            and not ("亩" in named and unit == "yuan/m2")
        ):
            plain = "m2" if unit == "m2_land" and "亩" not in named and "公顷" not in named else unit
            return replace(asked, unit=plain) if plain in UNITS else asked
    return None


def figure_of(cell: Cell) -> float | None:
    """The figure that a cell plainly holds; None where it holds none."""
    found = clean(cell, _FIGURE)
    return float(found.value) if found.state is State.KNOWN and isinstance(found.value, (int, float)) else None
