"""Figures that cannot be meant, and registered areas that are not those of their shapes: of a data folder's rows, and of a record that is read."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.catalog import Catalog, Kind
from gis.doubts import doubt
from gis.fields import DType, Field, Role
from gis.findings import Finding, FoundCode
from gis.geometry import AREA_TOLERANCE, area_gaps, measured_area_m2
from gis.layer import Layer
from gis.text import Text
from gis.units import M2_PER_HA, figure, m2_from_mu, percent, plain
from gis.values import Value

_AREAS: Final = frozenset({"m2", "m2_land"})
_WHOLE: Final = 100
_ABOVE_ZERO: Final = math.ulp(0.0)
_OF: Final = {str(role): role for role in Role}
_BOUNDS: Final = tuple(
    (low, _OF[high]) for low in Role if low.endswith("_min") and (high := f"{low.removesuffix('_min')}_max") in _OF
)
"""Roles that are the least and the greatest of one thing."""
_MEND: Final = Text("请改正该值，或留空表示待核实", "correct the value, or leave it empty for unknown")
_TURN: Final = Text("下限不能大于上限，请改正其一", "the lower bound cannot exceed the upper: correct one")
_CHECK: Final = Text("请核对登记面积与界址", "check the register and the boundary")
_DAY: Final = {
    True: Text("请改正日期，或改正 catalog.toml 中的 as_of", "correct the day, or as_of in catalog.toml"),
    False: Text("请改正日期", "correct the day"),
}
"""By whether the folder names its day."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """What the values of a field lie between, so far as they can be meant; ``said`` follows a value that does not."""

    field: Field
    low: float | str
    high: float | str
    code: FoundCode
    said: Text
    remedy: Text = _MEND

    def is_broken_by(self, values: Any) -> Any:
        """Whether a value lies outside, or which of an array do; an unknown figure, NaN, lies nowhere."""
        return (values < self.low) | (values > self.high)


class Breach(NamedTuple):
    """A value of a record that cannot be meant: the words, and the fields that cannot be taken for it."""

    field: Field
    code: FoundCode
    text: Text
    remedy: Text
    untaken: tuple[Field, ...]


class Today(NamedTuple):
    """The day after which nothing has been, and whether the folder or the register names it."""

    day: dt.date
    dated: bool

    @property
    def said(self) -> Text:
        """What is said of a later day."""
        day = self.day.isoformat()
        if self.dated:
            return Text(f"晚于数据文件夹的日期 {day}", f"after {day}, the day of the folder")
        return Text(f"晚于今天（{day}）", f"after today ({day})")


def limits_of(kind: Kind, fields: Sequence[Field], today: Today) -> Iterator[Limit]:
    """What can be meant of each field, in the order of fields."""
    for entry in fields:
        # What a project asks is judged as a whole, and listed with what is wrong with it.
        if entry.numeric and entry.unit in _AREAS and kind is not Kind.PROJECT:
            whole = entry.role in (Role.AREA, Role.MEASURED_AREA)
            # Of what is left of an area, or asked at least, 0 may be meant.
            yield _area_limit(entry, _ABOVE_ZERO if whole else 0.0)
        if entry.numeric and entry.unit == "percent":
            said = Text(f"百分数应在 0 至 {_WHOLE} 之间", f"a percentage lies between 0 and {_WHOLE}")
            yield Limit(field=entry, low=0.0, high=float(_WHOLE), code="no-share", said=said)
        if entry.has_been and entry.dtype is DType.DATE:
            high, remedy = today.day.isoformat(), _DAY[today.dated]
            yield Limit(field=entry, low="", high=high, code="day-to-come", said=today.said, remedy=remedy)


def _area_limit(entry: Field, low: float) -> Limit:
    said = (
        Text("面积须大于 0；未知请留空，不写 0", "an area is more than 0, and what is unknown is left empty")
        if low
        else Text("面积不能为负", "an area is not negative")
    )
    return Limit(field=entry, low=low, high=math.inf, code="no-area", said=said)


def bounds_in(kind: Kind, fields: Sequence[Field]) -> tuple[tuple[Field, Field], ...]:
    """The fields that are the least and the greatest of one thing."""
    asked = [] if kind is Kind.PROJECT else [entry for entry in fields if entry.numeric]
    by_role = {entry.role: entry for entry in asked if entry.role is not None}
    return tuple((by_role[low], by_role[high]) for low, high in _BOUNDS if low in by_role and high in by_role)


class RecordJudge:
    """Whether the values of a record can be meant, record by record as they are read."""

    def __init__(self, kind: Kind, fields: Sequence[Field], today: Today) -> None:
        self._limits = tuple(limits_of(kind, fields, today))
        self._bounds = bounds_in(kind, fields)

    def suspects(self, columns: Mapping[str, Sequence[Value]]) -> set[int]:
        """The places of records of whose values one may not be meant."""
        places: set[int] = set()
        for limit in self._limits:
            column: Sequence[Any] = columns.get(limit.field.name, ())
            places.update(n for n, value in enumerate(column) if value is not None and limit.is_broken_by(value))
        for low, high in self._bounds:
            if low.name in columns and high.name in columns:
                pairs: Iterator[tuple[Any, Any]] = zip(columns[low.name], columns[high.name], strict=True)
                places.update(
                    n
                    for n, (least, most) in enumerate(pairs)
                    if least is not None and most is not None and least > most
                )
        return places

    def breaches(self, values: Mapping[str, Value]) -> Iterator[Breach]:
        """The values that cannot be meant. What a rule reads is not taken then; what none reads stays as it is written."""
        for limit in self._limits:
            value: Any = values.get(limit.field.name)
            if value is not None and limit.is_broken_by(value):
                entry = limit.field
                text = _words(entry, shown_value(value), limit.said)
                yield Breach(entry, limit.code, text, limit.remedy, (entry,) if entry.role else ())
        for low, high in self._bounds:
            least: Any = values.get(low.name)
            most: Any = values.get(high.name)
            if least is not None and most is not None and least > most:
                text = _words(low, shown_value(least), _turned_words(high, most))
                yield Breach(low, "bounds-turned", text, _TURN, (low, high))


def implausible(catalog: Catalog, layers: Mapping[str, Layer]) -> Iterator[Finding]:
    """Every doubt about single figures, in the catalog's order."""
    today = Today(catalog.as_of, catalog.dated)
    for layer in layers.values():
        kind, fields = layer.collection.kind, layer.collection.fields
        limits = list(limits_of(kind, fields, today))
        for limit in limits:
            if limit.field.dtype is not DType.DATE:
                yield from _outside(layer, limit)
        for low, high in bounds_in(kind, fields):
            yield from _turned(layer, low, high)
        yield from _gaps(layer, catalog.metric_crs)
        yield from _layer_to_come(layer, today)
        for limit in limits:
            if limit.field.dtype is DType.DATE:
                yield from _outside(layer, limit)


