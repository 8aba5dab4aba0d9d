"""Draws: the workspace, the map and its elements. Knows the domain, no web framework."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maps.build import single_file, workspace_page
    from maps.carried_reasons import reasons
    from maps.view import Basemap, Joining, View

__all__ = ["Basemap", "Joining", "View", "reasons", "single_file", "workspace_page"]

_HOMES = {
    "Basemap": "view",
    "Joining": "view",
    "View": "view",
    "reasons": "carried_reasons",
    "single_file": "build",
    "workspace_page": "build",
}


def __getattr__(name: str) -> object:
    """What the package offers, loaded when it is asked for: a service that draws no page loads no Folium."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"maps.{_HOMES[name]}"), name)
