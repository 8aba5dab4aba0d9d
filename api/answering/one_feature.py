"""One feature as it is answered: its GeoJSON, and the tag by which a change of it is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

import numpy as np
import orjson

from api.answering.answers import Feature as FeatureAnswer
from api.answering.answers import HeldHere
from api.asking.asked import Asked
from api.asking.links import quoted
from api.asking.negotiation import GEOJSON, HTML, JSON
from api.ground.service import Service
from api.ground.version import product_version
from gis.crs import ReferenceSystem, present, spoken
from gis.feature_version import version_of
from gis.holds import Held
from gis.layer import Feature
from gis.outlines import outline_texts
from gis.text import Text, in_lang

DEFAULT = spoken()[0]


def feature_path(collection: str, key: str) -> str:
    """The address of a feature below the service's own, quoted."""
    return f"/collections/{quoted(collection)}/items/{quoted(key)}"


def feature_answer(
    collection: str,
    feature: Feature,
    wants: Asked,
    system: ReferenceSystem = DEFAULT,
    *,
    here: bool = False,
    related: Sequence[Related] = (),
) -> FeatureAnswer:
    """A feature as GeoJSON, in a system's own order of axes; ``here`` where it is what the address of the request names.

    ``related`` are the features of other layers that it names.
    """
    shape = np.array([feature.geometry, None], dtype=object)[:1]
    written = outline_texts(shape if system == DEFAULT else present(shape, system))[0]
    own = feature_path(collection, feature.id)
    return {
        "type": "Feature",
        "id": feature.id,
        "geometry": cast("Mapping[str, Any]", orjson.Fragment(written)),
        "properties": feature.properties,
        "links": [
            wants.links.here("self", GEOJSON) if here else wants.links.to(own, "self", GEOJSON),
            wants.links.here("alternate", HTML, "HTML", {"f": "html"})
            if here
            else wants.links.to(own, "alternate", HTML, "HTML", f="html"),
            wants.links.to(f"/collections/{quoted(collection)}", "collection", JSON),
            *(
                wants.links.to(
                    feature_path(each.collection, each.id), "related", GEOJSON, in_lang(each.title, wants.lang)
                )
                for each in related
            ),
        ],
    }


class Related(NamedTuple):
    """A feature of another layer that a feature names, and the heading of the field that does."""

    collection: str
    id: str
    title: Text


def related_to(served: Service, collection: str, feature: Feature) -> list[Related]:
    """The features of other layers that a feature names by its links; of a word that several have, all of these."""
    features = []
    for link in served.inventory.links(collection):
        value = feature.properties.get(link.field.name)
        words = value if isinstance(value, list) else [] if value is None else [str(value)]
        rows = [row for word in words for row in link.named(word)]
        features += [Related(link.target.id, link.target.ids[row], link.field.title) for row in rows]
    return list(dict.fromkeys(features))


def held_here(held: Sequence[Held]) -> list[HeldHere]:
    """Who holds how much of a feature."""
    return [
        {"id": each.by.id, "holder": each.by.holder, "until": each.until, "area_m2": each.area_m2}
        if each.area_m2 is not None
        else {"id": each.by.id, "holder": each.by.holder, "until": each.until}
        for each in held
    ]


def feature_tag(
    served: Service, wants: Asked, collection: str, shown: Feature, recorded: Feature | None = None, query: str = ""
) -> str:
    """Strong tag of a feature's answer: its recorded version, then what else the bytes depend on, which an edit elsewhere does not change.

    A page shows the names of what the feature points to, and so depends on all that is served.
    """
    stands = recorded or shown
    catalog = served.inventory.catalog
    made_of = [
        version_of(shown.properties, shown.geometry),
        catalog.written.whole,
        product_version(),
        feature_path(collection, shown.id),
        query,
        wants.format,
        wants.lang,
        wants.links.base,
        *([served.inventory.version, catalog.as_of.isoformat()] if wants.format == "html" else []),
    ]
    rest = hashlib.sha256(orjson.dumps(made_of)).hexdigest()[:12]
    return f'"{version_of(stands.properties, stands.geometry)}-{rest}"'
