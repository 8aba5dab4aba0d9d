"""Disks of a few megabytes that are full or read-only when a test says so; real ones, for a mock has no shared memory that cannot be made."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Disk:
    """A small disk of its own, in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def read_only(self) -> None:
        """Nothing can be written from now on, not even by root."""
        mount("-o", "remount,ro", str(self.folder))

    def fill(self) -> None:
        """Not one more byte fits."""
        with self._filler.open("ab", buffering=0) as stream:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while True:
                        stream.write(bytes(size))
                except OSError:
                    continue

    def free(self) -> None:
        """There is room again."""
        self._filler.unlink()


def mount(*arguments: str) -> None:
    """Mount something, or skip the test where this machine does not let us."""
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")


@contextmanager
def disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """A new disk at a folder; taken away afterwards."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root may mount a disk")
    folder.mkdir(exist_ok=True)
    mount("-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder))
    try:
        yield Disk(folder)
    finally:
        # What still has a file open there goes on with it.
        subprocess.run(["umount", "-l", str(folder)], check=True)
