"""Which columns of a table say where its rows lie, by their headings and by what stands in them: for a proposal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice, product
from typing import Any, Final

import numpy as np
import shapely

from gis.errors import SourceError
from gis.fields import Role
from gis.intake.course import Confidence, Guess, declared_table
from gis.intake.known import bare_headings, read_known
from gis.intake.ledger_sheets import choose_tables
from gis.intake.proposing import Proposal
from gis.intake.row_kinds import RowKind
from gis.intake.table_shapes import TableShape, dimension_of_wkt, layer_of_rows, rows_of, wkt_share
from gis.intake.tables import Table
from gis.io.members import Member
from gis.io.survey_lines import oriented
from gis.io.tables_in import open_tables
from gis.io.vector_layer import VectorLayer
from gis.io.written_numbers import numbers_in
from gis.text import Text
from gis.values import text_of

_MOST: Final = 0.8
_DEGREES: Final = 360.0
_LOOKED_AT: Final = 400
_POINTS_A_PLOT: Final = 3
_EAST: Final = re.compile(
    r"(?:经度|东坐标|横坐标|东|lon|lng|longitude|easting|geox|coordx|xcoord\w*|x_?wgs84)", re.IGNORECASE
)
_NORTH: Final = re.compile(
    r"(?:纬度|北坐标|纵坐标|北|lat|latitude|northing|geoy|coordy|ycoord\w*|y_?wgs84)", re.IGNORECASE
)
_EITHER: Final = re.compile(r"[xy](?:坐标)?(?:\([^()]*\))?|坐标[xy]|[xy]\s*coord(?:inate)?", re.IGNORECASE)
_PLOT: Final = re.compile(
    r"(?:地块|宗地|图斑|界址|项目)?(?:编号|代码|名称|号)|地块|宗地|plot\s*(?:id|no|number)?", re.IGNORECASE
)
_POINT: Final = re.compile(
    r"(?:界址|拐|角|顶)?点(?:号|名|编号|序号)|point\s*(?:id|no|name|number)?|序号", re.IGNORECASE
)
_RING: Final = re.compile(r"(?:圈|环|地块圈)号|ring\s*(?:id|no)?", re.IGNORECASE)
_SYSTEM: Final = re.compile(r"坐标系统?|coordinatereferencesystem|coordinatesystem|crs|srs", re.IGNORECASE)


def with_shape(proposal: Proposal) -> tuple[Proposal, VectorLayer | None]:
    """A proposal that says which columns are the rows' shapes, and the table as a layer of shapes; the proposal itself where no column says it."""
    table = proposal.table
    shape, read = drawn_table(table)
    if shape is None or read is None:
        return proposal, None
    left = {place for place, heading in zip(_places(table), table.headings, strict=True) if heading in _not_kept(shape)}
    guesses = [guess for guess in proposal.guesses if guess.column not in left]
    if shape.plot:
        guesses[0] = _key_of_plots(shape.plot)
    measured = next((one for one in read_known().of_kind(proposal.kind) if one.field.role is Role.MEASURED_AREA), None)
    drawn = shape.plot or (
        shape.wkt and any(each is not None and each.geom_type.endswith("Polygon") for each in read.parsed.geometries)
    )
    if drawn and measured is not None:
        words = Text("由图形量算", "measured from the shapes")
        guesses.append(Guess(rule=declared_table(measured.field), column=0, confidence=Confidence.SURE, evidence=words))
    shown = {name: value for name, value in vars(shape).items() if value}
    return replace(proposal, guesses=tuple(guesses), shape=shown), read


def drawn_table(table: Table) -> tuple[TableShape | None, VectorLayer | None]:
    """Which columns of a table say where its rows lie, and the table as a layer of shapes; None where no column says it, or nobody says where on earth that is."""
    shape = propose_shape(table)
    if shape is None:
        return None, None
    records = [line for line in table.lines() if line.kind is RowKind.RECORD]
    rows = list(rows_of(table.headings, (line.cells for line in records)))
    read = layer_of_rows(rows, shape, table.sheet.origin, table.sheet.name, [line.row for line in records])
    return (None, None) if _is_nowhere(read) else (shape, read)


def drawn_tables(given: Sequence[Member]) -> Iterator[tuple[Member, VectorLayer]]:
    """Tables as layers of shapes; what is no table has none."""
    for member in given:
        with suppress(SourceError):
            for table in choose_tables(open_tables(member)):
                if (read := drawn_table(table)[1]) is not None:
                    yield member, read


