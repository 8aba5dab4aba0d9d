"""The history of one feature: who changed what, when and why, from the day on which it came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from gis.columns import Value
from gis.layer import Layer
from gis.store.protocol import WHOLE_LAYER, Action, Recorded, Store
from gis.text import Text

ACTIONS: Final[Mapping[Action, Text]] = {
    Action.LOAD: Text("载入", "loaded"),
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
    kind = "came" if whole or entry.before is None else "ended" if entry.after is None else "changed"
    return Event(
        seq=entry.seq,
        change_set=entry.change_set,
        at=entry.at,
        author=entry.author,
        action=entry.action,
        action_words=ACTIONS[entry.action],
        why=entry.why,
        kind=kind,
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
