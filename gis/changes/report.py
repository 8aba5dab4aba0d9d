"""What is read of a list that comes back: what changes, what is refused, what is not taken and why; as data and as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from gis.columns import Value
from gis.findings import LISTED
from gis.plainly import Hidden, reported
from gis.text import Text, either, in_lang, many
from gis.units import figure

_LONGEST: Final = 60
APPLY: Final = Text("加 --apply 写入", "--apply writes them")


@dataclass(frozen=True, kw_only=True)
class RowChange:
    """One value of one row that the list says otherwise; ``new`` is None where it becomes unknown.

    ``cell`` is the cell that says so, ``typed`` what stands in it.
    """

    collection: str
    id: str
    field: str
    title: Text
    old: Value
    new: Value
    old_words: Text
    new_words: Text
    cell: str
    typed: str

    def line(self) -> Text:
        """The change as it is read."""
        old, new = self.old_words, self.new_words
        return Text(
            f"  {self.id} {self.title.zh}（{self.field}）：{cut_words(old.zh)} → {cut_words(new.zh)}  [{self.cell}]",
            f"  {self.id} {self.title.en} ({self.field}): {cut_words(old.en)} → {cut_words(new.en)}  [{self.cell}]",
        )


@dataclass(frozen=True, kw_only=True)
class ShapeChange:
    """A shape that is drawn otherwise than it is there: its area before and after, None where there is none, and how far its middle moved."""

    collection: str
    id: str
    old_m2: float | None
    new_m2: float | None
    moved_m: float | None
    words: Text
    cell: str
    shape: Hidden[Any]

    def line(self) -> Text:
        """The change as it is read."""
        return Text(f"  {self.id} {self.words.zh}  [{self.cell}]", f"  {self.id} {self.words.en}  [{self.cell}]")


@dataclass(frozen=True, kw_only=True)
class CellNote:
    """A cell, or a row by the cell of its id, of which nothing is taken or at which somebody should look: why, and what to do."""

    collection: str
    id: str
    field: str | None
    cell: str
    typed: str
    text: Text
    remedy: Text

    def line(self) -> Text:
        """The note as it is read."""
        what = f" {cut_words(self.typed)}" if self.typed else ""
        about = f" {self.id}" if self.field and not self.text.zh.startswith(self.id) else ""
        return Text(f"  [{self.cell}]{about}{what}：{self.text.zh}", f"  [{self.cell}]{about}{what}: {self.text.en}")


@dataclass(frozen=True, kw_only=True)
class ColumnLeft:
    """A column of the list that no field takes: where it stands, its heading, and how many of its cells are filled."""

    sheet: str
    column: str
    heading: str
    filled: int

    def line(self) -> Text:
        """The column as it is read."""
        cells = Text(f"{figure(self.filled)} 格有内容", f"{many(self.filled, 'cell')} filled")
        return Text(
            f"  {self.heading}（{self.sheet}!{self.column}，{cells.zh}）",
            f"  {self.heading} ({self.sheet}!{self.column}, {cells.en})",
        )


@dataclass(frozen=True, kw_only=True)
class LayerRead:
    """A layer whose rows a list has: how many of them, and how many are as they were."""

    collection: str
    title: Text
    features: int
    rows: int
    unchanged: int


@dataclass(frozen=True, kw_only=True)
class ListChanges:
    """A list that came back, against the data as it is.

    Parameters
    ----------
    file
        Its name.
    version, inventory
        The version of the data of which it was made, empty where it does not say, and that of the data it was read against.
    changes
        Every value that changes, in the order of the list.
    shapes
        Every shape that changes.
    refused
        Cells that cannot be meant, or contradict one another; the old values stay.
    not_taken
        Cells of columns that are worked out, and cells that say what stood before an edit that was made since.
    rows
        Rows whose id is not there, stands twice or is empty.
    doubts
        Changes at which somebody should look.
    columns
        Columns that no field takes.
    applied
        Whether the changes were made.
    """

    file: str
    version: str
    inventory: str
    layers: tuple[LayerRead, ...]
    changes: tuple[RowChange, ...]
    shapes: tuple[ShapeChange, ...] = ()
    refused: tuple[CellNote, ...] = ()
    not_taken: tuple[CellNote, ...] = ()
    rows: tuple[CellNote, ...] = ()
    doubts: tuple[CellNote, ...] = ()
    columns: tuple[ColumnLeft, ...] = ()
    applied: bool = False

    @property
    @reported(after="changes")
    def cleared(self) -> int:
        """How many of the changes make a value unknown."""
        return sum(change.new is None for change in self.changes)

    @property
    def count(self) -> int:
        """How many values and shapes change."""
        return len(self.changes) + len(self.shapes)

    def made(self) -> ListChanges:
        """The same once the changes are made."""
        return replace(self, applied=True)

    def text(self, lang: str) -> str:
        """The report as it is read on a terminal."""
        return "\n".join(in_lang(line, lang) for line in self._lines()) + "\n"

    def _lines(self) -> Iterator[Text]:
        yield from self._head()
        valued = [change for change in self.changes if change.new is not None]
        cleared = [change for change in self.changes if change.new is None]
        yield from section_lines(Text("修改", "Changed"), [change.line() for change in valued])
        yield from section_lines(
            Text("清空，改为待核实", "Cleared, to be checked"), [change.line() for change in cleared]
        )
        yield from section_lines(Text("图形修改", "Shapes changed"), [change.line() for change in self.shapes])
        yield from _notes(Text("请核对", "To check"), self.doubts)
        yield from _notes(Text("拒绝，保留原值", "Refused, the old value stays"), self.refused)
        yield from _notes(Text("未取用", "Not taken"), self.not_taken)
        yield from _notes(Text("未用的行", "Rows not used"), self.rows)
        yield from section_lines(
            Text("没有字段对应的列", "Columns that no field takes"), [each.line() for each in self.columns]
        )

    def _head(self) -> Iterator[Text]:
        for layer in self.layers:
            rows, kept = figure(layer.rows), figure(layer.unchanged)
            yield Text(
                f"{self.file} → {layer.title.zh}（{layer.collection}）：读取 {rows} 行（共 {figure(layer.features)} 条），{kept} 行无变化",
                f"{self.file} → {layer.title.en} ({layer.collection}): {many(layer.rows, 'row')} read "
                f"(of {many(layer.features, 'feature')}), {kept} unchanged",
            )
        if self.version and self.version != self.inventory:
            yield Text(
                f"清单由数据版本 {self.version} 导出，数据现为 {self.inventory}：其间已有的修改以数据为准，请核对下列各处",
                f"the list was made of version {self.version} of the data, which is now {self.inventory}: check what is listed below",
            )
        count = self.count
        if not count:
            yield Text("没有可写入的修改", "no changes to make")
        elif self.applied:
            yield Text(f"已写入 {figure(count)} 处修改", f"{many(count, 'change')} {either(count, 'was', 'were')} made")
        else:
            yield Text(
                f"{figure(count)} 处修改，尚未写入（{APPLY.zh}）",
                f"{many(count, 'change')}, not made yet ({APPLY.en})",
            )


def section_lines(heading: Text, lines: Sequence[Text]) -> Iterator[Text]:
    """A heading with a count, and as many of its lines as are listed."""
    if not lines:
        return
    yield Text(f"{heading.zh}：{figure(len(lines))}", f"{heading.en}: {figure(len(lines))}")
    yield from lines[:LISTED]
    if len(lines) > LISTED:
        count = figure(len(lines) - LISTED)
        yield Text(f"  …… 另有 {count} 处，见 --f json", f"  … and {count} more, see --f json")


def _notes(heading: Text, notes: Sequence[CellNote]) -> Iterator[Text]:
    yield from section_lines(heading, [note.line() for note in notes])
    for remedy in dict.fromkeys(note.remedy for note in notes[:LISTED]):
        yield Text(f"  → {remedy.zh}", f"  → {remedy.en}")


def cut_words(text: str, longest: int = _LONGEST) -> str:
    """A value as one line of a terminal has room for it, ``longest`` signs at most."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
