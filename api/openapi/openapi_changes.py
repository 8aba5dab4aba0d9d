"""What was changed, in the OpenAPI document: for a service that has a store, and so a log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from api.asking.negotiation import JSON
from api.ground.settings import Lang
from api.openapi.openapi_repeating import KEY
from gis.limits import MOST_WHY
from gis.text import Text

_LANGUAGE: Final = [{"$ref": "#/components/parameters/f"}, {"$ref": "#/components/parameters/lang"}]
_LIMIT: Final = {"$ref": "#/components/parameters/limit"}
_BEFORE: Final = {"name": "before", "in": "query", "required": False, "schema": {"type": "integer", "minimum": 0}}
_NUMBER: Final = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
_FEATURE: Final = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}


def change_paths(operation: Callable[..., dict[str, Any]], lang: Lang, collections: Sequence[str]) -> dict[str, Any]:
    """Paths of the log, of the history of a feature, and of the taking back of a change set."""
    which = {
        "name": "collectionId",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": list(collections)},
    }
    story = operation(
        "history",
        "work",
        Text("一个要素的变更记录", "The history of one feature"),
        lang,
        (JSON,),
        [which, _FEATURE, *_LANGUAGE],
    )
    listed = operation(
        "changes",
        "work",
        Text("变更记录，新的在前", "What was changed, the latest first"),
        lang,
        (JSON,),
        [_LIMIT, _BEFORE, *_LANGUAGE],
    )
    change = operation(
        "change", "work", Text("一次变更的内容", "What one change set changed"), lang, (JSON,), [_NUMBER, *_LANGUAGE]
    )
    return {
        "/collections/{collectionId}/items/{featureId}/history": {"get": story},
        "/changes": {"get": listed},
        "/changes/{number}": {"get": change},
        "/changes/{number}/undo": {"post": _undo(operation, lang)},
    }


def _undo(operation: Callable[..., dict[str, Any]], lang: Lang) -> dict[str, Any]:
    undo = operation(
        "undo",
        "work",
        Text("撤销一次变更（另记一次新的变更）", "Take a change set back, by a new one"),
        lang,
        (JSON,),
        [_NUMBER, KEY, *_LANGUAGE],
    )
    undo["responses"]["201"] = undo["responses"].pop("200")
    why = {"type": "string", "maxLength": MOST_WHY}
    schema = {"type": "object", "additionalProperties": False, "properties": {"why": why}}
    content = {"application/json": {"schema": schema, "example": {"why": "录错"}}}
    return {**undo, "requestBody": {"required": True, "content": content}}
