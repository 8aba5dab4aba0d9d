"""Vector tiles: the features of a layer that a tile of the web map shows, as Mapbox Vector Tile 2.1."""

from __future__ import annotations

from gis.tiles.grid import BUFFER, EXTENT, MAX_ZOOM, Address
from gis.tiles.properties import shown_fields
from gis.tiles.source import TileSource
from gis.tiles.tile import tile

__all__ = ["BUFFER", "EXTENT", "MAX_ZOOM", "Address", "TileSource", "shown_fields", "tile"]
