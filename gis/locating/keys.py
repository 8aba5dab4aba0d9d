"""Which fields of a layer name a place: those that play a role, and codes of parcels that are known by their form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from gis.columns import TextColumn
from gis.fields import Field, Role
from gis.intake.identifiers import read_parcel_code
from gis.layer import Layer

_LOOKED_AT: Final = 200
_SHARE: Final = 0.8
"""Share of a column's words from which it is one of codes: some cells say that there is none, or are of somebody's own list."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The fields of a layer that name a place, and those that keep what of them could not be read; None where it has none."""

    parcel_code: Field | None
    certificate: Field | None
    owner: Field | None
    address: Field | None
    originals: Mapping[str, Field]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of those that there are."""
        given = (self.parcel_code, self.certificate, self.owner, self.address)
        return tuple(entry.name for entry in given if entry is not None)

    @property
    def usable(self) -> bool:
        """Whether they name a place at all: an owner or an address alone does not."""
        return bool(self.parcel_code or self.certificate or (self.owner and self.address))


def keys_of(layer: Layer) -> Keys:
    """The fields of a layer that name a place."""
    by_role = {role: entry for role, entry in layer.collection.by_role.items() if _is_text(layer, entry)}
    return Keys(
        parcel_code=by_role.get(Role.PARCEL_CODE) or _coded(layer),
        certificate=by_role.get(Role.CERTIFICATE),
        owner=by_role.get(Role.OWNER),
        address=by_role.get(Role.ADDRESS),
        originals={entry.original_of: entry for entry in layer.collection.fields if entry.original_of},
    )


def _is_text(layer: Layer, entry: Field) -> bool:
    return isinstance(layer.columns[entry.name], TextColumn)


def _coded(layer: Layer) -> Field | None:
    """The first field without a role, or the ids, most of whose words are codes of parcels."""
    fields = [entry for entry in layer.collection.fields if entry.role in (None, Role.ID) and not entry.original_of]
    for entry in sorted(fields, key=lambda entry: entry.role is Role.ID):
        column = layer.columns[entry.name]
        if not _is_text(layer, entry) or entry.names_ids or entry.codelist or not isinstance(column, TextColumn):
            continue
        rows = np.flatnonzero(column.known)
        some = rows[:: max(1, len(rows) // _LOOKED_AT)][:_LOOKED_AT]
        words = {str(word) for word in column.listed(some)}
        fitting = sum(read_parcel_code(word).value is not None and len(word.strip()) < _UNIT_SIGNS for word in words)
        if words and fitting >= _SHARE * len(words):
            return entry
    return None


_UNIT_SIGNS: Final = 28
