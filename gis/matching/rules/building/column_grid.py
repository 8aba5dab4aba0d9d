"""Distance of columns, the smaller way."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Final

import numpy as np

from gis.fields import Role
from gis.matching.rules.building.reaching import reaching
from gis.matching.rules.comparison import Comparison, Quantity, missing
from gis.matching.rules.question import Question, to_check
from gis.matching.sites.answers import UNKNOWN, Numbers
from gis.matching.sites.candidates import FLOOR, Sites
from gis.text import Text
from gis.units import plain

_SPAN: Final = re.compile(r"\d+(?:\.\d+)?")
_MILLIMETRES: Final = 200.0
"""From this figure on a span is read as millimetres: drawings say 8400×8400."""


def smaller_span(grid: Hashable) -> float:
    """The smaller distance of columns that a grid names, in metres; NaN where it names none.

    Examples
    --------
    >>> smaller_span("9×24 m"), smaller_span("8400*8400"), smaller_span(7.5)
    (9.0, 8.4, 7.5)
    """
    spans = [float(found) for found in _SPAN.findall(str(grid))]
    known = [span / 1000 if span >= _MILLIMETRES else span for span in spans if span > 0]
    return min(known, default=np.nan)


def column_spans(sites: Sites) -> Numbers:
    """The smaller distance of columns of each site, in metres, NaN where unknown."""
    return sites.coded(Role.COLUMN_GRID).measured(smaller_span)


def _reason(q: Question, row: int, answer: int) -> Text:
    wanted, has = float(q.project.column_grid_m or 0.0), float(column_spans(q.sites)[row])
    if answer == UNKNOWN:
        return to_check(Text("柱网", "column grid"), Text(f"柱距需 ≥ {plain(wanted)} m", f"≥ {plain(wanted)} m needed"))
    gap, shown = missing(answer, plain(wanted - has)), q.sites.words(row, Role.COLUMN_GRID)
    return Text(
        f"柱网 {shown.zh}，最小柱距 {plain(has)} m，需 {plain(wanted)}{gap.zh}",
        f"column grid {shown.en}, smaller spacing {plain(has)} m, {plain(wanted)} needed{gap.en}",
    )


RULE = reaching(
    "column_grid",
    Comparison(key="column_grid_m", has=Quantity(name="column spans", make=column_spans, kept=False), kinds=(FLOOR,)),
    reason=_reason,
    reads=frozenset({Role.COLUMN_GRID}),
)
