"""The shapes that an import keeps, looked at together: one place under two ids, and registered areas that are not those of their shapes."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

import numpy as np

from gis.fields import Role
from gis.findings import Grade
from gis.intake.identities import RowPlace
from gis.intake.mapping import Mapping as Plan
from gis.intake.report import ImportReport
from gis.io import bounds
from gis.overlaps import DRAWN_ONCE, copies, copy_words
from gis.plausibility import UNIT, gaps_in

_UNKNOWN: Final = float("nan")


class KeptShapes:
    """What is kept of each shape until all of them are there."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._area = plan.rule_of(Role.AREA) if plan.draws_area else None
        self._places: list[RowPlace] = []
        self._shapes: list[Any] = []
        self._registered: list[float] = []
        self._measured: list[float] = []

    def add(self, place: RowPlace, shape: Any, values: dict[str, Any], measured: float) -> None:
        """Keep a shape in stored degrees, with its area in m²."""
        registered = values.get(self._area.field.name) if self._area else None
        self._places.append(place)
        self._registered.append(_UNKNOWN if registered is None else float(registered))
        self._measured.append(measured)
        if self._plan.kind in DRAWN_ONCE:
            self._shapes.append(shape)

    def compare(self, report: ImportReport) -> None:
        """List what is found when all are there."""
        ids = [str(place.key) for place in self._places]
        gaps, common = gaps_in(ids, np.array(self._registered), np.array(self._measured))
        if common is not None and self._area is not None:
            place = RowPlace(self._places[0].file, 0)
            report.doubts.append(place.finding("area-unit", "", common, UNIT, self._area.field.name, Grade.DOUBT))
        report.area_gaps += [self._places[gap.row].finding("area-gap", gap.shown, gap.text, gap.remedy) for gap in gaps]
        shapes = np.array(self._shapes, dtype=object)
        for first, second, apart in islice(copies(shapes, self._plan.metric_crs), bounds.MAX_UNUSABLE):
            text, remedy = copy_words(ids[first], ids[second], apart)
            place = self._places[second]
            report.doubts.append(place.finding("same-shape", ids[first], text, remedy, "geometry", Grade.DOUBT))
