"""Collections described for machines: extent, links, and their fields as a JSON schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from api.answering.answers import CollectionAnswer, Extent, Queryables
from api.asking.links import Link, Links, quoted
from api.asking.negotiation import GEOJSON, HTML, JSON, SCHEMA
from api.ground.settings import Lang
from gis.codelists import Codelist
from gis.crs import CRS84, STORAGE, ReferenceSystem
from gis.fields import DType, Field
from gis.io.formats import FORMATS
from gis.layer import Layer
from gis.text import Text, in_lang

QUERYABLES_REL: Final = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
TILESETS_REL: Final = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
_MAX_ENUM: Final = 500
_TYPES: Final[dict[DType, dict[str, Any]]] = {
    DType.TEXT: {"type": "string"},
    DType.INTEGER: {"type": "integer"},
    DType.NUMBER: {"type": "number"},
    DType.BOOLEAN: {"type": "boolean"},
    DType.DATE: {"type": "string", "format": "date"},
    DType.LIST: {"type": "array", "items": {"type": "string"}},
}
EXPORT_TYPES: Final = {name: entry.media_type for name, entry in FORMATS.items()}
EXPORT_TITLES: Final = {name: entry.title for name, entry in FORMATS.items()}


def bounds_of(layer: Layer) -> list[float] | None:
    """West, south, east, north of all features, or None where none has a geometry."""
    known = layer.bounds[~np.isnan(layer.bounds[:, 0])]
    if not len(known):
        return None
    west, south = known[:, :2].min(axis=0)
    east, north = known[:, 2:].max(axis=0)
    return [float(west), float(south), float(east), float(north)]


def collection(layer: Layer, links: Links, lang: Lang, systems: Sequence[ReferenceSystem]) -> CollectionAnswer:
    """A collection as OGC API Features describes it."""
    entry = layer.collection
    bounds = bounds_of(layer)
    extent: Extent = {"spatial": {"bbox": [bounds] if bounds else [], "crs": CRS84}}
    made: CollectionAnswer = {
        "id": entry.id,
        "title": in_lang(entry.title, lang),
        "titles": entry.title.as_dict(),
        "description": in_lang(entry.source, lang),
        "itemType": "feature",
        "kind": str(entry.kind),
        "noun": entry.noun.as_dict(),
        "count": len(layer),
        "as_of": entry.as_of.isoformat() if entry.as_of else None,
        "extent": extent,
        "crs": [system.uri for system in systems],
        "storageCrs": ReferenceSystem.of(STORAGE).uri,
        "links": _collection_links(entry.id, links, lang),
    }
    if not bounds:
        del made["extent"]
    return made


def _collection_links(name: str, links: Links, lang: Lang) -> list[Link]:
    path = f"/collections/{quoted(name)}"
    exports = [
        links.to(f"{path}/items", "enclosure", EXPORT_TYPES[kind], in_lang(EXPORT_TITLES[kind], lang), f=kind)
        for kind in EXPORT_TYPES
    ]
    return [
        links.to(path, "self", JSON),
        links.to(f"{path}/items", "items", GEOJSON, "GeoJSON"),
        links.to(f"{path}/items", "items", HTML, "HTML", f="html"),
        links.to(f"{path}/queryables", QUERYABLES_REL, SCHEMA),
        links.to(f"{path}/tiles", TILESETS_REL, JSON, in_lang(Text("矢量瓦片", "Vector tiles"), lang)),
        links.to(f"{path}/summary", "related", JSON, in_lang(Text("汇总", "Summary"), lang)),
        links.to(f"{path}/explain", "related", JSON, in_lang(Text("用文字说明查询", "A query in words"), lang)),
        *exports,
    ]


def field_schema(field: Field, codes: Codelist | None, lang: Lang) -> dict[str, Any]:
    """A field as JSON Schema, with its title, unit, role and codes."""
    schema: dict[str, Any] = {
        **_TYPES[field.dtype],
        "title": in_lang(field.title, lang),
        "description": field.heading.both(),
    }
    if field.unit:
        schema["x-unit"] = field.unit
    if field.role:
        schema["x-role"] = str(field.role)
    if codes and not field.references and len(codes.codes) <= _MAX_ENUM:
        schema["x-codes"] = [{"code": code.code, **code.title.as_dict()} for code in codes.codes]
    return schema


def queryables(layer: Layer, links: Links, lang: Lang) -> Queryables:
    """What a collection can be asked by, as a JSON Schema."""
    entry = layer.collection
    properties: dict[str, Any] = {
        field.name: field_schema(field, layer.codelists.get(field.name), lang) for field in entry.fields
    }
    properties["geometry"] = {
        "title": in_lang(Text("图形", "Geometry"), lang),
        "format": "geometry-any",
        "x-ogc-role": "primary-geometry",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": links.to(f"/collections/{quoted(entry.id)}/queryables", "self", SCHEMA)["href"],
        "type": "object",
        "title": in_lang(entry.title, lang),
        "properties": properties,
        "additionalProperties": False,
    }
