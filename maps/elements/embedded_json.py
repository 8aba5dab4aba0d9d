"""JSON that lies in the page: configuration, layers, reports. It is data and never script, whatever text it holds."""

from __future__ import annotations

from typing import Any

import orjson
from branca.element import Figure, MacroElement
from folium.template import Template

_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_in_html(value: Any) -> str:
    r"""A value, or JSON bytes as they are, as JSON in which no character can end or open an element.

    >>> json_in_html({"name": "</script><!--"})
    '{"name":"\\u003c/script\\u003e\\u003c!--"}'
    """
    return (value if isinstance(value, bytes) else orjson.dumps(value)).decode().translate(_ESCAPES)


class EmbeddedJson(MacroElement):
    """A ``<script type="application/json">`` with an id."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <script type="application/json" id="{{ this.key }}">{{ this.json }}</script>
        {% endmacro %}
        """
    )

    def __init__(self, key: str, value: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca is untyped here
        self._name = f"json_{key}"
        self.key = key
        self.json = json_in_html(value)

    def placed_in(self, figure: Figure) -> None:
        """Put the data into a page, before its scripts."""
        figure.add_child(self)
