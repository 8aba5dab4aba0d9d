"""The sources of an import read, feature by feature: translated, measured, repaired, and refused where they cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import Any, Final, NamedTuple

import numpy as np
import orjson
import shapely

from gis.codelists import Codelist
from gis.columns import Mask
from gis.crs import Geometries, to_storage
from gis.features import ID_LOST_DIGITS
from gis.fields import Field, Role
from gis.findings import Finding, Grade
from gis.geometry import measured_area_m2, repair_geometries
from gis.georeferencing.ground import Ground
from gis.intake.doubted_cells import CellSpot, DoubtedCells
from gis.intake.feature_files import Parsed, has_shapes, is_by_hand, parse_features, parse_table
from gis.intake.identities import LOOK, Identities, RowPlace
from gis.intake.joins import FEATURE_CODES, UNUSED_CODES, GivenBy, Joined, Place
from gis.intake.kept_otherwise import mended_finding, partial_finding
from gis.intake.kept_shapes import KeptShapes
from gis.intake.mapping import Mapping as Plan
from gis.intake.progress import TOLD_EVERY, Progress, move
from gis.intake.refusals import nothing_read, too_many_columns, too_many_refused
from gis.intake.report import ImportReport, SourceFile
from gis.intake.source_systems import read_system
from gis.intake.stated_days import earliest_stated
from gis.intake.translation import Translated
from gis.intake.translators import field_reports, identity_in, translators_of
from gis.io import bounds, geojson, outline
from gis.io.headings import respelt, visible
from gis.io.members import Member
from gis.io.places import Misplaced
from gis.layer import Feature
from gis.rounding import rounded
from gis.survey_systems import on_one_plane
from gis.text import Text
from gis.units import figure
from gis.values import lost_digits, text_of

_DIGITS: Final = 8
_EXCERPT: Final = 80
_DRAW: Final = Text("请在 GIS 软件中重新绘制该要素", "draw the feature again in a GIS")


class Reading:
    """One reading of all sources: what is carried from file to file.

    Parameters
    ----------
    ground
        What is known of the district, by the data folders that the import has to do with.
    taken
        Ids that none may be given which did not have it: those of all sources, where a reading before this one has met them.
    by_hand
        Whether the texts were typed by hand, as those of a Shapefile are.
    """

    def __init__(
        self,
        plan: Plan,
        codelists: Mapping[str, Codelist],
        joins: Sequence[Joined],
        ground: Ground,
        taken: AbstractSet[str] = frozenset(),
        *,
        by_hand: bool = False,
    ) -> None:
        self.plan = plan
        self.joins = joins
        self.report = ImportReport(title=plan.title, collection=plan.id)
        self.originals: dict[str, Field] = {}
        self.ids = Identities(self.report, plan, taken)
        self._ground = ground
        self._outside: list[Finding] = []
        self._columns: dict[str, None] = dict.fromkeys(name for joined in joins for name in joined.columns)
        self._translators = translators_of(plan, codelists, by_hand=by_hand)
        self._measured = plan.rule_of(Role.MEASURED_AREA)
        self._usage_system = plan.rule_of(Role.USAGE_SYSTEM)
        self._area = plan.rule_of(Role.AREA)
        self._by_hand = by_hand
        self._cells = DoubtedCells(plan, self.report, self.originals)
        self._shapes = KeptShapes(plan)
        self.report.fields = field_reports(self._translators)

    def features(self, sources: Sequence[Member], progress: Progress) -> Iterator[Feature]:
        """Every usable feature of every source, in order; the report is whole when the last has been taken.

        Raises
        ------
        SourceError
            A file cannot be read, there is no feature in any, or more of them are refused than are listed.
        MappingError
            The mapping asks for a column that no source has.
        """
        total, done = sum(member.size for member in sources), 0
        self.plan = self.plan.dated(
            earliest_stated(((), self.plan.sheet, PurePath(member.name).name) for member in sources)
        )
        for place, member in enumerate(sources):
            parsed = self._parsed(member)
            if parsed is not None:
                names = dict.fromkeys(name for table in parsed.properties for name in table)
                self._respell(member, parsed, names)
                self._columns.update(names)
                if len(self._columns) > bounds.MAX_COLUMNS:
                    raise too_many_columns(member.origin, list(self._columns))
                if len(parsed):
                    self._check_early(sources[place + 1 :])
                yield from self._of_member(member, parsed, partial(move, progress, member, done, total))
            done += member.size
            progress(done, total, member.name)
        self._conclude(sources)

    def _parsed(self, member: Member) -> geojson.Parsed | None:
        if self.plan.shape is not None and self._is_table(member):
            parsed: Parsed | None = parse_table(member, self.plan, self.plan.shape)
        else:
            parsed = parse_features(member, self.plan.sheet)
        if parsed is None:
            self.report.passed_over.append(member.origin)
            return None
        for said in parsed.remarks:
            place = RowPlace(member.origin, said.row)
            self.report.doubts.append(
                place.finding(said.code, said.excerpt[:_EXCERPT], said.text, LOOK, grade=Grade.DOUBT)
            )
        return parsed.features

    def _is_table(self, member: Member) -> bool:
        return self.plan.shape is not None and not has_shapes(member)

    def _keep_without_shape(self, member: Member, parsed: geojson.Parsed, astray: dict[int, Misplaced]) -> None:
        """Say of a table's rows that their shapes cannot be used; the rows are kept as those of any ledger, and are not located."""
        for row in sorted({*astray, *parsed.problems}):
            place = RowPlace(member.origin, parsed.line_of(row))
            said = _unusable(place, parsed, row, _Shape(None, astray.get(row), given=True))
            if said is not None:
                self.report.doubts.append(replace(said, grade=Grade.DOUBT))
        astray.clear()
        parsed.problems.clear()

    def _conclude(self, sources: Sequence[Member]) -> None:
        report = self.report
        if not report.read:
            raise nothing_read([member.origin for member in sources], report.passed_over)
        self.plan.check_columns(list(self._columns))
        report.unused_columns = [visible(name) for name in self._columns if name not in self.plan.columns]
        names = [joined.name for joined in self.joins]
        report.joins = {
            joined.name if names.count(joined.name) == 1 else f"{joined.name} ({joined.join.on})": joined.report
            for joined in self.joins
        }
        for finding in [finding for joined in self.joins for finding in joined.findings]:
            used = report.doubts if finding.code in FEATURE_CODES else report.repaired
            (report.tables if finding.code in UNUSED_CODES else used).append(finding)
        report.doubts += self._outside if len(self._outside) < report.kept else _all_outside(self._outside)
        report.passed_over += self._ground.unread
        self._shapes.compare(report)

    def _respell(self, member: Member, parsed: geojson.Parsed, names: dict[str, None]) -> None:
        """Give a column the name by which the mapping asks for it, where only blanks or width differ; what was renamed is listed."""
        for spelt, asked in respelt(self.plan.columns, names).items():
            tables = enumerate(parsed.properties)
            rows = [row for row, table in tables if spelt in table and not text_of(table.get(asked)).strip()]
            for row in rows:
                parsed.properties[row][asked] = parsed.properties[row].pop(spelt)
            names[asked] = None
            if not any(spelt in table for table in parsed.properties):
                del names[spelt]
            if rows:
                shown = visible(spelt)
                text = Text(f"列名“{shown}”按“{asked}”读取", f"the column {shown} was read as {asked}")
                remedy = Text("请在来源中改正列名", "correct its name in the source")
                place = RowPlace(member.origin, parsed.line_of(rows[0]), None)
                self.report.doubts.append(place.finding("column-respelt", shown, text, remedy, asked, Grade.DOUBT))

    def _check_early(self, later: Sequence[Member]) -> None:
        """Refuse a column that no file has before hours of work: looked for as text in the files that follow."""
        missing = [name for name in self.plan.columns if name not in self._columns]
        if not missing or any(map(is_by_hand, later)):
            return
        spelt = {name: {orjson.dumps(name)[1:-1], name.encode("ascii", "backslashreplace")} for name in missing}
        for member in later:
            data = member.read().lower()
            for name in [name for name, spellings in spelt.items() if any(s.lower() in data for s in spellings)]:
                del spelt[name]
            if not spelt:
                return
        self.plan.check_columns([name for name in (*self._columns, *missing) if name not in spelt])

    def _of_member(
        self, member: Member, parsed: geojson.Parsed, progress: Callable[[float], None]
    ) -> Iterator[Feature]:
        system = read_system(member, parsed, self.plan, self._ground)
        crs, astray = system.crs, dict(system.astray)
        system.list_in(self.report, member.origin)
        self.report.read += len(parsed)
        self.report.sources.append(SourceFile(member.origin, len(parsed)))
        parsed.geometries[list(astray)] = None
        if self._is_table(member):
            self.report.in_lines = True
            self._keep_without_shape(member, parsed, astray)
        bare = np.asarray(shapely.is_missing(parsed.geometries) | shapely.is_empty(parsed.geometries))
        bare[[*astray, *parsed.problems]] = False
        stored, sound, broken, reasons = _to_storage(parsed.geometries, crs)
        areas = self._areas(parsed.geometries, sound, broken, crs)
        outside = self._ground.outline.leaves_out(stored)
        for row in range(len(parsed)):
            if row % TOLD_EVERY == 0:
                progress(row / len(parsed))
            shape = _Shape(stored[row], astray.get(row), given=not bare[row])
            made = self._row(member, parsed, row, shape)
            if made is None:
                continue
            key, values = made
            self.report.kept += 1
            if not shape.given:
                self.report.not_located += 1
                yield Feature(key, None, values)
                continue
            if broken[row]:
                self._note_repair(member, parsed.line_of(row), key, reasons[row])
            if outside[row]:
                self._note_outside(member, parsed.line_of(row), key)
            self._measure(values, float(areas[row]))
            if (doubt := system.doubt_of(RowPlace(member.origin, parsed.line_of(row), key))) is not None:
                self.report.doubts.append(doubt)
                values.setdefault(str(Role.LOCATED_BY), system.located_by)
            self._shapes.add(RowPlace(member.origin, parsed.line_of(row), key), stored[row], values, float(areas[row]))
            yield Feature(key, stored[row], values)

    def _areas(self, given: Geometries, sound: Geometries, broken: Mask, crs: str | None) -> Any:
        """Areas in m², before anything is rounded; taken from the source's own coordinates where these are on the metric plane and sound."""
        if self._measured is None and self._area is None:
            return np.full(len(given), np.nan)
        if crs is None or not on_one_plane(crs, self.plan.metric_crs):
            return measured_area_m2(sound, self.plan.metric_crs)
        areas = np.where(shapely.is_missing(given), np.nan, shapely.area(given))
        areas[broken] = measured_area_m2(sound[broken], self.plan.metric_crs)
        return areas

    def _row(
        self, member: Member, parsed: geojson.Parsed, row: int, shape: _Shape
    ) -> tuple[str, dict[str, Any]] | None:
        source = parsed.properties[row]
        given_by: GivenBy = {}
        for joined in self.joins:
            source = joined.add_to(source, Place(member.origin, parsed.line_of(row)), given_by)
        given = [t.translate(source, file=member.stem, number=row + 1) for t in self._translators]
        key = identity_in(self._translators, given)
        if key is None:
            key = parsed.ids[row]
        if key is not None:
            self.ids.given.add(key)
        place = RowPlace(member.origin, parsed.line_of(row), key)
        refusal = _unusable(place, parsed, row, shape) or (
            None if key is not None else self._no_id(place, source, parsed)
        )
        if refusal is not None:
            self.report.refused.append(refusal)
            if len(self.report.refused) > bounds.MAX_UNUSABLE:
                raise too_many_refused(self.report.refused)
            return None
        for joined in self.joins:
            joined.keep()
        key = self.ids.unique(str(key), RowPlace(member.origin, parsed.line_of(row), key))
        spot = CellSpot(member.origin, self.plan.sheet, parsed.line_of(row), key, ", ".join)
        values = self._values(spot, given)
        self._cells.judge(spot, values, source)
        self.ids.note_numbers(values, RowPlace(member.origin, parsed.line_of(row), key))
        return key, values

    def _values(self, spot: CellSpot, given: Sequence[Translated]) -> dict[str, Any]:
        key, place = spot.key, RowPlace(spot.file, spot.row, spot.key)
        values: dict[str, Any] = {}
        kept: dict[str, str] = {}
        for translator, translated in zip(self._translators, given, strict=True):
            rule, value, original = translator.rule, translated.value, translated.original
            if translated.mended is not None:
                self.report.repaired.append(mended_finding(place, rule.field, translated))
            if translated.partial is not None:
                self.report.doubts.append(partial_finding(place, rule.field, translated))
            values[rule.field.name] = key if rule.field.role is Role.ID else value
            if rule.field.role is not Role.ID:
                self.report.fields[rule.field.name].add(translated.state, original, (spot.file, spot.row, key))
                if self._by_hand:
                    self._cells.list_translated(spot, rule, translated)
            if original is not None:
                self.originals.setdefault(rule.original, rule.field)
                kept[rule.original] = original
            if self._usage_system is not None and translated.system is not None and rule.field.role is Role.USAGE:
                kept[self._usage_system.field.name] = translated.system
        return values | kept

    def _no_id(self, place: RowPlace, source: Mapping[str, Any], parsed: geojson.Parsed) -> Finding:
        rule = next(rule for rule in self.plan.rules if rule.field.role is Role.ID)
        raw = next((source[name] for name in (*rule.columns, *rule.slots) if source.get(name) is not None), "")
        remedy = Text(
            "请在来源中补上编号，或在映射中用 template 组成编号",
            "give it an id in the source, or compose one by template in the mapping",
        )
        text, remedy = (
            ID_LOST_DIGITS if lost_digits(raw) or place.row - 1 in parsed.lost else (Text("没有编号", "no id"), remedy)
        )
        return place.finding("no-id", text_of(raw)[:_EXCERPT], text, remedy, rule.field.name)

    def _note_repair(self, member: Member, row: int, key: str, reason: str) -> None:
        text = Text(f"{key} 的图形无效，已修复：{reason}", f"{key} had an invalid geometry, repaired: {reason}")
        remedy = Text("请核对修复后的图形", "check the repaired shape")
        self.report.repaired.append(RowPlace(member.origin, row, key).finding("repaired", reason, text, remedy))

    def _measure(self, values: dict[str, Any], measured: float) -> None:
        if self._measured is not None and not self._measured.columns:
            values[self._measured.field.name] = None if np.isnan(measured) else rounded(measured, 2)

    def _note_outside(self, member: Member, row: int, key: str) -> None:
        text, remedy = outline.words(key)
        finding = RowPlace(member.origin, row, key).finding(
            "outside-boundaries", "", text, remedy, "geometry", Grade.DOUBT
        )
        self._outside.append(finding)


