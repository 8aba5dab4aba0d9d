"""``landstock import``: a register of elsewhere brought into a data folder, with a report of what became of every row; a layer that is there is renewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from api.cli.base import (
    REFUSED,
    AsOption,
    LangOption,
    OutOption,
    StoreOption,
    UsageError,
    WhyOption,
    as_bytes,
    err,
    language,
    out,
    settings_of,
    write_answer,
)
from api.cli.wording import write_words
from api.ground.settings import Lang
from gis.crs import find_crs, system_name, without_offset
from gis.disk import file_bytes
from gis.drafts import settle
from gis.intake.mapping_file import read_mapping
from gis.intake.proposal_file import kind_line, proposal_lines, stated_lines, table_line
from gis.intake.proposed_import import (
    propose_mapping,
    propose_mappings,
    require_sure,
    write_proposal,
    write_proposals,
)
from gis.intake.proposing import Proposal
from gis.intake.read_as import ReadAs, with_register
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.intake.report_book import write_report
from gis.intake.target import look_at
from gis.io.members import members
from gis.io.written_rows import WrittenRows
from gis.layer import Layer
from gis.plainly import to_plain
from gis.renewing.choosing import find_mapping, refuse_nearly, refuse_own_list
from gis.renewing.difference import Difference
from gis.renewing.difference_book import write_difference
from gis.renewing.linking import note_links
from gis.renewing.renewal import Place, renew_layer
from gis.renewing.rows_read import keep_rows
from gis.renewing.same_rows import read_same
from gis.renewing.wishes import Wishes
from gis.text import in_lang
from gis.written import CATALOG

FORMATS: Final = ("text", "json", "xlsx")
_ALL: Final = "all"


FilesArgument = Annotated[
    list[Path],
    typer.Argument(
        help="台账（Excel、CSV）、图形（GeoJSON、SHP、GPKG、GDB、KML、DXF）、界址点 TXT，或其文件夹、zip / "
        "ledgers (Excel, CSV), shapes (GeoJSON, SHP, GPKG, GDB, KML, DXF), boundary points (TXT), or folders and zips of them"
    ),
]
MappingOption = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        "-m",
        help="映射文件；不给时台账用推测的映射 / mapping, a TOML file; without it a ledger is read by the one proposed",
        dir_okay=False,
    ),
]
IntoOption = Annotated[
    Path | None, typer.Option("--into", help="写入的数据文件夹 / data folder to make", file_okay=False)
]
ProposeOption = Annotated[
    Path | None,
    typer.Option(
        "--propose", help="只写出推测的映射 / write the mapping that is proposed, and nothing else", dir_okay=False
    ),
]
ReportOption = Annotated[
    Path | None,
    typer.Option("--report", help="把导入报告另写成 Excel / the report as a workbook too", dir_okay=False),
]
YesOption = Annotated[
    bool,
    typer.Option(
        "--yes",
        "-y",
        help="图层已有时写入差异；缺省只列出 / write the difference to a layer that is there; it is only shown without it",
    ),
]
OverOption = Annotated[
    bool,
    typer.Option("--over", help="此处改过的值也取来源的 / take the source's values also where people edited them"),
]
SameOption = Annotated[
    list[str] | None,
    typer.Option(
        "--same",
        metavar="OLD=NEW|all|FILE",
        help="编号改了而实为同一条：旧=新；all 为差异列出的全部；或列有它们的文件（差异的 .xlsx、CSV） / rows whose id changed and that are the same: "
        "one by its old and its new id, all that the difference lists, or those of a file",
        show_default=False,
    ),
]
AsNewOption = Annotated[
    bool,
    typer.Option(
        "--as-new", help="大多数编号都变了也按新增和减少写入 / write rows as new and gone also where most ids changed"
    ),
]
CrsOption = Annotated[
    str | None,
    typer.Option(
        "--crs",
        help="坐标系，以此为准：EPSG:4548、GCJ-02、BD-09… / the system of the coordinates, whatever the file declares",
        show_default=False,
    ),
]
SwapOption = Annotated[
    bool, typer.Option("--swap-axes", help="坐标先北后东 / north stands before east in the coordinates")
]
FeetOption = Annotated[bool, typer.Option("--feet", help="坐标单位为英尺 / the coordinates are in feet")]
AsWrittenOption = Annotated[
    bool,
    typer.Option(
        "--as-written",
        help="1980西安、1954北京坐标按原值放置，可能偏移数十米 / place Xi'an 80 and Beijing 54 by their numbers, tens of metres off",
    ),
]
DifferenceFormat = Annotated[
    str, typer.Option("--f", "--format", help="差异的格式：text、json、xlsx / format of a difference")
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="不显示进度 / no progress bar")]


def import_(
    files: FilesArgument,
    mapping: MappingOption = None,
    into: IntoOption = None,
    proposed: ProposeOption = None,
    report_to: ReportOption = None,
    yes: YesOption = False,
    over: OverOption = False,
    same: SameOption = None,
    as_new: AsNewOption = False,
    crs: CrsOption = None,
    swap_axes: SwapOption = False,
    feet: FeetOption = False,
    as_written: AsWrittenOption = False,
    kind: DifferenceFormat = "text",
    target: OutOption = None,
    store: StoreOption = None,
    author: AsOption = None,
    why: WhyOption = "",
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """导入外来地块登记或台账 / Bring in a register or a ledger from elsewhere.

    例 / for example: landstock import sites.zip --mapping layers/mappings/tw_zoning.toml --into my-layers

    台账 / a ledger: landstock import 闲置厂房.xlsx --propose my-layers/mappings/plants.toml
    """
    shown = language(settings_of(), lang)
    read_as = ReadAs(crs=_system_of(crs), swap_axes=swap_axes, feet=feet, as_written=as_written)
    if proposed is not None:
        _propose(files, proposed, read_as, shown, _place_of(into or _folder_of(proposed), store))
        return
    if into is None:
        raise typer.BadParameter(
            "请用 --into 指定数据文件夹，或用 --propose 写出映射 / name a data folder by --into, or a mapping by --propose"
        )
    _check_report(report_to)
    if kind not in FORMATS:
        raise UsageError(f"--f: {', '.join(FORMATS)}")
    pairs, all_alike = _pairs(same or ()), _ALL in (same or ())
    wishes = Wishes(apply=yes, over=over, same=pairs, all_alike=all_alike, as_new=as_new, author=author, why=why)
    place = _place_of(into, store)
    report, difference, rows = _read(files, mapping, place, wishes, read_as, shown, quiet=quiet)
    if report_to is not None:
        report_to.write_bytes(write_report(report, shown))
        err().print(f"→ {report_to}", markup=False)
    if difference is not None:
        _show_difference(difference, kind, shown, target)
        return
    if not report.kept:
        out().print(report.text(shown), markup=False, highlight=False, end="")
        raise typer.Exit(REFUSED)
    # What a service would do at its first start: whoever imports waits anyway, whoever serves should not.
    folder = place.open(rows)
    note_links(report, folder, folder.inventory())
    out().print(report.text(shown), markup=False, highlight=False, end="")
    keep_rows(folder, report, members(files))
    err().print(f"→ landstock serve --layers {into}", markup=False)


def _check_report(report_to: Path | None) -> None:
    if report_to is not None and (report_to.exists() or not report_to.parent.is_dir()):
        raise typer.BadParameter(
            f"--report {report_to}：文件已存在，或其文件夹不存在 / it is there already, or its folder is not"
        )


def _read(
    files: list[Path],
    mapping: Path | None,
    place: Place,
    wishes: Wishes,
    read_as: ReadAs,
    lang: Lang,
    *,
    quiet: bool,
) -> tuple[ImportReport, Difference | None, dict[str, WrittenRows]]:
    """Bring a layer in, or compare it with the one that is there; with what was written of it."""
    rows: dict[str, WrittenRows] = {}
    with _mapping_of(files, mapping, place, read_as, lang) as (plan, shared):
        # An import that was killed midway is finished first: the folder is what it says it is.
        settle(place.into)
        with _progress(quiet=quiet) as show:
            if read_mapping(plan, shared).id in look_at(place.into).collections:
                made = renew_layer(files, plan, replace(place, shared=shared), wishes, show)
                return made.report, made.difference, rows
            report = import_register(files, plan, place.into, progress=show, shared=shared, written=rows)
            return report, None, rows


def _place_of(into: Path, store: str | None) -> Place:
    """The store that is named; that of the settings where these are of this folder, else the folder's own."""
    settings = settings_of(store=store)
    ours = store is not None or settings.layers.absolute() == into.absolute()
    return Place(into=into, store=settings.store, key=settings.audit_key) if ours else Place(into=into)


