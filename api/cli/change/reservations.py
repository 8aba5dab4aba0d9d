"""``landstock reservations``: who holds what until when, those that end first before the others."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from rich.markup import escape

from api.cli.base import LangOption, LayersOption, StoreOption, figured, folder_of, language, out, settings_of
from api.cli.reserved import HEADS, cells_of
from gis.text import in_lang


def reservations(
    soon: Annotated[
        int | None,
        typer.Option(
            "--soon",
            min=0,
            max=3660,
            help="只列几天内到期的 / only those that end within so many days",
            show_default=False,
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="也列已释放、已到期的 / those that are over too")] = False,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """意向预留清单，先到期的在前 / Holds, those that end first before the others.

    例 / for example: landstock reservations --soon 30
    """
    from gis.reservation import Standing
    from gis.reservations import Picked, pick

    settings = settings_of(layers=layers, store=store)
    folder, shown = folder_of(settings), language(settings, lang)
    inventory = folder.inventory()
    today = inventory.catalog.as_of
    bound = None if soon is None else today + dt.timedelta(days=soon + 1)
    known, standings = folder.store.reservations(), [*Standing] if every else [None]
    table = figured([in_lang(head, shown) for head in HEADS], (4,))
    for standing in standings:
        for each in pick(known, Picked(standing=standing, expires_before=bound), today):
            table.add_row(*map(escape, cells_of(each, today, inventory.recorded, shown)))
    out().print(table)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(reservations)
