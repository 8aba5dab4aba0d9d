"""Draws: the workspace, the map and its elements. Knows the domain, no web framework."""

from maps.build import Page, single_file, workspace_page
from maps.reasons import reasons
from maps.view import Basemap, View

__all__ = ["Basemap", "Page", "View", "reasons", "single_file", "workspace_page"]
