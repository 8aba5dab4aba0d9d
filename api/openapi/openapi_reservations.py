"""Holds in the OpenAPI document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from api.asking.negotiation import JSON
from api.asking.reservations import HOLDERS, LANDED, MOST_NAME
from api.ground.settings import Lang
from api.openapi.openapi_repeating import KEY
from gis.catalog import Kind
from gis.inventory import Inventory
from gis.limits import MOST_WHY
from gis.reservation import Standing
from gis.reservations import MOST_ITEMS
from gis.text import Text

_NAME: Final = {"type": "string", "minLength": 1, "maxLength": MOST_NAME}
_DAY: Final = {"type": "string", "format": "date"}
_NOTE: Final = {"type": "string", "maxLength": MOST_WHY}
_SHARED: Final = [{"$ref": "#/components/parameters/f"}, {"$ref": "#/components/parameters/lang"}]
_PROBLEM: Final = {"$ref": "#/components/responses/Problem"}
_WHICH: Final = {"name": "key", "in": "path", "required": True, "schema": _NAME}
_ITEM: Final = {
    "type": "object",
    "required": ["collection", "id"],
    "additionalProperties": False,
    "properties": {"collection": _NAME, "id": _NAME, "area_m2": {"type": "number"}},
}
_HELD_DAYS: Final = 90
"""Of the example."""


def reservation_paths(operation: Callable[..., dict[str, Any]], lang: Lang, inventory: Inventory) -> dict[str, Any]:
    """Paths of holds; the example holds the first plot or floor of the inventory."""

    def described(name: str, zh: str, en: str, *parameters: dict[str, Any], writes: bool = True) -> dict[str, Any]:
        made = operation(name, "work", Text(zh, en), lang, (JSON,), [*parameters, *_SHARED])
        if writes:
            made["responses"] |= dict.fromkeys(("403", "409", "422"), _PROBLEM)
        return made

    filters: list[dict[str, Any]] = [
        {"name": "standing", "in": "query", "schema": {"type": "string", "enum": list(Standing)}},
        *({"name": name, "in": "query", "schema": _NAME} for name in ("project_id", "firm", "collection", "id")),
        {"name": "expires_before", "in": "query", "schema": _DAY},
        *({"$ref": f"#/components/parameters/{name}"} for name in ("limit", "offset")),
    ]
    listed = described(
        "reservations",
        "意向预留，先到期的在前",
        "Holds, those that end first before the others",
        *filters,
        writes=False,
    )
    reserve = described("reserve", "作意向预留：全部所列，或一处也不留", "Hold all that is listed, or nothing", KEY)
    reserve["responses"]["201"] = {
        **reserve["responses"].pop("200"),
        "headers": {"Location": {"schema": {"type": "string", "format": "uri"}}},
    }
    shown = described("reservation", "一个意向预留", "One hold", _WHICH, writes=False)
    change = described(
        "changeReservation",
        "展期、调整，或注明已落地",
        "Extend or change a hold, or say that its holder has come",
        _WHICH,
        KEY,
    )
    release = described("releaseReservation", "释放意向预留", "Give a hold up", _WHICH, KEY)
    return {
        "/reservations": {
            "get": listed,
            "post": {**reserve, "requestBody": _json_body(_wanted(), _example(inventory))},
        },
        "/reservations/{key}": {
            "get": shown,
            "patch": {**change, "requestBody": _json_body(_change(), {"until": "2023-12-31"})},
            "delete": release,
        },
    }


def _items() -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "maxItems": MOST_ITEMS, "items": _ITEM}


def _wanted() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["items", "until"],
        "properties": {"project_id": _NAME, "firm": _NAME, "items": _items(), "until": _DAY, "note": _NOTE},
        "oneOf": [{"required": [holder]} for holder in HOLDERS],
    }


def _change() -> dict[str, Any]:
    standing = {"type": "string", "enum": [LANDED]}
    return {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {"until": _DAY, "items": _items(), "note": _NOTE, "standing": standing},
    }


def _json_body(schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {JSON: {"schema": schema, "example": example}}}


def _example(inventory: Inventory) -> dict[str, Any]:
    places = [layer for layer in inventory.of_kind(Kind.PARCEL, Kind.SPACE) if len(layer)][:1]
    return {
        "firm": "某某装备有限公司",
        "items": [{"collection": layer.id, "id": layer.ids[0]} for layer in places],
        "until": (inventory.catalog.as_of + dt.timedelta(days=_HELD_DAYS)).isoformat(),
    }
