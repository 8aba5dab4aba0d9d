"""Would break where a filter over HTTP answered differently from plain Python, hurt the process, or left a mistake unnamed."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from tests.api.conftest import parcels
from tests.api.test_errors import is_problem

LAND = "/collections/industrial_land"
ITEMS = f"{LAND}/items"


def ids(client: httpx.Client, text: str, **more: str) -> list[str]:
    answer = client.get(ITEMS, params={"filter": text, "limit": "1000", **more})
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def expected() -> list[str]:
    """The oracle of the filter below: idle or unknown, above 20,000 m²."""
    return [row["id"] for row in parcels() if row["status"] in ("idle", None) and (row["site_area_m2"] or 0) > 20000]


TEXT = "(status = 'idle' OR status IS NULL) AND site_area_m2 > 20000"
JSON = {
    "op": "and",
    "args": [
        {
            "op": "or",
            "args": [
                {"op": "=", "args": [{"property": "status"}, "idle"]},
                {"op": "isNull", "args": [{"property": "status"}]},
            ],
        },
        {"op": ">", "args": [{"property": "site_area_m2"}, 20000]},
    ],
}


def test_both_languages_answer_as_plain_python(client: httpx.Client) -> None:
    assert ids(client, TEXT) == ids(client, TEXT, **{"filter-lang": "cql2-text"}) == expected() != []
    assert ids(client, json.dumps(JSON), **{"filter-lang": "cql2-json"}) == expected()


def test_a_filter_stands_beside_the_other_parameters(client: httpx.Client) -> None:
    found = ids(
        client, "site_area_m2 > 20000", status="idle", **{"filter-crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
    )
    assert found == [row["id"] for row in parcels() if row["status"] == "idle" and (row["site_area_m2"] or 0) > 20000]
    unknown = ids(client, "site_area_m2 > 20000", status="idle", or_unknown="filter")
    assert unknown == [
        row["id"] for row in parcels() if row["status"] == "idle" and (row["site_area_m2"] or 30000) > 20000
    ]


def test_the_summary_and_the_files_hold_what_the_filter_found(client: httpx.Client) -> None:
    body = client.get(f"{LAND}/summary", params={"filter": TEXT, "by": "status"}).json()
    assert body["matched"] == len(expected())
    assert body["steps"][0]["key"] == "filter"
    sheet = client.get(ITEMS, params={"filter": TEXT, "f": "csv"}).content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0].strip('"') for line in sheet[1:]] == expected()


def test_pages_keep_the_filter(client: httpx.Client) -> None:
    answer = client.get(ITEMS, params={"filter": TEXT, "limit": "3"})
    found = [feature["id"] for feature in answer.json()["features"]]
    while link := next((entry["href"] for entry in answer.json()["links"] if entry["rel"] == "next"), None):
        answer = client.get(link)
        found += [feature["id"] for feature in answer.json()["features"]]
    assert found == expected()


def test_explain_says_the_whole_query(client: httpx.Client) -> None:
    body = client.get(f"{LAND}/explain", params={"filter": TEXT, "usage": "1001"}).json()
    assert (
        "用途为 工业用地 1001（含下级） 且 （状态为 闲置 或 状态待核实） 且 登记面积 > 20,000 m²（30 亩）"
        in body["words"]["zh"]
    )
    assert "(Status is Idle or Status is unknown) and Registered area > 20,000 m² (30 mu)" in body["words"]["en"]
    assert [step["key"] for step in body["steps"]] == ["usage", "filter"]
    assert body["filter"] == JSON
    assert len(body["parts"]) == 2
    assert all(part["yes"] + part["no"] + part["unknown"] == 60 for part in body["parts"])
    assert client.get(f"{LAND}/explain").json()["matched"] == 60


@pytest.mark.parametrize(
    ("params", "code", "position"),
    [
        ({"filter": "status = ‘idle’"}, "bad-filter", 10),
        ({"filter": ""}, "bad-filter", 1),
        ({"filter": "colour = 1"}, "unknown-property", 1),
        ({"filter": "status = 1"}, "bad-filter", 10),
        ({"filter": "below(land_use, '77')"}, "unknown-code", None),
        ({"filter": "S_INTERSECTS(geometry, POINT(36 116))"}, "bad-filter", 30),
        ({"filter": "status = 'idle'", "filter-lang": "sql"}, "bad-parameter", None),
        ({"filter": "status = 'idle'", "filter-crs": "EPSG:2000"}, "bad-parameter", None),
        ({"filter": "{}", "filter-lang": "cql2-json"}, "bad-filter", None),
        ({"filter": "(" * 3_000}, "bad-filter", 34),
        ({"filter": "NOT " * 3_000 + "TRUE"}, "bad-filter", 129),
        ({"filter": '{"op":"not","args":[' * 300, "filter-lang": "cql2-json"}, "bad-filter", None),
        ({"filter": " OR ".join(["1=1"] * 1_000)}, "bad-filter", None),
    ],
)
def test_a_mistake_is_a_400_with_its_place(
    client: httpx.Client, params: dict[str, str], code: str, position: int | None
) -> None:
    for path in (ITEMS, f"{LAND}/summary", f"{LAND}/explain"):
        body = is_problem(client.get(path, params=params), 400, code)
        if position is not None:
            assert body["position"] == position
        if code == "unknown-property":
            assert {"status", "geometry"} <= set(body["queryables"])


def test_a_filter_longer_than_an_address_is_refused(client: httpx.Client) -> None:
    is_problem(client.get(ITEMS, params={"filter": "1=1 OR " * 5_000}), 414, "uri-too-long")


@pytest.mark.parametrize("name", ["'; DROP TABLE x; --", "a' OR '1'='1", "%", "_", "\\", "${x}", "\x00", "归德'"])
def test_text_of_any_kind_is_a_value_and_nothing_else(client: httpx.Client, name: str) -> None:
    literal = name.replace("'", "''")
    assert ids(client, f"name = '{literal}'") == []
    assert len(ids(client, f"name <> '{literal}'")) == 60


def test_the_document_offers_the_filter(client: httpx.Client) -> None:
    document: dict[str, Any] = client.get("/api").json()
    assert document["components"]["parameters"]["filter-lang"]["schema"]["enum"][:2] == ["cql2-text", "cql2-json"]
    for path in ("items", "summary", "explain"):
        entry = document["paths"][f"{LAND}/{path}"]["get"]
        assert {"$ref": "#/components/parameters/filter"} in entry["parameters"]
    classes = client.get("/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text" in classes


def test_the_command_line_takes_the_same_filter(folder: Any) -> None:
    from api.cli.main import app

    done = CliRunner().invoke(
        app, ["query", "industrial_land", "--layers", str(folder), "--filter", TEXT, "--f", "csv", "--lang", "en"]
    )
    assert done.exit_code == 0, done.output
    assert [line.split(",")[0].strip('"') for line in done.stdout.splitlines()[1:]] == expected()
    wrong = CliRunner().invoke(app, ["query", "industrial_land", "--layers", str(folder), "--filter", "status ="])
    assert wrong.exit_code != 0
