"""What every export says about itself: the filter in words, the date, the source, the version."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from gis.catalog import Catalog
from gis.layer import Layer
from gis.text import Text
from gis.units import figure


@dataclass(frozen=True, kw_only=True)
class About:
    """Where a list comes from and what was asked, said in the list itself.

    Parameters
    ----------
    words
        The filter as a sentence.
    as_of
        The date at which the data stands.
    source
        Where the data comes from.
    version
        The inventory's version.
    demonstration
        Words for data that is a demonstration, else None.
    """

    words: Text
    as_of: dt.date
    source: Text
    version: str
    demonstration: Text | None = None

    @classmethod
    def of(cls, catalog: Catalog, layer: Layer, words: Text, version: str) -> About:
        """What an export of a catalog's layer says; the layer's own date before the folder's."""
        return cls(
            words=words,
            as_of=layer.collection.as_of or catalog.as_of,
            source=layer.collection.source,
            version=version,
            demonstration=catalog.demonstration,
        )

    def lines(self, count: int) -> list[tuple[Text, Text]]:
        """Label and value of everything there is to say, in the order in which it is read."""
        said = [
            (Text("查询条件", "Filter"), self.words),
            (Text("数据日期", "Data as of"), Text(self.as_of.isoformat(), self.as_of.isoformat())),
            (Text("来源", "Source"), self.source),
            (Text("数量", "Features"), Text(figure(count), figure(count))),
            (Text("数据版本", "Inventory version"), Text(self.version, self.version)),
        ]
        if self.demonstration:
            said.append((Text("演示数据", "Demonstration"), self.demonstration))
        return [(label, value) for label, value in said if value.zh]

    def sentence(self, count: int) -> Text:
        """Everything in one line."""
        said = self.lines(count)
        return Text(
            "；".join(f"{label.zh}：{value.zh}" for label, value in said),
            "; ".join(f"{label.en}: {value.en}" for label, value in said),
        )

    def as_dict(self, count: int) -> dict[str, Any]:
        """The same as JSON answers carry it."""
        return {
            "words": self.words.as_dict(),
            "as_of": self.as_of.isoformat(),
            "source": self.source.as_dict(),
            "count": count,
            "inventory": self.version,
            "demonstration": self.demonstration.as_dict() if self.demonstration else None,
        }
