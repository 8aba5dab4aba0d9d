"""What nothing in the product calls is not in the product; what stays although nothing names it has its reason in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import vulture

from tests.architecture.source import ROOT

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["vulture"]


def unused_names(*paths: Path) -> set[str]:
    """Names that nothing below these paths uses, without the list of what may stay."""
    found = vulture.Vulture(ignore_decorators=SETTINGS["ignore_decorators"])
    found.scavenge([str(path) for path in paths])
    return {str(item.name) for item in found.get_unused_code(min_confidence=SETTINGS["min_confidence"])}


def test_nothing_is_kept_that_nothing_calls(root: Path) -> None:
    """Fails where a function, a class or a constant is left that tests alone, or nobody, calls."""
    ran = subprocess.run([sys.executable, "-m", "vulture"], cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, (
        f"delete it, move it beside its test, or list it with a reason:\n{ran.stdout}{ran.stderr}"
    )


def test_what_may_stay_is_still_there_and_still_unnamed() -> None:
    """Fails where the list keeps a name that is gone, or that the product uses by now; a pattern is for names to come as well."""
    names = {name for name in SETTINGS["ignore_names"] if "*" not in name}
    assert names - unused_names(*(ROOT / path for path in SETTINGS["paths"])) == set()


@pytest.mark.parametrize("left", ["def left_over(): ...", "class LeftOver: ...", "LEFT_OVER = 1"])
def test_the_check_sees_what_is_left_over(tmp_path: Path, left: str) -> None:
    """A check that cannot fail would be none."""
    (tmp_path / "module.py").write_text(f"{left}\n", "utf-8")
    assert len(unused_names(tmp_path)) == 1
