"""Matches, portfolios and exports in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from api.answering.describe import EXPORT_TYPES
from api.asking.matching import MAX_EXPLAIN, SUBJECTS
from api.asking.negotiation import HTML, JSON
from api.asking.portfolios import MAX_IDS, MAX_SITES
from api.ground.settings import Lang
from gis.io.formats import OPTIONS
from gis.limits import MAX_LIMIT
from gis.matching.needs.demand_form import demand_schema
from gis.matching.ranking.matches import MAX_TOP
from gis.matching.studies.studies import STUDIES
from gis.names import ASOF
from gis.text import Text

_TEXT: Final = {"type": "string", "maxLength": 200}
_MEDIA: Final = (JSON, HTML, EXPORT_TYPES["xlsx"])
_SHARED: Final = [{"$ref": "#/components/parameters/f"}, {"$ref": "#/components/parameters/lang"}]


def work_paths(operation: Callable[..., dict[str, Any]], lang: Lang) -> dict[str, Any]:
    """Paths of matches, portfolios and exports."""
    export = operation(
        "exports", "work", Text("选中清单导出为一个工作簿", "The basket as one workbook"), lang, EXPORT_TYPES.values()
    )
    match = operation(
        "matches",
        "work",
        Text("为项目找场地，或为场地找项目", "Sites for a project, or projects for a site"),
        lang,
        (JSON, EXPORT_TYPES["xlsx"]),
        _SHARED,
    )
    example = {"project": {"needs": "land", "land_area_min_m2": 20000}, "top": 10}
    portfolio = operation(
        "portfolios", "work", Text("全部项目统筹落位", "All projects placed at once"), lang, _MEDIA, _SHARED
    )
    scenarios = operation("scenarios", "work", Text("可用的情景", "Scenarios to ask for"), lang, (JSON,), _SHARED)
    ahp = operation(
        "ahp", "work", Text("由两两比较得权重", "Weights from comparisons in pairs"), lang, (JSON,), _SHARED
    )
    asof = {"$ref": f"#/components/parameters/{ASOF}"}
    stock = operation("dashboard", "work", Text("存量看板", "The stock in figures"), lang, (JSON,), [asof, *_SHARED])
    return {
        "/dashboard": {"get": stock},
        "/matches": {"post": {**match, "requestBody": _json_body(_match_body(), example)}},
        "/portfolios": {"post": {**portfolio, "requestBody": _json_body(_portfolio_body(), {})}},
        "/portfolios/scenarios": {"get": scenarios},
        "/weights/ahp": {"post": {**ahp, "requestBody": _json_body(_ahp_body(), _AHP)}},
        "/exports": {"post": {**export, "requestBody": _json_body(_export_body())}},
    }


_CHOSEN: Final = {
    "type": "object",
    "required": ["collection", "id"],
    "additionalProperties": False,
    "properties": {"collection": _TEXT, "id": _TEXT},
}


def _export_body() -> dict[str, Any]:
    properties = {
        "items": {"type": "array", "minItems": 1, "maxItems": MAX_LIMIT, "items": _CHOSEN},
        "columns": {"type": "object", "additionalProperties": {"type": "array", "minItems": 1, "items": _TEXT}},
        "need_m2": {"type": "number", "minimum": 1},
        "f": {"type": "string", "enum": list(EXPORT_TYPES)},
        "lang": {"type": "string", "enum": ["zh", "en"]},
        "crs": _TEXT,
        "options": _object(
            {name: {"type": "string", "enum": list(option.choices)} for name, option in OPTIONS.items()}, []
        ),
    }
    return {"type": "object", "required": ["items"], "additionalProperties": False, "properties": properties}


def _portfolio_body() -> dict[str, Any]:
    pin = _object({"project_id": _TEXT, "sites": _ids(MAX_SITES)}, ["project_id", "sites"])
    ban = _object({"project_id": _TEXT, "site": _TEXT}, ["project_id", "site"])
    properties = {
        "project_ids": _ids(MAX_IDS),
        "pins": {"type": "array", "maxItems": MAX_IDS, "items": pin},
        "forbid": {"type": "array", "maxItems": MAX_IDS, "items": ban},
        "scenario": {"oneOf": [_TEXT, {"type": "object"}]},
        "scheme": _TEXT,
        "unlocks": {"type": "boolean"},
    }
    return _object(properties, [])


_AHP: Final = {"comparisons": [{"a": "area_fit", "b": "readiness", "value": 3}]}


def _ahp_body() -> dict[str, Any]:
    pair = _object({"a": _TEXT, "b": _TEXT, "value": {"oneOf": [{"type": "number"}, _TEXT]}}, ["a", "b", "value"])
    return _object({"scheme": _TEXT, "comparisons": {"type": "array", "items": pair}}, ["comparisons"])


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    more = {"required": required} if required else {}
    return {"type": "object", "additionalProperties": False, "properties": properties, **more}


def _ids(most: int) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "maxItems": most, "items": _TEXT}


def _match_body() -> dict[str, Any]:
    properties = {
        "project_id": _TEXT,
        "project": demand_schema(),
        "site": _CHOSEN,
        "top": {"type": "integer", "minimum": 0, "maximum": MAX_TOP},
        "scheme": _TEXT,
        "explain": {"type": "array", "maxItems": MAX_EXPLAIN, "items": _TEXT},
        "weights": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0, "maximum": 100}},
        "study": {"type": "array", "items": {"type": "string", "enum": list(STUDIES)}},
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "oneOf": [{"required": [key]} for key in SUBJECTS],
    }


def _json_body(schema: dict[str, Any], example: dict[str, Any] | None = None) -> dict[str, Any]:
    media = {"schema": schema, **({"example": example} if example else {})}
    return {"required": True, "content": {JSON: media}}
