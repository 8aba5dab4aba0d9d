"""The habits are executed: rules, format, types and the import law hold for the whole tree."""

from __future__ import annotations

import json
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


NEWER = (
    "export const sorted = [2, 1].toSorted();",
    "export const both = AbortSignal.any([]);",
    "export const sound = URL.canParse('a:b');",
    "document.body.showPopover();",
    "document.addEventListener('scrollend', () => null);",
)


def test_a_script_of_the_page_uses_nothing_newer_than_the_oldest_browser(root: Path) -> None:
    """Chromium 109 is the last that Windows 7 has: there such a script would stop the page."""
    eslint = root / "node_modules" / ".bin" / "eslint"
    if shutil.which("node") is None or not eslint.exists():
        pytest.skip("no npm here: the tools of the page's scripts were not installed")
    command = [str(eslint), "--stdin", "--stdin-filename", "maps/static/js/base/newer.js", "--format", "json"]
    ran = subprocess.run(command, cwd=root, input="\n".join(NEWER), capture_output=True, text=True, check=False)
    told = [entry for entry in json.loads(ran.stdout)[0]["messages"] if "Chromium 109" in entry["message"]]
    assert [entry["line"] for entry in told] == [*range(1, len(NEWER) + 1)]
