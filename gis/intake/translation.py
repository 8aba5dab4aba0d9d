"""Values of a foreign register translated by the rules of a mapping; what is not translated becomes unknown and is kept as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from gis.codelists import Codelist
from gis.columns import Value, parse_value
from gis.fields import DType, Role
from gis.intake.cleaning.cells import GAPS, clean
from gis.intake.cleaning.cleaned import Cleaned, Expected, State
from gis.intake.cleaning.measures import heading_unit
from gis.intake.cleaning.parts import parts_of
from gis.intake.cleaning.phrases import says_nothing
from gis.intake.code_reading import CodeReader
from gis.intake.identifiers import FORMS, says_none
from gis.intake.mapping import Rule, fill_template, folded_value
from gis.intake.trade_words import WordReading, read_word
from gis.io.grid import Gap
from gis.io.sheet import NOTHING, read_list
from gis.numerals import folded_width, number_in
from gis.text import Text
from gis.values import EXACT, day_in, json_list, lost_digits, text_of, unknown_members


class Translated(NamedTuple):
    """A value, how it came about, and the source's own words where it is unknown, or where ``mended`` is it in another spelling."""

    value: Value
    state: State
    original: str | None = None
    mended: str | None = None
    partial: str | None = None
    """A list as the source has it, where members of it are null or blank beside those that are kept."""
    system: str | None = None
    """The list in which a code stands that the source writes in another system; the source's own is the original."""
    reason: Text | None = None
    """Why a value that is not blank is not certain, where that can be seen."""


_CLEANED: Final = frozenset((DType.NUMBER, DType.INTEGER, DType.DATE, DType.BOOLEAN))
BLANK: Final = Translated(None, State.BLANK)
"""A cell in which nothing stands."""


class _Nothing(Exception):
    """A value that the mapping translates to nothing on purpose: an empty ``take``."""


