"""Codes as files write them: what is plainly meant becomes the code of its list, and what the list does not know is told apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gis.catalog import Collection
from gis.codelists import Codelist
from gis.columns import Column, ListColumn, Mask, TextColumn
from gis.fields import Field, Role


def codelists_of(collection: Collection, codelists: Mapping[str, Codelist]) -> dict[str, Codelist]:
    """The code lists of a collection's fields by field name, from those by list id."""
    return {
        entry.name: codelists[entry.codelist]
        for entry in collection.fields
        if entry.codelist and entry.codelist in codelists
    }


def as_codes(
    collection: Collection, columns: Mapping[str, Column], codelists: Mapping[str, Codelist]
) -> dict[str, Column]:
    """Columns whose words are codes where their list tells which code is meant, as 工业用地 or `` 1001``.

    ``codelists`` are by field name. Words of another classification stay as they are.
    """
    made = dict(columns)
    for name, codes in codelists.items():
        entry = collection.by_name[name]
        # An id is what others point to: it stays as it is written.
        if entry.role is Role.ID:
            continue
        made[name] = _renamed(columns[name], codes, of_list(collection, columns, entry, codes))
    return made


def outside(
    collection: Collection, columns: Mapping[str, Column], name: str, codelists: Mapping[str, Codelist]
) -> Mask:
    """Rows where a field says, alone or among others, what its declared list does not know, shape (n,)."""
    entry, codes = collection.by_name[name], codelists.get(name)
    if codes is None or not entry.codelist:
        return np.zeros(len(columns[name]), dtype=bool)
    return _not_in(columns[name], codes) & of_list(collection, columns, entry, codes)


def of_list(collection: Collection, columns: Mapping[str, Column], entry: Field, codes: Codelist) -> Mask:
    """Rows whose value is, or may be, of the field's list: where rows name their classification, those that name this one or none."""
    system = collection.by_role.get(Role.USAGE_SYSTEM) if entry.role is Role.USAGE else None
    if system is None:
        return np.ones(len(columns[entry.name]), dtype=bool)
    named = columns[system.name]
    return np.asarray(named.equals([codes.id]) | ~named.known)


def _not_in(col: Column, codes: Codelist) -> Mask:
    if isinstance(col, (TextColumn, ListColumn)):
        return col.matches(lambda word: not codes.knows(word))
    groups, words = col.distinct()
    return np.asarray(np.array([*(not codes.knows(word) for word in words), False])[groups], dtype=bool)


def _renamed(col: Column, codes: Codelist, rows: Mask) -> Column:
    """A column with the words of some rows put as they are meant."""
    if not isinstance(col, (TextColumn, ListColumn)):
        return col
    names = {word: meant for word in col.vocabulary if (meant := codes.meant(word)) not in (None, word)}
    if not names:
        return col
    changed = col.equals(list(names)) & rows
    if not changed.any():
        return col
    rows_changed = enumerate(changed.tolist())
    if isinstance(col, TextColumn):
        return TextColumn(names[str(col.value(row))] if here else col.value(row) for row, here in rows_changed)
    lists = ((col.value(row), here) for row, here in rows_changed)
    return ListColumn(
        list(dict.fromkeys(names.get(word, word) for word in words)) if here and words else words
        for words, here in lists
    )
