"""``landstock backup``: a data folder with its store, copied while it is served."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.base import (
    REFUSED,
    LangOption,
    LayersOption,
    StoreOption,
    err,
    folder_of,
    language,
    settings_of,
    store_of,
)
from api.cli.keep.audit import words_of, words_of_tables
from api.ground.settings import Lang
from gis.keeping.backup import Backup, make_backup
from gis.rounding import rounded
from gis.text import Text, in_lang, many


def backup(
    target: Annotated[Path, typer.Argument(help="新文件夹 / a folder that is not there yet", metavar="TARGET")],
    with_key: Annotated[
        bool,
        typer.Option(
            "--with-key",
            help="把变更记录的密钥也放进备份；缺省只记它的名称与位置 / take the key of the log along; without it only its name and place are noted",
        ),
    ] = False,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """备份数据文件夹与存储，服务可照常运行 / Copy the data folder and its store, while they are served.

    例 / for example: landstock backup /mnt/backup/2026-06-30
    """
    settings = settings_of(layers=layers, store=store)
    kept = store_of(settings)
    if not kept.path.exists():
        # Nobody has opened the folder yet; one that is there is taken as it is, whatever its sources have become.
        folder_of(settings)
    made = make_backup(kept, settings.layers, target, with_key=with_key)
    say_backup(made, target, language(settings, lang))
    if made.altered:
        raise typer.Exit(REFUSED)


def say_backup(made: Backup, folder: Path, lang: Lang) -> None:
    """Say what a backup holds."""
    size = rounded(made.size / 1e6, 1)
    said = [
        Text(
            f"{made.files:,} 个文件，{size:,} MB，变更记录 {made.entries:,} 条",
            f"{many(made.files, 'file')}, {size:,} MB, {many(made.entries, 'entry', 'entries')} of the log",
        ),
        words_of(made.verified),
        *words_of_tables(made.compared),
    ]
    if made.key and not made.has_key:
        said.append(
            Text(
                f"密钥 {made.key} 不在备份中，位于 {made.key_file}，请另行保管",
                f"the key {made.key} is not in the backup; it lies at {made.key_file}: keep it elsewhere",
            )
        )
    for text in said:
        err().print(in_lang(text, lang), markup=False)
    err().print(f"→ {folder}", markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(backup)
