"""What changed in each layer since its source was last loaded or imported, and what that had brought: as the log of the store tells."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Final

from gis.row_changes import NUMBERED, PERIOD, respelt_in, row_kinds, taken_back
from gis.store.protocol import STATED, WHOLE_LAYER, Action, Recorded, Store

_LISTED: Final = 500
"""Ids that a list of changed rows names."""
_MOST: Final = 2**53
"""No log has an entry beyond the greatest whole number that JSON keeps."""


@dataclass(frozen=True, kw_only=True)
class RowChanges:
    """Rows that are new, changed or gone, each once whatever was done to it in between.

    Parameters
    ----------
    periods, numbered, respelt
        Rows to which an import brought the figures of another month alone, another number in the list alone, or nothing but another way of
        writing: none of those that changed.
    ids
        The first of those that are new or changed and are there.
    """

    new: int
    changed: int
    gone: int
    periods: int = 0
    numbered: int = 0
    respelt: int = 0
    ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """An import that was taken back: when and by whom it had come, its number, and when and by whom, under which number, it was taken back."""

    loaded_at: dt.datetime
    author: str
    change_set: int
    undone_at: dt.datetime
    undone_by: str
    undone_as: int


@dataclass(frozen=True, kw_only=True)
class LayerChanges:
    """A layer since its last load.

    Parameters
    ----------
    loaded_at, author, change_set
        When and by whom it was loaded, and the number under which the log tells of it: the last load or import that stands.
    brought
        What that load changed in rows that were there; nothing where it was the first.
    since
        What was changed by others since.
    taken_back
        The last import since that was taken back; what it had brought is no news.
    """

    collection: str
    loaded_at: dt.datetime
    author: str
    change_set: int
    brought: RowChanges
    since: RowChanges
    taken_back: TakenBack | None = None


def changes_since_load(store: Store, collections: Iterable[str]) -> tuple[LayerChanges, ...]:
    """What changed in these layers since each was last loaded; without those of whose load the log says nothing."""
    return tuple(_changes(store, name, *load) for name in collections for load in _last_load(store, name))


def _last_load(store: Store, name: str) -> Iterator[tuple[Recorded, TakenBack | None]]:
    """The last load or import of a layer that stands, where the log tells of one, and the last import since that was taken back."""
    stated = store.log(collection=STATED, key=name)
    by_set = {entry.change_set: entry for entry in stated}
    undone = taken_back({entry.change_set: entry.undoes for entry in stated if entry.undoes is not None})
    imports = [entry for entry in stated if entry.action is Action.IMPORT]
    standing = [entry for entry in imports if entry.change_set not in undone]
    loads = store.log(collection=name, key=WHOLE_LAYER)
    for load in sorted((*loads[-1:], *standing[-1:]), key=lambda entry: entry.seq)[-1:]:
        gone = [entry for entry in imports if entry.change_set in undone and entry.seq > load.seq]
        yield load, _taken_back(gone[-1], by_set[undone[gone[-1].change_set]]) if gone else None


def _taken_back(entry: Recorded, by: Recorded) -> TakenBack:
    return TakenBack(
        loaded_at=entry.at,
        author=entry.author,
        change_set=entry.change_set,
        undone_at=by.at,
        undone_by=by.author,
        undone_as=by.change_set,
    )


def _changes(store: Store, name: str, load: Recorded, taken: TakenBack | None) -> LayerChanges:
    entries = store.change_set(load.change_set)
    end = max(entry.seq for entry in entries)
    own = [
        (entry, kind)
        for entry, kind in zip(entries, row_kinds(entries), strict=True)
        if entry.collection == name and entry.id != WHOLE_LAYER
    ]
    apart = Counter(kind for _, kind in own if kind in _APART)
    brought = _count_changes((entry.id, entry.before, entry.after) for entry, kind in own if kind not in _APART)
    was = store.before(end, [name]).get(name, {})
    now = store.latest({name: end}, upto=_MOST).get(name, {})
    return LayerChanges(
        collection=name,
        loaded_at=load.at,
        author=load.author,
        change_set=load.change_set,
        brought=replace(brought, periods=apart[PERIOD], numbered=apart[NUMBERED], respelt=respelt_in(entries) or 0),
        since=_count_changes((key, text, now[key][1]) for key, text in was.items() if key in now),
        taken_back=taken,
    )


_APART: Final = frozenset({PERIOD, NUMBERED})


def _count_changes(pairs: Iterable[tuple[str, str | None, str | None]]) -> RowChanges:
    differing = sorted(((key, was, now) for key, was, now in pairs if was != now), key=itemgetter(0))
    there = [key for key, _, now in differing if now is not None]
    return RowChanges(
        new=sum(was is None for _, was, _ in differing),
        changed=sum(was is not None and now is not None for _, was, now in differing),
        gone=sum(now is None for _, _, now in differing),
        ids=tuple(there[:_LISTED]),
    )
