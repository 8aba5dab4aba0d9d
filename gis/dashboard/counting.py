"""Figures counted over columns: rows and areas under a mask, as a whole and by the values of a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask
from gis.dashboard.asked import Asked, Asking, all_rows, join_filters
from gis.dashboard.report import Breakdown, Figure, Listed, Row
from gis.fields import Field, Role
from gis.grouping import grouping
from gis.layer import Layer
from gis.text import Text
from gis.units import mu_from_m2

TO_CHECK: Final = Text("待核实", "to check")
ALL_ROWS: Final = Text("合计", "in all")
MOST_VALUES: Final = 50
"""Values of a field that are listed by themselves."""


class Areas:
    """The areas of a layer's rows in m², shape (n,), zero where they are not known."""

    def __init__(self, layer: Layer, taken: NDArray[np.float64] | None = None) -> None:
        field = layer.collection.by_role.get(Role.AREA)
        values = layer.numbers(Role.AREA)
        self.unit = field.unit if field else None
        self.land = bool(field and field.land)
        self.measured: Mask = ~np.isnan(values)
        self.values: NDArray[np.float64] = np.where(self.measured, values, 0.0)
        if taken is not None:
            self.values = np.maximum(self.values - taken, 0.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class State:
    """Some rows of a layer, what they are called, and the area that each has in it."""

    key: str | None
    title: Text
    asked: Asked
    areas: Areas


def figure_of(layer: Layer, state: State) -> Figure:
    """A state as a figure."""
    mask, areas = state.asked.mask, state.areas
    return _figure(
        layer,
        state,
        count=int(np.count_nonzero(mask)),
        area=float(areas.values[mask].sum()),
        unmeasured=int(np.count_nonzero(mask & ~areas.measured)),
        text=state.asked.text,
    )


def _figure(layer: Layer, state: State, *, count: int, area: float, unmeasured: int, text: str) -> Figure:
    measured = state.areas.unit is not None
    return Figure(
        key=state.key,
        title=state.title,
        count=count,
        area_m2=area if measured else None,
        area_mu=mu_from_m2(area) if state.areas.land else None,
        area_unknown=unmeasured if measured else None,
        list=Listed(collection=layer.id, filter=text),
    )


def figures_by(layer: Layer, role: Role, areas: Areas) -> tuple[Figure, ...]:
    """Rows by the values of a field in the order of its list, those that have none at the end as to check; without the role all are."""
    asking = Asking(layer, role)
    if asking.field is None:
        unknown = State(key=None, title=TO_CHECK, asked=asking.unknown, areas=areas)
        return (figure_of(layer, unknown),)
    whole = State(key=None, title=ALL_ROWS, asked=all_rows(layer), areas=areas)
    made = _Slots(layer, asking.field, asking, [whole])
    return tuple(made.figure(whole, slot) for slot in made.ordered())


def break_down(layer: Layer, role: Role, states: Sequence[State], areas: Areas) -> Breakdown | None:
    """States by the values of a field; None where the layer has no field of the role."""
    asking = Asking(layer, role)
    if asking.field is None:
        return None
    whole = State(key="all", title=ALL_ROWS, asked=all_rows(layer), areas=areas)
    made = _Slots(layer, asking.field, asking, [whole, *states])
    slots = made.ordered()
    rows = [
        Row(
            value=made.value(slot),
            title=made.title(slot),
            total=made.figure(whole, slot, named=False),
            states=tuple(made.figure(state, slot, named=False) for state in states),
        )
        for slot in slots[:MOST_VALUES]
    ]
    return Breakdown(
        by=role.value,
        field=asking.field.name,
        title=asking.field.title,
        rows=tuple(rows),
        more=len(slots) - len(rows),
    )


class _Slots:
    """Rows and areas of states by the values of a field: the unknown in slot 0, the values after it."""

    def __init__(self, layer: Layer, field: Field, asking: Asking, states: Sequence[State]) -> None:
        self._layer, self._asking = layer, asking
        self._field = field
        self._grouping = grouping(layer.columns[field.name])
        self._tallies = {id(state): self._tally(state) for state in states}
        self._first = states[0]

    def _tally(self, state: State) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.intp]]:
        count, area = self._grouping.tally(state.asked.mask, state.areas.values)
        unmeasured, _ = self._grouping.tally(state.asked.mask & ~state.areas.measured)
        return count, area, unmeasured

    def ordered(self) -> list[int]:
        """Slots with rows: listed codes in their order, others by area, the unknown last."""
        count, area, _ = self._tallies[id(self._first)]
        codelist = None if self._field.references else self._layer.codelists.get(self._field.name)
        rank = getattr(codelist, "rank", {})
        names = self._grouping.names

        def place(slot: int) -> tuple[bool, int, float, int]:
            return slot == 0, rank.get(names[slot - 1], len(rank)) if slot else 0, -area[slot], -int(count[slot])

        return sorted(np.flatnonzero(count).tolist(), key=place)

    def value(self, slot: int) -> str | None:
        """The value of a slot; None for unknown."""
        return self._grouping.names[slot - 1] if slot else None

    def title(self, slot: int) -> Text:
        """What the value of a slot is called."""
        return self._layer.words(self._field.name, self.value(slot)) if slot else TO_CHECK

    def figure(self, state: State, slot: int, *, named: bool = True) -> Figure:
        """A state of the rows of a slot, called by its value or else by the state."""
        value = self.value(slot)
        own = self._asking.unknown if value is None else self._asking.among([value])
        count, area, unmeasured = self._tallies[id(state)]
        spoken = State(key=value, title=self.title(slot), asked=own, areas=state.areas) if named else state
        return _figure(
            self._layer,
            spoken,
            count=int(count[slot]),
            area=float(area[slot]),
            unmeasured=int(unmeasured[slot]),
            text=join_filters(state.asked.text, own.text),
        )
