"""The texts of a Shapefile, whose DBF says little or nothing of its encoding: decided by decoding all of them."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from gis.errors import SourceError
from gis.io.spellings import TITLES, Spelling, spelling_of
from gis.text import Text

_BYTES: Final = "latin-1"
_BY_DRIVER: Final = {b"\x4d": "gb18030", b"\x4f": "cp950", b"\x7a": "gb18030", b"\x79": "cp950"}
"""The encodings that a DBF's byte 29 names: 936 and 950, of DOS and of Windows."""
_BY_NAME: Final = {
    "utf8": "utf-8",
    "65001": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "936": "gb18030",
    "cp936": "gb18030",
    "ansi936": "gb18030",
    "oem936": "gb18030",
    "big5": "cp950",
    "950": "cp950",
    "cp950": "cp950",
    "ansi950": "cp950",
}


@dataclass(frozen=True)
class Texts:
    """Fields and columns of values in an encoding, with values to judge it by where another could be meant."""

    fields: list[str]
    columns: list[list[Any]]
    spelling: str = ""
    doubt: tuple[str, ...] = ()


def decode_texts(
    fields: Sequence[str], columns: Sequence[Sequence[Any]], stated: str, driver: bytes, origin: str
) -> Texts:
    """Fields and values of which every sign is one byte, in the encoding that all of them have.

    Parameters
    ----------
    stated
        What a ``.cpg`` says, empty where there is none.
    driver
        Byte 29 of the DBF.

    Raises
    ------
    SourceError
        Where no encoding fits all of them.
    """
    named = [name.encode(_BYTES) for name in fields]
    decided = _decide_encoding([named, *map(_texts_of, columns)], stated, driver)
    if decided is None:
        raise SourceError(
            Text(
                f"{origin} 的属性文字不是 UTF-8、GBK 或 Big5", f"{origin}: its texts are in none of UTF-8, GBK and Big5"
            ),
            Text("请用 GIS 软件重新导出，编码选 UTF-8", "export it again from a GIS with the encoding UTF-8"),
            file=origin,
        )
    encoding = decided.encoding
    return Texts(
        _distinct([decode_cut(name, encoding) for name in named]),
        [
            [decode_cut(value.encode(_BYTES), encoding) if isinstance(value, str) else value for value in column]
            for column in columns
        ],
        TITLES[encoding],
        decided.doubt,
    )


def _texts_of(column: Sequence[Any]) -> list[bytes]:
    return [value.encode(_BYTES) for value in column if isinstance(value, str)]


def _decide_encoding(columns: Sequence[list[bytes]], stated: str, driver: bytes) -> Spelling | None:
    """The encoding of all texts. A DBF cuts at the width of a field, also in the middle of a sign: the longest of a column decide nothing if others can."""
    longest = [max(map(len, column), default=0) for column in columns]
    whole = [text for column, most in zip(columns, longest, strict=True) for text in column if len(text) < most]
    if all(map(bytes.isascii, whole)):
        texts = [text for column in columns for text in column]
        if all(_fits(text, "utf-8") for text in texts):
            return Spelling("utf-8")
        whole = [decode_cut(text, "gb18030").encode("gb18030") for text in texts if _fits(text, "gb18030")]
        if len(whole) < len(texts):
            return None
    return _spelling(b"\n".join(whole) + b"\n", stated, driver)


def _fits(content: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(content)
    except UnicodeDecodeError:
        return False
    return True


def _spelling(content: bytes, stated: str, driver: bytes) -> Spelling | None:
    decided = spelling_of(lambda: [content])
    said = _BY_NAME.get(stated.lower().replace("-", "").replace("_", "").strip()) or _BY_DRIVER.get(driver)
    if said is None or (decided is not None and decided.encoding == "utf-8"):
        return decided
    try:
        content.decode(said)
    except UnicodeDecodeError:
        return decided
    return Spelling(said)


def decode_cut(content: bytes, encoding: str) -> str:
    """A text without the part of a sign at its end that a DBF has cut.

    >>> decode_cut("不动产单元号".encode()[:10], "utf-8"), decode_cut(b"abc", "utf-8")
    ('不动产', 'abc')
    """
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    return decoder.decode(content)


def _distinct(fields: list[str]) -> list[str]:
    """Names of which none stands twice: cut to ten bytes two may be alike."""
    seen: dict[str, int] = {}
    names = []
    for name in fields:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names
