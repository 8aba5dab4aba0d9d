"""SAFETY check 1: twenty writers over HTTP, the service killed with -9 at random moments and started again.

What would break: an edit that a planner was told of is gone after the power came back, or is there without its entry in the log.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import orjson
import pytest

from gis.store.geopackage import DEFAULT_FILE, GeoPackageStore
from gis.store.protocol import Recorded
from tests.api.serving import process, running
from tests.gis.folders import data_folder, plots
from tests.gis.small import COLLECTION
from tests.reliability.figures import Keep

CHECK = "Writers that are killed"
WRITERS, LONGEST_S, READY_S = 20, 0.25, 3.0
STARTS = 3
"""Times that a service is started to read how long it takes: the shortest is the service's, what is above it the machine's."""
FULL = 250
PARTS = 4
"""A thousand kills in parts that each run alone, each with moments of its own."""
SIZES = [
    pytest.param(30, 0, id="quick"),
    *(
        pytest.param(FULL, part, id=f"part-{part}", marks=[pytest.mark.soak, pytest.mark.timeout(7_200)])
        for part in range(1, PARTS + 1)
    ),
]
ANEW = 50
"""Kills after which the folder is made anew: the log of all of them would be read after each."""
PATIENCE_S, PAUSE_S = 60.0, 0.05
KINDS = {"Content-Type": "application/merge-patch+json"}


class Planner:
    """One who changes one plot over and over: the last number that was answered, and the last that was asked for."""

    def __init__(self, key: str) -> None:
        self.key, self.answered, self.asked = key, -1, -1
        self.wrong: list[str] = []

    def write_on(self, client: httpx.Client, first: threading.Event, enough: threading.Event) -> None:
        """Change it until the service is gone; ``first`` is set when any edit was answered."""
        path = f"/collections/plots/items/{self.key}"
        try:
            found = client.get(path)
            if found.status_code != 200:
                self.wrong.append(f"{found.status_code} {found.text[:200]}")
                return
            tag = found.headers["ETag"]
            while not enough.is_set():
                number = self.asked = self.asked + 1
                patch = {"properties": {"name": str(number)}}
                done = client.patch(path, json=patch, headers={**KINDS, "If-Match": tag})
                if done.status_code != 200:
                    self.wrong.append(f"{done.status_code} {done.text[:200]}")
                    return
                self.answered, tag = number, done.headers["ETag"]
                first.set()
        except httpx.TransportError as mistake:
            # It was killed: what was not answered may have happened or not.
            if not enough.is_set():
                self.wrong.append(f"before it was killed: {mistake!r}")


class Services:
    """Services over one folder, each killed before the next one begins."""

    def __init__(self, nursery: subprocess.Popen[str]) -> None:
        self._nursery = nursery

    def begin(self) -> tuple[str, int]:
        """One more: its address, and the number of the process that minds it."""
        assert self._nursery.stdin
        assert self._nursery.stdout
        assert self._nursery.stderr
        self._nursery.stdin.write("\n")
        self._nursery.stdin.flush()
        minder = int(self._nursery.stdout.readline())
        said = next(line for line in self._nursery.stderr if "http://" in line)
        return said.split()[-1].rstrip("/"), minder

    def kill_after(self, planners: list[Planner], seconds: float) -> None:
        """Let all write at once, and kill the process that answers them in the midst of it, so long after the first answer."""
        first, enough = threading.Event(), threading.Event()
        address, minder = self.begin()
        ends = [minder]
        threads = []
        with httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE_S) as client:
            try:
                ends.insert(0, process(address))
                threads = [threading.Thread(target=each.write_on, args=(client, first, enough)) for each in planners]
                for each in threads:
                    each.start()
                # Where all were refused none waits any more, and each says by what.
                while not first.wait(PAUSE_S) and any(each.is_alive() for each in threads):
                    pass
                time.sleep(seconds)
            finally:
                enough.set()
                # The one that answers goes first: who minds it would let it end in peace, or begin another.
                for number in ends:
                    os.kill(number, signal.SIGKILL)
            for each in threads:
                each.join(PATIENCE_S)


@contextmanager
def services(layers: Path, *mutation: str) -> Iterator[Services]:
    """What begins services over a folder."""
    command = [sys.executable, "-m", "tests.reliability.dying_service", str(layers), *mutation]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as nursery:
        yield Services(nursery)


def faults(layers: Path, planners: list[Planner]) -> list[str]:
    """What was answered and is not there, or is half there."""
    store = GeoPackageStore(layers / DEFAULT_FILE)
    with closing(sqlite3.connect(store.path)) as db:
        found = [] if db.execute("PRAGMA integrity_check").fetchone() == ("ok",) else ["damaged"]
        there = dict(db.execute("SELECT id, name FROM plots"))
    if store.verified().bad is not None:
        found.append("the chain")
    last: dict[str, Recorded] = {each.id: each for each in store.log(collection="plots") if each.id}
    for each in planners:
        found += each.wrong
        number = int(there[each.key]) if there[each.key].isdigit() else -1
        if not each.answered <= number <= each.asked:
            found.append(f"{each.key}: {each.answered} was answered, {number} is there, {each.asked} was asked for")
        if each.key in last and orjson.loads(str(last[each.key].after))["properties"]["name"] != there[each.key]:
            found.append(f"{each.key}: its log tells something else")
        if each.answered >= 0 and each.key not in last:
            found.append(f"{each.key}: its log tells nothing")
    return found


def killed_in_turn(place: Path, times: int, seed: int, *mutation: str) -> tuple[list[list[str]], int, Path]:
    """What was wrong after each kill, how many edits were answered in all, and the last folder."""
    rng, wrong, answered, layers = random.Random(seed), list[list[str]](), 0, place
    for begin in range(0, times, ANEW):
        layers = place / f"from {begin}"
        data_folder(layers, {"plots": COLLECTION.fields}, {"plots": plots(WRITERS)})
        planners = [Planner(f"A{number}") for number in range(WRITERS)]
        with services(layers, *mutation) as killed:
            for _ in range(min(ANEW, times - begin)):
                killed.kill_after(planners, rng.uniform(0, LONGEST_S))
                wrong.append(faults(layers, planners))
        answered += sum(each.answered + 1 for each in planners)
    return wrong, answered, layers


def seconds_until_ready(layers: Path) -> float:
    """From the command, as planners start it, to its first answer over what the last kill left."""
    began = time.monotonic()
    with running(layers) as (_, address):
        assert httpx.get(f"{address}/readyz", trust_env=False, timeout=PATIENCE_S).status_code == 200
        return time.monotonic() - began


@pytest.mark.parametrize(("times", "seed"), SIZES)
def test_what_was_answered_over_http_is_there_after_each_kill(
    tmp_path: Path, take_down: Keep, times: int, seed: int
) -> None:
    wrong, answered, layers = killed_in_turn(tmp_path, times, seed)
    assert [(turn, each) for turn, each in enumerate(wrong) if each] == []
    assert answered > times
    ready = min(seconds_until_ready(layers) for _ in range(STARTS))
    figure = f"none lost, none half there, the chain sound each time; {answered:,} edits answered; started anew by its command, ready in {ready:.1f} s"
    asked = f"20 writers over HTTP, the service killed {times:,} times, part {seed} of {PARTS}"
    take_down(CHECK, asked, figure, f"none lost, none half there, ready in {READY_S:.0f} s")
    # A timed test in every run would judge the machine.
    assert times < FULL or ready < READY_S


def test_a_service_that_answers_before_the_commit_would_be_seen(tmp_path: Path) -> None:
    """The mutation kept beside the check."""
    wrong, _, _ = killed_in_turn(tmp_path, 8, 0, "early")
    assert any("was answered" in fault for each in wrong for fault in each)
