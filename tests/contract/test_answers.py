"""Would break where an answer had a key that nobody declared, lacked one that it has by its schema, or held another type."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema  # type: ignore[import-untyped]
import pytest

from api.app import create_app
from api.ground.settings import Settings
from api.openapi.openapi_answers import ANSWERS, describe_answers
from gis.folder import synced_folder
from gis.inventory import Edit
from tests.api.serving import served as serving
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
    ("dashboard", "/dashboard", None),
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
OF_A_STORE: list[tuple[str, str, Any]] = [
    ("add", f"{AT}/items", {"type": "Feature", "properties": {"name": "新"}, "geometry": None}),
    (
        "makeChanges",
        "/changes",
        {"changes": [{"collection": PARCEL["collection"], "feature": {"type": "Feature", "properties": {}}}]},
    ),
    ("history", f"{AT}/items/JK-E06-01/history", None),
    ("dashboard", "/dashboard", None),
    ("changes", "/changes?limit=2", None),
    ("change", "/changes/{edited}", None),
    ("undo", "/changes/{edited}/undo", {"why": "录错"}),
    ("reserve", "/reservations", {"firm": "某公司", "items": [{**PARCEL, "id": "CX-A01-05"}], "until": "2023-09-30"}),
    ("reservations", "/reservations", None),
    ("reservation", "/reservations/{reserved}", None),
    ("changeReservation", "PATCH /reservations/{reserved}", {"until": "2023-10-31"}),
    ("releaseReservation", "DELETE /reservations/{reserved}", None),
]
"""What only a service with a store answers, in this order, by GET without a body and by POST with one unless a method is named;
``{edited}`` is the number of a change set that edited a plot, ``{reserved}`` the id of a hold."""

OF_ONE_KIND = {"replace", "update", "split", "merge"}
"""What answers in one form with another operation, which is asked."""


@pytest.fixture(scope="module")
def demonstration(served: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served, timeout=60) as client:
        yield client


def test_every_operation_is_asked() -> None:
    assert {name for name, _, _ in (*ASKED, *OF_A_STORE)} >= set(ANSWERS) - {"precheck", *OF_ONE_KIND}


@pytest.mark.parametrize(("name", "path", "body"), ASKED)
def test_an_answer_is_what_its_schema_says_and_no_more(
    demonstration: httpx.Client, name: str, path: str, body: dict[str, Any] | None
) -> None:
    answer = demonstration.get(path) if body is None else demonstration.post(path, json=body)
    assert answer.status_code == 200, answer.text[:500]
    hold_to_schema(name, answer)


@pytest.fixture(scope="module")
def stored(
    demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[httpx.Client, dict[str, Any]]]:
    """A service that has a store, the number of a change set that edited a plot in it, and the id of a hold."""
    layers = tmp_path_factory.mktemp("stored") / "layers"
    shutil.copytree(demo_folder, layers, ignore=shutil.ignore_patterns(".store"))
    folder = synced_folder(layers)
    plot = folder.inventory().layer(PARCEL["collection"])
    feature = plot.feature(plot.row(PARCEL["id"]))
    renamed = feature._replace(properties={**feature.properties, "name": "另一个名称"})
    folder.store.apply(folder.catalog, [Edit(**PARCEL, feature=renamed)], "李工", "实地核实")
    number = folder.store.log()[-1].change_set
    with (
        serving(create_app(Settings(layers=layers), folder.inventory(), folder)) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        hold = {"firm": "某公司", "items": [{**PARCEL, "id": "CX-A03-02"}], "until": "2023-09-30"}
        yield client, {"edited": number, "reserved": client.post("/reservations", json=hold).json()["id"]}


@pytest.mark.parametrize(("name", "path", "body"), OF_A_STORE)
def test_an_answer_of_a_store_is_what_its_schema_says_and_no_more(
    stored: tuple[httpx.Client, dict[str, Any]], name: str, path: str, body: dict[str, Any] | None
) -> None:
    client, made = stored
    method, _, path = path.format(**made).rpartition(" ")
    answer = client.request(method or ("GET" if body is None else "POST"), path, json=body)
    assert answer.is_success, answer.text[:500]
    hold_to_schema(name, answer)


def hold_to_schema(name: str, answer: httpx.Response) -> None:
    """See that an answer has all that its schema says, and nothing that nobody declared."""
    made, schemas = describe_answers(closed=True)
    whole = as_json_schema({**made[name], "components": {"schemas": schemas}})
    found = next(jsonschema.Draft4Validator(whole).iter_errors(answer.json()), None)
    assert found is None, f"{'.'.join(map(str, found.absolute_path))}: {found.message[:300]}"
