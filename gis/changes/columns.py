"""Which column of a list that comes back is which: by its heading in either language, by its column's name, in whatever order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gis.fields import Role
from gis.io.grid import Cell
from gis.io.sheet import SheetColumn, columns
from gis.layer import Layer
from gis.vocabulary import folded

_UNSEEN = frozenset("\ufeff\u200b")


def folded_heading(text: str) -> str:
    r"""A heading as it is looked for: whatever its widths, its case and its blanks, ㎡ and m² alike.

    >>> folded_heading("登记面积（㎡）"), folded_heading(" Registered area\n(m²)")
    ('登记面积(m2)', 'registeredarea(m2)')
    """
    return "".join(
        sign for sign in folded(unicodedata.normalize("NFC", text)) if not sign.isspace() and sign not in _UNSEEN
    )


@dataclass(frozen=True, kw_only=True)
class Header:
    """The row of headings of a list: what of a layer stands in which column, both counted from 1.

    ``others`` are the headings of columns that stand for none.
    """

    row: int
    columns: dict[int, SheetColumn]
    others: dict[int, str]
    id_column: int

    @property
    def width(self) -> int:
        """How many columns have a meaning."""
        return len(self.columns)


class Headings:
    """The headings that the lists of a layer have: in both languages, and the names of its columns."""

    def __init__(self, layer: Layer) -> None:
        made = columns(layer)
        words = [(word, entry) for entry in made for word in entry.heading]
        names = [(entry.field.name, entry) for entry in made if entry.part == "value"]
        # A heading without its unit says which column it is, but for land, which stands in two units.
        bare = [
            (word, entry)
            for entry in made
            if entry.part == "value" and not entry.field.land and entry.field.unit
            for word in entry.field.title
        ]
        self._ways = [_alone(pairs) for pairs in (words, names, _folded(words), _folded(names), _folded(bare))]

    def column_of(self, heading: str) -> SheetColumn | None:
        """The column of a heading; None where there is none, or where it may be several."""
        spelt = heading.strip()
        tried = (spelt, spelt, *([folded_heading(heading)] * 3))
        hits = (way.get(word) for way, word in zip(self._ways, tried, strict=True))
        return next(filter(None, hits), None)

    def header(self, row: int, cells: Sequence[Cell]) -> Header | None:
        """The meaning of a row as a row of headings; None where it has no heading of an id, or of an id alone."""
        known: dict[int, SheetColumn] = {}
        others: dict[int, str] = {}
        for place, cell in enumerate(cells, 1):
            if not isinstance(cell, str) or not cell.strip():
                continue
            entry = self.column_of(cell)
            if entry is None:
                others[place] = cell.strip()
            else:
                known[place] = entry
        ids = [place for place, entry in known.items() if entry.field.role is Role.ID]
        # A row that names the id more than once explains headings, and is none.
        if len(ids) != 1 or len(known) == 1:
            return None
        return Header(row=row, columns=known, others=others, id_column=ids[0])


def _folded(pairs: Iterable[tuple[str, SheetColumn]]) -> list[tuple[str, SheetColumn]]:
    return [(folded_heading(word), entry) for word, entry in pairs]


def _alone(pairs: Iterable[tuple[str, SheetColumn]]) -> dict[str, SheetColumn]:
    """Columns by the words that mean one of them alone."""
    meant: dict[str, list[SheetColumn]] = {}
    for word, entry in pairs:
        if entry not in meant.setdefault(word, []):
            meant[word].append(entry)
    return {word: entries[0] for word, entries in meant.items() if len(entries) == 1}
