"""The ground that a data folder's boundaries enclose: what is brought in and lies wholly outside it is listed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.catalog import Kind, read_catalog
from gis.crs import Geometries
from gis.errors import LandstockError
from gis.io import geojson
from gis.layer import Layer
from gis.text import Text
from gis.written import CATALOG


def words(key: str) -> tuple[Text, Text]:
    """What is said of a feature that lies wholly outside, and what to do."""
    return (
        Text(f"{key} 完全在数据文件夹的区界之外", f"{key} lies wholly outside the boundaries of the data folder"),
        Text("请核对坐标与坐标系", "check its coordinates and their system"),
    )


def words_for_all(count: str) -> Text:
    """What is said once where all of so many features lie outside: they are of another place, or all of them are misplaced."""
    return Text(
        f"全部 {count} 个要素都在数据文件夹的区界之外",
        f"all {count} features lie outside the boundaries of the data folder",
    )


class Outline:
    """The polygons of a folder's boundary layers, in degrees, together.

    ``parts`` are they one by one; ``unread`` names layers that could not be read, so that the report can say so.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.unread: list[str] = []
        self.shape: Any = None
        self.parts: Geometries = np.empty(0, dtype=object)
        if folder is not None:
            self._read(folder)

    @classmethod
    def of_layers(cls, layers: Iterable[Layer]) -> Outline:
        """The outline that the boundary layers among these enclose."""
        made = cls()
        made.enclose(
            shape for layer in layers if layer.collection.kind is Kind.BASE for shape in layer.geometries.tolist()
        )
        return made

    def _read(self, folder: Path) -> None:
        if not (folder / CATALOG).is_file():
            return
        try:
            catalog = read_catalog(folder)
        except LandstockError:
            self.unread.append(str(folder / CATALOG))
            return
        shapes: list[Any] = []
        for collection in catalog.of_kind(Kind.BASE):
            try:
                features = geojson.reader(catalog)(catalog.source_of(collection), collection)
            except LandstockError:
                self.unread.append(str(folder / collection.file))
                continue
            shapes += [feature.geometry for feature in features]
        self.enclose(shapes)

    def enclose(self, shapes: Iterable[Any]) -> None:
        """Take the polygons among shapes for the boundaries."""
        polygons = [shape for shape in shapes if shapely.get_dimensions(shape) == 2]
        if polygons:
            self.parts = shapely.make_valid(np.array(polygons, dtype=object))
            self.shape = shapely.union_all(self.parts)
            shapely.prepare(self.shape)

    def leaves_out(self, geometries: Geometries) -> NDArray[np.bool_]:
        """Rows that lie wholly outside; none where the folder has no boundaries."""
        if self.shape is None:
            return np.zeros(len(geometries), dtype=bool)
        return np.asarray(shapely.disjoint(self.shape, geometries), dtype=bool)
