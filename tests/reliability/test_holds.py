"""Planners who all want everything at once, over several processes: one of them gets each plot, and no floor is given out beyond its area.

What would break: two planners promise one plot to two investors, and both are right by what their screen said.
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from gis.folder import synced_folder
from gis.store.protocol import RESERVATIONS
from tests.gis.reservations.district import FLOOR_M2, LAST, PLOT_M2, write_district
from tests.reliability.figures import Keep

PROCESSES: Final = 3
PART_M2: Final = 800.0
"""Two of such parts have room on a floor, and a third has none."""
ROOM: Final = int(FLOOR_M2 // PART_M2)
ODD_PLOTS: Final = 3
"""Plots of the district beside those that are numbered."""
SIZES: Final = [(10, 20, 3), pytest.param(50, 100, 20, marks=pytest.mark.soak)]


@contextmanager
def service(folder: Path, *how: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """One more process over a folder's store; gives it and its address."""
    command = [sys.executable, "-m", "tests.reliability.holding", str(folder), *how]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr
    try:
        line = next(line for line in server.stderr if "http://" in line)
        yield server, line.split()[-1].rstrip("/")
    finally:
        server.kill()
        server.wait(20)
        server.stderr.close()


class Race:
    """What came of a race: who won each place, what others were told, and what readers saw that cannot be."""

    def __init__(self, addresses: Sequence[str], planners: int, plots: int) -> None:
        self.addresses, self.planners = addresses, planners
        floors = plots // 5
        self.plots = [f"L-{n}" for n in range(plots - floors)]
        self.floors = [f"F-{n}" for n in range(floors)]
        self.wrong: list[str] = []
        self.won: Counter[str] = Counter()
        self.made: list[str] = []
        self.statuses: Counter[int] = Counter()
        self.reads = 0
        self._over = threading.Event()
        self._lock = threading.Lock()

    def run(self, rounds: int) -> None:
        """Rounds in which everybody wants everything; after each all is given up again."""
        reader = threading.Thread(target=self._read)
        reader.start()
        try:
            for number in range(rounds):
                self._round(number)
        finally:
            self._over.set()
            reader.join()

    def _round(self, number: int) -> None:
        self.won.clear()
        self.made.clear()
        with ThreadPoolExecutor(self.planners) as crowd:
            list(crowd.map(lambda planner: self._plan(number, planner), range(self.planners)))
        expected = {**dict.fromkeys(self.plots, 1), **dict.fromkeys(self.floors, ROOM)}
        if dict(self.won) != expected:
            self.wrong.append(f"round {number}: won {dict(self.won)}")
        with httpx.Client(base_url=self.addresses[0], trust_env=False, timeout=60) as client:
            for key in self.made:
                assert client.delete(f"/reservations/{key}").status_code == 200

    def _plan(self, number: int, planner: int) -> None:
        chance = random.Random(number * 1_000 + planner)
        places = [*self.plots, *self.floors]
        chance.shuffle(places)
        address = self.addresses[planner % len(self.addresses)]
        with httpx.Client(base_url=address, trust_env=False, timeout=120) as client:
            for place in places:
                self._want(client, place, f"企业 {planner}")

    def _want(self, client: httpx.Client, place: str, firm: str) -> None:
        part = {"collection": "floors", "area_m2": PART_M2} if place in self.floors else {"collection": "plots"}
        body = {"firm": firm, "until": LAST.isoformat(), "items": [{**part, "id": place}]}
        answer = client.post("/reservations", json=body)
        found = answer.json()
        with self._lock:
            self.statuses[answer.status_code] += 1
            if answer.status_code == 201:
                self.won[place] += 1
                self.made.append(found["id"])
            elif not str(found.get("holder")).startswith("企业") or found.get("until") != LAST.isoformat():
                self.wrong.append(f"{place}: {answer.status_code} {found.get('detail')}")

    def _read(self) -> None:
        """What can never be, whenever one looks: another total, a plot held twice, more of a floor than there is."""
        whole = (len(self.plots) + ODD_PLOTS) * PLOT_M2
        with httpx.Client(base_url=self.addresses[-1], trust_env=False, timeout=60) as client:
            while not self._over.is_set():
                total = client.get("/collections/plots/summary").json()["area_m2"]
                held = client.get("/reservations?limit=1000").json()["reservations"]
                items = [item for each in held for item in each["items"]]
                taken: Counter[str] = Counter()
                for item in items:
                    taken[item["id"]] += item["area_m2"] or 1
                beyond = {key: area for key, area in taken.items() if area > (FLOOR_M2 if key in self.floors else 1)}
                self.reads += 1
                if total != whole or beyond:
                    self.wrong.append(f"a reader saw {total} m² of {whole}, and held {beyond}")
                time.sleep(0.01)


