"""CSV for spreadsheets, and CSV for programs.

For spreadsheets: UTF-8 with a mark, text quoted, nothing that could run. The filter, date and source stand in a last column beside the first
row, under a heading that is always the same: lists can be put below each other, and no line before or after the table has to be skipped. A
cell that a spreadsheet would run or change has an apostrophe before it, which a join takes off again.

For programs: the columns by their names, every value as the layer keeps it, blank for unknown, lists as JSON, nothing added.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection as Collected
from typing import Final

from gis.columns import Rows, Value, plain_text
from gis.io.about import About
from gis.io.guards import guard
from gis.io.sheet import UNKNOWN, Cell, columns, rows_of
from gis.layer import Layer
from gis.text import Text, in_lang

NOTE: Final = Text("本表说明", "About this list")
"""Heading of the column that says what the list is."""


def write_csv(layer: Layer, rows: Rows, *, lang: str, about: About) -> bytes:
    """Some rows of a layer as CSV, in their order."""
    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_NONNUMERIC)
    headings = [in_lang(entry.heading, lang) for entry in columns(layer)]
    writer.writerow([*map(guard, headings), _free(in_lang(NOTE, lang), headings)])
    note = guard(in_lang(about.sentence(len(rows)), lang))
    for cells in rows_of(layer, rows, lang):
        writer.writerow([*(_write_cell(cell, lang) for cell in cells), note])
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


def _write_cell(cell: Cell, lang: str) -> str | int | float:
    if cell is None:
        return in_lang(UNKNOWN, lang)
    if isinstance(cell, str):
        return guard(cell)
    return cell if isinstance(cell, (int, float)) else cell.isoformat()
