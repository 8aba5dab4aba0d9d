"""Several processes begin on a machine that has much else to do. Would break where a service that is started with others never gets ready."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.api.serving import process, running
from tests.reliability.figures import Keep

WORKERS = 3
WITHIN_S = 90


@pytest.mark.parametrize("busy", [1, pytest.param(15, marks=pytest.mark.soak)])
def test_several_workers_begin_on_a_busy_machine(demo_folder: Path, tmp_path: Path, take_down: Keep, busy: int) -> None:
    """A first start, without a store: what is asked meanwhile waits and is answered."""
    layers = tmp_path / "layers"
    shutil.copytree(demo_folder, layers, ignore=shutil.ignore_patterns(".store"))
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(busy)]
    try:
        began = time.monotonic()
        with running(layers, WORKERS) as (_, address):
            process(address)
            first, seen = time.monotonic() - began, set[int]()
            while len(seen) < WORKERS:
                seen.add(process(address))
                assert time.monotonic() - began < WITHIN_S, f"{len(seen)} of {WORKERS} answer"
            every = time.monotonic() - began
    finally:
        for each in others:
            each.kill()
            each.wait()
    figure = f"the first answers after {first:.0f} s, all after {every:.0f} s"
    take_down(
        "A busy start", f"{WORKERS} workers without a store beside {busy} busy processes", figure, f"< {WITHIN_S} s"
    )