def _show_difference(difference: Difference, kind: str, lang: Lang, target: Path | None) -> None:
    match kind:
        case "json":
            write_answer(as_bytes(to_plain(difference)), target)
        case "xlsx":
            write_answer(write_difference(difference, lang), target, binary=True)
        case _:
            write_words(difference.text(lang), target)


def _pairs(same: Sequence[str]) -> dict[str, str]:
    """By the old id of a row its new one; of files that list them too."""
    pairs: dict[str, str] = {}
    for word in same:
        if word == _ALL:
            continue
        if Path(word).is_file():
            pairs |= read_same(Path(word))
            continue
        old, sign, new = word.partition("=")
        if not (old and sign and new):
            raise typer.BadParameter(
                f"--same {word}：请写成 旧编号=新编号、all 或文件 / write it as OLD=NEW, all, or the name of a file"
            )
        pairs[old] = new
    return pairs


def _system_of(crs: str | None) -> str | None:
    """The system that is named, if it is one."""
    if crs is not None:
        find_crs(without_offset(system_name(crs)))
    return crs


def _propose(files: list[Path], to: Path, read_as: ReadAs, lang: str, place: Place) -> None:
    proposals = propose_mappings(files, _shared_by(to), read_as=read_as, beside=_layers_in(place))
    for proposal, path in zip(proposals, write_proposals(proposals, to), strict=True):
        if len(proposals) > 1 or proposal.table.more:
            out().print(in_lang(table_line(proposal), lang), markup=False, highlight=False)
        _print_lines(proposal, lang)
        err().print(f"→ {path}", markup=False)


