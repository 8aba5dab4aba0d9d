"""Features written by OGC API Features Part 4: added, replaced, updated and ended, each change of the version that it says it is of."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.changed import begin_change, make_durable, refuse_missing
from api.answering.one_feature import feature_answer, feature_path, feature_tag
from api.answering.responses import json_bytes
from api.asking.asked import Asked
from api.asking.body import json_of
from api.asking.features import (
    GEOJSON_BODIES,
    PATCH_BODIES,
    Written,
    content_system,
    versions_of,
)
from api.asking.negotiation import GEOJSON
from api.asking.repeating import repeatable
from api.asking.writers import writer_of
from api.ground.errors import Forbidden, show_finding
from api.ground.service import Service, service
from gis.catalog import Collection
from gis.editing.change import Change, Make, adding, removing
from gis.editing.making import Done, change_features
from gis.names import FORMAT
from gis.store.changing import collection_of
from gis.store.protocol import ChangeSet
from gis.store.repeating import Repeatable

router = APIRouter(prefix="/collections/{collectionId}/items")
Serves = Annotated[Service, Depends(service)]
PARAMETERS: Final = (*FORMAT, "why")
Read = Callable[[Written, Any, str], Make]
"""What a body makes of the feature of an id."""
_READS: Final = ("GET", "HEAD", "OPTIONS")


@router.options("")
def ways_of_all(request: Request, served: Serves, collectionId: str) -> Response:  # noqa: N803 the names are OGC's
    """What may be done with the features of a collection."""
    collection_of(served.inventory.catalog, collectionId)
    return _ways(request, served, ("POST",))


@router.options("/{featureId:path}")
def ways_of_one(request: Request, served: Serves, collectionId: str, featureId: str) -> Response:  # noqa: N803
    """What may be done with a feature."""
    layer = served.layer(collectionId)
    if featureId not in layer.row_of:
        refuse_missing(served, layer.collection, featureId)
    return _ways(request, served, ("PUT", "PATCH", "DELETE"))


@router.post("")
async def add(request: Request, served: Serves, collectionId: str) -> Response:  # noqa: N803
    """Add a feature; one that brings no id is given one."""
    wants, by = begin_change(request, served)
    reading = _reading(request, served, collectionId)
    given = await json_of(request, GEOJSON_BODIES)
    feature = reading.feature(given)
    change = adding(collectionId, feature if feature.id else reading.named(feature, str(uuid.uuid4())))
    done = await _make(served, wants, change, by, repeatable(request, given))
    response = _show(served, wants, done, status=201)
    response.headers["Location"] = f"{wants.links.base}{feature_path(collectionId, done.made[0].id)}"
    return response


@router.put("/{featureId:path}")
async def replace(request: Request, served: Serves, collectionId: str, featureId: str) -> Response:  # noqa: N803
    """Put a whole feature in the place of one; what it does not say becomes unknown."""
    return await _change(request, served, (collectionId, featureId), GEOJSON_BODIES, Written.replacing)


@router.patch("/{featureId:path}")
async def update(request: Request, served: Serves, collectionId: str, featureId: str) -> Response:  # noqa: N803
    """Change parts of a feature by a merge patch."""
    return await _change(request, served, (collectionId, featureId), PATCH_BODIES, Written.patching)


@router.delete("/{featureId:path}")
async def end(request: Request, served: Serves, collectionId: str, featureId: str) -> Response:  # noqa: N803
    """End a feature; the log keeps what it was."""
    wants, by = begin_change(request, served)
    collection, again = collection_of(served.inventory.catalog, collectionId), repeatable(request)
    if again is None:
        await _refuse_unknown(served, collection, featureId)
    await _make(served, wants, removing(collectionId, featureId, versions_of(request)), by, again)
    return Response(status_code=204)


def _ways(request: Request, served: Service, writes: tuple[str, ...]) -> Response:
    """The methods that this very request could have used."""
    try:
        writer_of(request, served.settings)
        allowed = writes if served.folder is not None else ()
    except Forbidden:
        allowed = ()
    headers = {"Allow": ", ".join([*_READS, *allowed])}
    if "POST" in allowed:
        headers["Accept-Post"] = ", ".join(GEOJSON_BODIES)
    if "PATCH" in allowed:
        headers["Accept-Patch"] = ", ".join(PATCH_BODIES)
    return Response(status_code=200, headers=headers)


async def _change(
    request: Request, served: Service, spot: tuple[str, str], bodies: tuple[str, ...], read: Read
) -> Response:
    """Make of a feature what a body says of it."""
    wants, by = begin_change(request, served)
    (name, key), reading = spot, _reading(request, served, spot[0])
    given = await json_of(request, bodies)
    again = repeatable(request, given)
    # What the first request of a key found may be gone by now.
    if again is None:
        await _refuse_unknown(served, reading.collection, key)
    change = Change(collection=name, id=key, versions=versions_of(request), make=read(reading, given, key))
    return _show(served, wants, await _make(served, wants, change, by, again))


def _reading(request: Request, served: Service, name: str) -> Written:
    collection = collection_of(served.inventory.catalog, name)
    return Written(collection=collection, system=content_system(request, served.systems))


async def _refuse_unknown(served: Service, collection: Collection, key: str) -> None:
    """What is not there is told before the version is asked for; whether it is there for certain is seen in the transaction."""
    if key not in served.layer(collection.id).row_of:
        found = await to_thread.run_sync(_stands, served, collection, key)
        if not found:
            await to_thread.run_sync(refuse_missing, served, collection, key)


def _stands(served: Service, collection: Collection, key: str) -> bool:
    """Whether the store has a feature that this process has not seen yet."""
    last = served.open_folder().store.log(collection=collection.id, key=key)
    return bool(last) and last[-1].after is not None


async def _make(served: Service, wants: Asked, change: Change, by: ChangeSet, again: Repeatable | None) -> Done:
    return await make_durable(served, wants, by, change_features(served.inventory, [change]), [change], again)


def _show(served: Service, wants: Asked, done: Done, status: int = 200) -> Response:
    """The feature as it stands after its change, with its tag and what should be looked at."""
    (made,) = done.made
    assert made.feature is not None  # noqa: S101  what was ended is not shown
    body: dict[str, Any] = {
        **feature_answer(made.collection, made.feature, wants),
        "change_set": done.change_set,
        "doubts": [show_finding(found) for found in made.doubts],
    }
    headers = {
        "ETag": feature_tag(served, wants, made.collection, made.feature),
        "Content-Location": f"{wants.links.base}{feature_path(made.collection, made.id)}",
        "Cache-Control": "no-store",
    }
    return Response(json_bytes(body), status_code=status, media_type=GEOJSON, headers=headers)
