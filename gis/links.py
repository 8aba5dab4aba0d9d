"""Links between layers: fields whose values name features of another layer, by their ids or by a field that tells these apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask, Rows, TextColumn
from gis.features import excerpt
from gis.fields import Field, Role
from gis.folding import fold_certificates, fold_codes, fold_names
from gis.layer import Layer
from gis.text import Text
from gis.units import figure

Fold = Callable[[Sequence[str]], list[str]]
NOWHERE: Final = -1
SEVERAL: Final = -2
"""In the place of a row: no feature has that name, or more than one."""
_SHOWN: Final = 3
_FOLDS: Final[Mapping[Role, Fold]] = {Role.PARCEL_CODE: fold_codes, Role.CERTIFICATE: fold_certificates}


def fold_of(entry: Field) -> Fold:
    """How words are compared that name a feature by a field: of codes and certificates by what these are, of others by width, brackets and blanks."""
    return _FOLDS.get(entry.role, fold_names) if entry.role is not None else fold_names


def rows_named(
    column: TextColumn, fold: Fold, wanted: Collection[str], among: Mask | None = None
) -> dict[str, list[int]]:
    """By folded word, the rows of a column that have it; of a large column its words are folded at once, each once.

    Parameters
    ----------
    wanted
        The folded words that are sought.
    among
        The rows that count; all where it is not given.
    """
    words = fold(column.vocabulary.words(np.arange(len(column.vocabulary))))
    sought = set(wanted)
    named = {place: word for place, word in enumerate(words) if word in sought}
    hits = np.isin(column.codes, list(named))
    rows: Rows = np.flatnonzero(hits if among is None else hits & among)
    found: dict[str, list[int]] = defaultdict(list)
    for row, place in zip(rows.tolist(), column.codes[rows].tolist(), strict=True):
        found[named[place]].append(row)
    return found


@dataclass(frozen=True, kw_only=True)
class LinkCounts:
    """What becomes of the links of a field.

    Parameters
    ----------
    field, title
        The field that names features of another layer, and its heading.
    collection, collection_title
        That layer.
    by
        The field of it whose values are named; None where they are its ids.
    named
        Rows that name a feature; of a list each of its values counts.
    linked
        Those whose feature is there.
    several
        Those whose word more than one feature has.
    nowhere
        Those whose word none has.
    examples
        Some of the words that name none or several.
    """

    field: str
    title: Text
    collection: str
    collection_title: Text
    by: str | None
    named: int
    linked: int
    several: int
    nowhere: int
    examples: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether each leads to one feature."""
        return self.linked == self.named

    def words(self) -> Text:
        """The counts in a sentence."""
        other, mine = self.collection_title, self.title
        zh = f"“{mine.zh}”关联“{other.zh}”：{figure(self.named)} 条中 {figure(self.linked)} 条有对应"
        en = f"{mine.en} links to {other.en}: {figure(self.linked)} of {figure(self.named)} lead to one"
        if self.several:
            zh, en = f"{zh}，{figure(self.several)} 条对应不止一处", f"{en}, {figure(self.several)} to several"
        if self.nowhere:
            zh, en = f"{zh}，{figure(self.nowhere)} 条查不到", f"{en}, {figure(self.nowhere)} to none"
        if self.examples:
            shown = [excerpt(word) for word in self.examples]
            zh, en = f"{zh}（如 {'、'.join(shown)}）", f"{en} (such as {', '.join(shown)})"
        return Text(zh, en)


