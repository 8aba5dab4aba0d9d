"""The units that a sheet names above its headings: they are those of the columns that name none of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from gis.fields import Field
from gis.intake.cleaning.cleaned import IN_THE_CELL
from gis.intake.cleaning.measures import heading_unit, measure_of, measure_of_field
from gis.intake.columns_seen import ColumnSeen
from gis.intake.course import Course
from gis.intake.known import bare_headings, folded_words
from gis.text import Text

_LABELLED: Final = re.compile(
    r"单位:(?P<units>.+?)(?=[^,、;()]{0,4}单位:|制表|填表|填报|审核|日期|时间|截至|截止|联系|[)\]]|$)"
)
IS_FLOOR: Final = re.compile("建筑|房|空置|租|floor", re.IGNORECASE)
"""Headings of floor space, which has its own units beside those of land."""
_BETWEEN: Final = re.compile("[,、;和及]")


class UnitAbove(NamedTuple):
    """A unit that the sheet names for a column, whether nothing speaks against it, and the words for that."""

    word: str
    agreed: bool
    evidence: Text


def sheet_units(titles: Sequence[str]) -> Iterator[str]:
    """The units that a sheet names above its headings; an office that fills it in is none.

    >>> list(sheet_units(["供而未用土地清单", "单位：平方米、万元"])), list(sheet_units(["清单（面积单位：亩，金额单位：万元）"]))
    (['平方米', '万元'], ['亩', '万元'])
    >>> list(sheet_units(["填报单位：平安街道办事处"])), list(sheet_units(["单位：万平方米 填表日期：2024年6月"]))
    ([], ['万平方米'])
    """
    for title in titles:
        for found in _LABELLED.finditer(folded_words(title)):
            yield from (word for word in _BETWEEN.split(found["units"]) if measure_of(word) is not None)


def unit_above(course: Course, column: ColumnSeen, asked: Field) -> UnitAbove | None:
    """The unit above the headings that holds for a field; None where there is none of its kind.

    Floor space is never counted in 亩. Of two units of one kind neither holds, so that the cells have to name their own.
    """
    wanted = measure_of_field(asked)
    named: dict[object, str] = {}
    for words in sheet_units(course.titles):
        measure = measure_of(words)
        fits = measure is not None and wanted is not None and measure.kind == wanted.kind
        if fits and not (asked.unit == "m2" and "亩" in words):
            named.setdefault(measure, words)
    if not named:
        return None
    if len(named) > 1:
        shown = "、".join(named.values())
        return UnitAbove(
            IN_THE_CELL,
            agreed=False,
            evidence=Text(f"，表头上方写有几种单位：{shown}", f", the sheet names several units above: {shown}"),
        )
    word = next(iter(named.values()))
    evidence = Text(f"，表头上方写明单位{word}", f", the sheet names the unit {word} above")
    other = _otherwise(course, column, asked, word)
    if other is None:
        return UnitAbove(word, agreed=True, evidence=evidence)
    against = Text(f"{evidence.zh}，但“{other}”用的是另一单位", f"{evidence.en}, but {other} has another")
    return UnitAbove(word, agreed=False, evidence=against)


def _otherwise(course: Course, column: ColumnSeen, asked: Field, word: str) -> str | None:
    """The first heading that names another unit of the kind.

    That of the same figure, which is there in a second unit beside it, says nothing against it, nor does floor space beside land.
    """
    own, above = bare_headings(column.column.heading), measure_of(word)
    for other in course.seen.columns:
        heading = other.column.heading
        named = heading_unit(heading, asked)
        measure = None if named is None else measure_of(named)
        if (
            measure is not None
            and above is not None
            and measure.kind == above.kind
            and measure != above
            and bare_headings(heading)[:1] != own[:1]
            and not (asked.unit == "m2_land" and IS_FLOOR.search(heading))
        ):
            return heading
    return None
