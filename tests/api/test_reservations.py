"""Holds over HTTP: one winner, who is named to the others; seen at once by all that is asked; nothing for who is not at this machine."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.main import get_command

from api.app import create_app
from api.cli.base import run as run_command
from api.cli.main import app as commands
from api.ground.settings import Settings
from api.serving import live
from gis.folder import Folder, synced_folder
from gis.io import geojson
from tests.api.serving import served
from tests.gis.reservations.district import LAST, TODAY, held, plot, wanted, write_district

SEEN_SECONDS = 5.0
"""What a loaded machine may take; docs/reference/reliability.md has what it takes."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    write_district(tmp_path / "layers")
    return synced_folder(tmp_path / "layers")


@pytest.fixture
def client(folder: Folder) -> Iterator[httpx.Client]:
    with (
        served(create_app(Settings(), folder.inventory(), folder)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=30) as client,
    ):
        yield client


def asks(*keys: str, until: dt.date | str = LAST, **more: Any) -> dict[str, Any]:
    """The body of a hold of plots."""
    holder = {} if "project_id" in more else {"firm": "乙公司"}
    return {"items": [{"collection": "plots", "id": key} for key in keys], "until": str(until), **holder, **more}


def seen(client: httpx.Client, collection: str, key: str, **values: object) -> bool:
    """Whether the feature says so before long."""
    until = time.monotonic() + SEEN_SECONDS
    while time.monotonic() < until:
        properties = client.get(f"/collections/{collection}/items/{key}").json()["properties"]
        if values.items() <= properties.items():
            return True
        time.sleep(0.01)
    return False


def test_the_winner_is_told_where_and_the_others_by_whom_and_until_when(client: httpx.Client) -> None:
    won = client.post("/reservations", json=asks("L-0", "L-1", project_id="P-1"))
    assert won.status_code == 201, won.text
    made = won.json()
    assert won.headers["location"].endswith(f"/reservations/{made['id']}")
    assert client.get(won.headers["location"]).json() == made
    assert (made["holder"], made["standing"], made["author"]) == ("P-1", "active", "local")
    assert made["days_left"] == (LAST - TODAY).days
    lost = client.post("/reservations", json=asks("L-1"))
    assert lost.status_code == 409
    assert lost.headers["content-type"] == "application/problem+json"
    problem = lost.json()
    assert (problem["code"], problem["holder"], problem["until"]) == ("taken", "P-1", LAST.isoformat())
    assert all("P-1" in problem["text"][lang] and LAST.isoformat() in problem["text"][lang] for lang in ("zh", "en"))
    assert problem["remedy"]["zh"]


def test_what_is_held_is_seen_by_what_is_asked_and_free_again_when_given_up(client: httpx.Client) -> None:
    made = client.post("/reservations", json=asks("L-0")).json()
    assert seen(client, "plots", "L-0", who="乙公司", until=LAST.isoformat())
    assert client.get("/collections/plots/items", params={"who": "乙公司"}).json()["numberMatched"] == 1
    report = client.post("/matches", json={"site": {"collection": "plots", "id": "L-0"}}).json()
    assert report["rejected"]["hold"] == 3
    assert "乙公司" in client.get("/collections/plots/items", params={"f": "csv", "ids": "L-0"}).text
    given_up = client.delete(f"/reservations/{made['id']}")
    assert (given_up.status_code, given_up.json()["standing"]) == (200, "released")
    assert seen(client, "plots", "L-0", who=None, until=None)
    assert client.get(f"/reservations/{made['id']}").json()["standing"] == "released"


def test_a_hold_is_extended_and_lands(client: httpx.Client) -> None:
    made = client.post("/reservations", json=asks("L-0", until=TODAY)).json()
    place = f"/reservations/{made['id']}"
    longer = client.patch(place, json={"until": LAST.isoformat(), "note": "续期"})
    assert (longer.status_code, longer.json()["until"]) == (200, LAST.isoformat())
    landed = client.patch(place, json={"standing": "landed"})
    assert (landed.json()["standing"], landed.json()["days_left"]) == ("landed", None)
    assert seen(client, "plots", "L-0", who="乙公司", until=None)
    log = client.get("/changes").json()["changes"]
    assert [each["why"] for each in log][:2] == ["", "续期"]


