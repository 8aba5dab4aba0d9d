"""Cells that are struck out: by the styles of a workbook, which of its cell formats have a font with a line through it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gis.io.sheet_xml import BrokenXml, read_xml

_OFF: Final = ("0", "false")


class _Styles:
    """The fonts that are struck through, and the cell formats that have one, as they come."""

    def __init__(self) -> None:
        self.within = ""
        self.fonts = self.formats = -1
        self.struck: set[str] = set()
        self.found: set[str] = set()

    def started(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("fonts", "cellXfs", "dxfs", "cellStyleXfs"):
            self.within = name
        elif self.within == "fonts" and name == "font":
            self.fonts += 1
        elif self.within == "fonts" and name == "strike" and attributes.get("val") not in _OFF:
            self.struck.add(str(self.fonts))
        elif self.within == "cellXfs" and name == "xf":
            self.formats += 1
            if attributes.get("fontId") in self.struck:
                self.found.add(str(self.formats))


def struck_formats(styles: Iterable[bytes]) -> frozenset[str]:
    """The numbers of the cell formats whose font has a line through it, from the part of the styles; none where that is no XML."""
    reader = _Styles()
    try:
        read_xml(styles, reader.started)
    except BrokenXml:
        return frozenset()
    return frozenset(reader.found)
