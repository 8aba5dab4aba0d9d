"""GeoJSON as a text: parsed row by row without GDAL, and refused where it is broken. No address is ever followed, no text is ever run.

Coordinates are built on whole arrays, so that a file of 85,000 polygons takes seconds. Only x and y are kept: a land register is flat.
"""

from __future__ import annotations

import codecs
import gc
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np
import orjson
import shapely

from gis.crs import CRS84, Geometries, system_name
from gis.errors import SourceError
from gis.findings import FoundCode
from gis.io import bounds
from gis.io.coordinates import LEVELS, built
from gis.io.encodings import check_utf8
from gis.io.json_keys import count_keys, parse_once
from gis.map_offsets import SHIFTED
from gis.text import Text
from gis.values import EXACT, lost_digits

_EPSG: Final = re.compile(r"(?:^|:)EPSG:(?:[\d.]*:)?(\d{3,6})$", re.IGNORECASE)
_MAX_DEPTH: Final = 64
_TOO_DEEP: Final = Text(f"嵌套超过 {_MAX_DEPTH} 层", f"nested more than {_MAX_DEPTH} deep")
NO_FEATURE: Final = Text("不是 GeoJSON 要素", "not a GeoJSON feature")
TOO_LARGE: Final = (
    Text(f"坐标超过 {bounds.MAX_VERTICES:,} 个", f"more than {bounds.MAX_VERTICES:,} positions"),
    Text(f"属性超过 {bounds.MAX_COLUMNS:,} 个", f"more than {bounds.MAX_COLUMNS:,} properties"),
)
"""What is too large of a feature that is one."""
_EXCERPT: Final = 80
_CONTAINERS: Final = frozenset({dict, list})
_PLAIN: Final = json.JSONEncoder(ensure_ascii=False)


