"""The tables of a file that comes back: its sheets, which layer each of them lists, and of which version of the data they were made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Final

from gis.changes.columns import Header, Headings, folded_heading
from gis.changes.packages import ENDING, FeatureSheet, package_sheets
from gis.disk import Unreadable, file_bytes, no_read
from gis.errors import SourceError
from gis.intake.sheet_tables import head_of
from gis.inventory import Inventory
from gis.io.about import VERSION
from gis.io.bounds import MAX_FILE
from gis.io.csv import NOTE
from gis.io.grid import Cell, Sheet, column_letters
from gis.io.guards import unguard
from gis.io.headings import visible
from gis.io.members import FEATURE_ENDINGS, Member
from gis.io.sheet import UNKNOWN
from gis.io.tables_in import open_tables
from gis.io.xlsx import ALL
from gis.layer import Layer
from gis.text import Text
from gis.values import text_of, unpointed

_VERSION: Final = re.compile(rf"(?:{VERSION.zh}|{VERSION.en})\s*[：:]\s*([0-9a-f]+)")


@dataclass(frozen=True, kw_only=True)
class ListTable:
    """One table of a list: the sheet, the layer whose rows it lists, and its headings."""

    sheet: Sheet
    layer: Layer
    header: Header

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """The rows below the headings, each with its number."""
        yield from islice(enumerate(self.sheet.rows(), 1), self.header.row, None)

    def where(self, number: int, place: int) -> str:
        """A cell as it is found in the file: by row and column as a spreadsheet names them, or a GIS."""
        if isinstance(self.sheet, FeatureSheet):
            return self.sheet.where(number, place)
        return f"{self.sheet.name}!{column_letters(place)}{number}"

    def key(self, cells: Sequence[Cell]) -> str:
        """The id that a row says; nothing where it says none."""
        place = self.header.id_column - 1
        return id_of(cells[place] if place < len(cells) else None)


def id_of(cell: Cell) -> str:
    """An id as a cell holds it, also where a spreadsheet made a number of it."""
    if isinstance(cell, float):
        return text_of(unpointed(cell))
    return "" if cell is None else str(cell).strip()


def open_sheets(path: Path) -> list[Sheet]:
    """The sheets of a file: of a workbook, of a delimited text, the features of a GeoJSON as one table, or the layers of a GeoPackage.

    Raises
    ------
    SourceError
        Where it cannot be read, or is of another kind.
    """
    if path.name.lower().endswith(ENDING):
        return [*package_sheets(path)]
    if not path.name.lower().endswith(FEATURE_ENDINGS):
        sheets = open_tables(Member(name=path.name, origin=path.name, path=path, named=True), strict=True)
        return [replace(sheet, rows=partial(_bare_rows, sheet)) if sheet.spelling else sheet for sheet in sheets]
    try:
        return [_feature_sheet(path)]
    except (OSError, Unreadable) as mistake:
        raise no_read(path, mistake) from None


def _bare_rows(sheet: Sheet) -> Iterator[list[Cell]]:
    """The rows of a text without the guards of its cells, which tables of ours for spreadsheets have: they say so in a heading."""
    rows = sheet.rows()
    first = next(rows, [])
    ours = bool({*first} & {*NOTE})
    for cells in chain([first] if first else [], rows):
        yield [_bare(cell) if ours else cell for cell in cells]


def _bare(cell: Cell) -> Cell:
    return unguard(cell) if isinstance(cell, str) and cell not in UNKNOWN else cell


def _feature_sheet(path: Path) -> Sheet:
    try:
        features = json.loads(file_bytes(path, most=MAX_FILE))["features"]
        records = [dict(each["properties"]) for each in features]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SourceError(
            Text(f"{path.name} 不是要素集合", f"{path.name} is no collection of features"),
            Text("请给出导出的 GeoJSON 清单", "give a list that was exported as GeoJSON"),
            file=str(path),
        ) from None
    names = list(dict.fromkeys(name for record in records for name in record))
    rows: list[list[Cell]] = [[_plain(record.get(name)) for name in names] for record in records]
    return _sheet_of(path, path.stem, [list(names), *rows])


def _plain(value: object) -> Cell:
    return value if value is None or isinstance(value, (str, int, float)) else text_of(value)


def _sheet_of(path: Path, name: str, rows: Sequence[Sequence[Cell]]) -> Sheet:
    width = max(map(len, rows), default=0)
    return Sheet(
        origin=path.name,
        name=name,
        width=width,
        height=len(rows),
        rows=lambda: ([*map(_blank_as_none, row), *([None] * (width - len(row)))] for row in rows),
    )


def _blank_as_none(cell: Cell) -> Cell:
    return None if isinstance(cell, str) and not cell else cell


def list_tables(
    sheets: Sequence[Sheet], inventory: Inventory, collection: str | None = None
) -> tuple[list[ListTable], str]:
    """The tables among some sheets that list rows of a layer, and the version of the data that they name, which may be none.

    Parameters
    ----------
    collection
        The layer that is listed, where it is known; else it is told by ids, names of sheets and headings.

    Raises
    ------
    SourceError
        Where none of them does, or one may list several layers.
    UnknownCollection
        Where there is no layer of this name.
    """
    layers = list(inventory.layers.values()) if collection is None else [inventory.layer(collection)]
    headings = [(layer, Headings(layer)) for layer in layers]
    tables = [table for sheet in sheets if (table := _table(sheet, headings)) is not None]
    known = any(_is_named_after(sheet, layer) for sheet in sheets for layer in layers)
    if not tables and collection is None and version_in(sheets) and not known:
        raise _no_such_layer(sheets, inventory)
    if not tables:
        names = "、".join(sheet.name for sheet in sheets[:8])
        raise SourceError(
            Text(
                f"{sheets[0].origin if sheets else ''} 中没有可以读回的清单：在工作表 {names} 中没有找到编号列和字段标题",
                f"there is no list of ours in {sheets[0].origin if sheets else ''}: no sheet of {names} has headings of a layer and its ids",
            ),
            Text(
                "请保留导出清单的标题行和编号列；外来的台账请用 landstock import 导入",
                "keep the row of headings and the column of ids of an exported list; bring in a ledger of elsewhere with landstock import",
            ),
            sheets=[sheet.name for sheet in sheets],
        )
    if collection is None and not any(_is_of(table) for table in tables):
        raise _no_such_layer([table.sheet for table in tables], inventory)
    return tables, version_in(sheets)


def _is_of(table: ListTable) -> bool:
    """Whether a table lists rows of its layer, and has not only headings like it: by one id, or by the name of its sheet."""
    return _is_named_after(table.sheet, table.layer) or any(
        table.key(cells) in table.layer.row_of for _, cells in table.rows()
    )


def _no_such_layer(sheets: Sequence[Sheet], inventory: Inventory) -> SourceError:
    names = visible(sheets[0].name)
    titles = [layer.collection.title for layer in inventory.layers.values()]
    zh, en = "、".join(title.zh for title in titles), ", ".join(title.en for title in titles)
    return SourceError(
        Text(
            f"{sheets[0].origin} 是“{names}”的清单，此数据文件夹中没有这个图层：没有一行的编号见于任何图层",
            f"{sheets[0].origin} is a list of {names}, a layer that this data folder does not have: no row has an id of any",
        ),
        Text(
            f"请用 --layers 指明有该图层的数据文件夹，或用 --collection 指明图层（现有：{zh}）",
            f"name the data folder that has it by --layers, or the layer by --collection (there are {en})",
        ),
        sheets=[sheet.name for sheet in sheets],
    )


def _table(sheet: Sheet, headings: Sequence[tuple[Layer, Headings]]) -> ListTable | None:
    """The table of a sheet, of the layer whose ids it has; None where it is a list of none."""
    first = head_of(sheet)
    tables = []
    for layer, words in headings:
        rows = (words.header(number, cells) for number, cells in first)
        best = max(filter(None, rows), key=lambda header: header.width, default=None)
        if best is not None:
            tables.append(ListTable(sheet=sheet, layer=layer, header=best))
    if len(tables) < 2:
        return tables[0] if tables else None
    ranks = [(_known_ids(table), _is_named_after(sheet, table.layer), table.header.width) for table in tables]
    best_rank = max(ranks)
    likely = [table for table, rank in zip(tables, ranks, strict=True) if rank == best_rank]
    if len(likely) > 1:
        titles = Text(
            "、".join(table.layer.collection.title.zh for table in likely),
            ", ".join(table.layer.collection.title.en for table in likely),
        )
        raise SourceError(
            Text(
                f"工作表 {visible(sheet.name)} 可能是下列图层的清单：{titles.zh}",
                f"the sheet {visible(sheet.name)} may list rows of {titles.en}",
            ),
            Text("请用 --collection 指明图层", "name the layer by --collection"),
            sheet=sheet.name,
        )
    return likely[0]


def _known_ids(table: ListTable) -> int:
    return sum(table.key(cells) in table.layer.row_of for _, cells in table.rows())


def _is_named_after(sheet: Sheet, layer: Layer) -> bool:
    name = folded_heading(sheet.name)
    titles = [
        folded_heading(title + ending) for title in layer.collection.title for ending in ("", *ALL) if title.strip()
    ]
    return name == folded_heading(layer.id) or any(title.startswith(name) for title in titles if name)


def version_in(sheets: Sequence[Sheet]) -> str:
    """The version of the data that a list says it was made of; nothing where it says none."""
    for sheet in sheets:
        for _, cells in head_of(sheet):
            for cell, beside in zip(cells, [*cells[1:], None], strict=True):
                if cell in VERSION and beside is not None:
                    return str(beside).strip()
                if isinstance(cell, str) and (named := _VERSION.search(cell)):
                    return named[1]
    return ""
