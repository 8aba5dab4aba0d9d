"""The rows of a ledger as they stood when it was last read: by them it is seen that a value is only written another way.

Kept beside the store, and made again by the next import: without it that one thing cannot be told, and nothing else.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import orjson

from gis.disk import Unreadable, file_bytes, narrow, replacing
from gis.intake.identifiers import says_none
from gis.intake.mapping import Mapping as Plan
from gis.intake.report import ImportReport, RowsRead
from gis.renewing.comparing import Read
from gis.store.protocol import Action, Store
from gis.values import text_of

_ENDING: Final = ".imports"
_MOST: Final = 256 << 20


def keep_rows(store: Store, report: ImportReport, change_set: int | None = None) -> None:
    """Keep the rows of an import, and the change set that wrote it; None for the first, which is a load."""
    rows = report.as_read
    if rows is None:
        return
    path = _path(store, report.collection)
    path.parent.mkdir(parents=True, exist_ok=True)
    narrow(path.parent)
    head = orjson.dumps([change_set, *rows.columns])
    lines = (orjson.dumps([key, orjson.Fragment(row)]) for key, row in rows.rows.items())
    with replacing(path) as out:
        narrow(Path(out.name))
        out.write(zlib.compress(b"\n".join([head, *lines]), 1))


def rows_before(store: Store, collection: str) -> RowsRead | None:
    """The rows of the last import; None where nothing tells them, or it was taken back."""
    try:
        unpacked = zlib.decompressobj().decompress(file_bytes(_path(store, collection), most=_MOST), _MOST)
        head, *lines = unpacked.split(b"\n")
        change_set, *columns = orjson.loads(head)
        if change_set is not None and any(
            entry.undoes == change_set for entry in store.log(collection=collection, but=Action.IMPORT)
        ):
            return None
        pairs = map(orjson.loads, lines)
        return RowsRead(columns=tuple(columns), rows={key: orjson.dumps(row) for key, row in pairs})
    except (Unreadable, OSError, ValueError, zlib.error, TypeError):
        return None


def find_respelt(before: RowsRead, now: RowsRead, keys: Sequence[str], plan: Plan, read: Read) -> tuple[str, ...]:
    """Those of some rows, whose values are as they stand, that are written another way than at the last import."""
    if before.columns != now.columns:
        return ()
    apart = read.periods | read.serials
    passed_over = {column for rule in plan.rules if rule.field.name in apart for column in rule.columns}
    places = [place for place, column in enumerate(now.columns) if column not in passed_over]
    return tuple(
        key
        for key in keys
        if key in before.rows
        and key in now.rows
        and before.rows[key] != now.rows[key]
        and _differ(orjson.loads(before.rows[key]), orjson.loads(now.rows[key]), places)
    )


def _differ(before: Sequence[object], now: Sequence[object], places: Sequence[int]) -> bool:
    for place in places:
        # How a cell is broken into lines is no writing of its value.
        one, other = ("".join(text_of(row[place]).split()) for row in (before, now))
        if one != other and not (says_none(one) and says_none(other)):
            return True
    return False


def _path(store: Store, collection: str) -> Path:
    return store.local.with_suffix(_ENDING) / f"{collection}.z"
