"""The page's pure modules, tested in node beside one another; and the types of the answers, which are those of the service."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.page import answers

LEAST: Final = 90
"""Percent of the lines of the modules that have tests of their own."""


def test_every_test_in_node_passes_and_reaches_its_lines(root: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node here; it comes with npm")
    tests = sorted((root / "tests" / "page").glob("*.test.js"))
    command = [node, "--test", "--experimental-test-coverage", "--test-reporter=tap", *map(str, tests)]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=600)
    assert ran.returncode == 0, ran.stdout[-8000:]
    reached = covered(ran.stdout)
    meant = {path.name.removesuffix(".test.js") for path in tests}
    assert {name: share for name, share in reached.items() if name in meant and share < LEAST} == {}
    assert meant <= reached.keys()


def covered(report: str) -> dict[str, float]:
    """Percent of the lines of each module, by its name without folders."""
    rows = re.findall(r"^#\s+([\w./-]+)\.js\s+\|\s+([\d.]+)\s+\|", report, re.MULTILINE)
    return {Path(name).name: float(share) for name, share in rows if not name.endswith(".test")}


def test_the_types_of_the_answers_are_those_of_the_service() -> None:
    """A key that the service renames is then a type error of the page."""
    if not answers.TOOL.exists():
        pytest.skip("no npm here: the tools of the page's scripts were not installed")
    assert answers.HOME.read_text("utf-8") == answers.types(), "run make types"
