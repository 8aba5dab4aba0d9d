"""Changes tried: each in a copy of the project, against the tests that stand nearest to its file; no test fails, and the change survives."""

from __future__ import annotations

import compileall
import os
import py_compile
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.changes import Change, changes_of

COPIED: Final = ("gis", "api", "maps", "layers", "tests", "docs", "bench", "pyproject.toml")
LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", ".store", "vendor", "out", ".envs", ".data", ".hypothesis")
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


class Copies:
    """Copies of the project, each for one trial at a time: the tree itself is never altered."""

    def __init__(self, root: Path, folder: Path, jobs: int) -> None:
        self._free: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for number in range(jobs):
            copy = folder / str(number)
            copy.mkdir()
            for name in COPIED:
                if (root / name).is_dir():
                    shutil.copytree(root / name, copy / name, ignore=LEFT_OUT)
                elif (root / name).exists():
                    shutil.copy2(root / name, copy / name)
            # Compiled code goes by what the source says: two changes in one second may have one length.
            mode = py_compile.PycInvalidationMode.CHECKED_HASH
            compileall.compile_dir(copy, quiet=2, invalidation_mode=mode)
            self._free.put(copy)

    @contextmanager
    def taken(self) -> Iterator[Path]:
        """A copy that nobody else has."""
        copy = self._free.get()
        try:
            yield copy
        finally:
            self._free.put(copy)


def tested(copy: Path, tests: Iterable[str], limit: float) -> bool:
    """Whether the tests pass in a copy, within so many seconds."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    settings = {**inherited, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "CI": "true"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    try:
        ran = subprocess.run(command, cwd=copy, env=settings, capture_output=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return False
    return ran.returncode == 0


def tried(root: Path, mutants: Sequence[Mutant], jobs: int) -> Iterator[Trial]:
    """Each mutant's trial, as they end.

    Raises
    ------
    RuntimeError
        Where tests fail without any change: they would kill everything.
    """
    with tempfile.TemporaryDirectory(prefix="landstock-mutants-") as folder:
        copies = Copies(root, Path(folder), jobs)
        limits: dict[tuple[str, ...], float] = {}
        for tests in dict.fromkeys(mutant.tests for mutant in mutants):
            started = time.monotonic()
            with copies.taken() as copy:
                if not tested(copy, tests, 3600):
                    message = f"these fail without any change: {' '.join(tests)}"
                    raise RuntimeError(message)
            limits[tests] = 3 * (time.monotonic() - started) + PATIENCE

        def trial(mutant: Mutant) -> Trial:
            with copies.taken() as copy:
                file, started = copy / mutant.file, time.monotonic()
                source = file.read_bytes()
                file.write_bytes(mutant.change.of(source))
                try:
                    killed = not tested(copy, mutant.tests, limits[mutant.tests])
                finally:
                    file.write_bytes(source)
                return Trial(mutant, killed, time.monotonic() - started)

        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(trial, mutants)
