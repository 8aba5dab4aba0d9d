"""What a feature names of another layer is linked where it is answered, and what leads to nothing is counted where it is explained."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.main import get_command

from api.app import create_app
from api.cli.base import DONE, run
from api.cli.main import app
from api.ground.settings import Settings
from gis.folder import synced_folder
from tests.api.serving import served
from tests.gis.linked import CODE, linked_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return linked_folder(tmp_path_factory.mktemp("linked"))


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    opened = synced_folder(folder)
    with (
        served(create_app(Settings(layers=folder), opened.inventory(), opened)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=30) as made,
    ):
        yield made


def test_a_feature_has_links_to_those_that_it_names(client: httpx.Client) -> None:
    found = client.get("/collections/floors/items/F2", params={"lang": "en"}).raise_for_status().json()
    (related,) = [each for each in found["links"] if each["rel"] == "related"]
    assert related["title"] == "Parcel code"
    assert client.get(related["href"]).json()["id"] == "3"
    assert "/collections/supplied/" in related["href"]
    broken = client.get("/collections/floors/items/F3").json()
    assert not [each for each in broken["links"] if each["rel"] == "related"]


def test_what_leads_to_nothing_is_counted_of_what_is_found(client: httpx.Client) -> None:
    for what in ("explain", "summary"):
        (counts,) = client.get(f"/collections/floors/{what}").raise_for_status().json()["broken_links"]
        assert (counts["field"], counts["collection"], counts["by"]) == ("code", "supplied", "code")
        assert (counts["named"], counts["linked"], counts["nowhere"]) == (3, 2, 1)
        assert "broken_links" not in client.get(f"/collections/floors/{what}?ids=F1,F2").json()
        assert "broken_links" not in client.get(f"/collections/supplied/{what}").json()


def test_the_command_line_says_it_below_what_it_lists(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(get_command(app), ["query", "floors", "--layers", str(folder), "--lang", "en"]) == DONE
    said = capsys.readouterr()
    assert "Parcel code links to Supplied: 2 of 3 lead to one, 1 to none" in (said.out + said.err).replace("\n", " ")


def test_a_feature_is_answered_anew_once_what_it_names_is_there(client: httpx.Client) -> None:
    """Its tag did not depend on what its code leads to: a browser went on showing no link."""
    first = client.get("/collections/floors/items/F3")
    added = {
        "type": "Feature",
        "id": "77",
        "geometry": None,
        "properties": {"id": "77", "name": "供77号", "code": CODE.format(77)},
    }
    made = client.post("/collections/supplied/items", json=added, headers={"Content-Type": "application/geo+json"})
    assert made.status_code == 201, made.text
    try:
        headers = {"If-None-Match": first.headers["ETag"]}
        # What was written is served at once where it was written; the other layers follow in a moment.
        for _ in range(100):
            again = client.get("/collections/floors/items/F3", headers=headers)
            if again.status_code == 200:
                break
            time.sleep(0.05)
        assert again.status_code == 200
        assert [each for each in again.json()["links"] if each["rel"] == "related"]
        assert "broken_links" not in client.get("/collections/floors/explain").json()
    finally:
        tag = client.get("/collections/supplied/items/77").headers["ETag"]
        client.delete("/collections/supplied/items/77", headers={"If-Match": tag}).raise_for_status()
