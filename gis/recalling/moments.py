"""Past moments: read from text, found in the log, and what the layers were like then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final
from zoneinfo import ZoneInfo

import orjson

from gis.catalog import Catalog, Collection
from gis.errors import NoSuchMoment
from gis.features import Feature
from gis.stated import Stated
from gis.store.feature_texts import features_of
from gis.store.protocol import WHOLE_LAYER, Recorded, Store
from gis.text import Text

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 9998
"""Of years beyond these no zone tells the time."""
_LAST: Final = dt.time.max
"""A day is looked back at from its end."""


def read_moment(text: str, catalog: Catalog) -> dt.datetime:
    """A moment as people write it: a day, whose end in the time zone of the folder is meant, or a time with its zone.

    Raises
    ------
    NoSuchMoment
        Where it is neither.
    """
    zone = ZoneInfo(catalog.time_zone)
    try:
        if len(text) == len("2026-01-31"):
            moment = dt.datetime.combine(dt.date.fromisoformat(text), _LAST, zone)
        else:
            # A plus sign that an address does not escape arrives as a blank.
            moment = dt.datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise NoSuchMoment(
            Text(f"“{text}”不是日期或时刻", f"“{text}” is no day and no time"),
            Text(
                "请写成 2026-06-30 或 2026-06-30T09:00:00+08:00",
                "write it as 2026-06-30 or 2026-06-30T09:00:00+08:00",
            ),
            asof=text,
        )
    return moment


def find_entry(store: Store, moment: dt.datetime, now: dt.datetime) -> int:
    """The number of the last entry of the log at a moment.

    Raises
    ------
    NoSuchMoment
        Before the log begins or tells of loads, or in the future.
    """
    if moment.date() > now.astimezone(moment.tzinfo).date():
        raise NoSuchMoment(
            Text(f"{moment:%Y-%m-%d} 还没有到", f"{moment:%Y-%m-%d} is still to come"),
            Text("asof 只能取今天或以前", "asof takes today or a day before"),
            asof=moment.isoformat(),
        )
    seq = store.moment(moment)
    if seq == 0:
        first = next(iter(store.log(limit=1)), None)
        since = "—" if first is None else first.at.astimezone(moment.tzinfo).strftime("%Y-%m-%d %H:%M")
        raise NoSuchMoment(
            Text(
                f"变更记录自 {since} 起，此前的状况无从得知",
                f"the log begins at {since}; nothing tells what was before",
            ),
            Text("请取更晚的时刻", "take a later moment"),
            asof=moment.isoformat(),
            since=since,
        )
    if (until := store.untold_until()) is not None and moment < until:
        since = until.astimezone(moment.tzinfo).strftime("%Y-%m-%d %H:%M")
        raise NoSuchMoment(
            Text(
                f"{since} 之前由旧版程序（0.1）写入，载入新数据时未作记录，当时的状况无从得知",
                f"until {since} the store was written by version 0.1, which noted no loads; what was then cannot be told",
            ),
            Text(
                "请取更晚的时刻；单个要素当时的修改见其变更记录",
                "take a later moment; what was changed by hand stands in the history of each feature",
            ),
            asof=moment.isoformat(),
            since=since,
        )
    return seq


def stood_then(collection: Collection, before: Mapping[str, str | None]) -> dict[str, Feature | None]:
    """By id, what has changed since as it stood, by the fields that are declared today; None for what was not there."""
    declared = collection.by_name
    stood: dict[str, Feature | None] = dict.fromkeys(before)
    for key, feature in features_of({key: text for key, text in before.items() if text is not None}).items():
        if not feature.properties.keys() <= declared.keys():
            known = {name: value for name, value in feature.properties.items() if name in declared}
            feature = feature._replace(properties=known)  # noqa: PLW2901  the same, by what is declared
        stood[key] = feature
    return stood


def stated_before(now: Mapping[str, Stated], back: Mapping[str, str | None]) -> dict[str, Stated]:
    """What was stated of layers at a past moment: what is stated now, with what changed since laid back."""
    stood = {name: None if text is None else Stated.from_dict(orjson.loads(text)) for name, text in back.items()}
    return {name: stated for name, stated in {**now, **stood}.items() if stated is not None}


def loaded_later(entries: Iterable[Recorded], seq: int) -> set[str]:
    """Collections that were loaded for the first time after an entry: at it they were not there."""
    return {
        entry.collection for entry in entries if entry.id == WHOLE_LAYER and entry.before is None and entry.seq > seq
    }
