"""What tells the records of a ledger apart: the column, the two or three columns, or the place of a row that a proposal takes for its id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, Final

from gis.intake.cleaning.phrases import is_spoilt
from gis.intake.columns_seen import PART, ColumnSeen, telling_apart
from gis.intake.course import Confidence, Course, Guess, figure_of
from gis.intake.identifiers import says_none
from gis.intake.known import bare_headings
from gis.intake.mapping import SHEET, TABLE
from gis.intake.periods import SLOT, form_of
from gis.intake.tables import Table
from gis.text import Text, and_list
from gis.values import text_of

NAMING: Final = (
    "register_no",
    "unit_code",
    "parcel_code",
    "plot_no",
    "supervision_no",
    "contract_no",
    "certificate_no",
    "name",
    "firm",
    "owner",
    "address",
    "credit_code",
)
"""Fields that may tell records apart, the surest first."""
_CODE: Final = re.compile(r"(?=.*[0-9])(?=.*[^\W\d])[\w /()\u3014\u3015#-]{2,30}")
"""A number as it is given by hand: letters and digits, not only digits, which may be a measure."""
_PLAIN: Final = frozenset(
    {"id", "uid", "uuid", "guid", "ident", "identifier", "code", "编号", "编码", "代码", "标识码", "唯一码", "唯一标识"}
)
"""Headings that say nothing but that their column is the id."""
_TRIED: Final = 6
"""Columns of words of which two, or three, are looked at together."""
_IN_ITS_TABLE: Final = Text(
    "在每张表中各不相同，加上表的名称", "each time another in its table, which is named before it"
)
_OF_PARCELS: Final = ("parcel_code", "unit_code")
_NEARLY: Final = 0.95
"""Share of the parcels of a cadastre that a code has to tell apart."""
_SHARED: Final = ("firm", "owner", "address")
"""Of these, those of which one may have several records another month, though none has today."""


def propose_key(course: Course, *, looked_up: bool = False) -> Guess:
    """The column, the two or the three columns that tell the records apart; the row's number where none do.

    Of a layer that is ``looked_up`` the code of a parcel does, though a few parcels have none or one of another: nobody lets them, and months later they are still known by it.
    """
    for column in course.seen.columns:
        if (
            not looked_up
            and column.alone
            and _PLAIN.intersection(bare_headings(column.column.heading))
            and _are_ids(column)
        ):
            return _of_one(column)
    naming = [
        (place, column)
        for place, column in enumerate(course.seen.columns)
        if any(course.taken.get(name) is column for name in NAMING)
    ]
    for _, column in naming:
        if column.alone and _are_ids(column) and not any(course.taken.get(name) is column for name in _SHARED):
            return _of_one(column)
    # The surest first: a plant keeps its name and its firm longer than its address is written alike.
    filled = [
        place
        for name in NAMING
        for place, column in naming
        if course.taken.get(name) is column and column.filled == course.seen.records
    ]
    return (
        _of_several(course, filled, _TWO, Confidence.SURE)
        or (_nearly_alone(course) if looked_up else None)
        or _within_its_table(course, filled)
        or _code_like(course)
        or _of_several(course, _in_words(course)[:_TRIED], _TWO, Confidence.LIKELY)
        # Three that differ today may not next month: somebody has to say that they are what the row is.
        or _of_several(course, _lasting(course, filled), _THREE, Confidence.LIKELY)
        or _key_guess(
            {"template": _where_slots(course.seen.table, "number")},
            Confidence.LIKELY,
            Text(
                "没有编号各行都有且各不相同，用行号；下月的行号会变",
                "no number tells the rows apart: the row's place, which next month is another",
            ),
        )
    )


def _of_one(column: ColumnSeen) -> Guess:
    heading = form_of(column.column.heading)
    words = Text(f"“{heading}”各行都有且各不相同", f"{heading} is there in each row, each time another")
    return _key_guess({"from": heading, "keep": True}, Confidence.SURE, words, column)


def _nearly_alone(course: Course) -> Guess | None:
    """The code of a parcel where nearly each record has one and it is hardly ever that of another; a record without is told by its place."""
    for name in _OF_PARCELS:
        column = course.taken.get(name)
        if column is None or column.filled < _NEARLY * course.seen.records or not _are_ids(column):
            continue
        twice = sum(column.values.values()) - len(column.values)
        if twice > (1 - _NEARLY) * column.filled:
            continue
        heading, blank = form_of(column.column.heading), course.seen.records - column.filled
        words = Text(
            f"“{heading}”只有 {twice} 行与别的行相同，{blank} 行空白（用行号）",
            f"{heading} is that of another in {twice} rows and blank in {blank}, which have their place for it",
        )
        rule = {"from": heading, "template": _where_slots(course.seen.table, "number"), "keep": True}
        return _key_guess(rule, Confidence.SURE, words, column)
    return None


def _within_its_table(course: Course, places: Sequence[int]) -> Guess | None:
    """Of several tables a column that tells the records of each apart."""
    table = course.seen.table
    for place in places if table.more else ():
        heading = form_of(course.seen.columns[place].column.heading)
        if _fits_a_template(heading) and telling_apart(table, [(place, PART)]):
            return _key_guess({"template": _where_slots(table, heading)}, Confidence.SURE, _IN_ITS_TABLE)
    return None


def _where_slots(table: Table, name: str) -> str:
    """A template of a record's table, where there are several, and of what tells the record apart in it."""
    tables = (table, *table.more)
    slots = [
        slot
        for slot, values in ((SHEET, {each.sheet.name for each in tables}), (TABLE, {each.title for each in tables}))
        if len(values) > 1 and all(values)
    ]
    return " · ".join(f"{{{slot}}}" for slot in (*slots, name))


