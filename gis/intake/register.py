"""A foreign register made into a data folder: catalog, code lists, one layer, and the report of what became of every row.

All or nothing: everything is written beside and moved into place at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import orjson

from gis.catalog import Catalog, read_catalog
from gis.codelist_file import read_codelist
from gis.codelists import Codelist
from gis.disk import Unreadable, file_bytes
from gis.drafts import draft_of, put_in_place, settle
from gis.errors import CatalogError, MappingError, SourceError
from gis.intake.declaration import catalog_table
from gis.intake.feature_files import is_vector
from gis.intake.joins import joined_tables
from gis.intake.ledger_reading import LedgerReading
from gis.intake.mapping import Mapping
from gis.intake.mapping_file import read_mapping
from gis.intake.overwriting import fingerprint, last_written, refuse_loss
from gis.intake.progress import Progress
from gis.intake.reading import Reading
from gis.intake.report import ImportReport
from gis.io import geojson
from gis.io.members import (
    FEATURE_ENDINGS,
    LEDGER_ENDINGS,
    LOOKUP_ENDINGS,
    SHAPEFILE_PARTS,
    VECTOR_ENDINGS,
    Member,
    ending_in,
    members,
)
from gis.io.outline import Outline
from gis.io.toml import toml_text
from gis.io.written_rows import RowsNoted, WrittenRows
from gis.plainly import to_plain
from gis.reading.files import open_toml
from gis.text import Text
from gis.written import CATALOG

REPORT_FILE: Final = "import-report.json"


def import_register(
    files: Sequence[Path],
    mapping: Path,
    into: Path,
    *,
    progress: Progress | None = None,
    shared: Path | None = None,
    over: bool = False,
    written: dict[str, WrittenRows] | None = None,
) -> ImportReport:
    """Read a register by its mapping and write it as a data folder of its own.

    Parameters
    ----------
    files
        GeoJSON files, folders or zips of them, appended in order; tables that the mapping joins.
    into
        The data folder to make: it does not exist, is empty, has no layer yet, or holds an earlier import of the same collection.
    progress
        Told of every file read.
    shared
        Data folder whose code lists and matching schemes are copied; by default the one in whose ``mappings/`` the mapping lies.
    over
        Whether edits that people made of the layer since the last import may be lost.
    written
        Where to keep, by collection, what the layer's file holds, for whoever opens the folder next.

    Raises
    ------
    MappingError
        The mapping is wrong, or asks for a column that the source does not have.
    SourceError
        A file is missing or broken, ``into`` holds something else, or edits would be lost. Nothing is written then.
    CatalogError
        A code list or scheme that would be copied is none, or lies outside its folder.
    """
    plan = read_mapping(mapping, shared)
    settle(into)
    _check_target(into, plan)
    contents = members(files)
    _check_sources(contents)
    target = into.resolve()
    with draft_of(target) as draft:
        folder = shared or mapping.parent.parent
        codelists = _shared_files(plan, folder, draft)
        reading, noted = _read(plan, contents, draft, codelists, Outline(folder), progress or _silent)
        report = reading.report
        report.passed_over[:0] = _passed_over(plan, contents)
        # A ledger's headings may carry the month, and so do the titles of its fields.
        (draft / CATALOG).write_text(
            toml_text(catalog_table(reading.plan, reading.originals, unlocated=bool(reading.report.not_located))),
            "utf-8",
        )
        catalog = _check_catalog(draft, plan)
        _mark(reading, target, draft, over=over)
        (draft / REPORT_FILE).write_bytes(orjson.dumps(to_plain(report), option=orjson.OPT_INDENT_2))
        if report.kept:
            put_in_place(draft, target)
            if written is not None and (rows := noted.rows(catalog.collections[plan.id])) is not None:
                written[plan.id] = rows
        else:
            target.mkdir(exist_ok=True)
            (draft / REPORT_FILE).replace(target / REPORT_FILE)
    return report


def _mark(reading: Reading | LedgerReading, target: Path, draft: Path, *, over: bool) -> None:
    """Write into the report what the layer is by its bytes; refuse to lose what people made of the one before it."""
    report, before = reading.report, last_written(target / REPORT_FILE)
    # An import of which nothing was taken leaves the layer of the one before it.
    report.layer_sha256 = before
    if report.kept:
        layer = f"{reading.plan.id}.geojson"
        if not over:
            titles = {rule.field.name: rule.field.title for rule in reading.plan.rules}
            refuse_loss(target / layer, draft / layer, before, titles)
        report.layer_sha256 = fingerprint(draft / layer)


def sources_in(found: Sequence[Member]) -> tuple[list[Member], bool]:
    """The files that have features or records, and whether they are ledgers: tables, where none of the files has shapes."""
    shapes = ending_in(found, (*FEATURE_ENDINGS, *VECTOR_ENDINGS))
    return (shapes, False) if shapes else (ending_in(found, LEDGER_ENDINGS), True)


def _check_sources(found: Sequence[Member]) -> None:
    if not sources_in(found)[0]:
        raise no_sources()


def no_sources() -> SourceError:
    """There is nothing to read among the files given."""
    return SourceError(
        Text(
            "给出的文件中没有图形文件，也没有表格",
            "there is neither a file of shapes nor a table among the files given",
        ),
        Text(
            "请给出 .geojson、.json、.shp、.gpkg、.xlsx、.xls、.csv 文件，或含有它们的文件夹或 zip",
            "name .geojson, .json, .shp, .gpkg, .xlsx, .xls or .csv files, or a folder or zip of them",
        ),
    )


def _check_catalog(draft: Path, plan: Mapping) -> Catalog:
    """The catalog of a folder; refuse a mapping whose folder could not be opened, before it takes the place of one that can."""
    try:
        return read_catalog(draft)
    except CatalogError as mistake:
        raise MappingError(
            Text(
                f"映射 {plan.path.name} 生成的目录无法使用：{mistake.text.zh}",
                f"{plan.path.name} makes a catalog that cannot be used: {mistake.text.en}",
            ),
            Text("请修改映射；未作任何改动", "mend the mapping; nothing was changed"),
            file=str(plan.path),
        ) from None


def _read(
    plan: Mapping,
    found: Sequence[Member],
    draft: Path,
    codelists: dict[str, Codelist],
    outline: Outline,
    progress: Progress,
) -> tuple[Reading | LedgerReading, RowsNoted]:
    """Read the sources and write their layer; once more where an invented id turns out to be a later feature's own."""
    sources, ledgers = sources_in(found)
    # A layer that is joined is no source, unless it is the only one: a GeoPackage may have both.
    sources = [member for member in sources if not _is_joined(plan, member)] or sources
    taken: set[str] = set()
    while True:
        reading: Reading | LedgerReading = (
            LedgerReading(plan, codelists, taken)
            if ledgers
            else Reading(
                plan, codelists, joined_tables(plan, found), outline, taken, by_hand=any(map(is_vector, sources))
            )
        )
        noted = RowsNoted(rule.field for rule in plan.rules)
        with (draft / f"{plan.id}.geojson").open("wb") as target, geojson.garbage_kept():
            features = noted.records(reading.features(sources, progress))
            target.writelines(noted.lines(geojson.lines(features)))
        if not reading.ids.clash:
            return reading, noted
        taken = reading.ids.given


