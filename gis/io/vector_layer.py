"""What a reader of shapes gives, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass

from gis.findings import FoundCode
from gis.io.parsing import Parsed
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class RowRemark:
    """Something of a row that somebody should look at: its place from 0, by what name it is counted, what stands there, and what is odd."""

    row: int
    code: FoundCode
    excerpt: str
    text: Text


@dataclass(frozen=True, kw_only=True, eq=False)
class VectorLayer:
    """One layer of a file.

    Parameters
    ----------
    layers
        All layers of the file, by name.
    aliases
        What people call its fields, where the file says so.
    description
        What the file says of the layer.
    spelling, doubt
        Of a Shapefile or a text: the encoding in which it was read, and values to judge it by where another could be meant.
    remarks
        What somebody should know of how the file as a whole was read.
    row_remarks
        The same of single rows, which are used.
    """

    origin: str
    layer: str
    layers: tuple[str, ...]
    parsed: Parsed
    aliases: dict[str, str]
    description: str = ""
    spelling: str = ""
    doubt: tuple[str, ...] = ()
    remarks: tuple[Text, ...] = ()
    row_remarks: tuple[RowRemark, ...] = ()
