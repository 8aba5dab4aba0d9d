"""The interface as an OpenAPI 3.0 document, composed by hand from the catalog: every collection with the parameters of its own fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from api import params
from api.describe import EXPORT_TYPES, field_schema, said
from api.links import quoted
from api.matching import MAX_EXPLAIN, SUBJECTS
from api.negotiation import GEOJSON, HTML, JSON, OPENAPI, SCHEMA
from api.service import Service, product_version
from api.settings import Lang
from gis.fields import DType, Field
from gis.layer import Layer
from gis.matching.matches import MAX_TOP
from gis.matching.project import DEMAND_KEYS
from gis.query import MAX_LIMIT
from gis.text import Text

_PROBLEM: Final = {"$ref": "#/components/responses/Problem"}


def document(served: Service, base: str, lang: Lang) -> dict[str, Any]:
    """The whole document.

    Parameters
    ----------
    base
        Address of the service, without a slash at its end.
    """
    catalog = served.inventory.catalog
    layers = list(served.inventory.layers.values())
    return {
        "openapi": "3.0.3",
        "info": {
            "title": catalog.title.both(),
            "version": product_version(),
            "description": _about(served, lang),
            "license": {"name": "Apache-2.0"},
        },
        "servers": [{"url": base}],
        "tags": [{"name": name, "description": said(text, lang)} for name, text in _TAGS.items()],
        "paths": {
            **_fixed_paths(lang),
            **_any_collection(layers, lang),
            **{path: item for layer in layers for path, item in _own_paths(layer, lang).items()},
            **_work_paths(lang),
        },
        "components": _components(lang),
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
    return " ".join(said(text, lang) for text in (words, rest) if text)


def _operation(
    name: str, tag: str, summary: Text, lang: Lang, media: Iterable[str], parameters: Iterable[dict[str, Any]] = ()
) -> dict[str, Any]:
    content = {kind: {"schema": _schema_of(kind)} for kind in media}
    shared = [_ref("f"), _ref("lang")] if tag == "OGC" else []
    return {
        "operationId": name,
        "tags": [tag],
        "summary": said(summary, lang),
        "parameters": [*parameters, *shared],
        "responses": {
            "200": {"description": said(Text("成功", "Done"), lang), "content": content},
            "default": _PROBLEM,
        },
    }


def _schema_of(media: str) -> dict[str, Any]:
    if media.split(";", maxsplit=1)[0].endswith("json"):
        return {"type": "object"}
    return {"type": "string"} if media.startswith("text/") else {"type": "string", "format": "binary"}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/parameters/{name}"}


def _fixed_paths(lang: Lang) -> dict[str, Any]:
    return {
        "/": {"get": _operation("landing", "OGC", Text("首页", "Landing page"), lang, (JSON, HTML))},
        "/conformance": {
            "get": _operation("conformance", "OGC", Text("符合的标准", "Conformance"), lang, (JSON, HTML))
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
    shared = [_ref(name) for name in (*_FILTER, *_WINDOW)]
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
            "get": _operation("item", "OGC", Text("一个要素", "One feature"), lang, (GEOJSON, HTML), [which, feature])
        },
        f"{at}/summary": {
            "get": _operation(
                "summary",
                "OGC",
                Text("汇总", "Summary"),
                lang,
                (JSON,),
                [which, *shared, _ref("by"), _ref("histogram"), *own.values()],
            )
        },
        f"{at}/explain": {
            "get": _operation("explain", "OGC", _EXPLAIN, lang, (JSON,), [which, *shared, *own.values()])
        },
    }


_EXPLAIN: Final = Text("用文字说明查询", "What a query asks, in words")


def _item_media() -> tuple[str, ...]:
    return tuple(dict.fromkeys((GEOJSON, HTML, *EXPORT_TYPES.values())))


def _own_paths(layer: Layer, lang: Lang) -> dict[str, Any]:
    at = f"/collections/{quoted(layer.id)}"
    shared = [_ref(name) for name in (*_FILTER, *_WINDOW)]
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
                [*shared, _ref("by"), _ref("histogram"), *own],
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
    return {"name": name, "in": "query", "description": said(words, lang), "schema": schema}


_FILTER: Final = params.FILTER
_WINDOW: Final = params.WINDOW
_TEXT: Final = {"type": "string"}
_LIST: Final = {"type": "array", "items": {"type": "string"}}


def _parameter(name: str, words: Text, schema: dict[str, Any], lang: Lang, **more: Any) -> dict[str, Any]:
    made = {"name": name, "in": "query", "description": said(words, lang), "required": False, "schema": schema, **more}
    if schema.get("type") == "array":
        made |= {"style": "form", "explode": False}
    return made


def _parameters(lang: Lang) -> dict[str, Any]:
    box = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    whole = {"type": "integer", "minimum": 0}
    page = {**whole, "maximum": MAX_LIMIT, "default": params.DEFAULT_LIMIT}
    made = [
        _parameter(
            "bbox",
            Text("西,南,东,北（度）", "west,south,east,north in degrees"),
            box,
            lang,
            example=[116.7, 36.4, 116.9, 36.6],
        ),
        _parameter("bbox-crs", Text("只有 CRS84", "CRS84 alone"), _TEXT, lang),
        _parameter(
            "datetime",
            Text("图层没有时间字段，任何时间都符合", "no layer has a time of its own: every feature matches"),
            _TEXT,
            lang,
        ),
        _parameter("within", Text("WKT 多边形", "polygon in WKT"), _TEXT, lang),
        _parameter("ids", Text("编号", "ids"), _LIST, lang),
        _parameter("usage", Text("用途代码，含下级", "usage codes, each with all below it"), _LIST, lang),
        _parameter(
            "min_area_m2", Text("最小面积 m²", "least area, m²"), {"type": "number", "minimum": 0}, lang, example=20000
        ),
        _parameter("max_area_m2", Text("最大面积 m²", "largest area, m²"), {"type": "number", "minimum": 0}, lang),
        _parameter("q", Text("文字搜索", "text search"), _TEXT, lang),
        _parameter(
            "filter",
            Text("CQL2 过滤条件，例如 status IS NULL", "condition in CQL2, such as status IS NULL"),
            _TEXT,
            lang,
        ),
        _parameter(
            "filter-lang",
            Text("filter 的语言", "language of filter"),
            {"type": "string", "enum": list(params.FILTER_LANGS), "default": next(iter(params.FILTER_LANGS))},
            lang,
        ),
        _parameter("filter-crs", Text("只有 CRS84", "CRS84 alone"), _TEXT, lang),
        _parameter(
            "or_unknown", Text("这些字段待核实的也算", "fields whose unknown values are let through"), _LIST, lang
        ),
        _parameter("sortby", Text("排序，-字段为降序", "order; -field goes downwards"), _LIST, lang),
        _parameter("limit", Text("每页数量", "features on a page"), page, lang),
        _parameter("offset", Text("从第几个开始", "features before the page"), {**whole, "default": 0}, lang),
        _parameter("properties", Text("要哪些字段", "columns of the answer"), _LIST, lang),
        _parameter("crs", Text("只有 CRS84", "CRS84 alone"), _TEXT, lang),
        _parameter(
            "simplify",
            Text("图形可偏差的米数，供远看的地图使用", "outlines may be off by so many metres, for a map far out"),
            {"type": "number", "minimum": 0, "maximum": params.MAX_TOLERANCE_M},
            lang,
        ),
        _parameter("by", Text("按字段分组", "fields to group by"), _LIST, lang),
        _parameter("histogram", Text("数值字段的直方图", "numeric fields to draw"), _LIST, lang),
        _parameter("f", Text("格式；导出为全部结果", "format; a file holds all that matched"), _TEXT, lang),
        _parameter("lang", Text("语言", "language"), {"type": "string", "enum": ["zh", "en"]}, lang),
    ]
    return {entry["name"]: entry for entry in made}


def _components(lang: Lang) -> dict[str, Any]:
    words = {"type": "object", "properties": {"zh": _TEXT, "en": _TEXT}}
    problem = {
        "type": "object",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "code": _TEXT,
            "text": words,
            "remedy": words,
        },
    }
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "parameters": _parameters(lang),
        "schemas": {"Problem": problem},
        "responses": {"Problem": {"description": said(Text("出错", "A problem"), lang), "content": content}},
    }


def _work_paths(lang: Lang) -> dict[str, Any]:
    export = _operation(
        "exports", "work", Text("选中清单导出为一个工作簿", "The basket as one workbook"), lang, EXPORT_TYPES.values()
    )
    match = _operation(
        "matches",
        "work",
        Text("为项目找场地，或为场地找项目", "Sites for a project, or projects for a site"),
        lang,
        (JSON, EXPORT_TYPES["xlsx"]),
        [_ref("f"), _ref("lang")],
    )
    example = {"project": {"needs": "land", "land_area_min_m2": 20000}, "top": 10}
    return {
        "/matches": {"post": {**match, "requestBody": _json_body(_match_body(), example)}},
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
        "f": {"type": "string", "enum": list(EXPORT_TYPES)},
        "lang": {"type": "string", "enum": ["zh", "en"]},
    }
    return {"type": "object", "required": ["items"], "additionalProperties": False, "properties": properties}


def _match_body() -> dict[str, Any]:
    properties = {
        "project_id": _TEXT,
        "project": {"type": "object", "properties": {key: {} for key in DEMAND_KEYS}, "additionalProperties": False},
        "site": _CHOSEN,
        "top": {"type": "integer", "minimum": 0, "maximum": MAX_TOP},
        "scheme": _TEXT,
        "explain": {"type": "array", "maxItems": MAX_EXPLAIN, "items": _TEXT},
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
