"""Draws: the workspace, the map and its elements. Knows the domain, no web framework."""

from maps.build import Page, single_file, workspace_page
from maps.view import Basemap, View

__all__ = ["Basemap", "Page", "View", "single_file", "workspace_page"]
