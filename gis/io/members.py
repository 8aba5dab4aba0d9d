"""What a FILE on the command line holds: a GeoJSON file, a folder or a zip of them, a CSV to join.

Nothing is unpacked to disk, so that no name in a zip can lead out of anywhere; what inflates is counted while it does.
"""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final

from gis.disk import Missing, Unreadable, check_file, file_bytes, regular
from gis.errors import SourceError
from gis.io import bounds
from gis.io.encodings import may_be_gbk
from gis.text import Text

_PIECE: Final = 1 << 20
_HEAD: Final = 1 << 16
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN: Final = (OSError, RuntimeError, EOFError, ValueError, struct.error, zipfile.BadZipFile, zlib.error)
"""What a zip raises that is cut, altered or encrypted."""
_UTF8_NAME: Final = 0x800
"""The flag of a zip's entry whose name is UTF-8; others are in whatever the packing machine used."""
GEODATABASE: Final = ".gdb"
GEODATABASE_PART: Final = re.compile(r"a[0-9a-f]{8}\.[\w.]{1,100}|gdb|timestamps", re.IGNORECASE)
"""The files of which a geodatabase consists."""
_CATALOG: Final = "a00000001.gdbtable"
FEATURE_ENDINGS: Final = (".geojson", ".json")
VECTOR_ENDINGS: Final = (".shp", ".gpkg")
SHAPEFILE_PARTS: Final = (".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".shp.xml")
"""What lies beside a Shapefile and is part of it, or of no matter."""
TABLE_ENDINGS: Final = (".csv",)
"""What is joined to features to the letter, in the encoding and by the separator that the mapping names."""
LEDGER_ENDINGS: Final = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt")
"""What may hold a ledger; what it is its content says."""
LOOKUP_ENDINGS: Final = (*LEDGER_ENDINGS, *VECTOR_ENDINGS, GEODATABASE, ".kml", ".kmz", ".dxf")
"""What may hold a table that is joined to features."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file to read, by itself or inside a zip.

    ``name`` is its name without folders, ``origin`` says where it lies, ``entry`` is its place in the zip's directory, where two may have one name;
    ``named`` says that it was given by itself, and not found in a folder or a zip; ``parts`` are the files of a geodatabase, which is a folder and has no
    bytes of its own.
    """

    name: str
    origin: str
    path: Path
    entry: int | None = None
    size: int = 0
    named: bool = False
    parts: tuple[Member, ...] = ()

    @cached_property
    def stem(self) -> str:
        """The name without its ending."""
        return Path(self.name).stem

    @cached_property
    def ending(self) -> str:
        """The ending of the name, with its point, in small letters."""
        return Path(self.name).suffix.lower()

    @cached_property
    def head(self) -> bytes:
        """The first bytes, by which its format is told; none where it cannot be read, which whoever reads it says."""
        try:
            return next(self.pieces(), b"")[:_HEAD]
        except SourceError:
            return b""

    def read(self) -> bytes:
        """The member's bytes.

        Raises
        ------
        SourceError
            Where it cannot be read, is no file, is encrypted, is larger than a file may be, or is not as long as its zip says.
        """
        return b"".join(self.pieces()) if self.parts or self.entry is not None else _content(self.path)

    def pieces(self) -> Iterator[bytes]:
        """The member's bytes, a piece at a time, so that none but these are in memory; what is amiss of a zip may be raised after the last.

        Raises
        ------
        SourceError
            As :meth:`read`.
        """
        if self.parts:
            return
        if self.entry is None:
            yield from _pieces_of(self.path)
            return
        try:
            with zipfile.ZipFile(self.path) as archive:
                yield from inflated(archive, archive.infolist()[self.entry], self.origin)
        except BROKEN as mistake:
            raise unreadable(self.origin, Text(str(mistake), str(mistake))) from None


def _content(path: Path) -> bytes:
    try:
        return file_bytes(path, most=bounds.MAX_FILE)
    except Unreadable as mistake:
        raise unreadable(str(path), mistake.text) from None


def _pieces_of(path: Path) -> Iterator[bytes]:
    try:
        with regular(path) as stream:
            _check_size(stream)
            while piece := stream.read(_PIECE):
                yield piece
    except Unreadable as mistake:
        raise unreadable(str(path), mistake.text) from None


def _check_size(stream: BinaryIO) -> None:
    if os.fstat(stream.fileno()).st_size > bounds.MAX_FILE:
        raise Unreadable(Text(f"大于 {bounds.MAX_FILE:,} 字节", f"is larger than {bounds.MAX_FILE:,} bytes"))


def inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, origin: str) -> Iterator[bytes]:
    """What a zip's entry holds, a piece at a time, so that no more is inflated than one piece beyond what it says.

    Raises
    ------
    SourceError
        Where it is not as long as the directory says, or is packed by a method that no bound holds.
    """
    if entry.compress_type not in _METHODS:
        # The others inflate a piece to any size at once.
        raise unreadable(origin, Text("压缩方式不是 Deflate", "it is packed by another method than Deflate"))
    wider = copy(entry)
    # Else what is longer than it says would be cut where it says, and read as if it were whole.
    wider.file_size = entry.file_size + 1
    size = 0
    with archive.open(wider) as stream:
        while size <= entry.file_size and (piece := stream.read(_PIECE)):
            size += len(piece)
            yield piece
    if size != entry.file_size:
        raise unreadable(origin, Text("解压后的长度与目录所写不符", "it is not as long as the zip's directory says"))


