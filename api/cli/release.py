"""``landstock release``: a hold given up."""

from __future__ import annotations

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
from api.cli.reserved import KeyArgument, line_of, terms_for
from gis.author import system_user


def release(
    key: KeyArgument,
    why: WhyOption = "",
    author: AsOption = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """释放意向预留 / Give a hold up.

    例 / for example: landstock release R-0123456789ab --why 企业放弃
    """
    from gis.reservations import release as give_up
    from gis.reservations import run

    settings = settings_of(layers=layers, store=store)
    folder, shown = folder_of(settings), language(settings, lang)
    terms = terms_for(settings, folder)
    made = run(
        folder.store,
        folder.catalog,
        author or system_user(),
        lambda t: give_up(t, folder.catalog, terms, key),
        why=why,
    )
    out().print(line_of(made, folder.inventory(), shown), markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(release)
