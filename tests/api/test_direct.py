"""The short way for features gives the answers and the headers of the long one."""

from __future__ import annotations

import httpx
import pytest

QUERIES = (
    "",
    "?limit=3",
    "?bbox=116.5,36.3,117.2,36.8&limit=2",
    "?usage=1001&min_area_m2=20000&limit=5&sortby=-site_area_m2",
    "?q=A01&properties=name",
    "?f=csv&limit=2",
    "?f=html",
    "?limit=x",
    "?colour=red",
)


@pytest.mark.parametrize("query", QUERIES)
def test_a_plain_request_is_answered_as_one_that_every_middleware_looks_at(served: str, query: str) -> None:
    """A header that is added in one place must not be missing in the other."""
    address = f"{served}/collections/industrial_land/items{query}"
    with httpx.Client(trust_env=False) as client:
        plain_request = client.build_request("GET", address)
        del plain_request.headers["accept-encoding"]
        plain = client.send(plain_request)
        whole = client.get(address, headers={"Accept-Encoding": "identity"})
    assert plain.status_code == whole.status_code
    assert plain.content == whole.content
    kept = {name: value for name, value in whole.headers.items() if name not in ("date", "vary")}
    assert {name: plain.headers.get(name) for name in kept} == kept


def test_an_unknown_collection_is_refused_either_way(served: str) -> None:
    with httpx.Client(trust_env=False) as client:
        request = client.build_request("GET", f"{served}/collections/nothing/items")
        del request.headers["accept-encoding"]
        found = client.send(request)
    assert found.status_code == 404
    assert found.headers["content-type"] == "application/problem+json"
