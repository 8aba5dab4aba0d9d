"""CSV for spreadsheets, and CSV for programs.

For spreadsheets: UTF-8 with a mark, text quoted, nothing that could run. The filter, date and source stand in a last column beside the first
row, under a heading that is always the same: lists can be put below each other, and no line before or after the table has to be skipped. A
cell that a spreadsheet would run or change has an apostrophe before it, which ``read_csv`` takes off again.

For programs: the columns by their names, every value as the layer keeps it, blank for unknown, lists as JSON, nothing added.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection as Collected
from typing import Final

from gis.catalog import Collection
from gis.columns import Rows, Value, plain_text
from gis.errors import SourceError
from gis.io.about import About
from gis.io.guards import guarded, unguarded
from gis.io.sheet import UNKNOWN, Cell, columns, features, rows_of, said
from gis.layer import Feature, Layer
from gis.text import Text

NOTE: Final = Text("本表说明", "About this list")
"""Heading of the column that says what the list is."""
_FIELD_LIMIT: Final = 10_000_000


def write_csv(layer: Layer, rows: Rows, *, lang: str, about: About) -> bytes:
    """Some rows of a layer as CSV, in their order."""
    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_NONNUMERIC)
    headings = [said(entry.heading, lang) for entry in columns(layer)]
    writer.writerow([*map(guarded, headings), _free(said(NOTE, lang), headings)])
    note = guarded(said(about.sentence(len(rows)), lang))
    for cells in rows_of(layer, rows, lang):
        writer.writerow([*(_written(cell, lang) for cell in cells), note])
        note = ""
    if note:
        # That nothing was found is an answer too, and whose answer it is must stand somewhere.
        writer.writerow([*([""] * len(headings)), note])
    return target.getvalue().encode("utf-8-sig")


def _free(heading: str, taken: Collected[str]) -> str:
    return next(name for name in (heading, *(f"{heading} {n}" for n in range(2, 9))) if name not in taken)


def write_plain_csv(layer: Layer, rows: Rows, *, lang: str = "", about: About | None = None) -> bytes:  # noqa: ARG001  what every writer is given
    """Some rows of a layer as CSV for programs, in their order: equal to the data to the letter, whatever a spreadsheet would make of it."""
    target = io.StringIO()
    writer = csv.writer(target)
    names = [field.name for field in layer.collection.fields]
    writer.writerow(names)
    for row in rows:
        writer.writerow([_plain(layer.columns[name].value(int(row))) for name in names])
    return target.getvalue().encode("utf-8")


def _plain(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else plain_text(value)


def _written(cell: Cell, lang: str) -> str | int | float:
    if cell is None:
        return said(UNKNOWN, lang)
    if isinstance(cell, str):
        return guarded(cell)
    return cell if isinstance(cell, (int, float)) else cell.isoformat()


def read_csv(data: bytes, collection: Collection, *, name: str = "CSV") -> list[Feature]:
    """Features, without geometry, from CSV that ``write_csv`` wrote and a planner may have worked on.

    Raises
    ------
    SourceError
        Not UTF-8, no column of ids, or a cell that is not of its field's type.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SourceError(
            Text(f"{name} 不是 UTF-8 编码", f"{name} is not UTF-8"),
            Text("请另存为“CSV UTF-8”", "save it as CSV UTF-8"),
            file=name,
        ) from None
    csv.field_size_limit(_FIELD_LIMIT)
    table = csv.reader(io.StringIO(text, newline=""))
    return features(([_read(cell) for cell in cells] for cells in table), collection, name=name)


def _read(cell: str) -> str | None:
    """The cell's text; a value that says the words for unknown has an apostrophe before it."""
    return None if cell in UNKNOWN or not cell else unguarded(cell)
