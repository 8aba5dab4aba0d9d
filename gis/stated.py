"""What the last import of a layer says of the layer as a whole: the day of its data, its source, the headings of that month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gis.catalog import Catalog, Collection
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What an import states of a layer, over what the catalog declares.

    Parameters
    ----------
    as_of
        The day at which the data stands; None where the source names none.
    source
        Where it comes from, as the catalog's ``source``.
    titles
        By field, its title where the heading of the source carries a month.
    ids
        By the id that the source gives, the id under which the feature is kept: somebody said that they are one.
    periods, serials
        Fields whose heading carries another month than before, and fields that number the rows: what this import changed in them alone is no news of a row.
    originals
        Fields that keep how values were written.
    respelt
        How many rows it has only written another way; None where nothing tells.
    """

    as_of: dt.date | None
    source: Text
    titles: Mapping[str, Text] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    periods: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    originals: tuple[str, ...] = ()
    respelt: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """As the log keeps it."""
        aside = {
            "periods": list(self.periods),
            "serials": list(self.serials),
            "originals": list(self.originals),
            "respelt": self.respelt,
        }
        return {
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "source": self.source.as_dict(),
            "titles": {name: title.as_dict() for name, title in self.titles.items()},
            "ids": dict(self.ids),
            # Logs from before these were kept read on as they stand.
            **{key: value for key, value in aside.items() if value},
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Stated:
        """From what the log keeps."""
        return cls(
            as_of=None if given["as_of"] is None else dt.date.fromisoformat(given["as_of"]),
            source=Text(**given["source"]),
            titles={name: Text(**title) for name, title in given["titles"].items()},
            ids=dict(given["ids"]),
            periods=tuple(given.get("periods", ())),
            serials=tuple(given.get("serials", ())),
            originals=tuple(given.get("originals", ())),
            respelt=given.get("respelt"),
        )

    def over(self, collection: Collection) -> Collection:
        """The collection as it is stated."""
        fields = tuple(
            replace(each, title=self.titles[each.name]) if each.name in self.titles else each
            for each in collection.fields
        )
        return replace(collection, fields=fields, source=self.source, as_of=self.as_of or collection.as_of)


def state_over(catalog: Catalog, stated: Mapping[str, Stated]) -> Catalog:
    """A catalog whose collections are as they are stated; itself where nothing is."""
    if not stated.keys() & catalog.collections.keys():
        return catalog
    collections = {
        name: stated[name].over(collection) if name in stated else collection
        for name, collection in catalog.collections.items()
    }
    return replace(catalog, collections=collections)
