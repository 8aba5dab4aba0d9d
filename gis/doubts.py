"""A doubt about a row of a collection's file, in the one form that every check gives it."""

from __future__ import annotations

from gis.catalog import Collection
from gis.findings import Finding, FoundCode, Grade
from gis.text import Text


def doubt(
    collection: Collection, row: int, key: str | None, code: FoundCode, field: str, shown: str, *said: Text
) -> Finding:
    """Something in a row of a collection's file, counted from 1, that is used and should be looked at; ``said`` is what, and what to do."""
    text, remedy = said
    return Finding(
        code=code,
        file=collection.file,
        row=row,
        id=key,
        field=field,
        excerpt=shown,
        text=Text(f"{collection.file}：{text.zh}", f"{collection.file}: {text.en}"),
        remedy=remedy,
        grade=Grade.DOUBT,
    )
