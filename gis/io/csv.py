"""CSV that a spreadsheet opens as it is: UTF-8 with a mark, text quoted, nothing that could run.

The filter, date and source stand in the heading of a last, otherwise empty column: they stay with the list when it is sorted, cut or read by a
program, and no line before or after the table has to be skipped. A cell that a spreadsheet would run, or whose zeros or digits it would
drop, has an apostrophe before it, which ``read_csv`` takes off again.
"""

from __future__ import annotations

import csv
import io

from gis.catalog import Collection
from gis.columns import Rows
from gis.errors import SourceError
from gis.io.about import About
from gis.io.sheet import UNKNOWN, Cell, columns, features, guarded, rows_of, said, unguarded
from gis.layer import Feature, Layer
from gis.text import Text

_FIELD_LIMIT = 10_000_000


def write_csv(layer: Layer, rows: Rows, *, lang: str, about: About) -> bytes:
    """Some rows of a layer as CSV, in their order."""
    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_NONNUMERIC)
    note = said(about.sentence(len(rows)), lang)
    writer.writerow([*(guarded(said(entry.heading, lang)) for entry in columns(layer)), guarded(note)])
    for cells in rows_of(layer, rows, lang):
        writer.writerow([*(_written(cell, lang) for cell in cells), ""])
    return target.getvalue().encode("utf-8-sig")


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
