"""``landstock log``: what was changed, by whom, when and why, the latest first."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from api.cli.base import LangOption, LayersOption, StoreOption, folder_of, language, out, settings_of
from api.cli.recalled import HEADS, action_of, counted, local_time
from gis.limits import MAX_LIMIT
from gis.recalling.history import tell_set
from gis.row_changes import taken_back
from gis.text import in_lang


def log(
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="最多几条 / at most so many")] = 20,
    before: Annotated[
        int | None, typer.Option(min=1, help="只列此编号之前的 / only those before this one", show_default=False)
    ] = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """变更记录 / What was changed.

    例 / for example: landstock log --limit 50
    """
    settings = settings_of(layers=layers, store=store)
    folder, shown = folder_of(settings), language(settings, lang)
    table = Table(*(in_lang(head, shown) for head in HEADS))
    sets = folder.store.change_sets(before=before, limit=limit)
    undone = taken_back(folder.store.undoing(sets[-1][0].change_set)) if sets else {}
    for entries in sets:
        story = tell_set(entries, undone)
        what = counted(folder.catalog, story, shown)
        words = [
            str(story.change_set),
            local_time(story.at, folder.catalog),
            story.author,
            action_of(story, shown),
            what,
            story.why,
        ]
        table.add_row(*map(escape, words))
    out().print(table)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(log)
