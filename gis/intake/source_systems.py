"""In what the coordinates of a source are, and whether they lie where they say: put right where somebody said how, refused or doubted else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from gis.crs import DEGREES, Geometries, without_offset
from gis.errors import SourceError
from gis.findings import Finding, Grade
from gis.georeferencing.diagnosis import Diagnosis, diagnose
from gis.georeferencing.ground import Ground
from gis.georeferencing.suppositions import put_right
from gis.georeferencing.words import evidence_words, remedy_words
from gis.intake.identities import RowPlace
from gis.intake.mapping import Mapping as Plan
from gis.intake.report import ImportReport, MovedLayer
from gis.io.members import Member
from gis.io.parsing import Parsed
from gis.io.places import Misplaced, misplaced
from gis.rounding import rounded
from gis.survey_systems import Datum, as_written, old_datum, zoned
from gis.text import Text
from gis.units import figure

_OF_PLANES: Final = frozenset({"outside-degrees", "outside-area"})
_ON_EARTH: Final = 360.0
_CONVERT: Final = Text(
    "请测绘或自然资源部门转换为 CGCS2000 后再导入",
    "have the survey office convert it to CGCS2000, and import that",
)


@dataclass(frozen=True, kw_only=True)
class SourceSystem:
    """In what a source's coordinates are read, and what is to be said of that.

    Parameters
    ----------
    crs
        The system; None for longitude and latitude.
    old
        The datum before CGCS2000 whose numbers are placed as they are written, for somebody said yes to that.
    astray
        By row, why its coordinates cannot lie where they say.
    found
        Why they do not lie where they say, as a whole; None where nothing is known that says so.
    """

    crs: str | None
    old: Datum | None
    astray: Mapping[int, Misplaced]
    found: Diagnosis | None

    def list_in(self, report: ImportReport, file: str) -> None:
        """List what is to be said of the file as a whole."""
        if self.found is not None:
            report.doubts.append(_moved_finding(file, self.found))
            report.moved.append(_moved_layer(file, self.found))

    def doubt_of(self, place: RowPlace) -> Finding | None:
        """That a row lies only about where it is drawn; None where its datum is today's."""
        if self.old is None:
            return None
        text = Text(
            f"{place.key} 按 {self.old.words.zh} 的原值放置，可能偏移数十米",
            f"{place.key} is placed by its numbers in {self.old.words.en}: it may lie tens of metres off",
        )
        return place.finding("old-datum", self.old, text, _CONVERT, "geometry", Grade.DOUBT)

    @property
    def located_by(self) -> str | None:
        """By what each row lies where it does, where that is not what its file declares."""
        if self.old is None:
            return None
        return (
            f"按{self.old.words.zh}原值，可能偏移数十米 / as written in {self.old.words.en}, maybe tens of metres off"
        )


def read_system(member: Member, parsed: Parsed, plan: Plan, ground: Ground) -> SourceSystem:
    """In what a source's coordinates are; its geometries get east before north, and metres where somebody said that they are feet.

    Raises
    ------
    SourceError
        Where file and mapping contradict one another, where the datum is an old one and nobody said that its numbers may be placed as they
        are written, and where nothing lies in any system that is known: nothing is written then.
    """
    declared = _declared(member, parsed, plan)
    old = old_datum(parsed.crs) or old_datum(declared)
    if old is not None and not plan.as_written and not plan.crs_over:
        raise _old(member, old, len(parsed))
    crs = declared if declared is None else as_written(declared)
    parsed.geometries[:] = put_right(parsed.geometries, swapped=plan.swap_axes, feet=plan.feet)
    found = diagnose(parsed.geometries, parsed.properties, crs, ground, plan.metric_crs)
    astray = misplaced(parsed.geometries, crs, plan.metric_crs)
    if found is None and _is_local(parsed.geometries, astray):
        raise _local(member, parsed.geometries, crs)
    return SourceSystem(crs=crs, old=old, astray=astray, found=found)


def _moved_finding(file: str, found: Diagnosis) -> Finding:
    """What is said of a file whose shapes do not lie where they say."""
    return Finding(
        code="layer-moved",
        grade=Grade.DOUBT,
        file=file,
        row=0,
        id=None,
        field="geometry",
        excerpt=found.meant.flags if found.meant is not None else "",
        text=evidence_words(found),
        remedy=remedy_words(found),
    )


