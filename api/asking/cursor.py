"""``cursor``: a place in an order as one opaque word, made for ``next`` links and read back with distrust."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any, Final

import orjson

from api.asking.given import bad
from api.ground.errors import BadParameter
from gis.catalog import Collection
from gis.columns import day_number
from gis.fields import DType, Field
from gis.query import After, SortKey
from gis.text import Text

VERSION: Final = 1
MAX_LENGTH: Final = 2_000
"""Longest cursor, in characters: what fits into an address beside everything else."""


def write_cursor(after: After, keys: Sequence[SortKey]) -> str | None:
    """A place as a cursor, or None where its values are too long for an address."""
    content = [VERSION, _spell_order(keys), list(after.values), after.id]
    try:
        text = base64.urlsafe_b64encode(orjson.dumps(content)).rstrip(b"=").decode()
    except orjson.JSONEncodeError:  # half a surrogate pair in a value
        return None
    return text if len(text) <= MAX_LENGTH else None


def read(text: str, keys: Sequence[SortKey], collection: Collection) -> After:
    """The place that a cursor names.

    Raises
    ------
    BadParameter
        Where it is damaged, of another version, or made for another order.
    """
    match _content(text):
        case [int(version), str(order), list(values), str(key)] if version == VERSION:
            fields = [collection.field(sorted_by.field) for sorted_by in keys]
            if order != _spell_order(keys) or len(values) != len(fields):
                raise _refused(Text("是为另一种排序生成的", "was made for another order"))
            if not all(map(_fits, fields, values)):
                raise _refused(Text("已损坏", "is damaged"))
            return After(values=tuple(values), id=key)
    raise _refused(Text("无法读取", "cannot be read"))


def _content(text: str) -> Any:
    if len(text) > MAX_LENGTH or not text.isascii():
        return None
    try:
        return orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return None


def _spell_order(keys: Sequence[SortKey]) -> str:
    return ",".join(("-" if key.descending else "") + key.field for key in keys)


def _fits(entry: Field, value: object) -> bool:
    """Whether a value is one that the field sorts by."""
    if value is None:
        return True
    if entry.dtype is DType.DATE:
        return isinstance(value, str) and day_number(value) is not None
    if entry.dtype is DType.TEXT:
        return isinstance(value, str)
    if entry.dtype is DType.BOOLEAN:
        return isinstance(value, bool)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refused(text: Text) -> BadParameter:
    return bad(
        "cursor", text, Text("请去掉 cursor，从第一页重新开始", "leave cursor out and begin at the first page again")
    )
