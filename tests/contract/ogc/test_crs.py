"""OGC API Features Part 2, conformance class CRS: ``http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs``."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer

from tests.contract.ogc.conftest import Api, geometries

DEFAULT = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
OGC_URI = re.compile(r"http://www\.opengis\.net/def/crs/(OGC/1\.3/CRS84|EPSG/0/\d{4,5})")


def moved(found: Any, uri: str, *, back: bool) -> Any:
    """A geometry between the default and another system, each by its authority's own order of axes."""
    move = mover(uri, DEFAULT) if back else mover(DEFAULT, uri)
    return shapely.transform(found, lambda xy: np.column_stack(move.transform(xy[:, 0], xy[:, 1])))


@cache
def mover(source: str, target: str) -> Transformer:
    """The transformation by the authorities' own orders of axes."""
    return Transformer.from_crs(source, target)


@cache
def projected(uri: str) -> bool:
    """Whether a system's coordinates are metres."""
    return bool(CRS.from_user_input(uri).is_projected)


def spatial(api: Api) -> list[dict[str, Any]]:
    """Collections whose features have geometries."""
    return [collection for collection in api.collections if "extent" in collection]


def test_crs_uri(api: Api) -> None:
    """/conf/crs/crs-uri: every identifier has the form that OGC gives it, and a register knows it."""
    for collection in api.collections:
        for uri in [*collection["crs"], collection["storageCrs"]]:
            assert OGC_URI.fullmatch(uri)
            CRS.from_user_input(uri)


def test_default_crs(api: Api) -> None:
    """/conf/crs/default-crs: the list holds CRS84, and first."""
    assert all(collection["crs"][0] == DEFAULT for collection in api.collections)


def test_storage_crs(api: Api) -> None:
    """/conf/crs/storageCrs: the system of storage is one of the list."""
    assert all(collection["storageCrs"] in collection["crs"] for collection in api.collections)


def test_crs_parameter_and_transform(api: Api) -> None:
    """/conf/crs/crs-parameter, /conf/crs/crs-parameter-transform: each system of the list, said in the header, the same places as by default."""
    for collection in spatial(api):
        path = f"/collections/{collection['id']}/items"
        plain = geometries(api.items(collection["id"], limit="40"))
        one = next(key for key, found in plain.items() if found is not None)
        for uri in collection["crs"]:
            several = api.client.get(path, params={"crs": uri, "limit": "40"})
            single = api.client.get(f"{path}/{one}", params={"crs": uri})
            assert several.headers["content-crs"] == single.headers["content-crs"] == f"<{uri}>"
            shown = geometries(several.json())
            assert geometries({"features": [single.json()]})[one].equals(shown[one])
            assert list(shown) == list(plain)
            for key, found in plain.items():
                if found is not None:
                    assert shapely.hausdorff_distance(moved(shown[key], uri, back=True), found) < 3e-8


def test_crs_parameter_default(api: Api) -> None:
    """/conf/crs/crs-parameter-default: where no system is asked for the header names the default."""
    for collection in spatial(api):
        answer = api.client.get(f"/collections/{collection['id']}/items", params={"limit": "1"})
        assert answer.headers["content-crs"] == f"<{DEFAULT}>"


def test_crs_parameter_invalid(api: Api) -> None:
    """/conf/crs/crs-parameter-invalid: a system that is not on the list is a mistake, for features and for one feature."""
    for collection in spatial(api):
        path = f"/collections/{collection['id']}/items"
        first = api.items(collection["id"], limit="1")["features"][0]["id"]
        for uri in (
            "http://www.opengis.net/def/crs/EPSG/0/2000",
            "http://www.opengis.net/def/crs/EPSG/0/0",
            "x",
            DEFAULT + "h",
        ):
            assert api.json(path, expected=400, crs=uri)["parameter"] == "crs"
            assert api.json(f"{path}/{first}", expected=400, crs=uri)["parameter"] == "crs"


def test_bbox_crs_parameter(api: Api) -> None:
    """/conf/crs/bbox-crs-parameter: in each system exactly the features that intersect the box on that system's own plane."""
    for collection in spatial(api):
        plain = geometries(api.items(collection["id"]))
        west, south, east, north = collection["extent"]["spatial"]["bbox"][0]
        middle = shapely.box(west, south, (west + east) / 2, (south + north) / 2)
        for uri in collection["crs"]:
            box = shapely.box(*shapely.bounds(moved(middle, uri, back=False)))
            asked = ",".join(repr(float(each)) for each in box.bounds)
            found = set(geometries(api.items(collection["id"], bbox=asked, bbox_crs=uri)))
            # A ring's straight sides bend between systems: within a decimetre of the box either answer is right.
            slack = 0.1 if projected(uri) else 1e-6
            inner = box.buffer(-slack)
            for key, place in plain.items():
                there = None if place is None else moved(place, uri, back=False)
                assert (key in found) or (there is not None and not there.intersects(inner)), (uri, key)
                assert (key not in found) or there is None or box.distance(there) < slack, (uri, key)


def test_bbox_crs_parameter_default(api: Api) -> None:
    """/conf/crs/bbox-crs-parameter-default: a box without a system is one of the default."""
    for collection in spatial(api):
        west, south, east, north = collection["extent"]["spatial"]["bbox"][0]
        box = f"{west},{south},{(west + east) / 2},{(south + north) / 2}"
        given = geometries(api.items(collection["id"], bbox=box, bbox_crs=DEFAULT))
        assert given == geometries(api.items(collection["id"], bbox=box))


def test_bbox_crs_parameter_invalid(api: Api) -> None:
    """/conf/crs/bbox-crs-parameter-invalid: a system that is not on the list is a mistake."""
    for collection in spatial(api):
        path = f"/collections/{collection['id']}/items"
        asked = {"bbox": "116,36,117,37", "bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/2000"}
        assert api.json(path, expected=400, **asked)["parameter"] == "bbox-crs"
