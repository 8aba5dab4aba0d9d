"""Files as the system gives them: what it says of one that cannot be read or written, in words, and TOML read from one."""

from __future__ import annotations

import errno
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from gis.errors import SourceError
from gis.text import Text

_SAID: Final = {
    errno.ENOENT: Text("不存在", "is not there"),
    errno.EISDIR: Text("是文件夹", "is a folder"),
    errno.ENOTDIR: Text("的路径中有一段是文件", "lies below a file"),
    errno.EEXIST: Text("已存在", "is there already"),
    errno.EACCES: Text("没有权限", "may not be touched by this user"),
    errno.EPERM: Text("没有权限", "may not be touched by this user"),
    errno.EROFS: Text("在只读的磁盘上", "is on a disk that cannot be written"),
    errno.ENOSPC: Text("所在磁盘已满", "is on a disk that is full"),
    errno.EDQUOT: Text("超出磁盘配额", "is beyond the quota of the disk"),
    errno.ENAMETOOLONG: Text("名称过长", "has too long a name"),
    errno.ELOOP: Text("是指向自身的链接", "is a link that leads back to itself"),
    errno.EBADF: Text("已关闭", "is closed"),
    errno.EIO: Text("所在磁盘出错", "is on a disk that fails"),
}
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
"""What the system says to whoever writes, and to no reader."""
MAX_BYTES: Final = 1 << 20
"""Of a file that declares something: a hundred times the longest list of codes that is in use, and a second's work for the parser."""
MAX_KEY_PARTS: Final = 32
_LONG_KEY: Final = re.compile(
    rb"""(?<![\w-])(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')(?:[ \t]*+\.[ \t]*+(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')){%d}"""
    % MAX_KEY_PARTS
)
_SHOWN: Final = 120
_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")


class Unreadable(Exception):
    """A file that cannot be used: why, to stand after its name, and the line and column where these are known."""

    def __init__(self, text: Text, place: tuple[int, int] | None = None) -> None:
        super().__init__(text.both())
        self.text = text
        self.place = place


class Missing(Unreadable):
    """A file that is not there."""


def said_of(mistake: OSError) -> Text:
    """What is the matter with a file, to stand after its name.

    >>> said_of(IsADirectoryError(21, "Is a directory")).en
    'is a folder'
    """
    known = _SAID.get(mistake.errno or 0)
    return known or Text(f"：{mistake.strerror or mistake}", f": {mistake.strerror or mistake}")


def no_read(path: Path | str, mistake: OSError | Unreadable) -> SourceError:
    """The error of a file that cannot be read."""
    name, why = show_path(path), mistake.text if isinstance(mistake, Unreadable) else said_of(mistake)
    return SourceError(
        Text(f"无法读取：{name} {why.zh}", f"cannot be read: {name} {why.en}"),
        Text("请检查路径与权限", "check the path and who may read it"),
        file=name,
    )


def no_write(path: Path | str, mistake: OSError) -> SourceError:
    """The error of a file that cannot be written."""
    name, why = show_path(path), said_of(mistake)
    return SourceError(
        Text(f"无法写入：{name} {why.zh}", f"cannot be written: {name} {why.en}"),
        Text("请换一个已有的、可写的文件夹", "name a folder that is there and can be written"),
        file=name,
    )


def show_path(path: Path | str) -> str:
    """A path as far as it is worth reading: the end of a long one."""
    text = str(path)
    return text if len(text) <= _SHOWN else f"…{text[-_SHOWN:]}"


@contextmanager
def replacing(path: Path, buffering: int = -1) -> Iterator[BinaryIO]:
    """Write a file: it is there whole and for good when the block ends, or as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb", buffering=buffering) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    # A name is kept by its folder, which the power may go for as well.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def narrow(*paths: Path) -> None:
    """Take from others what they may do with files and folders that are ours; what is a link, or another user's, stays as it is."""
    for path in paths:
        # Where it cannot be done it is as it was, and whoever reads or writes there says why.
        with suppress(OSError):
            found = path.lstat()
            if found.st_uid == os.geteuid() and found.st_mode & 0o077 and not stat.S_ISLNK(found.st_mode):
                path.chmod(stat.S_IMODE(found.st_mode) & 0o700)


