"""Words as CommonMark: descriptions of an OpenAPI document are that by definition, and a folder's titles are text."""

from __future__ import annotations

import re
from typing import Any, Final

_SIGNS: Final = re.compile(r"[\\`*_{}\[\]<>#&|~^=+!$]")
_DATA: Final = frozenset({"example", "examples", "default", "enum", "const"})
_OF_NAMES: Final = frozenset({"properties", "parameters", "schemas", "responses", "paths"})


def as_typed(text: str) -> str:
    r"""Text so that a reader of CommonMark shows it as it is, and makes no element of it.

    >>> as_typed("<img src=x> *a* floor_area & 2. ![b](c)")
    '\\<img src\\=x\\> \\*a\\* floor\\_area \\& 2. \\!\\[b\\](c)'
    >>> as_typed("- a"), as_typed("1. b"), as_typed("    c")
    ('\\- a', '1\\. b', 'c')
    """
    lines = (_line(line) for line in _SIGNS.sub(r"\\\g<0>", text).splitlines())
    return "\n".join(lines)


def _line(line: str) -> str:
    """A line that begins no list and no block of code."""
    return re.sub(r"^(-|\d+(?=[.)]))", lambda mark: "\\-" if mark[0] == "-" else f"{mark[0]}\\", line.strip())


def with_words_as_typed(node: Any, *, names: bool = False) -> Any:
    """An OpenAPI document whose descriptions are shown as they were typed.

    Parameters
    ----------
    names
        Whether the keys of ``node`` are names of somebody's choice, so that none of them means anything here.
    """
    if isinstance(node, list):
        return [with_words_as_typed(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {
        key: value if not names and key in _DATA else _member(key, value, names=names) for key, value in node.items()
    }


def _member(key: str, value: Any, *, names: bool) -> Any:
    if not names and key == "description" and isinstance(value, str):
        return as_typed(value)
    return with_words_as_typed(value, names=not names and key in _OF_NAMES)
