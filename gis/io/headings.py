"""Names of source columns: compared without blanks around them and without regard to width, shown so that blanks can be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from gis.numerals import folded_width

_UNSEEN: Final = {" ": "␠", "\u3000": "␠", "\u00a0": "␠", "\t": "␉", "\r": "␍", "\n": "␊"}
_MARKS: Final = "\ufeff\u200b"


def folded_heading(name: str) -> str:
    """A column's name as it is looked for.

    >>> folded_heading("面积（亩） "), folded_heading(" id")
    ('面积(亩)', 'id')
    """
    return folded_width(name).strip().strip(_MARKS).strip()


def visible(name: str) -> str:
    """A name whose blanks at either end, breaks and unseen marks can be read.

    >>> visible("名称 "), visible("plot id")
    ('名称␠', 'plot id')
    """
    inner = name.strip()
    start = name.index(inner) if inner else len(name)
    edges = (
        *((n, True) for n in name[:start]),
        *((n, False) for n in inner),
        *((n, True) for n in name[start + len(inner) :]),
    )
    return "".join(_show_sign(sign, edge=edge) for sign, edge in edges)


def _show_sign(sign: str, *, edge: bool) -> str:
    if sign in _MARKS:
        return f"<U+{ord(sign):04X}>"
    return _UNSEEN.get(sign, sign) if edge or sign in "\r\n\t" else sign


def respelt(asked: Iterable[str], present: Iterable[str]) -> Mapping[str, str]:
    """By name that is present, the one that is asked for and is the same but for blanks and width; only where neither is ambiguous."""
    given = list(dict.fromkeys(present))
    wanted = list(dict.fromkeys(asked))
    meant = {}
    for name in wanted:
        fold = folded_heading(name)
        near = [other for other in given if other != name and folded_heading(other) == fold]
        alone = [other for other in wanted if folded_heading(other) == fold]
        if len(near) == 1 and len(alone) == 1:
            meant[near[0]] = name
    return meant