class NoGeoJson(SourceError):
    """Sound JSON that is something else."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Parsed:
    """What a GeoJSON text holds, row by row, before any id or field is asked of it.

    Parameters
    ----------
    ids
        The features' own ids as text, None where there is none.
    properties
        One table a feature; empty where the feature has none.
    geometries
        Shapely geometries, shape (n,), x before y as written; None where a feature has none or one that cannot be built.
    problems
        By row, why a feature is not usable.
    excerpts
        By such a row, the beginning of what stands there.
    crs
        ``EPSG:n``, the CRS84 address, ``GCJ-02`` or ``BD-09``, whichever the text declares; None where it declares none.
    lost
        Rows whose own id is a number too long to be kept: they have none.
    lines
        Of a table, the line of the sheet in which each row begins; empty where features are counted.
    """

    ids: list[str | None]
    properties: list[dict[str, Any]]
    geometries: Geometries
    problems: dict[int, Text]
    excerpts: dict[int, str]
    crs: str | None
    lost: frozenset[int] = frozenset()
    lines: Sequence[int] = ()

    def line_of(self, row: int) -> int:
        """Where a person finds a row: its line in a table, else its place, both from 1."""
        return self.lines[row] if self.lines else row + 1

    def __len__(self) -> int:
        return len(self.ids)


def parse(data: bytes, name: str) -> Parsed:
    """The features of a GeoJSON text: a FeatureCollection, one Feature, or a bare geometry.

    A feature that is broken by itself is kept as a row with its problem; a text that is broken is refused.

    Raises
    ------
    SourceError
        Not JSON (with line and column), NaN or infinite numbers, a key that stands twice, nesting beyond 64, a ``crs`` that points to an
        address, or more than the bounds of a file.
    NoGeoJson
        No GeoJSON at all.
    """
    root = _json(data, name)
    kind = root.get("type") if isinstance(root, dict) else None
    if kind == "FeatureCollection" and isinstance(root.get("features"), list):
        members = root["features"]
    elif kind == "Feature":
        members = [root]
    elif kind in LEVELS or kind == "GeometryCollection":
        members = [{"type": "Feature", "properties": {}, "geometry": root}]
    else:
        raise no_geojson(name)
    found = _rows(members, declared_crs(root, name))
    _check_values(found.properties, name)
    return found


def no_geojson(name: str) -> NoGeoJson:
    """The refusal of what is JSON and no GeoJSON."""
    return NoGeoJson(
        Text(f"{name} 不是 GeoJSON 要素集合", f"{name} is not a GeoJSON feature collection"),
        Text("请移走该文件，或用 GIS 软件重新导出为 GeoJSON", "take it away, or export it again as GeoJSON from a GIS"),
        file=name,
    )


def code_of(problem: Text) -> FoundCode:
    """By what name a problem of a row is counted."""
    if problem in TOO_LARGE:
        return "too-large"
    return "not-a-feature" if problem == NO_FEATURE else "no-usable-geometry"


def _is_feature(member: Any) -> bool:
    return isinstance(member, dict) and member.get("type") == "Feature"


def _refused(name: str, text: Text, **where: object) -> SourceError:
    return SourceError(Text(f"{name}：{text.zh}", f"{name}: {text.en}"), bounds.AGAIN, file=name, **where)


def _json(data: bytes, name: str) -> Any:
    _check_weight(data, name)
    try:
        with garbage_kept():
            root = orjson.loads(data.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as mistake:
        check_utf8(data, name)
        text = Text(
            f"第 {mistake.lineno} 行第 {mistake.colno} 列不是有效的 JSON（{mistake.msg}）",
            f"line {mistake.lineno}, column {mistake.colno} is not valid JSON ({mistake.msg})",
        )
        raise _refused(name, text, line=mistake.lineno, column=mistake.colno) from None
    check_utf8(data, name)
    _check_count(root, name)
    depth, keys = _shape_of(root)
    if depth > _MAX_DEPTH:
        raise _refused(name, _TOO_DEEP)
    if count_keys(data) != keys:
        _check_duplicate_keys(data, name)
    return root


def _check_weight(data: bytes, name: str) -> None:
    """Refuse what would take more memory and time than any register before it is parsed."""
    why = bounds.too_heavy(data)
    if why is None:
        return
    if b'"FeatureCollection"' not in data and b'"coordinates"' not in data:
        raise no_geojson(name)
    raise _too_much(name, *why)


def _check_count(root: Any, name: str) -> None:
    """Refuse more features, or more rows that are none, than a file may have before they are looked at one by one."""
    members = root.get("features") if isinstance(root, dict) else None
    if not isinstance(members, list):
        return
    count = len(members)
    if count > bounds.MAX_FEATURES:
        most = bounds.MAX_FEATURES
        raise _too_much(
            name,
            Text(f"有 {count:,} 个要素，最多 {most:,} 个", f"has {count:,} features, more than {most:,}"),
            bounds.SPLIT,
        )
    others = [row for row, member in enumerate(members) if not _is_feature(member)]
    # A file of nothing else is something else, which whoever reads it says.
    if len(others) > bounds.MAX_UNUSABLE:
        first = f"{others[0] + 1:,}"
        raise _refused(
            name,
            Text(
                f"{count:,} 行中有 {len(others):,} 行不是 GeoJSON 要素，最多列出 {bounds.MAX_UNUSABLE:,} 行；第一处在第 {first} 行",
                f"{len(others):,} of {count:,} rows are no GeoJSON features, more than the {bounds.MAX_UNUSABLE:,} that are listed; the first is row {first}",
            ),
        )


def _too_much(name: str, why: Text, remedy: Text) -> SourceError:
    return SourceError(Text(f"{name} {why.zh}", f"{name} {why.en}"), remedy, file=name)


@contextmanager
def garbage_kept() -> Iterator[None]:
    """Hold the garbage collector: it would walk through millions of new lists again and again, and find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _shape_of(root: Any) -> tuple[int, int]:
    """How deep a parsed text nests and how many keys it has, level by level, without recursion.

    Coordinates are not looked into: they hold no keys, and are only ever read to the depth that their type has.
    """
    depth, keys, level = 0, 0, [root]
    while level:
        depth += 1
        keys += sum(len(node) for node in level if isinstance(node, dict))
        level = [child for node in level for child in _containers(node)]
    return depth, keys


