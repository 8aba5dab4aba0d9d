"""The processes that answer are minded: what dies is begun anew, what cannot begin is said, and none outlives the one that minds them.

What would break: one bad page of a file, or the system short of memory, and the service is gone until somebody comes.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.serving import PROGRAM, process, running
from tests.gis.folders import two_layers


def until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < end, "never happened"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.is_file() and ") Z " not in status.read_text("utf-8")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_process_that_dies_is_replaced_while_questions_wait(tmp_path: Path, workers: int) -> None:
    with running(two_layers(tmp_path / "layers").folder, workers) as (server, address):
        before = process(address)
        for number in (signal.SIGKILL, signal.SIGBUS):
            os.kill(process(address), number)
            # The minding process holds the door: nobody is turned away meanwhile.
            assert process(address) > 0
        until(lambda: not alive(before) or workers > 1)
        server.terminate()
        assert server.wait(20) == 0


def test_none_outlives_the_process_that_minds_it(tmp_path: Path) -> None:
    with running(two_layers(tmp_path / "layers").folder, 1) as (server, address):
        child = process(address)
        assert child != server.pid
        server.kill()
        until(lambda: not alive(child))


def test_what_cannot_begin_is_said_once_and_not_tried_for_ever(tmp_path: Path) -> None:
    layers = two_layers(tmp_path / "layers").folder
    (layers / "catalog.toml").write_text("title = ", "utf-8")
    command = [str(PROGRAM), "serve", "--layers", str(layers), "--port", "0", "--workers", "2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.count("error: ") == 1
