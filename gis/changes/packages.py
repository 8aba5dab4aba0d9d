"""A GeoPackage that comes back as tables of a list: rows by the number that a GIS shows, columns by their names, and the shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gis.crs import Geometries, to_storage
from gis.io.gpkg import RESERVED
from gis.io.grid import Cell, Sheet
from gis.io.vector import read_package
from gis.io.vector_layer import VectorLayer
from gis.text import Text

ENDING: Final = ".gpkg"
_ABOVE: Final = 2
"""Rows above the features: what the file says of itself, and the names of the columns."""
_RENAMED: Final = re.compile(r"(.+)_\d+")


@dataclass(frozen=True, kw_only=True, eq=False)
class FeatureSheet(Sheet):
    """The features of a layer as a table.

    Parameters
    ----------
    numbers
        The number that a GIS shows of each.
    columns
        The columns' names.
    shapes
        In stored degrees, shape (n,); None where there is none.
    unread
        By feature, why its shape cannot be read.
    """

    numbers: Sequence[str | None]
    columns: Sequence[str]
    shapes: Geometries
    unread: Mapping[int, Text]

    def place_of(self, number: int) -> int:
        """The feature that stands in a row."""
        return number - _ABOVE - 1

    def where(self, number: int, column: int | None = None) -> str:
        """A cell, or the shape of a row, as somebody with a GIS finds it."""
        of = "geom" if column is None else self.columns[column - 1]
        return f"{self.name}!{of} fid {self.numbers[self.place_of(number)]}"


def package_sheets(path: Path) -> list[FeatureSheet]:
    """The layers of a GeoPackage.

    Raises
    ------
    SourceError
        Where it cannot be read.
    """
    return [_sheet(read) for read in read_package(path)]


def _sheet(read: VectorLayer) -> FeatureSheet:
    parsed = read.parsed
    names = list(dict.fromkeys(name for row in parsed.properties for name in row))
    width = max(len(names), 1)

    def rows() -> Iterator[list[Cell]]:
        yield [read.description or None, *([None] * (width - 1))]
        yield [*(_heading(name, names, read.aliases) for name in names)] or [None]
        for row in parsed.properties:
            yield [None if row.get(name) == "" else row.get(name) for name in names] or [None]

    unread, shapes = dict(parsed.problems), parsed.geometries
    if parsed.crs is None:
        unread |= dict.fromkeys(range(len(parsed)), Text("坐标系未知", "its reference system is not known"))
    else:
        shapes = to_storage(shapes, parsed.crs)
    return FeatureSheet(
        origin=read.origin,
        name=read.layer,
        width=width,
        height=len(parsed) + _ABOVE,
        rows=rows,
        numbers=parsed.ids,
        columns=names,
        shapes=shapes,
        unread=unread,
    )


def _heading(name: str, names: Sequence[str], aliases: Mapping[str, str]) -> str:
    """A column's name; its title where the format would not have that name, so that our export wrote another."""
    renamed = _RENAMED.fullmatch(name)
    if renamed is None:
        return name
    stem = renamed[1].casefold()
    taken = stem in RESERVED or any(other != name and other.casefold() == stem for other in names)
    return aliases.get(name, name) if taken else name
