"""The files in which a data folder declares itself, each read once: what is answered and what its version names are the same bytes."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from gis.text import Text

CATALOG: Final = "catalog.toml"
PROCEDURES: Final = "procedures.toml"
CODELISTS: Final = "codelists"
SCHEMES: Final = "schemes"
SCENARIOS: Final = "scenarios"
MAX_BYTES: Final = 4 * 1024 * 1024
MAX_KEY_PARTS: Final = 32
_LONG_KEY: Final = re.compile(
    rb"""(?<![\w-])(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')(?:[ \t]*+\.[ \t]*+(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')){%d}"""
    % MAX_KEY_PARTS
)


class Unreadable(Exception):
    """A file that is not read, and why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.both())
        self.text = text


def file_bytes(path: Path, folder: Path | None = None, most: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file, which lies in ``folder`` also where the path is a link.

    Raises
    ------
    FileNotFoundError
        Where there is none.
    Unreadable
        A folder, a device or a pipe, a link that leads out of the folder, more than ``most`` bytes, or what the system says.
    """
    try:
        real = checked(path, folder)
        # A pipe without a writer would be waited for; opened so it is only looked at.
        descriptor = os.open(real, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            _refuse_irregular(os.fstat(descriptor).st_mode)
            content = stream.read(most + 1)
    except FileNotFoundError:
        raise
    except OSError as mistake:
        said = mistake.strerror or type(mistake).__name__
        raise Unreadable(Text(f"无法读取：{said}", f"cannot be read: {said}")) from None
    if len(content) > most:
        raise Unreadable(Text(f"大于 {most:,} 字节", f"is larger than {most:,} bytes"))
    return content


def checked(path: Path, folder: Path | None = None) -> Path:
    """What a path leads to: a regular file, in ``folder`` where one is given.

    Raises
    ------
    FileNotFoundError
        Where there is none.
    Unreadable
        Where it is none, or lies elsewhere.
    """
    try:
        real = path.resolve(strict=True)
        if folder is not None and not real.is_relative_to(folder.resolve()):
            raise Unreadable(Text("是指向数据文件夹之外的链接", "is a link that leads out of the data folder"))
        _refuse_irregular(real.stat().st_mode)
    except FileNotFoundError:
        raise
    except (OSError, RuntimeError) as mistake:
        # A ring of links is a RuntimeError of pathlib before Python 3.13.
        said = getattr(mistake, "strerror", None) or "loop of links"
        raise Unreadable(Text(f"无法读取：{said}", f"cannot be read: {said}")) from None
    return real


def _refuse_irregular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise Unreadable(Text("是文件夹，不是文件", "is a folder, not a file"))
    if not stat.S_ISREG(mode):
        raise Unreadable(Text("是设备或管道，不是文件", "is a device or a pipe, not a file"))


def toml_table(content: bytes) -> dict[str, Any]:
    """TOML as a table.

    Raises
    ------
    ValueError
        With the position of the mistake where there is one; also for what would take the parser too long or too deep.
    """
    if found := _LONG_KEY.search(content):
        line = content.count(b"\n", 0, found.start()) + 1
        raise ValueError(f"a key of more than {MAX_KEY_PARTS} parts (at line {line}, column 1)")
    try:
        return tomllib.loads(content.decode("utf-8"))
    except RecursionError:
        raise ValueError("nested too deep") from None


@dataclass(frozen=True)
class Written:
    """The declaring files of a data folder as they were read.

    Parameters
    ----------
    files
        By path, the bytes of each file, or why it could not be read.
    """

    folder: Path = Path()
    files: Mapping[Path, bytes | Text] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Written:
        """Everything that a data folder declares, read now."""
        single = [folder / name for name in (CATALOG, PROCEDURES)]
        listed = [path for name in (CODELISTS, SCHEMES, SCENARIOS) for path in _in(folder / name)]
        return cls.reading(folder, [*(path for path in single if os.path.lexists(path)), *listed])

    @classmethod
    def around(cls, path: Path) -> Written:
        """A file by itself, with those beside it that it may name."""
        return cls.reading(None, dict.fromkeys([path, *_in(path.parent)]))

    @classmethod
    def reading(cls, folder: Path | None, paths: Iterable[Path]) -> Written:
        """Some files, read now; those of a ``folder`` have to lie in it."""
        files: dict[Path, bytes | Text] = {}
        for path in paths:
            try:
                files[path] = file_bytes(path, folder)
            except FileNotFoundError:
                files[path] = Text("不存在", "is not there")
            except Unreadable as mistake:
                files[path] = mistake.text
        return cls(folder or Path(), files)

    def content(self, path: Path) -> bytes:
        """The bytes of a file.

        Raises
        ------
        FileNotFoundError
            Where there was none.
        Unreadable
            Where it could not be read.
        """
        if path not in self.files:
            raise FileNotFoundError(path)
        found = self.files[path]
        if isinstance(found, Text):
            raise Unreadable(found)
        return found

    def below(self, name: str) -> list[Path]:
        """The files of one of its folders, in the order of their names."""
        return [path for path in self.files if path.parent == self.folder / name]

    @cached_property
    def meaning(self) -> str:
        """SHA-256 of what gives values their meaning: the catalog, its code lists, and the table of procedures."""
        chosen = [path for path in self.files if path.parent.name not in (SCHEMES, SCENARIOS)]
        return self._digest(chosen)

    @cached_property
    def whole(self) -> str:
        """SHA-256 of everything that was read."""
        return self._digest(self.files)

    def _digest(self, paths: Iterable[Path]) -> str:
        digest = hashlib.sha256()
        for path in paths:
            found = self.files[path]
            content = found.en.encode() if isinstance(found, Text) else found
            name = path.relative_to(self.folder).as_posix()
            # With its length, so that no file's end can pass for the beginning of the next.
            digest.update(f"{name}\n{len(content)}\n".encode() + content)
        return digest.hexdigest()


def _in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))
