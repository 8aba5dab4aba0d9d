"""The part of the OpenAPI document that speaks of tiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from api.answering.tilesets import MATRIX_SET, MVT
from api.asking.negotiation import JSON
from api.ground.settings import Lang
from gis.text import Text, in_lang
from gis.tiles import MAX_ZOOM

Parameter = dict[str, Any]
_MATRIX_SET: Final[Parameter] = {
    "name": "tileMatrixSetId",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": [MATRIX_SET]},
}


def tile_paths(
    operation: Callable[..., dict[str, Any]], lang: Lang, which: Parameter, conditions: Sequence[Parameter]
) -> dict[str, Any]:
    """The paths of tiles and of what describes them.

    Parameters
    ----------
    operation
        Makes an operation of its name, tag, summary, language, media types and parameters.
    which, conditions
        The parameter that names the collection, and those that filter its features.
    """
    at = "/collections/{collectionId}/tiles"
    matrix_sets = operation("tileMatrixSets", "OGC", Text("瓦片矩阵集", "Tile matrix sets"), lang, (JSON,))
    matrix_set = operation(
        "tileMatrixSet", "OGC", Text("瓦片矩阵集", "A tile matrix set"), lang, (JSON,), [_MATRIX_SET]
    )
    sets = operation(
        "tiles.collection.vector.getTileSetsList", "OGC", Text("瓦片集", "Tile sets"), lang, (JSON,), [which]
    )
    described = Text("瓦片集（f=tilejson 为 TileJSON 3）", "A tile set; f=tilejson as TileJSON 3")
    one_set = operation(
        "tiles.collection.vector.getTileSet", "OGC", described, lang, (JSON,), [which, _MATRIX_SET, *conditions]
    )
    return {
        "/tileMatrixSets": {"get": matrix_sets},
        "/tileMatrixSets/{tileMatrixSetId}": {"get": matrix_set},
        at: {"get": sets},
        f"{at}/{{tileMatrixSetId}}": {"get": one_set},
        f"{at}/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": {
            "get": _tile(operation, lang, [which, _MATRIX_SET, *_place(), *conditions])
        },
    }


def _tile(operation: Callable[..., dict[str, Any]], lang: Lang, parameters: Sequence[Parameter]) -> dict[str, Any]:
    made = operation(
        "tiles.collection.vector.getTile", "OGC", Text("矢量瓦片", "A vector tile"), lang, (MVT,), parameters
    )
    empty = Text("瓦片内没有要素", "The tile shows nothing")
    made["responses"]["204"] = {"description": in_lang(empty, lang)}
    return made


def _place() -> list[Parameter]:
    whole = {"type": "integer", "minimum": 0}
    schemas = {"tileMatrix": {**whole, "maximum": MAX_ZOOM}, "tileRow": whole, "tileCol": whole}
    examples = {"tileMatrix": 12, "tileRow": 1607, "tileCol": 3376}
    return [
        {"name": name, "in": "path", "required": True, "schema": schema, "example": examples[name]}
        for name, schema in schemas.items()
    ]
