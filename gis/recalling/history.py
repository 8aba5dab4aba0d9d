"""The history of one feature: who changed what, when and why, from the day on which it came."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from gis.columns import Value
from gis.errors import UnknownChangeSet
from gis.inventory import Inventory
from gis.layer import Layer
from gis.row_changes import kind_of, respelt_in, row_kinds
from gis.store.protocol import STATED, WHOLE_LAYER, Action, Recorded, Store
from gis.text import Text

MOST_NUMBER: Final = 2**53
"""No log has an entry beyond the greatest whole number that JSON keeps."""
NOTHING_UNDONE: Final[Mapping[int, int]] = {}
ACTIONS: Final[Mapping[Action, Text]] = {
    Action.LOAD: Text("载入", "loaded"),
    Action.IMPORT: Text("导入", "imported"),
    Action.EDIT: Text("修改", "edited"),
    Action.UNDO: Text("撤销", "taken back"),
    Action.RESERVE: Text("预留", "reserved"),
}


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """What a change made of one field; values as they are stored, and as people read them."""

    field: str
    title: Text
    before: Value
    after: Value
    before_words: Text
    after_words: Text


@dataclass(frozen=True, kw_only=True)
class Event:
    """One change of one feature.

    Parameters
    ----------
    seq, change_set
        Its number in the log, and that of the change set by which it is taken back.
    kind
        ``came`` | ``changed`` | ``ended``.
    shape_changed
        Whether its geometry became another.
    undoes
        The change set that it took back.
    """

    seq: int
    change_set: int
    at: dt.datetime
    author: str
    action: Action
    action_words: Text
    why: str
    kind: str
    fields: tuple[FieldChange, ...]
    shape_changed: bool
    undoes: int | None


@dataclass(frozen=True, kw_only=True)
class History:
    """All that the log knows of one feature, the latest first; ``ended`` tells whether it is gone."""

    collection: str
    id: str
    ended: bool
    events: tuple[Event, ...]


def tell_history(store: Store, layer: Layer, key: str) -> History:
    """The history of a feature, also of one that was ended.

    Raises
    ------
    UnknownFeature
        Where there never was one of this id, as far as the log tells.
    """
    entries = store.log(collection=layer.id, key=key)
    here = key in layer.row_of
    if not here and not entries:
        layer.row(key)
    events = [_event(layer, entry) for entry in reversed(entries)]
    if not entries or entries[0].before is not None:
        # It came with the first load of its layer, which is one entry for all.
        events += [_event(layer, entry) for entry in store.log(collection=layer.id, key=WHOLE_LAYER, limit=1)]
    return History(collection=layer.id, id=key, ended=not here, events=tuple(events))


def fields_changed(layer: Layer, before: str | None, after: str | None) -> tuple[tuple[FieldChange, ...], bool]:
    """What differs between two texts of a feature, field by field, and whether its shape does."""
    was, now = _properties(before), _properties(after)
    changed = [
        FieldChange(
            field=name,
            title=layer.collection.by_name[name].title if name in layer.collection.by_name else Text(name, name),
            before=was.get(name),
            after=now.get(name),
            before_words=_words(layer, name, was.get(name)),
            after_words=_words(layer, name, now.get(name)),
        )
        for name in dict.fromkeys([*now, *was])
        if was.get(name) != now.get(name)
    ]
    return tuple(changed), _shape(before) != _shape(after)


def _event(layer: Layer, entry: Recorded) -> Event:
    whole = entry.id == WHOLE_LAYER
    fields, shape = ((), False) if whole else fields_changed(layer, entry.before, entry.after)
    return Event(
        seq=entry.seq,
        change_set=entry.change_set,
        at=entry.at,
        author=entry.author,
        action=entry.action,
        action_words=ACTIONS[entry.action],
        why=entry.why,
        kind="came" if whole else kind_of(entry),
        fields=fields,
        shape_changed=shape,
        undoes=entry.undoes,
    )


def _properties(text: str | None) -> dict[str, Any]:
    return {} if text is None else dict(orjson.loads(text)["properties"])


def _shape(text: str | None) -> Any:
    return None if text is None else orjson.loads(text)["geometry"]


def _words(layer: Layer, name: str, value: Value) -> Text:
    # A field that is declared no more has no words but its own.
    return layer.words(name, value) if name in layer.collection.by_name else Text(str(value), str(value))


@dataclass(frozen=True, kw_only=True)
class Touched:
    """One feature or reservation that a change set touched; ``kind`` as of an event, ``loaded`` and ``dropped`` of a layer as a whole."""

    collection: str
    id: str
    kind: str
    fields: tuple[FieldChange, ...]
    shape_changed: bool


@dataclass(frozen=True, kw_only=True)
class ChangeSetStory:
    """A change set: who, when, by what, why, and how much.

    Parameters
    ----------
    counts
        Rows by kind, as of an event; of an import also those that have the figures of another month alone (``period``) or another number in the
        list alone (``numbered``), and are none of those that changed.
    respelt
        How many rows of an import are only written another way; None where nothing told.
    undone_by
        The change set that took it back; None of one that stands.
    """

    change_set: int
    at: dt.datetime
    author: str
    action: Action
    action_words: Text
    why: str
    undoes: int | None
    undone_by: int | None
    counts: Mapping[str, int]
    respelt: int | None
    collections: tuple[str, ...]


def change_set(store: Store, number: int) -> list[Recorded]:
    """The entries of a change set.

    Raises
    ------
    UnknownChangeSet
    """
    entries = store.change_set(number) if number <= MOST_NUMBER else []
    if not entries:
        raise unknown_set(number)
    return entries


def unknown_set(number: int) -> UnknownChangeSet:
    """The error of a number that no change set has."""
    return UnknownChangeSet(
        Text(f"没有第 {number} 号变更", f"there is no change set {number}"),
        Text("编号见变更记录（landstock log 或 /changes）", "the log names them (landstock log, or /changes)"),
        change_set=str(number),
    )


def tell_set(entries: Sequence[Recorded], undone: Mapping[int, int] = NOTHING_UNDONE) -> ChangeSetStory:
    """A change set in short, from its entries; ``undone`` has, by change set that was taken back, the one that did it."""
    first = entries[0]
    told = list(zip(entries, row_kinds(entries), strict=True))
    # What a source states of a layer comes with what it changes.
    listed = [(entry, kind) for entry, kind in told if entry.collection != STATED] or told
    return ChangeSetStory(
        change_set=first.change_set,
        at=first.at,
        author=first.author,
        action=first.action,
        action_words=ACTIONS[first.action],
        why=first.why,
        undoes=first.undoes,
        undone_by=undone.get(first.change_set),
        counts=dict(Counter(kind for _, kind in listed)),
        respelt=respelt_in(entries),
        collections=tuple(dict.fromkeys(entry.collection for entry, _ in listed)),
    )


def tell_touched(inventory: Inventory, entries: Sequence[Recorded]) -> list[Touched]:
    """What each entry of a change set changed, field by field."""
    stories = []
    for entry in entries:
        layer = inventory.layers.get(entry.collection)
        plain = layer is None or entry.id == WHOLE_LAYER
        fields, shape = ((), False) if plain or layer is None else fields_changed(layer, entry.before, entry.after)
        stories.append(
            Touched(collection=entry.collection, id=entry.id, kind=kind_of(entry), fields=fields, shape_changed=shape)
        )
    return stories
