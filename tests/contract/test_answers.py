"""Would break where an answer had a key that nobody declared, lacked one that it has by its schema, or held another type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema  # type: ignore[import-untyped]
import pytest

from api.openapi.openapi_answers import ANSWERS, describe_answers
from tests.openapi import as_json_schema

PARCEL = {"collection": "industrial_land", "id": "JK-E06-01"}
DEMAND = {"needs": "either", "land_area_min_m2": 20000, "floor_area_min_m2": 900, "industry_code": "3332"}
STUDIES = ["why_not", "stability", "relaxation", "topsis", "assemblies"]
AT = "/collections/industrial_land"
TILES = f"{AT}/tiles/WebMercatorQuad"
SHEET = "collection=industrial_land&id=JK-E06-01"
ASKED: list[tuple[str, str, Any]] = [
    ("landing", "/?f=json", None),
    ("conformance", "/conformance?f=json", None),
    ("functions", "/functions", None),
    ("api", "/api", None),
    ("collections", "/collections?f=json", None),
    ("collection", f"{AT}?f=json", None),
    ("queryables", f"{AT}/queryables?f=json", None),
    ("items", f"{AT}/items?limit=50", None),
    ("items", f"{AT}/items?limit=5&offset=5&filter=land_use%20IS%20NULL%20AND%20far_max%20%3E%209", None),
    ("items", f"{AT}/items?f=geojson&limit=5", None),
    ("item", f"{AT}/items/JK-E06-01?f=json", None),
    ("summary", f"{AT}/summary?by=status&histogram=site_area_m2&histogram=started_on&distinct=owner", None),
    ("explain", f"{AT}/explain", None),
    ("explain", f"{AT}/explain?q=%E6%B2%A1%E6%9C%89%E7%9A%84%E5%AD%97", None),
    ("explain", f"{AT}/explain?filter=site_area_m2%20%3E%2030000%20AND%20far_max%20%3E%209", None),
    ("tileMatrixSets", "/tileMatrixSets", None),
    ("tileMatrixSet", "/tileMatrixSets/WebMercatorQuad", None),
    ("tiles.collection.vector.getTileSetsList", f"{AT}/tiles", None),
    ("tiles.collection.vector.getTileSet", TILES, None),
    ("tiles.collection.vector.getTileSet", f"{TILES}?f=tilejson", None),
    ("healthz", "/healthz", None),
    ("readyz", "/readyz", None),
    ("version", "/version", None),
    ("matches", "/matches", {"project": DEMAND, "study": STUDIES, "explain": ["JK-E06-01"], "top": 50}),
    ("matches", "/matches", {"project": {"needs": "floor", "tenure": ["buy_land"]}, "study": STUDIES}),
    ("matches", "/matches", {"site": PARCEL}),
    ("precheckOfDemand", "/prechecks", {"project": DEMAND, "site": PARCEL}),
    ("scenarios", "/portfolios/scenarios", None),
    ("portfolios", "/portfolios", {"scenario": "clear-planning"}),
    ("ahp", "/weights/ahp", {"comparisons": [{"a": "area_fit", "b": "readiness", "value": 3}]}),
    ("exports", "/exports", {"items": [PARCEL], "f": "geojson"}),
]


@pytest.fixture(scope="module")
def demonstration(served: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served, timeout=60) as client:
        yield client


def test_every_operation_is_asked() -> None:
    assert {name for name, _, _ in ASKED} >= set(ANSWERS) - {"precheck"}


@pytest.mark.parametrize(("name", "path", "body"), ASKED)
def test_an_answer_is_what_its_schema_says_and_no_more(
    demonstration: httpx.Client, name: str, path: str, body: dict[str, Any] | None
) -> None:
    answer = demonstration.get(path) if body is None else demonstration.post(path, json=body)
    assert answer.status_code == 200, answer.text[:500]
    made, schemas = describe_answers(closed=True)
    whole = as_json_schema({**made[name], "components": {"schemas": schemas}})
    found = next(jsonschema.Draft4Validator(whole).iter_errors(answer.json()), None)
    assert found is None, f"{'.'.join(map(str, found.absolute_path))}: {found.message[:300]}"
