"""``landstock release``: a hold given up."""

from __future__ import annotations

import datetime as dt

import typer

from api.cli.base import WhyOption, store_of
from api.cli.desk import Desk, at_desk
from api.cli.reserved import KeyArgument, line_of


@at_desk
def release(
    desk: Desk,
    key: KeyArgument,
    why: WhyOption = "",
) -> None:
    """释放意向预留 / Give a hold up.

    例 / for example: landstock release R-0123456789ab --why 企业放弃
    """
    from gis.catalog import read_catalog
    from gis.reservations import Terms, run
    from gis.reservations import release as give_up

    # Nothing is loaded for it: a source that lacks what is held is loaded only once that is given up.
    settings = desk.settings
    catalog, terms = read_catalog(settings.layers), Terms(longest_days=settings.longest_hold_days)
    made = run(store_of(settings), catalog, desk.writer, lambda t: give_up(t, catalog, terms, key), why=why)
    today = catalog.at(dt.datetime.now(dt.UTC)).as_of
    desk.print(line_of(made, today, {}, desk.language))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(release)
