"""``landstock restore``: a backup brought back into a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.base import REFUSED, LangOption, err, language, settings_of
from api.cli.keep.backup import say_backup
from gis.keeping.backup import restore_backup


def restore(
    backup: Annotated[Path, typer.Argument(help="landstock backup 生成的文件夹 / what landstock backup made")],
    into: Annotated[Path, typer.Argument(help="新的或空的文件夹 / a folder that is new or empty", metavar="INTO")],
    key: Annotated[
        Path | None,
        typer.Option(
            "--key",
            help="变更记录的密钥文件，备份中没有时用 / file of the key of its log, where the backup has none",
            show_default=False,
        ),
    ] = None,
    lang: LangOption = None,
) -> None:
    """从备份恢复，先核对后就位 / Bring a backup back: looked over first, then put in its place.

    备份中的变更记录或内容被改动时返回 1 / exits with 1 where the log in it, or what stands, is not what was written.

    例 / for example: landstock restore /mnt/backup/2026-06-30 layers
    """
    made = restore_backup(backup, into, key)
    say_backup(made, into, language(settings_of(), lang))
    err().print(f"landstock serve --layers {into}", markup=False)
    if made.altered:
        raise typer.Exit(REFUSED)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(restore)
