"""``landstock edit``: values and the shape of one feature changed, a feature added or ended; judged as over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli import found
from api.cli.base import (
    AsOption,
    LangOption,
    LayersOption,
    StoreOption,
    UsageError,
    WhyOption,
    err,
    folder_of,
    language,
    out,
    read_input,
    settings_of,
)
from api.cli.recalled import counted
from gis.editing.change import AS_IT_STANDS, Change, adding, removing, setting
from gis.io import geojson
from gis.layer import Feature
from gis.recalling.history import tell_set
from gis.store.changing import collection_of
from gis.text import Text, in_lang


def edit(
    collection: Annotated[str, typer.Argument(help="图层 / the collection")],
    key: Annotated[str, typer.Argument(help="编号 / the id", metavar="ID")],
    values: Annotated[
        list[str] | None,
        typer.Argument(
            help="字段=值，空值为待核实 / field=value; unknown where nothing stands after the sign",
            metavar="FIELD=VALUE",
            show_default=False,
        ),
    ] = None,
    geometry: Annotated[
        Path | None,
        typer.Option(
            "--geometry", help="GeoJSON 文件，取其图形 / a GeoJSON file with the new shape", show_default=False
        ),
    ] = None,
    split: Annotated[
        Path | None,
        typer.Option(
            "--split",
            help="GeoJSON 文件：一条分割线，或分割成的各块 / a GeoJSON file with a line that cuts the parcel, or its pieces",
            show_default=False,
        ),
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="新增这一条 / add it: it must not be there yet")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="终止这一条，记录保留 / end it; its record is kept")] = False,
    why: WhyOption = "",
    author: AsOption = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """修改、新增或终止一个要素 / Change, add or end one feature.

    例 / for example: landstock edit industrial_land JK-E06-01 status=idle --why 实地核查
    """
    written = dict(_pair(text) for text in values or ())
    if split and (written or geometry or new or remove):
        raise UsageError("--split: 不能与其他修改同用 / goes with no other change")
    if remove and (written or geometry or new):
        raise UsageError("--remove: 不能同时写字段、--geometry 或 --new / goes with no values, no --geometry, no --new")
    if not (remove or written or geometry or new or split):
        raise UsageError(
            "请写字段=值、--geometry、--split 或 --remove / give field=value, --geometry, --split or --remove"
        )
    settings = settings_of(layers=layers, store=store)
    shown, folder = language(settings, lang), folder_of(settings)
    collection_of(folder.catalog, collection)
    if split is not None:
        done = folder.split(collection, key, _cut(split, key), author=author, why=why)
    else:
        shape = AS_IT_STANDS if geometry is None else _shape(geometry)
        done = folder.edit([_change(collection, key, written, shape, new=new, remove=remove)], author=author, why=why)
    found.say(err(), [doubt for made in done.made for doubt in made.doubts])
    if done.change_set is None:
        out().print(in_lang(Text("没有改动", "nothing differs"), shown), markup=False)
        return
    story = tell_set(folder.store.change_set(done.change_set))
    out().print(f"{done.change_set} · {counted(folder.catalog, story, shown)}", markup=False)


def _change(collection: str, key: str, written: dict[str, Any], shape: Any, *, new: bool, remove: bool) -> Change:
    if remove:
        return removing(collection, key)
    if new:
        return adding(collection, Feature(key, None if shape is AS_IT_STANDS else shape, written))
    return setting(collection, key, written, shape)


def _pair(text: str) -> tuple[str, str | None]:
    """A field and the value that it gets, as text: its type is read as that of a file is."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise UsageError(f"{text[:60]!r}: 应为 字段=值 / field=value is expected")
    return name.strip(), value if value.strip() else None


def _shape(file: Path) -> Any:
    """The one geometry of a GeoJSON file, in stored degrees.

    Raises
    ------
    SourceError
        Where the file cannot be read, or has another number of features.
    """
    (shape,) = _features(file, "--geometry", 1)
    return shape.geometry


def _cut(file: Path, key: str) -> list[Feature] | Any:
    """What a file says of a split: its one line, or pieces; one that brings no id gets that of the parcel with a number."""
    features = _features(file, "--split")
    if len(features) == 1:
        return features[0].geometry
    return [each if each.id else each._replace(id=f"{key}-{number}") for number, each in enumerate(features, 1)]


def _features(file: Path, option: str, count: int | None = None) -> list[Feature]:
    """Features of a GeoJSON file in stored degrees, so many where a number is given.

    Raises
    ------
    SourceError
        Where the file cannot be read, or has another number of features.
    """
    parsed = geojson.parse(read_input(file, option), file.name)
    if count not in (None, len(parsed)) or not len(parsed) or parsed.problems:
        raise geojson.no_geojson(file.name)
    shapes = geojson.in_storage(parsed.geometries, parsed.crs, file.name)
    return [Feature(key or "", *rest) for key, *rest in zip(parsed.ids, shapes, parsed.properties, strict=True)]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(edit)
