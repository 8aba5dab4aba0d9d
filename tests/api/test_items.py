"""Would break where a query over HTTP lost, doubled or reordered rows, or a link forgot what was asked."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.ground.service import Service
from api.ground.settings import Settings
from gis.folder import open_folder
from gis.inventory import Edit
from gis.io import geojson
from gis.layer import Feature
from tests.api.conftest import parcels, write_folder
from tests.api.serving import served

ITEMS = "/collections/industrial_land/items"
INDUSTRIAL = {"1001", "100101", "100102"}


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def link(answer: httpx.Response, rel: str) -> str | None:
    return next((entry["href"] for entry in answer.json()["links"] if entry["rel"] == rel), None)


def large_industrial() -> list[dict[str, Any]]:
    """The oracle: what usage 1001 of 20,000 m² and more holds, largest first, ties by id."""
    found = [row for row in parcels() if row["land_use"] in INDUSTRIAL and (row["site_area_m2"] or 0) >= 20000]
    return sorted(found, key=lambda row: (-row["site_area_m2"], row["id"]))


def test_usage_finds_all_codes_below_and_area_leaves_unknown_out(client: httpx.Client) -> None:
    answer = client.get(ITEMS, params={"usage": "1001", "min_area_m2": 20000, "sortby": "-site_area_m2"})
    assert ids(answer) == [row["id"] for row in large_industrial()]
    body = answer.json()
    assert body["numberMatched"] == body["numberReturned"] == len(large_industrial())
    assert "亩" in body["words"]["zh"]
    assert [step["key"] for step in body["steps"]] == ["usage", "site_area_m2"]


def test_the_list_opens_as_a_sheet_with_the_right_rows_in_the_right_order(client: httpx.Client) -> None:
    answer = client.get(f"{ITEMS}?usage=1001&min_area_m2=20000&sortby=-site_area_m2&f=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert 'filename="industrial_land-2023-06-30.csv"' in answer.headers["content-disposition"]
    assert "filename*=UTF-8''%E4%BA%A7" in answer.headers["content-disposition"]
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[0] == "编号"
    assert [row[0] for row in rows] == [row["id"] for row in large_industrial()]
    english, *_ = csv.reader(io.StringIO(client.get(f"{ITEMS}?f=csv&lang=en").content.decode("utf-8-sig")))
    assert english[0] == "Id"


def test_a_file_holds_all_that_matched_unless_a_page_is_asked_for(client: httpx.Client) -> None:
    assert len(ids(client.get(f"{ITEMS}?f=json&limit=7"))) == 7
    assert len(ids(client.get(f"{ITEMS}?f=geojson"))) == 60
    assert len(ids(client.get(f"{ITEMS}?f=geojson&limit=7&offset=3"))) == 7
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{ITEMS}?f=xlsx").content))
    assert book.worksheets[0].max_row == 61
    assert client.get(f"{ITEMS}?f=gpkg").content.startswith(b"SQLite format 3")


@pytest.mark.parametrize(
    "when",
    [
        "2023-06-30t00:00:00z",
        "2023-01-01T00:00:00+08:00/2022-12-31T17:00:00Z",
        "2022-12-31t16:00:00.5z/..",
        "../2023-06-30",
    ],
)
def test_times_of_rfc_3339_are_read_in_lower_case_and_compared_across_offsets(client: httpx.Client, when: str) -> None:
    assert client.get(ITEMS, params={"datetime": when, "limit": 1}).status_code == 200


def test_an_id_with_a_comma_is_found_in_a_list_of_ids_and_by_its_path(tmp_path: Path) -> None:
    write_folder(tmp_path)
    names = ["A,8", "A", "8", 'B"9,1"']
    geojson.write(tmp_path / "parks.geojson", [Feature(name, None, {"name": name}) for name in names])
    parks = "/collections/parks/items"
    with (
        served(create_app(Settings(), open_folder(tmp_path))) as address,
        httpx.Client(base_url=address, trust_env=False) as own,
    ):
        assert ids(own.get(parks, params={"ids": "A,8"})) == ["8", "A"]
        assert ids(own.get(parks, params={"ids": '"A,8"'})) == ["A,8"]
        assert ids(own.get(parks, params={"ids": '8, "A,8" ,"B""9,1"""'})) == ["8", "A,8", 'B"9,1"']
        first = own.get(parks, params={"ids": '"A,8","B""9,1"""', "limit": 1})
        assert ids(httpx.get(str(link(first, "next")), trust_env=False)) == ['B"9,1"']
        page = own.get(f"{parks}/A%2C8").json()
        assert page["id"] == "A,8"
        assert own.get(str(next(each["href"] for each in page["links"] if each["rel"] == "self"))).json()["id"] == "A,8"