def members(files: Iterable[Path]) -> list[Member]:
    """Every file that the given files, folders and zips hold, in order; folders are not entered deeper than one level.

    Raises
    ------
    SourceError
        Where one is missing, is a device or a pipe, is no zip though it says so, or holds more than the bounds of a zip.
    """
    listed: list[Member] = []
    for path in files:
        if path.is_dir() and _is_geodatabase(path.name):
            listed.append(replace(_geodatabase(path), named=True))
        elif path.is_dir():
            listed.extend(
                member for inner in sorted(path.iterdir()) if not _hidden(inner.name) for member in _of_inner(inner)
            )
        else:
            _check_there(path)
            listed.extend(
                member if member.entry is not None else replace(member, named=True) for member in _of_file(path)
            )
    return listed


def _of_inner(inner: Path) -> Sequence[Member]:
    """What a file of a folder holds; a folder in it is not entered, unless it is a geodatabase."""
    if inner.is_file():
        return _of_file(inner)
    return [_geodatabase(inner)] if inner.is_dir() and _is_geodatabase(inner.name) else []


def _is_geodatabase(name: str) -> bool:
    return name.lower().endswith(GEODATABASE)


def _geodatabase(folder: Path) -> Member:
    parts = [
        Member(name=each.name, origin=str(each), path=each, size=each.stat().st_size)
        for each in sorted(folder.iterdir())
        if each.is_file() and GEODATABASE_PART.fullmatch(each.name)
    ]
    return _of_parts(folder.name, str(folder), folder, parts)


def _of_parts(name: str, origin: str, path: Path, parts: Sequence[Member]) -> Member:
    """A geodatabase of its files.

    Raises
    ------
    SourceError
        Where it has none, or too many.
    """
    if not any(part.name.lower() == _CATALOG for part in parts):
        raise unreadable(
            origin, Text("不是文件地理数据库，或缺少文件", "it is no file geodatabase, or files are missing")
        )
    if len(parts) > bounds.MAX_ENTRIES or sum(part.size for part in parts) > bounds.MAX_FILE:
        raise too_large(origin, Text("文件过多或过大", "its files are too many or too large"))
    size = sum(part.size for part in parts)
    return Member(name=name, origin=origin, path=path, size=size, parts=tuple(parts))


def _check_there(path: Path) -> None:
    try:
        check_file(path)
    except Missing:
        raise SourceError(
            Text(f"找不到 {path}", f"{path} is not there"), Text("请检查路径", "check the path"), file=str(path)
        ) from None
    except Unreadable as mistake:
        raise unreadable(str(path), mistake.text) from None


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
    except BROKEN as mistake:
        raise unreadable(str(path), Text(str(mistake), str(mistake))) from None
    names = [_name_of(entry) for entry in listed]
    entries = [place for place, entry in enumerate(listed) if not entry.is_dir() and not _hidden(names[place])]
    why = bounds.zip_too_heavy(len(entries), sum(listed[place].file_size for place in entries), path.stat().st_size)
    if why is not None:
        raise too_large(str(path), why)
    inner = [
        Member(
            name=_last(names[place]),
            origin=f"{path}!{names[place]}",
            path=path,
            entry=place,
            size=listed[place].file_size,
        )
        for place in entries
    ]
    return _with_geodatabases(path, inner)


def _with_geodatabases(path: Path, contents: Sequence[Member]) -> list[Member]:
    """Members of a zip, where those below a folder that ends so are one; a zip that is called so may have the files alone."""
    loose = _is_geodatabase(path.stem) and any(member.origin == f"{path}!{_CATALOG}" for member in contents)
    kept, inside = list[Member](), dict[str, list[Member]]()
    for member in contents:
        folder = member.origin.replace("\\", "/").rpartition("/")[0]
        if loose or _is_geodatabase(folder):
            if GEODATABASE_PART.fullmatch(member.name):
                inside.setdefault(str(path) if loose else folder, []).append(member)
        else:
            kept.append(member)
    return kept + [
        _of_parts(path.stem if loose else _last(folder).rpartition("!")[2], folder, path, parts)
        for folder, parts in inside.items()
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


def unreadable(origin: str, reason: Text) -> SourceError:
    """The refusal of a zip, or of a file, that is broken."""
    return SourceError(
        Text(f"{origin} 无法读取：{reason.zh}", f"{origin} cannot be read: {reason.en}"),
        Text(
            "请检查文件是否完整、是否加密，或重新打包为普通 zip",
            "check that it is whole and not encrypted, or pack it again as an ordinary zip",
        ),
        file=origin,
    )


def too_large(origin: str, why: Text) -> SourceError:
    """The refusal of what would take more than a file may."""
    return SourceError(
        Text(f"{origin} 内容过多：{why.zh}", f"{origin} holds too much: {why.en}"),
        Text("请拆成几个较小的文件", "split it into smaller files"),
        file=origin,
    )
