"""Files to take away: every row that a query matched, or the features of a basket, written by ``gis.io``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from api.responses import attachment
from api.settings import Lang
from gis.catalog import Catalog
from gis.columns import Rows
from gis.inventory import Inventory
from gis.io.about import About
from gis.io.formats import FORMATS, export
from gis.io.xlsx import write_book
from gis.layer import Layer
from gis.query import Query, Selection
from gis.text import Text

BASKET: Final = Text("选中清单", "Basket")


def everything(inventory: Inventory, query: Query, *, paged: bool = False) -> Selection:
    """The rows of a query; all of them, however many, unless a page is asked for."""
    return inventory.select(query if paged else query.all_rows())


def disposition(title: Text, plain: str, catalog: Catalog, kind: str, lang: Lang) -> str:
    """Content-Disposition of a download: what it holds and the date at which the data stands; ``plain`` is the ASCII name."""
    words = title.zh if lang == "zh" else title.en.replace(" ", "-")
    ending = f"-{catalog.as_of.isoformat()}.{FORMATS[kind].extension}"
    return attachment(words + ending, plain + ending)


def about(inventory: Inventory, layer: Layer, words: Text) -> About:
    """What a file says about itself."""
    return About.of(inventory.catalog, layer, words, inventory.version)


def download(
    inventory: Inventory, found: Selection, kind: str, lang: Lang, names: Sequence[str] | None = None
) -> bytes:
    """The rows of a selection as the bytes of a file of this kind; ``names`` keeps only these fields and the id."""
    said = about(inventory, found.layer, found.words)
    return export(kind, found.layer, found.rows, lang=lang, about=said, names=names)


def basket(inventory: Inventory, ids: Mapping[str, Sequence[str]], lang: Lang) -> bytes:
    """Chosen features of several collections as one workbook, a sheet a collection, in the order chosen.

    Raises
    ------
    UnknownCollection, UnknownFeature
        Where something chosen is not there.
    """
    layers = {name: inventory.layer(name) for name in ids}
    rows: dict[str, Rows] = {
        name: np.array([layer.row(key) for key in dict.fromkeys(ids[name])], dtype=np.intp)
        for name, layer in layers.items()
    }
    return write_book(
        [(layer, rows[name], about(inventory, layer, BASKET)) for name, layer in layers.items()], lang=lang
    )
