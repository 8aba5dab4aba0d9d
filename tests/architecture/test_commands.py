"""The one-word commands say what they are, and refuse with a reason what cannot be."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

WORDS = {
    "assets", "bench", "clean", "constraints", "demo", "examples", "format", "help", "lint", "oldest", "serve", "soak", "test", "types", "wheelhouse",
}  # fmt: skip
PARTS = ("soak-sizes", "soak-properties", "soak-coverage", "soak-mutants", "soak-load", "soak-hour")


def make(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make there without anything that an outer make left in the environment."""
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "WHEELHOUSE"))}
    return subprocess.run(["make", *arguments], cwd=root, env=quiet, capture_output=True, text=True, check=False)


def test_make_alone_lists_every_word(root: Path) -> None:
    assert set(re.findall(r"^  make (\w+)", make(root).stdout, re.MULTILINE)) == WORDS


@pytest.mark.parametrize("word", [*sorted(WORDS), *PARTS])
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


def test_what_takes_minutes_says_that_it_is_at_it_and_then_is_quiet(root: Path, tmp_path: Path) -> None:
    """A stand-in for Python, whose installing takes three seconds: no registry is asked."""
    for name in ("Makefile", "pyproject.toml"):
        (tmp_path / name).write_bytes((root / name).read_bytes())
    (tmp_path / "maps" / "static" / "bundle").mkdir(parents=True)
    for name in ("maps/static/bundle/page.js", "maps/assets.toml", "package-lock.json"):
        (tmp_path / name).touch()
    stub = tmp_path / "stub"
    stub.write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        '  "-m venv "*) mkdir -p .venv/bin && cp stub .venv/bin/python && printf "#!/bin/sh\\n" > .venv/bin/landstock && chmod +x .venv/bin/landstock;;\n'
        '  *"pip install"*) for word; do [ "$last" = --log ] && echo "  Collecting shapely" > "$word"; last=$word; done; sleep 3; exit ${FAIL:-0};;\n'
        "esac\n"
    )
    stub.chmod(0o755)
    began = make(tmp_path, f"PYTHON={stub}", "BEAT=1", "WHEELHOUSE=packed", "serve")
    assert began.returncode == 0, began.stderr
    assert "installing what serving needs" in began.stdout
    assert "this may take minutes" in began.stdout
    assert "… 2 s Collecting shapely" in began.stdout
    again = make(tmp_path, f"PYTHON={stub}", "BEAT=1", "WHEELHOUSE=packed", "serve")
    assert (again.returncode, again.stdout) == (0, "")
    (tmp_path / ".venv" / "stamps" / "serve").unlink()
    (tmp_path / ".venv" / "bin" / "python").write_text(stub.read_text("utf-8").replace("${FAIL:-0}", "1"), "utf-8")
    assert make(tmp_path, f"PYTHON={stub}", "BEAT=1", "WHEELHOUSE=packed", "serve").returncode != 0


def test_with_a_wheelhouse_no_registry_is_asked(root: Path, tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml"):
        (tmp_path / name).write_bytes((root / name).read_bytes())
    (tmp_path / "maps").mkdir()
    for name in ("maps/assets.toml", "package-lock.json"):
        (tmp_path / name).touch()
    planned = make(tmp_path, "-n", "WHEELHOUSE=packed", "test").stdout
    installs = [line for line in planned.splitlines() if "pip install" in line]
    assert len(installs) == 2
    assert all(f"--no-index --find-links {tmp_path}/packed/python" in line for line in installs)
    assert f"maps.assets --from {tmp_path}/packed/npm" in planned
    assert "npm ci" not in planned
    assert "command -v npm" not in planned


def test_ci_runs_what_a_contributor_runs(root: Path) -> None:
    assert (root / ".ci" / "run").read_text("utf-8").rstrip().endswith("exec make test")
    assert os.access(root / ".ci" / "run", os.X_OK)
