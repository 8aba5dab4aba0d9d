"""Requests for holds, read strictly; the one way in for the service and the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from api.asking.body import body_reader
from api.asking.given import Given, bad
from api.ground.errors import BadBody
from gis.limits import MOST_WHY
from gis.reading.reader import Reader
from gis.reading.shapes import among, day, number, text
from gis.reservation import ReservedItem, Standing
from gis.reservations import MOST_ITEMS, Change, Wanted
from gis.text import Text

HOLDERS: Final = ("project_id", "firm")
KEYS: Final = (*HOLDERS, "items", "until", "note")
CHANGES: Final = ("until", "items", "note", "standing")
LANDED: Final = str(Standing.LANDED)
"""The one standing that a change may ask for: an end is asked for by giving the hold up."""
ITEM: Final = ("collection", "id", "area_m2")
MOST_NAME: Final = 200
_NAME: Final = text(1, MOST_NAME)
_NOTE: Final = text(0, MOST_WHY, blank=True)
_DAY: Final = day(quoted=True)


def wanted_of(body: Mapping[str, Any]) -> Wanted:
    """The hold that a request asks for.

    Raises
    ------
    BadBody
        With the key that cannot be read.
    """
    reader = body_reader(body)
    reader.refuse_others(KEYS)
    if sum(key in reader for key in HOLDERS) != 1:
        raise reader.wrong("project_id 与 firm 须有且只有一个", "one of project_id and firm is wanted, and one alone")
    return Wanted(
        project_id=reader.read_or("project_id", _NAME, None),
        firm=reader.read_or("firm", _NAME, None),
        items=_items(reader),
        until=reader.read("until", _DAY),
        note=reader.read_or("note", _NOTE, ""),
    )


def change_of(body: Mapping[str, Any]) -> Change:
    """The change that a request asks for.

    Raises
    ------
    BadBody
        With the key that cannot be read, and where none says anything.
    """
    reader = body_reader(body)
    reader.refuse_others(CHANGES)
    if not body:
        raise reader.wrong("没有要改的内容", "there is nothing to change")
    return Change(
        until=reader.read_or("until", _DAY, None),
        items=_items(reader) if "items" in reader else None,
        note=reader.read_or("note", _NOTE, None),
        landed=reader.read_or("standing", among((LANDED,)), None) is not None,
    )


def _items(reader: Reader[BadBody]) -> tuple[ReservedItem, ...]:
    items = []
    for entry in reader.parts("items", 1, MOST_ITEMS):
        entry.refuse_others(ITEM)
        items.append(
            ReservedItem(
                collection=entry.read("collection", _NAME),
                id=entry.read("id", _NAME),
                area_m2=entry.read_or("area_m2", number(), None),
            )
        )
    return tuple(items)


def day_given(given: Given, name: str) -> dt.date | None:
    """A day of the query string; None where it is absent.

    Raises
    ------
    BadParameter
        Where it is none.
    """
    value = given.one(name)
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise bad(
            name,
            Text(f"{value[:40]!r} 不是日期", f"{value[:40]!r} is no day"),
            Text("请写成 2026-06-30", "write it as 2026-06-30"),
        ) from None
