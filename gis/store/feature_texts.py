"""Features as texts of GeoJSON, as the log and the tables keep them, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import shapely

from gis.io.coordinates import built
from gis.io.parsing import garbage_kept
from gis.layer import Feature, Layer


def feature_of(text: str, key: str) -> Feature:
    """A feature of the log or of a table."""
    given: Mapping[str, Any] = orjson.loads(text)
    shape = given["geometry"]
    return Feature(key, None if shape is None else shapely.from_geojson(orjson.dumps(shape)), given["properties"])


def features_of(texts: Mapping[str, str]) -> dict[str, Feature]:
    """Features of the log or of a table by id, their shapes built on whole arrays: of many at once half of ``feature_of``."""
    with garbage_kept():
        given = {key: orjson.loads(text) for key, text in texts.items()}
        shapes = built([each["geometry"] for each in given.values()], {})
    return {
        key: Feature(key, shape, each["properties"])
        if shape is not None or each["geometry"] is None
        else feature_of(texts[key], key)
        for (key, each), shape in zip(given.items(), shapes, strict=True)
    }


def feature_of_row(layer: Layer, row: int) -> Feature:
    """A feature of a layer as it reads again once it was written: shapes lie in the plane."""
    return Feature(layer.ids[row], shapely.force_2d(layer.geometries[row]), layer.properties(row))


def feature_text(feature: Feature) -> str:
    """A feature as the log and the tables keep it."""
    return shaped_text(feature.id, feature.properties, shapely.to_geojson(feature.geometry))


def shaped_text(key: str, properties: Mapping[str, Any], geometry: str | None) -> str:
    """The same with a geometry that is GeoJSON text already."""
    shape = None if geometry is None else orjson.Fragment(geometry)
    return json_text({"type": "Feature", "id": key, "properties": properties, "geometry": shape})


def json_text(value: Any) -> str:
    """JSON text of something."""
    return orjson.dumps(value).decode()
