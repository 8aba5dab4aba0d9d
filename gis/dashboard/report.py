"""The dashboard as a report: figures with their units and their lists, and of which layer, source and day they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from gis.plainly import Digits, Inline, LeftOut
from gis.text import Text

M2 = Annotated[float | None, Digits(2)]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """The list that a figure opens: its collection, and the filter in CQL2 text that lets its rows through; empty where all are meant."""

    collection: str
    filter: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Some rows, their area, and their list.

    Parameters
    ----------
    key
        The code, state or name that it counts; None for what is to be checked.
    area_m2
        Sum of the known areas, of floors what is left of them; None where the layer has no areas.
    area_mu
        The same of land in 亩.
    area_unknown
        Rows among them whose area is to be checked.
    """

    key: str | None
    title: Inline[Text]
    count: int
    area_m2: M2
    area_mu: LeftOut[M2] = None
    area_unknown: LeftOut[int | None] = None
    list: Listed


@dataclass(frozen=True, kw_only=True)
class UnknownField:
    """Rows of which a field is not known."""

    field: str
    figure: Inline[Figure]


@dataclass(frozen=True, kw_only=True)
class LayerStand:
    """A layer: what one of its rows and its areas are counted by, where it comes from, and what of it is missing or old.

    Parameters
    ----------
    area_unit
        ``m2`` of floors, ``m2_land`` of land, with 亩 beside it; None where the layer has no areas.
    as_of, days_old, stale
        The day at which it stands, days from it to the day of the question, and whether these are more than the folder allows; None where it states no day.
    to_check
        Rows of which at least one of ``missing`` is not known.
    old
        Rows that state a day of their own that is older than the folder allows.
    """

    collection: str
    title: Text
    noun: Text
    kind: str
    source: Text
    as_of: dt.date | None
    days_old: int | None
    stale: bool | None
    area_unit: str | None
    total: Figure
    not_located: Figure
    to_check: Figure
    missing: tuple[UnknownField, ...]
    old: Figure


@dataclass(frozen=True, kw_only=True)
class Row:
    """One value of a field, by state."""

    value: str | None
    title: Inline[Text]
    total: Figure
    states: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """The states by the values of a field, the largest first where they have no order; ``more`` counts values beyond those listed."""

    by: str
    field: str
    title: Inline[Text]
    rows: tuple[Row, ...]
    more: int


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """Floors from idle to landed. One that is held in part counts in both states, with the area that each has of it."""

    collection: str
    states: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...]


@dataclass(frozen=True, kw_only=True)
class Land:
    """Land by its status, and what lies idle by its clock; ``suspected`` is all of it that is suspected idle, None where no clock runs."""

    collection: str
    statuses: tuple[Figure, ...]
    clock: tuple[Figure, ...]
    suspected: Figure | None


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """What a blocker holds up, and the months that the procedure usually takes which settles it; None where none does."""

    blocker: str
    procedure: LeftOut[Text | None]
    months: LeftOut[float | None]
    figure: Inline[Figure]


@dataclass(frozen=True, kw_only=True)
class Department:
    """Blockers that one department clears; None where no procedure says which."""

    who: Text | None
    blockers: tuple[Blocked, ...]


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """The stock on the day of the question.

    Parameters
    ----------
    stale_after_days
        Days after which data is old.
    blockers_unknown
        Rows whose blockers are to be checked.
    """

    title: Text
    as_of: dt.date
    demonstration: Text | None
    stale_after_days: int
    layers: tuple[LayerStand, ...]
    floors: tuple[Pipeline, ...]
    land: tuple[Land, ...]
    departments: tuple[Department, ...]
    blockers_unknown: tuple[Figure, ...]
