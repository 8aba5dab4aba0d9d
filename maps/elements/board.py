"""The portfolio board: all projects placed at once, as a table, on the parks, by chain, by reason, by blocker."""

from __future__ import annotations

from typing import Final

from maps.elements.scripted import Scripted

_ORDER: Final = "model strip table card parks flow reasons unlocks compare print frame"


class Board(Scripted):
    """A way of working of its own beside the map. Later files use what earlier ones offer."""

    styles = ("css/board.css",)
    scripts = tuple(f"js/board/{name}.js" for name in _ORDER.split())
