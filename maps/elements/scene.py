"""The painted district: base, parks, stock, labels, on one canvas."""

from __future__ import annotations

from maps.elements.scripted import Scripted


class Scene(Scripted):
    """Everything that the map paints."""

    styles = ("css/map.css",)
    scripts = (
        "js/map/geo.js",
        "js/map/symbols.js",
        "js/map/scene.js",
        "js/map/base.js",
        "js/map/mvt.js",
        "js/map/tiles.js",
        "js/map/stock.js",
        "js/map/lettering.js",
        "js/map/park_labels.js",
        "js/map/road_labels.js",
        "js/map/labels.js",
        "js/map/view.js",
    )
