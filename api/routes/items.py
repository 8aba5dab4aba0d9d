"""``/collections/{collectionId}/items``: the features, as GeoJSON, as a page, or as a file to take away."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api import params
from api.asked import Asked, asked
from api.describe import EXPORT_TITLES, EXPORT_TYPES, said
from api.exports import disposition, download, everything
from api.given import bad
from api.links import Links, quoted
from api.middleware import weak
from api.negotiation import GEOJSON, HTML, JSON
from api.pages import feature_page, items_page
from api.paging import next_page
from api.places import crs
from api.responses import answer, etag, json_answer, unchanged
from api.service import Service, service
from api.steps import step_dict
from gis.crs import ReferenceSystem
from gis.layer import Layer
from gis.query import Query, Selection
from gis.text import Text

router = APIRouter(prefix="/collections/{collectionId}/items")
Serves = Annotated[Service, Depends(service)]
OFFERED: Final = {"json": GEOJSON, "html": HTML, **EXPORT_TYPES}


@router.api_route("", methods=["GET", "HEAD"])
def items(request: Request, served: Serves, collectionId: str) -> Response:  # noqa: N803 the name is OGC's
    """The features that answer the query."""
    layer = served.layer(collectionId)
    allowed = params.allowed(layer.collection, params.FORMAT, params.FILTER, params.WINDOW)
    wants = asked(request, served, OFFERED, allowed)
    query = params.query(wants.given, layer.collection, served.systems)
    system = _system(served, wants)
    names = params.properties(wants.given, layer.collection)
    params.simplify(wants.given)
    tag = etag(served, str(request.url.query), collectionId, wants.format, wants.lang, wants.links.base)
    if same := unchanged(request, tag):
        return same
    if wants.format in EXPORT_TYPES:
        return _export(served, query, wants, names, tag)
    found = served.inventory.select(query)
    if wants.format == "html":
        return answer(items_page(found, query, wants, names), f"{HTML}; charset=utf-8", tag)
    return _features(served, found, query, wants, names, tag, Content_Crs=f"<{system.uri}>")


def _system(served: Service, wants: Asked) -> ReferenceSystem:
    """The system of the answer; a file leaves its header behind, so that it must have the one that everybody expects."""
    system = crs(wants.given, "crs", served.systems)
    if wants.format in EXPORT_TYPES and system != served.systems[0]:
        raise bad(
            "crs",
            Text(f"{wants.format} 文件的坐标系不可选", f"a file of {wants.format} has its own coordinate system"),
            Text("请省略 crs，或用 f=json", "leave crs out, or take f=json"),
        )
    return system


def _export(served: Service, query: Query, wants: Asked, names: tuple[str, ...] | None, tag: str) -> Response:
    with served.turn():
        found = everything(served.inventory, query, paged="limit" in wants.given.values)
        collection = found.layer.collection
        name = disposition(collection.title, collection.id, served.inventory.catalog, wants.format, wants.lang)
        if wants.format == "geojson":
            return _features(served, found, query, wants, names, tag, Content_Disposition=name)
        content = download(served.inventory, found, wants.format, wants.lang, names)
    # Workbooks and GeoPackages hold the moment of their making.
    same_bytes = tag if wants.format == "csv" else weak(tag)
    return answer(content, EXPORT_TYPES[wants.format], same_bytes, Content_Disposition=name)


def _features(
    served: Service,
    found: Selection,
    query: Query,
    wants: Asked,
    names: tuple[str, ...] | None,
    tag: str,
    **headers: str,
) -> Response:
    emptied, tolerance_m = found.emptied_by, params.simplify(wants.given)
    features = served.encoders[found.layer.id].presented(found.rows, _system(served, wants), tolerance_m, names)
    body = {
        "type": "FeatureCollection",
        "numberMatched": found.matched,
        "numberReturned": found.returned,
        "links": _links(found, query, wants),
        "words": found.words.as_dict(),
        "steps": [step_dict(step) for step in found.steps],
        **({"emptied_by": step_dict(emptied)} if emptied else {}),
        "inventory": served.inventory.version,
        "features": features,
    }
    return json_answer(body, GEOJSON, tag, **headers)


def _links(found: Selection, query: Query, wants: Asked) -> list[dict[str, str]]:
    links: Links = wants.links
    path = f"/collections/{quoted(found.layer.id)}"
    made = [
        links.here("self", GEOJSON),
        links.here("alternate", HTML, "HTML", {"f": "html"}),
        links.to(path, "collection", JSON),
        *(
            links.here(
                "enclosure",
                media,
                said(EXPORT_TITLES[kind], wants.lang),
                {"f": kind, "limit": None, "offset": None, "cursor": None, "crs": None},
            )
            for kind, media in EXPORT_TYPES.items()
        ),
    ]
    if onward := next_page(found):
        made.append(links.here("next", GEOJSON, changes=onward))
    if query.offset and query.limit:
        made.append(links.here("prev", GEOJSON, changes={"offset": str(max(0, query.offset - query.limit))}))
    return made


@router.api_route("/{featureId:path}", methods=["GET", "HEAD"])
def item(request: Request, served: Serves, collectionId: str, featureId: str) -> Response:  # noqa: N803
    """One feature by its id."""
    layer = served.layer(collectionId)
    row = layer.row(featureId)
    wants = asked(request, served, {"json": GEOJSON, "html": HTML, "geojson": GEOJSON}, (*params.FORMAT, "crs"))
    system = crs(wants.given, "crs", served.systems)
    tag = etag(served, collectionId, featureId, system.name, wants.format, wants.lang, wants.links.base)
    if same := unchanged(request, tag):
        return same
    if wants.format == "html":
        return answer(feature_page(layer, row, wants), f"{HTML}; charset=utf-8", tag)
    body = _one(served, layer, row, wants, system)
    return json_answer(body, GEOJSON, tag, Content_Crs=f"<{system.uri}>")


def _one(served: Service, layer: Layer, row: int, wants: Asked, system: ReferenceSystem) -> dict[str, Any]:
    path = f"/collections/{quoted(layer.id)}"
    geometry, properties = served.encoders[layer.id].parts(row, system)
    return {
        "type": "Feature",
        "id": layer.ids[row],
        "geometry": geometry,
        "properties": properties,
        "links": [
            wants.links.here("self", GEOJSON),
            wants.links.here("alternate", HTML, "HTML", {"f": "html"}),
            wants.links.to(path, "collection", JSON),
        ],
    }
