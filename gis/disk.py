"""Files as the system gives them: what it says of one that cannot be read or written, in words, and TOML read from one."""

from __future__ import annotations

import errno
import re
import tomllib
from pathlib import Path
from typing import Any, Final

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
    errno.EIO: Text("所在磁盘出错", "is on a disk that fails"),
}
_SHOWN: Final = 120
_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")


class Unreadable(Exception):
    """A file that is no TOML: why, and the line and column where that is known."""

    def __init__(self, text: Text, place: tuple[int, int] | None = None) -> None:
        super().__init__(text.both())
        self.text = text
        self.place = place


def said_of(mistake: OSError) -> Text:
    """What is the matter with a file, to stand after its name.

    >>> said_of(IsADirectoryError(21, "Is a directory")).en
    'is a folder'
    """
    known = _SAID.get(mistake.errno or 0)
    return known or Text(f"：{mistake.strerror or mistake}", f": {mistake.strerror or mistake}")


def no_read(path: Path | str, mistake: OSError) -> SourceError:
    """The error of a file that cannot be read."""
    name, why = shown(path), said_of(mistake)
    return SourceError(
        Text(f"无法读取：{name} {why.zh}", f"cannot be read: {name} {why.en}"),
        Text("请检查路径与权限", "check the path and who may read it"),
        file=name,
    )


def no_write(path: Path | str, mistake: OSError) -> SourceError:
    """The error of a file that cannot be written."""
    name, why = shown(path), said_of(mistake)
    return SourceError(
        Text(f"无法写入：{name} {why.zh}", f"cannot be written: {name} {why.en}"),
        Text("请换一个已有的、可写的文件夹", "name a folder that is there and can be written"),
        file=name,
    )


def shown(path: Path | str) -> str:
    """A path as far as it is worth reading: the end of a long one."""
    text = str(path)
    return text if len(text) <= _SHOWN else f"…{text[-_SHOWN:]}"


def toml_file(path: Path) -> dict[str, Any]:
    """The tables of a TOML file.

    Raises
    ------
    Unreadable
        Where it cannot be read or is no TOML. What the system says names no path: whoever asks may know nothing of folders.
    """
    try:
        content = path.read_bytes()
    except OSError as mistake:
        raise Unreadable(said_of(mistake)) from None
    return toml_of(content)


def toml_of(content: bytes) -> dict[str, Any]:
    """The tables of a TOML text; a mark of byte order, as some editors leave it, is passed over.

    Raises
    ------
    Unreadable
        Where it is no UTF-8, no TOML, nested too deep, or holds a number of thousands of digits.
    """
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
