"""In which encoding texts are written for programs that know GBK, and what of them it cannot say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gis.text import Text, many


def encoding_for(texts: Iterable[Iterable[Any]], asked: str) -> str:
    """``gbk`` or ``utf-8``: as asked, else GBK where all of the texts can be said in it."""
    if asked != "auto":
        return asked
    return "gbk" if all(all_fit([text for text in values if text is not None]) for values in texts) else "utf-8"


def all_fit(texts: Sequence[str], encoding: str = "gbk") -> bool:
    """Whether every one of many texts can be said in an encoding; signs stand for themselves in each, so that all are one text."""
    return fits("\n".join(texts), encoding)


def fits(text: str, encoding: str = "gbk") -> bool:
    """Whether a text can be said in an encoding, and is the same when it is read again."""
    try:
        return text.encode(encoding).decode(encoding) == text
    except UnicodeError:
        return False


def lost_signs(texts: Sequence[str], encoding: str) -> list[Text]:
    """The sentence about texts of which signs are lost in an encoding; nothing where none is."""
    lost = 0 if all_fit(texts, encoding) else sum(not fits(text, encoding) for text in texts)
    if not lost:
        return []
    return [
        Text(
            f"{lost:,} 处文字含 {encoding.upper()} 写不出的字，已写作“?”；要保留请选 UTF-8",
            f"{many(lost, 'text')} with signs that {encoding.upper()} does not have, written as “?”; choose UTF-8 to keep them",
        )
    ]
