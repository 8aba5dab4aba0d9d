"""The habits are executed: rules, format, types and the import law hold for the whole tree."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CODE = ["gis", "maps", "api", "bench", "tests"]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "--quiet", *CODE], id="rules"),
        pytest.param(["ruff", "format", "--check", "--quiet", *CODE], id="format"),
        pytest.param(["mypy", "--no-error-summary"], id="types"),
        pytest.param(["lint-imports", "--no-logo"], id="import-law"),
    ],
)
def test_the_tree_is_clean(command: list[str], root: Path) -> None:
    ran = subprocess.run([BIN / command[0], *command[1:]], cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"`make lint` shows this too:\n{ran.stdout}{ran.stderr}"


@pytest.mark.parametrize("part", ["format", "rules", "types"])
def test_the_scripts_of_the_page_are_clean(part: str, root: Path) -> None:
    npm = shutil.which("npm")
    if npm is None or not (root / "node_modules" / ".bin" / "eslint").exists():
        pytest.skip("no npm here: the tools of the page's scripts were not installed")
    command = [npm, "run", "--silent", f"check:{part}"]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"`make lint` shows this too:\n{ran.stdout}{ran.stderr}"