def shown_value(value: Value) -> str:
    """A value as a doubt shows it."""
    return plain(value) if isinstance(value, (int, float)) else str(value)


def _words(entry: Field, shown: str, said: Text) -> Text:
    return Text(
        f"“{entry.title.zh}”（{entry.name}）为 {shown}，{said.zh}",
        f"{entry.name} is {shown}, {said.en}",
    )


def _turned_words(high: Field, most: float) -> Text:
    bound = plain(float(most))
    return Text(f"大于“{high.title.zh}”（{high.name}）{bound}", f"above {high.name} {bound}")


def _list_doubt(layer: Layer, row: int, entry: Field, code: FoundCode, said: Text, remedy: Text) -> Finding:
    key, shown = layer.ids[row], shown_value(layer.columns[entry.name].value(row))
    words = _words(entry, shown, said)
    text = Text(f"{key} 的{words.zh}", f"{key}: {words.en}")
    return doubt(layer.collection, row + 1, key, code, entry.name, shown, text, remedy)


def _outside(layer: Layer, limit: Limit) -> Iterator[Finding]:
    """A doubt for each row that a limit leaves out."""
    entry = limit.field
    if entry.dtype is DType.DATE:
        column = layer.columns[entry.name]
        days = [column.value(row) for row in range(len(layer))]
        wrong = [row for row, day in enumerate(days) if day is not None and limit.is_broken_by(day)]
    else:
        wrong = np.flatnonzero(limit.is_broken_by(layer.columns[entry.name].order())).tolist()
    for row in wrong:
        yield _list_doubt(layer, row, entry, limit.code, limit.said, limit.remedy)


def _turned(layer: Layer, low: Field, high: Field) -> Iterator[Finding]:
    """Least figures that lie above the greatest of the same thing."""
    least, most = layer.columns[low.name].order(), layer.columns[high.name].order()
    for row in np.flatnonzero(least > most).tolist():
        yield _list_doubt(layer, row, low, "bounds-turned", _turned_words(high, most[row]), _TURN)


# registered and measured area -----------------------------------------------------------------------------------------

