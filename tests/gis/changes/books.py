"""Lists of ours as somebody edits them: exported, opened, changed by the heading of a cell, and saved again."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl

from gis.inventory import Inventory
from gis.io.about import About
from gis.io.formats import export
from gis.text import Text

Rows = list[list[Any]]


def list_of(
    inventory: Inventory,
    collection: str,
    lang: str = "zh",
    *,
    kind: str = "xlsx",
    ids: Sequence[str] | None = None,
) -> bytes:
    """A layer, or the rows of some ids, as a list."""
    layer = inventory.layer(collection)
    rows = np.array([layer.row_of[key] for key in dict.fromkeys(layer.ids if ids is None else ids)], dtype=np.intp)
    about = About.of(inventory.catalog, layer, rows, Text("全部", "all"), inventory.version)
    return b"".join(export(kind, layer, rows, lang=lang, about=about))


def sheets_of(data: bytes) -> dict[str, Rows]:
    """The cells of a workbook by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def save(sheets: dict[str, Rows], path: Path) -> Path:
    """Cells as a workbook in a file."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def head_of(rows: Rows, heading: str) -> int:
    """The place of the row that has a heading."""
    return next(place for place, row in enumerate(rows) if heading in row)


def put(rows: Rows, key: str, heading: str, value: Any) -> None:
    """Write into the cell of an id below a heading."""
    head = rows[head_of(rows, heading)]
    row = next(row for row in rows if key in row)
    row[head.index(heading)] = value


def edited(data: bytes, path: Path, *edits: Callable[[dict[str, Rows]], object]) -> Path:
    """A list with some edits made, as a file."""
    sheets = sheets_of(data)
    for edit in edits:
        edit(sheets)
    return save(sheets, path)


def cells(sheet: str, *changes: tuple[str, str, Any]) -> Callable[[dict[str, Rows]], None]:
    """An edit of some cells of a sheet: id, heading and what is typed."""

    def change(sheets: dict[str, Rows]) -> None:
        for key, heading, value in changes:
            put(sheets[sheet], key, heading, value)

    return change


def changed(changes: Sequence[Any]) -> dict[tuple[str, str], Any]:
    """Changes as new values by id and field."""
    return {(each.id, each.field): each.new for each in changes}
