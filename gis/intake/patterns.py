"""Patterns of a mapping folded as the cells are that they are held against: letters, digits and brackets of one width."""

from __future__ import annotations

import re
from typing import Final

from gis.numerals import folded_width

_PIECE: Final = re.compile(
    r"\\u[0-9a-fA-F]{4}|\\.|\(\?P[<=(][^>)]*[>)]|\(\?#[^)]*\)|\[\^?\]?(?:\\u[0-9a-fA-F]{4}|\\.|[^\]\\])*\]|.", re.DOTALL
)
"""What a pattern is made of: an escape, the name of a group, a remark, a class, or one sign."""
_MEMBER: Final = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)


def folded_pattern(pattern: str) -> str:
    r"""A pattern whose literals are folded as cells are; what it means is otherwise the same.

    A bracket of full width becomes an escaped one, never a group. A sign that folds to several becomes a group, so that what follows it
    counts for all of them.

    >>> folded_pattern(r"([\d.]+)㎡"), folded_pattern("工业（.*）"), folded_pattern("[０-９]+㎡?"), folded_pattern("[㎡亩]")
    ('([\\d.]+)(?:m2)', '工业\\(.*\\)', '[0-9]+(?:m2)?', '(?:[亩]|m2)')
    """
    return pattern if pattern.isascii() and "\\u" not in pattern else _PIECE.sub(_piece, pattern)


def _piece(found: re.Match[str]) -> str:
    piece = found[0]
    if piece.startswith("[") and len(piece) > 1:
        return _class(piece)
    return piece if piece.startswith("(?") else _literal(piece)


def _sign(piece: str) -> str | None:
    """The sign that a piece of a pattern stands for where folding may change it."""
    sign = chr(int(piece.removeprefix("\\u"), base=16)) if len(piece) == len("\\u0000") else piece[-1]
    return None if sign.isascii() or folded_width(sign) == sign else sign


def _literal(piece: str) -> str:
    sign = _sign(piece)
    if sign is None:
        return piece
    folded = re.escape(folded_width(sign))
    return folded if len(folded_width(sign)) == 1 else f"(?:{folded})"


def _class(piece: str) -> str:
    """A class with its members folded; a range is folded where both ends are, and stays in order."""
    negated = piece.startswith("[^")
    members = _MEMBER.findall(piece[2 if negated else 1 : -1])
    made, words = [], []
    while members:
        if len(members) > 2 and members[1] == "-":
            made.append(_range(members[0], members[2]))
            members = members[3:]
            continue
        member = members.pop(0)
        sign = _sign(member)
        folded = member if sign is None else folded_width(sign)
        if sign is None or len(folded) == 1:
            made.append(member if sign is None else re.escape(folded))
        elif negated:
            made.append(member)
        else:
            words.append(re.escape(folded))
    kept = f"[{'^' if negated else ''}{''.join(made)}]" if made else ""
    return f"(?:{'|'.join(filter(None, (kept, *words)))})" if words else kept or piece


def _range(first: str, last: str) -> str:
    ends = [_sign(first), _sign(last)]
    folded = [folded_width(end) for end in ends if end is not None]
    if len(folded) == len(ends) and all(len(end) == 1 for end in folded) and folded[0] <= folded[1]:
        return f"{re.escape(folded[0])}-{re.escape(folded[1])}"
    return f"{first}-{last}"
