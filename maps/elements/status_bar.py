"""The bar under the map: scale, ratio, coordinates."""

from __future__ import annotations

from maps.elements.scripted import Scripted


class StatusBar(Scripted):
    """Where the pointer is and how large a metre is drawn."""

    scripts = ("js/map/status.js",)
