"""A foreign register made into a layer of a data folder: its declaration, code lists, the layer, and the report of what became of every row.

All or nothing: everything is written beside and moved into place at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from gis.catalog import Catalog, read_catalog
from gis.codelists import Codelist
from gis.drafts import draft_of, put_in_place, settle
from gis.errors import CatalogError, MappingError, SourceError
from gis.georeferencing.ground import Ground
from gis.intake.basis import day_of, digest_basis
from gis.intake.declaration import declare_collection
from gis.intake.feature_files import has_shapes, is_by_hand, is_read_here
from gis.intake.joins import joined_tables
from gis.intake.ledger_reading import LedgerReading
from gis.intake.mapping import Mapping
from gis.intake.mapping_file import read_mapping
from gis.intake.progress import Progress
from gis.intake.reading import Reading
from gis.intake.report import ImportReport
from gis.intake.rows_read import stamp_of
from gis.intake.target import REPORT_FILE, Target, gather_lists, keep_mapping, leave_what_stands, look_at
from gis.io import feature_rows, geojson
from gis.io.feature_rows import FeatureRows
from gis.io.members import (
    LEDGER_ENDINGS,
    LOOKUP_ENDINGS,
    SHAPEFILE_PARTS,
    Member,
    ending_in,
    members,
)
from gis.io.written_rows import RowsNoted, WrittenRows
from gis.layer import Feature
from gis.plainly import to_plain
from gis.text import Text
from gis.written import CATALOG


def import_register(
    files: Sequence[Path],
    mapping: Path,
    into: Path,
    *,
    progress: Progress | None = None,
    shared: Path | None = None,
    written: dict[str, WrittenRows] | None = None,
) -> ImportReport:
    """Read a register by its mapping and write it as a layer of a data folder, which is made where there is none.

    What the folder has stays as it is: its other layers, lists, schemes and mappings.

    Parameters
    ----------
    files
        GeoJSON files, folders or zips of them, appended in order; tables that the mapping joins.
    into
        A data folder, or where one is to be: it does not exist, or is empty.
    progress
        Told of every file read.
    shared
        Data folder whose code lists and matching schemes are copied; by default the one in whose ``mappings/`` the mapping lies.
    written
        Where to keep, by collection, what the layer's file holds, for whoever opens the folder next.

    Raises
    ------
    MappingError
        The mapping is wrong, or asks for a column that the source does not have.
    SourceError
        A file is missing or broken, or ``into`` holds something else, or this layer already. Nothing is written then.
    CatalogError
        A code list or scheme that would be copied is none, or lies outside its folder.
    """
    plan = read_mapping(mapping, shared)
    settle(into)
    target = look_at(into)
    if plan.id in target.collections:
        raise _there_already(plan, into)
    with draft_of(target.folder) as draft, geojson.garbage_kept():
        reading, noted = read_register(prepare_register(plan, files, target, draft, shared=shared), draft, progress)
        report = reading.report
        text = declare_collection(
            reading.plan,
            reading.originals,
            target.catalog,
            unlocated=bool(report.not_located) or any(doubt.code == "old-datum" for doubt in report.doubts),
        )
        catalog = check_catalog(draft, text, plan)
        keep_mapping(plan, target, draft)
        (draft / REPORT_FILE).write_bytes(orjson.dumps(to_plain(report), option=orjson.OPT_INDENT_2))
        if report.kept:
            leave_what_stands(draft, target)
            put_in_place(draft, target.folder)
            if written is not None and (rows := noted.collect_columns(catalog.collections[plan.id])) is not None:
                written[plan.id] = rows
        else:
            target.folder.mkdir(exist_ok=True)
            (draft / REPORT_FILE).replace(target.folder / REPORT_FILE)
    return report


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A register before it is read: its files, those that are sources and whether these are ledgers, the code lists, and on what else the reading rests.

    ``folders`` are the one that it is brought into and the one whose code lists it uses: they tell the ground.
    ``day`` is today, empty where the mapping names the day of the register.
    """

    plan: Mapping
    contents: Sequence[Member]
    sources: Sequence[Member]
    ledgers: bool
    codelists: dict[str, Codelist]
    folders: tuple[Path, Path]
    basis: str
    day: str

    @property
    def by_rows(self) -> bool:
        """Whether they are read as rows of ledgers, which have no shapes."""
        return self.ledgers and self.plan.shape is None

    @property
    def passed_over(self) -> list[str]:
        """Files among those given of which nothing is read."""
        return _passed_over(self.plan, self.contents)


def prepare_register(
    plan: Mapping, files: Sequence[Path], target: Target, draft: Path, *, shared: Path | None = None
) -> Prepared:
    """Look at the sources of a layer, and put its code lists into the draft of its folder."""
    contents = members(files)
    sources, ledgers = sources_in(contents)
    if not sources:
        raise no_sources()
    folder = shared or plan.path.parent.parent
    codelists = gather_lists(plan, folder, target, draft)
    # A layer that is joined is no source, unless it is the only one: a GeoPackage may have both.
    sources = [member for member in sources if not _is_joined(plan, member)] or sources
    return Prepared(
        plan=plan,
        contents=contents,
        sources=sources,
        ledgers=ledgers,
        codelists=codelists,
        folders=(target.folder, folder),
        basis=digest_basis(plan, draft, folder),
        day=day_of(plan),
    )


