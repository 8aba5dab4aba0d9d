"""What every element stands on: words, state kept in the address, and the answers to queries."""

from __future__ import annotations

from maps.elements.scripted import Scripted


class Answers(Scripted):
    """Configuration, state, and the query engine of the page, local and remote."""

    scripts = (
        "js/figures.js",
        "js/core.js",
        "js/state.js",
        "js/plane.js",
        "js/intervals.js",
        "js/engine.js",
        "js/source.js",
    )
