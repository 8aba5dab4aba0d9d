"""``POST /exports``: the basket, chosen features of several collections as one workbook, or of one in any format."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.describe import EXPORT_TYPES
from api.answering.exports import BASKET, BOOK, Manner, Need, basket, disposition
from api.answering.responses import file_answer
from api.asking.asked import read_request
from api.asking.body import body_reader, json_object
from api.asking.places import named_system
from api.ground.errors import BadBody
from api.ground.service import Service, service
from api.ground.settings import Lang
from api.ground.turns import Work
from gis.limits import MAX_LIMIT
from gis.names import ASOF, FORMAT
from gis.reading.reader import Reader
from gis.reading.shapes import among, listed, number, table_of, text

router = APIRouter()
MAX_ITEMS: Final = MAX_LIMIT
KINDS: Final = tuple(EXPORT_TYPES)
_ID: Final = text(0, blank=True)
_NAMES: Final = listed(_ID, 1)
_AREA: Final = number(1)
_OPTIONS: Final = table_of(text(1, 40))
KEYS: Final = ("items", "columns", "need_m2", "f", "lang", "crs", "options")


@router.post("/exports")
async def exports(
    request: Request,
    served: Annotated[Service, Depends(service)],
    body: Annotated[dict[str, Any], Depends(json_object(*KEYS))],
) -> Response:
    """The chosen features as a file; in a workbook, a sheet a collection."""
    wants = read_request(request, served, {BOOK: EXPORT_TYPES[BOOK], **EXPORT_TYPES}, (*FORMAT, ASOF))
    reader = body_reader(body)
    kind = reader.read_or("f", among(KINDS), wants.format)
    lang: Lang = "en" if reader.read_or("lang", among(("zh", "en")), wants.lang) == "en" else "zh"
    chosen = _chosen(reader)
    names = _columns(reader, chosen)
    scheme = served.schemes.get(served.inventory.catalog.scheme)
    area = reader.read_or("need_m2", _AREA, None)
    need = Need(area_m2=area, scheme=scheme) if area and scheme else None
    system = named_system(reader.read("crs", text(1, 200)), "crs", served.systems) if "crs" in reader else None
    manner = Manner(crs=system.name if system else None, options=reader.read_or("options", _OPTIONS, {}))
    make = partial(basket, served.inventory, chosen, kind, lang, names, need, manner=manner)
    made = await served.turns.run(Work.LISTS, request, make)
    name = disposition(BASKET, "basket", made.day, kind, lang)
    return file_answer(made.content, EXPORT_TYPES[kind], Content_Disposition=name, **made.headers)


def _chosen(reader: Reader[BadBody]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in reader.parts("items", 1, MAX_ITEMS):
        entry.refuse_others(("collection", "id"))
        found.setdefault(entry.read("collection", _ID), []).append(entry.read("id", _ID))
    return found


def _columns(reader: Reader[BadBody], chosen: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The columns of each collection that has a choice of its own; only of those that something is taken from."""
    if "columns" not in reader:
        return {}
    part = reader.part("columns")
    part.refuse_others(chosen)
    return {name: part.read(name, _NAMES) for name in part.table}
