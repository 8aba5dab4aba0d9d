"""The mapping that a ledger probably needs, from its titles, headings and values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Final

from gis.catalog import Kind
from gis.codelists import Codelist
from gis.intake.cleaning.phrases import is_spoilt
from gis.intake.columns_seen import ColumnSeen, TableSeen, look_through, telling_apart
from gis.intake.guesses import (
    SECTION_SLOT,
    Confidence,
    Course,
    Guess,
    declared_table,
    guess_column,
    guesses_beside,
    own_guess,
)
from gis.intake.identifiers import says_none
from gis.intake.known import (
    Known,
    KnownLedger,
    fields_called,
    ledger_called,
    read_known,
)
from gis.intake.periods import form_of
from gis.intake.proposed_checks import Check, propose_checks
from gis.intake.tables import Table
from gis.intake.trade_words import read_word
from gis.text import Text
from gis.values import text_of

_NAMING: Final = (
    "register_no",
    "unit_code",
    "parcel_code",
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
_CODE: Final = re.compile(r"(?=.*[0-9])(?=.*[^\W\d_])[\w ./()\u3014\u3015-]{2,30}")
"""A number as it is given by hand: letters and digits, not only digits, which may be a measure."""
_SHOWN: Final = 5
_SHARED: Final = ("firm", "owner", "address")
"""Of these, those of which one may have several records another month, though none has today."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A mapping that is proposed for a table."""

    table: Table
    ledger: KnownLedger | None
    kind: Kind
    register: Mapping[str, Any]
    evidence: Text
    guesses: tuple[Guess, ...]
    checks: tuple[Check, ...] = ()
    records: int = 0

    @property
    def sure(self) -> bool:
        """Whether nothing in it has to be looked at before it is used."""
        return self.ledger is not None and all(guess.confidence is Confidence.SURE for guess in self.guesses)


def propose(table: Table, *, file: str, codelists: Mapping[str, Codelist]) -> Proposal:
    """A mapping for a table, from its titles, headings and values; nothing is taken that a heading does not say.

    Parameters
    ----------
    file
        The file's name, whose words count as a title's do.
    codelists
        The code lists of the data folder; a field whose list it lacks is kept as text.
    """
    known = read_known()
    seen = look_through(table)
    texts = (table.sheet.name, file, *table.titles)
    called = ledger_called(texts, known)
    kind, evidence = _kind_of(seen, known, called)
    course = Course(seen=seen, known=known.of_kind(kind), titles=table.titles)
    for column in seen.columns:
        course.guesses.append(guess_column(course, column, codelists))
        course.guesses += guesses_beside(course, column, codelists)
    course.guesses += _from_sections(course, codelists) or _section_itself(course)
    course.guesses = _with_area_role(course)
    ledger = called[0] if called and called[0].kind is kind else None
    if ledger:
        told = course.taken.keys() | ({"made_of"} if "floor" in course.taken else set())
        course.guesses += [
            _constant(known, kind, name, value, called) for name, value in ledger.constants.items() if name not in told
        ]
    course.guesses.insert(0, _key(course))
    return Proposal(
        table=table,
        ledger=ledger,
        kind=kind,
        register=_register(table, ledger, kind, file),
        evidence=evidence,
        guesses=tuple(course.guesses),
        checks=tuple(propose_checks(course)),
        records=seen.records,
    )


def _kind_of(seen: TableSeen, known: Known, called: tuple[KnownLedger, str] | None) -> tuple[Kind, Text]:
    """The kind of layer that a table makes: by its title, else by the kind whose fields its headings name most."""
    if called is not None:
        ledger, word = called
        return ledger.kind, Text(f"标题或文件名中有“{word}”", f"title or file name has {word}")
    counts = {
        kind: sum(
            any(True for _ in fields_called(column.column.heading, known.of_kind(kind))) for column in seen.columns
        )
        for kind in (Kind.PARCEL, Kind.SPACE, Kind.BUILDING, Kind.PROJECT)
    }
    best = max(counts, key=lambda kind: counts[kind])
    return best, Text(f"{counts[best]} 个列名是这一类的", f"{counts[best]} headings are of this kind")


def _register(table: Table, ledger: KnownLedger | None, kind: Kind, file: str) -> dict[str, Any]:
    title = ledger.title if ledger else Text(table.titles[0] if table.titles else file, "Ledger")
    return {
        "id": ledger.id if ledger else "ledger",
        "kind": str(kind),
        "title": title.as_dict(),
        "source": {"zh": table.titles[0] if table.titles else file, "en": file},
        "sheet": form_of(table.sheet.name),
    }


