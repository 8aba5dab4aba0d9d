"""Why not this plot: the rules that an excluded plot fails, asked for by a click on it."""

from __future__ import annotations

from maps.elements.scripted import Scripted


class WhyNot(Scripted):
    """The tip of an excluded plot in match mode."""

    scripts = ("js/map/whynot.js",)
