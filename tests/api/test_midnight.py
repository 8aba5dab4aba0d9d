"""A hold ends at the midnight after its last day, in a service that runs: nothing is waited for, nothing can be missed.

What would break: a plot that nobody holds any more is refused in the morning, because a timer did not ring while the machine slept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

import gis.store.geopackage
from api.app import create_app
from api.ground.settings import Settings
from gis.folder import synced_folder
from tests.api.serving import served
from tests.gis.reservations.district import write_district

LAST_SECOND = dt.datetime(2099, 6, 29, 15, 59, 59, tzinfo=dt.UTC)
"""23:59:59 in Shanghai, where the district is."""
MIDNIGHT = LAST_SECOND + dt.timedelta(seconds=1)
DAY = "2099-06-29"


class Clock:
    """The time of questions and of the store: it stands until it is set."""

    def __init__(self) -> None:
        self.now = LAST_SECOND

    def __call__(self, _: dt.tzinfo | None = None) -> dt.datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(gis.store.geopackage, "dt", SimpleNamespace(datetime=SimpleNamespace(now=clock), UTC=dt.UTC))
    return clock


@pytest.fixture
def client(tmp_path: Path, clock: Clock) -> Iterator[httpx.Client]:
    write_district(tmp_path / "layers", dated=False)
    folder = synced_folder(tmp_path / "layers")
    with (
        served(create_app(Settings(), folder.inventory(), folder, clock)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=30) as client,
    ):
        yield client


def test_a_hold_is_over_with_its_last_day_and_another_takes_the_plot(client: httpx.Client, clock: Clock) -> None:
    def ask(firm: str, until: str) -> httpx.Response:
        items = [{"collection": "plots", "id": "L-0"}]
        return client.post("/reservations", json={"firm": firm, "until": until, "items": items})

    made = ask("甲", DAY)
    assert made.status_code == 201, made.text
    place = made.headers["location"]
    refused = ask("乙", "2099-07-31")
    assert (refused.status_code, refused.json()["holder"]) == (409, "甲")
    assert client.get(place).json()["standing"] == "active"
    clock.now = MIDNIGHT
    assert client.get(place).json()["standing"] == "expired"
    assert client.get("/reservations").json()["reservations"] == []
    shown = client.get("/collections/plots/items/L-0").json()
    assert shown["properties"]["who"] is None
    assert "reservations" not in shown
    late = client.patch(place, json={"until": "2099-07-31"})
    assert (late.status_code, late.json()["code"]) == (409, "hold-over"), "what has ended is not extended"
    won = ask("乙", "2099-07-31")
    assert won.status_code == 201, won.text
    assert [each["holder"] for each in client.get("/reservations").json()["reservations"]] == ["乙"]
