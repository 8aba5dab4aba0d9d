"""SAFETY check 1: twenty writers over HTTP, the service killed with -9 at random moments and started again.

What would break: an edit that a planner was told of is gone after the power came back, or is there without its entry in the log.
"""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from gis.store.geopackage import DEFAULT_FILE, GeoPackageStore
from gis.store.protocol import Recorded
from tests.api.serving import running
from tests.gis.folders import data_folder, plots
from tests.gis.small import COLLECTION
from tests.reliability.figures import Keep

CHECK = "Writers that are killed"
WRITERS, SEED, LONGEST_S, READY_S = 20, 7, 0.6, 3.0
SIZES = [30, pytest.param(1_000, marks=[pytest.mark.soak, pytest.mark.timeout(7_200)])]
KINDS = {"Content-Type": "application/merge-patch+json"}


class Planner:
    """One who changes one plot over and over: the last number that was answered, and the last that was asked for."""

    def __init__(self, key: str) -> None:
        self.key, self.answered, self.asked = key, -1, -1
        self.wrong: list[str] = []

    def write_on(self, address: str, enough: threading.Event) -> None:
        """Change it until the service is gone."""
        path = f"{address}/collections/plots/items/{self.key}"
        try:
            with httpx.Client(trust_env=False, timeout=20) as client:
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
        except httpx.TransportError:
            # It was killed: what was not answered may have happened or not.
            return


@contextmanager
def started(layers: Path) -> Iterator[tuple[Any, str, float]]:
    """The service as its users start it, its address, and the seconds until it answered."""
    began = time.monotonic()
    with running(layers) as (server, address):
        assert httpx.get(f"{address}/readyz", trust_env=False, timeout=20).status_code == 200
        yield server, address, time.monotonic() - began


def write_until_killed(layers: Path, planners: list[Planner], seconds: float) -> float:
    """All at once, until the service is killed; gives the seconds until it was ready."""
    enough = threading.Event()
    with started(layers) as (server, address, ready):
        threads = [threading.Thread(target=each.write_on, args=(address, enough)) for each in planners]
        for each in threads:
            each.start()
        time.sleep(seconds)
        server.kill()
        server.wait(20)
        enough.set()
        for each in threads:
            each.join(30)
    return ready


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


@pytest.mark.parametrize("times", SIZES)
def test_what_was_answered_over_http_is_there_after_each_kill(tmp_path: Path, take_down: Keep, times: int) -> None:
    layers = tmp_path / "layers"
    data_folder(layers, {"plots": COLLECTION.fields}, {"plots": plots(WRITERS)})
    planners, rng = [Planner(f"A{number}") for number in range(WRITERS)], random.Random(SEED)
    waits = []
    for turn in range(times):
        waits.append(write_until_killed(layers, planners, rng.uniform(0, LONGEST_S)))
        assert faults(layers, planners) == [], turn
    assert sum(each.asked for each in planners) > times
    ordered = sorted(waits)
    figure = f"none lost, none half there, the chain sound each time; ready within {ordered[-1]:.1f} s (median {ordered[len(ordered) // 2]:.1f} s)"
    take_down(CHECK, f"20 writers over HTTP, the service killed {times:,} times", figure, "none lost, ready < 3 s")
    # A timed test in every run would judge the machine.
    assert times < 1_000 or ordered[-1] < READY_S
