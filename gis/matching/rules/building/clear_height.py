"""Clear height under the slab."""

from __future__ import annotations

from gis.fields import Role
from gis.matching.rules.building.reaching import reaching
from gis.matching.rules.comparison import Comparison, recorded
from gis.matching.sites.candidates import FLOOR

RULE = reaching("clear_height", Comparison(key="clear_height_m", has=recorded(Role.CLEAR_HEIGHT), kinds=(FLOOR,)))
