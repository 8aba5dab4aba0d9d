"""A foreign register made into a data folder: catalog, code lists, one layer, and the report of what became of every row.

All or nothing: everything is written beside and moved into place at the end.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

import numpy as np
import orjson
import shapely

from gis.catalog import read_codelist
from gis.codelists import Codelist
from gis.columns import Mask
from gis.crs import CRS84, STORAGE, Geometries
from gis.errors import MappingError, SourceError
from gis.fields import Field, Role
from gis.findings import Finding
from gis.geometry import measured_area_m2, repaired
from gis.io import geojson
from gis.io.declaration import catalog_table
from gis.io.joins import Joined, joined_tables
from gis.io.mapping import Mapping
from gis.io.mapping_file import read_mapping
from gis.io.members import FEATURE_ENDINGS, TABLE_ENDINGS, Member, ending_in, members
from gis.io.report import FieldReport, ImportReport
from gis.io.toml import toml_text
from gis.io.translation import State, Translated, Translator
from gis.layer import Feature
from gis.tables import load_toml
from gis.text import Text
from gis.units import figure
from gis.written import CATALOG

Progress = Callable[[int, int, str], None]
"""Told after each file: bytes done, bytes in all, the file's name."""

AREA_TOLERANCE: Final = 0.05
REPORT_FILE: Final = "import-report.json"
_DIGITS: Final = 8
_DEGREES: Final = frozenset({None, CRS84, STORAGE, "EPSG:4326"})


def import_register(
    files: Sequence[Path],
    mapping: Path,
    into: Path,
    *,
    progress: Progress | None = None,
    shared: Path | None = None,
) -> ImportReport:
    """Read a register by its mapping and write it as a data folder of its own.

    Parameters
    ----------
    files
        GeoJSON files, folders or zips of them, appended in order; CSV files that the mapping joins.
    into
        The data folder to make: it does not exist, is empty, or holds an earlier import of the same collection.
    progress
        Told of every file read.
    shared
        Data folder whose code lists and matching schemes are copied; by default the one in whose ``mappings/`` the mapping lies.

    Raises
    ------
    MappingError
        The mapping is wrong, or asks for a column that the source does not have.
    SourceError
        A file is missing or broken, or ``into`` holds something else. Nothing is written then.
    """
    plan = read_mapping(mapping, shared)
    _check_target(into, plan)
    found = members(files)
    sources = ending_in(found, FEATURE_ENDINGS)
    if not sources:
        raise SourceError(
            Text("给出的文件中没有 GeoJSON", "there is no GeoJSON among the files given"),
            Text(
                "请给出 .geojson、.json 文件，或含有它们的文件夹或 zip",
                "name .geojson or .json files, or a folder or zip of them",
            ),
        )
    report = ImportReport(title=plan.title, collection=plan.id)
    report.passed_over = [
        member.origin for member in found if not member.name.lower().endswith(FEATURE_ENDINGS + TABLE_ENDINGS)
    ]
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{into.name}-", dir=into.parent) as beside:
        draft = Path(beside)
        codelists = _shared_files(plan, shared or mapping.parent.parent, draft)
        run = _Run(plan, codelists, joined_tables(plan, found), report)
        with (draft / f"{plan.id}.geojson").open("wb") as target:
            run.write(sources, target, progress or _silent)
        (draft / CATALOG).write_text(toml_text(catalog_table(plan, run.originals)), "utf-8")
        (draft / REPORT_FILE).write_bytes(orjson.dumps(report.as_dict(), option=orjson.OPT_INDENT_2))
        _move(draft, into)
    return report


def _silent(_done: int, _total: int, _name: str) -> None:
    """Progress that nobody watches."""


def _check_target(into: Path, plan: Mapping) -> None:
    if not into.exists() or (into.is_dir() and not any(into.iterdir())):
        return
    held = load_toml(into / CATALOG).get("collections", {}) if (into / CATALOG).is_file() else {}
    if set(held) != {plan.id} or not (into / REPORT_FILE).is_file():
        raise SourceError(
            Text(f"{into} 已有其他内容，未作任何改动", f"{into} holds something else; nothing was changed"),
            Text("请用 --into 指定一个新文件夹", "name a new folder by --into"),
            file=str(into),
        )


def _move(draft: Path, into: Path) -> None:
    """Put the draft's files into place, the catalog last: until it stands, the folder is what it was."""
    into.mkdir(exist_ok=True)
    for path in sorted(draft.rglob("*"), key=lambda p: (p.name == CATALOG, str(p))):
        target = into / path.relative_to(draft)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        else:
            path.replace(target)


def _shared_files(plan: Mapping, shared: Path, draft: Path) -> dict[str, Codelist]:
    """Code lists and schemes for the new folder: the shared ones copied, the mapping's own written."""
    for name in ("codelists", "schemes"):
        (draft / name).mkdir()
        for path in sorted((shared / name).glob("*.toml")):
            shutil.copyfile(path, draft / name / path.name)
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


