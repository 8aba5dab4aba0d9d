"""The log taken out, so that others can look it over elsewhere: JSON Lines, an entry a line with what ties it to the one before, the signed head last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from gis.disk import Unreadable, no_read, regular, show_path
from gis.errors import SourceError
from gis.store.chain import Head, Key, Link, Verified, verify
from gis.store.geopackage import GeoPackageStore
from gis.store.protocol import Action, Recorded
from gis.text import Text


def write_lines(store: GeoPackageStore) -> Iterator[bytes]:
    """The lines of a store's log, as it stands at one moment."""
    entries, head = store.linked()
    for entry, link in entries:
        yield orjson.dumps({**_entry_dict(entry), **vars(link)}) + b"\n"
    if head is not None:
        yield orjson.dumps({"head": vars(head)}) + b"\n"


def verify_file(path: Path, keys: Iterable[Key]) -> Verified:
    """Look over a log that was taken out.

    Raises
    ------
    SourceError
        Where it cannot be read, or a line is none of a log.
    """
    # The head is the last line, and an entry is looked at without all of them in memory: so the file is read twice.
    heads = [part for part in _read_lines(path) if isinstance(part, Head)]
    entries = (part for part in _read_lines(path) if not isinstance(part, Head))
    return verify(entries, heads[-1] if heads else None, keys)


def compare_log(store: GeoPackageStore, path: Path) -> Verified | None:
    """Whether the log of a store goes on from one that was taken out of it, so that an older copy in its place is missed; None where they are two logs."""
    stands, _ = store.linked()
    count = 0
    for part in _read_lines(path):
        if isinstance(part, Head):
            continue
        if count == len(stands):
            why = Text(
                "存储中没有这一条：它被换成了较早的副本",
                "the store has no such entry: an older copy was put in its place",
            )
            return Verified(entries=count, bad=count + 1, why=why)
        if part != stands[count]:
            why = Text("存储中是另一条", "the store has another one in its place")
            return Verified(entries=count, bad=count + 1, why=why) if count else None
        count += 1
    return Verified(entries=count)


def _read_lines(path: Path) -> Iterator[tuple[Recorded, Link] | Head]:
    try:
        with regular(path) as lines:
            for number, line in enumerate(lines, 1):
                try:
                    given = orjson.loads(line)
                    part = Head(**given["head"]) if "head" in given else _entry_of(given)
                except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
                    raise SourceError(
                        Text(
                            f"{show_path(path)} 第 {number} 行不是变更记录",
                            f"line {number} of {show_path(path)} is no entry of a log",
                        ),
                        Text("请用 landstock audit export 导出的文件", "take a file that landstock audit export wrote"),
                        file=str(path),
                        line=number,
                    ) from None
                yield part
    except Unreadable as mistake:
        raise no_read(path, mistake) from None


def _entry_dict(entry: Recorded) -> dict[str, Any]:
    return {**vars(entry), "at": entry.at.isoformat(timespec="milliseconds")}


def _entry_of(given: Mapping[str, Any]) -> tuple[Recorded, Link]:
    link = Link(previous=given["previous"], key=given["key"], code=given["code"])
    fields = {name: given[name] for name in Recorded.__dataclass_fields__}
    fields |= {"at": dt.datetime.fromisoformat(given["at"]), "action": Action(given["action"])}
    return Recorded(**fields), link
