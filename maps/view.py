"""View: what the page is told of an inventory, as JSON. The browser knows no column and no place but from here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np

from gis.catalog import Collection, Kind
from gis.codelists import Codelist, Symbol
from gis.crs import ReferenceSystem, metric, spoken, system_words
from gis.fields import Field, Role
from gis.inventory import Inventory
from gis.io import guards
from gis.io.formats import FORMATS, Format
from gis.layer import Layer
from gis.limits import MAX_DISTANCE_M, MAX_LIMIT, WHOLE_UP_TO
from gis.listed import listed_fields
from gis.matching.needs.demand_form import form_fields
from gis.matching.needs.vocabulary_words import page_words
from gis.text import Text
from gis.units import UNITS
from maps.grid import grid

"""Layers of at most so many features are held by the page whole; larger ones are asked of the service."""
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{3,8}")


@dataclass(frozen=True, kw_only=True)
class Basemap:
    """A base map by setting: tile addresses in Leaflet's form, one per sheet laid over another, and its credit line."""

    id: str
    title: Text
    urls: tuple[str, ...]
    attribution: str
    subdomains: str = "01234567"


@dataclass(frozen=True, kw_only=True)
class Joining:
    """How a scheme joins floors: at most ``most`` of them, and in which states a floor can be had."""

    most: int
    free: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class View:
    """How the page is to be made.

    Parameters
    ----------
    mode
        ``served``: the page asks the service; ``file``: everything is in the page.
    api
        What stands before the path of everything that the page asks for: empty, or a path prefix without a slash at its end.
    public_url
        Under which others reach the service, for what is printed; None where nobody said.
    scheme
        The matching scheme as reports print it, or None where the folder has none.
    schemes
        Every scheme that may be asked for, in the same form.
    joining
        How that scheme joins floors; None where the folder has none.
    studies
        Names of the studies that the service makes of a match.
    today
        The date against which the age of the data is told.
    """

    mode: Literal["served", "file"] = "served"
    lang: Literal["zh", "en"] = "zh"
    api: str = ""
    public_url: str | None = None
    product_version: str = ""
    basemaps: tuple[Basemap, ...] = ()
    scheme: Mapping[str, Any] | None = None
    schemes: tuple[Mapping[str, Any], ...] = ()
    joining: Joining | None = None
    studies: tuple[str, ...] = ()
    today: dt.date | None = field(default=None)


def configuration(inventory: Inventory, view: View) -> dict[str, Any]:
    """Everything that the page is told, plain JSON types."""
    catalog = inventory.catalog
    projects = catalog.of_kind(Kind.PROJECT)
    return {
        "mode": view.mode,
        "api": view.api if view.mode == "served" else None,
        "public_url": view.public_url if view.mode == "served" else None,
        "lang": view.lang,
        "version": inventory.version,
        "product": {"version": view.product_version},
        "title": catalog.title.as_dict(),
        "as_of": catalog.as_of.isoformat(),
        "demonstration": catalog.demonstration.as_dict() if catalog.demonstration else None,
        "stale": _stale(inventory, view.today or catalog.as_of),
        "stale_after_days": catalog.stale_after_days,
        "home": list(catalog.home or _extent(inventory)),
        "extent": list(_extent(inventory)),
        "metric": grid(catalog.metric_crs),
        "basemaps": [_basemap(one) for one in view.basemaps],
        "collections": [_collection(layer, view) for layer in inventory.layers.values()],
        "codelists": _codelists(inventory),
        "scheme": view.scheme,
        "joining": {"most": view.joining.most, "free": list(view.joining.free)} if view.joining else None,
        "studies": list(view.studies),
        "schemes": [{key: one[key] for key in ("id", "version", "title", "criteria")} for one in view.schemes],
        "projects": {"collection": projects[0].id} if projects else None,
        "holds": _holds(inventory),
        "demand": form_fields(),
        "page_limit": MAX_LIMIT,
        "farthest_m": MAX_DISTANCE_M,
        "words": page_words(),
        "formats": [_format(each) for each in FORMATS.values() if each.offered],
        "systems": [_system(each) for each in spoken(catalog.metric_crs)],
        "guards": {"runs": guards.RUNS, "changes": guards.CHANGES},
    }


def _format(form: Format) -> dict[str, Any]:
    """A format as menus and the dialog of files have it."""
    options = [
        {
            "parameter": option.parameter,
            **option.title.as_dict(),
            "choices": [{"id": value, **words.as_dict()} for value, words in option.choices.items()],
        }
        for option in form.options
    ]
    shown = {"id": form.id, **form.title.as_dict(), "at_once": form.at_once}
    return {**shown, "systems": form.systems, "options": options}


def _system(system: ReferenceSystem) -> dict[str, Any]:
    return {"id": system.name, **system_words(system.name).as_dict(), "plane": metric(system.name)}


