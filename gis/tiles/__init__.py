"""Vector tiles: the features of a layer that a tile of the web map shows, as Mapbox Vector Tile 2.1."""

from __future__ import annotations

from gis.tiles.grid import BUFFER, EXTENT, HALF_SIDE_M, MAX_ZOOM, Address, covering, metres
from gis.tiles.kept import offer_prepared, source_of
from gis.tiles.properties import COUNT, MERGED, shown_fields
from gis.tiles.source import TileSource
from gis.tiles.tile import tile

__all__ = [
    "BUFFER",
    "COUNT",
    "EXTENT",
    "HALF_SIDE_M",
    "MAX_ZOOM",
    "MERGED",
    "Address",
    "TileSource",
    "covering",
    "metres",
    "offer_prepared",
    "shown_fields",
    "source_of",
    "tile",
]
