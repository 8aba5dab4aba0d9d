"""The files in which a data folder declares itself, each read once: what is answered and what its version names are the same bytes."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from gis.disk import Missing, Unreadable, file_bytes
from gis.drafts import settle
from gis.text import Text

CATALOG: Final = "catalog.toml"
PROCEDURES: Final = "procedures.toml"
CODELISTS: Final = "codelists"
SCHEMES: Final = "schemes"
SCENARIOS: Final = "scenarios"
MAPPINGS: Final = "mappings"
MAX_DECLARED: Final = 4 << 20
"""Bytes of all of them together."""
_TOO_MUCH: Final = Text(
    f"与其他声明文件合计大于 {MAX_DECLARED:,} 字节",
    f"is larger than {MAX_DECLARED:,} bytes with the other declaring files",
)


_DEMONSTRATION: Final = re.compile(
    rb"^# \xe2\x96\xbc demonstration\r?\n.*?^# \xe2\x96\xb2\r?\n", re.MULTILINE | re.DOTALL
)
"""Lines from ``# ▼ demonstration`` to ``# ▲``."""


def without_demonstration(content: bytes) -> bytes:
    """A declaring file that comes with the product as a folder of its own begins with it: without what is marked as the demonstration's alone."""
    return _DEMONSTRATION.sub(b"", content)


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
        """Everything that a data folder declares, read now; an import that was killed midway is finished first."""
        settle(folder)
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
        left = MAX_DECLARED
        for path in paths:
            try:
                found = file_bytes(path, folder)
            except Unreadable as mistake:
                files[path] = mistake.text
                continue
            left -= len(found)
            files[path] = found if left >= 0 else _TOO_MUCH
        return cls(folder or Path(), files)

    def content(self, path: Path) -> bytes:
        """The bytes of a file.

        Raises
        ------
        Missing
            Where there was none.
        Unreadable
            Where it could not be read.
        """
        if path not in self.files:
            raise Missing(Text("不存在", "is not there"))
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
