"""SAFETY check 1, at the store: what was answered is there after kill -9, what was not happened whole or not at all.

Over HTTP the same stands in ``tests/reliability/test_killed_service.py``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.gis.folders import two_layers
from tests.reliability.figures import Keep

CHECK = "Writers that are killed"
SIZES = [30, pytest.param(1_000, marks=[pytest.mark.soak, pytest.mark.timeout(3_600)])]


def left_after(place: Path, times: int, *mutation: str) -> list[dict[str, Any]]:
    """What was left after each kill."""
    two_layers(place / "layers")
    command = [sys.executable, "-m", "tests.gis.store.dying", str(place / "layers"), str(times), *mutation]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3_500)
    assert done.returncode == 0, done.stderr[-2_000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("times", SIZES)
def test_what_was_answered_is_there_and_nothing_is_half_there(tmp_path: Path, take_down: Keep, times: int) -> None:
    left = left_after(tmp_path, times)
    assert len(left) == times
    assert [each for each in left if each["lost"] or each["half"] or not each["whole"] or not each["sound"]] == []
    assert sum(each["answered"] for each in left) > times
    longest = max(each["ready_s"] for each in left)
    figure = f"none lost, none half there, the chain sound each time; {sum(each['answered'] for each in left):,} answers of writers checked; read again within {longest:.2f} s"
    take_down(CHECK, f"20 writers at the store, killed {times:,} times", figure, "none lost, none half there, < 3 s")
    assert longest < 3


@pytest.mark.parametrize(("mutation", "shows"), [("early", "lost"), ("half", "half")])
def test_a_careless_store_would_be_seen(tmp_path: Path, mutation: str, shows: str) -> None:
    """The mutations kept beside the check: an answer before the commit, a commit between a feature and its entry."""
    assert any(each[shows] for each in left_after(tmp_path, 12, mutation))
