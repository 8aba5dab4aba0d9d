"""The one-word commands say what they are, and refuse with a reason what cannot be."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

WORDS = {"bench", "serve", "test", "lint", "format", "soak", "wheelhouse", "clean", "assets", "demo", "help"}


def make(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make there without anything that an outer make left in the environment."""
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "WHEELHOUSE"))}
    return subprocess.run(["make", *arguments], cwd=root, env=quiet, capture_output=True, text=True, check=False)


def test_make_alone_lists_every_word(root: Path) -> None:
    assert set(re.findall(r"^  make (\w+)", make(root).stdout, re.MULTILINE)) == WORDS


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_word_can_be_planned(root: Path, word: str) -> None:
    planned = make(root, "-n", word)
    assert planned.returncode == 0, planned.stderr


def test_a_python_that_is_too_old_is_said_in_both_languages(root: Path, tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml"):
        (tmp_path / name).write_bytes((root / name).read_bytes())
    old = tmp_path / "python-of-old"
    old.write_text("#!/bin/sh\n[ \"$1\" = --version ] && echo 'Python 3.8.1' && exit 0\nexit 1\n")
    old.chmod(0o755)
    ran = make(tmp_path, f"PYTHON={old}", "serve")
    assert ran.returncode != 0
    assert "需要 Python 3.11" in ran.stdout
    assert "found: Python 3.8.1" in ran.stdout
    assert not (tmp_path / ".venv").exists()


def test_with_a_wheelhouse_no_registry_is_asked(root: Path, tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml"):
        (tmp_path / name).write_bytes((root / name).read_bytes())
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "assets.toml").touch()
    planned = make(tmp_path, "-n", "WHEELHOUSE=packed", "test").stdout
    installs = [line for line in planned.splitlines() if "pip install" in line]
    assert len(installs) == 2
    assert all(f"--no-index --find-links {tmp_path}/packed/python" in line for line in installs)
    assert f"maps.assets --from {tmp_path}/packed/npm" in planned
    assert "command -v npm" not in planned


def test_ci_runs_what_a_contributor_runs(root: Path) -> None:
    assert (root / ".ci" / "run").read_text("utf-8").rstrip().endswith("exec make test")
    assert os.access(root / ".ci" / "run", os.X_OK)
