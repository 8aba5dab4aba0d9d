"""A layer that is looked in: which of its rows a word names. What is sought is few, what is looked in is many: whole columns are folded at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import shapely

from gis.columns import Mask, Rows, TextColumn
from gis.fields import Field, Role
from gis.folding import Address, fold_addresses, fold_certificates, fold_codes, fold_names, fold_places
from gis.layer import Layer
from gis.links import rows_named
from gis.locating.keys import Keys

Hits = Mapping[str, Sequence[int]]
"""By folded word, the rows that it names."""
_NO_HITS: Final[Hits] = {}


@dataclass(frozen=True, kw_only=True)
class Sought:
    """The folded words that rows without a shape are looked up by."""

    codes: AbstractSet[str]
    certificates: AbstractSet[str]
    owners: AbstractSet[str]
    addresses: AbstractSet[str]


@dataclass(frozen=True, kw_only=True, eq=False)
class LookUp:
    """What a layer knows of the words that are sought."""

    layer: Layer
    keys: Keys
    sought: Sought

    @cached_property
    def codes(self) -> Hits:
        """Rows by the code of their parcel."""
        return self._hits(self.keys.parcel_code, fold_codes, self.sought.codes)

    @cached_property
    def certificates(self) -> Hits:
        """Rows by the number of their certificate."""
        return self._hits(self.keys.certificate, fold_certificates, self.sought.certificates)

    @cached_property
    def owners(self) -> Hits:
        """Rows by their owner."""
        return self._hits(self.keys.owner, fold_names, self.sought.owners)

    @cached_property
    def addresses(self) -> Hits:
        """Rows by their address without its regions."""
        return self._hits(self.keys.address, fold_places, self.sought.addresses)

    def owner_of(self, row: int) -> str:
        """The folded owner of a row, empty where it has none."""
        word = self.word(self.keys.owner, row)
        return fold_names([word])[0] if word else ""

    def address_of(self, row: int) -> Address | None:
        """The address of a row, None where it has none."""
        word = self.word(self.keys.address, row)
        return fold_addresses([word])[0] if word else None

    def code_of(self, row: int) -> str:
        """The folded code of a row's parcel, empty where it has none."""
        word = self.word(self.keys.parcel_code, row)
        return fold_codes([word])[0] if word else ""

    def certificate_of(self, row: int) -> str:
        """The folded number of a row's certificate, empty where it has none."""
        word = self.word(self.keys.certificate, row)
        return fold_certificates([word])[0] if word else ""

    def word(self, entry: Field | None, row: int) -> str:
        """What a row says in a field, empty where it says nothing."""
        value = None if entry is None else self.layer.columns[entry.name].value(row)
        return "" if value is None else str(value)

    @cached_property
    def _usable(self) -> Mask:
        return usable_rows(self.layer)

    def _hits(self, entry: Field | None, fold: Callable[[Sequence[str]], list[str]], wanted: AbstractSet[str]) -> Hits:
        column = None if entry is None else self.layer.columns[entry.name]
        if not wanted or not isinstance(column, TextColumn):
            return _NO_HITS
        return rows_named(column, fold, wanted, self._usable)


def usable_rows(layer: Layer) -> Mask:
    """Rows that have a shape of their own: not one that was taken from another layer, which may have been drawn anew since."""
    shaped = ~(np.isnan(layer.bounds[:, 0]))
    copied = layer.role(Role.LOCATED_BY)
    return shaped if copied is None else shaped & ~copied.known


def bare_rows(layer: Layer) -> Rows:
    """Rows without a shape."""
    return np.flatnonzero(np.isnan(layer.bounds[:, 0]))


def shape_at(layer: Layer, row: int) -> Any:
    """The shape of a row."""
    return layer.shapes[row]


def drawn_alike(one: Any, other: Any) -> bool:
    """Whether two shapes are one place: the very same, or of the same ground but for what two surveys differ in."""
    if one is other or shapely.equals_exact(shapely.normalize(one), shapely.normalize(other), tolerance=1e-9):
        return True
    if shapely.get_dimensions(one) != 2 or shapely.get_dimensions(other) != 2:
        return False
    common, whole = shapely.area(shapely.intersection(one, other)), shapely.area(shapely.union(one, other))
    return bool(whole) and common / whole >= _COMMON


_COMMON: Final = 0.98
"""Share of the ground of both together from which two shapes are one place."""
