"""Load that the floor bears."""

from __future__ import annotations

from gis.fields import Role
from gis.matching.rules.building.reaching import reaching
from gis.matching.rules.comparison import Comparison, of_one_floor
from gis.matching.sites.candidates import FLOOR

RULE = reaching("floor_load", Comparison(key="floor_load_kn_m2", has=of_one_floor(Role.FLOOR_LOAD), kinds=(FLOOR,)))
