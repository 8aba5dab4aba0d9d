"""Changes tried: each in a copy of the project, against the tests that stand nearest to its file; no test fails, and the change survives."""

from __future__ import annotations

import multiprocessing
import random
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.changes import Change, changes_of
from tests.mutants.copies import copy_for_this_process, tested

# What a change that never ends is given, beside three times what the tests take.
PATIENCE: Final = 20.0


@dataclass(frozen=True)
class Mutant:
    """A change of one file, and the tests that should see it."""

    file: str
    change: Change
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """What became of a mutant."""

    mutant: Mutant
    killed: bool
    seconds: float


def drawn(root: Path, nearest: Mapping[str, Sequence[str]], count: int, seed: int) -> list[Mutant]:
    """So many mutants of the files below these folders, the same for one seed and one text."""
    every = [
        Mutant(str(file.relative_to(root)), change, tuple(tests))
        for place, tests in nearest.items()
        for file in files_of(root / place)
        for change in changes_of(file.read_bytes())
    ]
    return random.Random(seed).sample(every, min(count, len(every)))


def files_of(place: Path) -> list[Path]:
    """The file, or every file of code below a folder."""
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


@dataclass(frozen=True)
class _Project:
    """Where the project is, and the folder for its copies."""

    root: Path
    folder: Path

    def without_change(self, tests: Sequence[str]) -> float:
        """The seconds that tests take where nothing is changed.

        Raises
        ------
        RuntimeError
            Where they fail: they would kill everything.
        """
        copy = copy_for_this_process(self.root, self.folder)
        started = time.monotonic()
        if not tested(copy, tests, 3600):
            message = f"these fail without any change: {' '.join(tests)}"
            raise RuntimeError(message)
        return time.monotonic() - started

    def trial(self, mutant: Mutant, limit: float) -> Trial:
        """Whether tests see a change, or do not end within so many seconds."""
        copy = copy_for_this_process(self.root, self.folder)
        started = time.monotonic()
        file = copy / mutant.file
        source = file.read_bytes()
        file.write_bytes(mutant.change.of(source))
        try:
            killed = not tested(copy, mutant.tests, limit)
        finally:
            file.write_bytes(source)
        return Trial(mutant, killed, time.monotonic() - started)


def tried(root: Path, mutants: Sequence[Mutant], jobs: int) -> Iterator[Trial]:
    """Each mutant's trial, in their order.

    Raises
    ------
    RuntimeError
        Where tests fail without any change.
    """
    # Not forked from here, where threads may run and the project itself is loaded.
    apart = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(prefix="landstock-mutants-") as folder,
        ProcessPoolExecutor(jobs, mp_context=apart) as pool,
    ):
        project = _Project(root, Path(folder))
        every = list(dict.fromkeys(mutant.tests for mutant in mutants))
        seconds = dict(zip(every, pool.map(project.without_change, every), strict=True))
        limits = [3 * seconds[mutant.tests] + PATIENCE for mutant in mutants]
        yield from pool.map(project.trial, mutants, limits)
