"""How far an import is: by the rows of each file, in bytes of all files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from gis.io.members import Member

Progress = Callable[[int, int, str], None]
"""Told as rows are read, and after each file: bytes done, bytes in all, the file's name."""
TOLD_EVERY: Final = 2_000
"""Rows after which progress moves."""


def move(progress: Progress, member: Member, done: int, total: int, share: float) -> None:
    """Progress within a file, by the share of its rows."""
    progress(done + int(share * member.size), total, member.name)


def move_within(shares: Callable[[float], None], place: int, count: int, share: float) -> None:
    """Progress of a file by the share of one of its tables."""
    shares((place + share) / count)
