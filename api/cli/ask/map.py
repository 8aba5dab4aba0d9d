"""``landstock map``: the workspace as one HTML file that opens without any network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.base import (
    LangOption,
    LayersOption,
    StoreOption,
    check_target,
    err,
    folder_of,
    language,
    settings_of,
    write_file,
)
from api.ground.version import product_version
from gis.matching.schemes.scheme_file import load_schemes
from gis.units import figure


def map_(
    file: Annotated[
        Path, typer.Option("--out", "-o", help="写到的 HTML 文件 / HTML file to write", callback=check_target)
    ],
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """生成单文件地图，离线可用 / The map as one file that works offline.

    例 / for example: landstock map --out map.html
    """
    from api.answering.workspace import single_file, view
    from gis.dashboard.changed import changes_since_load

    settings = settings_of(layers=layers, store=store)
    folder = folder_of(settings)
    inventory = folder.inventory()
    changed = changes_since_load(folder.store, inventory.layers)
    schemes = load_schemes(inventory.catalog.folder, inventory.catalog)
    shown = view(settings, inventory, schemes, language(settings, lang), product_version())
    page = single_file(inventory, shown, schemes.get(inventory.catalog.scheme), changed)
    content = page.encode()
    write_file(content, file)
    err().print(f"→ {file}（{figure(len(content) / 1e6, 1)} MB）", markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("map")(map_)
