"""Words for what the log tells, on a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from api.ground.settings import Lang
from gis.catalog import Catalog
from gis.recalling.history import ChangeSetStory, Event
from gis.row_changes import APART_WORDS, RESPELT, apart_words
from gis.store.protocol import RESERVATIONS, STATED, Action
from gis.text import Text, in_lang

HEADS: Final = (
    Text("编号", "Change"),
    Text("时间", "When"),
    Text("谁", "Who"),
    Text("方式", "By"),
    Text("改动", "What"),
    Text("理由", "Why"),
)
_KINDS: Final[Mapping[str, Text]] = {
    "came": Text("新增", "added"),
    "changed": Text("修改", "changed"),
    "ended": Text("终止", "ended"),
    "loaded": Text("载入", "loaded"),
    "dropped": Text("移除", "dropped"),
}
_IMPORTED: Final[Mapping[str, Text]] = {"came": Text("新增", "new"), "ended": Text("减少", "gone")}
"""The words of the difference that an import shows first."""
_ASIDE: Final[Mapping[str, Text]] = {
    RESERVATIONS: Text("预留", "reservations"),
    STATED: Text("图层说明", "what sources state"),
}


def local_time(at: dt.datetime, catalog: Catalog) -> str:
    """A time in the zone of the folder, to the second."""
    return at.astimezone(ZoneInfo(catalog.time_zone)).strftime("%Y-%m-%d %H:%M:%S")


def counted(catalog: Catalog, story: ChangeSetStory, lang: Lang) -> str:
    """What a change set did, in short."""
    titles = [title_of(catalog, name) for name in story.collections]
    layers = ("、" if lang == "zh" else ", ").join(in_lang(title, lang) for title in titles)
    kinds = {**_KINDS, **_IMPORTED} if story.action is Action.IMPORT else _KINDS
    shown = {kind: count for kind, count in story.counts.items() if kind not in APART_WORDS}
    counts = ", ".join(f"{in_lang(kinds[kind], lang)} {count:,}" for kind, count in shown.items())
    apart = in_lang(apart_words({**story.counts, RESPELT: story.respelt or 0}), lang)
    said = ("；" if lang == "zh" else "; ").join(each for each in (counts, apart) if each)
    return f"{layers}：{said}" if lang == "zh" else f"{layers}: {said}"


def action_of(story: ChangeSetStory, lang: Lang) -> str:
    """By what a change set was made, of an undo what it took back; and by which it was taken back itself."""
    words = in_lang(story.action_words, lang) + (f" {story.undoes}" if story.undoes else "")
    if story.undone_by is None:
        return words
    return words + in_lang(Text(f"（已由 {story.undone_by} 撤销）", f" (undone by {story.undone_by})"), lang)


def title_of(catalog: Catalog, collection: str) -> Text:
    """What people call a collection of the log."""
    if collection in _ASIDE:
        return _ASIDE[collection]
    declared = catalog.collections.get(collection)
    return declared.title if declared else Text(collection, collection)


def lines_of(event: Event, lang: Lang) -> list[str]:
    """What an event changed, a line a field."""
    if event.kind == "came":
        return [in_lang(_KINDS["came"], lang)]
    if event.kind == "ended":
        return [in_lang(_KINDS["ended"], lang)]
    lines = [
        f"{in_lang(change.title, lang)}: {in_lang(change.before_words, lang)} → {in_lang(change.after_words, lang)}"
        for change in event.fields
    ]
    shape = [in_lang(Text("图形已改", "the shape is another"), lang)] if event.shape_changed else []
    return lines + shape
