"""Five clients who mean ill, or ask for much: they are refused or wait for one another, and whoever asks little is answered at once.

What would break: one careless script, and every planner of the office looks at a page that stands still.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote_plus

import pytest

from bench.wire import Connection, getting, posting
from gis.inventory import Inventory
from tests.api.serving import port_of
from tests.api.test_work import MANY_KEYS, MANY_NUMBERS, ONE_STRANGER
from tests.reliability.clients import LIGHT, crowd, light, percentile, timed
from tests.reliability.figures import Keep

SHORT, LONG = 1, 30
CHECK = "Crowds"
WITHIN_BOUNDS = b'{"stranger":[' + b",".join([b"12345678901234567"] * 99_000) + b"]}"
BODIES = {
    "150,000 keys": MANY_KEYS,
    "500,000 numbers": MANY_NUMBERS,
    "one stranger of 2 MB": ONE_STRANGER,
    "99,000 long numbers": WITHIN_BOUNDS,
}
ITEMS = "/collections/industrial_land/items"
LONGEST = 15_000


def comb(teeth: int, upright: bool) -> str:
    """A polygon over the district of many thin teeth: each edge of it crosses each of one that lies across."""
    points = [(0.0, 0.0)]
    for tooth in range(teeth):
        left, right = tooth / teeth, (tooth + 0.5) / teeth
        points += [(left, 1.0), (right, 1.0), (right, 0.01), ((tooth + 1) / teeth, 0.01)]
    points += [(1.0, 0.0), (0.0, 0.0)]
    turned = points if upright else [(y, x) for x, y in points]
    return "POLYGON((" + ",".join(f"{116.6 + x * 0.3:.4f} {36.4 + y * 0.2:.4f}" for x, y in turned) + "))"


def filtered(condition: str) -> str:
    return f"{ITEMS}?limit=10&filter={quote_plus(condition, safe='(),')}"


FILTERS = {
    "a comb over all": filtered(f"S_INTERSECTS(geometry,{comb(210, True)})"),
    "LIKE with many signs for any": filtered("name LIKE '" + "%a" * 60 + "%b'"),
    "LIKE two hundred times": filtered(" OR ".join(f"name LIKE '%{n}%a%a%a%b'" for n in range(200))),
    "a comb against a comb": filtered(f"S_INTERSECTS({comb(100, True)},{comb(100, False)})"),
}


def sized(kinds: Iterable[str]) -> list[Any]:
    """The last kind for a moment in every run, each for long in the soak."""
    names = list(kinds)
    return [(names[-1], SHORT), *(pytest.param(name, LONG, marks=pytest.mark.soak) for name in names)]


def in_words(waited: list[float]) -> str:
    return f"p50 {percentile(waited, 0.5):.1f} ms, p99 {percentile(waited, 0.99):.1f} ms, longest {waited[-1]:.0f} ms"


@pytest.mark.parametrize(("name", "seconds"), sized(BODIES))
def test_light_questions_beside_bodies_that_are_refused(service: str, take_down: Keep, name: str, seconds: int) -> None:
    port = port_of(service)
    alone = light(port, seconds / 4)
    with crowd(port, [posting(port, "/matches", BODIES[name])]) as answered:
        waited = light(port, seconds)
    assert set(answered) <= {400, 413, 503}, answered
    assert answered.total() >= seconds
    asked_words = f"light questions beside five clients with {name}"
    take_down(CHECK, asked_words, f"{in_words(waited)} (alone p50 {percentile(alone, 0.5):.1f} ms)", "p99 < 100 ms")
    # A timed test in every run would judge the machine: there it is held that nobody stands still.
    assert percentile(waited, 0.99 if seconds == LONG else 0.5) < 100


@pytest.mark.parametrize(("name", "seconds"), sized(FILTERS))
def test_light_questions_beside_filters_that_cost_much(service: str, take_down: Keep, name: str, seconds: int) -> None:
    port, path = port_of(service), FILTERS[name]
    assert len(path) < LONGEST
    with Connection(port) as connection:
        once, status, body = timed(connection, getting(port, path))
    assert status in (200, 400), body[:500]
    with crowd(port, [getting(port, path)]) as answered:
        waited = light(port, seconds)
    assert set(answered) <= {200, 400, 503}, answered
    said = "answered" if status == 200 else "refused"
    take_down(
        CHECK,
        f"light questions beside five clients with {name}",
        f"{in_words(waited)}; it is {said} in {once / 1000:.2f} s",
        "p99 < 1 s, refused < 5 s",
    )
    assert once < 5_000
    assert percentile(waited, 0.99 if seconds == LONG else 0.5) < 1_000


@pytest.mark.parametrize("vertices", [100_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_a_polygon_of_a_million_corners_is_not_begun(service: str, take_down: Keep, vertices: int) -> None:
    port = port_of(service)
    corners = ",".join(f"{116.6 + n % 997 / 9970:.4f} {36.4 + n % 991 / 9910:.4f}" for n in range(vertices))
    path = filtered(f"S_INTERSECTS(geometry,POLYGON(({corners},116.6 36.4)))")
    began = time.monotonic()
    status = refusal(port, getting(port, path))
    took = time.monotonic() - began
    assert status in (414, 431)
    take_down(CHECK, f"a filter polygon of {vertices:,} corners", f"{status} in {took * 1000:.0f} ms", "refused < 5 s")
    assert took < 5
    assert refusal(port, getting(port, LIGHT)) == 200


def refusal(port: int, request: bytes) -> int:
    """The status of a request that may be refused before it is sent whole."""
    with Connection(port) as connection:
        try:
            return connection.ask(request)[0]
        except OSError:
            return int(connection.socket.recv(100)[9:12])


@pytest.mark.parametrize("seconds", [pytest.param(60, marks=pytest.mark.soak)])
def test_others_beside_five_who_place_all_projects(
    service: str, demo_inventory: Inventory, take_down: Keep, seconds: int
) -> None:
    """The quick size stands with the turns of work."""
    port, projects = port_of(service), list(demo_inventory.layers["projects"].ids)
    portfolios = [
        posting(port, "/portfolios", json.dumps({"project_ids": projects[n : n + 60], "unlocks": False}).encode())
        for n in range(40)
    ]
    match: list[float] = []
    table: list[float] = []
    small: list[float] = []
    with crowd(port, portfolios) as answered, Connection(port) as connection:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            demand = json.dumps({"project": {"needs": "land", "land_area_min_m2": 1_000 + len(match)}}).encode()
            match.append(answered_in(connection, posting(port, "/matches", demand)))
            table.append(answered_in(connection, getting(port, f"{ITEMS}?f=csv&limit=100")))
            small += light(port, 1)
    assert set(answered) <= {200, 503}, answered
    for name, waited, bound in (
        ("a match", match, 2_000),
        ("a CSV of 100 rows", table, 2_000),
        ("light questions", sorted(small), 1_000),
    ):
        take_down(CHECK, f"{name} beside five clients with portfolios", in_words(sorted(waited)), f"{bound / 1000:g} s")
        assert percentile(sorted(waited), 0.99) < bound
    assert answered[200] > 3


def answered_in(connection: Connection, request: bytes) -> float:
    took, status, body = timed(connection, request)
    assert status == 200, body[:500]
    return took