class _Shape(NamedTuple):
    """What a source has as a feature's shape: in stored degrees, why it cannot lie where it says, and whether there is one at all."""

    geometry: Any
    astray: Misplaced | None
    given: bool


def _unusable(place: RowPlace, parsed: geojson.Parsed, row: int, shape: _Shape) -> Finding | None:
    """What is wrong with a feature's shape; nothing where it has none: such a row is kept, and is not located."""
    if shape.astray is not None:
        astray = shape.astray
        return place.finding(astray.code, astray.excerpt, astray.text, astray.remedy, "geometry")
    problem = parsed.problems.get(row)
    if problem is not None:
        code, field = geojson.code_of(problem), None if problem == geojson.NO_FEATURE else "geometry"
        remedy = bounds.SIMPLER if problem in geojson.TOO_LARGE else _DRAW
        return place.finding(code, parsed.excerpts[row], problem, remedy, field)
    if shape.given and (shape.geometry is None or shapely.is_empty(shape.geometry)):
        return place.finding("no-geometry", "", Text("没有可用的图形", "no usable geometry"), _DRAW, "geometry")
    return None


def _all_outside(findings: Sequence[Finding]) -> list[Finding]:
    """One finding for a register of which nothing lies inside: it is of another place, or all of it is misplaced."""
    if not findings:
        return []
    return [replace(findings[0], text=outline.words_for_all(figure(len(findings))))]


def _to_storage(given: Geometries, crs: str | None) -> tuple[Geometries, Geometries, Mask, dict[int, str]]:
    """Geometries in stored degrees to about a millimetre, valid, and the same exactly; which rows had to be repaired, and why.

    Rounding may break a sliver that was sound; such a row keeps its exact coordinates.
    """
    exact = to_storage(given, crs)
    mended, broken = repair_geometries(exact)
    reasons = {int(row): str(shapely.is_valid_reason(exact[row])) for row in np.flatnonzero(broken)}
    rounded = np.asarray(shapely.transform(mended, lambda xy: xy.round(_DIGITS)), dtype=object)
    sound = np.asarray(shapely.is_valid(rounded))
    return np.where(sound, rounded, mended), mended, broken, reasons
