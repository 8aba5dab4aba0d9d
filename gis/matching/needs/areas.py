"""Areas that a project asks, and how they are read: land in 亩, floor space in m²."""

from __future__ import annotations

from typing import Final

from gis.matching.needs.project import AREA_BOUNDS, Project
from gis.matching.sites.candidates import FLOOR, LAND, SiteKind
from gis.text import Text
from gis.units import MU, UNITS, figure, mu_bound, mu_figure

RANGES: Final[dict[SiteKind, Text]] = {LAND: Text("用地", "land"), FLOOR: Text("建筑面积", "floor area")}
"""What the range of area of a kind of site is called."""


def area_range(project: Project, kind: SiteKind) -> tuple[float | None, float | None]:
    """The range of area that a project asks of a kind of site, in m²."""
    low, high = AREA_BOUNDS[kind]
    return getattr(project, low), getattr(project, high)


def least_area(project: Project, kind: SiteKind) -> float | None:
    """The least area that a project asks of a kind of site, in m²; None where it asks none."""
    return area_range(project, kind)[0]


def asks_area(project: Project, kind: SiteKind) -> bool:
    """Whether a project asks any area of a kind of site."""
    return area_range(project, kind) != (None, None)


def shown_area(area_m2: float, kind: SiteKind) -> Text:
    """Land in 亩, floor space in m²."""
    if kind == LAND:
        return Text(f"{mu_figure(area_m2)} {MU.zh}", f"{mu_figure(area_m2)} {MU.en}")
    return Text(f"{figure(area_m2)} m²", f"{figure(area_m2)} m²")


def shown_range(low: float | None, high: float | None, kind: SiteKind) -> Text:
    """A range of area, "40–80 亩", "≥ 8,000 m²"."""

    def number(area: float) -> str:
        return mu_bound(area) if kind == LAND else figure(area)

    unit = MU if kind == LAND else UNITS["m2"].label
    if low is not None and high is not None:
        span = number(low) if low == high else f"{number(low)}–{number(high)}"
    else:
        span = f"≥ {number(low)}" if low is not None else f"≤ {number(high or 0.0)}"
    return Text(f"{span} {unit.zh}", f"{span} {unit.en}")
