"""``landstock check``: a data folder validated without touching its store, what is in it, and whether its snapshots are what was written."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import typer
from rich.markup import escape
from rich.table import Table

from api.cli.base import REFUSED, LangOption, LayersOption, StoreOption, complain, language, out, said, settings_of
from api.settings import Lang
from gis.catalog import Catalog, Collection, Kind, read_catalog
from gis.errors import LandstockError
from gis.fields import Role
from gis.folder import shelf_of
from gis.io import geojson
from gis.layer import Layer
from gis.matching.procedures import read_procedures
from gis.matching.scheme import Scheme
from gis.matching.scheme_file import read_scheme
from gis.text import Text

HEAD = (
    Text("图层", "Collection"),
    Text("数量", "Features"),
    Text("无图形", "No geometry"),
    Text("面积待核实", "Area to check"),
    Text("引用不存在", "Broken references"),
)


def check(
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="引用不存在也算不合格 / broken references are refused too")
    ] = False,
) -> None:
    """检查数据文件夹 / Validate a data folder."""
    settings = settings_of(layers=layers, store=store)
    shown = language(settings, lang)
    catalog = read_catalog(settings.layers)
    read, broken = _read(catalog)
    table = Table(*[text.zh if shown == "zh" else text.en for text in HEAD], header_style="bold")
    dangling = {name: _dangling(layer, read) for name, layer in read.items()}
    for name, layer in read.items():
        table.add_row(*_figures(layer, sum(map(len, dangling[name].values())), shown))
    out().print(table)
    _say_dangling(dangling)
    schemes, unwritten = _schemes(catalog)
    unwritten += _unwritten_procedures(catalog)
    homeless = _nowhere(schemes, read)
    for path in shelf_of(settings.layers, settings.store).damaged():
        said().print(
            f"{path}：快照损坏，已移除，下次启动时重新生成 / damaged; removed, and written again at the next start",
            style="yellow",
            markup=False,
        )
    if broken or unwritten or (strict and (homeless or any(dangling.values()))):
        raise typer.Exit(REFUSED)
    said().print(f"{settings.layers}：合格 / sound", markup=False)


def _read(catalog: Catalog) -> tuple[dict[str, Layer], int]:
    """The layers that can be used, and how many cannot: each of those is complained about."""
    read, broken = {}, 0
    for name, collection in catalog.collections.items():
        try:
            read[name] = _layer(catalog, collection)
        except LandstockError as error:
            complain(error)
            broken += 1
    return read, broken


def _schemes(catalog: Catalog) -> tuple[list[Scheme], int]:
    """The schemes that can be used, and how many cannot: each of those is complained about."""
    read, broken = [], 0
    for path in sorted((catalog.folder / "schemes").glob("*.toml")):
        try:
            read.append(read_scheme(path, catalog))
        except LandstockError as error:
            complain(error)
            broken += 1
    return read, broken


def _unwritten_procedures(catalog: Catalog) -> int:
    """1 where the table of procedures cannot be used, which is complained about."""
    try:
        read_procedures(catalog.folder, catalog)
    except LandstockError as error:
        complain(error)
        return 1
    return 0


def _nowhere(schemes: list[Scheme], read: dict[str, Layer]) -> list[str]:
    """Parks that thresholds name and no layer holds; each scheme's are said."""
    parks = {key for layer in read.values() if layer.collection.kind is Kind.PARK for key in layer.ids}
    missing = []
    for scheme in schemes:
        here = sorted({park for entry in scheme.thresholds for park in entry.parks} - parks)
        if here:
            named = f"{scheme.id}.thresholds.parks：没有这些园区 / there are no parks {', '.join(here)}"
            said().print(named, style="yellow", markup=False)
        missing += here
    return missing


def _layer(catalog: Catalog, collection: Collection) -> Layer:
    features = geojson.read(catalog.folder / collection.file, collection)
    return Layer.from_features(collection, features, metric_crs=catalog.metric_crs, codelists=catalog.codelists)


def _dangling(layer: Layer, read: dict[str, Layer]) -> dict[str, list[str]]:
    """By field, the values that name a feature which is not there."""
    found = {}
    for field in layer.collection.fields:
        if field.references in read:
            _, values = layer.columns[field.name].distinct()
            if missing := [value for value in values if value not in read[str(field.references)].row_of]:
                found[field.name] = missing
    return found


def _say_dangling(dangling: dict[str, dict[str, list[str]]]) -> None:
    for name, fields in dangling.items():
        for field, values in fields.items():
            shown = ", ".join(values[:5]) + (" …" if len(values) > 5 else "")
            said().print(f"{name}.{field}：引用不存在 / refers to nothing: {shown}", style="yellow", markup=False)


def _figures(layer: Layer, dangling: int, lang: Lang) -> list[str]:
    title = layer.collection.title
    nowhere = int(np.isnan(layer.bounds[:, 0]).sum())
    unknown = int(np.isnan(layer.numbers(Role.AREA)).sum()) if layer.role(Role.AREA) else 0
    return [
        escape(title.zh if lang == "zh" else title.en),
        *(f"{n:,}" for n in (len(layer), nowhere, unknown, dangling)),
    ]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)
