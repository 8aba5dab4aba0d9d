"""Coordinate systems: degrees in storage, metres for measuring.

Storage and output are longitude, latitude in CGCS2000 (EPSG:4490), which agrees with CRS84 to well under a metre; a data folder names
its metric CRS (``EPSG:4548`` in central Shandong), in which areas and distances are measured.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from gis.errors import CatalogError
from gis.text import Text

STORAGE: Final = "EPSG:4490"
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

Geometries = NDArray[np.object_]


@lru_cache(maxsize=32)
def _transformer(source: str, target: str) -> Transformer:
    for name in (source, target):
        try:
            CRS.from_user_input(name)
        except CRSError:
            raise CatalogError(
                Text(f"坐标系 {name} 无法识别", f"coordinate system {name} is not known"),
                Text("请填写 EPSG 编号，例如 EPSG:4548", "give an EPSG code, for example EPSG:4548"),
                crs=name,
            ) from None
    return Transformer.from_crs(source, target, always_xy=True)


def metric(name: str) -> bool:
    """Whether a name is a projected CRS in metres, fit to measure in."""
    try:
        crs = CRS.from_user_input(name)
    except CRSError:
        return False
    return crs.is_projected and {axis.unit_name for axis in crs.axis_info} == {"metre"}


def transformed(geometries: Geometries, source: str, target: str) -> Geometries:
    """Geometries in another CRS, x before y in both, vertex by vertex.

    Raises
    ------
    CatalogError
        Where either name is not a CRS.
    """
    if source == target:
        return geometries
    pipe = _transformer(source, target)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(pipe.transform(xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.transform(geometries, move))


def in_metres(geometries: Geometries, metric_crs: str) -> Geometries:
    """Stored geometries (degrees) in the folder's metric CRS."""
    return transformed(geometries, STORAGE, metric_crs)