def test_the_list_says_what_ends_soon_and_what_the_ledger_says_otherwise(client: httpx.Client) -> None:
    later = client.post("/reservations", json=asks("L-0")).json()["id"]
    sooner = client.post("/reservations", json=asks("L-was-held", until=TODAY, firm="丙公司")).json()
    (difference,) = sooner["differs"]
    assert (difference["id"], difference["held_by"]) == ("L-was-held", "甲公司")

    def ids(**params: str) -> list[str]:
        answer = client.get("/reservations", params=params)
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["reservations"]]

    assert ids() == [sooner["id"], later]
    assert ids(expires_before=(TODAY + dt.timedelta(days=7)).isoformat()) == [sooner["id"]]
    assert ids(firm="乙公司") == [later]
    assert ids(collection="plots", id="L-0") == [later]
    assert ids(standing="released") == []
    assert client.get("/reservations", params={"standing": "gone"}).status_code == 400
    assert client.get("/reservations", params={"expires_before": "soon"}).status_code == 400


def test_pages_of_the_list_add_up_to_the_whole_and_keep_what_was_asked(client: httpx.Client) -> None:
    """What would break: a list that grows with the years and comes whole each time, or a page that leaves one out."""
    made = [
        client.post("/reservations", json=asks(key, until=LAST)).json()["id"] for key in ("L-0", "L-1", "L-was-held")
    ]
    client.delete(f"/reservations/{made.pop()}")
    for asked in ("", "&standing=active", "&firm=乙公司"):
        address, pages = f"/reservations?limit=1{asked}", []
        while address:
            page = client.get(address).json()
            assert (page["numberMatched"], page["numberReturned"]) == (2, 1)
            pages.append(page)
            address = next((each["href"] for each in page["links"] if each["rel"] == "next"), "")
        assert [each["id"] for page in pages for each in page["reservations"]] == [
            each["id"] for each in client.get(f"/reservations?limit=10{asked}").json()["reservations"]
        ]
        assert sorted(each["id"] for page in pages for each in page["reservations"]) == sorted(made)
    (back,) = [each["href"] for each in pages[-1]["links"] if each["rel"] == "prev"]
    assert client.get(back).json()["reservations"] == pages[0]["reservations"]
    assert client.get("/reservations?offset=5").json()["reservations"] == []
    for wrong in ("limit=0", "limit=10001", "limit=x", "offset=-1", "offset=100001"):
        assert client.get(f"/reservations?{wrong}").status_code == 400, wrong


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (asks("L-99"), 404, "unknown-feature"),
        (asks("L-built"), 409, "not-holdable"),
        (asks("L-held"), 409, "taken"),
        (asks("L-0", until=TODAY - dt.timedelta(days=1)), 422, "bad-hold"),
        (asks("L-0", project_id="P-9"), 404, "unknown-feature"),
        (asks("L-0", project_id="P-1", firm="乙公司"), 400, "bad-body"),
        (asks("L-0", until="soon"), 400, "bad-body"),
        (asks(), 400, "bad-body"),
        (asks("L-0", colour="red"), 400, "bad-body"),
        (
            {"firm": "乙", "until": "2023-09-30", "items": [{"collection": "floors", "id": "F-0", "area_m2": -1}]},
            422,
            "bad-hold",
        ),
        (
            {"firm": "乙", "until": "2023-09-30", "items": [{"collection": "floors", "id": "F-0", "area_m2": "10"}]},
            400,
            "bad-body",
        ),
    ],
)
def test_what_cannot_be_held_is_refused_with_what_to_do(
    client: httpx.Client, body: dict[str, Any], status: int, code: str
) -> None:
    answer = client.post("/reservations", json=body)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), problem
    assert problem["remedy"]["zh"]
    assert problem["remedy"]["en"]
    assert client.get("/reservations").json()["reservations"] == []


