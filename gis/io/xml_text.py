"""Texts as XML may hold them."""

from __future__ import annotations

import re
from typing import Final

_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    r"""A text without the signs that XML cannot hold, each of them written as U+FFFD.

    >>> xml_text("a\x00b\ud800c<&>")
    'a\ufffdb\ufffdc<&>'
    """
    return _FORBIDDEN.sub("\ufffd", text)
