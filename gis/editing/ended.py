"""A feature that is not there any more: whether it ever was, who ended it and when."""

from __future__ import annotations

from gis.catalog import Collection
from gis.errors import EndedFeature, UnknownFeature
from gis.features import unknown_feature
from gis.store.protocol import Store
from gis.text import Text


def missing_feature(store: Store, collection: Collection, key: str) -> UnknownFeature:
    """Why there is no feature of an id: it was ended, or there never was one."""
    entries = store.log(collection=collection.id, key=key)
    if not entries or entries[-1].after is not None:
        return unknown_feature(collection, key)
    last = entries[-1]
    when, title = last.at.isoformat(timespec="seconds"), collection.title
    why = Text(f"：{last.why}", f": {last.why}") if last.why else Text("", "")
    return EndedFeature(
        Text(
            f"“{title.zh}”中的 {key} 已由 {last.author} 于 {when} 终止{why.zh}",
            f"{key} of {title.en} was ended by {last.author} at {when}{why.en}",
        ),
        Text(
            f"请查看它的变更记录，或撤销第 {last.change_set} 号变更",
            f"look at its history, or undo change set {last.change_set}",
        ),
        collection=collection.id,
        id=key,
        at=when,
        by=last.author,
        why=last.why,
        change_set=last.change_set,
    )
