"""A file that was made piece by piece, to be handed on: in memory while it is small, else on disk under no name."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from gis.disk import said_of
from gis.errors import SourceError
from gis.text import Text

PIECE: Final = 1 << 20
"""Bytes that are handed on at a time."""
_IN_MEMORY: Final = 4 * PIECE


class MadeFile:
    """The bytes of a file, which may be asked for again."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """Make it.

        Raises
        ------
        SourceError
            Where the disk of temporary files has no room for it.
        """
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  closed as the next line says
        weakref.finalize(self, self._file.close)
        try:
            self.size = sum(map(self._file.write, pieces))
        except OSError as mistake:
            raise _no_room(said_of(mistake)) from None

    def pieces(self) -> Iterator[bytes]:
        """All of it, in pieces."""
        self._file.seek(0)
        while piece := self._file.read(PIECE):
            yield piece

    def __bytes__(self) -> bytes:
        """All of it at once."""
        return b"".join(self.pieces())


def _no_room(said: Text) -> SourceError:
    folder = tempfile.gettempdir()
    return SourceError(
        Text(f"临时文件夹 {folder} {said.zh}", f"{folder}, the folder of temporary files, {said.en}"),
        Text("请清理该磁盘，或用环境变量 TMPDIR 指定别处", "make room there, or name another folder in TMPDIR"),
        file=folder,
    )


def pieces_of(path: Path) -> Iterator[bytes]:
    """The content of a file in pieces."""
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece
