"""``landstock undo``: a change set taken back by a new one."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.base import WhyOption
from api.cli.desk import Desk, at_desk
from api.cli.recalled import counted
from gis.recalling.history import tell_set
from gis.recalling.undo import undo as take_back


@at_desk
def undo(
    desk: Desk,
    number: Annotated[int, typer.Argument(min=1, help="变更编号，见 landstock log / its number, from landstock log")],
    why: WhyOption = "",
) -> None:
    """撤销一次变更，另记一次新的变更 / Take a change set back, by a new one.

    例 / for example: landstock undo 42 --why 录错
    """
    shown, folder = desk.language, desk.folder
    made = take_back(folder.store, folder.inventory(), number, desk.writer, why)
    story = tell_set(folder.store.change_set(made))
    desk.print(f"{made} · {counted(folder.catalog, story, shown)}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(undo)
