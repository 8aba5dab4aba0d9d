"""The storey that is asked below the height limit."""

from __future__ import annotations

from gis.fields import Role
from gis.matching.rules.comparison import Comparison, missing, needed, recorded
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule
from gis.matching.sites.answers import UNKNOWN, Numbers
from gis.matching.sites.candidates import LAND
from gis.text import Text
from gis.units import plain


def _height_reason(q: Question, row: int, answer: int) -> Text:
    wanted, limit = _BELOW.bound_of(q), float(q.sites.number(Role.HEIGHT_LIMIT)[row])
    if answer == UNKNOWN:
        return to_check(Text("限高", "height limit"), needed(wanted, _BELOW.attribute.unit_words))
    gap = missing(answer, f"{plain(wanted - limit)} m", "低", "too low")
    return Text(
        f"限高 {plain(limit)} m，需 {plain(wanted)} m{gap.zh}",
        f"height limit {plain(limit)} m, {plain(wanted)} m needed{gap.en}",
    )


def _with_roof(q: Question, clear: Numbers) -> Numbers:
    return clear + q.number("roof_allowance_m")


_BELOW = Comparison(key="clear_height_m", has=recorded(Role.HEIGHT_LIMIT), bound=_with_roof, kinds=(LAND,))
RULE = Rule(
    id="height",
    kinds=(LAND,),
    compares=(_BELOW,),
    reason=_height_reason,
    numbers={"roof_allowance_m": 1.5},
    mended=lambda _q: Text("调整建筑限高", "raise the height limit"),
)
