"""``/collections/{collectionId}/items``: the features, as GeoJSON, as a page, or as a file to take away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.by_building import of_question
from api.answering.describe import EXPORT_TITLES, EXPORT_TYPES, QUERYABLES_REL
from api.answering.exports import AS_EXPECTED, BOOK, Manner, TakenFile, about, disposition, download, everything
from api.answering.html_pages import feature_page, items_page
from api.answering.next_page import next_page
from api.answering.one_feature import feature_answer, feature_tag, held_here, related_to
from api.answering.packed_once import packed_once
from api.answering.packing import coding_of, tag_of
from api.answering.responses import answer, etag, file_answer, json_answer, json_bytes, unchanged
from api.asking import params
from api.asking.asked import Asked, read_request
from api.asking.links import Link, Links, quoted
from api.asking.negotiation import GEOJSON, HTML, JSON, SCHEMA
from api.asking.places import crs
from api.ground.service import Service, service
from api.ground.turns import Work
from api.serving.encoding import features
from api.serving.middleware import weak
from gis.crs import ReferenceSystem
from gis.editing.ended import missing_feature
from gis.holds import feature_laid_over
from gis.io.formats import FORMATS, described
from gis.io.made_file import MadeFile
from gis.io.pieces import blocks
from gis.layer import Feature, Layer
from gis.names import ASOF, FORMAT
from gis.plainly import to_plain
from gis.query import Query, Selection, looked_at, select
from gis.text import in_lang

router = APIRouter(prefix="/collections/{collectionId}/items")
Serves = Annotated[Service, Depends(service)]
LIGHT_ROWS: Final = 50_000
LIGHT_PAGE: Final = 1_000
"""Rows to look at and to write that take about as long as a thread takes to begin."""
OFFERED: Final = {"json": GEOJSON, "html": HTML, **EXPORT_TYPES}


@router.api_route("", methods=["GET", "HEAD"])
async def items(request: Request, served: Serves, collectionId: str) -> Response:  # noqa: N803 the name is OGC's
    """The features that answer the query; ``api.direct`` answers these before they come here."""
    return await answered_in_turn(prepare(request, served, collectionId))


async def answered_in_turn(asking: Prepared) -> Response:
    """The answer to a request for features: at once where it is light, in a thread where not, a file in its turn."""
    if asking.light:
        return answer_items(asking)
    if asking.wants.format in EXPORT_TYPES:
        return await asking.served.turns.run(Work.LISTS, asking.request, answer_items, asking)
    return await to_thread.run_sync(answer_items, asking)


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A request for features, read; ``part`` holds the rows that must be looked at for it."""

    request: Request
    served: Service
    wants: Asked
    query: Query
    system: ReferenceSystem
    names: tuple[str, ...] | None
    manner: Manner
    tolerance_m: float
    need_m2: float | None
    part: Layer

    @property
    def light(self) -> bool:
        """Whether to answer takes less than to hand the work to a thread."""
        few = len(self.part) <= LIGHT_ROWS and (self.query.limit or 0) <= LIGHT_PAGE
        return few and self.wants.format == "json" and self.query.filter is None and not self.query.text

    @property
    def whole(self) -> bool:
        """Whether a layer is asked for as it is, all of it: so does every page at its start."""
        query = self.query
        return query == Query(collection=query.collection, limit=query.limit) and len(self.part) <= (query.limit or 0)


def prepare(request: Request, served: Service, collection: str) -> Prepared:
    """Read a request for features.

    Raises
    ------
    UnknownCollection, BadQuestion
        Where there is no such collection, or a parameter cannot be read.
    """
    layer = served.layer(collection)
    wants = read_request(request, served, OFFERED, params.allowed_on_items(layer.collection))
    query = params.query(wants.given, layer.collection, served.inventory)
    system = crs(wants.given, "crs", served.systems)
    return Prepared(
        request=request,
        served=served,
        wants=wants,
        query=query,
        system=system,
        manner=_manner(wants, system, served.systems[0]) if wants.format in FORMATS else AS_EXPECTED,
        names=params.properties(wants.given, layer.collection),
        tolerance_m=params.simplify(wants.given),
        need_m2=params.need_m2(wants.given, layer.collection),
        part=looked_at(layer, query),
    )


def answer_items(asking: Prepared) -> Response:
    """The answer to a request for features."""
    served, wants, query = asking.served, asking.wants, asking.query
    tag = etag(asking.request, served, wants)
    if wants.format in FORMATS and FORMATS[wants.format].dated:
        tag = weak(tag)
    if same := unchanged(asking.request, tag):
        return same
    if wants.format in EXPORT_TYPES:
        return _export(asking, tag)
    if wants.format == "html":
        found = select(served.layer(query.collection), query, asking.part)
        return answer(items_page(found, query, wants, asking.names), f"{HTML}; charset=utf-8", tag)
    queryables = f"{wants.links.base}/collections/{quoted(query.collection)}/queryables"
    headers = {
        "Content_Crs": f"<{asking.system.uri}>",
        "Link": f'<{queryables}>; rel="{QUERYABLES_REL}"; type="{SCHEMA}"',
    }
    coding = coding_of(asking.request.headers.get("accept-encoding", ""))
    if coding and asking.whole:
        body = packed_once(served.wholes, tag, coding, lambda: _select_page(asking))
        return answer(body, GEOJSON, tag_of(tag, coding), Content_Encoding=coding, **headers)
    return answer(_select_page(asking), GEOJSON, tag, **headers)