_LIKE: Final = 0.05
_FACTORS: Final = (
    (1 / m2_from_mu(1), "亩", Text("像是以亩写的", "as if written in mu")),
    (m2_from_mu(1), "m2", Text("像是以平方米写的，按亩读了", "as if written in m² and read as mu")),
    (1 / M2_PER_HA, "公顷", Text("像是以公顷写的", "as if written in hectares")),
    (float(M2_PER_HA), "m2", Text("像是以平方米写的，按公顷读了", "as if written in m² and read as hectares")),
    (M2_PER_HA / m2_from_mu(1), "亩", Text("像是以亩写的，按公顷读了", "as if written in mu and read as hectares")),
    (m2_from_mu(1) / M2_PER_HA, "公顷", Text("像是以公顷写的，按亩读了", "as if written in hectares and read as mu")),
    (10.0, "", Text("像是多写了一位", "as if a digit too many")),
    (0.1, "", Text("像是少写了一位", "as if a digit were missing")),
)
"""Registered area by the measured one, and what is then the matter; the unit in which the column is written, where that is it."""
_MOST: Final = 0.8
"""Of the areas the share that is off by one factor, for the whole column to be of another unit."""
_FEW: Final = 3


class AreaGap(NamedTuple):
    """A registered area that is not that of its shape: the row, both figures, and the words."""

    row: int
    shown: str
    text: Text
    remedy: Text


def gaps_in(
    ids: Sequence[str], registered: NDArray[np.float64], measured: NDArray[np.float64]
) -> tuple[list[AreaGap], Text | None]:
    """The areas in m² that differ by more than the tolerance, with the unit or the digit that may be the matter; and what nearly all of them have in common.

    Parameters
    ----------
    registered, measured
        Shapes (n,), NaN where unknown; 0 and less are no areas and are judged as such.
    """
    asked = (registered > 0) & (measured > 0)
    limit = percent(AREA_TOLERANCE)
    gaps: list[AreaGap] = []
    guessed: Counter[str] = Counter()
    for row in np.flatnonzero(asked & area_gaps(registered, measured)).tolist():
        stated, drawn = figure(registered[row], 2), figure(measured[row], 2)
        if stated == drawn:
            # Of a sliver the rounding alone is more than the tolerance.
            continue
        shown = f"{stated} / {drawn} m²"
        unit, guess = _guess(registered[row] / measured[row])
        guessed[unit] += bool(unit)
        text = Text(
            f"{ids[row]} 登记面积与图上面积相差 {limit} 以上：{shown}" + (f"，{guess.zh}" if guess else ""),
            f"{ids[row]}: registered and measured area differ by more than {limit}: {shown}"
            + (f", {guess.en}" if guess else ""),
        )
        gaps.append(AreaGap(row, shown, text, _CHECK))
    unit, count = guessed.most_common(1)[0] if guessed else ("", 0)
    whole = int(np.count_nonzero(asked))
    if count < max(_FEW, _MOST * whole):
        return gaps, None
    off = f"{figure(count)} / {figure(whole)}"
    shown_unit = {"m2": Text("平方米", "m²"), "亩": Text("亩", "mu"), "公顷": Text("公顷", "hectares")}[unit]
    return gaps, Text(
        f"登记面积这一列像是以{shown_unit.zh}为单位写的（{off}）",
        f"the registered areas seem to be written in {shown_unit.en} ({off})",
    )


def _guess(ratio: float) -> tuple[str, Text | None]:
    return next(((unit, text) for factor, unit, text in _FACTORS if abs(ratio / factor - 1) < _LIKE), ("", None))


def _gaps(layer: Layer, metric_crs: str) -> Iterator[Finding]:
    """Areas of land that are not those of their shapes. Floor space is not what is drawn of a building."""
    entry = layer.collection.by_role.get(Role.AREA)
    if entry is None or not entry.land:
        return
    flat = shapely.get_dimensions(layer.geometries) == 2
    measured = np.where(flat, measured_area_m2(layer.geometries, metric_crs), np.nan)
    gaps, common = gaps_in(layer.ids, layer.numbers(Role.AREA), measured)
    if common is not None:
        yield doubt(layer.collection, 0, None, "area-unit", entry.name, "", common, UNIT)
    for gap in gaps:
        yield doubt(
            layer.collection, gap.row + 1, layer.ids[gap.row], "area-gap", entry.name, gap.shown, gap.text, gap.remedy
        )


UNIT: Final = Text(
    "请核对单位；导入的请在映射该字段写明 written_in",
    "check the unit; of what was imported, say it by written_in of the field in the mapping",
)
"""What to do about a column of another unit."""


def _layer_to_come(layer: Layer, today: Today) -> Iterator[Finding]:
    """The day of a layer, after that of the folder, or after today where it names none."""
    collection = layer.collection
    if collection.as_of is not None and collection.as_of > today.day:
        day = collection.as_of.isoformat()
        text = Text(f"图层的 as_of {day} {today.said.zh}", f"as_of of the layer, {day}, is {today.said.en}")
        yield doubt(collection, 0, None, "day-to-come", "as_of", day, text, _DAY[today.dated])
