"""What colours a layer on the map, for whoever draws it elsewhere: a field, and a symbol with words for each of its codes.

The page decides the same in ``maps/static/js/map/theme.js`` and ``symbols.js``; a test holds the palette to ``base.css``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from gis.codelists import Code, Codelist, Symbol
from gis.columns import Rows, Value, plain_text
from gis.fields import DType, Field, Role
from gis.layer import Layer
from gis.text import Text

TO_CHECK: Final = Text("待核实", "to check")
UNKNOWN: Final = Symbol(fill="#FFFAEE", stroke="#A6741A", pattern="dashed")
PLAIN: Final = Symbol(fill="#7F9DB0", stroke="#6B746E")
"""How a layer is drawn that nothing colours."""
PALETTE: Final = ("#CDAA80", "#8F7CBF", "#E59BB8", "#D3564A", "#7F9DB0", "#86B36B", "#C9A83C", "#6FA5A0", "#B48A9E", "#9AA06A")  # fmt: skip
EDGE: Final = "#6B746E"
_ROLES: Final = (Role.STATUS, Role.USAGE, Role.CLASS)
_WHOLE_LIST: Final = 40
"""Codes up to which all of a list are classes, also those that no row has: what is edited later has its colour too."""


@dataclass(frozen=True, kw_only=True)
class MapClass:
    """One class: its code, its words, how it is drawn. The class of what is to check has no code."""

    code: str | None
    title: Text
    symbol: Symbol


@dataclass(frozen=True, kw_only=True)
class MapClasses:
    """The classes of a layer, the one to check last; a layer that nothing colours has one class, and no field."""

    field: Field | None
    classes: tuple[MapClass, ...]

    @classmethod
    def of(cls, layer: Layer, rows: Rows) -> MapClasses:
        """What colours some rows of a layer: their status, else their usage, else their class."""
        field = next((layer.collection.by_role[role] for role in _ROLES if role in layer.collection.by_role), None)
        codes = layer.codelists.get(field.name) if field else None
        if field is None or codes is None or field.dtype is not DType.TEXT:
            return cls(field=None, classes=(MapClass(code=None, title=layer.collection.title, symbol=PLAIN),))
        groups, words = layer.columns[field.name].take(rows).distinct()
        there = {words[group] for group in set(groups.tolist()) if group >= 0}
        listed = [one.code for one in codes.codes if len(codes.codes) <= _WHOLE_LIST or one.code in there]
        found = [*listed, *sorted(there - set(listed))]
        made = [MapClass(code=code, title=codes.title_of(code), symbol=_symbol_of(codes, code)) for code in found]
        return cls(field=field, classes=(*made, MapClass(code=None, title=TO_CHECK, symbol=UNKNOWN)))

    def place(self, value: Value) -> int:
        """The place of the class of a value."""
        last = len(self.classes) - 1
        return last if value is None else self._places.get(plain_text(value), last)

    def places(self, layer: Layer, rows: Rows) -> Sequence[int]:
        """The place of the class of each of some rows."""
        if self.field is None:
            return [0] * len(rows)
        return [self.place(value) for value in layer.columns[self.field.name].listed(rows)]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {one.code: place for place, one in enumerate(self.classes) if one.code is not None}


def _symbol_of(codes: Codelist, value: str) -> Symbol:
    """A code's symbol: its own, else that of the nearest code above it, else a colour of the palette by its place in the list."""
    entry: Code | None = codes.by_code.get(value)
    if entry and entry.symbol:
        return entry.symbol
    above = [one for one in codes.codes if one.symbol and codes.hierarchy == "prefix" and value.startswith(one.code)]
    nearest = max(above, key=lambda one: len(one.code), default=None)
    if nearest and nearest.symbol:
        return nearest.symbol
    place = codes.rank.get(value, len(codes.codes))
    return Symbol(fill=PALETTE[place % len(PALETTE)], stroke=EDGE)
