"""What the values of one record have to agree in, as the headings of a ledger say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gis.intake.columns_seen import ColumnSeen
from gis.intake.course import Course, Guess, figure_of
from gis.intake.guesses import SECTION_SLOT
from gis.intake.header import PATH
from gis.intake.known import (
    bare_headings,
)
from gis.intake.mapping import SECTION
from gis.intake.row_kinds import RowKind
from gis.text import Text

_PARTS: Final = ("资金构成", "其中", "资金来源")
"""Words of a group heading whose columns are parts of another."""
_AGREEING: Final = 0.8
"""Of the records the share in which parts make up the whole, for a check to be proposed."""
_CENT: Final = 0.005


@dataclass(frozen=True, kw_only=True)
class Check:
    """What the values of one record have to agree in; proposed with its evidence."""

    rule: Mapping[str, Any]
    evidence: Text


def propose_checks(course: Course) -> Iterator[Check]:
    """What the headings say that belongs together: areas in two units, parts of a sum, a part and its whole, a section and its column."""
    by_column = {guess.column: guess for guess in course.guesses if guess.column}
    yield from _twice_measured(course, by_column)
    yield from _sums(course, by_column)
    for one in course.known:
        if one.at_most and one.field.name in course.taken and one.at_most in course.taken:
            yield Check(
                rule={"kind": "at_most", "field": one.field.name, "of": one.at_most},
                evidence=Text("部分不大于整体", "a part is no more than the whole"),
            )
    for guess in course.guesses:
        beside = course.taken.get(guess.name)
        if guess.rule.get("template") == SECTION_SLOT and beside is not None:
            yield Check(
                rule={"kind": "same", "field": by_column[beside.column.place].name, "as": SECTION},
                evidence=Text("本列与分节标题说的是同一件事", "the column and the titles of sections say the same"),
            )


def _twice_measured(course: Course, by_column: Mapping[int, Guess]) -> Iterator[Check]:
    """Two columns of one area, in m² and in 亩."""
    areas: dict[str, list[Guess]] = {}
    for column in course.seen.columns:
        guess = by_column.get(column.column.place)
        if guess and str(guess.rule.get("unit", "")).startswith("m2"):
            areas.setdefault(bare_headings(column.column.heading)[-1], []).append(guess)
    for guesses in areas.values():
        for other in guesses[1:]:
            yield Check(
                rule={"kind": "agree", "field": guesses[0].name, "with": other.name},
                evidence=Text("同一面积的两种单位", "one area in two units"),
            )


def _sums(course: Course, by_column: Mapping[int, Guess]) -> Iterator[Check]:
    """Columns below a group heading that says that they are parts, and the column left of them that is their sum."""
    groups: dict[str, list[ColumnSeen]] = {}
    for column in course.seen.columns:
        above = column.column.heading.split(PATH)[:-1]
        if above and any(word in above[-1] for word in _PARTS):
            groups.setdefault(PATH.join(above), []).append(column)
    for parts in groups.values():
        whole = _whole_of(course, parts)
        if whole is not None:
            yield Check(
                rule={
                    "kind": "sum",
                    "field": by_column[whole.column.place].name,
                    "parts": [by_column[part.column.place].name for part in parts],
                },
                evidence=Text("各项之和即总数", "the parts make up the whole"),
            )


def _whole_of(course: Course, parts: Sequence[ColumnSeen]) -> ColumnSeen | None:
    """The nearest column left of some whose figures are nearly always the sums of theirs, in one look at the records."""
    columns = course.seen.columns
    places = [columns.index(part) for part in parts]
    before = [place for place in reversed(range(len(columns))) if columns[place].column.place < parts[0].column.place]
    right: Counter[int] = Counter()
    asked: Counter[int] = Counter()
    for line in course.seen.table.lines():
        figures = [figure_of(line.cells[place]) for place in places] if line.kind is RowKind.RECORD else [None]
        known = [figure for figure in figures if figure is not None]
        if len(known) < len(figures):
            continue
        for place in before:
            whole = figure_of(line.cells[place])
            if whole is not None:
                asked[place] += 1
                right[place] += abs(whole - sum(known)) < _CENT * max(1.0, abs(whole))
    return next((columns[place] for place in before if asked[place] and right[place] >= _AGREEING * asked[place]), None)
