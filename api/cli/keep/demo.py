"""``landstock demo``: the demonstration district, drawn again from its recipe."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from api.cli.base import REFUSED, LayersOption, err, settings_of
from gis.catalog import Catalog, read_catalog
from gis.demonstration import generate
from gis.errors import SourceError
from gis.io import geojson
from gis.layer import Feature, Layer
from gis.text import Text
from gis.written import CATALOG, PROCEDURES

RECIPE: Final = Path("demo") / "recipe.toml"
_SHARED: Final = ("codelists", "schemes", "scenarios", "demo")
_FILES: Final = (CATALOG, PROCEDURES)


def demo(
    into: Annotated[
        Path | None,
        typer.Option(
            "--into", help="写入的新文件夹，缺省为原处 / new folder to write, in place by default", file_okay=False
        ),
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", help="只比较，不写文件 / compare only, write nothing")] = False,
    layers: LayersOption = None,
) -> None:
    """按配方重新生成演示数据 / Draw the demonstration district again from its recipe."""
    folder = settings_of(layers=layers).layers
    catalog = read_catalog(folder)
    if not (folder / RECIPE).is_file():
        raise SourceError(
            Text(f"{folder} 中没有演示配方 {RECIPE}", f"{folder} has no recipe {RECIPE}"),
            Text("请用 --layers 指定演示数据文件夹", "name the demonstration's folder by --layers"),
            file=str(folder / RECIPE),
        )
    files = _files(catalog, generate(folder / RECIPE))
    if verify:
        _verify(folder, files)
    else:
        _write(folder, into or folder, files)


def _files(catalog: Catalog, drawn: Mapping[str, Sequence[Feature]]) -> dict[str, bytes]:
    """By file name, the layers' bytes; each is a sound layer before anything is written."""
    made = {}
    for name, features in drawn.items():
        collection = catalog.collections[name]
        layer = Layer.from_features(collection, features, metric_crs=catalog.metric_crs, codelists=catalog.codelists)
        target = io.BytesIO()
        geojson.write(target, features)
        made[collection.file] = target.getvalue()
        err().print(f"{name}：{len(layer):,}", markup=False)
    return made


def _verify(folder: Path, files: Mapping[str, bytes]) -> None:
    changed = [name for name, content in files.items() if not _holds(folder / name, content)]
    if changed:
        names = ", ".join(changed)
        err().print(f"与配方不符 / not as the recipe says: {names}", style="bold red", markup=False)
        raise typer.Exit(REFUSED)
    err().print("与配方一致 / as the recipe says")


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _write(folder: Path, into: Path, files: Mapping[str, bytes]) -> None:
    if into.resolve() != folder.resolve():
        _new_folder(folder, into)
    for name, content in files.items():
        if not _holds(into / name, content):
            draft = into / f"{name}.new"
            draft.write_bytes(content)
            draft.replace(into / name)
    err().print(f"→ {into}", markup=False)


def _new_folder(folder: Path, into: Path) -> None:
    if into.exists() and any(into.iterdir()):
        raise SourceError(
            Text(f"{into} 不是空文件夹，未作任何改动", f"{into} is not empty; nothing was changed"),
            Text("请用 --into 指定一个新文件夹", "name a new folder by --into"),
            file=str(into),
        )
    into.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        if (folder / name).is_file():
            shutil.copyfile(folder / name, into / name)
    for name in _SHARED:
        if (folder / name).is_dir():
            shutil.copytree(folder / name, into / name)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)
