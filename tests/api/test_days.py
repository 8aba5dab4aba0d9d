"""A folder that does not name its day of the question is asked today: a service that runs for weeks is no exception.

What would break: holds that ended yesterday still hold, because the service was started when they did not; a tag of yesterday that saves the
answer of today; a stored report that cannot be made again tomorrow.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from api.app import create_app
from api.ground.settings import Settings
from api.papers.replay import Ground, replay
from gis.folder import open_folder
from tests.api.conftest import write_folder
from tests.api.serving import served

EVENING, MIDNIGHT = (dt.datetime(2026, 11, 28, hour, tzinfo=dt.UTC) for hour in (15, 16))
"""23:00 and the next 0:00 in Shanghai."""


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = EVENING

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def undated(tmp_path: Path) -> Path:
    """The district, which does not say its day."""
    write_folder(tmp_path)
    catalog = tmp_path / "catalog.toml"
    catalog.write_text(catalog.read_text("utf-8").replace("as_of = 2023-06-30\n", ""), "utf-8")
    return tmp_path


@contextmanager
def asked_over(folder: Path, clock: Clock) -> Iterator[httpx.Client]:
    with (
        served(create_app(Settings(), open_folder(folder), clock=clock)) as address,
        httpx.Client(base_url=address, trust_env=False, headers={"Accept-Encoding": "identity"}) as client,
    ):
        yield client


def days(client: httpx.Client) -> set[Any]:
    """The day in every answer that says it."""
    page = client.get("/", headers={"Accept": "text/html"}).text
    name = client.get("/collections/industrial_land/items?f=csv").headers["content-disposition"]
    return {
        client.get("/version").json()["as_of"],
        client.get("/?f=json").json()["as_of"],
        client.post("/matches", json={"project_id": "P-1"}).json()["as_of"],
        client.post("/portfolios", json={"unlocks": False}).json()["as_of"],
        *re.findall(r'"as_of": ?"([\d-]+)"', page),
        *re.findall(r"(\d{4}-\d\d-\d\d)\.csv", name),
    }


def test_the_day_is_asked_when_the_question_is(undated: Path) -> None:
    clock = Clock()
    with asked_over(undated, clock) as client:
        assert days(client) == {"2026-11-28"}
        before = client.get("/?f=json")
        assert client.get("/?f=json", headers={"If-None-Match": before.headers["etag"]}).status_code == 304
        clock.now = MIDNIGHT
        assert days(client) == {"2026-11-29"}
        after = client.get("/?f=json", headers={"If-None-Match": before.headers["etag"]})
        assert (after.status_code, after.json()["inventory"]) == (200, before.json()["inventory"]), "the same data"


def test_a_short_answer_is_of_the_day_too(undated: Path) -> None:
    """The short way for features stands outside of what asks the service."""
    clock = Clock()
    with asked_over(undated, clock) as client:
        request = client.build_request("GET", "/collections/industrial_land/items?f=csv")
        del request.headers["accept-encoding"]
        names = []
        for clock.now in (EVENING, MIDNIGHT):
            names.append(client.send(request).headers["content-disposition"])
    assert "2026-11-28" in names[0]
    assert "2026-11-29" in names[1]


def test_a_report_of_yesterday_is_made_again_as_of_yesterday(undated: Path) -> None:
    clock = Clock()
    with asked_over(undated, clock) as client:
        report = json.loads(client.post("/matches", json={"project_id": "P-1"}).content)
    inventory = open_folder(undated)
    assert inventory.catalog.as_of != dt.date(2026, 11, 28)
    assert replay(report, Ground.of(inventory)) == report


def test_a_workbook_calls_the_day_of_the_question_so(client: httpx.Client, tmp_path: Path) -> None:
    for lang, words in (("zh", "基准日"), ("en", "Day of the question")):
        made = client.post(f"/matches?f=xlsx&lang={lang}", json={"project_id": "P-1"})
        (tmp_path / "match.xlsx").write_bytes(made.content)
        about = openpyxl.load_workbook(tmp_path / "match.xlsx").worksheets[-1]
        assert (words, "2023-06-30") in list(about.iter_rows(values_only=True))
