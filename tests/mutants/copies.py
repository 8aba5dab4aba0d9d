"""Tests run in a copy of the project, each time in a process of its own that begins with all that no change concerns: pytest and the libraries."""

from __future__ import annotations

import compileall
import importlib
import multiprocessing
import os
import py_compile
import shutil
import signal
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, settings

ROOT: Final = Path(__file__).resolve().parents[2]
COPIED: Final = ("gis", "api", "maps", "layers", "tests", "docs", "bench", "pyproject.toml")
LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", ".store", "vendor", "out", ".envs", ".data", ".hypothesis")
# What takes longest to import and is the same for every change.
LOADED: Final = (
    "numpy.random",
    "scipy.optimize",
    "scipy.sparse.csgraph",
    "shapely.geometry",
    "pyproj",
    "pyogrio",
    "fastapi",
    "hypothesis.strategies",
    "hypothesis.extra.numpy",
    "_hypothesis_pytestplugin",
)
# That a test fails is enough: no assert is taken apart, no example made smaller, and nothing is written into the copy.
PROFILE: Final = "trial"
PYTEST: Final = (
    "-x", "-q", "--assert=plain", f"--hypothesis-profile={PROFILE}",
    "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:pytest_cov",
)  # fmt: skip


@cache
def copy_for_this_process(root: Path, folder: Path) -> Path:
    """A copy of the project that no other process has, below a folder: the tree itself is never altered."""
    _load_ahead()
    copy = folder / str(os.getpid())
    copy.mkdir()
    for name in COPIED:
        if (root / name).is_dir():
            shutil.copytree(root / name, copy / name, ignore=LEFT_OUT)
        elif (root / name).exists():
            shutil.copy2(root / name, copy / name)
    # Compiled code goes by what the source says: two changes in one second may have one length.
    compileall.compile_dir(copy, quiet=2, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
    return copy


def tested(copy: Path, tests: Sequence[str], limit: float) -> bool:
    """Whether the tests pass in a copy, within so many seconds."""
    child = multiprocessing.get_context("fork").Process(target=_run, args=(copy, tests))
    child.start()
    child.join(limit)
    if child.exitcode is None and child.pid is not None:
        os.killpg(child.pid, signal.SIGKILL)
        child.join()
    return child.exitcode == 0


def _load_ahead() -> None:
    for name in LOADED:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    settings.register_profile(
        PROFILE,
        deadline=None,
        max_examples=60,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow],
    )


def _run(copy: Path, tests: Sequence[str]) -> None:
    """Run the tests as if this process had begun in the copy, and end at once: what its parent would tidy up is not its own."""
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    for name in [name for name in os.environ if name.startswith(("PYTEST", "COV"))]:
        del os.environ[name]
    os.environ |= {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "CI": "true"}
    os.chdir(copy)
    sys.dont_write_bytecode = True
    sys.path[:] = [str(copy), *(each for each in sys.path if each and Path(each).resolve() != ROOT)]
    for name in [name for name in sys.modules if name.partition(".")[0] in COPIED]:
        del sys.modules[name]
    code = 1
    try:
        code = int(pytest.main([*PYTEST, *tests]))
    finally:
        os._exit(code)