def _folder_of(mapping: Path) -> Path:
    """The data folder in whose ``mappings/`` a mapping is to lie, where it is one."""
    return mapping.absolute().parent.parent


def _layers_in(place: Place) -> list[Layer]:
    """The layers of the folder that a ledger is to be brought into; none where it is none yet."""
    if not (place.into / CATALOG).is_file() or not look_at(place.into).collections:
        return []
    return [*place.open().inventory().layers.values()]


def _print_lines(proposal: Proposal, lang: str) -> None:
    kind = [kind_line(proposal)] if proposal.looked_up else []
    for line in [*kind, *stated_lines(proposal), *proposal.place, *proposal_lines(proposal)]:
        out().print(in_lang(line, lang), markup=False, highlight=False)


def _shared_by(mapping: Path) -> Path:
    """The data folder in whose ``mappings/`` a mapping lies; the one of the settings where it lies in none."""
    folder = mapping.absolute().parent.parent
    return folder if (folder / "codelists").is_dir() else settings_of().layers


@contextmanager
def _mapping_of(
    files: list[Path], mapping: Path | None, place: Place, read_as: ReadAs, lang: Lang
) -> Iterator[tuple[Path, Path]]:
    """The mapping by which files are read, and the folder whose lists it may use: the one that is named, that of the layer which they renew, or a proposal."""
    into = place.into
    with TemporaryDirectory() as folder:
        if mapping is not None:
            yield _saying(mapping, read_as, Path(folder)), _shared_by(mapping)
            return
        settle(into)
        found = find_mapping(files, look_at(into))
        if found is not None:
            err().print(f"映射 / mapping: {found}", markup=False)
            yield _saying(found, read_as, Path(folder)), into
            return
        refuse_own_list(files, look_at(into))
        shared = into if (into / "codelists").is_dir() else settings_of().layers
        proposal = propose_mapping(files, shared, read_as=read_as, beside=_layers_in(place))
        target = look_at(into)
        if not proposal.sure or proposal.register["id"] in target.collections:
            refuse_nearly(files, target)
        require_sure(proposal)
        _print_lines(proposal, lang)
        written = Path(folder) / f"{proposal.register['id']}.toml"
        write_proposal(proposal, written)
        yield written, shared


def _saying(mapping: Path, read_as: ReadAs, folder: Path) -> Path:
    """A mapping that says how coordinates are to be read: itself where nothing is said, else a copy."""
    said = read_as.register()
    if not said:
        return mapping
    read_mapping(mapping, _shared_by(mapping))
    copy = folder / mapping.name
    copy.write_text(with_register(file_bytes(mapping).decode("utf-8-sig"), said), "utf-8")
    return copy


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    words = TextColumn("{task.description}", markup=False)
    columns = (words, BarColumn(), DownloadColumn(binary_units=True), TimeElapsedColumn())
    with Progress(*columns, console=err(), disable=quiet, transient=True) as bar:
        task = bar.add_task("读取 / reading", total=None)

        def show_progress(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name)

        yield show_progress


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)
