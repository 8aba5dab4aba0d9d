"""What the crane lifts."""

from __future__ import annotations

from gis.fields import Role
from gis.matching.rules.building.reaching import reaching
from gis.matching.rules.comparison import Comparison, of_one_floor
from gis.matching.sites.candidates import FLOOR

RULE = reaching("crane", Comparison(key="crane_t", has=of_one_floor(Role.CRANE), kinds=(FLOOR,)))
