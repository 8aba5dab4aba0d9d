"""Floors from idle to landed: by what their state means, and by who holds them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.dashboard.asked import Asking, with_ids, without_ids
from gis.dashboard.counting import TO_CHECK, Areas, State, break_down, figure_of
from gis.dashboard.report import Pipeline
from gis.fields import Role
from gis.holds import Held, parts_m2, wholly
from gis.inventory import Inventory
from gis.layer import Layer
from gis.text import Text

_BY: Final = (Role.PARK, Role.KIND, Role.OWNER)
_IDLE: Final = Text("闲置", "idle")
_HELD: Final = Text("预留", "held")
_LANDED: Final = Text("入驻", "landed")
_OTHER: Final = Text("其他状态", "other states")


def pipeline_of(inventory: Inventory, layer: Layer) -> Pipeline:
    """The floors of a layer by state, as a whole and by park, kind and owner."""
    holds, areas = inventory.holds.get(layer.id, {}), Areas(layer)
    landed = {key for key, held in holds.items() if (one := wholly(held)) and one.landed}
    landed_parts = {key: [each for each in held if each.landed] for key, held in holds.items() if not wholly(held)}
    held_parts = {key: [each for each in held if not each.landed] for key, held in holds.items() if not wholly(held)}
    taken = _square_metres(layer, landed_parts), _square_metres(layer, held_parts)
    status = Asking(layer, Role.STATUS)
    free, held = status.among(status.meaning("free")), status.among(status.meaning("held"))
    in_part = with_ids(layer, (key for key, parts in held_parts.items() if parts))
    moved_in = with_ids(layer, (*landed, *(key for key, parts in landed_parts.items() if parts)))
    wholly_held = held & without_ids(layer, landed)
    states = (
        State(key="idle", title=_IDLE, asked=free, areas=Areas(layer, taken[0] + taken[1])),
        State(key="held", title=_HELD, asked=wholly_held | in_part, areas=_shared(layer, wholly_held.mask, taken[1])),
        State(
            key="landed",
            title=_LANDED,
            asked=moved_in,
            areas=_shared(layer, with_ids(layer, landed).mask, taken[0]),
        ),
        State(
            key="other",
            title=_OTHER,
            asked=status.beside((*status.meaning("free"), *status.meaning("held"))),
            areas=areas,
        ),
        State(key=None, title=TO_CHECK, asked=status.unknown, areas=areas),
    )
    broken = (break_down(layer, role, states, areas) for role in _BY)
    return Pipeline(
        collection=layer.id,
        states=tuple(figure_of(layer, state) for state in states),
        breakdowns=tuple(each for each in broken if each is not None),
    )


def _square_metres(layer: Layer, parts: dict[str, list[Held]]) -> NDArray[np.float64]:
    """What is held in parts of each row, in m², shape (n,)."""
    taken = np.zeros(len(layer))
    for key, held in parts.items():
        if key in layer.row_of:
            taken[layer.row_of[key]] = parts_m2(held)
    return taken


def _shared(layer: Layer, whole: NDArray[np.bool_], parts: NDArray[np.float64]) -> Areas:
    """Areas of which a state has all in some rows, and in others what is held in parts."""
    areas = Areas(layer)
    areas.values = np.where(whole, areas.values, parts)
    areas.measured = areas.measured | (parts > 0)
    return areas