@given(
    keys=st.lists(
        st.sampled_from(["site_area_m2", "status", "land_use", "contract_start", "name"]), max_size=3, unique=True
    ),
    descending=st.lists(st.booleans(), min_size=3, max_size=3),
    limit=st.integers(1, 25),
)
def test_pages_concatenate_to_the_whole(
    client: httpx.Client, keys: list[str], descending: list[bool], limit: int
) -> None:
    sortby = ",".join(("-" if down else "") + key for key, down in zip(keys, descending, strict=False))
    asked: dict[str, Any] = {"sortby": sortby} if sortby else {}
    whole = ids(client.get(ITEMS, params=asked))
    pages: list[str] = []
    address: str | None = f"{ITEMS}?{httpx.QueryParams({**asked, 'limit': limit})}"
    while address:
        answer = client.get(address)
        pages += ids(answer)
        address = link(answer, "next")
    assert pages == whole
    assert len(set(pages)) == 60


def test_the_next_page_holds_when_the_inventory_changes_in_between(folder: Path) -> None:
    before = open_folder(folder)
    app = create_app(Settings(), before)
    layer = before.layer("industrial_land")
    early, late = layer.feature(layer.row("L-001")), layer.feature(layer.row("L-030"))
    after = before.apply(
        [
            Edit(collection=layer.id, id="L-000", feature=None),
            Edit(collection=layer.id, id="L-0001", feature=Feature("L-0001", None, early.properties)),
            Edit(collection=layer.id, id="L-0305", feature=Feature("L-0305", None, late.properties)),
        ]
    )
    with served(app) as address, httpx.Client(base_url=address, trust_env=False) as client:
        first = client.get(f"{ITEMS}?limit=20")
        app.state.service = Service.of(Settings(), after)
        seen, onward = ids(first), link(first, "next")
        while onward:
            page = client.get(onward)
            seen, onward = seen + ids(page), link(page, "next")
    assert seen == [
        *ids(first),
        *[f"L-{n:03d}" for n in range(20, 31)],
        "L-0305",
        *[f"L-{n:03d}" for n in range(31, 60)],
    ]


@pytest.mark.parametrize(
    "asked",
    [
        {"cursor": ""},
        {"cursor": "AAAA"},
        {"cursor": "WzEsIiIsW10sIkwtMDA1Il0", "offset": "5"},
        {"cursor": "WzEsIiIsW10sIkwtMDA1Il0", "sortby": "name"},
        {"cursor": "WzIsIiIsW10sIkwtMDA1Il0"},
        {"cursor": "[" * 3000},
        {"cursor": "公路"},
    ],
)
def test_a_cursor_that_was_not_written_for_this_order_is_refused(client: httpx.Client, asked: dict[str, str]) -> None:
    answer = client.get(ITEMS, params=asked)
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "cursor"
    assert ids(client.get(ITEMS, params={"cursor": "WzEsIiIsW10sIkwtMDA1Il0"}))[0] == "L-006"


def test_offset_goes_as_deep_as_is_said(client: httpx.Client) -> None:
    assert ids(client.get(f"{ITEMS}?offset=100000")) == []
    answer = client.get(f"{ITEMS}?offset=100001")
    assert answer.status_code == 400
    assert "next" in answer.json()["remedy"]["en"]


def test_links_keep_every_parameter(client: httpx.Client) -> None:
    answer = client.get(
        ITEMS, params=[("q", "创新谷 地块"), ("note", "一,二"), ("or_unknown", "note"), ("limit", "2"), ("offset", "2")]
    )
    for rel, offset in (("self", ["2"]), ("next", None), ("prev", ["0"]), ("alternate", ["2"])):
        query = parse_qs(urlsplit(link(answer, rel) or "").query)
        assert query["q"] == ["创新谷 地块"]
        assert query["note"] == ["一,二"]
        assert query["or_unknown"] == ["note"]
        assert query.get("offset") == offset
        assert ("cursor" in query) == (rel == "next")


