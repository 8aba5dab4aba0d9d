"""What a freight lift brings up at once; a floor at street level needs none."""

from __future__ import annotations

import numpy as np

from gis.columns import Mask
from gis.fields import Role
from gis.matching.rules.building.reaching import reaching
from gis.matching.rules.comparison import Comparison, Quantity
from gis.matching.rules.question import Question
from gis.matching.sites.answers import Numbers
from gis.matching.sites.candidates import FLOOR, Sites
from gis.text import Text


def _at_ground(sites: Sites) -> Mask:
    """Floors at street level, which are loaded without a lift."""
    return np.asarray(sites.number(Role.FLOOR) == 1)


def _supply(sites: Sites) -> Numbers:
    """What can be brought up to each floor at once, in t: the lift's load, no bound at street level, NaN where unknown."""
    return np.where(_at_ground(sites), np.inf, sites.number(Role.LIFT))


def _reason(q: Question, row: int, answer: int) -> Text:
    if _at_ground(q.sites)[row]:
        return Text("首层，不需货梯", "at street level, no lift needed")
    return _LOAD.words(q, row, answer)


_LOAD = Comparison(key="lift_t", has=Quantity(name="lift supply", make=_supply), kinds=(FLOOR,))
RULE = reaching("lift", _LOAD, reason=_reason, rests_on=((Role.LIFT,),))
