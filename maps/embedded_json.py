"""JSON that lies in the page: configuration, layers, reports. It is data and never script, whatever text it holds.

It does not travel as a branca element: those compile what they have rendered as a template once more, so that ``{{ … }}`` in a
name would run on the machine that makes the page. The page's own template writes it instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import orjson

_ESCAPES: Final = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_in_html(value: Any) -> str:
    r"""A value, or JSON bytes as they are, as JSON in which no character can end or open an element.

    >>> json_in_html({"name": "</script><!--"})
    '{"name":"\\u003c/script\\u003e\\u003c!--"}'
    """
    return (value if isinstance(value, bytes) else orjson.dumps(value)).decode().translate(_ESCAPES)


@dataclass(frozen=True)
class EmbeddedJson:
    """A ``<script type="application/json">`` with an id."""

    key: str
    text: str

    @classmethod
    def of(cls, key: str, value: Any) -> EmbeddedJson:
        """A value, or JSON bytes, under an id."""
        return cls(key, json_in_html(value))