def test_a_comma_separates_codes_but_belongs_to_free_text(client: httpx.Client) -> None:
    two = client.get(f"{ITEMS}?status=idle,reserve&limit=1000")
    assert len(ids(two)) == sum(row["status"] in ("idle", "reserve") for row in parcels())
    assert ids(client.get(ITEMS, params={"note": "一,二"})) == ["L-005"]
    assert ids(client.get(f"{ITEMS}?ids=L-005,L-001,nope")) == ["L-001", "L-005"]


def test_ranges_of_numbers_and_dates(client: httpx.Client) -> None:
    late = [row["id"] for row in parcels() if (row["contract_start"] or "") >= "2018-01-01"]
    assert ids(client.get(f"{ITEMS}?min_contract_start=2018-01-01")) == late
    small = [row["id"] for row in parcels() if row["site_area_m2"] is not None and row["site_area_m2"] <= 10000]
    assert ids(client.get(f"{ITEMS}?max_site_area_m2=10000")) == small


def test_unknown_is_let_through_only_where_asked(client: httpx.Client) -> None:
    strict = client.get(f"{ITEMS}?status=idle")
    open_ = client.get(f"{ITEMS}?status=idle&or_unknown=status")
    assert open_.json()["numberMatched"] - strict.json()["numberMatched"] == strict.json()["steps"][0]["unknown"] > 0
    by_role = client.get(f"{ITEMS}?usage=1001&min_area_m2=1&or_unknown=usage,area_m2")
    assert by_role.json()["numberMatched"] > client.get(f"{ITEMS}?usage=1001&min_area_m2=1").json()["numberMatched"]


def test_what_is_to_check_is_counted_once_whatever_cannot_tell(client: httpx.Client) -> None:
    """Fails where a plot that two conditions cannot tell is in no figure of an answer."""
    asked = "status=idle&min_contract_start=1900-01-01"
    expected = [
        row for row in parcels() if row["status"] in ("idle", None) and None in (row["status"], row["contract_start"])
    ]
    assert any(row["status"] is row["contract_start"] is None for row in expected), "the test shows nothing"
    base = ITEMS.removesuffix("/items")
    page = client.get(f"{ITEMS}?{asked}").json()
    assert page["numberToCheck"] == len(expected) > sum(step["unknown"] for step in page["steps"])
    for resource in ("summary", "explain"):
        assert client.get(f"{base}/{resource}?{asked}").json()["to_check"] == len(expected)


def test_an_empty_answer_says_what_emptied_it(client: httpx.Client) -> None:
    answer = client.get(f"{ITEMS}?usage=1001&min_area_m2=900000")
    assert ids(answer) == []
    assert answer.json()["emptied_by"]["key"] == "site_area_m2"
    assert "登记面积" in client.get(f"{ITEMS}?usage=1001&min_area_m2=900000&f=html").text


def test_a_box_may_cross_the_antimeridian(client: httpx.Client) -> None:
    west_of_east = client.get(f"{ITEMS}?bbox=116.70,36.45,116.7055,36.46&limit=1000")
    around = client.get(f"{ITEMS}?bbox=116.70,36.45,-170,36.46&limit=1000")
    assert 0 < len(ids(west_of_east)) < len(ids(around))
    assert ids(client.get(f"{ITEMS}?bbox=170,36.45,-170,36.46")) == []
    assert ids(client.get(f"{ITEMS}?bbox=116.70,36.45,0,116.7055,36.46,9&limit=1000")) == ids(west_of_east)


def test_within_a_polygon(client: httpx.Client) -> None:
    corner = "POLYGON((116.7 36.45,116.7015 36.45,116.7015 36.4515,116.7 36.4515,116.7 36.45))"
    assert ids(client.get(ITEMS, params={"within": corner})) == ["L-000"]


def test_only_the_asked_columns(client: httpx.Client) -> None:
    feature = client.get(f"{ITEMS}?properties=status,name&limit=1").json()["features"][0]
    assert set(feature["properties"]) == {"status", "name"}
    assert feature["id"] == "L-000"
    assert feature["geometry"]["type"] == "Polygon"


def test_a_feature_by_its_id_even_with_a_slash_in_it(client: httpx.Client) -> None:
    feature = client.get(f"{ITEMS}/L-003").json()
    assert feature["properties"] == {**parcels()[3]}
    assert client.get("/collections/outline/items/o%2F1%20%E5%8C%BA").json()["id"] == "o/1 区"
    assert client.get("/collections/outline/items/nowhere").json()["geometry"] is None


