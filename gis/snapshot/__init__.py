"""The read form of each layer: a file of mapped arrays, built from the store and safe to delete."""

from __future__ import annotations

from gis.snapshot.shelf import Seen, Shelf
from gis.snapshot.stored import StoredLayer, open_layer
from gis.snapshot.writing import write

__all__ = ["Seen", "Shelf", "StoredLayer", "open_layer", "write"]
