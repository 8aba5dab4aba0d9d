"""Changes of several features in one: a list of edits, a parcel split, parcels merged. All of it happens, or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from shapely import Geometry

from api.answering.changed import answer_set, begin_change, make_durable
from api.asking.body import body_reader, json_of
from api.asking.features import GEOJSON_BODIES, Written, content_system, versions_in, versions_of
from api.asking.negotiation import JSON
from api.asking.repeating import repeatable
from api.ground.errors import BadBody
from api.ground.service import Service, service
from gis.editing.change import Change, adding, removing
from gis.editing.making import change_features
from gis.editing.parcels import merge_parcels, split_parcel
from gis.layer import Feature
from gis.reading.reader import Reader
from gis.reading.shapes import Shape, flag, listed, table, text
from gis.store.changing import collection_of

router = APIRouter()
Serves = Annotated[Service, Depends(service)]
MOST_CHANGES: Final = 400
"""So many are made within the five seconds for which others who write wait."""
_LONGEST_ID: Final = 200
_KEYS: Final = ("collection", "id", "if_match", "feature", "patch", "remove")
_ID: Final[Shape[str]] = text(1, _LONGEST_ID)


@router.post("/changes")
async def make_changes(request: Request, served: Serves) -> Response:
    """Make a list of changes as one change set; each says of which version it is, or adds a feature."""
    wants, by = begin_change(request, served)
    given = _object(await json_of(request, (JSON,)))
    body = body_reader(given)
    body.refuse_others(("changes",))
    system = content_system(request, served.systems)
    asked = []
    for number, entry in enumerate(body.read("changes", listed(table, 1, MOST_CHANGES)), 1):
        reader = Reader(body.source, body.at("changes", number).trail, entry)
        reader.refuse_others(_KEYS)
        collection = collection_of(served.inventory.catalog, reader.read("collection", _ID))
        asked.append(_change(reader, Written(collection=collection, system=system)))
    work = change_features(served.inventory, asked)
    return answer_set(wants, await make_durable(served, wants, by, work, asked, repeatable(request, given)))


@router.post("/collections/{collectionId}/items/{featureId:path}/split")
async def split(request: Request, served: Serves, collectionId: str, featureId: str) -> Response:  # noqa: N803 the names are OGC's
    """End a parcel and put pieces in its place that make it up, or that a line cuts."""
    wants, by = begin_change(request, served)
    collection = collection_of(served.inventory.catalog, collectionId)
    reading = Written(collection=collection, system=content_system(request, served.systems))
    given = _object(await json_of(request, GEOJSON_BODIES))
    body = body_reader(given)
    body.refuse_others(("pieces", "line"))
    if ("pieces" in body.table) == ("line" in body.table):
        raise body.wrong("应写明 pieces、line 之一", "one of pieces and line is expected")
    cut: Sequence[Feature] | Geometry
    if "line" in body.table:
        cut = _line(reading, body.read("line", table), featureId)
    else:
        pieces = body.read("pieces", listed(table, 1, MOST_CHANGES))
        cut = [_piece(reading, each, f"{featureId}-{number}") for number, each in enumerate(pieces, 1)]
    versions = versions_of(request)
    work = split_parcel(served.inventory, collectionId, featureId, cut, versions)
    late = removing(collectionId, featureId, versions)
    done = await make_durable(served, wants, by, work, [late], repeatable(request, given))
    return answer_set(wants, done, status=201)


@router.post("/collections/{collectionId}/merge")
async def merge(request: Request, served: Serves, collectionId: str) -> Response:  # noqa: N803
    """End adjoining parcels and put one in their place."""
    wants, by = begin_change(request, served)
    collection_of(served.inventory.catalog, collectionId)
    given = _object(await json_of(request, (JSON,)))
    body = body_reader(given)
    body.refuse_others(("parts", "id", "properties"))
    parts: dict[str, tuple[str, ...]] = {}
    for number, entry in enumerate(body.read("parts", listed(table, 2, MOST_CHANGES)), 1):
        reader = Reader(body.source, body.at("parts", number).trail, entry)
        reader.refuse_others(("id", "if_match"))
        parts[reader.read("id", _ID)] = versions_in(reader.read_or("if_match", text(0, _LONGEST_ID), ""))
    key = body.read_or("id", _ID, "") or "+".join(parts)
    properties: Mapping[str, Any] = body.read_or("properties", table, {})
    work = merge_parcels(served.inventory, collectionId, parts, key, properties)
    late = [removing(collectionId, each, versions) for each, versions in parts.items()]
    done = await make_durable(served, wants, by, work, late, repeatable(request, given))
    return answer_set(wants, done, status=201)


def _object(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise body_reader({}).wrong("应为 JSON 对象", "a JSON object is expected")
    return given


def _change(entry: Reader[BadBody], reading: Written) -> Change:
    """One change of a list: a feature to add or replace, a merge patch, or an end."""
    asked = [key for key in ("feature", "patch", "remove") if key in entry.table]
    if len(asked) != 1:
        raise entry.wrong("应写明 feature、patch、remove 之一", "one of feature, patch and remove is expected")
    name, key = reading.collection.id, entry.read_or("id", _ID, "")
    tag = entry.read_or("if_match", text(0, _LONGEST_ID), "")
    if asked == ["feature"] and not tag:
        feature = reading.feature(entry.table["feature"], key or None)
        return adding(name, feature if feature.id else reading.named(feature, str(uuid.uuid4())))
    key, versions = entry.read("id", _ID), versions_in(tag)
    if asked == ["remove"]:
        if not entry.read("remove", flag):
            raise entry.at("remove").wrong("只能为 true", "it can only be true")
        return removing(name, key, versions)
    given = entry.table[asked[0]]
    make = reading.replacing(given, key) if asked == ["feature"] else reading.patching(given, key)
    return Change(collection=name, id=key, versions=versions, make=make)


def _line(reading: Written, given: Any, key: str) -> Geometry:
    """The line that cuts a parcel; what is no line is told with the parcel."""
    shape = reading.feature({"type": "Feature", "properties": {}, "geometry": given}, key).geometry
    return cast("Geometry", shape)


def _piece(reading: Written, given: Any, otherwise: str) -> Feature:
    """A piece of a parcel: what it does not say it inherits."""
    feature = reading.feature(given)
    return feature if feature.id else reading.named(feature, otherwise)
