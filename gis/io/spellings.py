"""The encoding of a text as far as its bytes decide it, a piece at a time; where two encodings could be meant, values by which a person sees which.

UTF-8 and UTF-16 are decided by their form. Of the Chinese of the mainland and that of Taiwan, which share most of their bytes, the one is taken in
which nearly all signs are common ones; signs that never stand side by side are of a western language.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import numpy as np

from gis.io.encodings import encoding_of

TITLES: Final = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "gb18030": "GB18030",
    "cp950": "Big5",
    "cp1252": "Windows-1252",
}
"""What each encoding that is read is called."""
SHOWN: Final = 5
_MARKS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_WIDE: Final = ("utf-16-le", "utf-16-be")
_BREAKS: Final = re.compile("[\r\n\t,;|]")
_LONGER: Final = 0xE0
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]+")
_LOOKED_AT: Final = 1 << 20
_CERTAIN: Final = 0.9
"""Share of common signs from which a Chinese text is beyond doubt; read in the other encoding it has half of them."""
_CHINESE: Final = ("gb18030", "cp950")
_COMMON: Final = {"gb18030": (0xB0A1, 0xD7F9), "cp950": (0xA440, 0xC67E)}
"""First and last of the common signs as each encoding orders them: 3,755 of GB 2312, 5,401 of Big5."""
_FREQUENT: Final = frozenset(
    "年月日号號区區街道路村镇鎮乡鄉县縣市省公司有限工业業用地土面积積平方米亩畝顷頃项項目名称稱编編备備注註序联聯系电電话話人建筑築"
    "厂廠房权權单單位合计計坐落证證书書否是无無园園发發展科技"
)
"""Signs that every ledger has, of the mainland and of Taiwan; in the wrong encoding they are others."""
_OFTEN: Final = 0.1
_CLEARLY: Final = 4
"""From which share on, and how many times as many as in the other encoding, they are no chance."""


@dataclass(frozen=True)
class Spelling:
    """An encoding by its name in Python, and values to judge it by; none where there is no doubt."""

    encoding: str
    doubt: tuple[str, ...] = ()


@dataclass
class _Trial:
    """A decoder that is fed a text until it fails."""

    encoding: str
    decode: Callable[..., str] = field(init=False)
    alive: bool = True

    def __post_init__(self) -> None:
        self.decode = codecs.getincrementaldecoder(self.encoding)().decode

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        try:
            if self.alive:
                self.decode(piece, last)
        except UnicodeDecodeError:
            self.alive = False


def spelling_of(pieces: Callable[[], Iterable[bytes]]) -> Spelling | None:
    """The encoding of a text; None where no encoding fits all of it, and of what is no text.

    Parameters
    ----------
    pieces
        The text's bytes from their beginning, a piece at a time.
    """
    head = next(iter(pieces()), b"")
    marked = next((encoding for mark, encoding in _MARKS.items() if head.startswith(mark)), None)
    if marked is None and b"\0" in head:
        marked = max(_WIDE, key=lambda encoding: len(_BREAKS.findall(head.decode(encoding, "ignore"))))
        if not _BREAKS.search(head.decode(marked, "ignore")):
            return None
    trials = [_Trial(encoding) for encoding in ([marked] if marked else ["utf-8", *_CHINESE])]
    longer = False
    for piece in pieces():
        longer = longer or bool(np.frombuffer(piece, np.uint8).max() >= _LONGER)
        for trial in trials:
            trial.feed(piece)
    for trial in trials:
        trial.feed(b"", last=True)
    alive = [trial.encoding for trial in trials if trial.alive]
    if marked or (alive[:1] == ["utf-8"] and longer):
        return Spelling(alive[0]) if alive else None
    if alive[:1] == ["utf-8"]:
        # Of two-byte signs alone: it may be Chinese that is UTF-8 by chance.
        return Spelling("utf-8") if encoding_of(b"".join(pieces())) == "utf-8" else Spelling("gb18030")
    return _chinese(alive, pieces)


def _chinese(alive: list[str], pieces: Callable[[], Iterable[bytes]]) -> Spelling | None:
    signs = _sample(pieces())
    if all(len(run) == 1 for run in _NOT_ASCII.findall(signs)):
        return _western(signs)
    if not alive:
        return None
    shares = {encoding: _shares(signs, encoding) for encoding in alive}
    encoding = max(alive, key=lambda each: sum(shares[each]))
    common, frequent = shares.pop(encoding)
    clearly = frequent >= _OFTEN and all(_CLEARLY * used < frequent for _, used in shares.values())
    wholly = common >= _CERTAIN and all(other < _CERTAIN for other, _ in shares.values())
    return Spelling(encoding, () if clearly or wholly else _values(signs, encoding))


def _western(signs: bytes) -> Spelling | None:
    try:
        signs.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return Spelling("cp1252", _values(signs, "cp1252"))


def _sample(pieces: Iterable[bytes]) -> bytes:
    """The first lines that have something besides ASCII, as many as are looked at, and no part of a line."""
    lines: list[bytes] = []
    size, rest = 0, b""
    for piece in pieces:
        *whole, rest = (rest + piece).splitlines(keepends=True)
        if len(rest) > _LOOKED_AT:
            whole, rest = [*whole, rest], b""
        chinese = [line for line in whole if not line.isascii()]
        lines += chinese
        size += sum(map(len, chinese))
        if size > _LOOKED_AT:
            return b"".join(lines)
    return b"".join([*lines, rest])


def _shares(signs: bytes, encoding: str) -> tuple[float, float]:
    """The share of common signs among those of Chinese, at most what is beyond doubt, and that of the signs of every ledger."""
    first, last = _COMMON[encoding]
    common = frequent = count = 0
    for sign, times in Counter(signs.decode(encoding, "ignore")).items():
        if "\u3400" <= sign <= "\u9fff" or "\ue000" <= sign < "\uff00":
            code = int.from_bytes(sign.encode(encoding), "big")
            count += times
            common += times * (first <= code <= last)
            frequent += times * (sign in _FREQUENT)
    return (min(common / count, _CERTAIN), frequent / count) if count else (_CERTAIN, 0.0)


def _values(signs: bytes, encoding: str) -> tuple[str, ...]:
    """The first different values that are more than ASCII, as they read in an encoding."""

    def runs() -> Iterator[str]:
        for line in signs.decode(encoding, "replace").splitlines():
            for cell in _BREAKS.split(line):
                if not cell.isascii():
                    yield cell.strip()[:40]

    return tuple(islice(dict.fromkeys(runs()), SHOWN))
