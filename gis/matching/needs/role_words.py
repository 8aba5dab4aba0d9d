"""What a value of a role is called where no layer has a field for it, so that it can be said that it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gis.fields import Role
from gis.text import Text

ROLE_WORDS: Final[Mapping[Role, Text]] = {
    Role.USAGE: Text("用途", "land use"),
    Role.AREA: Text("面积", "area"),
    Role.STATUS: Text("状态", "status"),
    Role.PARK: Text("园区", "park"),
    Role.FLOOR: Text("楼层", "the floor"),
    Role.TITLE_STATUS: Text("产权", "title"),
    Role.FAR_MAX: Text("容积率上限", "greatest floor-area ratio"),
    Role.DENSITY_MAX: Text("建筑系数上限", "greatest coverage"),
    Role.HEIGHT_LIMIT: Text("限高", "height limit"),
    Role.SERVICES: Text("配套", "services"),
    Role.BLOCKERS: Text("阻碍", "blockers"),
    Role.BLOCKER_MONTHS: Text("阻碍清除月数", "months to clear blockers"),
    Role.POWER: Text("电力", "power"),
    Role.CLEAR_HEIGHT: Text("净高", "clear height"),
    Role.FLOOR_LOAD: Text("楼面荷载", "floor load"),
    Role.CRANE: Text("行车", "crane"),
    Role.LIFT: Text("货梯", "freight lift"),
    Role.COLUMN_GRID: Text("柱网", "column grid"),
    Role.FIRE_CLASS: Text("火灾危险性", "fire-hazard class"),
    Role.AVAILABLE_FROM: Text("可用日期", "date of availability"),
    Role.MIN_LET: Text("起租面积", "smallest letting"),
    Role.HELD_BY: Text("意向预留", "holds"),
    Role.HELD_UNTIL: Text("预留期限", "end of the hold"),
    Role.SEIZURE: Text("查封", "seizure"),
    Role.MORTGAGE: Text("抵押", "mortgage"),
}


def role_words(role: Role) -> Text:
    """What a role's value is called; a role without words by its own name."""
    return ROLE_WORDS.get(role, Text(str(role), str(role)))
