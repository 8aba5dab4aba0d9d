"""Bytes made into text, so that a file in another encoding is called that, and never read as other words."""

from __future__ import annotations

import codecs
from typing import Final

import numpy as np

from gis.errors import SourceError
from gis.text import Text

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SEVERAL_BYTES = "\u07ff"
"""The last character that UTF-8 writes in two bytes: text of two-byte characters alone may be Chinese of another encoding."""
_TWO_BYTES: Final = 0xC0
_LONGER: Final = 0xE0
"""The least bytes that begin a character of two bytes, and one of more."""
_ASCII: Final = bytes(range(128))
_AT_ONCE: Final = 1 << 24


def may_be_gbk(data: bytes) -> bool:
    """Whether bytes that are UTF-8 hold two-byte characters alone, and common Chinese ones if they are read as GBK.

    >>> may_be_gbk("学校".encode("gbk")), may_be_gbk("学校".encode()), may_be_gbk("школа".encode())
    (True, False, False)
    """
    if data.isascii() or np.frombuffer(data, np.uint8).max() >= _LONGER:
        return False
    try:
        data.decode("utf-8")
        found = data.translate(None, _ASCII).decode("gb2312")
    except UnicodeDecodeError:
        return False
    return all("\u4e00" <= sign <= "\u9fff" for sign in set(found))


def _gbk_at(data: bytes) -> int | None:
    """Where a file that can be read as UTF-8 is GBK; None where it is not: a sign by itself, as in m², is what UTF-8 says; words are Chinese."""
    return _side_by_side(data) if may_be_gbk(data) else None


def _side_by_side(data: bytes) -> int | None:
    """Where the first two characters of two bytes stand together, in UTF-8 that has none of more; an expression would take a second for 20 MB."""
    for start in range(0, len(data), _AT_ONCE):
        begins = np.frombuffer(data, np.uint8, min(_AT_ONCE + 2, len(data) - start), start) >= _TWO_BYTES
        found = np.flatnonzero(begins[:-2] & begins[2:])
        if found.size:
            return start + int(found[0])
    return None


def encoding_of(data: bytes) -> str | None:
    """The encoding that bytes are in as far as they tell: by their mark, as UTF-8, or as the Chinese of Windows; None where none fits."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return encoding
    for encoding in ("gb18030",) if _gbk_at(data) is not None else ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def check_utf8(data: bytes, origin: str) -> None:
    """Refuse bytes that are no UTF-8, or are it by chance.

    Raises
    ------
    SourceError
        Naming the line, what it looks like, and how it is converted.
    """
    start = _not_utf8_at(data)
    if start is not None:
        line = data.count(b"\n", 0, start) + 1
        looks = _looks_like(data)
        raise SourceError(
            Text(f"{origin} 第 {line} 行不是 UTF-8 编码{looks.zh}", f"{origin}, line {line}, is not UTF-8{looks.en}"),
            Text(
                "请转换为 UTF-8：在 QGIS 中导出时编码选 UTF-8，或运行 iconv -f GB18030 -t UTF-8",
                "convert it to UTF-8: export it from QGIS with the encoding UTF-8, or run iconv -f GB18030 -t UTF-8",
            ),
            file=origin,
            line=line,
        )


def _not_utf8_at(data: bytes) -> int | None:
    """The place of the first byte that is not, or not meant as, UTF-8."""
    if data.isascii():
        return None
    if (at := _gbk_at(data)) is not None:
        return at
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as mistake:
        return mistake.start
    return None


def _looks_like(data: bytes) -> Text:
    """In brackets, what bytes that are not UTF-8 may be; nothing where that cannot be told."""
    found = {"gb18030": "GBK", "utf-16": "UTF-16"}.get(encoding_of(data) or "")
    return Text(f"（看起来是 {found}）", f" (it looks like {found})") if found else Text("", "")


def decode_table(data: bytes, encoding: str, origin: str) -> str:
    """A table's text. A mark at its start says more than the declaration.

    Raises
    ------
    SourceError
        Where it is in another encoding than declared, naming the line.
    """
    marked = next((named for mark, named in _MARKS.items() if data.startswith(mark)), None)
    try:
        text = data.decode(marked or encoding).removeprefix("\ufeff")
    except LookupError:
        raise _refused(
            origin, Text(f"没有编码 {encoding}", f"there is no encoding {encoding}"), encoding_of(data)
        ) from None
    except UnicodeDecodeError as mistake:
        raise _otherwise(data, encoding, origin, mistake.start) from None
    at = _not_utf8_at(data) if marked is None and codecs.lookup(encoding).name.startswith("utf-8") else None
    if at is not None:
        raise _otherwise(data, encoding, origin, at)
    if marked is None and _is_utf8_instead(data, text, encoding):
        said = Text(f"文件是 UTF-8，映射写的是 {encoding}", f"the file is UTF-8, the mapping says {encoding}")
        raise _refused(origin, said, "utf-8-sig")
    return text


def _otherwise(data: bytes, encoding: str, origin: str, start: int) -> SourceError:
    line = data.count(b"\n", 0, start) + 1
    looks = _looks_like(data)
    said = Text(f"第 {line} 行不是 {encoding} 编码{looks.zh}", f"line {line} is not in {encoding}{looks.en}")
    return _refused(origin, said, encoding_of(data), line=line)


def _is_utf8_instead(data: bytes, text: str, encoding: str) -> bool:
    """Whether bytes that another encoding can read too are UTF-8 beyond doubt."""
    if codecs.lookup(encoding).name.startswith("utf") or data.isascii():
        return False
    try:
        found = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(text) == len(data) or max(found) > _SEVERAL_BYTES


def _refused(origin: str, text: Text, likely: str | None, **where: object) -> SourceError:
    example = likely or "gb18030"
    return SourceError(
        Text(f"{origin}：{text.zh}", f"{origin}: {text.en}"),
        Text(
            f"请在映射中写明 joins.encoding，例如 {example}，或另存为“CSV UTF-8”",
            f"declare joins.encoding in the mapping, for example {example}, or save it as CSV UTF-8",
        ),
        file=origin,
        **where,
    )
