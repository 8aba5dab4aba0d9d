"""A client of the demonstration, and what several of the abstract tests look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from shapely.geometry import shape

LINKED = {"href", "rel", "type"}


class Api:
    """The service as a client meets it, beginning at its landing page."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.landing: dict[str, Any] = self.json("/")
        self.definition: dict[str, Any] = self.json("/api")
        self.collections: list[dict[str, Any]] = self.json("/collections")["collections"]

    def json(self, address: str, expected: int = 200, **params: str) -> Any:
        """The JSON at an address."""
        answer = self.client.get(address, params=params or None)
        assert answer.status_code == expected, (address, params, answer.text[:300])
        return answer.json()

    def items(self, collection: str, **params: str) -> dict[str, Any]:
        """Features of a collection; a parameter with a hyphen is written with an underscore."""
        named = {name.replace("_", "-"): value for name, value in {"limit": "10000", **params}.items()}
        answer = self.client.get(f"/collections/{collection}/items", params=named)
        assert answer.status_code == 200, (collection, named, answer.text[:300])
        found: dict[str, Any] = answer.json()
        return found

    def parameter(self, name: str) -> dict[str, Any]:
        """The definition of a query parameter of items."""
        given = self.definition["paths"]["/collections/{collectionId}/items"]["get"]["parameters"]
        assert {"$ref": f"#/components/parameters/{name}"} in given
        found: dict[str, Any] = self.definition["components"]["parameters"][name]
        return found


@pytest.fixture(scope="session")
def api(served: str) -> Iterator[Api]:
    """The demonstration over HTTP."""
    with httpx.Client(base_url=served, trust_env=False) as client:
        yield Api(client)


def by_rel(links: list[dict[str, str]], rel: str) -> list[dict[str, str]]:
    """The links of a relation; every link of the document says what it is."""
    assert all(set(link) >= LINKED for link in links)
    return [link for link in links if link["rel"] == rel]


def geometries(body: dict[str, Any]) -> dict[str, Any]:
    """By id, the geometry of each feature, or None."""
    return {each["id"]: each["geometry"] and shape(each["geometry"]) for each in body["features"]}
