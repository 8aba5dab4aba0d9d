"""The sheet by building: of each that has an area together on adjoining floors, these floors and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gis.fields import Field, Role
from gis.io.sheet import UNKNOWN, Cell
from gis.io.xlsx import Book
from gis.layer import Layer
from gis.text import Text, in_lang, many
from gis.units import figure

NAME: Final = Text("按楼栋", "By building")
_PARK, _HEIGHT = Text("园区", "Park"), Text("最低净高（m）", "Least clear height (m)")
_COLUMNS: Final = (
    (Text("楼栋", "Building"), 24),
    (_PARK, 18),
    (Text("楼层", "Storeys"), 12),
    (Text("合并的楼层", "Floors joined"), 40),
    (Text("处数", "Count"), 8),
    (Text("合计（m²）", "Total (m²)"), 14),
    (Text("其中可用（m²）", "Free of it (m²)"), 14),
    (Text("单层最大（m²）", "Largest floor (m²)"), 14),
    (_HEIGHT, 14),
)
_TEXTS: Final = 4
"""Columns that are text; the others are figures."""


@dataclass(frozen=True, kw_only=True)
class BuildingLine:
    """Floors of one building taken as one: their rows in the layer from the lowest up, which of them can be had, and m² of each that are held in parts."""

    rows: tuple[int, ...]
    free: tuple[bool, ...]
    parts_m2: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class ByBuilding:
    """What is needed together, and the buildings that have it.

    Parameters
    ----------
    need_m2
        What is needed, in m².
    most
        Floors that are joined at most.
    wholes
        Records of whole buildings, whose floors are not known: whether one of these has the area is to be checked.
    """

    layer: Layer
    need_m2: float
    most: int
    lines: tuple[BuildingLine, ...]
    wholes: int = 0

    @property
    def words(self) -> Text:
        """The answer in a sentence, and for how many records it is none."""
        found, many_wholes = self._found, many(self.wholes, "record")
        if not self.wholes:
            return found
        return Text(
            f"{found.zh}；另有 {figure(self.wholes)} 条登记到栋，楼层未知，待核实",
            f"{found.en}; {many_wholes} by building, floors unknown, to check",
        )

    @property
    def _found(self) -> Text:
        need, count = figure(self.need_m2), len(self.lines)
        if not count:
            return Text(
                f"合起来需要 {need} m²：没有一栋楼的相邻楼层合得到（最多合 {self.most} 处）",
                f"{need} m² needed together: no building has it on adjoining floors (at most {self.most} joined)",
            )
        return Text(
            f"合起来需要 {need} m²：{figure(count)} 栋楼的相邻楼层合得到（最多合 {self.most} 处；不计对单层面积的要求）",
            f"{need} m² needed together: adjoining floors of {many(count, 'building')} have it (at most {self.most} joined; whatever was asked of a single floor's area)",
        )


def add_buildings(book: Book, found: ByBuilding, lang: str) -> None:
    """A sheet of the buildings, in their order, with the sentence above them."""
    roles = found.layer.collection.by_role
    absent = {heading for heading, role in ((_PARK, Role.PARK), (_HEIGHT, Role.CLEAR_HEIGHT)) if role not in roles}
    kept = [place for place, (heading, _) in enumerate(_COLUMNS) if heading not in absent]
    sheet = book.sheet(in_lang(NAME, lang), [_COLUMNS[place][1] for place in kept])
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    book.put(sheet, 0, 0, in_lang(found.words, lang), book.style(bold=True))
    for at, place in enumerate(kept):
        book.put(sheet, 1, at, in_lang(_COLUMNS[place][0], lang), book.heading)
    text, number = book.style(num_format="@", text_wrap=True), book.style(num_format="#,##0.##")
    for row, line in enumerate(found.lines, 2):
        cells = _cells(found.layer, line, lang)
        for at, place in enumerate(kept):
            cell = in_lang(UNKNOWN, lang) if cells[place] is None else cells[place]
            book.put(sheet, row, at, cell, text if place < _TEXTS else number)


def _cells(layer: Layer, line: BuildingLine, lang: str) -> list[Cell]:
    areas = _figures(layer, Role.AREA, line.rows)
    heights = _figures(layer, Role.CLEAR_HEIGHT, line.rows)
    known = [area for area in areas if area is not None]
    each = zip(areas, line.free, line.parts_m2, strict=True)
    free = [max(area - parts, 0) for area, is_free, parts in each if is_free and area is not None]
    return [
        _word(layer, Role.BUILDING, line.rows, lang),
        _word(layer, Role.PARK, line.rows, lang),
        _storeys(_figures(layer, Role.FLOOR, line.rows)),
        ("; " if lang == "en" else "、").join(layer.ids[row] for row in line.rows),
        len(line.rows),
        sum(known),
        sum(free),
        max(known, default=None),
        # Of a floor whose height nobody knows the least is not known.
        None if None in heights else min((height for height in heights if height is not None), default=None),
    ]


def _storeys(floors: Sequence[float | None]) -> str:
    low, high = (f"{end:g}" for end in (floors[0] or 0, floors[-1] or 0))
    return low if low == high else f"{low}–{high}"


def _field(layer: Layer, role: Role) -> Field | None:
    return layer.collection.by_role.get(role)


def _figures(layer: Layer, role: Role, rows: Sequence[int]) -> list[float | None]:
    field = _field(layer, role)
    values = [layer.columns[field.name].value(row) if field else None for row in rows]
    return [float(value) if isinstance(value, (int, float)) else None for value in values]


def _word(layer: Layer, role: Role, rows: Sequence[int], lang: str) -> Cell:
    """What all rows say alike; None where they differ or one says nothing."""
    field = _field(layer, role)
    values = [layer.columns[field.name].value(row) if field else None for row in rows]
    if field is None or any(value is None or value != values[0] for value in values):
        return None
    return in_lang(layer.words(field.name, values[0]), lang)
