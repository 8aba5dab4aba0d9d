"""Signs that a terminal cannot show: the nearest that it can, so that a table is read wherever it is asked for."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from typing import Final, TextIO

_ORDERS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal does something at, but for tabs and new lines: control characters, and those that turn the direction of writing."""
_NEAREST: Final = {
    **dict.fromkeys("–—−‐‑", "-"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("·•", "."),
    "×": "x", "→": "->", "≥": ">=", "≤": "<=", "…": "...", "█": "#", "（": "(", "）": ")", "：": ": ", "，": ", ", "；": "; ", "、": ", ", "。": ". ",
}  # fmt: skip
_ERRORS: Final = "landstock-nearest"


def without_orders(words: str) -> str:
    """Words in which each order to a terminal that stands in a text is a sign."""
    return _ORDERS.sub("\ufffd", words)


def legible(*streams: TextIO) -> None:
    """Let streams write what their encoding lacks by the nearest sign it has."""
    codecs.register_error(_ERRORS, _nearest)
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_ERRORS)


def _nearest(mistake: UnicodeError) -> tuple[str, int]:
    """What stands in for signs that cannot be written: ``m²`` becomes ``m2``, what has nothing near it ``?``."""
    if not isinstance(mistake, UnicodeEncodeError):
        raise mistake
    signs = mistake.object[mistake.start : mistake.end]
    return "".join(_one(sign, mistake.encoding) for sign in signs), mistake.end


def _one(sign: str, encoding: str) -> str:
    for near in (unicodedata.normalize("NFKC", sign), _NEAREST.get(sign, "")):
        try:
            near.encode(encoding)
        except UnicodeEncodeError:
            continue
        if near:
            return near
    return "?"
