"""What people made of a layer that its source does not say: told by the log, so that a source that comes again takes nothing of it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from gis.row_changes import taken_back
from gis.store.protocol import WHOLE_LAYER, Action, Recorded, Store

SHAPE: Final = ""
"""In the place of a field's name: the geometry."""


@dataclass(frozen=True, kw_only=True)
class Edited:
    """What people made of one feature.

    Parameters
    ----------
    fields
        By field, what the source said before somebody changed it.
    added, ended
        Whether people made the feature, or ended it.
    last
        The last entry of the log by which they changed it.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    added: bool = False
    ended: bool = False
    last: Recorded


def log_of_people(store: Store, collection: str) -> list[Recorded]:
    """What the log says of a layer but for imports."""
    return store.log(collection=collection, but=Action.IMPORT)


def find_edits(store: Store, collection: str, by_people: Sequence[Recorded]) -> dict[str, Edited]:
    """By id, what people changed in features of a layer, and nobody took back, since its source said otherwise."""
    undone = _taken_back(by_people)
    edits = {}
    for key in dict.fromkeys(entry.id for entry in by_people if entry.id != WHOLE_LAYER):
        entries = store.log(collection=collection, key=key)
        edited = _edited([entry for entry in entries if entry.change_set not in undone])
        if edited is not None:
            edits[key] = edited
    return edits


def _taken_back(entries: Iterable[Recorded]) -> set[int]:
    """Change sets that were taken back, and those that did it: together they are as if nothing had been."""
    undoing = {entry.change_set: entry.undoes for entry in entries if entry.undoes is not None}
    back = taken_back(undoing)
    return back.keys() | set(back.values())


def _edited(entries: Sequence[Recorded]) -> Edited | None:
    """What is left of people's changes when what sources said later is laid over them; None where nothing is."""
    fields: dict[str, Any] = {}
    added = ended = False
    last: Recorded | None = None
    for entry in entries:
        before, after = _values(entry.before), _values(entry.after)
        changed = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
        if entry.action is Action.IMPORT:
            for name in changed:
                fields.pop(name, None)
            added, ended = added and entry.after is not None, False
            continue
        last = entry
        if entry.after is None or entry.before is None:
            added, ended = entry.after is not None and entry.before is None and not ended, entry.after is None
            fields = {}
            continue
        for name in changed:
            fields.setdefault(name, before.get(name))
    if last is None:
        return None
    now = _values(entries[-1].after)
    fields = {name: was for name, was in fields.items() if now.get(name) != was}
    if not (fields or added or ended):
        return None
    return Edited(fields=fields, added=added, ended=ended, last=last)


def _values(text: str | None) -> dict[str, Any]:
    """A feature's values by field, its geometry among them."""
    if text is None:
        return {}
    feature = orjson.loads(text)
    return {**feature["properties"], SHAPE: feature["geometry"]}
