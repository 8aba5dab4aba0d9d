"""The ground that a data folder's boundaries enclose: what is brought in and lies wholly outside it is listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.catalog import Kind, read_catalog
from gis.crs import Geometries
from gis.errors import LandstockError
from gis.io import geojson
from gis.written import CATALOG


class Outline:
    """The polygons of a folder's boundary layers, in degrees, together.

    ``unread`` names layers that could not be read, so that the report can say so.
    """

    def __init__(self, folder: Path) -> None:
        self.unread: list[str] = []
        self.shape: Any = None
        try:
            catalog = read_catalog(folder) if (folder / CATALOG).is_file() else None
        except LandstockError:
            self.unread.append(str(folder / CATALOG))
            return
        polygons: list[Any] = []
        for collection in catalog.of_kind(Kind.BASE) if catalog else ():
            try:
                features = geojson.read(folder / collection.file, collection)
            except LandstockError:
                self.unread.append(str(folder / collection.file))
                continue
            polygons += [feature.geometry for feature in features if shapely.get_dimensions(feature.geometry) == 2]
        if polygons:
            self.shape = shapely.union_all(shapely.make_valid(np.array(polygons, dtype=object)))
            shapely.prepare(self.shape)

    def leaves_out(self, geometries: Geometries) -> NDArray[np.bool_]:
        """Rows that lie wholly outside; none where the folder has no boundaries."""
        if self.shape is None:
            return np.zeros(len(geometries), dtype=bool)
        return np.asarray(shapely.disjoint(self.shape, geometries), dtype=bool)
