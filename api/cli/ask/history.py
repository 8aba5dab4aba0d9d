"""``landstock history``: all that was ever changed in one feature."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from api.cli.base import LangOption, LayersOption, StoreOption, folder_of, language, out, settings_of
from api.cli.recalled import HEADS, lines_of, local_time
from gis.recalling.history import tell_history
from gis.text import in_lang


def history(
    collection: Annotated[str, typer.Argument(help="图层 / collection")],
    feature: Annotated[str, typer.Argument(help="编号，已终止的也可 / id, also of one that was ended", metavar="ID")],
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """一个要素的变更记录 / The history of one feature.

    例 / for example: landstock history industrial_land L-001
    """
    settings = settings_of(layers=layers, store=store)
    folder, shown = folder_of(settings), language(settings, lang)
    story = tell_history(folder.store, folder.inventory().layer(collection), feature)
    table = Table(*(in_lang(head, shown) for head in HEADS))
    for event in story.events:
        words = [
            str(event.change_set),
            local_time(event.at, folder.catalog),
            event.author,
            in_lang(event.action_words, shown) + (f" {event.undoes}" if event.undoes else ""),
            "\n".join(lines_of(event, shown)),
            event.why,
        ]
        table.add_row(*map(escape, words))
    out().print(table)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(history)
