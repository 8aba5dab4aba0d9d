"""The ground that is known: the outline of a data folder's boundaries, and the shapes of its layers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.catalog import Catalog, Collection, read_catalog
from gis.columns import TextColumn
from gis.crs import Geometries
from gis.errors import LandstockError
from gis.geometry import repair_geometries
from gis.io import geojson
from gis.io.outline import Outline
from gis.layer import Layer
from gis.text import Text
from gis.written import CATALOG

LARGEST: Final = 64 * 2**20
"""Bytes of a layer's file up to which it is read only to compare another with it: some hundred thousand plots."""
_CODE: Final = re.compile(r"(?=[^\s]*\d)[^\s]{6,64}")
"""A number by which one thing is told from all others: long enough, without blanks, with a digit."""


@dataclass(frozen=True, kw_only=True, eq=False)
class KnownLayer:
    """A layer whose shapes lie where they lie.

    Parameters
    ----------
    shapes
        Its polygons, in stored degrees, sound.
    rows
        Of the layer, that they are of.
    tables
        The properties of all rows of the layer.
    """

    id: str
    title: Text
    shapes: Geometries
    rows: NDArray[np.intp]
    tables: Callable[[], Iterable[Mapping[str, Any]]]

    @cached_property
    def tree(self) -> shapely.STRtree:
        """An index of the shapes by their boxes."""
        return shapely.STRtree(self.shapes)

    @cached_property
    def codes(self) -> dict[str, int]:
        """By a code that one row alone has, the shape of that row."""
        place = {row: n for n, row in enumerate(self.rows.tolist())}
        return {code: place[row] for code, row in codes_in(self.tables()).items() if row in place}

    @classmethod
    def of(
        cls,
        collection: Collection,
        geometries: Geometries,
        tables: Callable[[], Iterable[Mapping[str, Any]]],
        *,
        sound: bool = False,
    ) -> KnownLayer | None:
        """A layer of the polygons among its shapes, which may be known to be sound; None where it has none."""
        rows = np.flatnonzero(shapely.get_dimensions(geometries) == _POLYGONS)
        if not len(rows):
            return None
        shapes = geometries[rows] if sound else repair_geometries(geometries[rows])[0]
        return cls(id=collection.id, title=collection.title, shapes=shapes, rows=rows, tables=tables)


_POLYGONS: Final = 2


def codes_in(tables: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """By each code that stands in one row alone of tables of properties, the row; a text of several words has those that are codes."""
    rows: dict[str, int] = {}
    twice: set[str] = set()
    for row, table in enumerate(tables):
        texts = [value for value in table.values() if isinstance(value, str)]
        for code in dict.fromkeys(code for text in texts for code in _CODE.findall(text[:_LONGEST])):
            if rows.setdefault(code, row) != row:
                twice.add(code)
    return {code: row for code, row in rows.items() if code not in twice}


_LONGEST: Final = 400


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What a data folder, or several, know of the ground.

    Parameters
    ----------
    outline
        What the boundaries enclose.
    layers
        The layers that have polygons.
    unread
        Files that were not read, for the report to say so.
    invented
        Whether a demonstration is among it, which may be of another district than what is brought in.
    """

    outline: Outline = field(default_factory=Outline)
    layers: Sequence[KnownLayer] = ()
    unread: list[str] = field(default_factory=list)
    invented: bool = False

    @classmethod
    def of_folders(cls, folders: Sequence[Path]) -> Ground:
        """What some data folders have on disk; of several that have boundaries those of the first count."""
        outline, layers, unread, invented = Outline(), dict[str, KnownLayer](), list[str](), False
        for folder in dict.fromkeys(each.resolve() for each in folders):
            here, catalog = Outline(folder), _catalog_of(folder)
            unread += here.unread
            outline = here if outline.shape is None else outline
            invented |= catalog is not None and catalog.demonstration is not None
            for known in _known_in(catalog):
                layers.setdefault(known.id, known)
        return cls(outline=outline, layers=tuple(layers.values()), unread=unread, invented=invented)

    @classmethod
    def of_layers(cls, layers: Iterable[Layer]) -> Ground:
        """What layers that are loaded know."""
        loaded = list(layers)
        known = [
            KnownLayer.of(layer.collection, np.asarray(layer.geometries), partial(_texts, layer), sound=True)
            for layer in loaded
        ]
        return cls(outline=Outline.of_layers(loaded), layers=tuple(each for each in known if each is not None))

    def without(self, name: str) -> Ground:
        """The same ground as the others know it."""
        return Ground(outline=self.outline, layers=tuple(each for each in self.layers if each.id != name))


def _catalog_of(folder: Path) -> Catalog | None:
    """The catalog of a folder; None where it has none, or one that cannot be read: its outline has said so."""
    try:
        return read_catalog(folder) if (folder / CATALOG).is_file() else None
    except LandstockError:
        return None


def _known_in(catalog: Catalog | None) -> Iterator[KnownLayer]:
    if catalog is None:
        return
    for collection in catalog.collections.values():
        known = _read(catalog, collection)
        if known is not None:
            yield known


def _read(catalog: Catalog, collection: Collection) -> KnownLayer | None:
    """A layer from its file; None where it cannot be read, which whoever opens the folder is told, or where it is too large for a comparison."""
    path = catalog.source_of(collection)
    try:
        if path.stat().st_size > LARGEST:
            return None
        features = geojson.reader(catalog)(path, collection)
    except (LandstockError, OSError):
        return None
    shapes = np.array([*(feature.geometry for feature in features), None], dtype=object)[:-1]
    return KnownLayer.of(collection, shapes, lambda: (feature.properties for feature in features))


def _texts(layer: Layer) -> Iterator[dict[str, Any]]:
    """The texts of a loaded layer, row by row."""
    columns = [
        column.listed(np.arange(len(layer))) for column in layer.columns.values() if isinstance(column, TextColumn)
    ]
    for row, key in enumerate(layer.ids):
        yield {"": key, **{str(place): values[row] for place, values in enumerate(columns)}}
