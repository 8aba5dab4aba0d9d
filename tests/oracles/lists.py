"""What comes back of a list: a reader of the CSV and XLSX that the product writes, as a planner's own program would read them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import openpyxl

from gis.catalog import Collection
from gis.columns import Value, parse_value, plain_text
from gis.fields import DType, Field, Role
from gis.io.guards import unguard
from gis.io.sheet import UNKNOWN, _columns_of, _is_coded, _twins, read_list
from gis.io.xlsx import ALL
from gis.layer import Feature

_FIELD_LIMIT: Final = 10_000_000


def read_csv(data: bytes, collection: Collection) -> list[Feature]:
    """Features, without geometry, from CSV that ``write_csv`` wrote."""
    csv.field_size_limit(_FIELD_LIMIT)
    table = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return _features(([_cell_of_csv(cell) for cell in cells] for cells in table), collection)


def _cell_of_csv(cell: str) -> str | None:
    """The cell's text; a value that says the words for unknown has an apostrophe before it."""
    return None if cell in UNKNOWN or not cell else unguard(cell)


def read_xlsx(data: bytes, collection: Collection) -> list[Feature]:
    """Features, without geometry, from a workbook that ``write_xlsx`` wrote: from the sheet of all columns, or its first."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    sheet = next((each for each in book.worksheets if each.title.endswith(tuple(ALL))), book.worksheets[0])
    unescape = openpyxl.utils.escape.unescape
    rows = sheet.iter_rows(values_only=True)
    return _features(([_cell_of_xlsx(cell, unescape) for cell in cells] for cells in rows), collection)


def _cell_of_xlsx(cell: Any, unescape: Callable[[str], str]) -> Any:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, str):
        return None if cell in (*UNKNOWN, "") else str(unescape(cell))
    return cell


def _features(table: Iterable[Sequence[Any]], collection: Collection) -> list[Feature]:
    """Features from a table with headings in either language, or column names; titles and 亩 only say a value again."""
    given = iter(table)
    places = _places(next(given, ()), collection)
    key = collection.by_role[Role.ID]
    assert key in places.values(), f"there is no column {key.heading.en}"
    made = []
    for cells in given:
        values = {field.name: _value(field, cells[place]) for place, field in places.items() if place < len(cells)}
        if values.get(key.name) is not None:
            made.append(Feature(str(values[key.name]), None, values))
    return made


def _places(headings: Sequence[Any], collection: Collection) -> dict[int, Field]:
    twins = _twins(collection)
    known: dict[str, Field] = {}
    codes: dict[str, str] = {}
    for field in collection.fields:
        value = _columns_of(field, coded=_is_coded(field), twin=field.name in twins)[0]
        plain = _columns_of(field, coded=False, twin=field.name in twins)[0]
        known |= {field.name: field, value.heading.zh: field, value.heading.en: field}
        if _is_coded(field):
            codes |= {value.heading.zh: field.name, value.heading.en: field.name}
        else:
            known |= {plain.heading.zh: field, plain.heading.en: field}
    given = [str(heading) for heading in headings]
    coded = {codes[heading] for heading in given if heading in codes}
    # A field may be titled by its own name: beside its codes, the column of that heading only says them again.
    return {
        place: known[heading]
        for place, heading in enumerate(given)
        if heading in known and (heading in codes or known[heading].name not in coded)
    }


def _value(field: Field, cell: Any) -> Value:
    if cell is None:
        return None
    if field.dtype is DType.LIST:
        return read_list(str(cell)) if str(cell).strip() else None
    return parse_value(field, plain_text(cell) if isinstance(cell, float) else cell)
