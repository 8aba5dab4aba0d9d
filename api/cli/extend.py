"""``landstock extend``: a hold that lasts longer, or whose holder has come."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.base import (
    AsOption,
    LangOption,
    LayersOption,
    StoreOption,
    folder_of,
    language,
    out,
    settings_of,
)
from api.cli.reserved import KeyArgument, NoteOption, line_of, terms_for
from gis.author import system_user


def extend(
    key: KeyArgument,
    until: Annotated[
        str | None, typer.Option("--until", help="新的截止日 / the new last day, YYYY-MM-DD", show_default=False)
    ] = None,
    landed: Annotated[
        bool, typer.Option("--landed", help="已落地，不再到期 / its holder has come: it ends no more")
    ] = False,
    note: NoteOption = "",
    author: AsOption = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """意向预留展期，或注明已落地 / Extend a hold, or say that its holder has come.

    例 / for example: landstock extend R-0123456789ab --until 2023-12-31
    """
    from api.asking.reservations import LANDED, change_of
    from gis.reservations import change, run

    settings = settings_of(layers=layers, store=store)
    shown = language(settings, lang)
    given = {"until": until, "standing": LANDED if landed else None, "note": note or None}
    asked = change_of({name: value for name, value in given.items() if value is not None})
    folder = folder_of(settings)
    terms = terms_for(settings, folder)
    made = run(
        folder.store,
        folder.catalog,
        author or system_user(),
        lambda t: change(t, folder.catalog, terms, key, asked),
        why=note,
    )
    out().print(line_of(made, folder.inventory(), shown), markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(extend)
