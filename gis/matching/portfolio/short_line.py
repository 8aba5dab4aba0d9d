"""A line of the shortage: so many places of a class are short, what is asked of them, and what fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NamedTuple

from gis.matching.sites.candidates import SiteKind
from gis.plainly import Inline, Key, LeftOut, Mark, reported
from gis.text import Text


class Span(NamedTuple):
    """The extremes of a figure that some projects ask, and its unit."""

    low: Annotated[float, Key("min")]
    high: Annotated[float, Key("max")]
    unit: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A figure that some projects ask at least, or a class that they have: its key in a demand, title, unit and extremes, and how many ask it."""

    key: str
    title: Inline[Text]
    codes: LeftOut[tuple[str, ...]] = ()
    span: Annotated[Span | None, Mark.INLINE, Mark.LEFT_OUT] = None
    projects: int


@dataclass(frozen=True, kw_only=True)
class Failing:
    """What keeps some projects away: a rule that their nearest sites fail most, or that their sites are gone; and how many projects."""

    code: str
    title: Inline[Text]
    projects: int


@dataclass(frozen=True, kw_only=True)
class ShortLine:
    """How much of which class of space the unplaced projects ask at least; ``use`` is the use of floors, None on land."""

    kind: SiteKind
    code: str
    words: Inline[Text]
    area_m2: float
    projects: tuple[str, ...]
    use: str | None
    asked: tuple[Asked, ...]
    failing: tuple[Failing, ...]

    @property
    @reported(after="projects")
    def count(self) -> int:
        """How many projects are short of it."""
        return len(self.projects)
