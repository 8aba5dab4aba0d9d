"""What every export says about itself: the filter in words, the date, the source, the version."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from gis.catalog import Catalog
from gis.columns import Rows
from gis.continuous import classified
from gis.crs import system_words
from gis.fields import Role
from gis.layer import Layer
from gis.shapeless import count_shapeless
from gis.text import Text
from gis.units import figure


@dataclass(frozen=True, kw_only=True)
class ListDate:
    """The date at which a list stands, the same in its name, its notes and its rows.

    Parameters
    ----------
    day
        The newest as-of of its rows; where no row has one, the collection's own, else the day of the question.
    origin
        Which of these it is.
    undated
        Rows without an as-of, where the layer has a field for it.
    """

    day: dt.date
    origin: Literal["rows", "collection", "question"] = "rows"
    undated: int = 0

    @classmethod
    def of(cls, catalog: Catalog, layer: Layer, rows: Rows) -> ListDate:
        """The date of some rows of a layer."""
        days = _days(layer, rows)
        undated = sum(day is None for day in days)
        known = [day for day in days if day is not None]
        if known:
            return cls(day=max(known), undated=undated)
        own = layer.collection.as_of
        return cls(day=own or catalog.as_of, origin="collection" if own else "question", undated=undated)

    @property
    def words(self) -> Text:
        """The date, where it comes from unless from all rows, and how many rows have none."""
        said = [_ORIGINS[self.origin]] if self.origin in _ORIGINS else []
        if self.undated:
            said.append(Text(f"{figure(self.undated)} 条无日期", f"{figure(self.undated)} without a date"))
        zh, en = "；".join(each.zh for each in said), "; ".join(each.en for each in said)
        return Text(f"{self.day}（{zh}）", f"{self.day} ({en})") if said else Text(f"{self.day}", f"{self.day}")


VERSION: Final = Text("数据版本", "Inventory version")
SYSTEM: Final = Text("坐标系", "Coordinates")
CLASSIFIED: Final = Text("保密提示", "Secrecy")
NOT_LOCATED: Final = Text("其中未定位", "Of these not located")
DEMONSTRATION: Final = Text("演示数据", "Demonstration")
_PLAIN: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ORIGINS: Final = {
    "collection": Text("图层的数据日期", "the collection's own"),
    "question": Text("基准日", "the day of the question"),
}


def _days(layer: Layer, rows: Rows) -> list[dt.date | None]:
    """The as-of of each row, unknown where it is none; nothing where the layer has no field for it."""
    field = layer.collection.by_role.get(Role.AS_OF)
    if field is None:
        return []
    groups, texts = layer.columns[field.name].distinct()
    table = [*(_day(text) for text in texts), None]
    return [table[group] for group in np.asarray(groups)[rows].tolist()]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if _PLAIN.fullmatch(text) else None
    except ValueError:
        return None


@dataclass(frozen=True, kw_only=True)
class About:
    """Where a list comes from and what was asked, said in the list itself.

    Parameters
    ----------
    words
        The filter as a sentence.
    date
        The date at which the list stands.
    source
        Where the data comes from.
    version
        The inventory's version.
    demonstration
        Words for data that is a demonstration, else None.
    not_located
        How many of the rows have no shape.
    metric_crs
        The system in which the folder measures.
    crs
        The system of the coordinates in the file; empty where it has none.
    continuous_m2
        The ground that the shapes cover in one piece, where it may be more than is handed on unasked.
    """

    words: Text
    date: ListDate
    source: Text
    version: str
    demonstration: Text | None = None
    not_located: int = 0
    metric_crs: str = ""
    crs: str = ""
    continuous_m2: float = 0.0

    @classmethod
    def of(cls, catalog: Catalog, layer: Layer, rows: Rows, words: Text, version: str) -> About:
        """What an export of some rows of a catalog's layer says."""
        return cls(
            words=words,
            date=ListDate.of(catalog, layer, rows),
            source=layer.collection.source,
            version=version,
            demonstration=catalog.demonstration,
            not_located=count_shapeless(layer, rows),
            metric_crs=catalog.metric_crs,
        )

    @property
    def warning(self) -> Text | None:
        """What is to be thought of before the file is handed on, where its shapes cover very much."""
        return classified(self.continuous_m2)

    def lines(self, count: int) -> list[tuple[Text, Text | int]]:
        """Label and value of everything there is to say, in the order in which it is read."""
        said: list[tuple[Text, Text | int]] = [
            (Text("查询条件", "Filter"), self.words),
            (Text("数据日期", "Data as of"), self.date.words),
            (Text("来源", "Source"), self.source),
            (Text("数量", "Features"), count),
            *([(NOT_LOCATED, self.not_located)] if self.not_located else []),
            *([(SYSTEM, system_words(self.crs))] if self.crs else []),
            (VERSION, Text(self.version, self.version)),
            *([(CLASSIFIED, self.warning)] if self.warning else []),
        ]
        if self.demonstration:
            said.append((DEMONSTRATION, self.demonstration))
        return [(label, value) for label, value in said if isinstance(value, int) or value.zh]

    def sentence(self, count: int) -> Text:
        """Everything in one line."""
        said = [
            (label, Text(figure(value), figure(value)) if isinstance(value, int) else value)
            for label, value in self.lines(count)
        ]
        return Text(
            "；".join(f"{label.zh}：{value.zh}" for label, value in said),
            "; ".join(f"{label.en}: {value.en}" for label, value in said),
        )

    def counted(self, count: int) -> AboutList:
        """The same as JSON answers carry it."""
        return AboutList(
            words=self.words,
            as_of=self.date.day,
            as_of_from=self.date.origin,
            undated=self.date.undated,
            source=self.source,
            count=count,
            not_located=self.not_located,
            inventory=self.version,
            demonstration=self.demonstration,
        )


@dataclass(frozen=True, kw_only=True)
class AboutList:
    """What a list that is taken away says of itself."""

    words: Text
    as_of: dt.date
    as_of_from: Literal["rows", "collection", "question"]
    undated: int
    source: Text
    count: int
    not_located: int
    inventory: str
    demonstration: Text | None
