"""What ledgers call their columns, and what each means here: the tables of ``known_headings.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from gis.catalog import Kind
from gis.errors import MappingError
from gis.fields import DType, Field, Role
from gis.intake.cleaning.measures import measure_of
from gis.intake.header import PATH
from gis.intake.row_kinds import OF_WHICH, words_of
from gis.reading.files import open_toml
from gis.reading.reader import Reader
from gis.reading.shapes import among, choice, flag, listed, plain, table
from gis.text import Text
from gis.units import UNITS

FILE: Final = Path(__file__).with_name("known_headings.toml")
_WRITTEN_BRACKET: Final = re.compile(r"[(（\[［【][^()（）\[\]［］【】]*[)）\]］】]")
_BRACKET: Final = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_UNIT_LEAD: Final = "单位:"
_AREA: Final = "面积"
_CUT: Final = (9, 10)
"""Bytes that a DBF leaves of a longer heading: ten, or nine where the tenth would be half a character."""


@dataclass(frozen=True, kw_only=True)
class KnownLedger:
    """A kind of ledger: the words of its title that tell it, and what its rows are.

    ``constants`` are values that all of its rows have, by the name of a field; ``supposed`` says that its title makes them likely and no more.
    ``existing`` says that its figures are of what stands, and not of what is planned.
    ``looked_up_unless`` are the words of headings without which it is no stock, and other ledgers are looked up in it; none where it is stock always.
    """

    id: str
    words: tuple[str, ...]
    kind: Kind
    title: Text
    constants: Mapping[str, str]
    supposed: bool = False
    existing: bool = False
    looked_up_unless: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class KnownField:
    """A field that ledgers of some kinds of layer have, and the headings that they give it.

    Parameters
    ----------
    headings
        Compared without width, case and blanks, and without their units.
    unknown
        Words that say nothing of the field.
    lower
        The field that takes the lower end where a cell has two.
    instead
        The field whose role this one takes where a ledger does not have that field.
    at_most
        The field that its figure cannot be above.
    beside
        Whether it is told by a column that has a field of its own besides.
    section
        Whether the titles of sections say it.
    identifier
        The form of its values where it is checked, as a mapping names it.
    planned
        Of the headings those that mean it only where a ledger is of what is planned.
    bounded
        Whether it is meant only where cells state a bound or a range: a figure alone may be either end, or neither.
    by_values
        Whether its headings say too little, so that the words below them have to be those of its code list.
    flag
        Whether it is a yes or a no where its cells are such, and a text where they say more.
    """

    field: Field
    kinds: frozenset[Kind]
    headings: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    lower: str = ""
    instead: str = ""
    at_most: str = ""
    beside: bool = False
    section: bool = False
    identifier: str = ""
    planned: tuple[str, ...] = ()
    bounded: bool = False
    by_values: bool = False
    flag: bool = False

    @cached_property
    def folded(self) -> frozenset[str]:
        """The headings as they are compared."""
        return frozenset(map(folded_words, self.headings))

    @cached_property
    def folded_plans(self) -> frozenset[str]:
        """Those of what is planned alone, as they are compared."""
        return frozenset(map(folded_words, self.planned))


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that is known of ledgers."""

    ledgers: tuple[KnownLedger, ...]
    fields: tuple[KnownField, ...]

    def of_kind(self, kind: Kind) -> tuple[KnownField, ...]:
        """The fields that ledgers of a kind may have."""
        return tuple(one for one in self.fields if kind in one.kinds)


@cache
def read_known() -> Known:
    """The tables, read once."""
    reader = open_toml(MappingError, FILE)
    reader.refuse_others(("ledgers", "fields"))
    return Known(
        ledgers=tuple(map(_ledger, reader.parts("ledgers"))), fields=tuple(map(_known_field, reader.parts("fields")))
    )


def _ledger(reader: Reader[MappingError]) -> KnownLedger:
    return KnownLedger(
        id=reader.read("id", plain),
        words=reader.read("words", listed(str)),
        kind=reader.read("kind", choice(Kind)),
        title=reader.read_title(english=True),
        constants=reader.read_or("constants", table, {}),
        supposed=reader.read_or("supposed", flag, default=False),
        existing=reader.read_or("existing", flag, default=False),
        looked_up_unless=reader.read_or("looked_up_unless", listed(str), ()),
    )