def test_a_request_that_is_sent_again_is_answered_alike(client: httpx.Client) -> None:
    first = client.post("/reservations", json=asks("L-0"), headers={"Idempotency-Key": "k-1"})
    again = client.post("/reservations", json=asks("L-0"), headers={"Idempotency-Key": "k-1"})
    assert (again.status_code, again.json(), again.headers["location"]) == (
        201,
        first.json(),
        first.headers["location"],
    )
    other = client.post("/reservations", json=asks("L-1"), headers={"Idempotency-Key": "k-1"})
    assert (other.status_code, other.json()["code"]) == (409, "key-used")
    assert len(client.get("/reservations").json()["reservations"]) == 1


def test_a_number_of_any_length_is_a_request_that_may_come_again(client: httpx.Client) -> None:
    large = {**asks("L-0"), "items": [{"collection": "floors", "id": "F-0", "area_m2": 10**30}]}
    for _ in range(2):
        answer = client.post("/reservations", json=large, headers={"Idempotency-Key": "k-1"})
        assert (answer.status_code, answer.json()["code"]) == (422, "bad-hold")


def test_who_is_not_at_this_machine_holds_nothing(client: httpx.Client) -> None:
    made = client.post("/reservations", json=asks("L-0")).json()["id"]
    calls: list[tuple[str, str, dict[str, Any] | None]] = [
        ("POST", "/reservations", asks("L-1")),
        ("PATCH", f"/reservations/{made}", {"until": LAST.isoformat()}),
        ("DELETE", f"/reservations/{made}", None),
    ]
    for method, path, body in calls:
        for headers in ({"X-Forwarded-For": "10.1.2.3"}, {"Origin": "http://evil.example"}):
            answer = client.request(method, path, json=body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert [each["standing"] for each in client.get("/reservations").json()["reservations"]] == ["active"]


def test_a_hold_changes_no_version_and_an_edit_leaves_it(client: httpx.Client) -> None:
    """Who read a plot before it was held still has its version; what the ledger says of holders stays its own."""
    place = "/collections/plots/items/L-0"
    before = client.get(place)
    client.post("/reservations", json=asks("L-0"))
    assert seen(client, "plots", "L-0", who="乙公司")
    held = client.get(place)
    assert held.headers["etag"] != before.headers["etag"], "the answer is another"
    edit = {"properties": {"name": "新名称"}}
    form = {"Content-Type": "application/merge-patch+json"}
    answer = client.patch(place, json=edit, headers={"If-Match": before.headers["etag"], **form})
    assert answer.status_code == 200, answer.text
    assert seen(client, "plots", "L-0", who="乙公司", name="新名称")
    again = client.patch(place, json=edit, headers={"If-Match": before.headers["etag"], **form})
    assert again.status_code == 412


def test_what_was_just_written_says_its_holder_before_any_other_version_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who edits a held plot and reads it at once is not told that it is free, or the ledger's holder."""
    monkeypatch.setattr(live, "LISTEN_SECONDS", 3_600)
    write_district(tmp_path / "layers")
    folder = synced_folder(tmp_path / "layers")
    held(folder.store, folder.catalog, wanted(plot("L-0")))
    place, form = "/collections/plots/items/L-0", {"Content-Type": "application/merge-patch+json"}
    with (
        served(create_app(Settings(), folder.inventory(), folder)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=30) as client,
    ):
        before = client.get(place)
        edit = {"properties": {"name": "新名", "who": "丙"}}
        answer = client.patch(place, json=edit, headers={"If-Match": before.headers["etag"], **form})
        assert answer.status_code == 200, answer.text
        after = client.get(place)
        expected = {**before.json()["properties"], "name": "新名"}
        assert after.json()["properties"] == expected
        assert after.headers["etag"].split("-")[0] == answer.headers["etag"].split("-")[0], "it is changed by this tag"


def test_a_floor_says_how_much_of_it_is_held_by_whom(client: httpx.Client) -> None:
    place = "/collections/floors/items/F-0"
    assert "reservations" not in client.get(place).json()
    before = client.get(place).headers["etag"]
    part = {
        "items": [{"collection": "floors", "id": "F-0", "area_m2": 500}],
        "until": LAST.isoformat(),
        "firm": "乙公司",
    }
    made = client.post("/reservations", json=part).json()
    until = time.monotonic() + SEEN_SECONDS
    while client.get(place, headers={"If-None-Match": before}).status_code == 304 and time.monotonic() < until:
        time.sleep(0.01)
    (held,) = client.get(place).json()["reservations"]
    assert held == {"id": made["id"], "holder": "乙公司", "until": LAST.isoformat(), "area_m2": 500.0}
    page = client.get(place, params={"f": "html"}).text
    assert "乙公司，500 m²，至 2023-09-30" in page


def test_what_is_not_there(client: httpx.Client) -> None:
    for method in ("GET", "DELETE"):
        answer = client.request(method, "/reservations/R-0")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-reservation")
    assert client.patch("/reservations/R-0", json={}).status_code == 400


def said(capsys: pytest.CaptureFixture[str], folder: Folder, *arguments: str) -> tuple[int, str]:
    """Exit status of a command and all that it says."""
    status = run_command(get_command(commands), [*arguments, "--layers", str(folder.catalog.folder)])
    told = capsys.readouterr()
    return status, told.out + told.err


def test_the_commands_do_the_same(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    status, words = said(
        capsys,
        folder,
        "reserve",
        "plots:L-0",
        "floors:F-0=500",
        "--project",
        "P-1",
        "--until",
        str(TODAY),
        "--as",
        "李工",
    )
    assert status == 0, words
    (made,) = folder.store.reservations()
    assert made.id in words
    assert (made.author, [item.area_m2 for item in made.items]) == ("李工", [None, 500.0])
    status, words = said(capsys, folder, "reserve", "plots:L-0", "--firm", "乙公司", "--until", str(LAST))
    assert status == 1
    assert "P-1" in words
    assert said(capsys, folder, "extend", made.id, "--until", str(LAST))[0] == 0
    assert made.id in said(capsys, folder, "reservations", "--soon", "366")[1]
    assert made.id not in said(capsys, folder, "reservations", "--soon", "7")[1]
    status, words = said(capsys, folder, "release", made.id, "--why", "放弃", "--lang", "en")
    assert (status, "released" in words) == (0, True)
    assert made.id not in said(capsys, folder, "reservations")[1]
    assert made.id in said(capsys, folder, "reservations", "--all")[1]
    assert [entry.why for entry in folder.store.log()][-1] == "放弃"
    assert said(capsys, folder, "reserve", "L-0", "--firm", "乙", "--until", str(LAST))[0] == 2
    assert said(capsys, folder, "release", "R-0")[0] == 1


def test_a_source_without_what_is_held_is_loaded_only_once_that_is_given_up(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """What would break: a hold on nothing; or a folder that nothing can be done with any more."""
    assert said(capsys, folder, "reserve", "plots:L-0", "--firm", "乙公司", "--until", str(LAST))[0] == 0
    (made,) = folder.store.reservations()
    source = folder.catalog.source_of(folder.catalog.collections["plots"])
    rows = geojson.read(source, folder.catalog.collections["plots"])
    geojson.write(source, [each for each in rows if each.id != "L-0"])
    status, words = said(capsys, folder, "query", "plots")
    assert status == 1
    assert all(word in words for word in ("L-0", "乙公司", str(LAST), f"landstock release {made.id}"))
    assert said(capsys, folder, "release", made.id)[0] == 0
    assert said(capsys, folder, "query", "plots")[0] == 0