def read_register(
    prepared: Prepared, draft: Path, progress: Progress | None = None
) -> tuple[Reading | LedgerReading, RowsNoted]:
    """Read the sources of a layer into the draft of its folder: the layer as a file, whose rows are noted."""
    stamps = [stamp_of(member.path) for member in prepared.sources]
    reading, noted = _read(prepared, draft, progress or silent)
    reading.report.passed_over[:0] = prepared.passed_over
    rows = reading.report.as_read
    if rows is not None and len(stamps) == 1:
        rows.basis, rows.day, rows.stamp = prepared.basis, prepared.day, stamps[0]
    return reading, noted


def _there_already(plan: Mapping, into: Path) -> SourceError:
    return SourceError(
        Text(
            f"{into} 已有图层“{plan.title.zh}”（{plan.id}），未作任何改动",
            f"{into} has the layer {plan.title.en} ({plan.id}) already; nothing was changed",
        ),
        Text(
            "要更新它，用 landstock import 再导入一次：先列出差异，加 --yes 写入；要另成图层，在映射中改 register.id",
            "to renew it, import again by landstock import: it shows the difference, --yes writes it; "
            "for another layer change register.id in the mapping",
        ),
        file=str(into),
        collection=plan.id,
    )


def sources_in(found: Sequence[Member]) -> tuple[list[Member], bool]:
    """The files that have features or records, and whether they are ledgers: tables, where none of the files has shapes.

    A file of a format that is not read is a source where somebody named it or there is nothing else, for its reader says what to do about it.
    """
    shapes = [member for member in found if has_shapes(member)]
    if any(map(is_read_here, shapes)) or ending_in(found, LEDGER_ENDINGS):
        shapes = [member for member in shapes if member.named or is_read_here(member)]
    return (shapes, False) if shapes else (ending_in(found, LEDGER_ENDINGS), True)


def no_sources() -> SourceError:
    """There is nothing to read among the files given."""
    return SourceError(
        Text(
            "给出的文件中没有图形文件，也没有表格",
            "there is neither a file of shapes nor a table among the files given",
        ),
        Text(
            "请给出 .geojson、.json、.shp、.gpkg、.gdb、.kml、.kmz、.dxf、.txt、.xlsx、.xls、.csv 文件，或含有它们的文件夹或 zip",
            "name .geojson, .json, .shp, .gpkg, .gdb, .kml, .kmz, .dxf, .txt, .xlsx, .xls or .csv files, or a folder or zip of them",
        ),
    )


def check_catalog(draft: Path, text: str, plan: Mapping) -> Catalog:
    """Write the text of a catalog into the draft of a folder, and read it: a mapping whose folder could not be opened takes no place.

    Raises
    ------
    MappingError
    """
    (draft / CATALOG).write_text(text, "utf-8")
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


def _read(prepared: Prepared, draft: Path, progress: Progress) -> tuple[Reading | LedgerReading, RowsNoted]:
    """Read the sources and write their layer; once more where an invented id turns out to be a later feature's own."""
    plan, codelists, sources = prepared.plan, prepared.codelists, prepared.sources
    taken: set[str] = set()
    while True:
        reading: Reading | LedgerReading = (
            LedgerReading(plan, codelists, taken)
            if prepared.by_rows
            else Reading(
                plan,
                codelists,
                joined_tables(plan, prepared.contents),
                Ground.of_folders(prepared.folders),
                taken,
                by_hand=prepared.ledgers or any(map(is_by_hand, sources)),
            )
        )
        noted = (
            write_rows(plan, reading.rows(sources, progress), draft)
            if isinstance(reading, LedgerReading)
            else write_features(plan, reading.features(sources, progress), draft)
        )
        if not reading.ids.clash:
            return reading, noted
        taken = reading.ids.given


def write_features(plan: Mapping, features: Iterable[Feature], draft: Path) -> RowsNoted:
    """Write the file of a layer into the draft of its folder."""
    noted = RowsNoted(rule.field for rule in plan.rules)
    with (draft / f"{plan.id}.geojson").open("wb") as target, geojson.garbage_kept():
        target.writelines(noted.lines(geojson.lines(noted.records(features))))
    return noted


def write_rows(plan: Mapping, rows: Iterable[FeatureRows], draft: Path) -> RowsNoted:
    """The same of records without shapes, many at once."""
    noted = RowsNoted(rule.field for rule in plan.rules)
    with (draft / f"{plan.id}.geojson").open("wb") as target, geojson.garbage_kept():
        target.writelines(noted.lines(feature_rows.lines(noted.rows(rows))))
    return noted


def _passed_over(plan: Mapping, found: Sequence[Member]) -> list[str]:
    """Files among those given of which nothing was read."""
    if sources_in(found)[1]:
        return [member.origin for member in found if not member.name.lower().endswith(LEDGER_ENDINGS)]
    return [
        member.origin
        for member in found
        if not is_read_here(member)
        and not member.name.lower().endswith(SHAPEFILE_PARTS)
        and not _is_joined(plan, member)
    ]


def _is_joined(plan: Mapping, member: Member) -> bool:
    return member.name.lower().endswith(LOOKUP_ENDINGS) and any(
        Path(member.name).match(join.file) for join in plan.joins
    )


def silent(_done: int, _total: int, _name: str) -> None:
    """Progress that nobody watches."""
