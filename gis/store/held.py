"""What a load does to plots and floors that somebody holds: none of them is dropped, and what it says otherwise of their area, use or shape is said by name."""

from __future__ import annotations

import logging
from collections.abc import Collection as Names
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson

from gis.catalog import Catalog, Collection
from gis.errors import Taken
from gis.fields import Field, Role
from gis.reservation import Reservation, ReservedItem, Standing
from gis.store.changing import Changing
from gis.text import Text

_LOG: Final = logging.getLogger("landstock")
HOLDERS_CARE: Final = (Role.AREA, Role.USAGE)
"""Roles of the fields that somebody who holds a place reckons with, beside its shape."""
SHAPE: Final = Text("图形", "Shape")
DRAWN_OTHERWISE: Final = Text("来源所绘不同", "drawn otherwise by the source")
_UNKNOWN: Final = Text("待核实", "to check")
_NOTHING: Final = Text("", "")
_MOST_SAID: Final = 50


@dataclass(frozen=True, kw_only=True)
class HeldChange:
    """Something of a held place that a new source says otherwise: what stood, what it says, who holds the place until when. The hold stays.

    ``now_words`` is empty where it is the shape.
    """

    collection: str
    id: str
    title: Text
    now_words: Text
    source_words: Text
    holder: str
    until: str

    def line(self) -> Text:
        """The change as it is read."""
        zh, en = (f"{words} → " if words else "" for words in (self.now_words.zh, self.now_words.en))
        return Text(
            f"  {self.id} {self.title.zh}：{zh}{self.source_words.zh}（{self.holder} 预留至 {self.until}）",
            f"  {self.id} {self.title.en}: {en}{self.source_words.en} (held by {self.holder} until {self.until})",
        )


def guard_held(changing: Changing, reservations: Iterable[Reservation], since: int, dropped: Names[str]) -> None:
    """Look at what a load changes in what somebody holds today: refuse to drop it, and say what becomes otherwise of it.

    Parameters
    ----------
    since
        Number of the last entry of the log before the load.
    dropped
        Layers that the catalog does not name any more.

    Raises
    ------
    Taken
        Of the first place that would be dropped; ``items`` tells of each.
    """
    catalog = changing.catalog.at(changing.at)
    lost: list[tuple[Reservation, ReservedItem]] = []
    changes: list[HeldChange] = []
    for reservation in reservations:
        for item in reservation.items if reservation.holds_on(catalog.as_of) else ():
            entry = changing.tables.touched_after(item.collection, item.id, since)
            if item.collection in dropped or (entry is not None and entry.after is None):
                lost.append((reservation, item))
            elif entry is not None and entry.before is not None and entry.after is not None:
                changes += _changes(catalog, reservation, item, orjson.loads(entry.before), orjson.loads(entry.after))
    if lost:
        raise _dropped(catalog, lost)
    for change in changes[:_MOST_SAID]:
        line = change.line()
        _LOG.warning(
            "新来源改动了已预留的 %s%s；预留不变，请与预留人核对 / the new source says otherwise of what is held: %s%s; "
            "the hold stays, look at it with its holder",
            change.collection,
            line.zh,
            change.collection,
            line.en,
        )


def _changes(
    catalog: Catalog, reservation: Reservation, item: ReservedItem, before: dict[str, Any], after: dict[str, Any]
) -> Iterator[HeldChange]:
    collection = catalog.collections[item.collection]
    fields = [collection.by_role[role] for role in HOLDERS_CARE if role in collection.by_role]
    differing = [
        (field.title, words_of(catalog, field, was), words_of(catalog, field, now))
        for field in fields
        if (was := before["properties"].get(field.name)) != (now := after["properties"].get(field.name))
    ]
    if before["geometry"] != after["geometry"]:
        differing.append((SHAPE, _NOTHING, DRAWN_OTHERWISE))
    for title, now_words, source_words in differing:
        yield HeldChange(
            collection=collection.id,
            id=item.id,
            title=title,
            now_words=now_words,
            source_words=source_words,
            holder=reservation.holder,
            until=reservation.until.isoformat(),
        )


def words_of(catalog: Catalog, field: Field, value: Any) -> Text:
    """A value of a field as people read it."""
    if value is None:
        return _UNKNOWN
    codes = catalog.codelists.get(field.codelist or "")
    return Text(f"{value}", f"{value}") if codes is None else codes.title_of(str(value))


def _dropped(catalog: Catalog, lost: list[tuple[Reservation, ReservedItem]]) -> Taken:
    reservation, item = lost[0]
    title = _title(catalog.collections.get(item.collection), item.collection)
    until = None if reservation.standing is Standing.LANDED else reservation.until.isoformat()
    ends = Text("已落地", "which has landed there") if until is None else Text(f"至 {until}", f"until {until}")
    more = Text("", "") if len(lost) == 1 else Text(f"（共 {len(lost)} 处）", f" ({len(lost)} such in all)")
    names = " ".join(dict.fromkeys(each.id for each, _ in lost))
    return Taken(
        Text(
            f"“{title.zh}”的新来源中已没有 {item.id}，而它由 {reservation.holder} 预留，{ends.zh}{more.zh}；未作任何改动",
            f"the new source of {title.en} has no {item.id}, which is held by {reservation.holder}, {ends.en}{more.en}; nothing was changed",
        ),
        Text(
            f"请把它放回源文件，或先释放预留：landstock release {names}",
            f"put it back into the source, or release the reservation first: landstock release {names}",
        ),
        collection=item.collection,
        id=item.id,
        holder=reservation.holder,
        until=until,
        reservation=reservation.id,
        items=[{**each.as_dict(), "reservation": by.id, "holder": by.holder} for by, each in lost],
    )


def _title(collection: Collection | None, name: str) -> Text:
    return Text(name, name) if collection is None else collection.title
