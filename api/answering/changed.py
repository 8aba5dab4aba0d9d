"""Changes made durable, and what is answered to them: what became of each, or what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from api.answering.answers import ChangedSet
from api.answering.one_feature import feature_answer
from api.answering.responses import json_bytes
from api.asking.asked import Asked, read_request
from api.asking.features import tag_text
from api.asking.given import bad
from api.asking.negotiation import GEOJSON, JSON
from api.asking.writers import writer_of
from api.ground.errors import show_finding
from api.ground.service import Service
from gis.catalog import Collection
from gis.editing.change import Change
from gis.editing.ended import missing_feature
from gis.editing.making import Done
from gis.editing.merging import propose_merge
from gis.editing.repeating import change_once
from gis.errors import StaleVersion, UnknownFeature
from gis.layer import Feature
from gis.limits import MOST_WHY
from gis.names import FORMAT
from gis.store.changing import collection_of
from gis.store.protocol import ChangeSet, Transaction
from gis.store.repeating import Repeatable
from gis.text import Text

PARAMETERS: Final = (*FORMAT, "why")


def begin_change(request: Request, served: Service) -> tuple[Asked, ChangeSet]:
    """What is asked besides the change, and who makes it.

    Raises
    ------
    Forbidden, BadQuestion
        Where the request may change nothing, or a parameter cannot be read.
    """
    author = writer_of(request, served.settings)
    wants = read_request(request, served, {"json": GEOJSON}, PARAMETERS)
    why = wants.given.one("why") or ""
    if len(why) > MOST_WHY:
        raise bad("why", Text(f"最多 {MOST_WHY} 字", f"at most {MOST_WHY} letters"), Text("请缩短", "shorten it"))
    served.open_folder()
    return wants, ChangeSet(author=author, why=why)


async def make_durable(
    served: Service,
    wants: Asked,
    by: ChangeSet,
    work: Callable[[Transaction], Done],
    changes: Sequence[Change] = (),
    again: Repeatable | None = None,
) -> Done:
    """Do the work of a change set with those of others; who comes late is told what each change comes to with what stands.

    A request that comes ``again`` gets what the first one made.

    Raises
    ------
    LandstockError
        What it was refused with; nothing is changed then.
    """
    try:
        done: Done = await served.change(by, change_once(work, again))
    except StaleVersion as late:
        for change in changes:
            if (change.collection, change.id) == (late.where["collection"], late.where["id"]):
                await to_thread.run_sync(_tell_current, served, wants, change, late)
        raise
    except UnknownFeature as missing:
        collection = collection_of(served.inventory.catalog, str(missing.where["collection"]))
        await to_thread.run_sync(refuse_missing, served, collection, str(missing.where["id"]))
        raise
    served.write_down(done.change_set, {(made.collection, made.id): made.feature for made in done.made})
    return done


def _tell_current(served: Service, wants: Asked, change: Change, late: StaleVersion) -> None:
    """Add to a refusal the feature as it stands, its tag, and the merge where fields do not overlap."""
    now = late.current
    if not isinstance(now, Feature):
        return
    tag = tag_text(str(late.where["version"]))
    late.where |= {"current": feature_answer(change.collection, now, wants), "etag": tag}
    found = propose_merge(served.open_folder().store, served.inventory.catalog, change, now)
    if found is None:
        return
    late.where |= {"yours": found.yours, "theirs": found.theirs, "overlap": found.overlap}
    if found.feature is not None:
        late.where["merge"] = {"feature": feature_answer(change.collection, found.feature, wants), "if_match": tag}


def refuse_missing(served: Service, collection: Collection, key: str) -> None:
    """Say of a feature that is not there whether it ever was.

    Raises
    ------
    UnknownFeature, EndedFeature
    """
    if served.folder is None:
        served.layer(collection.id).row(key)
    raise missing_feature(served.open_folder().store, collection, key)


def answer_set(wants: Asked, done: Done, status: int = 200) -> Response:
    """What became of each change of a set."""
    body: ChangedSet = {
        "change_set": done.change_set,
        "made": [
            {
                "collection": made.collection,
                "id": made.id,
                "created": made.created,
                "if_match": None if made.version is None else tag_text(made.version),
                "feature": None if made.feature is None else feature_answer(made.collection, made.feature, wants),
                "doubts": [show_finding(found) for found in made.doubts],
            }
            for made in done.made
        ],
    }
    response = Response(json_bytes(body), status_code=status, media_type=JSON, headers={"Cache-Control": "no-store"})
    if done.change_set is not None:
        response.headers["Location"] = f"{wants.links.base}/changes/{done.change_set}"
    return response
