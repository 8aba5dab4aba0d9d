"""``landstock undo``: a change set taken back by a new one."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.base import (
    AsOption,
    LangOption,
    LayersOption,
    StoreOption,
    WhyOption,
    folder_of,
    language,
    out,
    settings_of,
)
from api.cli.recalled import counted
from gis.author import system_user
from gis.recalling.history import tell_set
from gis.recalling.undo import undo as take_back


def undo(
    number: Annotated[int, typer.Argument(min=1, help="变更编号，见 landstock log / its number, from landstock log")],
    why: WhyOption = "",
    author: AsOption = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """撤销一次变更，另记一次新的变更 / Take a change set back, by a new one.

    例 / for example: landstock undo 42 --why 录错
    """
    settings = settings_of(layers=layers, store=store)
    folder, shown = folder_of(settings), language(settings, lang)
    made = take_back(folder.store, folder.inventory(), number, author or system_user(), why)
    story = tell_set(folder.store.change_set(made))
    out().print(f"{made} · {counted(folder.catalog, story, shown)}", markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(undo)
