"""``landstock dashboard``: the stock in figures."""

from __future__ import annotations

from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer

from api.cli.base import (
    AsofOption,
    LangOption,
    LayersOption,
    OutOption,
    StoreOption,
    UsageError,
    as_bytes,
    folder_of,
    language,
    settings_of,
    write_answer,
)
from api.cli.wording import write_words
from gis.dashboard.changed import changes_since_load
from gis.dashboard.listing import changed_text, dashboard_book, dashboard_text
from gis.dashboard.stock import sum_up
from gis.plainly import to_plain
from gis.recalling.moments import read_moment

FORMATS: Final = ("text", "json", "xlsx")


def dashboard(
    kind: Annotated[str, typer.Option("--f", "--format", help="text、json、xlsx / the format")] = "text",
    target: OutOption = None,
    asof: AsofOption = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """存量看板 / The stock in figures.

    例 / for example: landstock dashboard --f xlsx --out dashboard.xlsx
    """
    if kind not in FORMATS:
        raise UsageError(f"--f: {', '.join(FORMATS)}")
    settings = settings_of(layers=layers, store=store)
    shown, folder = language(settings, lang), folder_of(settings)
    inventory = folder.inventory()
    changed = changes_since_load(folder.store, inventory.layers) if asof is None else ()
    if asof is not None:
        inventory = folder.inventory_at(read_moment(asof, inventory.catalog), inventory)
    stock = sum_up(inventory)
    if kind == "xlsx":
        write_answer(dashboard_book(stock, shown), target, binary=True)
    elif kind == "json":
        write_answer(as_bytes({**to_plain(stock), "changed": [to_plain(each) for each in changed]}), target)
    else:
        zone = ZoneInfo(inventory.catalog.time_zone)
        words = dashboard_text(stock, shown) + changed_text(stock, changed, zone, shown)
        write_words(words, target)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(dashboard)
