"""Files that have shapes, whatever their format, as rows of properties and geometries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gis.findings import FoundCode
from gis.intake.ledger_sheets import match_tables
from gis.intake.mapping import Mapping as Plan
from gis.intake.row_kinds import RowKind
from gis.intake.table_shapes import TableShape, layer_of_rows
from gis.io import geojson
from gis.io.members import Member
from gis.io.shapes_in import GEOJSON, recognise
from gis.io.tables_in import open_tables
from gis.io.vector_layer import VectorLayer
from gis.text import Text


class Remark(NamedTuple):
    """Something that somebody should know of how a file was read: its row from 1, 0 for the file as a whole, what it is counted as, what stands there."""

    row: int
    code: FoundCode
    excerpt: str
    text: Text


class Parsed(NamedTuple):
    """What a file has, and what is to be said of how it was read."""

    features: geojson.Parsed
    remarks: tuple[Remark, ...] = ()


def has_shapes(member: Member) -> bool:
    """Whether a file is of a format of shapes, by its content."""
    return recognise(member) is not None


def is_read_here(member: Member) -> bool:
    """Whether a file has shapes in a format that is read: of the others it is said how they are converted."""
    form = recognise(member)
    return form is not None and form.is_read


def is_by_hand(member: Member) -> bool:
    """Whether a file has shapes and its texts are typed by hand, as those of a Shapefile are."""
    form = recognise(member)
    return form is not None and form.by_hand


def parse_features(member: Member, layer: str) -> Parsed | None:
    """A source's features; None where JSON that merely lay in the folder is something else.

    Parameters
    ----------
    layer
        Of a file with several the one to read; empty where it has one alone.
    """
    form = recognise(member)
    if form is not None and form is not GEOJSON:
        read = form.read(member, layer)
        return Parsed(read.parsed, tuple(_remarks(read)))
    try:
        parsed = geojson.parse(member.read(), member.origin)
        if len(parsed) and all(parsed.problems.get(row) == geojson.NO_FEATURE for row in range(len(parsed))):
            raise geojson.no_geojson(member.origin)
    except geojson.NoGeoJson:
        if member.named or not member.name.lower().endswith(".json"):
            raise
        return None
    return Parsed(parsed)


def parse_table(member: Member, plan: Plan, shape: TableShape) -> Parsed:
    """The rows of a table whose columns say where they lie, as features.

    Raises
    ------
    SourceError
        Where it cannot be read, or has no table.
    MappingError
        The mapping asks for a column that the table does not have.
    """
    tables = match_tables(open_tables(member), plan)
    records = [
        (line.row, dict(zip(table.names, line.cells, strict=True)))
        for table in tables
        for line in table.lines()
        if line.kind is RowKind.RECORD
    ]
    remarks = tuple(Remark(*said) for table in tables for said in table.remarks)
    rows, lines = [row for _, row in records], [line for line, _ in records]
    return Parsed(layer_of_rows(rows, shape, member.origin, member.stem, lines).parsed, remarks)


def read_layer(member: Member, layer: str = "") -> VectorLayer:
    """A file of shapes of any format as the layer for which a mapping is proposed."""
    return (recognise(member) or GEOJSON).read(member, layer)


def _remarks(read: VectorLayer) -> Iterator[Remark]:
    if read.doubt:
        shown = " | ".join(read.doubt)
        text = Text(
            f"文字按 {read.spelling} 读取，请核对：{shown}", f"its texts were read as {read.spelling}: look at {shown}"
        )
        yield Remark(1, "encoding", shown, text)
    for text in read.remarks:
        yield Remark(0, "read-as", "", text)
    for said in read.row_remarks:
        yield Remark(said.row + 1, said.code, said.excerpt, said.text)