def _is_nowhere(read: VectorLayer) -> bool:
    """Whether rows are in metres of which nobody says where: such a ledger is kept without shapes."""
    points = shapely.bounds(read.parsed.geometries)
    points = points[~np.isnan(points[:, 0])]
    if read.parsed.crs is not None or not len(points) or float(np.abs(points).max()) <= _DEGREES:
        return False
    here = sum(oriented(north, east) is not None for east, north in points[:_LOOKED_AT, :2].tolist())
    return here < _MOST * len(points[:_LOOKED_AT])


def _places(table: Table) -> list[int]:
    return [column.place for column in table.columns]


def _not_kept(shape: TableShape) -> set[str]:
    """Columns that say nothing of a plot: of boundary points each row has its own."""
    return {shape.point, shape.ring, shape.east, shape.north} - {""} if shape.plot else set()


def _key_of_plots(heading: str) -> Guess:
    words = Text(
        f"“{heading}”相同的各行是一个地块的界址点", f"rows of one {heading} are the boundary points of one plot"
    )
    rule = {"name": "id", "zh": "编号", "en": "Id", "role": "id", "group": "identity", "from": heading, "keep": True}
    return Guess(rule=rule, column=0, confidence=Confidence.LIKELY, evidence=words)


def propose_shape(table: Table) -> TableShape | None:
    """The columns of a table that say where its rows lie; None where none do, or where it is a ledger with totals and sections."""
    lines = list(islice((line for line in table.lines() if line.kind is RowKind.RECORD), _LOOKED_AT))
    if not lines or table.more:
        return None
    columns = {heading: [line.cells[place] for line in lines] for place, heading in enumerate(table.headings)}
    system = next((heading for heading in columns if _is_called(heading, _SYSTEM)), "")
    drawn = {heading: cells for heading, cells in columns.items() if wkt_share(cells) >= _MOST}
    if drawn:
        return TableShape(wkt=max(drawn, key=lambda heading: dimension_of_wkt(drawn[heading])), system=system)
    if any(line.kind in {RowKind.TOTAL, RowKind.SECTION} for line in islice(table.lines(), _LOOKED_AT)):
        return None
    pair = _pair(columns)
    if pair is None:
        return None
    east, north = pair
    points = _points(columns, pair)
    return TableShape(east=east, north=north, system=system, **points)


def _is_called(heading: str, words: re.Pattern[str]) -> bool:
    return any(words.fullmatch(name.replace("_", "")) for name in bare_headings(heading)[:1])


def _pair(columns: dict[str, list[Any]]) -> tuple[str, str] | None:
    """The columns of eastings and of northings: their figures tell which is which where they are of China, else their headings do."""
    single = {heading: [_number(cell) for cell in cells] for heading, cells in columns.items()}
    numeric = [
        heading
        for heading, numbers in single.items()
        if sum(number is not None for number in numbers) >= _MOST * len(numbers)
    ]
    named_east, named_north, either = (
        [heading for heading in numeric if _is_called(heading, words)] for words in (_EAST, _NORTH, _EITHER)
    )
    for pair in [*product(named_east, named_north), *_letters(either)]:
        read = [
            oriented(first, second)
            for first, second in zip(*(single[heading] for heading in pair), strict=True)
            if first is not None and second is not None
        ]
        swapped = [each[2] for each in read if each is not None]
        if read and (most := max(swapped.count(False), swapped.count(True))) >= _MOST * len(read):
            # Read as northing and easting: where east stood first the first column is the easting. A row that has them the other way round is said by the import.
            return pair if swapped.count(True) == most else (pair[1], pair[0])
        if read and pair[0] in named_east:
            return pair
    return None


def _letters(either: Sequence[str]) -> list[tuple[str, str]]:
    by_letter = {("x" if "x" in heading.casefold() else "y"): heading for heading in reversed(either)}
    return [(by_letter["x"], by_letter["y"])] if len(by_letter) == 2 else []


def _number(cell: Any) -> float | None:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell)
    numbers = numbers_in(text_of(cell))
    return numbers[0].value if len(numbers) == 1 else None


def _points(columns: dict[str, list[Any]], pair: tuple[str, str]) -> dict[str, str]:
    """The columns that make rows the boundary points of plots: a plot that stands in three rows or more, and the name of a point."""
    others = [heading for heading in columns if heading not in pair]
    point = next((heading for heading in others if _is_called(heading, _POINT)), "")
    if not point:
        return {}
    plots = [heading for heading in others if heading != point and _is_called(heading, _PLOT)]
    for heading in plots:
        values = [text_of(cell).strip() for cell in columns[heading]]
        named = len(set(filter(None, values)))
        if named and len(values) >= _POINTS_A_PLOT * named:
            ring = next((each for each in others if _is_called(each, _RING)), "")
            return {"plot": heading, "point": point, **({"ring": ring} if ring else {})}
    return {}
