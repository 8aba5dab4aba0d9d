"""The map's tools: zoom, home, parks, draw an area, layers and base maps."""

from __future__ import annotations

from maps.elements.scripted import Scripted


class Tools(Scripted):
    """Buttons over the map."""

    scripts = ("js/map/draw.js", "js/map/tools.js")
