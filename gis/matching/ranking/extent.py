"""A demand against all that there is: who asks for more than the whole district has made a slip of the pen."""

from __future__ import annotations

from typing import Final

import numpy as np

from gis.errors import BadDemand
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.needs.areas import area_range, shown_area
from gis.matching.needs.project import AREA_BOUNDS, Project
from gis.matching.needs.vocabulary_words import BEYOND_WORDS
from gis.matching.rules.area import area_slack
from gis.matching.rules.kinds import kinds_left
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import SiteKind, Stock, stock_of
from gis.matching.sites.slots import Slot
from gis.text import Text

_EXTENT: Final = Slot[tuple[float, float]]()


def refuse_beyond_all(project: Project, inventory: Inventory, scheme: Scheme) -> None:
    """Refuse a demand whose least area, less the tolerance, exceeds all sites of every kind that could serve it, taken together.

    Where one area is unknown nobody can tell, and nothing is refused.

    Raises
    ------
    BadDemand
        With the area that there is in all, and the greatest single site.
    """
    slack = area_slack(scheme)
    kinds = kinds_left(project, scheme)
    beyond = [kind for kind in kinds if _beyond(project, stock_of(inventory, kind), slack)]
    if beyond and len(beyond) == len(kinds):
        raise _refusal(project, stock_of(inventory, beyond[0]))


def _beyond(project: Project, stock: Stock, slack: float) -> bool:
    low, _ = area_range(project, stock.kind)
    total, _ = _extent(stock)
    return low is not None and len(stock) > 0 and low * (1 - slack) > total


def _extent(stock: Stock) -> tuple[float, float]:
    """All areas together and the greatest, in m²; NaN where one is unknown."""
    areas = stock.number(Role.AREA)
    return _EXTENT.of(stock, lambda: (float(np.sum(areas)), float(np.max(areas, initial=0.0))))


def _refusal(project: Project, stock: Stock) -> BadDemand:
    kind: SiteKind = stock.kind
    low, (total, greatest) = area_range(project, kind)[0] or 0.0, _extent(stock)
    asked, there, single = (shown_area(area, kind) for area in (low, total, greatest))
    key, _ = AREA_BOUNDS[kind]
    return BadDemand(
        Text(
            f"{key} 要求 {asked.zh}，全部{BEYOND_WORDS[kind].zh}合计只有 {there.zh}",
            f"{key} asks for {asked.en}, all {BEYOND_WORDS[kind].en} together is {there.en}",
        ),
        Text(
            f"请核对单位（m²）与小数点；单个最大 {single.zh}",
            f"check the unit (m²) and the decimal point; the greatest single site has {single.en}",
        ),
        key=key,
    )
