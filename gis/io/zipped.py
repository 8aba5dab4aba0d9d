"""Several files as one zip, under names that every system can make and that lead nowhere."""

from __future__ import annotations

import datetime as dt
import mmap
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from typing import Any, Final

from gis.io.made_file import pieces_of
from gis.names import alike, device

_FORBIDDEN: Final = frozenset('<>:"/\\|?*')
_LEVEL: Final = 3
"""Of zlib: half the time of its usual 6, for a twelfth more of bytes."""
_LONGEST: Final = 120
"""Bytes of a name: disks take 255, and what unpacks puts folders before it."""


def zip_files(files: Mapping[str, bytes | Path], day: dt.date) -> Iterator[bytes]:
    """A zip of files by name, piece by piece; the same files and day, the same bytes. A path says where content stands that need not be in memory."""
    stamp = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "made.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as made:
            for name, content in files.items():
                entry = zipfile.ZipInfo(name, stamp)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                with _content(content) as data:
                    made.writestr(entry, data, compresslevel=_LEVEL)
        yield from pieces_of(target)


@contextmanager
def _content(content: bytes | Path) -> Iterator[Any]:
    """The bytes of a file: those of a path as they stand on disk, without a copy."""
    if isinstance(content, bytes) or not content.stat().st_size:
        yield content if isinstance(content, bytes) else b""
        return
    with content.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        yield mapped


def file_stem(text: str, taken: set[str] | None = None) -> str:
    r"""A text from data as the name of a file without its ending: no path, no device, no sign that a system forbids.

    Parameters
    ----------
    taken
        Names as systems tell them apart, of which none is given again; the new one is among them then.

    >>> file_stem("../../etc/passwd"), file_stem("con"), file_stem("A/1", {"a_1"}), file_stem("地块 1.")
    ('_.._etc_passwd', 'con_', 'A_1_2', '地块 1')
    """
    plain = "".join(
        "_" if sign in _FORBIDDEN or unicodedata.category(sign)[0] == "C" else sign
        for sign in unicodedata.normalize("NFC", text)
    )
    short = cut_bytes(plain, _LONGEST, "utf-8").strip(". ")
    safe = f"{short}_" if device(short) else short or "_"
    used = set[str]() if taken is None else taken
    name = next(name for name in chain((safe,), (f"{safe}_{n}" for n in count(2))) if alike(name) not in used)
    used.add(alike(name))
    return name


def cut_bytes(text: str, most: int, encoding: str) -> str:
    """A text cut at so many bytes, never within a sign.

    >>> cut_bytes("地块A", 4, "utf-8"), cut_bytes("地块A", 4, "gbk")
    ('地', '地块')
    """
    content = text.encode(encoding, "replace")
    return text if len(content) <= most else content[:most].decode(encoding, "ignore")
