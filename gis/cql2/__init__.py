"""CQL2 (OGC 21-065r2): our own parser of its text and JSON, masks over columns, and the filter in words.

Linear in the length of the filter and bounded in depth, operations, vertices and time: it reads text from anybody.
"""

from __future__ import annotations

from gis.cql2.filter import Cql2Filter, Part
from gis.cql2.mistakes import MAX_DEPTH, MAX_LENGTH, MAX_OPERATIONS, MAX_SECONDS, MAX_VERTICES
from gis.cql2.tree import Node

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "MAX_OPERATIONS", "MAX_SECONDS", "MAX_VERTICES", "Cql2Filter", "Node", "Part"]