def _passed_over(plan: Mapping, found: Sequence[Member]) -> list[str]:
    """Files among those given of which nothing was read."""
    if sources_in(found)[1]:
        return [member.origin for member in found if not member.name.lower().endswith(LEDGER_ENDINGS)]
    return [
        member.origin
        for member in found
        if not member.name.lower().endswith((*FEATURE_ENDINGS, *VECTOR_ENDINGS, *SHAPEFILE_PARTS))
        and not _is_joined(plan, member)
    ]


def _is_joined(plan: Mapping, member: Member) -> bool:
    return member.name.lower().endswith(LOOKUP_ENDINGS) and any(
        Path(member.name).match(join.file) for join in plan.joins
    )


def _silent(_done: int, _total: int, _name: str) -> None:
    """Progress that nobody watches."""


def _check_target(into: Path, plan: Mapping) -> None:
    if not into.exists() or (into.is_dir() and not any(into.iterdir())):
        return
    path = into / CATALOG
    held = open_toml(CatalogError, path, file=str(path)).table.get("collections", {}) if path.is_file() else {}
    begun = path.is_file() and not held
    ours = (into / REPORT_FILE).is_file()
    if not begun and (not ours or (held and set(held) != {plan.id})):
        raise SourceError(
            Text(f"{into} 已有其他内容，未作任何改动", f"{into} holds something else; nothing was changed"),
            Text("请用 --into 指定一个新文件夹", "name a new folder by --into"),
            file=str(into),
        )


def _copy(path: Path, folder: Path, to: Path) -> None:
    """Copy a declaration of a data folder, which may come from anyone: not what a link leads to elsewhere, nor what never ends."""
    try:
        to.write_bytes(file_bytes(path, folder))
    except Unreadable as mistake:
        raise CatalogError(
            Text(f"{path} {mistake.text.zh}", f"{path} {mistake.text.en}"),
            Text("请把文件本身放到该处，或移走", "put the file itself there, or take it away"),
            file=str(path),
        ) from None


def _shared_files(plan: Mapping, shared: Path, draft: Path) -> dict[str, Codelist]:
    """Code lists and schemes for the new folder: the shared ones copied, the mapping's own written."""
    for name in ("codelists", "schemes"):
        (draft / name).mkdir()
        for path in sorted((shared / name).glob("*.toml")):
            _copy(path, shared, draft / name / path.name)
    for name, table in plan.codelists.items():
        (draft / "codelists" / f"{name}.toml").write_text(toml_text(table), "utf-8")
    read = {found.id: found for found in map(read_codelist, sorted((draft / "codelists").glob("*.toml")))}
    for rule in plan.rules:
        if rule.field.codelist is not None and rule.field.codelist not in read:
            raise MappingError(
                Text(f"没有代码表 {rule.field.codelist}", f"there is no code list {rule.field.codelist}"),
                Text(
                    "请写入映射的 codelists，或放进数据文件夹的 codelists/",
                    "write it into the mapping, or put it into codelists/ of the data folder",
                ),
                codelist=rule.field.codelist,
                field=rule.field.name,
            )
    return read
