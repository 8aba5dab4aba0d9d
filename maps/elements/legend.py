"""The legend: classes with pattern, break, count and unit; a click filters."""

from __future__ import annotations

from maps.elements.scripted import Scripted


class Legend(Scripted):
    """What the colours of the map mean."""

    scripts = ("js/map/legend.js",)