class _Run:
    """One import under way: what is carried from file to file."""

    def __init__(
        self, plan: Mapping, codelists: dict[str, Codelist], joins: list[Joined], report: ImportReport
    ) -> None:
        self.plan = plan
        self.joins = joins
        self.report = report
        self.originals: dict[str, Field] = {}
        self._ids: set[str] = set()
        self._columns: dict[str, None] = dict.fromkeys(name for joined in joins for name in joined.columns)
        self._translators = [
            Translator(rule, codelists.get(rule.field.codelist or ""))
            for rule in plan.rules
            if rule.field.role is not Role.MEASURED_AREA or rule.columns
        ]
        self._measured = plan.rule_of(Role.MEASURED_AREA)
        self._area = plan.rule_of(Role.AREA)
        report.fields = {
            translator.rule.field.name: FieldReport(title=translator.rule.field.title)
            for translator in self._translators
        }

    def write(self, sources: Sequence[Member], target: BinaryIO, progress: Progress) -> None:
        """Write every usable feature of every source, in order."""
        total, done = sum(member.size for member in sources), 0
        target.writelines(geojson.lines(self._features(sources, total, done, progress)))
        self.plan.check_columns(list(self._columns))
        self.report.unused_columns = [name for name in self._columns if name not in self.plan.columns]
        self.report.joins = {joined.name: joined.as_dict() for joined in self.joins}

    def _features(self, sources: Sequence[Member], total: int, done: int, progress: Progress) -> Iterator[Feature]:
        for place, member in enumerate(sources):
            parsed = geojson.parse(member.read(), member.origin)
            self._columns.update(dict.fromkeys(name for table in parsed.properties for name in table))
            if len(parsed):
                self._check_early(sources[place + 1 :])
            yield from self._of_member(member, parsed)
            done += member.size
            progress(done, total, member.name)

    def _check_early(self, later: Sequence[Member]) -> None:
        """Refuse a column that no file has before hours of work: looked for as text in the files that follow."""
        missing = [name for name in self.plan.columns if name not in self._columns]
        if not missing:
            return
        spelt = {name: {orjson.dumps(name)[1:-1], name.encode("ascii", "backslashreplace")} for name in missing}
        for member in later:
            data = member.read().lower()
            for name in [name for name, spellings in spelt.items() if any(s.lower() in data for s in spellings)]:
                del spelt[name]
            if not spelt:
                return
        self.plan.check_columns([name for name in (*self._columns, *missing) if name not in spelt])

    def _of_member(self, member: Member, parsed: geojson.Parsed) -> Iterator[Feature]:
        crs = self._crs_of(member, parsed)
        self.report.read += len(parsed)
        self.report.sources.append((member.origin, len(parsed)))
        stored, broken, reasons = _stored(parsed.geometries, crs, member.origin)
        areas = self._areas(parsed.geometries, stored, broken, crs)
        for row in range(len(parsed)):
            made = self._row(member, parsed, row, stored[row])
            if made is None:
                continue
            key, values = made
            if broken[row]:
                self._note_repair(member, row, key, reasons[row])
            self._measure(member, row, key, values, float(areas[row]))
            self.report.kept += 1
            yield Feature(key, stored[row], values)

    def _crs_of(self, member: Member, parsed: geojson.Parsed) -> str | None:
        declared, said = self.plan.crs, parsed.crs
        if declared and said and declared != said and not {declared, said} <= _DEGREES:
            raise SourceError(
                Text(
                    f"{member.origin} 写明坐标系 {said}，映射写明 {declared}",
                    f"{member.origin} says {said}, the mapping says {declared}",
                ),
                Text("请改正映射的 register.crs", "correct register.crs of the mapping"),
                file=member.origin,
            )
        return declared or said

    def _areas(self, given: Geometries, stored: Geometries, broken: Mask, crs: str | None) -> Any:
        """Areas in m²; taken from the source's own coordinates where these are the metric ones and sound."""
        if self._measured is None and self._area is None:
            return np.full(len(given), np.nan)
        if crs != self.plan.metric_crs:
            return measured_area_m2(stored, self.plan.metric_crs)
        areas = np.where(shapely.is_missing(given), np.nan, shapely.area(given))
        areas[broken] = measured_area_m2(stored[broken], self.plan.metric_crs)
        return areas

    def _row(
        self, member: Member, parsed: geojson.Parsed, row: int, geometry: Any
    ) -> tuple[str, dict[str, Any]] | None:
        source = parsed.properties[row]
        for joined in self.joins:
            source = joined.add_to(source)
        given = [t.translate(source, file=member.stem, number=row + 1) for t in self._translators]
        key = self._identity(given, parsed.ids[row])
        if row in parsed.problems or geometry is None or shapely.is_empty(geometry):
            self._refuse(
                member, row, key, "geometry", parsed.problems.get(row, Text("没有可用的图形", "no usable geometry"))
            )
            return None
        if key is None:
            self._refuse(member, row, None, "id", Text("没有编号", "no id"))
            return None
        key = self._unique(member, row, key)
        return key, self._values(member, row, key, given)

    def _values(self, member: Member, row: int, key: str, given: Sequence[Translated]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        kept: dict[str, str] = {}
        for translator, (value, state, original) in zip(self._translators, given, strict=True):
            rule = translator.rule
            values[rule.field.name] = key if rule.field.role is Role.ID else value
            if rule.field.role is not Role.ID:
                self.report.fields[rule.field.name].add(state, original, (member.origin, row + 1, key))
            if original is not None:
                self.originals.setdefault(rule.original, rule.field)
                kept[rule.original] = original
        return values | kept

    def _identity(self, given: Sequence[Translated], own: str | None) -> str | None:
        for translator, found in zip(self._translators, given, strict=True):
            if translator.rule.field.role is Role.ID:
                return str(found.value) if found.state is State.KNOWN else own
        return own

    def _unique(self, member: Member, row: int, key: str) -> str:
        if key not in self._ids:
            self._ids.add(key)
            return key
        fresh = next(name for n in range(2, len(self._ids) + 3) if (name := f"{key}-{n}") not in self._ids)
        self._ids.add(fresh)
        text = Text(f"编号 {key} 已用过，改为 {fresh}", f"the id {key} was taken, now {fresh}")
        remedy = Text("请在来源中使用唯一编号", "make ids unique in the source")
        self.report.renamed.append(_Place(member, row, fresh).finding("duplicate-id", key, text, remedy))
        return fresh

    def _refuse(self, member: Member, row: int, key: str | None, code: str, text: Text) -> None:
        remedy = {
            "geometry": Text("请在 GIS 软件中重新绘制该要素", "draw the feature again in a GIS"),
            "id": Text(
                "请在来源中补上编号，或在映射中用 template 组成编号",
                "give it an id in the source, or compose one by template in the mapping",
            ),
        }[code]
        self.report.refused.append(_Place(member, row, key).finding(f"no-{code}", text.en, text, remedy))

    def _note_repair(self, member: Member, row: int, key: str, reason: str) -> None:
        text = Text(f"{key} 的图形无效，已修复：{reason}", f"{key} had an invalid geometry, repaired: {reason}")
        remedy = Text("请核对修复后的图形", "check the repaired shape")
        self.report.repaired.append(_Place(member, row, key).finding("repaired", reason, text, remedy))

    def _measure(self, member: Member, row: int, key: str, values: dict[str, Any], measured: float) -> None:
        if self._measured is not None and not self._measured.columns:
            values[self._measured.field.name] = None if np.isnan(measured) else round(measured, 2)
        registered = values.get(self._area.field.name) if self._area else None
        if registered is None or np.isnan(measured) or abs(registered - measured) <= AREA_TOLERANCE * measured:
            return
        said = f"{figure(registered, 2)} / {figure(measured, 2)} m²"
        text = Text(f"{key} 登记面积与图上面积相差较大：{said}", f"{key}: registered and measured area differ: {said}")
        remedy = Text("请核对登记面积与界址", "check the register and the boundary")
        finding = _Place(member, row, key).finding("area-gap", said, text, remedy)
        self.report.area_gaps.append(finding)


class _Place(NamedTuple):
    """Where a finding stands; ``row`` counts from 0."""

    member: Member
    row: int
    key: str | None

    def finding(self, code: str, excerpt: str, text: Text, remedy: Text, field: str | None = None) -> Finding:
        where: dict[str, Any] = {"file": self.member.origin, "row": self.row + 1, "id": self.key, "field": field}
        return Finding(code=code, excerpt=excerpt, text=text, remedy=remedy, **where)


def _stored(given: Geometries, crs: str | None, name: str) -> tuple[Geometries, Mask, dict[int, str]]:
    """Geometries in stored degrees to about a millimetre, valid; which rows had to be repaired, and why.

    Rounding may break a sliver that was sound; such a row keeps its exact coordinates.
    """
    exact = geojson.in_storage(given, crs, name)
    mended, broken = repaired(exact)
    reasons = {int(row): str(shapely.is_valid_reason(exact[row])) for row in np.flatnonzero(broken)}
    rounded = np.asarray(shapely.transform(mended, lambda xy: xy.round(_DIGITS)), dtype=object)
    sound = np.asarray(shapely.is_valid(rounded))
    return np.where(sound, rounded, mended), broken, reasons
