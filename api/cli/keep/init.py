"""``landstock init``: an empty data folder to begin with, and what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.base import err
from api.ground.settings import bundled_lists
from gis.beginning import begin_folder
from gis.crs import ANYWHERE
from gis.text import Text


def init(
    into: Annotated[
        Path, typer.Argument(help="新建的数据文件夹 / data folder to make", metavar="DIR", file_okay=False)
    ],
    title: Annotated[
        str | None, typer.Option("--title", help="名称，如“某区” / what it is called", show_default=False)
    ] = None,
    metric_crs: Annotated[
        str, typer.Option("--metric-crs", help="量算用的投影坐标系 / projected system for areas and distances")
    ] = ANYWHERE,
) -> None:
    """新建空的数据文件夹 / Make an empty data folder.

    含代码表、匹配方案、导入映射和手续表，没有图层 / with code lists, schemes, mappings and procedures, and no layer.

    例 / for example: landstock init my-layers
    """
    words = Text(title, title) if title else Text("存量用地", "Land in stock")
    begin_folder(into, bundled_lists(), title=words, metric_crs=metric_crs)
    err().print(f"→ {into}", markup=False)
    err().print("下一步 / next:", markup=False)
    err().print(f"  landstock import FILE… --into {into}   导入第一份台账 / bring in your first ledger", markup=False)
    err().print(f"  landstock serve --layers {into}", markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(init)
