"""Elements that are scripts: each names its files below ``static/`` and how the map meets it."""

from __future__ import annotations

from typing import ClassVar

from branca.element import MacroElement
from folium.template import Template

from maps.elements.figure import WorkspaceFigure


class Scripted(MacroElement):
    """An element of the workspace, drawn by its scripts; added to the figure, it asks for them."""

    styles: ClassVar[tuple[str, ...]] = ()
    scripts: ClassVar[tuple[str, ...]] = ()
    _template = Template("")

    def placed_in(self, figure: WorkspaceFigure) -> None:
        """Ask the figure for the element's files and put it there."""
        figure.need(styles=self.styles, scripts=self.scripts)
        figure.add_child(self)
