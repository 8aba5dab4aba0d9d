"""``/`` and ``/conformance``: where everything begins."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.answers import Landing
from api.answering.html_pages import beginning_page, conformance_page
from api.answering.responses import answer, etag, json_answer, unchanged
from api.answering.tilesets import SCHEMES_REL
from api.asking.asked import Asked, read_request
from api.asking.links import Links
from api.asking.negotiation import HTML, JSON, OPENAPI
from api.ground.service import Service, service
from api.ground.settings import Lang
from gis.catalog import Kind
from gis.text import Text, in_lang

router = APIRouter()
FUNCTIONS_REL: Final = "http://www.opengis.net/def/rel/ogc/1.0/functions"
_BENEATH: Final = (Kind.BASE, Kind.CONTROL)
"""Kinds of layers that lie beneath what people look for: with these alone there is nothing to find yet."""

CONFORMANCE: Final = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    *(
        f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}"
        for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30")
    ),
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
    *(
        f"http://www.opengis.net/spec/cql2/1.0/conf/{name}"
        for name in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "accent-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
            "temporal-functions",
            "array-functions",
            "property-property",
            "arithmetic",
        )
    ),
)

CONFORMANCE_OF_A_STORE: Final = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/{name}"
    for name in ("create-replace-delete", "update", "optimistic-locking-etags", "features")
)
"""What a service keeps that has a store to write to."""


@router.api_route("/", methods=["GET", "HEAD"])
def landing(request: Request, served: Annotated[Service, Depends(service)]) -> Response:
    """The planner's workspace for a browser, the landing page of OGC API Features for everyone else."""
    wants = read_request(request, served, {"json": JSON, "html": HTML}, shared=True)
    if wants.format == "html" and all(
        entry.kind in _BENEATH for entry in served.inventory.catalog.collections.values()
    ):
        return _beginning(request, served, wants)
    page, policy = _workspace(served, wants) if wants.format == "html" else ("", "")
    tag = etag(request, served, wants, page)
    if same := unchanged(request, tag):
        return same
    if wants.format == "html":
        return answer(page, f"{HTML}; charset=utf-8", tag, Content_Security_Policy=policy)
    return json_answer(_landing(served, wants.links, wants.lang), tag=tag)


def _beginning(request: Request, served: Service, wants: Asked) -> Response:
    """The page of a folder that has nothing to look for yet."""
    catalog = served.inventory.catalog
    page = beginning_page(catalog.title, catalog.folder.name, wants)
    tag = etag(request, served, wants, page)
    return unchanged(request, tag) or answer(page, f"{HTML}; charset=utf-8", tag)


def _landing(served: Service, links: Links, lang: Lang) -> Landing:
    catalog = served.inventory.catalog
    about = catalog.demonstration or Text("存量用地与闲置空间", "Land in stock and idle space")
    return {
        "title": in_lang(catalog.title, lang),
        "titles": catalog.title.as_dict(),
        "description": in_lang(about, lang),
        "inventory": served.inventory.version,
        "as_of": catalog.as_of.isoformat(),
        "links": [
            links.to("/", "self", JSON, "JSON"),
            links.to("/", "alternate", HTML, "HTML", f="html"),
            links.to("/api", "service-desc", OPENAPI, "OpenAPI 3.0"),
            links.to("/api.html", "service-doc", HTML, in_lang(Text("接口说明", "API"), lang)),
            links.to("/conformance", "conformance", JSON, in_lang(Text("符合的标准", "Conformance"), lang)),
            links.to("/collections", "data", JSON, in_lang(Text("图层", "Collections"), lang)),
            links.to("/functions", FUNCTIONS_REL, JSON, in_lang(Text("过滤函数", "Functions of filters"), lang)),
            links.to("/tileMatrixSets", SCHEMES_REL, JSON, in_lang(Text("瓦片矩阵集", "Tile matrix sets"), lang)),
        ],
    }


@router.api_route("/conformance", methods=["GET", "HEAD"])
def conformance(request: Request, served: Annotated[Service, Depends(service)]) -> Response:
    """The standards that this service keeps."""
    wants = read_request(request, served, {"json": JSON, "html": HTML})
    tag = etag(request, served, wants)
    if same := unchanged(request, tag):
        return same
    classes = (*CONFORMANCE, *(CONFORMANCE_OF_A_STORE if served.folder else ()))
    if wants.format == "html":
        return answer(conformance_page(classes, wants), f"{HTML}; charset=utf-8", tag)
    return json_answer({"conformsTo": classes}, tag=tag)


def _workspace(served: Service, wants: Asked) -> tuple[str, str]:
    from api.answering.workspace import page_of  # noqa: PLC0415  a service that serves no pages starts without it

    return page_of(served, wants.lang, wants.links.prefix)
