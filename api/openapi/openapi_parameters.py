"""The query parameters that every collection shares, as the OpenAPI document describes them."""

from __future__ import annotations

from typing import Any, Final

from api.asking import params
from api.ground.service import Service
from api.ground.settings import Lang
from gis.io.formats import FORMATS
from gis.limits import DEFAULT_LIMIT, MAX_DISTANCE_M, MAX_LIMIT, MAX_OFFSET
from gis.names import ASOF
from gis.summary import MAX_DISTINCT, Sought
from gis.text import Text, in_lang

_ITEM_FORMATS: Final = "f.items"
_TEXT: Final = {"type": "string"}
_LIST: Final = {"type": "array", "items": {"type": "string"}}


def query_parameters(served: Service, lang: Lang) -> dict[str, Any]:
    """By name, every parameter but those that a layer's own fields give it."""
    systems = {"type": "string", "enum": [system.uri for system in served.systems], "default": served.systems[0].uri}
    made = [*_filter(systems, lang), *_window(systems, lang), *_figures(lang)]
    return {entry["name"]: entry for entry in made}


def _parameter(name: str, words: Text, schema: dict[str, Any], lang: Lang, **more: Any) -> dict[str, Any]:
    form = {"style": "form", "explode": False}
    return (
        {"name": name, "in": "query", "description": in_lang(words, lang), "required": False, "schema": schema}
        | form
        | more
    )


def _filter(systems: dict[str, Any], lang: Lang) -> list[dict[str, Any]]:
    return [*_places(systems, lang), *_values(systems, lang)]


def _places(systems: dict[str, Any], lang: Lang) -> list[dict[str, Any]]:
    box = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    return [
        _parameter(
            "bbox",
            Text("西,南,东,北（度）", "west,south,east,north in degrees"),
            box,
            lang,
            example=[116.7, 36.4, 116.9, 36.6],
        ),
        _parameter("bbox-crs", Text("bbox 的坐标系", "coordinate system of bbox"), systems, lang),
        _parameter(
            "datetime",
            Text("图层没有时间字段，任何时间都符合", "no layer has a time of its own: every feature matches"),
            _TEXT,
            lang,
        ),
        _parameter("within", Text("WKT 多边形", "polygon in WKT"), _TEXT, lang),
        _parameter(
            "near",
            Text(
                "在其 distance_m 米以内：图层/编号，或 WKT 的点、线、多边形",
                "within distance_m of this: collection/id, or a point, line or polygon in WKT",
            ),
            _TEXT,
            lang,
            example="POINT(116.78 36.55)",
        ),
        _parameter(
            "distance_m",
            Text("与 near 的最大距离 m", "greatest distance from near, m"),
            {"type": "number", "minimum": 0, "exclusiveMinimum": True, "maximum": MAX_DISTANCE_M},
            lang,
            example=2000,
        ),
        _parameter(
            "located",
            Text("true 为有图形的，false 为未定位的", "true: those that have a shape; false: those not located"),
            {"type": "boolean"},
            lang,
        ),
    ]


def _values(systems: dict[str, Any], lang: Lang) -> list[dict[str, Any]]:
    return [
        _parameter(
            "ids",
            Text(
                '编号；含逗号的编号写在双引号里，例如 "A,8"',
                'ids; one with a comma stands in double quotes, such as "A,8"',
            ),
            _LIST,
            lang,
        ),
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
        _parameter(
            "filter-crs",
            Text(
                "within、near 与 filter 中图形的坐标系",
                "coordinate system of within, near and the geometries of filter",
            ),
            systems,
            lang,
        ),
        _parameter(
            "or_unknown", Text("这些字段待核实的也算", "fields whose unknown values are let through"), _LIST, lang
        ),
        _parameter(
            ASOF,
            Text(
                "过去某日（当日结束时）或某一时刻的状况",
                "as things were at the end of a past day, or at a time",
            ),
            _TEXT,
            lang,
            example="2026-06-30",
        ),
    ]


def _window(systems: dict[str, Any], lang: Lang) -> list[dict[str, Any]]:
    whole = {"type": "integer", "minimum": 0}
    deep = {**whole, "maximum": MAX_OFFSET, "default": 0}
    page = {**whole, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
    return [
        _parameter("sortby", Text("排序，-字段为降序", "order; -field goes downwards"), _LIST, lang),
        _parameter("limit", Text("每页数量", "features on a page"), page, lang),
        _parameter("offset", Text("从第几个开始", "features before the page"), deep, lang),
        _parameter(
            "cursor",
            Text("next 链接中的续页位置，数据改动后仍有效", "where a next link goes on; holds when the data change"),
            _TEXT,
            lang,
        ),
        _parameter("properties", Text("要哪些字段", "columns of the answer"), _LIST, lang),
        _parameter(
            "crs",
            Text("回答的坐标系，轴顺序依其定义", "coordinate system of the answer, in its own order of axes"),
            systems,
            lang,
        ),
        _parameter(
            "simplify",
            Text("图形可偏差的米数，供远看的地图使用", "outlines may be off by so many metres, for a map far out"),
            {"type": "number", "minimum": 0, "maximum": params.MAX_TOLERANCE_M},
            lang,
        ),
        _parameter(
            "need_m2",
            Text(
                "楼层合起来需要的面积；xlsx 多一张按楼栋的表",
                "floor area needed together; an xlsx has a sheet by building",
            ),
            {"type": "number", "minimum": 1},
            lang,
        ),
        _parameter("f", Text("格式", "format"), _TEXT, lang),
        _parameter("lang", Text("语言", "language"), {"type": "string", "enum": ["zh", "en"]}, lang),
    ]


def file_parameters(lang: Lang) -> dict[str, Any]:
    """What the items of a collection have beside the others, by name: the formats of files, and the options of these."""
    kinds = {"type": "string", "enum": ["json", "html", *FORMATS]}
    made = [_parameter("f", Text("格式；导出为全部结果", "format; a file holds all that matched"), kinds, lang)]
    for name, option in params.OPTION_NAMES.items():
        takers = ", ".join(each.id for each in FORMATS.values() if option in each.options)
        words = Text(f"{option.title.zh}，用于 f={takers}", f"{option.title.en}, for f={takers}")
        schema = {"type": "string", "enum": list(option.choices), "default": option.default}
        made.append(_parameter(name, words, schema, lang))
    return {_ITEM_FORMATS if entry["name"] == "f" else entry["name"]: entry for entry in made}


def _figures(lang: Lang) -> list[dict[str, Any]]:
    most = {"type": "integer", "minimum": 0, "maximum": MAX_DISTINCT, "default": Sought.limit}
    return [
        _parameter(
            "by", Text("按字段分组，类型不限", "fields to group by, of any type"), _LIST, lang, example=["status"]
        ),
        _parameter("histogram", Text("数值或日期字段的直方图", "numbers and dates to draw"), _LIST, lang),
        _parameter("distinct", Text("列出字段最常见的值", "fields whose most frequent values are listed"), _LIST, lang),
        _parameter("distinct_q", Text("只列含有这些文字的值", "only values that contain these words"), _TEXT, lang),
        _parameter("distinct_limit", Text("每个字段最多列几个值", "values listed of each field"), most, lang),
    ]
