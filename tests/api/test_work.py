"""Heavy work beside light: each class waits for its own kind alone, bodies cost no one but who sends them, and what nobody waits for is dropped.

What would break: five clients with bodies that are refused anyway, or five that place all projects, make everyone else wait.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import anyio
import httpx
import pytest

from api.app import create_app
from api.ground.errors import BadBody, Busy, Stopped
from api.ground.settings import Settings
from api.ground.turns import Turns, Work
from api.serving.child import in_child
from gis.inventory import Inventory
from gis.text import Text
from tests.api.serving import served as serving

JSON = {"content-type": "application/json"}
MANY_KEYS = b"{" + b",".join(b'"k%d":%d' % (n, n) for n in range(150_000)) + b"}"
MANY_NUMBERS = b'{"items":[' + b",".join([b"123"] * 500_000) + b"]}"
ONE_STRANGER = b'{"stranger":"' + b"a" * 2_000_000 + b'"}'


@contextmanager
def repeated(count: int, ask: Callable[[httpx.Client], object], address: str) -> Iterator[None]:
    """So many clients that ask the same over and over."""
    over = threading.Event()

    def go() -> None:
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
            while not over.is_set():
                ask(client)

    threads = [threading.Thread(target=go, daemon=True) for _ in range(count)]
    for each in threads:
        each.start()
    try:
        yield
    finally:
        over.set()
        for each in threads:
            each.join(60)


@pytest.mark.parametrize("body", [MANY_KEYS, MANY_NUMBERS, ONE_STRANGER], ids=["keys", "numbers", "a stranger"])
def test_bodies_that_are_refused_anyway_are_refused_before_they_cost_anything(served: str, body: bytes) -> None:
    with httpx.Client(base_url=served, trust_env=False) as client:
        first = client.post("/matches", content=body, headers=JSON)
        assert first.status_code in (400, 413)
        began = time.process_time()
        for _ in range(5):
            client.post("/matches", content=body, headers=JSON)
        # The server runs in this process: what it works is counted here, whatever else the machine does.
        assert (time.process_time() - began) / 5 < 0.1


def test_a_body_may_be_as_large_as_any_question_is(served: str, demo_inventory: Inventory) -> None:
    ids = demo_inventory.layers["industrial_land"].ids
    items = [{"collection": "industrial_land", "id": ids[n % len(ids)]} for n in range(10_000)]
    answer = httpx.post(f"{served}/exports", json={"items": items, "f": "geojson"}, trust_env=False, timeout=60)
    assert answer.status_code == 200


def test_a_class_of_work_waits_for_itself_alone() -> None:
    async def check() -> None:
        turns = Turns(0.0)
        turns.limits[Work.PORTFOLIOS].total_tokens = 1
        async with turns.taken(Work.PORTFOLIOS):
            with pytest.raises(Busy):
                async with turns.taken(Work.PORTFOLIOS):
                    pytest.fail("two at once")
            for other in (Work.MATCHES, Work.LISTS, Work.READING):
                async with turns.taken(other):
                    pass
        async with turns.taken(Work.PORTFOLIOS):
            pass

    # A browser under test has a loop of its own in this thread.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(anyio.run, check).result()


def test_who_asks_for_a_portfolio_keeps_nobody_else_waiting(served: str, demo_inventory: Inventory) -> None:
    projects = list(demo_inventory.layers["projects"].ids)[:60]
    turn = iter(range(10_000))

    def portfolio(client: httpx.Client) -> None:
        found = client.post("/portfolios", json={"project_ids": projects[: 30 + next(turn) % 30], "unlocks": False})
        assert found.status_code in (200, 503), found.text

    def timed(ask: Callable[[], httpx.Response]) -> float:
        began = time.monotonic()
        assert ask().status_code == 200
        return time.monotonic() - began

    with repeated(5, portfolio, served), httpx.Client(base_url=served, trust_env=False, timeout=60) as client:
        time.sleep(1)
        demands = [{"project": {"needs": "land", "land_area_min_m2": 1000 + n}} for n in range(5)]
        match = [timed(partial(client.post, "/matches", json=demand)) for demand in demands]
        table = [timed(lambda: client.get("/collections/industrial_land/items?f=csv&limit=100")) for _ in range(5)]
    assert sorted(match)[2] < 2
    assert sorted(table)[2] < 2


def test_a_question_whose_client_has_gone_is_not_worked_at(demo_folder: Path, demo_inventory: Inventory) -> None:
    app = create_app(Settings(layers=demo_folder), demo_inventory)
    service = app.state.service
    with serving(app) as address:
        body = json.dumps({"unlocks": False, "forbid": [{"project_id": "P-2023-073", "site": "JK-E06-01"}]}).encode()
        head = f"POST /portfolios HTTP/1.1\r\nHost: {address[7:]}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        host, _, port = address[7:].partition(":")
        with socket.create_connection((host, int(port))) as client:
            client.sendall(head.encode() + body)
            time.sleep(0.5)
            assert service.turns.limits[Work.PORTFOLIOS].statistics().borrowed_tokens == 1
        end = time.monotonic() + 3
        while service.turns.limits[Work.PORTFOLIOS].statistics().borrowed_tokens:
            assert time.monotonic() < end, "its process is still at it"
            time.sleep(0.05)
        assert not service.portfolios


def _asleep() -> bytes:
    time.sleep(30)
    return b""


def _asleep_for_two() -> bytes:
    time.sleep(2)
    return b""


def _killed() -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def test_a_child_answers_raises_and_is_ended() -> None:
    assert in_child(lambda: b"x" * 3_000_000, 10) == b"x" * 3_000_000

    def refuse() -> bytes:
        raise BadBody(Text("甲", "a"), Text("乙", "b"), key="k")

    with pytest.raises(BadBody) as refused:
        in_child(refuse, 10)
    assert (refused.value.text.en, refused.value.where) == ("a", {"key": "k"})
    began = time.monotonic()
    with pytest.raises(Stopped):
        in_child(_asleep, 0.3)
    with pytest.raises(Stopped):
        in_child(_killed, 10)
    gone = threading.Event()
    threading.Timer(0.2, gone.set).start()
    with pytest.raises(Stopped):
        in_child(_asleep, 30, gone)
    assert time.monotonic() - began < 10


def test_a_child_keeps_no_connection_of_its_parent_open() -> None:
    ours, theirs = socket.socketpair()
    child = threading.Thread(target=lambda: in_child(_asleep_for_two, 10), daemon=True)
    child.start()
    time.sleep(0.5)
    theirs.close()
    with ours:
        ours.settimeout(1)
        assert ours.recv(1) == b"", "the other side is told that we hung up"
    child.join()


def test_a_client_that_leaves_in_its_body_leaves_no_trace_in_the_log(
    served: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Sixty lines for each would let anybody hide true faults."""
    host, _, port = served[7:].partition(":")
    head = f"POST /matches HTTP/1.1\r\nHost: {served[7:]}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    for _ in range(5):
        with socket.create_connection((host, int(port))) as client:
            client.sendall(head.encode() + b'{"project')
    time.sleep(0.5)
    assert httpx.get(f"{served}/healthz", trust_env=False).status_code == 200
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR") or record.exc_info]