def _check_values(tables: Iterable[Mapping[str, Any]], name: str) -> None:
    """Refuse values that nest too deep to be kept as text, also below a property that is called as coordinates are."""
    level: list[Any] = [
        value
        for table in tables
        if not _CONTAINERS.isdisjoint(map(type, table.values()))
        for value in table.values()
        if isinstance(value, (dict, list))
    ]
    for _ in range(_MAX_DEPTH):
        if not level:
            return
        children = [child for node in level for child in (node.values() if isinstance(node, dict) else node)]
        level = [child for child in children if isinstance(child, (dict, list))]
    raise _refused(name, _TOO_DEEP)


def _containers(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        # Nothing is below the values of most features, which is told without a step for each.
        if _CONTAINERS.isdisjoint(map(type, node.values())):
            return ()
        return [child for key, child in node.items() if key != "coordinates" and isinstance(child, (dict, list))]
    return [child for child in node if isinstance(child, (dict, list))] if isinstance(node, list) else ()


def _check_duplicate_keys(data: bytes, name: str) -> None:
    """The exact, slower look, taken only where a count of keys differs: a colon may also follow a quote inside a text."""

    def refuse(twice: str) -> SourceError:
        return _refused(name, Text(f"键 {twice!r} 重复", f"the key {twice!r} stands twice"), key=twice)

    try:
        parse_once(data.removeprefix(codecs.BOM_UTF8), refuse)
    except RecursionError:
        raise _refused(name, _TOO_DEEP) from None


def declared_crs(root: Mapping[str, Any], name: str) -> str | None:
    """The system that a collection declares; None where it declares none.

    Raises
    ------
    SourceError
        Where it points to an address, or is not known.
    """
    member = root.get("crs")
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, dict) else None
    declared = properties.get("name") if isinstance(properties, dict) and member.get("type") == "name" else None
    if not isinstance(declared, str):
        raise _refused(
            name,
            Text(
                "crs 成员指向外部地址或写法不明，不予读取",
                "its crs member points to an address or is unclear; it is not followed",
            ),
        )
    if (named := system_name(declared)) in {CRS84, *SHIFTED}:
        return named
    found = _EPSG.search(declared)
    if not found:
        raise _refused(name, Text(f"坐标系 {declared!r} 无法识别", f"coordinate system {declared!r} is not known"))
    return f"EPSG:{found[1]}"


def _rows(members: Sequence[Any], crs: str | None) -> Parsed:
    problems: dict[int, Text] = {}
    ids: list[str | None] = []
    tables: list[dict[str, Any]] = []
    shapes: list[Any] = []
    for row, member in enumerate(members):
        usable = _is_feature(member)
        table = member.get("properties") if usable else None
        if not usable or not (table is None or isinstance(table, dict)):
            problems[row] = NO_FEATURE
        elif table is not None and len(table) > bounds.MAX_COLUMNS:
            problems[row], table = TOO_LARGE[1], None
        ids.append(identity_of(member.get("id"), None) or None if usable else None)
        tables.append(table if isinstance(table, dict) else {})
        shapes.append(member.get("geometry") if usable else None)
    geometries = built(shapes, problems)
    for row in np.flatnonzero(shapely.get_num_coordinates(geometries) > bounds.MAX_VERTICES).tolist():
        geometries[row] = None
        problems.setdefault(row, TOO_LARGE[0])
    excerpts = {
        row: _excerpt(members[row] if problem == NO_FEATURE else shapes[row]) for row, problem in problems.items()
    }
    lost = frozenset(row for row, member in enumerate(members) if _is_feature(member) and lost_digits(member.get("id")))
    return Parsed(
        ids=ids, properties=tables, geometries=geometries, problems=problems, excerpts=excerpts, crs=crs, lost=lost
    )


def _excerpt(value: Any) -> str:
    # A piece at a time: what is wrong may be as large as the file.
    text = "".join(islice(_PLAIN.iterencode(value), _EXCERPT))
    return text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…"


def identity_of(given: Any, otherwise: str | None) -> str:
    """An id as text: whole numbers without a point; what is neither text nor number, or has lost digits, is none."""
    if isinstance(given, float):
        return str(int(given)) if given.is_integer() and abs(given) <= EXACT else otherwise or ""
    if isinstance(given, (str, int, float)) and not isinstance(given, bool) and str(given).strip():
        return str(given).strip()
    return otherwise or ""
