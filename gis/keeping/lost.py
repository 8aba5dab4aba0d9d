"""A store that was there and is gone, said where whoever runs the service sees it."""

from __future__ import annotations

import logging

from gis.text import Text

_LOG = logging.getLogger("landstock")


def say_lost(place: str, last: int) -> None:
    """Say that a store which was there is gone: the sources say nothing of edits that were not written to them."""
    known = Text(f"（已知至少 {last} 处）", f" (at least {last} are known of)") if last else Text("", "")
    _LOG.warning(
        "原有存储 %s 已不在，已从图层文件重建；尚未写回图层文件的修改已丢失%s。如有备份，请停止服务后放回该文件 / "
        "the store %s that was here is gone and was made anew from the layer files; edits that were not written to them are lost%s. "
        "If you have a copy of it, stop the service and put it back",
        place,
        known.zh,
        place,
        known.en,
    )


def say_older(place: str, last: int, stands: int) -> None:
    """Say that a store is older than what was served from it: somebody put a copy of before in its place."""
    _LOG.warning(
        "存储 %s 只有 %s 条变更记录，而此前已有 %s 条：它被换成了较早的副本，其后的修改与预留已不在 / "
        "the store %s has %s entries in its log where there were %s before: an older copy was put in its place, and changes and holds since are gone",
        place,
        stands,
        last,
        place,
        stands,
        last,
    )
