"""Changes to features in the OpenAPI document: for a service that has a store to write them to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from api.asking.features import GEOJSON_BODIES, PATCH_BODIES
from api.asking.negotiation import GEOJSON, JSON
from api.ground.settings import Lang
from api.openapi.openapi_repeating import KEY
from gis.limits import MOST_WHY
from gis.text import Text, in_lang

_PROBLEM: Final = {"$ref": "#/components/responses/Problem"}
_FEATURE: Final = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
_LANGUAGE: Final = [{"$ref": "#/components/parameters/f"}, {"$ref": "#/components/parameters/lang"}]
_WRITTEN: Final = {
    "type": "object",
    "required": ["type"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"type": "string"},
        "geometry": {"type": "object", "nullable": True},
        "properties": {"type": "object", "nullable": True},
    },
}
_PATCH: Final = {"type": "object", "properties": {"properties": {"type": "object"}, "geometry": {"type": "object"}}}
_TEXT: Final = {"type": "string", "minLength": 1, "maxLength": 200}
_SPLIT: Final = {
    "type": "object",
    "oneOf": [{"required": ["pieces"]}, {"required": ["line"]}],
    "additionalProperties": False,
    "properties": {"pieces": {"type": "array", "minItems": 2, "items": _WRITTEN}, "line": {"type": "object"}},
}
_MERGE: Final = {
    "type": "object",
    "required": ["parts"],
    "additionalProperties": False,
    "properties": {
        "parts": {
            "type": "array",
            "minItems": 2,
            "items": {
                "type": "object",
                "required": ["id", "if_match"],
                "additionalProperties": False,
                "properties": {"id": _TEXT, "if_match": _TEXT},
            },
        },
        "id": _TEXT,
        "properties": {"type": "object"},
    },
}
_CHANGES: Final = {
    "type": "object",
    "required": ["changes"],
    "additionalProperties": False,
    "properties": {
        "changes": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["collection"],
                "additionalProperties": False,
                "properties": {
                    "collection": _TEXT,
                    "id": _TEXT,
                    "if_match": _TEXT,
                    "feature": _WRITTEN,
                    "patch": _PATCH,
                    "remove": {"type": "boolean", "enum": [True]},
                },
            },
        }
    },
}


def editing_paths(
    operation: Callable[..., dict[str, Any]], lang: Lang, collections: Sequence[str], systems: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """By path, the operations that change features."""
    which = {
        "name": "collectionId",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": list(collections)},
    }
    asked = _Asked(operation, lang, list(systems))
    whole, patch = _body(GEOJSON_BODIES, _WRITTEN), _body(PATCH_BODIES, _PATCH)
    return {
        "/collections/{collectionId}/items": {
            "post": asked.write("add", Text("新增一个要素", "Add a feature"), [which, asked.crs], whole, status="201")
        },
        "/collections/{collectionId}/items/{featureId}": {
            "put": asked.write(
                "replace",
                Text("替换一个要素", "Replace a feature"),
                [which, _FEATURE, asked.crs, asked.version],
                whole,
            ),
            "patch": asked.write(
                "update",
                Text("修改一个要素的部分内容", "Change parts of a feature"),
                [which, _FEATURE, asked.crs, asked.version],
                patch,
            ),
            "delete": asked.write(
                "end",
                Text("终止一个要素（记录保留）", "End a feature; its record is kept"),
                [which, _FEATURE, asked.version],
                status="204",
            ),
        },
        **_together_paths(asked, which),
    }


def _together_paths(asked: _Asked, which: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Operations that change several features at once."""
    return {
        "/collections/{collectionId}/items/{featureId}/split": {
            "post": asked.write(
                "split",
                Text("分割一宗地块", "Split a parcel"),
                [which, _FEATURE, asked.crs, asked.version],
                _body((JSON,), _SPLIT),
                status="201",
                media=JSON,
            )
        },
        "/collections/{collectionId}/merge": {
            "post": asked.write(
                "merge",
                Text("合并相邻地块", "Merge adjoining parcels"),
                [which],
                _body((JSON,), _MERGE),
                status="201",
                media=JSON,
            )
        },
        "/changes": {
            "post": asked.write(
                "makeChanges",
                Text("一次修改多个要素，全部成功或全部不改", "Change several features, all or none"),
                [asked.crs],
                _body((JSON,), _CHANGES),
                media=JSON,
            )
        },
    }


class _Asked:
    """How the operations of one document are written."""

    def __init__(self, operation: Callable[..., dict[str, Any]], lang: Lang, systems: list[str]) -> None:
        self._operation, self._lang = operation, lang
        uris = [f"<{uri}>" for uri in systems]
        words = Text("内容的坐标系", "coordinate system of the body")
        self.crs = self._header("Content-Crs", words, {"type": "string", "enum": uris, "default": uris[0]})
        # Who sends none is told 428, so that no client is stopped by its own reading of this document.
        stands = Text(
            "所读要素的 ETag；必填，不接受 *", "the ETag of the feature as it was read; needed, and * is not taken"
        )
        self.version = self._header("If-Match", stands, {"type": "string"})
        why = Text("修改原因，记入变更记录", "why; it goes into the log")
        self.why = {**self._header("why", why, {"type": "string", "maxLength": MOST_WHY}), "in": "query"}

    def _header(self, name: str, words: Text, schema: dict[str, Any]) -> dict[str, Any]:
        described = in_lang(words, self._lang)
        return {"name": name, "in": "header", "required": False, "description": described, "schema": schema}

    def write(
        self,
        name: str,
        summary: Text,
        parameters: list[dict[str, Any]],
        body: dict[str, Any] | None = None,
        status: str = "200",
        media: str = GEOJSON,
    ) -> dict[str, Any]:
        """An operation that changes one feature."""
        made = self._operation(
            name, "work", summary, self._lang, (media,) if body else (), [*parameters, KEY, self.why, *_LANGUAGE]
        )
        done = made["responses"].pop("200")
        if body is None:
            done.pop("content")
        else:
            made["requestBody"] = body
        if body and media == GEOJSON:
            done["headers"] = {"ETag": {"schema": {"type": "string"}}}
        if status == "201":
            done.setdefault("headers", {})["Location"] = {"schema": {"type": "string", "format": "uri"}}
        refused = dict.fromkeys(("403", "409", "410", "412", "415", "422", "428", "503", "507"), _PROBLEM)
        made["responses"] = {status: done, **made["responses"], **refused}
        return made


def _body(media: Sequence[str], schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {kind: {"schema": schema} for kind in media}}
