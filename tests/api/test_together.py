"""Would break where several changes over HTTP were half made, or a parcel that is split lost ground."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
import shapely

from api.app import create_app
from api.ground.settings import Settings
from gis.folder import Folder, synced_folder
from tests.api.conftest import cell
from tests.api.serving import served
from tests.api.test_editing import GEO, LAND, PATCH, client, folder, new_plot, read
from tests.gis.reservations.district import LAST, write_district

__all__ = ["client", "folder"]


def halves(n: int) -> list[dict[str, Any]]:
    """The two halves of a cell, as features."""
    west, south, east, north = cell(n).bounds
    middle = (west + east) / 2
    shapes = (shapely.box(west, south, middle, north), shapely.box(middle, south, east, north))
    return [{"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)} for shape in shapes]


def test_several_features_change_together_or_not_at_all(client: httpx.Client, folder: Folder) -> None:
    """One late change of three keeps the other two from being made, and is named."""
    tags = {key: read(client, key)[1]["If-Match"] for key in ("L-001", "L-002", "L-003")}
    changes: list[dict[str, Any]] = [
        {
            "collection": "industrial_land",
            "id": "L-001",
            "if_match": tags["L-001"],
            "patch": {"properties": {"note": "一"}},
        },
        {"collection": "industrial_land", "id": "L-002", "if_match": tags["L-002"], "remove": True},
        {"collection": "industrial_land", "feature": new_plot(71)},
    ]
    late = {**changes[0], "id": "L-003", "if_match": '"0000000000000000"'}
    refused = client.post("/changes", json={"changes": [*changes, late]})
    assert refused.status_code == 412, refused.text
    assert (refused.json()["change"], refused.json()["id"]) == (4, "L-003")
    assert refused.json()["current"]["id"] == "L-003"
    assert folder.store.edits() == []
    done = client.post("/changes?why=核查", json={"changes": changes})
    assert done.status_code == 200, done.text
    said = done.json()
    assert [(made["id"], made["created"]) for made in said["made"][:2]] == [("L-001", False), ("L-002", False)]
    assert said["made"][1]["feature"] is None
    assert said["made"][2]["created"]
    assert len(folder.store.change_set(said["change_set"])) == 3
    after = client.patch(
        f"{LAND}/L-001", json={"properties": {"note": "二"}}, headers={**PATCH, "If-Match": said["made"][0]["if_match"]}
    )
    assert after.status_code == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"id": "L-001", "patch": {}}, 428),
        ({"id": "L-001", "if_match": "*", "remove": True}, 428),
        ({"id": "none", "if_match": '"0"', "remove": True}, 404),
        ({"id": "L-001", "if_match": '"0"', "remove": False}, 400),
        ({"id": "L-001", "if_match": '"0"'}, 400),
        ({"id": "L-001", "feature": {"type": "Feature", "properties": {}}}, 409),
        ({"id": "L-001", "feature": {"type": "Feature", "id": "L-002", "properties": {}}}, 422),
        ({"id": "L-001", "stranger": 1}, 400),
    ],
)
def test_a_list_of_changes_that_cannot_be_read_changes_nothing(
    client: httpx.Client, folder: Folder, change: dict[str, Any], status: int
) -> None:
    answer = client.post("/changes", json={"changes": [{"collection": "industrial_land", **change}]})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert folder.store.edits() == []


def test_a_parcel_is_split_and_merged_over_http(client: httpx.Client, folder: Folder) -> None:
    before, tag = read(client, "L-001")
    assert client.post(f"{LAND}/L-001/split", json={"pieces": halves(1)}).status_code == 428
    lost = client.post(f"{LAND}/L-001/split", json={"pieces": [halves(1)[0], halves(2)[1]]}, headers=tag)
    assert lost.status_code == 422
    assert "area-lost" in {found["code"] for found in lost.json()["findings"]}
    assert folder.store.edits() == []
    done = client.post(f"{LAND}/L-001/split", json={"pieces": halves(1)}, headers=tag)
    assert done.status_code == 201, done.text
    _, *pieces = done.json()["made"]
    assert [piece["id"] for piece in pieces] == ["L-001-1", "L-001-2"]
    areas = [piece["feature"]["properties"]["site_area_m2"] for piece in pieces]
    assert sum(areas) == before["properties"]["site_area_m2"]
    assert "area-shared" in {doubt["code"] for doubt in pieces[0]["doubts"]}
    gone = client.get(f"{LAND}/L-001")
    assert (gone.status_code, gone.json()["why"]) == (410, "L-001 → L-001-1、L-001-2")
    parts = [{"id": piece["id"], "if_match": piece["if_match"]} for piece in pieces]
    late = client.post(
        "/collections/industrial_land/merge", json={"parts": [parts[0], {**parts[1], "if_match": '"0"'}]}
    )
    assert late.status_code == 412
    merged = client.post("/collections/industrial_land/merge?why=复原", json={"parts": parts, "id": "L-001"})
    assert merged.status_code == 201, merged.text
    assert client.get(f"{LAND}/L-001").json()["properties"] == before["properties"]


def test_a_parcel_is_cut_by_a_line_over_http(client: httpx.Client, folder: Folder) -> None:
    before, tag = read(client, "L-001")
    west, south, east, north = cell(1).bounds
    middle, place = (west + east) / 2, f"{LAND}/L-001/split"
    across = {"type": "LineString", "coordinates": [[middle, south - 0.001], [middle, north + 0.001]]}
    assert client.post(place, json={"line": across}).status_code == 428
    assert client.post(place, json={"line": across, "pieces": halves(1)}, headers=tag).status_code == 400
    assert client.post(place, json={"line": "across"}, headers=tag).status_code == 400
    short = {**across, "coordinates": [[middle, south - 0.001], [middle, south + 0.001]]}
    for line in (short, {"type": "Point", "coordinates": [middle, south]}):
        refused = client.post(place, json={"line": line}, headers=tag)
        assert refused.status_code == 422, refused.text
        assert [found["code"] for found in refused.json()["findings"]] == ["not-cut"]
    assert folder.store.edits() == []
    done = client.post(place, json={"line": across}, headers=tag)
    assert done.status_code == 201, done.text
    _, *pieces = done.json()["made"]
    assert [piece["id"] for piece in pieces] == ["L-001-1", "L-001-2"]
    areas = [piece["feature"]["properties"]["site_area_m2"] for piece in pieces]
    assert sum(areas) == before["properties"]["site_area_m2"]
    gone = client.get(f"{LAND}/L-001")
    assert (gone.status_code, gone.json()["why"]) == (410, "L-001 → L-001-1、L-001-2")


def test_what_a_reservation_shows_is_not_written_into_the_record(tmp_path: Path) -> None:
    """Who reads a held plot, corrects its name and sends it back has not written the holder down; not even when the hold was given up meanwhile."""
    write_district(tmp_path / "layers")
    folder = synced_folder(tmp_path / "layers")
    items = "/collections/plots/items"
    with (
        served(create_app(Settings(), folder.inventory(), folder)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=30) as client,
    ):
        recorded = client.get(f"{items}/L-0")
        held = client.post(
            "/reservations",
            json={"items": [{"collection": "plots", "id": "L-0"}], "firm": "乙公司", "until": str(LAST)},
        )
        assert held.status_code == 201, held.text
        shown = recorded
        while shown.json()["properties"] == recorded.json()["properties"]:
            shown = client.get(f"{items}/L-0")
        assert shown.headers["ETag"][:17] == recorded.headers["ETag"][:17], "a hold changes no record"
        assert shown.headers["ETag"] != recorded.headers["ETag"], "and the answer is another"
        body = shown.json()
        tag = {"If-Match": shown.headers["ETag"]}
        same = client.put(f"{items}/L-0", json=body, headers={**GEO, **tag})
        assert (same.status_code, same.json()["change_set"]) == (200, None), same.text
        assert client.delete(f"{items}/L-0", headers=tag).status_code == 409
        assert client.delete(f"/reservations/{held.json()['id']}").is_success
        renamed = client.put(
            f"{items}/L-0", json={**body, "properties": {**body["properties"], "name": "改名"}}, headers={**GEO, **tag}
        )
        assert renamed.status_code == 200, renamed.text
        assert renamed.json()["properties"] == {**recorded.json()["properties"], "name": "改名"}
