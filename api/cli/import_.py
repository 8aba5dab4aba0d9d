"""``landstock import``: a register of elsewhere made into a data folder, with a report of what became of every row."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from api.cli.base import REFUSED, LangOption, err, language, out, settings_of
from gis.folder import open_folder
from gis.intake.proposal_file import proposal_lines, stated_lines, table_line
from gis.intake.proposed_import import (
    propose_mapping,
    propose_mappings,
    require_sure,
    write_proposal,
    write_proposals,
)
from gis.intake.proposing import Proposal
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.intake.report_book import write_report
from gis.io.written_rows import WrittenRows
from gis.text import in_lang


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="GeoJSON、CSV、Excel 文件，或含有它们的文件夹、zip / GeoJSON, CSV and Excel files, folders or zips of them"
        ),
    ],
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping",
            "-m",
            help="映射文件；不给时台账用推测的映射 / mapping, a TOML file; without it a ledger is read by the one proposed",
            dir_okay=False,
        ),
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--into", help="写入的数据文件夹 / data folder to make", file_okay=False)
    ] = None,
    proposed: Annotated[
        Path | None,
        typer.Option(
            "--propose", help="只写出推测的映射 / write the mapping that is proposed, and nothing else", dir_okay=False
        ),
    ] = None,
    report_to: Annotated[
        Path | None,
        typer.Option("--report", help="把导入报告另写成 Excel / the report as a workbook too", dir_okay=False),
    ] = None,
    over: Annotated[
        bool,
        typer.Option(
            "--over", help="覆盖上次导入后的修改 / write over what was edited since the last import of the same layer"
        ),
    ] = False,
    lang: LangOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="不显示进度 / no progress bar")] = False,
) -> None:
    """导入外来地块登记或台账 / Bring in a register or a ledger from elsewhere.

    例 / for example: landstock import sites.zip --mapping layers/mappings/tw_zoning.toml --into my-layers

    台账 / a ledger: landstock import 闲置厂房.xlsx --propose my-layers/mappings/plants.toml
    """
    shown = language(settings_of(), lang)
    if proposed is not None:
        _propose(files, proposed, shown)
        return
    if into is None:
        raise typer.BadParameter(
            "请用 --into 指定数据文件夹，或用 --propose 写出映射 / name a data folder by --into, or a mapping by --propose"
        )
    if report_to is not None and (report_to.exists() or not report_to.parent.is_dir()):
        raise typer.BadParameter(
            f"--report {report_to}：文件已存在，或其文件夹不存在 / it is there already, or its folder is not"
        )
    report, written = _import_files(files, mapping, into, shown, over=over, quiet=quiet)
    out().print(report.text(shown), markup=False, highlight=False, end="")
    if report_to is not None:
        report_to.write_bytes(write_report(report, shown))
        err().print(f"→ {report_to}", markup=False)
    if not report.kept:
        raise typer.Exit(REFUSED)
    # What a service would do at its first start: whoever imports waits anyway, whoever serves should not.
    open_folder(into, written=written)
    err().print(f"→ landstock serve --layers {into}", markup=False)


def _propose(files: list[Path], to: Path, lang: str) -> None:
    proposals = propose_mappings(files, _shared_by(to))
    for proposal, path in zip(proposals, write_proposals(proposals, to), strict=True):
        if len(proposals) > 1 or proposal.table.more:
            out().print(in_lang(table_line(proposal), lang), markup=False, highlight=False)
        _print_lines(proposal, lang)
        err().print(f"→ {path}", markup=False)


def _print_lines(proposal: Proposal, lang: str) -> None:
    for line in [*stated_lines(proposal), *proposal_lines(proposal)]:
        out().print(in_lang(line, lang), markup=False, highlight=False)


def _shared_by(mapping: Path) -> Path:
    """The data folder in whose ``mappings/`` a mapping lies; the one of the settings where it lies in none."""
    folder = mapping.absolute().parent.parent
    return folder if (folder / "codelists").is_dir() else settings_of().layers


def _import_files(
    files: list[Path],
    mapping: Path | None,
    into: Path,
    lang: str,
    *,
    over: bool,
    quiet: bool,
) -> tuple[ImportReport, dict[str, WrittenRows]]:
    if mapping is not None:
        return _read_files(files, mapping, into, _shared_by(mapping), over=over, quiet=quiet)
    shared = into if (into / "codelists").is_dir() else settings_of().layers
    proposal = propose_mapping(files, shared)
    require_sure(proposal)
    _print_lines(proposal, lang)
    with TemporaryDirectory() as folder:
        written = Path(folder) / f"{proposal.register['id']}.toml"
        write_proposal(proposal, written)
        return _read_files(files, written, into, shared, over=over, quiet=quiet)


def _read_files(
    files: list[Path],
    mapping: Path,
    into: Path,
    shared: Path | None,
    *,
    over: bool,
    quiet: bool,
) -> tuple[ImportReport, dict[str, WrittenRows]]:
    words = TextColumn("{task.description}", markup=False)
    columns = (words, BarColumn(), DownloadColumn(binary_units=True), TimeElapsedColumn())
    with Progress(*columns, console=err(), disable=quiet, transient=True) as bar:
        task = bar.add_task("读取 / reading", total=None)

        def show_progress(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name)

        rows: dict[str, WrittenRows] = {}
        report = import_register(files, mapping, into, progress=show_progress, shared=shared, over=over, written=rows)
        return report, rows


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)
