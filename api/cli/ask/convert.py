"""``landstock convert``: a file of shapes in another format, without a data folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from api.cli.base import LangOption, UsageError, check_target, err, language, settings_of
from api.cli.taking import ManyOptions, read_options
from gis.disk import no_write, show_path
from gis.errors import SourceError
from gis.intake.converting import convert_file
from gis.io.formats import FORMATS, format_of_name
from gis.text import Text, many

InFile = Annotated[Path, typer.Argument(help="GeoJSON、GeoPackage、Shapefile 等，或其 zip / the file, or a zip of it")]
OutFile = Annotated[
    Path,
    typer.Argument(help="新文件，按扩展名定格式 / the new file; its ending names the format", callback=check_target),
]


def convert(
    source: InFile,
    target: OutFile,
    kind: Annotated[str | None, typer.Option("--f", "--format", help=f"{'、'.join(FORMATS)} / the format")] = None,
    layer: Annotated[str, typer.Option("--layer", help="多图层文件中的图层 / of a file with several layers")] = "",
    crs: Annotated[
        str | None,
        typer.Option(
            "--crs", help="原文件的坐标系，文件未写明时 / the file's coordinate system, where it does not say it"
        ),
    ] = None,
    to_crs: Annotated[
        str | None,
        typer.Option("--to-crs", help="新文件的坐标系，缺省不变 / that of the new file, by default the same"),
    ] = None,
    options: ManyOptions = None,
    lang: LangOption = None,
) -> None:
    """转换图形文件的格式 / Convert a file of shapes.

    例 / for example: landstock convert plots.dxf plots.gpkg --crs EPSG:4548
    """
    form = kind or format_of_name(target.name)
    if form not in FORMATS:
        raise UsageError(f"--f / OUT: {', '.join(FORMATS)}")
    if os.path.lexists(target):
        raise SourceError(
            Text(f"{show_path(target)} 已存在，不覆盖", f"{show_path(target)} is there already and is not overwritten"),
            Text("请换一个文件名，或先移走它", "give another name, or take it away first"),
            file=show_path(target),
        )
    made = convert_file(
        source,
        form,
        lang=language(settings_of(), lang),
        layer=layer,
        crs=crs,
        to_crs=to_crs,
        options=read_options(options),
    )
    try:
        with target.open("xb") as stream:
            stream.writelines(made.content.pieces())
    except OSError as mistake:
        raise no_write(target, mistake) from None
    console = err()
    systems = f"{made.source} → {made.target}" if made.target else made.source
    console.print(f"→ {target}", markup=False)
    console.print(f"{made.count:,} 个要素 / {many(made.count, 'feature')}；{systems}", markup=False)
    for lost in made.lost:
        console.print(f"注意：{lost.zh}", style="yellow", markup=False)
        console.print(f"note: {lost.en}", style="yellow", markup=False)
    if made.warning:
        console.print(f"注意：{made.warning.zh}", style="bold yellow", markup=False)
        console.print(f"note: the file {made.warning.en}", style="bold yellow", markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(convert)