def test_what_is_not_located_is_counted_and_asked_for(client: httpx.Client) -> None:
    page = client.get("/collections/outline/items").json()
    assert (page["numberMatched"], page["numberNotLocated"]) == (2, 1)
    bare = client.get("/collections/outline/items?located=false").json()
    assert [feature["id"] for feature in bare["features"]] == ["nowhere"]
    assert client.get("/collections/outline/summary?located=true").json()["not_located"] == 0
    assert client.get("/collections/outline/explain?located=false").json()["not_located"] == 1
    assert client.get("/collections/outline/items?located=maybe").status_code == 400


def test_summary_agrees_with_the_items(client: httpx.Client) -> None:
    query = "usage=1001&min_area_m2=20000"
    summary = client.get(f"/collections/industrial_land/summary?{query}&by=status&histogram=site_area_m2").json()
    wanted = large_industrial()
    assert summary["matched"] == len(wanted)
    assert summary["area_m2"] == sum(row["site_area_m2"] for row in wanted)
    assert sum(group["count"] for group in summary["groups"]["status"]) == len(wanted)
    everything = client.get("/collections/industrial_land/summary").json()
    assert everything["groups"]["status"][-1]["value"] is None
    assert len(summary["histograms"][0]["edges"]) == len(summary["histograms"][0]["counts"]) + 1


def test_the_most_frequent_values_and_a_calendar_histogram_are_part_of_a_summary(client: httpx.Client) -> None:
    items = client.get("/collections/industrial_land/items?limit=1000").json()["features"]
    names = [item["properties"]["name"] for item in items if item["properties"]["name"]]
    asked = "distinct=name&distinct_limit=2&histogram=contract_start"
    body = client.get(f"/collections/industrial_land/summary?{asked}").json()
    assert (body["distinct"][0]["matched"], len(body["distinct"][0]["values"])) == (len(set(names)), 2)
    assert body["distinct"][0]["more"] == len(set(names)) - 2
    drawn = body["histograms"][0]
    starts = [item["properties"]["contract_start"] for item in items if item["properties"]["contract_start"]]
    assert drawn["edges"][0] <= min(starts)
    assert max(starts) < drawn["edges"][-1]
    assert (sum(drawn["counts"]), drawn["unknown"]) == (len(starts), len(items) - len(starts))
    assert drawn["step"] in ("month", "quarter", "year")


def test_a_sought_text_narrows_the_values_and_a_blank_one_does_not(client: httpx.Client) -> None:
    path = "/collections/industrial_land/summary?distinct=name"
    whole = client.get(path).json()["distinct"]
    assert client.get(f"{path}&distinct_q=+").json()["distinct"] == whole
    name = whole[0]["values"][0]["value"]
    found = client.get(f"{path}&distinct_q={name}").json()["distinct"][0]
    assert name in [value["value"] for value in found["values"]]
    assert found["matched"] < whole[0]["matched"]


@pytest.mark.parametrize("path", [ITEMS, "/collections", "/", "/api", "/collections/industrial_land/summary"])
def test_what_is_held_already_is_not_sent_again(client: httpx.Client, path: str) -> None:
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""
    assert client.get(path, params={"lang": "en"}, headers={"If-None-Match": tag}).status_code == 200


def test_head_answers_like_get_without_a_body(client: httpx.Client) -> None:
    answer = client.head(ITEMS)
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["content-type"] == "application/geo+json"


def test_long_answers_are_compressed(client: httpx.Client) -> None:
    assert client.get(ITEMS, headers={"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"


def test_outlines_may_be_simplified_for_a_far_view(client: httpx.Client) -> None:
    exact = client.get(f"{ITEMS}?limit=5").json()["features"]
    rough = client.get(f"{ITEMS}?limit=5&simplify=50&properties=name").json()["features"]
    assert [feature["id"] for feature in rough] == [feature["id"] for feature in exact]
    assert all(feature["geometry"]["type"] == "Polygon" for feature in rough)
    assert client.get(f"{ITEMS}?limit=5&simplify=0.5").json()["features"] == exact
    assert client.get(f"{ITEMS}?simplify=-1").status_code == 400
