"""Draws: the workspace, the map and its elements. Knows the domain, no web framework."""

from maps.build import single_file, workspace_page
from maps.page_files import AssetsMissing
from maps.reasons import reasons
from maps.view import Basemap, View

__all__ = ["AssetsMissing", "Basemap", "View", "reasons", "single_file", "workspace_page"]