def _known_field(reader: Reader[MappingError]) -> KnownField:
    field = Field(
        name=reader.read("name", plain),
        dtype=reader.read_or("type", choice(DType), DType.TEXT),
        title=reader.read_title(english=True),
        unit=reader.read_or("unit", among(UNITS), None),
        role=reader.read_or("role", choice(Role), None),
        codelist=reader.read_or("codelist", plain, None),
        group=reader.read_or("group", plain, ""),
        past=reader.read_or("past", flag, default=False),
    )
    return KnownField(
        field=field,
        kinds=frozenset(reader.read_or("kinds", listed(choice(Kind)), tuple(Kind))),
        headings=reader.read("headings", listed(str)),
        unknown=reader.read_or("unknown", listed(str), ()),
        lower=reader.read_or("lower", plain, ""),
        instead=reader.read_or("instead", plain, ""),
        at_most=reader.read_or("at_most", plain, ""),
        beside=reader.read_or("beside", flag, default=False),
        section=reader.read_or("section", flag, default=False),
        identifier=reader.read_or("identifier", plain, ""),
        planned=reader.read_or("planned", listed(str), ()),
        bounded=reader.read_or("bounded", flag, default=False),
        by_values=reader.read_or("by_values", flag, default=False),
        flag=reader.read_or("flag", flag, default=False),
    )


def folded_words(text: str) -> str:
    """Words as they are compared: without width, case and blanks.

    >>> folded_words("开工（计划开工） 时间"), folded_words("Plot ratio")
    ('开工(计划开工)时间', 'plotratio')
    """
    return words_of(text).casefold()


def bare_headings(path: str) -> tuple[str, ...]:
    """What a column is called without its units, the nearest first: its own heading, then with the group above it.

    A heading that is nothing but a unit of areas is that of an area.

    >>> bare_headings("土地面积 / 平方米"), bare_headings("投资情况（万元） / 总投资"), bare_headings("土地面积_亩"), bare_headings("Hectares")
    (('土地面积',), ('总投资', '投资情况/总投资'), ('土地面积',), ('面积',))
    """
    parts = [bare for bare in map(_bare, path.split(PATH)) if bare]
    if not parts:
        measure = measure_of(path.rpartition(PATH)[2])
        return (_AREA,) if measure is not None and measure.kind == "area" else ()
    return tuple(dict.fromkeys((parts[-1], "/".join(parts))))


def _bare(part: str) -> str:
    """One heading without the unit that it names, in brackets, behind a ``_`` or by itself."""
    folded = folded_words(part).removeprefix(OF_WHICH).removeprefix(":")
    stem, line, tail = folded.rpartition("_")
    if line and measure_of(tail) is not None:
        folded = stem
    folded = _BRACKET.sub(lambda found: "" if _is_unit(found[0][1:-1]) else found[0], folded)
    return "" if measure_of(folded) is not None else folded


def is_part(path: str) -> bool:
    """Whether a heading says that its figures are parts of others.

    >>> is_part("其中：闲置面积（㎡）"), is_part("建筑面积 / 其中：闲置面积"), is_part("闲置面积")
    (True, True, False)
    """
    return any(folded_words(part).startswith(OF_WHICH) for part in path.split(PATH))


def _is_unit(words: str) -> bool:
    parts = re.split("[,、;]", folded_words(words))
    return all(measure_of(word.removeprefix(_UNIT_LEAD)) is not None for word in parts)


def unitless(path: str) -> str:
    """A heading as it is written, without the units that it names: its figures are in the field's.

    >>> unitless("占地面积（亩）"), unitless("投资情况（万元） / 总投资"), unitless("土地面积 / 亩"), unitless("面积_公顷"), unitless("亩")
    ('占地面积', '投资情况 / 总投资', '土地面积', '面积', '面积')
    """
    parts = [bare for bare in map(_without_unit, path.split(PATH)) if bare]
    return PATH.join(parts) or (bare_headings(path) or (path,))[0]


def _without_unit(part: str) -> str:
    if measure_of(part) is not None:
        return ""
    stem, line, tail = part.rpartition("_")
    plain = stem if line and measure_of(tail) is not None else part
    return _WRITTEN_BRACKET.sub(lambda found: "" if _is_unit(found[0][1:-1]) else found[0], plain).strip()


def fields_called(path: str, known: Sequence[KnownField]) -> Iterator[tuple[KnownField, bool]]:
    """The fields that a heading may mean, and whether it is cut: DBF keeps ten bytes of a heading."""
    names = bare_headings(path)
    whole = False
    for entry in known:
        if not entry.folded.isdisjoint(names):
            whole = True
            yield entry, False
    # A heading of three characters has nine bytes: what is known as it stands is not cut.
    for entry in () if whole else known:
        if any(_cut_of(name, heading) for name in names[:1] for heading in entry.folded):
            yield entry, True


def _cut_of(name: str, heading: str) -> bool:
    return (
        name != heading
        and heading.startswith(name)
        and any(len(name.encode(encoding, "replace")) in _CUT for encoding in ("gbk", "utf-8"))
    )


def ledger_called(texts: Sequence[str], known: Known) -> tuple[KnownLedger, str] | None:
    """The kind of ledger that titles tell, and the words that tell it: the longest that stands in any."""
    folded = [folded_words(text) for text in texts]
    told = [
        (len(word), ledger, word)
        for ledger in known.ledgers
        for word in ledger.words
        if any(folded_words(word) in text for text in folded)
    ]
    if not told:
        return None
    _, ledger, word = max(told, key=lambda entry: entry[0])
    return ledger, word
