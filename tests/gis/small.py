"""One small layer that has every type of field, every hierarchy of codes and every kind of place; for the tests of the core."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import shapely

from gis.catalog import Collection, Kind
from gis.codelists import Code, Codelist, Hierarchy
from gis.fields import DType, Field, Role
from gis.layer import Feature, Layer
from gis.text import Text

METRIC_CRS = "EPSG:4548"


def same(words: str) -> Text:
    """Words that are the same in both languages."""
    return Text(words, words)


def codelist(name: str, codes: Iterable[tuple[str, str]], hierarchy: Hierarchy) -> Codelist:
    """A code list of (code, title), the parent after a slash: ``("GD-A/GD", "…")``."""
    entries = [
        Code(code=key.partition("/")[0], parent=key.partition("/")[2] or None, title=Text(zh, f"{zh}-en"))
        for key, zh in codes
    ]
    return Codelist(id=name, system=name, title=same(name), hierarchy=hierarchy, codes=tuple(entries))


LAND_USE = codelist(
    "land_use",
    [
        ("10", "工矿用地"),
        ("1001", "工业用地"),
        ("100101", "一类工业用地"),
        ("100102", "二类工业用地"),
        ("1101", "物流仓储用地"),
    ],
    "prefix",
)
STATUS = codelist("status", [("reserve", "储备"), ("idle", "闲置"), ("built", "建成")], "flat")
READINESS = codelist("readiness", [("ready", "净地"), ("within", "一年内"), ("later", "远期")], "ordinal")
PARKS = codelist(
    "parks", [("GD", "归德"), ("GD-A/GD", "归德 A 区"), ("GD-A1/GD-A", "归德 A1"), ("CX", "创新谷")], "parent"
)
SERVICES = codelist("services", [("water", "供水"), ("power", "供电"), ("gas", "燃气")], "flat")
CODELISTS = {found.id: found for found in (LAND_USE, STATUS, READINESS, PARKS, SERVICES)}


def field(name: str, dtype: DType = DType.TEXT, **more: Any) -> Field:
    """A field titled by its own name."""
    return Field(name=name, dtype=dtype, title=Text(f"字段{name}", name), **more)


COLLECTION = Collection(
    id="plots",
    kind=Kind.PARCEL,
    file="plots.geojson",
    title=Text("地块", "Plots"),
    noun=Text("宗", "plots"),
    fields=(
        field("id", role=Role.ID),
        field("name", role=Role.NAME),
        field("use", role=Role.USAGE, codelist="land_use"),
        field("system", role=Role.USAGE_SYSTEM),
        field("status", role=Role.STATUS, codelist="status"),
        field("readiness", role=Role.READINESS, codelist="readiness"),
        field("park", role=Role.PARK, codelist="parks"),
        field("site_area_m2", DType.NUMBER, role=Role.AREA, unit="m2_land"),
        field("measured_m2", DType.NUMBER, role=Role.MEASURED_AREA, unit="m2_land"),
        field("floors", DType.INTEGER),
        field("planned", DType.BOOLEAN),
        field("started", DType.DATE),
        field("services", DType.LIST, codelist="services"),
    ),
)


def cell(column: int, row: int, *, west: float = 116.0, south: float = 36.0, side: float = 0.01) -> Any:
    """A square of a grid, in degrees."""
    return shapely.box(west + column * side, south + row * side, west + (column + 1) * side, south + (row + 1) * side)


def plot(key: str, geometry: Any = None, **properties: Any) -> Feature:
    """One feature."""
    return Feature(key, geometry, properties)


def layer(features: Iterable[Feature], collection: Collection = COLLECTION) -> Layer:
    """A layer of them."""
    return Layer.from_features(collection, features, metric_crs=METRIC_CRS, codelists=CODELISTS)
