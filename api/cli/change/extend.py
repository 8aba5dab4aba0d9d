"""``landstock extend``: a hold that lasts longer, or whose holder has come."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.desk import Desk, at_desk
from api.cli.reserved import KeyArgument, NoteOption, line_of, terms_for


@at_desk
def extend(
    desk: Desk,
    key: KeyArgument,
    until: Annotated[
        str | None, typer.Option("--until", help="新的截止日 / the new last day, YYYY-MM-DD", show_default=False)
    ] = None,
    landed: Annotated[
        bool, typer.Option("--landed", help="已落地，不再到期 / its holder has come: it ends no more")
    ] = False,
    note: NoteOption = "",
) -> None:
    """意向预留展期，或注明已落地 / Extend a hold, or say that its holder has come.

    例 / for example: landstock extend R-0123456789ab --until 2023-12-31
    """
    from api.asking.reservations import LANDED, change_of
    from gis.reservations import change, run

    shown = desk.language
    given = {"until": until, "standing": LANDED if landed else None, "note": note or None}
    asked = change_of({name: value for name, value in given.items() if value is not None})
    folder, terms = desk.folder, terms_for(desk)
    made = run(
        folder.store,
        folder.catalog,
        desk.writer,
        lambda t: change(t, folder.catalog, terms, key, asked),
        why=note,
    )
    inventory = folder.inventory()
    desk.print(line_of(made, inventory.catalog.as_of, inventory.recorded, shown))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(extend)
