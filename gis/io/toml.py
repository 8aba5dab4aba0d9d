"""TOML written: as much of it as catalogs and code lists need, the same bytes for the same table."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any


def toml_text(table: Mapping[str, Any], trail: tuple[str, ...] = ()) -> str:
    """A table as TOML: plain values first, then tables, then lists of tables; what is None is left out."""
    given = {key: value for key, value in table.items() if value is not None}
    plain = {key: value for key, value in given.items() if not isinstance(value, Mapping) and not _is_tables(value)}
    blocks = [f"{_key(key)} = {_value(value)}\n" for key, value in plain.items()]
    for key, value in given.items():
        name = (*trail, _key(key))
        if isinstance(value, Mapping):
            blocks.append(f"\n[{'.'.join(name)}]\n{toml_text(_inlined(value), name)}")
        elif key not in plain:
            blocks.extend(f"\n[[{'.'.join(name)}]]\n{toml_text(_inlined(entry), name)}" for entry in value)
    return "".join(blocks)


class _Inline(str):
    """A value already written as TOML."""

    __slots__ = ()


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, Mapping) for entry in value)


def _inlined(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table whose small tables of plain values (words, symbols) are written on one line."""
    return {key: _Inline(_value(value)) if _is_small(value) else value for key, value in table.items()}


def _is_small(value: Any) -> bool:
    return isinstance(value, Mapping) and not any(isinstance(part, (Mapping, list)) for part in value.values())


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("-", "_").isidentifier() else _string(key)


def _string(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for the delete sign, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, str):
        return str(value) if isinstance(value, _Inline) else _string(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{_key(key)} = {_value(part)}" for key, part in value.items() if part is not None) + " }"
        )
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return repr(value)
