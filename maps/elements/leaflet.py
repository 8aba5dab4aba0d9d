"""Leaflet, served locally."""

from __future__ import annotations

from maps.elements.scripted import Scripted


class Leaflet(Scripted):
    """The map library, pinned in ``assets.toml``."""

    styles = ("vendor/leaflet/dist/leaflet.css",)
    scripts = ("vendor/leaflet/dist/leaflet.js",)
