"""``landstock import``: a register of elsewhere made into a data folder, with a report of what became of every row."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from api.cli.base import REFUSED, LangOption, err, language, out, settings_of
from gis.folder import open_folder
from gis.intake.register import import_register
from gis.intake.report import ImportReport


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="GeoJSON、CSV 文件，或含有它们的文件夹、zip / GeoJSON and CSV files, folders or zips of them"
        ),
    ],
    mapping: Annotated[Path, typer.Option("--mapping", "-m", help="映射文件 / mapping, a TOML file", dir_okay=False)],
    into: Annotated[Path, typer.Option("--into", help="写入的数据文件夹 / data folder to make", file_okay=False)],
    lang: LangOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="不显示进度 / no progress bar")] = False,
) -> None:
    """导入外来地块登记 / Bring in a register from elsewhere.

    例 / for example: landstock import sites.zip --mapping layers/mappings/tw_zoning.toml --into my-layers
    """
    shown = language(settings_of(), lang)
    report = _import_files(files, mapping, into, quiet=quiet)
    out().print(report.text(shown), markup=False, highlight=False, end="")
    if not report.kept:
        raise typer.Exit(REFUSED)
    # What a service would do at its first start: whoever imports waits anyway, whoever serves should not.
    open_folder(into)
    err().print(f"→ landstock serve --layers {into}", markup=False)


def _import_files(files: list[Path], mapping: Path, into: Path, *, quiet: bool) -> ImportReport:
    words = TextColumn("{task.description}", markup=False)
    columns = (words, BarColumn(), DownloadColumn(binary_units=True), TimeElapsedColumn())
    with Progress(*columns, console=err(), disable=quiet, transient=True) as bar:
        task = bar.add_task("读取 / reading", total=None)

        def show_progress(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name)

        return import_register(files, mapping, into, progress=show_progress)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)
