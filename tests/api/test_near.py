"""Would break where what lies near a feature or a shape was answered otherwise than measured, or a mistake in asking was not said."""

from __future__ import annotations

import httpx
import numpy as np
import pytest
import shapely
from pyproj import Transformer

from gis.crs import in_metres
from tests.api.conftest import cell
from tests.api.test_cli import landstock

LAND = "/collections/industrial_land"
PLACE = "POINT(116.7009 36.4509)"
CELLS = in_metres(np.array([cell(n) for n in range(60)]), "EPSG:4548")


def within(shape: shapely.Geometry, metres: float) -> list[str]:
    """The oracle: each parcel's distance, one by one."""
    there = in_metres(np.array([shape]), "EPSG:4548")[0]
    return [f"L-{n:03d}" for n in range(60) if there.distance(CELLS[n]) <= metres]


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


@pytest.mark.parametrize("metres", ["1", "500", "1000.5", "100000"])
def test_parcels_near_a_point_a_line_and_a_feature(client: httpx.Client, metres: str) -> None:
    for wkt in (
        PLACE,
        "LINESTRING(116.69 36.45,116.705 36.4555)",
        "POLYGON((116.7 36.45,116.69 36.46,116.69 36.45,116.7 36.45))",
    ):
        found = client.get(f"{LAND}/items", params={"near": wkt, "distance_m": metres})
        assert ids(found) == within(shapely.from_wkt(wkt), float(metres)), wkt
    found = client.get(f"{LAND}/items", params={"near": "outline/o/1 区", "distance_m": metres})
    assert ids(found) == within(shapely.LineString([(116.6, 36.4), (116.9, 36.6)]), float(metres))


def test_a_feature_is_named_in_the_words_and_a_nameless_one_by_its_id(client: httpx.Client) -> None:
    answer = client.get(f"{LAND}/items", params={"near": "parks/GD", "distance_m": 2000}).json()
    assert answer["steps"][0]["key"] == "near"
    assert (answer["steps"][0]["zh"], answer["steps"][0]["en"]) == ("距“归德” 2 km 以内", "within 2 km of 归德")
    answer = client.get(f"{LAND}/items", params={"near": "outline/o/1 区", "distance_m": 850}).json()
    assert answer["steps"][0]["zh"] == "距“o/1 区” 850 m 以内"


def test_summary_explanation_files_and_tiles_keep_the_distance(client: httpx.Client) -> None:
    asked = {"near": PLACE, "distance_m": "500"}
    wanted = within(shapely.from_wkt(PLACE), 500)
    assert 0 < len(wanted) < 60
    assert client.get(f"{LAND}/summary", params=asked).json()["matched"] == len(wanted)
    explained = client.get(f"{LAND}/explain", params=asked).json()
    assert (explained["matched"], explained["words"]["en"]) == (
        len(wanted),
        "Industrial land: within 500 m of the chosen point",
    )
    lines = client.get(f"{LAND}/items", params={**asked, "f": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(wanted)
    tile = f"{LAND}/tiles/WebMercatorQuad/14/6408/13503"
    whole, part = (client.get(tile, params=more).content for more in ({}, asked))
    assert 0 < len(part) < len(whole)


def test_links_keep_what_was_asked(client: httpx.Client) -> None:
    answer = client.get(f"{LAND}/items", params={"near": PLACE, "distance_m": "500", "limit": 2})
    onward = next(link["href"] for link in answer.json()["links"] if link["rel"] == "next")
    found = ids(answer)
    while onward:
        page = client.get(onward)
        found += ids(page)
        onward = next((link["href"] for link in page.json()["links"] if link["rel"] == "next"), "")
    assert found == within(shapely.from_wkt(PLACE), 500)


def test_a_shape_in_another_system_means_the_same(client: httpx.Client) -> None:
    north, east = Transformer.from_crs("EPSG:4490", "EPSG:4548").transform(36.4509, 116.7009)
    asked = {"near": f"POINT({north!r} {east!r})", "distance_m": "500", "filter-crs": "EPSG:4548"}
    assert ids(client.get(f"{LAND}/items", params=asked)) == within(shapely.from_wkt(PLACE), 500)


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ({"near": PLACE}, "bad-parameter", "distance_m"),
        ({"distance_m": "5"}, "bad-parameter", "near"),
        ({"near": PLACE, "distance_m": "0"}, "bad-range", "100,000"),
        ({"near": PLACE, "distance_m": "100001"}, "bad-range", "100,000"),
        ({"near": PLACE, "distance_m": "far"}, "bad-parameter", "number"),
        ({"near": "parks/NONE", "distance_m": "5"}, "bad-parameter", "Parks has no NONE"),
        ({"near": "elsewhere/GD", "distance_m": "5"}, "bad-parameter", "industrial_land"),
        ({"near": "parks", "distance_m": "5"}, "bad-parameter", "neither"),
        ({"near": "", "distance_m": "5"}, "bad-parameter", "neither"),
        ({"near": "outline/nowhere", "distance_m": "5"}, "bad-parameter", "has no place"),
        ({"near": "POINT(", "distance_m": "5"}, "bad-geometry", "WKT"),
        ({"near": "POINT EMPTY", "distance_m": "5"}, "bad-geometry", "WKT"),
        ({"near": "POLYGON((116 36, 117 37, 116 36))", "distance_m": "5"}, "bad-geometry", "WKT"),
        ({"near": "POINT(200 95)", "distance_m": "5"}, "bad-geometry", "measure"),
        ({"near": "POINT(1 1)", "distance_m": "5", "filter-crs": "EPSG:1"}, "bad-parameter", "EPSG"),
    ],
)
def test_mistakes_are_said_in_both_languages(
    client: httpx.Client, asked: dict[str, str], code: str, words: str
) -> None:
    for path in ("items", "summary", "explain"):
        answer = client.get(f"{LAND}/{path}", params={**asked, "lang": "en"})
        assert (answer.status_code, answer.json()["code"]) == (400, code), answer.text
        assert words in answer.text
        chinese = client.get(f"{LAND}/{path}", params={**asked, "lang": "zh"}).json()
        assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese["detail"])


def test_a_crossed_polygon_is_named_as_such(client: httpx.Client) -> None:
    bow = "POLYGON((116.7 36.45,116.71 36.46,116.71 36.45,116.7 36.46,116.7 36.45))"
    refused = client.get(f"{LAND}/items", params={"within": bow, "lang": "en"})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad-geometry")
    assert "crosses itself" in refused.text
    mended = client.get(f"{LAND}/items", params={"near": bow, "distance_m": "1"})
    assert ids(mended) == within(shapely.make_valid(shapely.from_wkt(bow)), 1)


def test_the_command_line_asks_the_same(capsys: pytest.CaptureFixture[str], folder: object) -> None:
    asked = ("query", "industrial_land", "--layers", str(folder), "--f", "csv", "--lang", "en")
    assert landstock(*asked, "--near", PLACE, "--distance-m", "500") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + len(within(shapely.from_wkt(PLACE), 500))
    assert landstock(*asked, "--near", "parks/NONE", "--distance-m", "500") != 0
    assert "NONE" in capsys.readouterr().err
