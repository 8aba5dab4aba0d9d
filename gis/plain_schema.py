"""The JSON Schema of reports, as OpenAPI 3.0 has it: the same entries that ``gis.plainly`` writes, walked for their types."""

from __future__ import annotations

import datetime as dt
import enum
import types
import typing
from collections.abc import Mapping
from typing import Any, Final, Literal, Union

from gis.plainly import Each, Entry, Mark, Spelt, Under, entries_of, is_listed, is_object, issubclass_of, stripped
from gis.text import Text, Words

Schema = dict[str, Any]
_TEXT: Final[Schema] = {"type": "string"}
_SCALARS: Final[dict[Any, Schema]] = {
    str: _TEXT,
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.date: {"type": "string", "format": "date"},
    dt.datetime: {"type": "string", "format": "date-time"},
    Any: {},
    object: {},
}


class Schemas:
    """Schemas by name, each made once; a report refers to those of its parts.

    Parameters
    ----------
    names
        Of types whose own name would not tell them from another.
    closed
        Whether an object may have no key that is not declared: what the tests hold answers to, while callers are to expect more.
    """

    def __init__(self, names: Mapping[type, str] | None = None, *, closed: bool = False) -> None:
        self._names, self._closed = dict(names or {}), closed
        self._kinds: dict[str, Any] = {}
        self.made: dict[str, Schema] = {}

    def of(self, kind: Any, marks: tuple[Any, ...] = ()) -> Schema:
        """The schema of a type; of an object a reference to that in ``made``."""
        kind, more = stripped(kind)
        kind = Words if kind is Text else kind
        for mark in (*marks, *more):
            if isinstance(mark, Spelt):
                return {"type": "string", "enum": list(dict.fromkeys(mark.words.values()))}
            if isinstance(mark, Each):
                values = self.of(typing.get_args(kind)[1])
                return self._object(dict.fromkeys(mark.keys, values), list(mark.keys), None)
        if kind in _SCALARS:
            return dict(_SCALARS[kind])
        if is_object(kind):
            return {"$ref": f"#/components/schemas/{self._name(kind)}"}
        if issubclass_of(kind, enum.Enum):
            return {"type": "string", "enum": [each.value for each in kind]}
        return self._parts(typing.get_origin(kind), typing.get_args(kind))

    def _parts(self, origin: Any, args: tuple[Any, ...]) -> Schema:
        if origin is Literal:
            return {"type": "string", "enum": list(args)}
        if origin in (Union, types.UnionType):
            return self._union([each for each in args if each is not types.NoneType], nullable=types.NoneType in args)
        if is_listed(origin):
            kinds = list(dict.fromkeys(each for each in args if each is not Ellipsis))
            fixed = Ellipsis not in args and origin is tuple
            size = {"minItems": len(args), "maxItems": len(args)} if fixed else {}
            return {"type": "array", "items": self._union(kinds, nullable=False), **size}
        if issubclass_of(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(args[1])}
        raise TypeError(f"no JSON is declared for {origin or args}")

    def _union(self, kinds: list[Any], *, nullable: bool) -> Schema:
        found = [self.of(each) for each in kinds]
        one = found[0] if len(found) == 1 else {"anyOf": found}
        if not nullable:
            return one
        if "enum" in one:
            return {**one, "enum": [*one["enum"], None], "nullable": True}
        return {"allOf": [one], "nullable": True} if "$ref" in one else {**one, "nullable": True}

    def _name(self, kind: Any) -> str:
        name: str = self._names.get(kind, kind.__name__)
        if self._kinds.setdefault(name, kind) is not kind:
            raise TypeError(f"two reports are called {name}: {kind.__module__} and {self._kinds[name].__module__}")
        if name not in self.made:
            # Named before its parts are looked at, for a type may hold itself.
            self.made[name] = {}
            self.made[name].update(self._entries(kind))
        return name

    def _entries(self, kind: Any) -> Schema:
        """The object of a class: the keys of its entries, those that are always there, and what the others are."""
        properties: Schema = {}
        required: list[str] = []
        others: Schema | None = None
        one_of: list[str] = []
        for entry in entries_of(kind):
            found, always, more, either = self._entry(entry)
            properties |= found
            others = more or others
            one_of += either
            if Mark.LEFT_OUT not in entry.marks:
                required += always
        made = self._object(properties, list(dict.fromkeys(required)), others)
        return {**made, "oneOf": [{"required": [key]} for key in one_of]} if one_of else made

    def _entry(self, entry: Entry) -> tuple[Schema, list[str], Schema | None, list[str]]:
        """Of an entry: its keys, those that are always there, the schema of keys that nobody can name, and those of which one is there."""
        under = entry.find(Under)
        if under is not None:
            return {key: self.of(kind) for key, kind in under.kinds.items()}, [], None, list(under.kinds)
        if Mark.TWO_KEYS in entry.marks:
            keys = (entry.key, f"{entry.key}_en")
            return dict.fromkeys(keys, _TEXT), list(keys), None, []
        if Mark.INLINE not in entry.marks:
            return {entry.key: self.of(entry.kind, entry.marks)}, [entry.key], None, []
        inline = self._inline(entry)
        if Mark.FILLED in entry.marks:
            return {key: {**_TEXT, "minLength": 1} for key in inline["properties"]}, inline["required"], None, []
        others = inline.get("additionalProperties")
        return inline.get("properties", {}), inline.get("required", []), others or None, []

    def _inline(self, entry: Entry) -> Schema:
        """The object whose keys stand among those of the parent; where it may be missing as a whole, its own are not."""
        args = typing.get_args(entry.kind)
        kind = next((each for each in args if each is not types.NoneType), entry.kind)
        kind = Words if kind is Text else entry.kind if issubclass_of(typing.get_origin(entry.kind), Mapping) else kind
        return self._entries(kind) if is_object(kind) else self.of(entry.kind, entry.marks)

    def _object(self, properties: Schema, required: list[str], others: Schema | None) -> Schema:
        made: Schema = {"type": "object", "properties": properties}
        made |= {"required": required} if required else {}
        if others is not None:
            return {**made, "additionalProperties": others}
        return {**made, "additionalProperties": False} if self._closed else made
