"""Draws: the workspace, the map and its elements. Knows the domain, no web framework."""