def _moved_layer(file: str, found: Diagnosis) -> MovedLayer:
    def metres(value: float | None) -> float | None:
        return None if value is None else rounded(value, 2)

    return MovedLayer(
        file=file,
        meant=found.meant.flags if found.meant is not None else None,
        beside=found.beside,
        shapes=found.shapes,
        agreeing=found.agreeing,
        east_m=metres(found.east_m),
        north_m=metres(found.north_m),
        spread_m=metres(found.spread_m),
        before_m=metres(found.before_m),
        after_m=metres(found.after_m),
    )


def _declared(member: Member, parsed: Parsed, plan: Plan) -> str | None:
    """What is declared: by the mapping, else by the file; both where they say the same."""
    ours, said = plan.crs, parsed.crs
    plain = None if ours is None else without_offset(ours)
    if plain and said and not plan.crs_over and plain == ours and _is_one_zone(plain, said):
        return said
    if ours and said and plain != said and not {plain, said} <= DEGREES and not plan.crs_over:
        raise SourceError(
            Text(
                f"{member.origin} 写明坐标系 {said}，映射写明 {ours}",
                f"{member.origin} says {said}, the mapping says {ours}",
            ),
            Text(
                "请改正映射的 register.crs；应以映射为准的，加 crs_over = true 或用 --crs 导入",
                "correct register.crs of the mapping; where the mapping is right, add crs_over = true or import with --crs",
            ),
            file=member.origin,
        )
    return ours or said


def _is_one_zone(ours: str, said: str) -> bool:
    """Whether two systems differ by the zone number before eastings alone: of one survey office one text has it and another has not."""
    if ours in DEGREES or said in DEGREES:
        return False
    return zoned(ours, 0) == zoned(said, 0) is not None


def _old(member: Member, datum: Datum, count: int) -> SourceError:
    words, shown = datum.words, figure(count)
    return SourceError(
        Text(
            f"{member.origin} 的 {shown} 个图形为 {words.zh}，与 CGCS2000 相差数十米，转换参数不公开，未放到图上；未写入任何内容",
            f"the {shown} shapes of {member.origin} are in {words.en}, tens of metres off CGCS2000 by parameters that are not public: "
            "they were not placed, and nothing was written",
        ),
        Text(
            f"{_CONVERT.zh}；可以接受数十米偏移的，加 --as-written（映射 register.as_written），按原值放置，逐个待核实",
            f"{_CONVERT.en}; where tens of metres will do, --as-written (register.as_written of the mapping) places the numbers as they are, each to check",
        ),
        file=member.origin,
        datum=str(datum),
    )


def _is_local(geometries: Geometries, astray: Mapping[int, Misplaced]) -> bool:
    """Whether all shapes have numbers that are metres and lie in no system that is known."""
    there = np.flatnonzero(~(shapely.is_missing(geometries) | shapely.is_empty(geometries))).tolist()
    if not there or any(row not in astray or astray[row].code not in _OF_PLANES for row in there):
        return False
    return bool(np.abs(shapely.total_bounds(geometries)).max() > _ON_EARTH)


def _local(member: Member, geometries: Geometries, crs: str | None) -> SourceError:
    west, south, east, north = shapely.total_bounds(geometries).tolist()
    shown = f"x {west:.12g} – {east:.12g}, y {south:.12g} – {north:.12g}"
    declared = (
        Text("未写明坐标系", "it declares no system") if crs is None else Text(f"写明 {crs}", f"it declares {crs}")
    )
    return SourceError(
        Text(
            f"{member.origin} 的坐标（{shown}；{declared.zh}）既不是经纬度，也不在任何 3 度带或 6 度带内，应为地方独立坐标系，其参数保密；未写入任何内容",
            f"the coordinates of {member.origin} ({shown}; {declared.en}) are neither degrees nor in any zone of three or six degrees: "
            "a local system, whose parameters are secret; nothing was written",
        ),
        Text(
            f"{_CONVERT.zh}；如坐标不全（省略了高位）或单位不是米，请先补全、换算",
            f"{_CONVERT.en}; where digits were left out or the unit is no metre, complete or convert them first",
        ),
        file=member.origin,
    )
