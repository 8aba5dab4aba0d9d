"""A request that is sent again because no answer came: done once, answered alike, and a key that another request had is refused.

What would break: a plot added twice, an edit told to be late by its own first time, an undo that takes back what it just brought.
"""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from gis.folder import Folder
from tests.api.test_editing import GEO, LAND, PATCH, client, folder, new_plot, read
from tests.api.test_together import halves

__all__ = ["client", "folder"]
KEY = "Idempotency-Key"
Ask = Callable[..., httpx.Response]


def add(client: httpx.Client, **headers: str) -> Ask:
    """A new plot; by ``other`` another one."""
    return lambda other=False: client.post(LAND, json=new_plot(71 if other else 70), headers={**GEO, **headers})


def replace(client: httpx.Client, **headers: str) -> Ask:
    tag = read(client, "L-001")[1]
    body = {"type": "Feature", "properties": {"name": "改名"}, "geometry": read(client, "L-001")[0]["geometry"]}
    return lambda other=False: client.put(
        f"{LAND}/L-001",
        json={**body, "properties": {"name": "另名" if other else "改名"}},
        headers={**GEO, **tag, **headers},
    )


def update(client: httpx.Client, **headers: str) -> Ask:
    tag = read(client, "L-001")[1]
    return lambda other=False: client.patch(
        f"{LAND}/L-001", json={"properties": {"note": "乙" if other else "甲"}}, headers={**PATCH, **tag, **headers}
    )


def end(client: httpx.Client, **headers: str) -> Ask:
    tags = {key: read(client, key)[1] for key in ("L-001", "L-002")}
    return lambda other=False: client.delete(
        f"{LAND}/{'L-002' if other else 'L-001'}", headers={**tags["L-002" if other else "L-001"], **headers}
    )


def several(client: httpx.Client, **headers: str) -> Ask:
    tag = read(client, "L-002")[1]["If-Match"]
    patch = {"collection": "industrial_land", "id": "L-002", "if_match": tag, "patch": {"properties": {"note": "甲"}}}
    more = {"collection": "industrial_land", "feature": new_plot(71)}
    return lambda other=False: client.post(
        "/changes", json={"changes": [patch] if other else [patch, more]}, headers=headers
    )


def split(client: httpx.Client, **headers: str) -> Ask:
    tag = read(client, "L-001")[1]
    pieces = halves(1)
    return lambda other=False: client.post(
        f"{LAND}/L-001/split", json={"pieces": pieces[::-1] if other else pieces}, headers={**tag, **headers}
    )


def take_back(client: httpx.Client, **headers: str) -> Ask:
    number = update(client)().json()["change_set"]
    return lambda other=False: client.post(
        f"/changes/{number}/undo", json={"why": "另因" if other else "录错"}, headers=headers
    )


WAYS = (add, replace, update, end, several, split, take_back)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_it_is_done_once_and_answered_alike(client: httpx.Client, folder: Folder, way: Callable[..., Ask]) -> None:
    ask = way(client, **{KEY: "k-1"})
    first = ask()
    assert first.is_success, first.text
    entries = len(folder.store.log())
    again = ask()
    assert (again.status_code, again.content) == (first.status_code, first.content)
    said = ("ETag", "Location", "Content-Location")
    assert [again.headers.get(name) for name in said] == [first.headers.get(name) for name in said]
    other = ask(other=True)
    assert (other.status_code, other.json()["code"]) == (409, "key-used")
    assert len(folder.store.log()) == entries, "nothing was done a second time"


def test_what_is_refused_is_not_kept(client: httpx.Client) -> None:
    """Who mends his version sends the same key with another body: the first did nothing."""
    stale = {**PATCH, "If-Match": '"0000000000000000"', KEY: "k-1"}
    assert client.patch(f"{LAND}/L-001", json={"properties": {"note": "甲"}}, headers=stale).status_code == 412
    assert update(client, **{KEY: "k-1"})().status_code == 200


def test_the_version_and_why_are_part_of_what_is_asked(client: httpx.Client) -> None:
    ask = update(client, **{KEY: "k-1"})
    assert ask().status_code == 200
    late = {**PATCH, **read(client, "L-002")[1], KEY: "k-1"}
    assert client.patch(f"{LAND}/L-001", json={"properties": {"note": "甲"}}, headers=late).status_code == 409
    assert client.post("/reservations", json={"firm": "乙"}, headers={KEY: "k-1"}).status_code in {400, 409, 422}


def test_what_was_written_since_is_not_covered_by_what_is_told_again(client: httpx.Client) -> None:
    ask = update(client, **{KEY: "k-1"})
    first = ask()
    later = client.patch(
        f"{LAND}/L-001", json={"properties": {"note": "后来"}}, headers={**PATCH, "If-Match": first.headers["ETag"]}
    )
    assert later.status_code == 200
    assert ask().json()["properties"]["note"] == "甲"
    assert read(client, "L-001")[0]["properties"]["note"] == "后来"


def test_a_key_that_is_none_is_refused(client: httpx.Client) -> None:
    for key in ("", "x" * 201, "a\tb"):
        assert client.post(LAND, json=new_plot(), headers={**GEO, KEY: key}).status_code == 400, key


def test_work_that_recalls_nothing_would_be_told_to_be_late_by_itself(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutation kept beside the check."""
    monkeypatch.setattr("gis.editing.repeating.once", lambda work, *_: work)
    ask = update(client, **{KEY: "k-1"})
    assert [ask().status_code, ask().status_code] == [200, 412]
