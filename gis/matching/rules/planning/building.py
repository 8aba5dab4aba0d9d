"""What a project builds on land."""

from __future__ import annotations

import numpy as np

from gis.fields import Role
from gis.matching.needs.project import Project
from gis.matching.rules.question import Question
from gis.matching.sites.answers import Numbers
from gis.matching.sites.candidates import LAND, SiteKind


def asks_floors(project: Project, kind: SiteKind) -> bool:
    """Whether a project asks floor area that it would build on land."""
    return kind == LAND and bool(project.floor_area_min_m2)


def due_of(q: Question, share: Numbers, greatest: Numbers) -> Numbers:
    """A share of each parcel's area that must be built on, 0 where there is no lower bound; NaN where the greatest is not known."""
    lowest = np.nan_to_num(share)
    due = np.where(lowest > 0, lowest * q.sites.number(Role.AREA), 0.0)
    return np.where(np.isnan(greatest), np.nan, due)
