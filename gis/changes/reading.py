"""A list that comes back, read against the data as it is: which values of which rows it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from gis.changes.agreeing import Statement, agreed
from gis.changes.judging import judge_changes
from gis.changes.packages import FeatureSheet
from gis.changes.report import CellNote, ColumnLeft, LayerRead, ListChanges, RowChange, ShapeChange
from gis.changes.shapes import ShapeReader, redrawn
from gis.changes.tables import ListTable, list_tables, open_sheets
from gis.changes.telling import tell_value
from gis.changes.values import Unfit, is_blank, read_cell, same_value, says_value, typed
from gis.columns import Value
from gis.fields import Field, Role
from gis.inventory import Edit, Inventory
from gis.io.csv import NOTE
from gis.io.grid import Cell, column_letters
from gis.io.list_sheet import TOTAL
from gis.io.sheet import SheetColumn
from gis.layer import Feature, Layer
from gis.text import Text

Earlier = Mapping[tuple[str, str], Sequence[Feature]]
"""By collection and id, a feature as it was before each edit that was made of it."""


def read_changes(
    path: Path,
    inventory: Inventory,
    *,
    collection: str | None = None,
    earlier: Callable[[], Earlier] = dict,
) -> ListChanges:
    """What a list of ours that was edited changes in the data; nothing is changed by reading it.

    Parameters
    ----------
    collection
        The layer that it lists, where that is known.
    earlier
        Gives what stood before the edits that the data has: a list that was made before them, and says no more than that, takes none of them back.

    Raises
    ------
    SourceError
        Where the file cannot be read, or holds no list of ours.
    UnknownCollection
        Where there is no layer of this name.
    """
    tables, version = list_tables(open_sheets(path), inventory, collection)
    stale = version != inventory.version
    before = earlier() if stale else {}
    reader = _ListReader(before, ShapeReader(inventory, before))
    parts = [
        reader.read_layer([table for table in tables if table.layer is layer])
        for layer in dict.fromkeys(table.layer for table in tables)
    ]
    whole = ListChanges(
        file=path.name,
        version=version,
        inventory=inventory.version,
        layers=tuple(part.read for part in parts),
        changes=tuple(change for part in parts for change in part.changes),
        shapes=tuple(change for part in parts for change in part.shapes),
        refused=tuple(note for part in parts for note in part.refused),
        not_taken=tuple(note for part in parts for note in part.not_taken),
        rows=tuple(note for part in parts for note in part.rows),
        doubts=tuple(note for part in parts for note in part.doubts),
        columns=tuple(column for table in tables for column in _columns_left(table)),
    )
    return _count_unchanged(judge_changes(whole, inventory))


def edits_of(report: ListChanges, inventory: Inventory) -> list[Edit]:
    """The changes of a list as edits: one a feature, everything else of it as it is."""
    values: dict[tuple[str, str], dict[str, Value]] = {}
    for change in report.changes:
        values.setdefault((change.collection, change.id), {})[change.field] = change.new
    shapes = {(change.collection, change.id): change for change in report.shapes}
    for place in shapes:
        values.setdefault(place, {})
    edits = []
    for (collection, key), changed in values.items():
        layer = inventory.layer(collection)
        feature = layer.feature(layer.row(key))
        if (drawn := shapes.get((collection, key))) is not None:
            feature = redrawn(layer, feature, drawn)
        edits.append(
            Edit(
                collection=collection,
                id=key,
                feature=feature._replace(properties={**feature.properties, **changed}),
            )
        )
    return edits


@dataclass(kw_only=True)
class _Part:
    """What the tables of one layer say."""

    read: LayerRead
    changes: list[RowChange] = field(default_factory=list)
    shapes: list[ShapeChange] = field(default_factory=list)
    doubts: list[CellNote] = field(default_factory=list)
    refused: list[CellNote] = field(default_factory=list)
    not_taken: list[CellNote] = field(default_factory=list)
    rows: list[CellNote] = field(default_factory=list)


class _ListReader:
    """Reads the tables of a list, layer by layer."""

    def __init__(self, earlier: Earlier, shapes: ShapeReader) -> None:
        self._earlier = earlier
        self._shapes = shapes

    def read_layer(self, tables: Sequence[ListTable]) -> _Part:
        """What the tables of one layer say of its rows; a row may stand on several sheets."""
        layer = tables[0].layer
        title = layer.collection.title
        part = _Part(read=LayerRead(collection=layer.id, title=title, features=len(layer), rows=0, unchanged=0))
        spoken: dict[tuple[int, str], list[Statement]] = {}
        rows_read: set[int] = set()
        for table in tables:
            known = _known_rows(table, part.rows)
            for row, number, cells in known:
                rows_read.add(row)
                self._read_row(table, row, number, cells, spoken, part)
            if isinstance(table.sheet, FeatureSheet):
                drawn = self._shapes.read(layer, table.sheet, [(row, number) for row, number, _ in known])
                part.shapes += drawn.changes
                part.refused += drawn.refused
                part.not_taken += drawn.not_taken
                part.doubts += drawn.doubts
        part.read = replace(part.read, rows=len(rows_read))
        for (row, name), statements in spoken.items():
            _settle(layer, row, name, statements, part)
        return part

    def _read_row(
        self,
        table: ListTable,
        row: int,
        number: int,
        cells: Sequence[Cell],
        spoken: dict[tuple[int, str], list[Statement]],
        part: _Part,
    ) -> None:
        layer = table.layer
        for place, entry in table.header.columns.items():
            cell = cells[place - 1] if place <= len(cells) else None
            if entry.field.role is Role.ID or says_value(entry, layer, row, cell):
                continue
            where = table.where(number, place)
            statement = self._statement(entry, layer, row, cell, where)
            if statement is None:
                continue
            if entry.field.role is Role.MEASURED_AREA:
                part.not_taken.append(_note(layer, row, entry.field, statement, *_WORKED_OUT))
            elif self._stood_before(entry, layer, row, statement):
                part.not_taken.append(_note(layer, row, entry.field, statement, *_STOOD_BEFORE))
            else:
                spoken.setdefault((row, entry.field.name), []).append(statement)

    def _statement(self, entry: SheetColumn, layer: Layer, row: int, cell: Cell, where: str) -> Statement | None:
        """What a cell says that is not what a list writes for its row; None where it says the same in other words."""
        kept = layer.columns[entry.field.name].value(row)
        try:
            values = read_cell(entry, layer, row, cell)
        except Unfit as mistake:
            return Statement(entry=entry, where=where, typed=typed(cell), blank=False, values=(), unfit=mistake)
        if any(same_value(entry, value, kept) for value in values):
            return None
        return Statement(entry=entry, where=where, typed=typed(cell), blank=is_blank(cell), values=values)

    def _stood_before(self, entry: SheetColumn, layer: Layer, row: int, statement: Statement) -> bool:
        """Whether a list that was made before an edit says what stood before it: that was not changed in the list."""
        name, key = entry.field.name, (layer.id, layer.ids[row])
        return any(
            same_value(entry, value, before.properties.get(name))
            for before in self._earlier.get(key, ())
            for value in statement.values
        )


_WORKED_OUT: Final = (
    Text("由图形量算，不从清单取用", "is measured from the shape and not taken from a list"),
    Text("要改面积请改登记面积，或修改图形", "change the registered area, or the shape"),
)
_STOOD_BEFORE: Final = (
    Text(
        "是此后已有修改之前的值，视为未改",
        "is what stood before an edit that was made since; it is taken for unchanged",
    ),
    Text("如确要改回，请重新导出清单后修改", "export the list anew and change it there where it is meant"),
)
_ABSENT: Final = (
    Text("没有此编号", "there is no such id"),
    Text(
        "请核对编号；清单只改已有的行，新增请用 landstock import",
        "check the id: a list changes rows that are there, landstock import brings in new ones",
    ),
)
_NO_ID: Final = (
    Text("有内容而没有编号，整行未用", "has no id; the row is not used"),
    Text("请填上编号", "write the id"),
)
_TWICE: Final = Text("请只保留正确的一行", "keep the right row alone")


def _known_rows(table: ListTable, problems: list[CellNote]) -> list[tuple[int, int, list[Cell]]]:
    """The rows of a table that are rows of its layer, each with its row there and its number; the others are listed."""
    rows: dict[str, list[tuple[int, list[Cell]]]] = {}
    for number, cells in table.rows():
        key = table.key(cells)
        if key in TOTAL and key not in table.layer.row_of:
            continue
        if key or not all(map(is_blank, cells)):
            rows.setdefault(key, []).append((number, cells))
    known = []
    for key, places in rows.items():
        if key in table.layer.row_of and len(places) == 1:
            known.append((table.layer.row_of[key], *places[0]))
        else:
            problems += [_row_problem(table, key, number, places) for number, _ in places]
    return known


def _row_problem(table: ListTable, key: str, number: int, places: Sequence[tuple[int, list[Cell]]]) -> CellNote:
    if not key:
        text, remedy = _NO_ID
    elif key not in table.layer.row_of:
        text, remedy = _ABSENT
    else:
        at = [str(line) for line, _ in places]
        text = Text(f"编号在第 {'、'.join(at)} 行重复，均未用", f"stands in rows {', '.join(at)}; none is used")
        remedy = _TWICE
    where = table.where(number, table.header.id_column)
    return CellNote(collection=table.layer.id, id=key, field=None, cell=where, typed=key, text=text, remedy=remedy)


def _note(layer: Layer, row: int, entry: Field, statement: Statement, text: Text, remedy: Text) -> CellNote:
    return CellNote(
        collection=layer.id,
        id=layer.ids[row],
        field=entry.name,
        cell=statement.where,
        typed=statement.typed,
        text=Text(f"“{entry.title.zh}”{text.zh}", f"{entry.title.en} {text.en}"),
        remedy=remedy,
    )


def _settle(layer: Layer, row: int, name: str, statements: Sequence[Statement], part: _Part) -> None:
    """One change of a field of a row, or why there is none."""
    entry, kept = layer.collection.by_name[name], layer.columns[name].value(row)
    try:
        value, speaker = agreed(statements)
    except Unfit as mistake:
        first = next((each for each in statements if each.unfit is not None), statements[0])
        part.refused.append(_note(layer, row, entry, first, mistake.text, mistake.remedy))
        return
    part.changes.append(
        RowChange(
            collection=layer.id,
            id=layer.ids[row],
            field=name,
            title=entry.title,
            old=kept,
            new=value,
            old_words=tell_value(layer, entry, kept),
            new_words=tell_value(layer, entry, value),
            cell=speaker.where,
            typed=speaker.typed,
        )
    )


def _columns_left(table: ListTable) -> list[ColumnLeft]:
    """The columns of a table that no field takes, but for the one of ours that says what the list is."""
    filled: Counter[int] = Counter()
    for _, cells in table.rows():
        filled.update(place for place in table.header.others if place <= len(cells) and not is_blank(cells[place - 1]))
    return [
        ColumnLeft(sheet=table.sheet.name, column=column_letters(place), heading=heading, filled=filled[place])
        for place, heading in table.header.others.items()
        if not (heading in NOTE and filled[place] <= 1)
    ]


def _count_unchanged(report: ListChanges) -> ListChanges:
    touched = {(change.collection, change.id) for change in report.changes}
    touched |= {(change.collection, change.id) for change in report.shapes}
    touched |= {(note.collection, note.id) for note in (*report.refused, *report.not_taken)}
    counts = Counter(collection for collection, _ in touched)
    layers = [replace(read, unchanged=read.rows - counts[read.collection]) for read in report.layers]
    return replace(report, layers=tuple(layers))
