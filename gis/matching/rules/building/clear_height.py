"""Clear height under the slab."""

from __future__ import annotations

from gis.fields import Role
from gis.matching.rules.building.reaching import reaching
from gis.matching.rules.comparison import Comparison, of_one_floor
from gis.matching.sites.candidates import FLOOR

RULE = reaching("clear_height", Comparison(key="clear_height_m", has=of_one_floor(Role.CLEAR_HEIGHT), kinds=(FLOOR,)))