def raced(folder: Path, planners: int, plots: int, rounds: int, *how: str) -> Race:
    """A race over several processes."""
    write_district(folder, plots=plots - plots // 5, floors=plots // 5)
    synced_folder(folder).inventory()
    with ExitStack() as stack:
        addresses = [stack.enter_context(service(folder, *how))[1] for _ in range(PROCESSES)]
        race = Race(addresses, planners, plots)
        race.run(rounds)
    return race


@pytest.mark.parametrize(("planners", "plots", "rounds"), SIZES)
def test_everybody_wants_everything_and_one_gets_each(
    tmp_path: Path, take_down: Keep, planners: int, plots: int, rounds: int
) -> None:
    started = time.monotonic()
    race = raced(tmp_path / "layers", planners, plots, rounds)
    assert race.wrong == []
    assert set(race.statuses) == {201, 409}
    assert race.statuses.total() == planners * plots * rounds
    assert race.reads > 0
    take_down(
        "Holds",
        f"{planners} planners × {plots} plots and floors × {rounds} rounds over {PROCESSES} processes",
        f"{race.statuses[201]:,} × 201, {race.statuses[409]:,} × 409, none wrong in {race.reads:,} reads; "
        f"{time.monotonic() - started:.0f} s",
        "one 201 a plot, no floor beyond its area, each 409 names holder and time",
    )


def test_who_does_not_look_gives_a_place_out_twice(tmp_path: Path) -> None:
    """A check that cannot fail would be none."""
    race = raced(tmp_path / "layers", 6, 10, 1, "careless")
    assert race.wrong
    assert max(race.won[floor] for floor in race.floors) > ROOM


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.soak)])
def test_a_hold_that_was_answered_is_on_disk_and_none_is_there_in_part(
    tmp_path: Path, take_down: Keep, kills: int
) -> None:
    folder, chance = tmp_path / "layers", random.Random(kills)
    write_district(folder, plots=kills * 40, floors=0)
    synced_folder(folder).inventory()
    answered: set[str] = set()
    for kill in range(kills):
        with service(folder) as (server, address):
            keys = iter(range(kill * 40, kill * 40 + 40, 2))
            threads = [threading.Thread(target=_reserve_pairs, args=(address, keys, answered)) for _ in range(4)]
            for thread in threads:
                thread.start()
            time.sleep(chance.uniform(0.02, 0.3))
            server.kill()
            for thread in threads:
                thread.join()
    store = synced_folder(folder).store
    there = {each.id: each for each in store.reservations()}
    assert answered <= set(there)
    logged = [entry.id for entry in store.log(collection=RESERVATIONS)]
    assert sorted(logged) == sorted(there)
    assert all(len(each.items) == 2 for each in there.values())
    places = Counter(item.id for each in there.values() for item in each.items)
    assert not places or max(places.values()) == 1
    take_down(
        "Holds",
        f"kill -9 {kills} times while four planners hold pairs of plots",
        f"{len(answered):,} answered, all there; {len(there) - len(answered):,} there that nobody was told of, whole",
        "every answered hold there, none in part",
    )


def _reserve_pairs(address: str, keys: Iterator[int], answered: set[str]) -> None:
    """Hold pairs of plots until the service is gone."""
    with httpx.Client(base_url=address, trust_env=False, timeout=20) as client:
        for key in keys:
            items: list[dict[str, Any]] = [{"collection": "plots", "id": f"L-{key + more}"} for more in (0, 1)]
            try:
                answer = client.post("/reservations", json={"firm": "乙", "until": LAST.isoformat(), "items": items})
            except httpx.HTTPError:
                return
            if answer.status_code == 201:
                answered.add(answer.json()["id"])
