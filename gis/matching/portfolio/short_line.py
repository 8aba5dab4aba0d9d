"""A line of the shortage: so many places of a class are short, what is asked of them, and what fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gis.matching.sites.candidates import SiteKind
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A figure that some projects ask at least, or a class that they have: its key in a demand, title, unit and extremes, and how many ask it."""

    key: str
    title: Text
    unit: str
    projects: int
    low: float = 0.0
    high: float = 0.0
    codes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        value = {"codes": list(self.codes)} if self.codes else {"min": self.low, "max": self.high, "unit": self.unit}
        return {"key": self.key, **self.title.as_dict(), **value, "projects": self.projects}


@dataclass(frozen=True, kw_only=True)
class Failing:
    """What keeps some projects away: a rule that their nearest sites fail most, or that their sites are gone; and how many projects."""

    code: str
    title: Text
    projects: int

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {"code": self.code, **self.title.as_dict(), "projects": self.projects}


@dataclass(frozen=True, kw_only=True)
class ShortLine:
    """How much of which class of space the unplaced projects ask at least; ``use`` is the use of floors, None on land."""

    kind: SiteKind
    code: str
    words: Text
    area_m2: float
    projects: tuple[str, ...]
    use: str | None
    asked: tuple[Asked, ...]
    failing: tuple[Failing, ...]

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {
            "kind": self.kind,
            "code": self.code,
            **self.words.as_dict(),
            "area_m2": self.area_m2,
            "projects": list(self.projects),
            "count": len(self.projects),
            "use": self.use,
            "asked": [each.as_dict() for each in self.asked],
            "failing": [each.as_dict() for each in self.failing],
        }
