"""Would break where the list that the page makes ran, lost or changed a cell that the service keeps, or asked for other ids than were chosen."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import maps
from api.asking.given import Given
from gis.io.guards import CHANGES, RUNS, guard
from gis.io.sheet import UNKNOWN
from tests.gis.io.cells import CHANGED, KEPT

SCRIPTS = Path(maps.__file__).parent / "static" / "js"
CELLS = [
    *CHANGED,
    *KEPT,
    "=1+1",
    "＝1",
    " @x",
    "\t1",
    "'=1",
    "''0802",
    "１２ ",
    "a,b",
    '"',
    'a"b',
    " A",
    "（5）",
    "x\ny",
    "A，B",
    '"A"',
]


def on_the_page(cells: list[str]) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node here; it comes with npm")
    asked = {
        "scripts": str(SCRIPTS),
        "config": {"guards": {"runs": RUNS, "changes": CHANGES}},
        "cells": cells,
    }
    done = subprocess.run(
        [node, str(Path(__file__).with_name("run_guards.mjs"))],
        input=json.dumps(asked), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_page_guards_the_cells_that_the_service_guards() -> None:
    # The page writes its words for unknown as they are: it never reads a list again.
    cells = [text for text in CELLS if text.lstrip("'") not in UNKNOWN]
    assert on_the_page(cells)["guarded"] == [guard(text) for text in cells]


def test_the_page_asks_for_the_ids_that_were_chosen_whatever_they_hold() -> None:
    cells = list(dict.fromkeys(CELLS))
    assert Given([("ids", on_the_page(cells)["listed"])]).many("ids") == tuple(cells)
