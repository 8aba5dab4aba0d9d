"""How long a site makes one wait: its blockers, and the usual time of its route."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

import numpy as np

from gis.fields import Role
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import NO, YES, Numbers
from gis.matching.sites.candidates import LAND, Sites

DAYS_A_MONTH: Final = 30.44


def months_to_clear(sites: Sites) -> Numbers:
    """Months that each site's blockers take: 0 without any, NaN where blockers or months are unknown."""
    none = sites.coded(Role.BLOCKERS).judged(lambda word: int(not word))
    return np.where(none == YES, 0.0, np.where(none == NO, sites.number(Role.BLOCKER_MONTHS), np.nan))


def months_by_route(sites: Sites, scheme: Scheme) -> Numbers:
    """Usual months of each site's supply route; NaN where its status is unknown or cannot be had, 0 for floors."""
    if sites.kind != LAND:
        return np.zeros(len(sites))

    def months(status: Hashable) -> float:
        route = scheme.supply.get(str(status))
        return route.months if route else np.nan

    return sites.coded(Role.STATUS).measured(months)
