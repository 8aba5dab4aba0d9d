"""``landstock upgrade``: a store of an older version of the program brought up to date."""

from __future__ import annotations

import typer

from api.cli.base import LangOption, LayersOption, StoreOption, err, language, settings_of, store_of
from gis.keeping.upgrade import upgrade_store
from gis.text import Text, in_lang


def upgrade(layers: LayersOption = None, store: StoreOption = None, lang: LangOption = None) -> None:
    """把旧版存储升级到现行结构，先备份 / Bring an older store up to date; a copy is made first.

    例 / for example: landstock upgrade
    """
    settings = settings_of(layers=layers, store=store)
    done = upgrade_store(store_of(settings))
    said = (
        Text(
            f"已由第 {done.before} 版升级到第 {done.after} 版；原存储的备份：{done.copy}",
            f"brought from layout {done.before} to {done.after}; a copy of the store as it was: {done.copy}",
        )
        if done.steps
        else Text(f"已是现行结构（第 {done.after} 版）", f"up to date already (layout {done.after})")
    )
    err().print(in_lang(said, language(settings, lang)), markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(upgrade)