def _from_sections(course: Course, codelists: Mapping[str, Codelist]) -> list[Guess]:
    """Fields that the titles of sections say; the column that repeats them is kept, and compared."""
    guesses = []
    for known in course.known:
        if not known.section or not course.seen.sections:
            continue
        listed = codelists.get(known.field.codelist or "")
        if listed is None:
            continue
        read = {words: read_word(listed, words) for words in course.seen.sections}
        meant = {words: word.code for words, word in read.items() if word.code is not None}
        if not meant:
            continue
        beside = course.taken.get(known.field.name)
        if beside is not None:
            place = next(n for n, guess in enumerate(course.guesses) if guess.name == known.field.name)
            course.guesses[place] = own_guess(beside)
        sure = len(meant) == len(read) and all(read[words].sure for words in meant)
        guess = Guess(
            rule=declared_table(known.field) | {"template": SECTION_SLOT, "values": meant},
            column=0,
            confidence=Confidence.SURE if sure else Confidence.LIKELY,
            evidence=Text(
                f"{len(meant)} 个分节标题即{known.field.title.zh}，请确认对应",
                f"{len(meant)} titles of sections say the {known.field.title.en.lower()}: confirm what they mean",
            ),
            samples=tuple(meant),
        )
        guesses.append(guess)
    return guesses


def _section_itself(course: Course) -> list[Guess]:
    """The titles of sections under which no known field lies: each record keeps its own."""
    if not course.seen.sections:
        return []
    return [
        Guess(
            rule={"name": "section", "zh": "分节", "en": "Section", "template": SECTION_SLOT, "keep": True},
            column=0,
            confidence=Confidence.SURE,
            evidence=Text("分节标题", "titles of sections"),
            samples=tuple(course.seen.sections)[:_SHOWN],
        )
    ]


def _with_area_role(course: Course) -> list[Guess]:
    """Fields that stand in for one that the ledger does not have take its role."""
    guesses = list(course.guesses)
    for one in course.known:
        if not one.instead or one.instead in course.taken or one.field.name not in course.taken:
            continue
        asked = next((other.field for other in course.known if other.field.name == one.instead), None)
        place = next(n for n, guess in enumerate(guesses) if guess.name == one.field.name)
        if asked is not None and asked.role is not None:
            guesses[place] = replace(guesses[place], rule={**guesses[place].rule, "role": str(asked.role)})
    return guesses


def _constant(known: Known, kind: Kind, name: str, value: str, called: tuple[KnownLedger, str] | None) -> Guess:
    asked = next((one.field for one in known.of_kind(kind) if one.field.name == name), None)
    declared = declared_table(asked) if asked else {"name": name, "zh": "按栋登记", "en": "Made of"}
    word = called[1] if called else ""
    return Guess(
        rule=declared | {"constant": value},
        column=0,
        confidence=Confidence.SURE,
        evidence=Text(f"台账名称“{word}”", f"the ledger is called {word}"),
    )


def _key(course: Course) -> Guess:
    """The column or the two columns that tell the records apart; the row's number where none do."""
    head = {"name": "id", "zh": "编号", "en": "Id", "role": "id", "group": "identity"}
    naming = [
        (place, column)
        for place, column in enumerate(course.seen.columns)
        if any(course.taken.get(name) is column for name in _NAMING)
    ]
    for _, column in naming:
        if column.alone and _are_ids(column) and not any(course.taken.get(name) is column for name in _SHARED):
            heading = form_of(column.column.heading)
            words = Text(f"“{heading}”各行都有且各不相同", f"{heading} is there in each row, each time another")
            return _key_guess(head | {"from": heading, "keep": True}, Confidence.SURE, words, column)
    pairs = [
        (one, other)
        for one, other in combinations([place for place, column in naming if column.filled == course.seen.records], 2)
    ]
    for one, other in telling_apart(course.seen.table, pairs)[:1]:
        first, second = (form_of(course.seen.columns[place].column.heading) for place in (one, other))
        words = Text(f"“{first}”与“{second}”合起来各不相同", f"{first} and {second} together are each time another")
        return _key_guess(head | {"template": f"{{{first}}} · {{{second}}}"}, Confidence.SURE, words)
    like = _code_like(course)
    if like is not None:
        heading = form_of(like.column.heading)
        words = Text(
            f"“{heading}”各行都有且各不相同，像是编号",
            f"{heading} is there in each row, each time another, and looks like a number of it",
        )
        return _key_guess(head | {"from": heading, "keep": True}, Confidence.LIKELY, words, like)
    words = Text(
        "没有编号各行都有且各不相同，用行号；下月的行号会变",
        "no number tells the rows apart: the row's place, which next month is another",
    )
    return _key_guess(head | {"template": "{number}"}, Confidence.LIKELY, words)


def _code_like(course: Course) -> ColumnSeen | None:
    """The first column without a field of its own whose values tell the records apart and look like numbers of them: letters and digits, and short."""
    plain = {guess.column for guess in course.guesses if "role" not in guess.rule and "type" not in guess.rule}
    for column in course.seen.columns:
        words = [text_of(value).strip() for value in column.values]
        if column.column.place in plain and column.alone and _are_ids(column) and all(map(_CODE.fullmatch, words)):
            return column
    return None


def _are_ids(column: ColumnSeen) -> bool:
    """Whether the values of a column can be ids: no figure that may have lost its digits, no word that says that there is none."""
    words = [text_of(value) for value in column.values]
    return not any(isinstance(value, float) for value in column.values) and not any(
        says_none(word) or is_spoilt(word) for word in words
    )


def _key_guess(rule: Mapping[str, Any], confidence: Confidence, words: Text, column: ColumnSeen | None = None) -> Guess:
    return Guess(
        rule=rule,
        column=0,
        confidence=confidence,
        evidence=words,
        samples=column.samples if column else (),
    )