@dataclass(frozen=True, kw_only=True, eq=False)
class Link:
    """A field of a layer whose values name features of another."""

    layer: Layer
    field: Field
    target: Layer

    @property
    def by(self) -> Field:
        """The field of the other layer whose values are named."""
        return self.target.collection.by_name[self.field.references_by or self.target.id_name]

    def targets(self, row: int) -> list[int]:
        """The rows of the other layer that a row names, in the order in which it does; of a name that several have, all of these."""
        value = self.layer.columns[self.field.name].value(row)
        words = value if isinstance(value, list) else [] if value is None else [str(value)]
        return [each for word in words for each in self.named(word)]

    @cached_property
    def first(self) -> NDArray[np.intp]:
        """Row of the feature that each row names first, shape (n,); ``NOWHERE`` also where it names none, ``SEVERAL`` where its word is that of several."""
        rows, groups, _ = self._members
        made = np.full(len(self.layer), NOWHERE, dtype=np.intp)
        known = groups >= 0
        # Of a list the first value is written last.
        made[rows[known][::-1]] = self._by_group[groups[known]][::-1]
        return made

    @cached_property
    def sound(self) -> bool:
        """Whether each row that names a feature names one that is there."""
        groups = self._members[1]
        return not bool(np.any((groups >= 0) & (self._by_group[groups] < 0)))

    def counts(self, among: Mask | None = None) -> LinkCounts:
        """What becomes of the links; of all rows, or of some."""
        rows, groups, names = self._members
        known = groups >= 0 if among is None else (groups >= 0) & among[rows]
        ends = self._by_group[groups[known]]
        return LinkCounts(
            field=self.field.name,
            title=self.field.title,
            collection=self.target.id,
            collection_title=self.target.collection.title,
            by=self.field.references_by,
            named=len(ends),
            linked=int(np.count_nonzero(ends >= 0)),
            several=int(np.count_nonzero(ends == SEVERAL)),
            nowhere=int(np.count_nonzero(ends == NOWHERE)),
            examples=tuple(names[group] for group in dict.fromkeys(groups[known][ends < 0].tolist()))[:_SHOWN],
        )

    def unsound(self) -> list[tuple[int, str, int]]:
        """Rows whose word names none or several: row, word, and which of the two."""
        rows, groups, names = self._members
        bad = np.flatnonzero((groups >= 0) & (self._by_group[groups] < 0))
        return [
            (row, names[group], int(self._by_group[group]))
            for row, group in zip(rows[bad].tolist(), groups[bad].tolist(), strict=True)
        ]

    @cached_property
    def _members(self) -> tuple[Rows, NDArray[Any], Sequence[str]]:
        return self.layer.columns[self.field.name].members()

    @cached_property
    def _by_group(self) -> NDArray[np.intp]:
        """By the number of a word, the row of the feature that has it; the last is of no word."""
        ends = [each[0] if len(each) == 1 else SEVERAL if each else NOWHERE for each in self._hits]
        return np.array([*ends, NOWHERE], dtype=np.intp)

    @cached_property
    def _hits(self) -> Sequence[Sequence[int]]:
        """By the number of a word, the rows of the features that have it."""
        names = self._members[2]
        if self.field.references_by is None:
            row_of = self.target.row_of
            return [[row_of[name]] if name in row_of else [] for name in names]
        fold, column = fold_of(self.by), self.target.columns[self.by.name]
        folded = fold(list(names))
        if not isinstance(column, TextColumn):
            return [[] for _ in names]
        found = rows_named(column, fold, {word for word in folded if word})
        return [found.get(word, []) for word in folded]

    @cached_property
    def _place_of(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self._members[2])}

    def named(self, word: str) -> Sequence[int]:
        """The rows of the other layer that a word of this field names."""
        place = self._place_of.get(word)
        return () if place is None else self._hits[place]


def count_broken(links: Sequence[Link], rows: Rows) -> tuple[LinkCounts, ...]:
    """What becomes of the links of some rows, where any of these leads to none or to several; rows of links that are sound are not looked at."""
    broken = [link for link in links if not link.sound]
    if not broken:
        return ()
    among = np.zeros(len(broken[0].layer), dtype=bool)
    among[rows] = True
    counted = (link.counts(among) for link in broken)
    return tuple(each for each in counted if not each.sound)


def links_of(layer: Layer, layers: Mapping[str, Layer]) -> tuple[Link, ...]:
    """The links of a layer to those that can be used, in the order of its fields."""
    return tuple(
        Link(layer=layer, field=entry, target=layers[entry.references])
        for entry in layer.collection.fields
        if entry.references in layers and entry.references is not None
    )
