"""What a figure counts, as a mask and as the filter that lists the same rows: both are made of the same parts, so that a list has as many rows as its figure says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Final

import numpy as np

from gis.columns import Column, Mask
from gis.cql2.tree import GEOMETRY
from gis.fields import DType, Field, Role
from gis.layer import Layer
from gis.values import day_number

ALL: Final = ""
NONE: Final = "FALSE"
_SIGNS: Final = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}


@dataclass(frozen=True, eq=False)
class Asked:
    """Some rows of a layer: ``mask`` of shape (n,), and ``text`` in CQL2 that lets the same rows through, empty where all are meant."""

    mask: Mask
    text: str

    def __and__(self, other: Asked) -> Asked:
        """Rows of both."""
        return Asked(self.mask & other.mask, join_filters(self.text, other.text))

    def __or__(self, other: Asked) -> Asked:
        """Rows of either."""
        texts = [text for text in (self.text, other.text) if text != NONE]
        text = ALL if ALL in texts else " OR ".join(texts) or NONE
        return Asked(self.mask | other.mask, f"({text})" if len(texts) > 1 and text else text)


def join_filters(*texts: str) -> str:
    """The filter that lets through what all of these do."""
    asked = [text for text in texts if text != ALL]
    return NONE if NONE in asked else " AND ".join(asked)


def all_rows(layer: Layer) -> Asked:
    """Every row."""
    return Asked(np.ones(len(layer), dtype=bool), ALL)


def no_rows(layer: Layer) -> Asked:
    """No row at all."""
    return Asked(np.zeros(len(layer), dtype=bool), NONE)


def each_of(parts: Iterable[Asked], layer: Layer) -> Asked:
    """Rows of all parts."""
    return reduce(and_, parts, all_rows(layer))


def any_of(parts: Iterable[Asked], layer: Layer) -> Asked:
    """Rows of any part."""
    return reduce(or_, parts, no_rows(layer))


def without_shape(layer: Layer) -> Asked:
    """Rows that are not located."""
    return Asked(np.asarray(np.isnan(layer.bounds).any(axis=1)), f"{GEOMETRY} IS NULL")


def with_ids(layer: Layer, ids: Iterable[str]) -> Asked:
    """Rows of these ids, as far as they are there."""
    here = sorted(key for key in ids if key in layer.row_of)
    mask = np.zeros(len(layer), dtype=bool)
    mask[[layer.row_of[key] for key in here]] = True
    return Asked(mask, f"{_quoted(layer.id_name)} IN ({_listed(here)})" if here else NONE)


def without_ids(layer: Layer, ids: Iterable[str]) -> Asked:
    """All rows but those of these ids."""
    named = with_ids(layer, ids)
    return Asked(~named.mask, ALL if named.text == NONE else f"NOT {named.text}")


class Asking:
    """What can be asked of a field of some role, also where the layer has none: nothing of it is known then."""

    def __init__(self, layer: Layer, role: Role) -> None:
        self.layer = layer
        self.field: Field | None = layer.collection.by_role.get(role)

    @property
    def unknown(self) -> Asked:
        """Rows of which it is not known."""
        if self.field is None:
            return all_rows(self.layer)
        return Asked(~self._column.known, f"{_quoted(self.field.name)} IS NULL")

    @property
    def known(self) -> Asked:
        """Rows of which it is known."""
        if self.field is None:
            return no_rows(self.layer)
        return Asked(self._column.known, f"{_quoted(self.field.name)} IS NOT NULL")

    def among(self, codes: Iterable[str]) -> Asked:
        """Rows that have one of these values; of a list, that hold one."""
        given = list(dict.fromkeys(codes))
        if self.field is None or not given:
            return no_rows(self.layer)
        name, mask = _quoted(self.field.name), self._column.equals(given)
        if self.field.dtype is DType.LIST:
            return Asked(mask, f"A_OVERLAPS({name}, ({_listed(given)}))")
        if self.field.dtype is DType.TEXT:
            return Asked(mask, f"{name} IN ({_listed(given)})" if len(given) > 1 else f"{name} = {_listed(given)}")
        return Asked(mask, f"{name} IN ({', '.join(given)})")

    def beside(self, codes: Iterable[str]) -> Asked:
        """Rows that have a known value which is none of these."""
        among = self.among(codes)
        if self.field is None or among.text == NONE:
            return self.known
        # To a filter a word that the list does not know may mean any code: only who asks for that word itself gets its rows.
        strays = self.among(sorted(self._strays))
        text = f"NOT ({among.text})"
        return Asked(self._column.known & ~among.mask, text if strays.text == NONE else f"({text} OR {strays.text})")

    def but(self, codes: Iterable[str]) -> Asked:
        """Rows that have none of these values, known or not."""
        return self.unknown | self.beside(codes)

    def below(self, bound: float | dt.date) -> Asked:
        """Rows whose value is less."""
        return self._compared("<", bound)

    def least(self, bound: float | dt.date) -> Asked:
        """Rows whose value is at least so much."""
        return self._compared(">=", bound)

    def most(self, bound: float | dt.date) -> Asked:
        """Rows whose value is at most so much."""
        return self._compared("<=", bound)

    def above(self, bound: float | dt.date) -> Asked:
        """Rows whose value is greater."""
        return self._compared(">", bound)

    def meaning(self, *meanings: str) -> list[str]:
        """Codes of its list that mean one of these."""
        codelist = None if self.field is None else self.layer.codelists.get(self.field.name)
        return [code.code for code in getattr(codelist, "codes", ()) if code.meaning in meanings]

    @property
    def _strays(self) -> set[str]:
        """Words that rows have and the field's list has not."""
        name = self.field.name if self.field else ""
        return {str(word) for word in self._column.listed(np.flatnonzero(self.layer.outside(name)))}

    @property
    def _column(self) -> Column:
        return self.layer.columns[self.field.name if self.field else ""]

    def _compared(self, sign: str, bound: float | dt.date) -> Asked:
        if self.field is None or not self.field.ranged:
            return no_rows(self.layer)
        dated = isinstance(bound, dt.date)
        limit = float(day_number(bound.isoformat()) or 0) if isinstance(bound, dt.date) else bound
        if dated != (self.field.dtype is DType.DATE):
            return no_rows(self.layer)
        mask = np.asarray(_SIGNS[sign](self._column.order(), limit))
        written = f"DATE('{bound.isoformat()}')" if isinstance(bound, dt.date) else repr(bound)
        return Asked(mask, f"{_quoted(self.field.name)} {sign} {written}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _listed(values: Iterable[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
