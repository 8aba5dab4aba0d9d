"""What changed in each layer since its source was last loaded or imported, and what that had brought: as the log of the store tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from gis.store.protocol import STATED, WHOLE_LAYER, Action, Recorded, Store

_LISTED: Final = 500
"""Ids that a list of changed rows names."""
_MOST: Final = 2**53
"""No log has an entry beyond the greatest whole number that JSON keeps."""


@dataclass(frozen=True, kw_only=True)
class RowChanges:
    """Rows that are new, changed or gone, each once whatever was done to it in between; ``ids`` are the first of those that are there."""

    new: int
    changed: int
    gone: int
    ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LayerChanges:
    """A layer since its last load.

    Parameters
    ----------
    loaded_at, author, change_set
        When and by whom it was loaded, and the number under which the log tells of it.
    brought
        What that load changed in rows that were there; nothing where it was the first.
    since
        What was changed by others since.
    """

    collection: str
    loaded_at: dt.datetime
    author: str
    change_set: int
    brought: RowChanges
    since: RowChanges


def changes_since_load(store: Store, collections: Iterable[str]) -> tuple[LayerChanges, ...]:
    """What changed in these layers since each was last loaded; without those of whose load the log says nothing."""
    return tuple(_changes(store, name, load) for name in collections for load in _last_load(store, name))


def _last_load(store: Store, name: str) -> Iterator[Recorded]:
    """The last load or import of a layer, where the log tells of one."""
    imports = [entry for entry in store.log(collection=STATED, key=name) if entry.action is Action.IMPORT]
    loads = store.log(collection=name, key=WHOLE_LAYER)
    yield from sorted((*loads[-1:], *imports[-1:]), key=lambda entry: entry.seq)[-1:]


def _changes(store: Store, name: str, load: Recorded) -> LayerChanges:
    entries = store.change_set(load.change_set)
    end = max(entry.seq for entry in entries)
    own = [entry for entry in entries if entry.collection == name and entry.id != WHOLE_LAYER]
    was = store.before(end, [name]).get(name, {})
    now = store.latest({name: end}, upto=_MOST).get(name, {})
    return LayerChanges(
        collection=name,
        loaded_at=load.at,
        author=load.author,
        change_set=load.change_set,
        brought=_count_changes((entry.id, entry.before, entry.after) for entry in own),
        since=_count_changes((key, text, now[key][1]) for key, text in was.items() if key in now),
    )


def _count_changes(pairs: Iterable[tuple[str, str | None, str | None]]) -> RowChanges:
    differing = sorted(((key, was, now) for key, was, now in pairs if was != now), key=itemgetter(0))
    there = [key for key, _, now in differing if now is not None]
    return RowChanges(
        new=sum(was is None for _, was, _ in differing),
        changed=sum(was is not None and now is not None for _, was, now in differing),
        gone=sum(now is None for _, _, now in differing),
        ids=tuple(there[:_LISTED]),
    )
