"""Where the next page of an answer begins."""

from __future__ import annotations

from api.asking import cursor
from gis.limits import MAX_OFFSET
from gis.query import Selection


def next_page(found: Selection) -> dict[str, str | None] | None:
    """The parameters that a ``next`` link changes, or None on the last page.

    A place that is too long for an address is counted instead, as deep as that is allowed.
    """
    after = found.next_after
    if after is None:
        return None
    place = cursor.write_cursor(after, found.sort)
    return {"cursor": place, "offset": None} if place is not None else counted_page(found)


def counted_page(found: Selection) -> dict[str, str | None] | None:
    """The same by number, for tables that people turn back and forth; None where there is none or it lies too deep."""
    onward = found.next_offset
    return {"cursor": None, "offset": str(onward)} if onward is not None and onward <= MAX_OFFSET else None
