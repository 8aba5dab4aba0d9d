"""Power that is laid on."""

from __future__ import annotations

from gis.fields import Role
from gis.matching.rules.building.reaching import reaching
from gis.matching.rules.comparison import Comparison, recorded
from gis.text import Text

RULE = reaching(
    "power",
    Comparison(key="power_kva", has=recorded(Role.POWER)),
    mended=Text("电力扩容", "reinforce the power supply"),
)
