"""Where words go on a terminal: what somebody typed is shown as signs, and moves no cursor, paints nothing and turns no line around."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console
from rich.segment import Segment

from api.cli.signs import without_orders

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderableType


class SafeConsole(Console):
    """A console that obeys nobody but the program."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """What is shown, each order that stands in a text replaced by a sign."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(without_orders(segment.text), segment.style)
