"""OGC API Features Part 3: queryables, queryables as query parameters, filter, and filter on features."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from shapely.geometry import shape

from tests.contract.ogc.conftest import Api, by_rel
from tests.contract.ogc.test_crs import DEFAULT, mover

REL = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
SPATIAL = "geometry"
LANGS = ("cql2-text", "cql2-json")


def queryables(api: Api, collection: str) -> dict[str, Any]:
    """What a collection may be asked by."""
    found: dict[str, Any] = api.json(f"/collections/{collection}/queryables", f="json")
    return found


def plain(api: Api, collection: str) -> str:
    """A queryable with a type: the sample of the abstract tests."""
    properties: dict[str, dict[str, Any]] = queryables(api, collection)["properties"]
    return next(name for name, each in properties.items() if each.get("type") == "string")


def written(lang: str, op: str, name: str, value: Any = None) -> str:
    """``name IS NULL`` and ``S_INTERSECTS(name, BBOX)`` in either language."""
    if lang == "cql2-text":
        return f'"{name}" IS NULL' if op == "isNull" else f"S_INTERSECTS({name}, BBOX({', '.join(map(repr, value))}))"
    args: list[Any] = [{"property": name}]
    return json.dumps({"op": op, "args": args if op == "isNull" else [*args, {"bbox": value}]})


def placed(api: Api, collection: str) -> set[str]:
    """Features with a geometry, all of them."""
    return {each["id"] for each in api.items(collection)["features"] if each["geometry"]}


def with_places(api: Api) -> list[dict[str, Any]]:
    """Collections that have an extent."""
    return [each for each in api.collections if "extent" in each]


@pytest.mark.parametrize("letters", ["queryables", "queryables-query-parameters", "filter", "features-filter"])
def test_conformance_is_declared(api: Api, letters: str) -> None:
    """/conf/queryables/get-conformance, /conf/queryables-query-parameters/get-conformance, /conf/filter/get-conformance,
    /conf/features-filter/get-conformance."""
    declared = api.json("/conformance", f="json")["conformsTo"]
    assert f"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/{letters}" in declared


def test_items_name_their_queryables(api: Api) -> None:
    """/conf/queryables/get-queryables-uris: a Link header of every filterable resource, also to HEAD."""
    for collection in api.collections:
        address = f"/collections/{collection['id']}/items"
        answer = api.client.head(address, headers={"Accept": "application/geo+json"})
        assert answer.status_code == 200
        found = re.search(rf'<([^>]+)>; rel="{re.escape(REL)}"', answer.headers["link"])
        assert found
        assert api.client.get(found[1]).status_code == 200


def test_queryables(api: Api) -> None:
    """/conf/queryables/get-queryables: a JSON Schema of objects whose members have a type, or are geometries."""
    for collection in api.collections:
        address = f"/collections/{collection['id']}/queryables"
        answer = api.client.get(address, headers={"Accept": "application/schema+json"})
        assert answer.headers["content-type"].split(";")[0] == "application/schema+json"
        found = answer.json()
        assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert found["$id"].endswith(address)
        assert found["type"] == "object"
        jsonschema.Draft202012Validator.check_schema(found)
        assert found["properties"]
        assert all("type" in each or each["format"].startswith("geometry-") for each in found["properties"].values())


def test_queryables_are_parameters(api: Api) -> None:
    """/conf/queryables-query-parameters/query-param: a valid value is met by what comes back, an invalid one refused."""
    for collection in api.collections:
        name = plain(api, collection["id"])
        value = next(
            v for each in api.items(collection["id"])["features"] if (v := each["properties"][name]) is not None
        )
        found = api.items(collection["id"], **{name: value})["features"]
        assert found
        assert all(each["properties"][name] == value for each in found)
        api.json(f"/collections/{collection['id']}/items", 400, **{name: ""})


@pytest.mark.parametrize("lang", [None, *LANGS])
def test_filter(api: Api, lang: str | None) -> None:
    """/conf/filter/filter-param, /conf/filter/filter-lang-default, /conf/features-filter/filter-on-items."""
    given: dict[str, Any] = {"filter-lang": lang} if lang else {}
    for collection in api.collections:
        address, name = f"/collections/{collection['id']}/items", plain(api, collection["id"])
        unfiltered = api.items(collection["id"])["features"]
        wanted = {each["id"] for each in unfiltered if each["properties"][name] is None}
        valid = written(lang or LANGS[0], "isNull", name)
        answer = api.json(address, limit="10000", filter=valid, **given)
        assert {each["id"] for each in answer["features"]} == wanted
        api.json(address, 400, filter="THIS IS NOT A FILTER", **given)


@pytest.mark.parametrize("lang", LANGS)
def test_unknown_queryables(api: Api, lang: str) -> None:
    """/conf/filter/expression-construction: what is not declared is refused where the queryables say that there is no more."""
    for collection in api.collections:
        assert queryables(api, collection["id"])["additionalProperties"] is False
        asked: dict[str, Any] = {"filter-lang": lang, "filter": written(lang, "isNull", "this_is_not_a_queryable")}
        api.json(f"/collections/{collection['id']}/items", 400, **asked)


@pytest.mark.parametrize("lang", LANGS)
def test_degrees_by_default(api: Api, lang: str) -> None:
    """/conf/filter/filter-crs-wgs84: a box is longitude and latitude; metres are refused."""
    for collection in with_places(api):
        address, extent = f"/collections/{collection['id']}/items", collection["extent"]["spatial"]["bbox"][0]
        asked: dict[str, Any] = {"filter-lang": lang, "filter": written(lang, "s_intersects", SPATIAL, extent)}
        found = api.json(address, limit="10000", **asked)["features"]
        assert {each["id"] for each in found} == placed(api, collection["id"])
        metres = written(lang, "s_intersects", SPATIAL, [1_000_000, 1_000_000, 2_000_000, 2_000_000])
        api.json(address, 400, **dict[str, Any]({"filter-lang": lang, "filter": metres}))


@pytest.mark.parametrize("lang", LANGS)
def test_every_system_of_a_collection(api: Api, lang: str) -> None:
    """/conf/filter/filter-crs-param: the extent in each system that a collection lists, in its own order of axes."""
    for collection in with_places(api):
        address = f"/collections/{collection['id']}/items"
        west, south, east, north = collection["extent"]["spatial"]["bbox"][0]
        for uri in collection["crs"]:
            # Corners of a box in degrees are no corners on a plane: a little more is taken on all sides.
            first, last = (
                mover(DEFAULT, uri).transform(*corner)
                for corner in ((west - 0.01, south - 0.01), (east + 0.01, north + 0.01))
            )
            asked = {
                "filter-lang": lang,
                "filter-crs": uri,
                "filter": written(lang, "s_intersects", SPATIAL, [*first, *last]),
            }
            found = api.json(address, limit="10000", **asked)["features"]
            assert {each["id"] for each in found} == placed(api, collection["id"]), uri
        unknown = {"filter-crs": "http://www.opengis.net/def/crs/OGC/0/does_not_exist"}
        api.json(address, 400, filter=written("cql2-text", "isNull", SPATIAL), **unknown)


def test_functions(api: Api) -> None:
    """/conf/filter/get-functions: each with a name, its arguments and what it returns, and it can be called."""
    found = api.json("/functions")["functions"]
    kinds = {"string", "number", "integer", "datetime", "geometry", "boolean"}
    for each in found:
        assert set(each["returns"]) <= kinds
        assert all(set(argument["type"]) <= kinds for argument in each["arguments"])
    assert [each["name"] for each in found] == ["below"]
    assert api.items("industrial_land", filter="below(land_use, '1001')")["numberMatched"] > 0


def test_collections_name_their_queryables(api: Api) -> None:
    """/conf/features-filter/get-collections, /conf/features-filter/get-collection."""
    for collection in api.collections:
        links = by_rel(api.json(f"/collections/{collection['id']}", f="json")["links"], REL)
        assert [link["href"].endswith(f"/collections/{collection['id']}/queryables") for link in links] == [True]


def test_filter_and_bbox(api: Api) -> None:
    """/conf/features-filter/mixing-expression: filter and bbox must both be met."""
    for collection in with_places(api):
        west, south, east, north = collection["extent"]["spatial"]["bbox"][0]
        inside = written("cql2-text", "s_intersects", SPATIAL, [west, south, east, north])
        found = api.items(collection["id"], filter=inside, bbox=f"{west},{south},{east},{north}")["features"]
        assert {each["id"] for each in found} == placed(api, collection["id"])
        assert all(shape(each["geometry"]).is_valid for each in found)
        beside = f"{east + 1},{north + 1},{east + 2},{north + 2}"
        assert api.items(collection["id"], filter=inside, bbox=beside)["features"] == []
