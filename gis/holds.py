"""Reservations laid over layers: a plot or floor that is held as a whole says who holds it and until when, whatever the ledger says.

What the ledger says stays as it is recorded; shapes and rows are the same. A part of a floor changes none of its values: who asks for room
takes it off (:mod:`gis.matching.sites.candidates`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from gis.columns import Column, DateColumn, Rows, TextColumn, Value
from gis.fields import Role
from gis.layer import Feature, Layer
from gis.reservation import Reservation, Standing
from gis.vocabulary import InsertedWords


@dataclass(frozen=True, kw_only=True)
class Held:
    """What one reservation holds of one plot or floor: all of it, or some square metres."""

    by: Reservation
    area_m2: float | None

    @property
    def landed(self) -> bool:
        """Whether its holder has come, so that it has no end."""
        return self.by.standing is Standing.LANDED

    @property
    def until(self) -> str | None:
        """The last day as a layer says it; None where it has no end."""
        return None if self.landed else self.by.until.isoformat()


Holds = Mapping[str, Mapping[str, tuple[Held, ...]]]
"""By collection and id, what is held of each."""
NONE: Final[Holds] = {}


def holds_on(reservations: Iterable[Reservation], day: dt.date) -> Holds:
    """What is held on a day: a reservation ends by itself at the midnight after its last day."""
    found: dict[str, dict[str, tuple[Held, ...]]] = {}
    for reservation in reservations:
        for item in reservation.items if reservation.holds_on(day) else ():
            items = found.setdefault(item.collection, {})
            items[item.id] = (*items.get(item.id, ()), Held(by=reservation, area_m2=item.area_m2))
    return found


def but_parts_of(holds: Holds, holder: str) -> Holds:
    """The same without the parts of floors that one holder has: to himself they are free. The same object where he has none."""
    mine = [held for items in holds.values() for each in items.values() for held in each if _is_part(held, holder)]
    if not mine:
        return holds
    return {
        collection: {key: tuple(held for held in each if not _is_part(held, holder)) for key, each in items.items()}
        for collection, items in holds.items()
    }


def _is_part(held: Held, holder: str) -> bool:
    return held.area_m2 is not None and held.by.project_id == holder


def wholly(held: Iterable[Held]) -> Held | None:
    """The one that holds all of it; None where nobody does."""
    return next((each for each in held if each.area_m2 is None), None)


def parts_m2(held: Iterable[Held]) -> float:
    """How many square metres are held in parts."""
    return sum(each.area_m2 or 0.0 for each in held)


def laid_over(layer: Layer, held: Mapping[str, tuple[Held, ...]]) -> Layer:
    """A layer whose rows say who holds them as a whole; the same object where nobody holds any."""
    whole = {layer.row_of[key]: one for key, each in held.items() if key in layer.row_of and (one := wholly(each))}
    if not whole:
        return layer
    rows = np.array(sorted(whole), dtype=np.intp)
    said = [_values(layer, whole[row]) for row in rows.tolist()]
    columns = {name: _with(layer.columns[name], rows, [each[name] for each in said]) for name in said[0]}
    return layer.restated(columns, rows)


def feature_laid_over(layer: Layer, feature: Feature, held: Iterable[Held]) -> Feature:
    """The same of one feature of a layer, which need not be in it as it is."""
    whole = wholly(held)
    return feature if whole is None else feature._replace(properties={**feature.properties, **_values(layer, whole)})


def _values(layer: Layer, whole: Held) -> dict[str, Value]:
    """By field, what a feature says that is held as a whole; a column of another type than these roles have is left as it is."""
    said: dict[Role, Value] = {Role.HELD_BY: whole.by.holder, Role.HELD_UNTIL: whole.until}
    if (state := held_state(layer)) is not None:
        said[Role.STATUS] = state
    names = {role: entry.name for role, entry in layer.collection.by_role.items() if role in said}
    return {
        name: said[role] for role, name in names.items() if isinstance(layer.columns[name], TextColumn | DateColumn)
    }


def held_state(layer: Layer) -> str | None:
    """The code of the state of being held, where the layer's list of states has one."""
    entry = layer.collection.by_role.get(Role.STATUS)
    codes = layer.codelists.get(entry.name) if entry is not None else None
    return next((code.code for code in codes.codes if code.meaning == "held"), None) if codes else None


def _with(column: Column, rows: Rows, values: list[Value]) -> Column:
    """A column with other values in some rows."""
    texts = [None if value is None else str(value) for value in values]
    match column:
        case TextColumn():
            grown = InsertedWords(column.vocabulary, [text for text in texts if text is not None])
            codes = grown.moved(column.codes.astype(np.int32)).astype(np.int32)
            places = [-1 if text is None else grown.place(text) for text in texts]
            codes[rows] = np.array(places, dtype=np.int32)
            return TextColumn.of(codes, grown if grown.extra else column.vocabulary)
        case DateColumn():
            days = column.values.copy()
            days[rows] = DateColumn(texts).values
            return DateColumn(days)
    return column