class Translator:
    """One field's rule, applied; each distinct source value of a column is looked at once.

    Parameters
    ----------
    both_bounds
        Whether another field takes its upper or lower bound from the same column.
    by_hand
        Whether the cells were typed by hand, as a ledger's are: texts lose line breaks and unseen signs then, a sign that stands for an
        empty cell is none, and lists are parted by all that parts Chinese. Texts of other registers are kept to the letter.
    """

    def __init__(
        self,
        rule: Rule,
        codelist: Codelist | None,
        reader: CodeReader | None = None,
        *,
        both_bounds: bool = False,
        by_hand: bool = False,
    ) -> None:
        self.rule = rule
        self._reader = reader
        self._codelist = codelist
        self._codes = _spellings(codelist) if codelist else None
        self._constant = None if rule.constant is None else parse_value(rule.field, rule.constant)
        names = (*rule.columns, "") if rule.template is not None else rule.columns or ("",)
        self._seen: dict[str, dict[Any, Translated]] = {name: {} for name in names}
        self._expected = {
            name: Expected(
                field=rule.field,
                heading=heading_unit(name, rule.field),
                written_in=rule.written_in,
                factor=rule.factor,
                both_bounds=both_bounds,
            )
            for name in names
        }
        self._by_hand = by_hand
        open_text = by_hand and rule.field.dtype is DType.TEXT and not rule.translates
        open_form = rule.field.dtype in _CLEANED and (rule.keep or not rule.patterns)
        self._cleans = codelist is None and rule.identifier is None and (open_text or open_form)
        self._straight = (
            self._cleans and not rule.values and not rule.patterns and not any(map(_is_figure, rule.unknown))
        )

        # A text that the rule says nothing about is cleaned and no more: most of a ledger's cells are such.
        says_more = rule.values or rule.patterns or rule.unknown or rule.field.role is Role.ID
        self._plain = open_text and self._cleans and reader is None and not says_more

    def count_days(self, *, since_1904: bool) -> None:
        """Read serials of days as the workbook at hand counts them."""
        if any(expected.since_1904 != since_1904 for expected in self._expected.values()):
            self._expected = {
                name: replace(expected, since_1904=since_1904) for name, expected in self._expected.items()
            }
            self._seen = {name: {} for name in self._seen}

    def translate(self, row: Mapping[str, Any], *, file: str, number: int, section: str = "") -> Translated:
        """The field's value for one source row; ``section`` is the title under which a ledger has it."""
        rule = self.rule
        if rule.constant is not None:
            return Translated(self._constant, State.KNOWN)
        composed = fill_template(rule.template or "", row, file=file, number=number, section=section)
        if rule.template is not None and not rule.columns:
            return self._once(composed, "")
        answer = BLANK
        for name in rule.columns:
            found = self._once(row.get(name), name)
            if found.state is State.KNOWN:
                return found
            answer = found if answer.state is State.BLANK else answer
        return answer if rule.template is None else self._once(composed, "")

    @property
    def takes_texts(self) -> bool:
        """Whether a text is cleaned and no more: the rule says nothing about any, and it is no code."""
        rule = self.rule
        says_more = rule.values or rule.patterns or rule.unknown
        return (
            self._by_hand and self._cleans and self._reader is None and rule.field.dtype is DType.TEXT and not says_more
        )

    @property
    def takes_days(self) -> bool:
        """Whether a day is simply taken: the rule says nothing about any, nor how it is written."""
        rule = self.rule
        return self._straight and rule.field.dtype is DType.DATE and not rule.unknown and not rule.date_format

    @property
    def system(self) -> str | None:
        """The list in which the codes of all known values stand that the source may write in another system; None where there is none."""
        return None if self._reader is None or self.rule.constant is not None else self._reader.systems.house.id

    def scale_of(self, column: str) -> tuple[int, int] | None:
        """By what a number above 1 of a column is multiplied, and by what divided; None where it is not simply taken."""
        expected = self._expected[column]
        if not self._straight:
            return None
        if expected.straight:
            return 1, 1
        scale = expected.scale
        field = expected.field
        plain = field.dtype is DType.NUMBER and field.unit != "floor" and expected.factor is None
        if not plain or expected.both_bounds or scale.field is None or scale.bare is None or scale.direct:
            return None
        return (scale.bare.scale / scale.field.scale).as_integer_ratio()

    def _once(self, raw: Any, column: str) -> Translated:
        if isinstance(raw, float) and (plain := self._plain_number(raw, column)) is not None:
            return plain
        # True, 1 and 1.0 are one key of a table and three values; a list is none.
        key = (type(raw).__name__, text_of(raw) if isinstance(raw, (list, dict)) else raw)
        seen = self._seen[column]
        translated = seen.get(key)
        if translated is None:
            translated = seen[key] = self.look_at(raw, column)
        return translated

    def look_at(self, raw: Any, column: str) -> Translated:
        """What one cell of a column comes to."""
        plain = self._plain_number(raw, column) if isinstance(raw, float) else None
        return self._translated(raw, self._expected[column]) if plain is None else plain

    def _plain_number(self, raw: float, column: str) -> Translated | None:
        """A number of which nothing is asked; None where something is."""
        if raw != raw:  # noqa: PLR0124 - NaN
            return BLANK
        straight = self._straight and 1 < raw <= EXACT and self._expected[column].straight
        return Translated(raw, State.KNOWN) if straight else None

    def _translated(self, raw: Any, expected: Expected) -> Translated:
        if isinstance(raw, Gap):
            return Translated(None, State.UNTRANSLATED, f"（{GAPS[raw].zh}）", reason=GAPS[raw])
        if self._plain and isinstance(raw, str):
            cleaned = clean(raw, expected)
            shown = None if cleaned.state in (State.KNOWN, State.BLANK) else raw.strip()
            return Translated(cleaned.value, cleaned.state, shown, reason=cleaned.reason)
        text = text_of(raw).strip()
        if not text:
            return BLANK
        if folded_value(text) in self.rule.unknown or (self.rule.identifier is not None and says_none(text)):
            return Translated(None, State.DECLARED, text)
        return self._read_cell(text, raw, expected)

    def _read_cell(self, text: str, raw: Any, expected: Expected) -> Translated:
        """What a cell comes to that is neither blank nor unknown by the mapping's own words."""
        if lost_digits(raw) or self._is_no_id(raw):
            return Translated(None, State.UNTRANSLATED, text)
        try:
            value = self._listed(text, raw) if self._lists else self._single(text, raw, expected)
        except _Nothing:
            return BLANK
        except (ValueError, OverflowError):
            value = None
        if isinstance(value, Cleaned):
            shown = None if value.state in (State.KNOWN, State.BLANK) else text
            return Translated(value.value, value.state, shown, reason=value.reason)
        if value is None:
            return Translated(None, State.UNTRANSLATED, text, reason=self._why_not(text))
        return self._known(text, raw, value)

    def _trade_word(self, text: str) -> WordReading | None:
        """What the trade means by a word of a ledger; None of a register of another kind, and where there is no list."""
        if not self._by_hand or self._codelist is None:
            return None
        return read_word(self._codelist, text, " ".join(self.rule.columns))

    def _why_not(self, text: str) -> Text | None:
        """Why a code is not taken, where that can be told."""
        if self.rule.identifier is not None:
            return FORMS[self.rule.identifier](text, self.rule.county).reason
        if self._reader is not None:
            return self._reader.read(text).reason
        word = self._trade_word(text)
        return word.reason if word is not None else None

    def _known(self, text: str, raw: Any, value: Value) -> Translated:
        """A value that was read, with what its source says otherwise."""
        partial = text if isinstance(value, list) and unknown_members(raw) else None
        mended = text if self._is_mended(text, value) else None
        if self._reader is None:
            form = self.rule.identifier
            repair = FORMS[form](text, self.rule.county).repair if form and self._by_hand else None
            return Translated(value, State.KNOWN, mended=mended, partial=partial, reason=repair)
        own = self._reader.systems.house.id
        foreign = text if self._reader.read(text).system not in (None, own) else None
        return Translated(value, State.KNOWN, foreign, mended, partial, system=own)

    def _is_mended(self, text: str, value: Value) -> bool:
        """Whether a value is another one than the source plainly writes: the day of an instant elsewhere, a code without its point."""
        if self.rule.field.dtype is DType.DATE:
            word = self._word(text)
            moment = self._moment(str(word.value) if word.translated else text)
            return moment.tzinfo is not None and moment.date().isoformat() != value
        if self.rule.identifier is not None:
            return value != text
        return value is not None and self._unpointed(folded_width(text)) == value

    def _unpointed(self, plain: str) -> str | None:
        """The code that a spreadsheet wrote with a point, where it would be taken without one."""
        whole = self._codelist.unpointed(plain.strip()) if self._codelist else None
        return whole if self.rule.keep or (self._codelist and whole in self._codelist.by_code) else None

    def _moment(self, word: str) -> dt.datetime:
        form = self.rule.date_format
        return dt.datetime.strptime(word, form) if form else dt.datetime.fromisoformat(word)  # noqa: DTZ007 - a day has no zone

    @property
    def _lists(self) -> bool:
        return bool(self.rule.split) or self.rule.field.dtype is DType.LIST

    def _is_no_id(self, raw: Any) -> bool:
        return self.rule.field.role is Role.ID and isinstance(raw, (bool, list, dict))

    def _listed(self, text: str, raw: Any) -> Value | Cleaned:
        if isinstance(raw, dict):
            return None
        whole = None if isinstance(raw, list) or self.rule.split else self._word(text)
        if whole is not None and whole.translated and whole.value is not None:
            return parse_value(self.rule.field, whole.value)
        parts = self._parts(text, raw)
        if parts is None:
            return Cleaned(None, State.DECLARED)
        if not parts and text not in NOTHING and json_list(text) != [] and not (self._by_hand and says_nothing(text)):
            raise _Nothing
        made = [self._word(part).value for part in parts]
        if any(part is None for part in made):
            return None
        words = list(map(str, made))
        return parse_value(self.rule.field, list(dict.fromkeys(words)) if self.rule.split else words)

    def _parts(self, text: str, raw: Any) -> list[str] | None:
        """What stands in a list, whether the source has a list or a text of one; None where it says that nothing is known."""
        if isinstance(raw, list):
            given = [text_of(part).strip() for part in raw]
        elif self.rule.split:
            given = [part.strip() for part in text.split(self.rule.split)]
        elif self._by_hand and text not in NOTHING and json_list(text) is None:
            return parts_of(str(raw))
        else:
            given = read_list(text)
        return [part for part in given if part]

    def _single(self, text: str, raw: Any, expected: Expected) -> Value | Cleaned:
        word = self._word(text)
        if word.value is None and (word.translated or not self._cleans):
            return None
        if word.translated and not str(word.value):
            raise _Nothing
        field = self.rule.field
        if not word.translated and self._cleans:
            return self._cleaned(text, raw, expected)
        if field.dtype is DType.DATE:
            return day_in(self._moment(str(word.value)))
        if not field.numeric:
            return parse_value(field, word.value)
        number = number_in(folded_width(str(word.value)))
        if number is None or abs(number) > EXACT:
            return None
        factor = self.rule.factor if word.factor is None else word.factor
        made = word.value if factor is None else number * factor
        # A product too small for a number would be 0, which says that there is nothing.
        return None if number and made == 0 else parse_value(field, made)

    def _cleaned(self, text: str, raw: Any, expected: Expected) -> Value | Cleaned:
        """A value that no table and no pattern knows."""
        form = self.rule.date_format
        if self.rule.field.dtype is DType.DATE and not isinstance(raw, dt.date) and (form or isinstance(raw, str)):
            try:
                return day_in(self._moment(text))
            except ValueError:
                if form:
                    return None
        return clean(text if isinstance(raw, (list, dict)) else raw, expected)

    def _word(self, text: str) -> _Word:
        """Our word for the source's: by the table, by a pattern, by the code list, or as it is where the rule leaves it open."""
        rule, key = self.rule, folded_value(text)
        if key in rule.values:
            return _Word(rule.values[key])
        plain = folded_width(text)
        for pattern in rule.patterns:
            if found := pattern.match.fullmatch(plain):
                return _Word(found.expand(pattern.take), factor=pattern.factor)
        return self._code(text, key)

    def _code(self, text: str, key: str) -> _Word:
        """A code by its form, by the systems in which it may be written, by the list; else the text where the rule leaves it open."""
        rule = self.rule
        if rule.identifier is not None:
            return _Word(FORMS[rule.identifier](text, rule.county).value)
        if self._reader is not None:
            read = self._reader.read(text)
            # What is kept as it is must not be taken for another code of the list.
            if read.code is None and rule.keep and read.candidates in ((), (text,)):
                return _Word(text, translated=False)
            return _Word(read.code)
        code = self._listed_code(text, key)
        if code is not None:
            return _Word(code)
        closed = rule.translates or (self._codes is not None and not rule.keep)
        return _Word(None if closed else text, translated=False)

    def _listed_code(self, text: str, key: str) -> str | None:
        """The code of the list that a word means: by the list itself, by the trade's words, or without the point that a spreadsheet put into it."""
        if self._codes is not None and key in self._codes:
            return self._codes[key]
        word = self._trade_word(text)
        if word is not None and word.code is not None and word.sure:
            return word.code
        return self._unpointed(folded_width(text))


class _Word(NamedTuple):
    """Our word for a source's, None where there is none; whether the rule says it, and by what a pattern multiplies it."""

    value: Any
    translated: bool = True
    factor: float | None = None


def _spellings(codelist: Codelist) -> dict[str, str]:
    """Codes by the ways they are written: the code, and the titles and aliases that are of no other."""
    return {**codelist.named(folded_value), **{folded_value(entry.code): entry.code for entry in codelist.codes}}


def _is_figure(text: str) -> bool:
    return number_in(text) is not None
