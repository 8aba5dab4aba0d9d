"""What reservations make of a stock's figures: of a floor that is held in part the free area, of a place that is held as a whole who holds it and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from gis.columns import Value
from gis.fields import Role
from gis.holds import Held, parts_m2, wholly
from gis.layer import Layer
from gis.matching.sites.answers import Coded, Numbers
from gis.text import Text, and_list
from gis.units import figure
from gis.values import day_number

_OF_HOLDS: Final = (Role.AREA, Role.HELD_UNTIL)
"""Roles of which a hold changes the numbers."""
ByRow = Mapping[int, tuple[Held, ...]]


def held_by_row(
    layers: Sequence[Layer], starts: Sequence[int], holds: Mapping[str, Mapping[str, tuple[Held, ...]]]
) -> dict[int, tuple[Held, ...]]:
    """What is held of each site of a stock, by its row."""
    return {
        int(start) + layer.row_of[key]: held
        for layer, start in zip(layers, starts, strict=False)
        for key, held in holds.get(layer.id, {}).items()
        if held and key in layer.row_of
    }


def with_holds(held: ByRow, role: Role, stated: Numbers) -> Numbers:
    """A role's numbers with what is held: who has landed has no end."""
    if not held or role not in _OF_HOLDS:
        return stated
    made = stated.copy()
    for row, each in held.items():
        whole = wholly(each)
        if role is Role.AREA:
            made[row] = np.maximum(made[row] - parts_m2(each), 0.0)
        elif whole is not None:
            made[row] = _end_of(whole)
    return made


def _end_of(held: Held) -> float:
    day = day_number(held.until or "")
    return np.inf if day is None else float(day)


def with_holders(held: ByRow, words: Coded, role: Role) -> Coded:
    """A role's words with who holds each site, also where its layer has no field for it."""
    if not held or role is not Role.HELD_BY:
        return words
    codes, known = words.codes.astype(np.intp), {word: place for place, word in enumerate(words.words)}
    for row, each in held.items():
        if (whole := wholly(each)) is not None:
            codes[row] = known.setdefault(whole.by.holder, len(known))
    return Coded(codes, list(known))


def value_by_hold(role: Role, held: Sequence[Held]) -> Value:
    """What a hold says in the place of a field that the layer does not have."""
    whole = wholly(held)
    if whole is None:
        return None
    return {Role.HELD_BY: whole.by.holder, Role.HELD_UNTIL: whole.until}.get(role)


def parts_words(held: Sequence[Held]) -> Text | None:
    """How much of a floor others hold, which is not counted; None where nobody holds a part."""
    parts = [each for each in held if each.area_m2 is not None]
    if not parts:
        return None
    names, area = list(dict.fromkeys(each.by.holder for each in parts)), figure(parts_m2(parts))
    return Text(
        f"已扣除 {'、'.join(names)} 意向预留的 {area} m²", f"without {area} m² that are held by {and_list(names)}"
    )
