"""``landstock release``: a hold given up."""

from __future__ import annotations

import typer

from api.cli.base import WhyOption
from api.cli.desk import Desk, at_desk
from api.cli.reserved import KeyArgument, line_of, terms_for


@at_desk
def release(
    desk: Desk,
    key: KeyArgument,
    why: WhyOption = "",
) -> None:
    """释放意向预留 / Give a hold up.

    例 / for example: landstock release R-0123456789ab --why 企业放弃
    """
    from gis.reservations import release as give_up
    from gis.reservations import run

    shown, folder, terms = desk.language, desk.folder, terms_for(desk)
    made = run(folder.store, folder.catalog, desk.writer, lambda t: give_up(t, folder.catalog, terms, key), why=why)
    desk.print(line_of(made, folder.inventory(), shown))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(release)
