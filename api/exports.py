"""Files to take away: every row that a query matched, or the features of a basket, written by ``gis.io``."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from api.settings import Lang
from gis.catalog import Catalog
from gis.inventory import Inventory
from gis.query import MAX_LIMIT, Query, Selection
from gis.text import Text


def everything(inventory: Inventory, query: Query, *, paged: bool = False) -> Selection:
    """The rows of a query; all of them, however many, unless a page is asked for."""
    if paged:
        return inventory.select(query)
    found = inventory.select(query.all_rows())
    rows = [found.rows]
    while (after := sum(map(len, rows))) < found.matched:
        rows.append(inventory.select(replace(query, limit=MAX_LIMIT, offset=after)).rows)
    return replace(found, rows=np.concatenate(rows))


def file_name(title: Text, catalog: Catalog, ending: str, lang: Lang) -> str:
    """Name of a download: what it holds and the date at which the data stands."""
    words = title.zh if lang == "zh" else title.en.replace(" ", "-")
    return f"{words}-{catalog.as_of.isoformat()}.{ending}"


def download(
    inventory: Inventory, found: Selection, kind: str, lang: Lang, names: tuple[str, ...] | None = None
) -> bytes:
    """The rows as the bytes of a file."""
    raise NotImplementedError(kind)
