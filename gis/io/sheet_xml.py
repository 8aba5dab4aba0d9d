"""XML of a workbook read as XML: no document type, no entity, no address is ever followed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final
from xml.parsers import expat

from gis.io.grid import Area, Gap
from gis.io.sheet_look import Look, column_number, without_value

_SPACE: Final = " "
Started = Callable[[str, dict[str, str]], None]


class BrokenXml(Exception):
    """XML that is not well formed, or that declares a document type."""


def read_xml(
    pieces: Iterable[bytes],
    started: Started,
    ended: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call ``started`` at each element with its name and attributes without namespaces, ``ended`` at its end, ``text`` for what stands between.

    Raises
    ------
    BrokenXml
        As said there.
    """
    parser = expat.ParserCreate(namespace_separator=_SPACE)

    def refuse(*_: object) -> None:
        raise BrokenXml

    def start(name: str, attributes: dict[str, str]) -> None:
        started(_local(name), {_local(key): value for key, value in attributes.items()})

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    if ended is not None:
        parser.EndElementHandler = lambda name: ended(_local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for piece in pieces:
            parser.Parse(piece, False)  # noqa: FBT003 - so expat is called
        parser.Parse(b"", True)  # noqa: FBT003 - so expat is called
    except (expat.ExpatError, LookupError, UnicodeError, ValueError, KeyError):
        raise BrokenXml from None


def _local(name: str) -> str:
    return name.rpartition(_SPACE)[2]


class _Reader:
    """A sheet's elements as they come; a row or a cell that does not say where it stands follows the one before it."""

    def __init__(self, look: Look, *, recomputed: bool) -> None:
        self.look = look
        self.recomputed = recomputed
        self.row = self.column = 0
        self.cell: dict[str, str] | None = None
        self.formula = self.stored = self.holds = False
        self.inside = ""
        self.value: list[str] = []

    def started(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            if attributes.get("hidden") in {"1", "true"}:
                self.look.hidden_rows.add(self.row)
        elif name == "c":
            self.row, self.column = _place(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
            self.cell, self.value = attributes, []
            self.formula = self.stored = self.holds = False
        elif self.cell is not None:
            self.holds = True
            self.formula |= name == "f"
            self.stored |= name == "v"
            self.inside = name
        elif name == "col":
            self.look.hide_columns(attributes)
        elif name == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            self.look.merged.add(Area(*_place(first), *_place(last or first)))

    def text(self, text: str) -> None:
        if self.inside == "v":
            self.value.append(text)

    def ended(self, name: str) -> None:
        self.inside = ""
        if name != "c" or self.cell is None:
            return
        kind, style, self.cell = self.cell.get("t"), self.cell.get("s"), None
        if self.holds:
            self.look.reach(self.row, self.column)
            if style in self.look.struck_formats:
                self.look.struck_rows.add(self.row)
        self.look.shared += kind == "s"
        if kind == "e":
            self.look.add_gap(Gap.MISTAKE, self.row, self.column)
        elif self.formula and without_value(
            "".join(self.value), stored=self.stored, text=kind == "str", recomputed=self.recomputed
        ):
            self.look.add_gap(Gap.NO_VALUE, self.row, self.column)


def look_slowly(pieces: Iterable[bytes], look: Look, *, recomputed: bool) -> None:
    """Look at the XML of a sheet, however it is written; as :func:`gis.io.sheet_look.look_quickly`.

    Raises
    ------
    BrokenXml
        Where it is no XML.
    """
    reader = _Reader(look, recomputed=recomputed)
    read_xml(pieces, reader.started, reader.ended, reader.text)


def _place(ref: str) -> tuple[int, int]:
    letters = ref.rstrip("0123456789")
    return int(ref[len(letters) :]), column_number(letters.upper())
