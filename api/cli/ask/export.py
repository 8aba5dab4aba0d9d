"""``landstock export``: a list to take away, a basket of several collections, and edits written back to their sources."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.answering.describe import EXPORT_TYPES
from api.answering.exports import Need, basket
from api.asking.given import Given, number
from api.cli.ask.query import answer
from api.cli.asking import Flags, with_flags
from api.cli.base import (
    LangOption,
    LayersOption,
    StoreOption,
    UsageError,
    check_target,
    err,
    language,
    open_inventory,
    settings_of,
    write_answer,
)
from api.cli.taking import ManyOptions, SystemOption, read_manner, warn_of
from api.ground.settings import Settings
from gis.inventory import Inventory
from gis.io.formats import format_of_name
from gis.matching.schemes.scheme_file import load_schemes
from gis.source_files import export_to_sources
from gis.text import many

Chosen = Annotated[
    list[str] | None,
    typer.Option("--basket", help="图层:编号,编号；可重复，各成一表 / collection:id,id; may be repeated, a sheet each"),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--columns",
        help="与 --basket 同用，图层:列,列；可重复，未写的图层为全部列 / with --basket, collection:column,column; may be repeated, else all",
    ),
]
OutFile = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="文件，按扩展名定格式 / file; its ending names the format", callback=check_target),
]


@with_flags
def export(
    flags: Flags,
    collection: Annotated[str | None, typer.Argument(help="图层 / collection", show_default=False)] = None,
    file: OutFile = None,
    kind: Annotated[str | None, typer.Option("--f", "--format", help=f"{'、'.join(EXPORT_TYPES)} / the format")] = None,
    chosen: Chosen = None,
    columns: Columns = None,
    sources: Annotated[
        bool, typer.Option("--sources", help="把已保存的修改写回图层文件 / write saved edits back into the layer files")
    ] = False,
    system: SystemOption = None,
    options: ManyOptions = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """导出清单 / Take a list away.

    例 / for example: landstock export industrial_land --status idle --out list.xlsx
    """
    settings = settings_of(layers=layers, store=store)
    if sources:
        _write_back(settings)
        return
    if file is None:
        raise UsageError("--out FILE.xlsx")
    shown = language(settings, lang)
    if chosen:
        asked = _listed(chosen, "--basket COLLECTION:ID,ID")
        names = _listed(columns or [], "--columns COLLECTION:COLUMN,COLUMN")
        inventory = open_inventory(settings, flags.asof)
        manner = read_manner(system, options, inventory.catalog.metric_crs)
        form = _format(file, kind)
        made = basket(inventory, asked, form, shown, names, _need(inventory, flags.need), manner=manner)
        write_answer(made.content, file)
        warn_of(made)
        count = sum(map(len, asked.values()))
        err().print(f"{count:,} 项 / {many(count, 'feature')}", markup=False)
    elif collection is None:
        raise UsageError("COLLECTION 或 / or --basket COLLECTION:ID,ID")
    else:
        inventory = open_inventory(settings, flags.asof)
        manner = read_manner(system, options, inventory.catalog.metric_crs)
        answer(inventory, collection, flags, _format(file, kind), file, shown, manner)


def _format(file: Path, kind: str | None) -> str:
    """The format asked for, else the one that the file's ending names."""
    format_name = kind or format_of_name(file.name)
    if format_name not in EXPORT_TYPES:
        raise UsageError(f"--f / --out: {', '.join(EXPORT_TYPES)}")
    return format_name


def _need(inventory: Inventory, written: str | None) -> Need | None:
    """What the floors of a basket are needed for together."""
    catalog = inventory.catalog
    scheme = load_schemes(catalog.folder, catalog).get(catalog.scheme) if written else None
    return Need(area_m2=number("need", written), scheme=scheme) if written and scheme else None


def _listed(parts: list[str], usage: str) -> dict[str, list[str]]:
    """What stands behind each collection."""
    lists: dict[str, list[str]] = {}
    for part in parts:
        collection, _, words = part.partition(":")
        names = Given([("ids", words)]).many("ids")
        if not names:
            raise UsageError(usage)
        lists.setdefault(collection, []).extend(names)
    return lists


def _write_back(settings: Settings) -> None:
    written = export_to_sources(settings.layers, settings.store, settings.audit_key)
    for collection, count in written.items():
        err().print(f"{collection}：写回 {count} 处修改 / {many(count, 'edit')} written back", markup=False)
    if not written:
        err().print("没有待写回的修改 / no edits to write back")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)
