"""``--replay``: a stored report made again, written where its command writes reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.base import err, language, write_answer
from api.ground.settings import Settings
from api.papers.replay import replay_file
from gis.text import in_lang

ReplayOption = Annotated[
    Path | None,
    typer.Option(
        "--replay", help="按存下的 JSON 报告重算，结果逐字节相同 / make a stored report again", show_default=False
    ),
]


def send_replay(path: Path, settings: Settings, lang: str | None, file: Path | None) -> None:
    """Write a stored report that was made again; beside it, on stderr, which other version of the product wrote it.

    Raises
    ------
    SourceError, StaleReport
        Where it is no report, or cannot be made again.
    """
    shown = language(settings, lang)
    again = replay_file(path, settings)
    if again.note is not None:
        err().print(in_lang(again.note, shown), style="yellow", markup=False)
    write_answer(again.content, file)
