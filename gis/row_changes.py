"""What entries of the log did to rows, with what is no news of a month apart; and which change sets were taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import orjson

from gis.intake.identifiers import says_none
from gis.stated import Stated
from gis.store.protocol import STATED, WHOLE_LAYER, Action, Recorded
from gis.text import Text, many
from gis.units import figure

CAME, CHANGED, ENDED, PERIOD, NUMBERED, RESPELT, LOADED, DROPPED = (
    "came",
    "changed",
    "ended",
    "period",
    "numbered",
    "respelt",
    "loaded",
    "dropped",
)
"""What was done to a row: new, changed, gone, figures of another month alone, another number in the list alone, another way of writing alone; to a layer as a whole."""
Apart = Mapping[str, str]
"""By field, the kind of a change of it that is no change of the row."""

APART_WORDS: Final[Mapping[str, Text]] = {
    PERIOD: Text("只换了当期数字", "with the figures of another month alone"),
    NUMBERED: Text("只换了序号", "with another number in the list alone"),
    RESPELT: Text("只是写法不同", "only written another way"),
}
"""What is counted beside the rows that changed."""

_ORIGINAL: Final = "original"


def apart_words(counts: Mapping[str, int]) -> Text:
    """Rows that an import brought no news of, by kind, as they are read behind those that changed; nothing where there are none."""
    shown = [
        (figure(counts[kind]), many(counts[kind], "row"), words)
        for kind, words in APART_WORDS.items()
        if counts.get(kind)
    ]
    if not shown:
        return Text("", "")
    zh = "、".join(f"{count} 行{words.zh}" for count, _, words in shown)
    en = ", ".join(f"{rows} {words.en}" for _, rows, words in shown)
    return Text(f"另有 {zh}", f"besides {en}")


def kind_of(entry: Recorded, apart: Apart | None = None) -> str:
    """What an entry did; ``apart`` are the fields of its layer whose changes are counted for themselves."""
    if entry.id == WHOLE_LAYER:
        return LOADED if entry.after is not None else DROPPED
    if entry.before is None or entry.after is None:
        return CAME if entry.before is None else ENDED
    if not apart:
        return CHANGED
    was, now = orjson.loads(entry.before), orjson.loads(entry.after)
    if was["geometry"] != now["geometry"]:
        return CHANGED
    before, after = was["properties"], now["properties"]
    names = before.keys() | after.keys()
    kinds = {
        _kind(apart.get(name, CHANGED), before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    }
    return next((kind for kind in (CHANGED, PERIOD, NUMBERED) if kind in kinds), CHANGED)


def _kind(kind: str, before: object, after: object) -> str:
    """Of which kind the change of a field is; of an original that says nothing either way it is of none."""
    if kind != _ORIGINAL:
        return kind
    return _ORIGINAL if all(value is None or says_none(str(value)) for value in (before, after)) else CHANGED


def fields_apart(entries: Iterable[Recorded]) -> Mapping[str, Apart]:
    """By collection, the fields that an import of a change set, or the undo of one, changes month by month: those of another month, and numbers in the list."""
    apart: dict[str, dict[str, str]] = {}
    for entry in entries:
        if entry.collection != STATED or entry.action not in {Action.IMPORT, Action.UNDO}:
            continue
        texts = (entry.after, entry.before if entry.action is Action.UNDO else None)
        for stated in (Stated.from_dict(orjson.loads(text)) for text in texts if text is not None):
            kinds = {
                **dict.fromkeys(stated.originals, _ORIGINAL),
                **dict.fromkeys(stated.serials, NUMBERED),
                **dict.fromkeys(stated.periods, PERIOD),
            }
            apart.setdefault(entry.id, {}).update(kinds)
    return apart


def row_kinds(entries: Sequence[Recorded]) -> list[str]:
    """What each entry of a change set did."""
    apart = fields_apart(entries)
    return [kind_of(entry, apart.get(entry.collection)) for entry in entries]


def taken_back(undoing: Mapping[int, int]) -> dict[int, int]:
    """By change set that was taken back and stays so, the one that did it.

    Parameters
    ----------
    undoing
        By change set, the one that it takes back.
    """
    by: dict[int, int] = {}
    for number in sorted(undoing, reverse=True):
        # One that was taken back itself takes nothing back.
        if number not in by:
            by[undoing[number]] = number
    return by


def respelt_in(entries: Iterable[Recorded]) -> int | None:
    """How many rows an import has only written another way; None of another change set, and where nothing told."""
    stated = [entry.after for entry in entries if entry.collection == STATED and entry.action is Action.IMPORT]
    return next((Stated.from_dict(orjson.loads(text)).respelt for text in stated if text is not None), None)