def _holds(inventory: Inventory) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """By collection and id who holds how much until when, the first to end before the others: an area of null is all of it, a day of null no end."""
    return {
        collection: {
            key: [
                {"holder": one.by.holder, "project": one.by.project_id, "area_m2": one.area_m2, "until": one.until}
                for one in sorted(each, key=lambda held: (held.landed, held.by.until, held.by.id))
            ]
            for key, each in items.items()
        }
        for collection, items in inventory.holds.items()
    }


def _stale(inventory: Inventory, today: dt.date) -> list[dict[str, Any]]:
    """Layers whose data is older than the catalog allows, oldest first."""
    stale = []
    for collection in inventory.catalog.collections.values():
        days = (today - collection.as_of).days if collection.as_of else 0
        if days > inventory.catalog.stale_after_days and collection.id in inventory.layers:
            title, as_of = collection.title.as_dict(), str(collection.as_of)
            stale.append({"collection": collection.id, "title": title, "as_of": as_of, "days": days})
    return sorted(stale, key=lambda one: -one["days"])


def _extent(inventory: Inventory) -> tuple[float, float, float, float]:
    """West, south, east, north of the stock, or of everything where there is no stock."""
    layers = inventory.of_kind(Kind.PARCEL, Kind.SPACE) or list(inventory.layers.values())
    boxes = [layer.bounds[~np.isnan(layer.bounds[:, 0])] for layer in layers]
    together = np.concatenate([box for box in boxes if len(box)] or [np.array([[73.0, 18.0, 135.0, 54.0]])])
    west, south = together[:, :2].min(axis=0)
    east, north = together[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def _basemap(basemap: Basemap) -> dict[str, Any]:
    return {
        "id": basemap.id,
        "title": basemap.title.as_dict(),
        "urls": list(basemap.urls),
        "attribution": basemap.attribution,
        "subdomains": basemap.subdomains,
    }


def _collection(layer: Layer, view: View) -> dict[str, Any]:
    collection = layer.collection
    known = layer.bounds[~np.isnan(layer.bounds[:, 0])]
    return {
        "id": collection.id,
        "kind": str(collection.kind),
        "title": collection.title.as_dict(),
        "noun": collection.noun.as_dict(),
        "source": collection.source.as_dict(),
        "as_of": collection.as_of.isoformat() if collection.as_of else None,
        "count": len(layer),
        "remote": view.mode == "served" and len(layer) > WHOLE_UP_TO,
        "bounds": [*known[:, :2].min(axis=0).tolist(), *known[:, 2:].max(axis=0).tolist()] if len(known) else None,
        "fields": [_field(collection, entry, layer) for entry in collection.fields],
    }


def _field(collection: Collection, entry: Field, layer: Layer) -> dict[str, Any]:
    places = {each.name: place for place, each in enumerate(listed_fields(collection.fields), 1)}
    unit = UNITS[entry.unit] if entry.unit else None
    linked = entry.name in layer.codelists and entry.references
    return {
        "name": entry.name,
        "type": str(entry.dtype),
        "title": entry.title.as_dict(),
        "unit": unit.words() if unit and unit.label.zh else None,
        "land": entry.land,
        "role": str(entry.role) if entry.role else None,
        "codelist": f"ref:{entry.references}" if linked else entry.codelist,
        "references": entry.references if entry.names_ids else None,
        **({"link": {"collection": entry.references, "by": entry.references_by}} if entry.references_by else {}),
        "group": entry.group,
        "place": places.get(entry.name, 0),
        "original_of": entry.original_of,
        "id": entry.role is Role.ID or entry.name == collection.by_role[Role.ID].name,
    }


def _codelists(inventory: Inventory) -> dict[str, Any]:
    """Declared lists by id; lists made of another layer's names by ``ref:<layer>``."""
    found = {name: _codelist(one) for name, one in inventory.catalog.codelists.items()}
    for layer in inventory.layers.values():
        for entry in layer.collection.fields:
            if entry.references and entry.name in layer.codelists:
                found[f"ref:{entry.references}"] = _codelist(layer.codelists[entry.name])
    return found


def _codelist(codelist: Codelist) -> dict[str, Any]:
    return {
        "id": codelist.id,
        "title": codelist.title.as_dict(),
        "system": codelist.system,
        "edition": codelist.edition,
        "hierarchy": codelist.hierarchy,
        "codes": [
            {
                "code": code.code,
                **code.title.as_dict(),
                "parent": code.parent,
                "symbol": _symbol(code.symbol),
                **({"meaning": code.meaning} if code.meaning else {}),
            }
            for code in codelist.codes
        ],
    }


def _symbol(symbol: Symbol | None) -> dict[str, str] | None:
    """A symbol whose colours are colours; anything else would reach a stylesheet."""
    if symbol is None or not all(_COLOUR.fullmatch(one) for one in (symbol.fill, symbol.stroke, symbol.ink or "#000")):
        return None
    return {"fill": symbol.fill, "stroke": symbol.stroke, "pattern": symbol.pattern, "ink": symbol.ink or symbol.stroke}
