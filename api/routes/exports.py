"""``POST /exports``: the basket, chosen features of several collections as one workbook, or of one in any format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.asked import asked
from api.body import json_object, only, wrong
from api.describe import EXPORT_TYPES
from api.exports import BASKET, BOOK, basket, disposition
from api.responses import answer
from api.service import Service, service
from api.settings import Lang
from api.turns import Work
from gis.query import MAX_LIMIT
from gis.text import Text

router = APIRouter()
MAX_ITEMS: Final = MAX_LIMIT
KINDS: Final = tuple(EXPORT_TYPES)
KEYS: Final = ("items", "f", "lang")


@router.post("/exports")
async def exports(
    request: Request,
    served: Annotated[Service, Depends(service)],
    body: Annotated[dict[str, Any], Depends(json_object(*KEYS))],
) -> Response:
    """The chosen features as a file; in a workbook, a sheet a collection."""
    wants = asked(request, served, {BOOK: EXPORT_TYPES[BOOK], **EXPORT_TYPES})
    kind = _choice(body, "f", KINDS, wants.format)
    lang: Lang = "en" if _choice(body, "lang", ("zh", "en"), wants.lang) == "en" else "zh"
    chosen = _chosen(body.get("items"))
    content, day = await served.turns.run(Work.LISTS, request, basket, served.inventory, chosen, kind, lang)
    name = disposition(BASKET, "basket", day, kind, lang)
    return answer(content, EXPORT_TYPES[kind], Content_Disposition=name)


def _choice(body: Mapping[str, Any], key: str, options: tuple[str, ...], default: str) -> str:
    found = body.get(key, default)
    if found not in options:
        names = ", ".join(options)
        raise wrong(key, Text(f"应为 {names} 之一", f"is one of {names}"))
    return str(found)


def _chosen(items: Any) -> dict[str, list[str]]:
    if not isinstance(items, list) or not 0 < len(items) <= MAX_ITEMS:
        raise wrong("items", Text(f"应为 1 至 {MAX_ITEMS:,} 个选中项", f"holds 1 to {MAX_ITEMS:,} chosen features"))
    found: dict[str, list[str]] = {}
    for number, entry in enumerate(items, 1):
        if not isinstance(entry, dict):
            raise wrong(f"items[{number}]", Text("应为对象", "is an object"))
        only(entry, ("collection", "id"))
        collection, key = entry.get("collection"), entry.get("id")
        if not isinstance(collection, str) or not isinstance(key, str):
            raise wrong(f"items[{number}]", Text("须有文字 collection 与 id", "has the texts collection and id"))
        found.setdefault(collection, []).append(key)
    return found