def _fits_a_template(heading: str) -> bool:
    """Whether a template can name a heading: one whose month changes is a slot by itself, and braces are what slots are written with."""
    return SLOT not in heading and not {"{", "}"} & {*heading}


def _of_several(course: Course, places: Sequence[int], count: int, confidence: Confidence) -> Guess | None:
    """So many columns that tell the records apart together."""
    lasting = [place for place in places if _fits_a_template(form_of(course.seen.columns[place].column.heading))]
    for group in telling_apart(course.seen.table, list(combinations(lasting, count)))[:1]:
        headings = [form_of(course.seen.columns[place].column.heading) for place in group]
        zh = "与".join(("、".join(f"“{heading}”" for heading in headings[:-1]), f"“{headings[-1]}”"))
        words = Text(f"{zh}合起来各不相同", f"{and_list(headings)} together are each time another")
        return _key_guess({"template": " · ".join(f"{{{heading}}}" for heading in headings)}, confidence, words)
    return None


def _lasting(course: Course, filled: Sequence[int]) -> list[int]:
    """Places of the columns of which three are looked at together: named or in words, and none of whose values is spoilt."""
    places = dict.fromkeys([*filled, *_in_words(course)])
    return [place for place in places if _are_ids(course.seen.columns[place])][:_TRIED]


_TWO, _THREE = 2, 3


def _code_like(course: Course) -> Guess | None:
    """The first column without a meaning of its own whose values tell the records apart and look like numbers of them: letters and digits, and short."""
    for place in _in_words(course):
        column = course.seen.columns[place]
        if column.alone and all(_CODE.fullmatch(text_of(value).strip()) for value in column.values):
            heading = form_of(column.column.heading)
            words = Text(
                f"“{heading}”各行都有且各不相同，像是编号",
                f"{heading} is there in each row, each time another, and looks like a number of it",
            )
            return _key_guess({"from": heading, "keep": True}, Confidence.LIKELY, words, column)
    return None


def _in_words(course: Course) -> list[int]:
    """Places of the columns that have a value in each record, in words, and no meaning of their own."""
    plain = {guess.column for guess in course.guesses if "role" not in guess.rule and "type" not in guess.rule}
    return [
        place
        for place, column in enumerate(course.seen.columns)
        if column.column.place in plain
        and column.filled == course.seen.records
        and _are_ids(column)
        and not any(figure_of(value) is not None for value in column.values)
    ]


def _are_ids(column: ColumnSeen) -> bool:
    """Whether the values of a column can be ids: no figure that may have lost its digits, no word that says that there is none."""
    words = [text_of(value) for value in column.values]
    return not any(isinstance(value, float) for value in column.values) and not any(
        says_none(word) or is_spoilt(word) for word in words
    )


def _key_guess(rule: Mapping[str, Any], confidence: Confidence, words: Text, column: ColumnSeen | None = None) -> Guess:
    return Guess(
        rule={"name": "id", "zh": "编号", "en": "Id", "role": "id", "group": "identity", **rule},
        column=0,
        confidence=confidence,
        evidence=words,
        samples=column.samples if column else (),
    )
