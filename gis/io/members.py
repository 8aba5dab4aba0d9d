"""What a FILE on the command line holds: a GeoJSON file, a folder or a zip of them, a CSV to join.

Nothing is unpacked to disk, so that no name in a zip can lead out of anywhere; what inflates is counted while it does.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import IO, Final

from gis.errors import SourceError
from gis.io.encodings import may_be_gbk
from gis.text import Text

MAX_ENTRIES: Final = 2_000
MAX_INFLATED: Final = 1 << 30
_PIECE: Final = 1 << 20
_UTF8_NAME: Final = 0x800
"""The flag of a zip's entry whose name is UTF-8; others are in whatever the packing machine used."""
FEATURE_ENDINGS: Final = (".geojson", ".json")
TABLE_ENDINGS: Final = (".csv",)


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file to read, by itself or inside a zip.

    ``name`` is its name without folders, ``origin`` says where it lies, ``entry`` is its place in the zip's directory, where two may have one name;
    ``named`` says that it was given by itself, and not found in a folder or a zip.
    """

    name: str
    origin: str
    path: Path
    entry: int | None = None
    size: int = 0
    named: bool = False

    @cached_property
    def stem(self) -> str:
        """The name without its ending."""
        return Path(self.name).stem

    def read(self) -> bytes:
        """The member's bytes.

        Raises
        ------
        SourceError
            Where it cannot be read, is encrypted, or inflates beyond 1 GiB.
        """
        try:
            if self.entry is None:
                return self.path.read_bytes()
            with zipfile.ZipFile(self.path) as archive, archive.open(archive.infolist()[self.entry]) as stream:
                data = _inflated(stream)
        except (OSError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError) as mistake:
            raise _unreadable(self.origin, str(mistake)) from None
        if data is None:
            raise _too_large(self.origin)
        return data


def _inflated(stream: IO[bytes]) -> bytes | None:
    """What a zip's entry holds, a piece at a time, so that no more is inflated than was asked for; None beyond the limit."""
    pieces, size = [], 0
    while piece := stream.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > MAX_INFLATED:
            return None
    return b"".join(pieces)


def members(files: Iterable[Path]) -> list[Member]:
    """Every file that the given files, folders and zips hold, in order; folders are not entered deeper than one level.

    Raises
    ------
    SourceError
        Where one is missing, is no zip though it says so, or holds more than 2,000 entries or 1 GiB.
    """
    found: list[Member] = []
    for path in files:
        if path.is_dir():
            found.extend(
                member
                for inner in sorted(path.iterdir())
                if inner.is_file() and not _hidden(inner.name)
                for member in _of_file(inner)
            )
        elif path.is_file():
            found.extend(
                member if member.entry is not None else replace(member, named=True) for member in _of_file(path)
            )
        else:
            raise SourceError(
                Text(f"找不到 {path}", f"{path} is not there"), Text("请检查路径", "check the path"), file=str(path)
            )
    return found


def ending_in(found: Sequence[Member], endings: tuple[str, ...]) -> list[Member]:
    """The members whose names end so, whatever their case."""
    return [member for member in found if member.name.lower().endswith(endings)]


def _of_file(path: Path) -> list[Member]:
    if path.suffix.lower() == ".zip":
        return _of_zip(path)
    return [Member(name=path.name, origin=str(path), path=path, size=path.stat().st_size)]


def _of_zip(path: Path) -> list[Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            listed = archive.infolist()
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile) as mistake:
        raise _unreadable(str(path), str(mistake)) from None
    names = [_name_of(entry) for entry in listed]
    entries = [place for place, entry in enumerate(listed) if not entry.is_dir() and not _hidden(names[place])]
    if len(entries) > MAX_ENTRIES or sum(listed[place].file_size for place in entries) > MAX_INFLATED:
        raise _too_large(str(path))
    return [
        Member(
            name=_last(names[place]),
            origin=f"{path}!{names[place]}",
            path=path,
            entry=place,
            size=listed[place].file_size,
        )
        for place in entries
    ]


def _name_of(entry: zipfile.ZipInfo) -> str:
    """An entry's name. Windows writes it in the country's own encoding and says nothing of it; Python then reads cp437, which no one means."""
    if entry.flag_bits & _UTF8_NAME or entry.filename.isascii():
        return entry.filename
    try:
        written = entry.filename.encode("cp437")
    except UnicodeError:
        return entry.filename
    for encoding in ("gb18030",) if may_be_gbk(written) else ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeError:
            continue
    return entry.filename


def _last(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _hidden(name: str) -> bool:
    """Whether a system put the file there for itself (``.DS_Store``, ``__MACOSX/._plan.json``)."""
    return _last(name).startswith(".")


def _unreadable(origin: str, reason: str) -> SourceError:
    return SourceError(
        Text(f"{origin} 无法读取：{reason}", f"{origin} cannot be read: {reason}"),
        Text("请检查文件是否完整、是否加密", "check that it is whole and not encrypted"),
        file=origin,
    )


def _too_large(origin: str) -> SourceError:
    return SourceError(
        Text(
            f"{origin} 内容过多（超过 {MAX_ENTRIES} 个文件或解压后超过 1 GiB）",
            f"{origin} holds too much (over {MAX_ENTRIES} files, or over 1 GiB inflated)",
        ),
        Text("请拆成几个较小的文件", "split it into smaller files"),
        file=origin,
    )