def file_bytes(path: Path, folder: Path | None = None, most: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file, which lies in ``folder`` also where the path is a link.

    What the system says names no path: whoever asks may know nothing of folders.

    Raises
    ------
    Missing
        Where there is none.
    Unreadable
        A folder, a device or a pipe, a link that leads out of the folder, more than ``most`` bytes, or what the system says.
    """
    with regular(path, folder) as stream:
        # Of what is too large by its own word nothing is read; files of the system say 0 whatever they hold.
        too_large = os.fstat(stream.fileno()).st_size > most
        content = b"" if too_large else stream.read(most + 1)
    if too_large or len(content) > most:
        raise Unreadable(Text(f"大于 {most:,} 字节", f"is larger than {most:,} bytes"))
    return content


@contextmanager
def regular(path: Path, folder: Path | None = None) -> Iterator[BinaryIO]:
    """A regular file, open to be read; whatever else stands there is refused at once and never waited for.

    Raises
    ------
    Missing, Unreadable
        As :func:`file_bytes`, also for what goes wrong while it is read.
    """
    try:
        real = check_file(path, folder)
        # A pipe without a writer would be waited for; opened so it is only looked at.
        descriptor = os.open(real, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            _refuse_irregular(os.fstat(descriptor).st_mode)
            yield stream
    except OSError as mistake:
        raise _unreadable(mistake) from None


def check_file(path: Path, folder: Path | None = None) -> Path:
    """What a path leads to: a regular file, in ``folder`` where one is given.

    Raises
    ------
    Missing
        Where there is none.
    Unreadable
        Where it is none, or lies elsewhere.
    """
    try:
        real = path.resolve(strict=True)
        if folder is not None and not real.is_relative_to(folder.resolve()):
            raise Unreadable(Text("是指向数据文件夹之外的链接", "is a link that leads out of the data folder"))
        _refuse_irregular(real.stat().st_mode)
    except OSError as mistake:
        raise _unreadable(mistake) from None
    except RuntimeError:
        # A ring of links is a RuntimeError of pathlib before Python 3.13.
        raise Unreadable(_SAID[errno.ELOOP]) from None
    return real


def _unreadable(mistake: OSError) -> Unreadable:
    kind = Missing if isinstance(mistake, FileNotFoundError) else Unreadable
    return kind(said_of(mistake))


def _refuse_irregular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise Unreadable(Text("是文件夹，不是文件", "is a folder, not a file"))
    if not stat.S_ISREG(mode):
        raise Unreadable(Text("是设备或管道，不是文件", "is a device or a pipe, not a file"))


def toml_of(content: bytes) -> dict[str, Any]:
    """The tables of a TOML text; a mark of byte order, as some editors leave it, is passed over.

    Raises
    ------
    Unreadable
        Where it is no UTF-8, no TOML, nested too deep, holds a number of thousands of digits, or what would take the parser too long.
    """
    if long := _LONG_KEY.search(content):
        line = content.count(b"\n", 0, long.start()) + 1
        text = Text(
            f"键超过 {MAX_KEY_PARTS} 段（第 {line} 行）", f"a key has more than {MAX_KEY_PARTS} parts (line {line})"
        )
        raise Unreadable(text, (line, 1))
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(Text("不是 UTF-8 文字", "it is no text in UTF-8")) from None
    except RecursionError:
        raise Unreadable(Text("嵌套过深", "it is nested too deep")) from None
    except ValueError as mistake:
        found = _PLACE.search(str(mistake))
        place = (int(found[1]), int(found[2])) if found else None
        said = str(mistake)[:_SHOWN]
        raise Unreadable(Text(f"不是可读的 TOML（{said}）", f"it is not readable TOML ({said})"), place) from None
