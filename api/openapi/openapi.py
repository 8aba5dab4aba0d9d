"""The interface as an OpenAPI 3.0 document, composed by hand from the catalog: every collection with the parameters of its own fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from api.answering.describe import EXPORT_TYPES, field_schema
from api.asking import params
from api.asking.links import quoted
from api.asking.negotiation import GEOJSON, HTML, JSON, OPENAPI, SCHEMA
from api.ground.service import Service
from api.ground.settings import Lang
from api.ground.version import product_version
from api.openapi.openapi_answers import answer_schema, describe_answers
from api.openapi.openapi_changes import change_paths
from api.openapi.openapi_editing import editing_paths
from api.openapi.openapi_parameters import file_parameters, query_parameters
from api.openapi.openapi_reservations import reservation_paths
from api.openapi.openapi_sheets import sheet_paths
from api.openapi.openapi_tiles import tile_paths
from api.openapi.openapi_work import work_paths
from gis.fields import DType, Field
from gis.layer import Layer
from gis.names import ASOF, FILTER, SUMMARY, WINDOW
from gis.text import Text, in_lang

_PROBLEM: Final = {"$ref": "#/components/responses/Problem"}
_BUSY: Final = {"$ref": "#/components/responses/Busy"}


def document(served: Service, base: str, lang: Lang) -> dict[str, Any]:
    """The whole document.

    Parameters
    ----------
    base
        Address of the service, without a slash at its end.
    """
    catalog = served.inventory.catalog
    layers = list(served.inventory.layers.values())
    paths = {
        **_fixed_paths(lang),
        **_any_collection(layers, lang),
        **{path: item for layer in layers for path, item in _own_paths(layer, lang).items()},
        **work_paths(_operation, lang),
        **sheet_paths(_operation, lang),
    }
    if served.folder:
        ids, systems = [layer.id for layer in layers], [system.uri for system in served.systems]
        for changing in (change_paths(_operation, lang, ids), editing_paths(_operation, lang, ids, systems)):
            paths |= {path: {**paths.get(path, {}), **ways} for path, ways in changing.items()}
        paths |= reservation_paths(_operation, lang, served.inventory)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": catalog.title.both(),
            "version": product_version(),
            "description": _about(served, lang),
            "license": {"name": "Apache-2.0"},
        },
        "servers": [{"url": base}],
        "tags": [{"name": name, "description": in_lang(text, lang)} for name, text in _TAGS.items()],
        "paths": paths,
        "components": _components(served, lang),
    }


_TAGS: Final = {
    "OGC": Text("OGC API 要素", "OGC API Features"),
    "work": Text("匹配与带走清单", "Match, and take the list away"),
    "service": Text("运行状态", "The service itself"),
}


def _about(served: Service, lang: Lang) -> str:
    words = served.inventory.catalog.demonstration
    rest = Text(
        "未知值不符合任何条件，or_unknown 可放行。",
        "An unknown value matches no condition; or_unknown lets it through.",
    )
    return " ".join(in_lang(text, lang) for text in (words, rest) if text)


def _operation(
    name: str, tag: str, summary: Text, lang: Lang, media: Iterable[str], parameters: Iterable[dict[str, Any]] = ()
) -> dict[str, Any]:
    content = {kind: {"schema": _schema_of(kind, name)} for kind in media}
    shared = [_ref("f"), _ref("lang")] if tag == "OGC" else []
    if name.partition(".")[0] == "items":
        shared = [*map(_ref, file_parameters(lang)), _ref("lang")]
    # What can be a file waits for its turn, and may be told that none came.
    busy = {"503": _BUSY} if set(content) & set(EXPORT_TYPES.values()) else {}
    return {
        "operationId": name,
        "tags": [tag],
        "summary": in_lang(summary, lang),
        "parameters": [*parameters, *shared],
        "responses": {
            "200": {"description": in_lang(Text("成功", "Done"), lang), "content": content},
            "400": _PROBLEM,
            "404": _PROBLEM,
            **busy,
            "default": _PROBLEM,
        },
    }


def _schema_of(media: str, name: str) -> dict[str, Any]:
    if media.split(";", maxsplit=1)[0].endswith("json"):
        return answer_schema(name)
    return {"type": "string"} if media.startswith("text/") else {"type": "string", "format": "binary"}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/parameters/{name}"}


def _fixed_paths(lang: Lang) -> dict[str, Any]:
    landing = _operation("landing", "OGC", Text("首页", "Landing page"), lang, (JSON, HTML))
    landing["responses"]["503"] = _BUSY
    return {
        "/": {"get": landing},
        "/conformance": {
            "get": _operation("conformance", "OGC", Text("符合的标准", "Conformance"), lang, (JSON, HTML))
        },
        "/functions": {
            "get": _operation("functions", "OGC", Text("过滤条件可用的函数", "Functions of filters"), lang, (JSON,))
        },
        "/api": {"get": _operation("api", "service", Text("本文档", "This document"), lang, (OPENAPI,))},
        "/collections": {
            "get": _operation("collections", "OGC", Text("全部图层", "All collections"), lang, (JSON, HTML))
        },
        "/healthz": {
            "get": _operation("healthz", "service", Text("进程是否应答", "The process answers"), lang, (JSON,))
        },
        "/readyz": {"get": _operation("readyz", "service", Text("数据是否就绪", "The data is loaded"), lang, (JSON,))},
        "/version": {"get": _operation("version", "service", Text("版本", "Versions"), lang, (JSON,))},
    }


def _any_collection(layers: list[Layer], lang: Lang) -> dict[str, Any]:
    """The templated paths; GDAL reads what can be asked of items from here, so the fields of all layers stand together."""
    names = [layer.id for layer in layers]
    which = {"name": "collectionId", "in": "path", "required": True, "schema": {"type": "string", "enum": names}}
    feature = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
    own = {entry["name"]: entry for layer in layers for entry in _field_parameters(layer, lang, codes=False)}
    shared = [_ref(name) for name in (*FILTER, *WINDOW)]
    at = "/collections/{collectionId}"
    return {
        at: {"get": _operation("collection", "OGC", Text("一个图层", "One collection"), lang, (JSON, HTML), [which])},
        f"{at}/queryables": {
            "get": _operation("queryables", "OGC", Text("可查询的字段", "Queryables"), lang, (SCHEMA, HTML), [which])
        },
        f"{at}/items": {
            "get": _operation(
                "items", "OGC", Text("要素", "Features"), lang, _item_media(), [which, *shared, *own.values()]
            )
        },
        f"{at}/items/{{featureId}}": {
            "get": _operation(
                "item",
                "OGC",
                Text("一个要素", "One feature"),
                lang,
                (GEOJSON, HTML),
                [which, feature, _ref("crs"), _ref(ASOF)],
            )
        },
        f"{at}/summary": {
            "get": _operation(
                "summary",
                "OGC",
                Text("汇总", "Summary"),
                lang,
                (JSON,),
                [which, *shared, *map(_ref, SUMMARY), *own.values()],
            )
        },
        f"{at}/explain": {
            "get": _operation("explain", "OGC", _EXPLAIN, lang, (JSON,), [which, *shared, *own.values()])
        },
        **tile_paths(_operation, lang, which, [*map(_ref, (*FILTER, "properties")), *own.values()]),
    }


_EXPLAIN: Final = Text("用文字说明查询", "What a query asks, in words")


def _item_media() -> tuple[str, ...]:
    return tuple(dict.fromkeys((GEOJSON, HTML, *EXPORT_TYPES.values())))


def _own_paths(layer: Layer, lang: Lang) -> dict[str, Any]:
    at = f"/collections/{quoted(layer.id)}"
    shared = [_ref(name) for name in (*FILTER, *WINDOW)]
    own = _field_parameters(layer, lang, codes=True)
    title = layer.collection.title
    return {
        f"{at}/items": {"get": _operation(f"items.{layer.id}", "OGC", title, lang, _item_media(), [*shared, *own])},
        f"{at}/summary": {
            "get": _operation(
                f"summary.{layer.id}",
                "OGC",
                Text(f"{title.zh}：汇总", f"{title.en}: summary"),
                lang,
                (JSON,),
                [*shared, *map(_ref, SUMMARY), *own],
            )
        },
        f"{at}/explain": {"get": _operation(f"explain.{layer.id}", "OGC", _EXPLAIN, lang, (JSON,), [*shared, *own])},
    }


def _field_parameters(layer: Layer, lang: Lang, *, codes: bool) -> list[dict[str, Any]]:
    names = params.FieldNames.of(layer.collection)
    bounds = {**names.low, **names.high}
    equal = [_equal_parameter(layer, field, lang, codes=codes) for field in names.equal.values()]
    return equal + [_bound_parameter(name, field, lang) for name, field in bounds.items()]


def _equal_parameter(layer: Layer, field: Field, lang: Lang, *, codes: bool) -> dict[str, Any]:
    codelist = layer.codelists.get(field.name) if codes else None
    schema = field_schema(field, codelist, lang)
    described = {"title": schema.pop("title"), "description": schema.pop("description")}
    if params.splits(field):
        schema = {
            "type": "array",
            "items": {"type": "string"},
            **{k: v for k, v in schema.items() if k.startswith("x-")},
        }
    made = {"name": field.name, "in": "query", "description": described["description"], "schema": schema}
    if params.splits(field):
        made |= {"style": "form", "explode": False}
    if codelist and not field.references and codelist.codes:
        made["example"] = [codelist.codes[0].code]
    return made


def _bound_parameter(name: str, field: Field, lang: Lang) -> dict[str, Any]:
    side = Text("下限", "lower bound") if name.startswith("min_") else Text("上限", "upper bound")
    words = Text(f"{field.heading.zh}：{side.zh}", f"{field.heading.en}: {side.en}")
    schema = {"type": "string", "format": "date"} if field.dtype is DType.DATE else {"type": "number"}
    return {"name": name, "in": "query", "description": in_lang(words, lang), "schema": schema}


def _components(served: Service, lang: Lang) -> dict[str, Any]:
    _, schemas = describe_answers()
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "parameters": query_parameters(served, lang) | file_parameters(lang),
        "schemas": schemas,
        "responses": {
            "Problem": {"description": in_lang(Text("出错", "A problem"), lang), "content": content},
            "Busy": {
                "description": in_lang(Text("繁忙，或页面文件不在", "Busy, or the page's files are missing"), lang),
                "headers": {"Retry-After": {"schema": {"type": "integer"}}},
                "content": content,
            },
        },
    }
