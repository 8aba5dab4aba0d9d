"""What the values of one record have to agree in, as the headings of a ledger say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gis.intake.columns_seen import ColumnSeen
from gis.intake.guesses import SECTION_SLOT, Course, Guess, figure_of
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
        whole = next(
            (
                c
                for c in reversed(course.seen.columns)
                if c.column.place < parts[0].column.place and _is_sum(course, c, parts)
            ),
            None,
        )
        if whole is not None:
            yield Check(
                rule={
                    "kind": "sum",
                    "field": by_column[whole.column.place].name,
                    "parts": [by_column[part.column.place].name for part in parts],
                },
                evidence=Text("各项之和即总数", "the parts make up the whole"),
            )


def _is_sum(course: Course, whole: ColumnSeen, parts: Sequence[ColumnSeen]) -> bool:
    places = [course.seen.columns.index(part) for part in (whole, *parts)]
    right = asked = 0
    for line in course.seen.table.lines():
        figures = [figure_of(line.cells[place]) for place in places]
        if line.kind is not RowKind.RECORD or None in figures:
            continue
        asked += 1
        known = [figure for figure in figures if figure is not None]
        right += abs(known[0] - sum(known[1:])) < _CENT * max(1.0, abs(known[0]))
    return asked > 0 and right >= _AGREEING * asked
