"""What a match says on the map: why a plot does not do, which neighbours would do together, what giving way would bring in."""

from __future__ import annotations

from maps.elements.scripted import Scripted


class WhyNot(Scripted):
    """The tip of an excluded plot, and the sites that a study proposes, in match mode."""

    scripts = ("js/map/whynot.js", "js/map/proposals.js")