def _select_page(asking: Prepared) -> bytes:
    """The page that answers the query, as GeoJSON."""
    found = select(asking.served.layer(asking.query.collection), asking.query, asking.part)
    return b"".join(_page_pieces(found, asking))


def _manner(wants: Asked, system: ReferenceSystem, default: ReferenceSystem) -> Manner:
    """How a file is written; one that has no choice of systems may be asked for the one that everybody expects."""
    form = FORMATS[wants.format]
    open_ = form.systems in ("any", "plane")
    asked = system.name if "crs" in wants.given.values and (open_ or system != default) else None
    manner = Manner(crs=asked, options=params.options(wants.given))
    form.chosen(manner.options)
    if not open_:
        form.system(manner.crs, "")
    return manner


def _export(asking: Prepared, tag: str) -> Response:
    served, wants = asking.served, asking.wants
    selection = everything(served.inventory, asking.query, paged="limit" in wants.given.values)
    collection = selection.layer.collection
    if wants.format == "geojson":
        said = described(wants.format, selection.layer, selection.rows, about(served.inventory, selection))
        pieces = _page_pieces(selection, asking, to_plain(said.counted(selection.returned)))
        made = TakenFile(content=MadeFile(pieces), day=said.date.day, continuous_m2=said.continuous_m2)
    else:
        made = _taken(asking, selection)
    name = disposition(collection.title, collection.id, made.day, wants.format, wants.lang)
    return file_answer(made.content, EXPORT_TYPES[wants.format], tag, Content_Disposition=name, **made.headers)


def _taken(asking: Prepared, selection: Selection) -> TakenFile:
    served, wants = asking.served, asking.wants
    scheme = served.schemes.get(served.inventory.catalog.scheme)
    buildings = of_question(served.inventory, asking.query, asking.need_m2, scheme) if wants.format == BOOK else None
    return download(
        served.inventory, selection, wants.format, wants.lang, asking.names, buildings, manner=asking.manner
    )


def _page_pieces(found: Selection, asking: Prepared, said: Mapping[str, Any] | None = None) -> Iterator[bytes]:
    """The page, piece by piece, as a FeatureCollection: its members as JSON, then the features, which are text already; ``said`` is what a file says of itself."""
    emptied = found.emptied_by
    members = {
        "type": "FeatureCollection",
        "numberMatched": found.matched,
        "numberReturned": found.returned,
        "numberToCheck": found.to_check,
        "numberNotLocated": found.not_located,
        "links": _links(found, asking.query, asking.wants),
        "words": found.words.as_dict(),
        "steps": [to_plain(step) for step in found.steps],
        **({"emptied_by": to_plain(emptied)} if emptied else {}),
        "inventory": asking.served.inventory.version,
        **({"about": said} if said else {}),
    }
    before = json_bytes(members)[:-1] + b',"features":['
    for block in blocks(found.rows):
        written = features(found.layer, block, asking.system, asking.tolerance_m, asking.names)
        yield before + b",".join(written)
        before = b","
    yield b"]}" if len(found.rows) else before + b"]}"


def _links(found: Selection, query: Query, wants: Asked) -> list[Link]:
    links: Links = wants.links
    path = f"/collections/{quoted(found.layer.id)}"
    made = [
        links.here("self", GEOJSON),
        links.here("alternate", HTML, "HTML", {"f": "html"}),
        links.to(path, "collection", JSON),
        *links.files({kind: (media, in_lang(EXPORT_TITLES[kind], wants.lang)) for kind, media in EXPORT_TYPES.items()}),
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
    wants = read_request(request, served, {"json": GEOJSON, "html": HTML, "geojson": GEOJSON}, (*FORMAT, "crs", ASOF))
    system = crs(wants.given, "crs", served.systems)
    shown, stands = _stands(request, served, layer, featureId, ready=wants.format == "html")
    held = held_here(served.inventory.holds.get(layer.id, {}).get(featureId, ()))
    query = request.scope["query_string"].decode("latin-1")
    related = related_to(served, layer.id, shown)
    beside = "".join(f" {each}" for each in (held, related) if each)
    tag = feature_tag(served, wants, layer.id, shown, stands, f"{query}{beside}")
    if same := unchanged(request, tag):
        return same
    if wants.format == "html":
        return answer(feature_page(layer, layer.row(featureId), wants, held), f"{HTML}; charset=utf-8", tag)
    body = feature_answer(layer.id, shown, wants, system, here=True, related=related)
    if held:
        body["reservations"] = held
    return json_answer(body, GEOJSON, tag, Content_Crs=f"<{system.uri}>")


def _stands(
    request: Request, served: Service, layer: Layer, key: str, *, ready: bool = False
) -> tuple[Feature, Feature]:
    """A feature as it is shown, and as it is recorded; who asks for one that was ended is told when and by whom.

    ``ready`` takes it from the inventory alone, as a page does.
    """
    now = ASOF not in request.query_params
    written = served.just_written(layer.id, key) if now and not ready else None
    if written is not None and written[1] is not None:
        held = served.inventory.holds.get(layer.id, {}).get(key, ())
        return feature_laid_over(layer, written[1], held), written[1]
    if served.folder is not None and now and (written is not None or key not in layer.row_of):
        raise missing_feature(served.folder.store, layer.collection, key)
    recorded = served.recorded(layer.id)
    return layer.feature(layer.row(key)), recorded.feature(recorded.row(key))
