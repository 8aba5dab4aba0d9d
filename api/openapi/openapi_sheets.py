"""Pre-check sheets in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from api.answering.describe import EXPORT_TYPES
from api.asking.negotiation import HTML, JSON
from api.ground.settings import Lang
from api.papers.prechecks import TITLE
from gis.matching.needs.demand_form import demand_schema

_TEXT: Final = {"type": "string", "maxLength": 200}
_SHARED: Final = [{"$ref": "#/components/parameters/f"}, {"$ref": "#/components/parameters/lang"}]
_MEDIA: Final = (JSON, HTML, EXPORT_TYPES["xlsx"])


def sheet_paths(operation: Callable[..., dict[str, Any]], lang: Lang) -> dict[str, Any]:
    """Paths of pre-check sheets."""
    named = [_parameter(name, required=name != "scheme") for name in ("project_id", "collection", "id", "scheme")]
    listed = operation("precheck", "work", TITLE, lang, _MEDIA, [*named, *_SHARED])
    sent = operation("precheckOfDemand", "work", TITLE, lang, _MEDIA, _SHARED)
    body = {"required": True, "content": {JSON: {"schema": _body()}}}
    return {"/prechecks": {"get": listed, "post": {**sent, "requestBody": body}}}


def _parameter(name: str, *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": _TEXT}


def _body() -> dict[str, Any]:
    site = {
        "type": "object",
        "required": ["collection", "id"],
        "additionalProperties": False,
        "properties": {"collection": _TEXT, "id": _TEXT},
    }
    properties = {
        "project_id": _TEXT,
        "project": demand_schema(),
        "site": site,
        "scheme": _TEXT,
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["site"],
        "properties": properties,
        "oneOf": [{"required": ["project_id"]}, {"required": ["project"]}],
    }
