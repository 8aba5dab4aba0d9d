"""Rows whose place was found by what the source now says otherwise: they keep their shape, and somebody has to look whether it is still theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from gis.fields import Field, Role
from gis.inventory import Inventory
from gis.layer import Layer
from gis.links import fold_of
from gis.locating.proposal import WAYS, By
from gis.renewing.beside import OldPlace, TakenShape
from gis.renewing.comparing import Compared
from gis.renewing.difference import FieldDifference

_FOUND_BY: Final[Mapping[By, frozenset[Role]]] = {
    By.PARCEL_CODE: frozenset({Role.PARCEL_CODE}),
    By.CERTIFICATE: frozenset({Role.CERTIFICATE}),
    By.OWNER_AND_ADDRESS: frozenset({Role.OWNER, Role.ADDRESS}),
    By.COORDINATES: frozenset({Role.POSITION, Role.EAST, Role.NORTH}),
}


def find_old_places(now: Layer, changed: Sequence[FieldDifference]) -> tuple[OldPlace, ...]:
    """The rows that were located by a field which the source says otherwise, each once.

    Parameters
    ----------
    now
        The layer as it is recorded.
    changed
        The fields that differ.
    """
    column = now.role(Role.LOCATED_BY)
    if column is None:
        return ()
    places: dict[str, OldPlace] = {}
    for each in changed:
        row, entry = now.row_of.get(each.id), now.collection.by_name.get(each.field)
        basis = None if row is None or entry is None else column.value(row)
        if entry is not None and isinstance(basis, str) and _names(basis, entry) and not _are_alike(each, entry):
            places.setdefault(
                each.id, OldPlace(id=each.id, title=each.title, located_by=basis, source_words=each.source_words)
            )
    return tuple(places.values())


def find_taken_shapes(inventory: Inventory, name: str, compared: Compared) -> tuple[TakenShape, ...]:
    """The rows of other layers that were located by rows of a layer which go, or which its source draws otherwise."""
    gone, drawn = set(compared.end), {each.id for each in compared.shapes}
    taken: list[TakenShape] = []
    for layer in inventory.layers.values() if gone or drawn else ():
        other = inventory.recorded.get(layer.id, layer)
        column = other.role(Role.LOCATED_BY)
        if column is None or other.id == name:
            continue
        for row in np.flatnonzero(column.known).tolist():
            # 证号 / certificate: cadastre/17
            collection, _, target = str(column.value(row)).rpartition(": ")[2].partition("/")
            if collection == name and (target in gone or target in drawn):
                taken.append(
                    TakenShape(
                        collection=other.id,
                        collection_title=other.collection.title,
                        id=other.ids[row],
                        target=target,
                        gone=target in gone,
                    )
                )
    return tuple(taken)


def _are_alike(each: FieldDifference, entry: Field) -> bool:
    """Whether both values name one thing, and are only written differently."""
    one, other = fold_of(entry)([str(each.now or ""), str(each.source or "")])
    return one == other


def _names(basis: str, entry: Field) -> bool:
    """Whether what a row was located by is a field."""
    way = next((by for by, words in WAYS.items() if basis.startswith(f"{words.both()}:")), None)
    if way is By.LINK:
        return entry.references is not None
    return way is not None and entry.role is not None and entry.role in _FOUND_BY.get(way, ())
