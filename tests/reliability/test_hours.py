"""A service that answers a mixed thirty questions a second for long, while planners edit, and is then told to end with a hundred questions in flight.

What would break: memory that grows with every question ends each working week with a service that is killed; an end that hangs up loses answers.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import socket
import statistics
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from bench.peers.worker import private_megabytes
from bench.wire import Connection, getting, posting
from gis.folder import Folder, synced_folder
from gis.inventory import Inventory
from tests.api.serving import port_of, process, running
from tests.gis.folders import edited
from tests.reliability.clients import percentile, timed
from tests.reliability.figures import Keep

A_SECOND = 30
CLIENTS = 6
EDIT_EVERY_S = 10.0
LOOK_EVERY_S = 10.0
HOUR = 3_600
CHECK = "An hour of an office"
ITEMS = "/collections/industrial_land/items"
IN_FLIGHT = 100
PROBLEMS = {400, 404, 406}

Question = tuple[bytes, set[int]]
"""A request, and the statuses that are right for it."""


def questions(port: int, inventory: Inventory, seed: int) -> Iterator[Question]:
    """What an office asks, without end: many pages, cards and tiles, now and then a file, a match, a mistake, a portfolio."""
    chance = random.Random(seed)
    parcels, projects = list(inventory.layer("industrial_land").ids), list(inventory.layer("projects").ids)

    def box() -> str:
        west, south = chance.uniform(116.6, 116.8), chance.uniform(36.4, 36.55)
        return f"{west:.5f},{south:.5f},{west + chance.uniform(0.01, 0.1):.5f},{south + chance.uniform(0.01, 0.1):.5f}"

    def demand() -> bytes:
        least = chance.randrange(2_000, 80_000)
        asked = {"needs": "land", "land_area_min_m2": least, "land_area_max_m2": 2 * least}
        return json.dumps({"project": asked, "top": chance.randrange(1, 30)}).encode()

    def basket() -> bytes:
        items = [{"collection": "industrial_land", "id": each} for each in chance.sample(parcels, 20)]
        return json.dumps({"items": items, "f": chance.choice(["xlsx", "gpkg", "geojson"])}).encode()

    def condition() -> str:
        return quote_plus(f"site_area_m2 > {chance.randrange(100_000)} AND name LIKE '%{chance.randrange(30)}%'")

    kinds: dict[Callable[[], str | tuple[str, bytes]], int] = {
        lambda: f"{ITEMS}?bbox={box()}&limit={chance.randrange(1, 200)}": 25,
        lambda: f"{ITEMS}?filter={condition()}&limit=20&sortby=-site_area_m2": 15,
        lambda: f"{ITEMS}/{chance.choice(parcels)}": 15,
        lambda: f"/collections/industrial_land/tiles/WebMercatorQuad/14/{chance.randrange(6400, 6412)}/{chance.randrange(13490, 13520)}": 15,
        lambda: f"/collections/industrial_land/summary?by=status&bbox={box()}": 10,
        lambda: f"{ITEMS}?f=html&offset={chance.randrange(400)}&limit=10": 4,
        lambda: f"{ITEMS}?f=csv&limit={chance.randrange(1, 455)}": 3,
        lambda: ("/matches", demand()): 3,
        lambda: f"{ITEMS}?filter={quote_plus('status = (' + str(chance.random()))}": 3,
        lambda: f"/nowhere/{chance.random()}": 2,
        lambda: f"/?lang={chance.choice(['zh', 'en'])}": 1,
        lambda: ("/exports", basket()): 1,
        lambda: f"/prechecks?collection=industrial_land&id={chance.choice(parcels)}&project={chance.choice(projects)}": 1,
    }  # fmt: skip
    made, weights = list(kinds), list(kinds.values())
    while True:
        found = chance.choices(made, weights)[0]()
        right = {200, 204} | (PROBLEMS if isinstance(found, str) else {400})
        yield (getting(port, found) if isinstance(found, str) else posting(port, *found)), right


class Office:
    """Clients that ask at their times whatever the service does, and what they were answered."""

    def __init__(self, port: int, inventory: Inventory) -> None:
        self.port, self.inventory = port, inventory
        self.statuses: Counter[int] = Counter()
        self.waited: list[float] = []
        self.wrong: list[str] = []
        self._threads: list[threading.Thread] = []

    def ask_for(self, seconds: float) -> None:
        """Begin; returns at once."""
        end = time.monotonic() + seconds
        self._threads = [threading.Thread(target=self._ask, args=(seed, end), daemon=True) for seed in range(CLIENTS)]
        for each in self._threads:
            each.start()

    @property
    def asking(self) -> bool:
        """Whether any still asks."""
        return any(each.is_alive() for each in self._threads)

    def _ask(self, seed: int, end: float) -> None:
        asked = questions(self.port, self.inventory, seed)
        due = time.monotonic() + seed / A_SECOND
        with Connection(self.port) as connection:
            while due < end:
                time.sleep(max(0.0, due - time.monotonic()))
                due += CLIENTS / A_SECOND
                request, right = next(asked)
                try:
                    took, status, body = timed(connection, request)
                except OSError as mistake:
                    self.wrong.append(f"{mistake}: {request[:200]!r}")
                    return
                self.waited.append(took)
                self.statuses[status] += 1
                if status not in right:
                    self.wrong.append(f"{status} {body[:200]!r}: {request[:200]!r}")


def slope(looks: list[tuple[float, float]]) -> float:
    """Megabytes an hour: the median of the slopes between all looks (Theil–Sen), which single peaks do not move."""
    return statistics.median((later[1] - one[1]) / (later[0] - one[0]) for one, later in combinations(looks, 2)) * HOUR


@pytest.mark.parametrize("seconds", [6, pytest.param(HOUR, marks=[pytest.mark.soak, pytest.mark.timeout(2 * HOUR)])])
def test_memory_stays_while_an_office_asks_and_edits(
    demo_folder: Path, demo_inventory: Inventory, tmp_path: Path, take_down: Keep, seconds: int
) -> None:
    layers = tmp_path / "layers"
    shutil.copytree(demo_folder, layers, ignore=shutil.ignore_patterns(".store"))
    folder = synced_folder(layers)
    with running(layers) as (server, address):
        office = Office(port_of(address), demo_inventory)
        office.ask_for(seconds)
        looks, longest_log = looked_at(office, folder, process(address), list(demo_inventory.layer("parks").ids))
        assert not office.wrong, office.wrong[:5]
        assert office.statuses.total() > 0.9 * seconds * A_SECOND
        ended_with_questions_in_flight(server, office.port)
    if seconds == HOUR:
        steady = [look for look in looks if look[0] > 600]
        grown = slope(steady)
        waited = sorted(office.waited)
        asked = f"{len(waited):,} mixed questions at {A_SECOND} a second for an hour, an edit every {EDIT_EVERY_S:g} s"
        figure = f"{grown:+.2f} MB/h after ten minutes ({steady[0][1]:.0f} MB then, {steady[-1][1]:.0f} MB at the end)"
        took = f"p50 {percentile(waited, 0.5):.1f} ms, p99 {percentile(waited, 0.99):.0f} ms"
        take_down(CHECK, asked, figure, "≤ 1 MB/h")
        take_down(CHECK, "how long these waited", took, "no 5xx, no connection lost")
        take_down(CHECK, "the log of the store meanwhile", f"at most {longest_log / 1e6:.1f} MB", "≤ 16 MB")
        assert grown <= 1, looks
    assert longest_log < 16e6


def looked_at(office: Office, folder: Folder, pid: int, parks: list[str]) -> tuple[list[tuple[float, float]], int]:
    """Edit while the office asks, and look: seconds and megabytes, and how long the log of the store became."""
    looks: list[tuple[float, float]] = []
    longest, began, edits = 0, time.monotonic(), 0
    log = Path(f"{Path(folder.store.place)}-wal")
    while office.asking:
        now = time.monotonic() - began
        if now >= edits * EDIT_EVERY_S:
            folder.store.apply(
                folder.catalog, [edited("parks", parks[edits % len(parks)], source=f"look {edits}")], "planner"
            )
            edits += 1
        if now >= len(looks) * LOOK_EVERY_S:
            looks.append((now, private_megabytes(pid)))
        longest = max(longest, log.stat().st_size if log.exists() else 0)
        time.sleep(0.2)
    return looks, longest


def ended_with_questions_in_flight(server: subprocess.Popen[str], port: int) -> None:
    """A hundred pages are asked for, then SIGTERM: all arrive whole, and the service is gone within 30 s."""
    request = getting(port, f"{ITEMS}?limit=100").replace(b"keep-alive", b"close")
    waiting = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(IN_FLIGHT)]
    for each in waiting:
        each.sendall(request)
    began = time.monotonic()
    server.send_signal(signal.SIGTERM)
    answers = []
    for each in waiting:
        with each, each.makefile("rb") as stream:
            answers.append(stream.read())
    assert {answer[:12] for answer in answers} == {b"HTTP/1.1 200"}
    assert len({len(answer) for answer in answers}) == 1, "one was cut short"
    assert server.wait(30) == 0
    assert time.monotonic() - began < 30
