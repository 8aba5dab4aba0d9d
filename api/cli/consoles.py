"""Where words go on a terminal: what somebody typed is shown as signs, and moves no cursor, paints nothing and turns no line around."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.segment import Segment

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderableType

_ORDERS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal does something at, but for tabs and new lines: control characters, and those that turn the direction of writing."""
_SHOWN: Final = "\ufffd"


class SafeConsole(Console):
    """A console that obeys nobody but the program."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """What is shown, each order that stands in a text replaced by a sign."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(_ORDERS.sub(_SHOWN, segment.text), segment.style)
