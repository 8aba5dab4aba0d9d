"""Files to take away: every row that a query matched, or the features of a basket, written by ``gis.io``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

import numpy as np

from api.answering.by_building import of_rows
from api.ground.errors import BadParameter
from api.ground.settings import Lang
from gis.catalog import Kind
from gis.columns import Rows
from gis.continuous import classified
from gis.inventory import Inventory
from gis.io.about import About
from gis.io.building_sheet import ByBuilding, add_buildings
from gis.io.formats import FORMATS, described, export
from gis.io.made_file import MadeFile
from gis.io.xlsx import Book, write_book
from gis.layer import Layer
from gis.matching.scheme.scheme import Scheme
from gis.query import Query, Selection
from gis.text import Text
from gis.units import figure

BOOK: Final = "xlsx"


@dataclass(frozen=True, kw_only=True)
class Need:
    """m² that are needed together, and the scheme by which floors are joined."""

    area_m2: float
    scheme: Scheme


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a file is written beyond its format and columns: its system of coordinates, and options of the format by name."""

    crs: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TakenFile:
    """A file with the date at which it stands, and the ground in m² that its shapes cover in one piece where that may be very much."""

    content: MadeFile
    day: dt.date
    continuous_m2: float = 0.0

    @property
    def warning(self) -> Text | None:
        """What is to be thought of before it is handed on."""
        return classified(self.continuous_m2)

    @property
    def headers(self) -> dict[str, str]:
        """The same for whoever asks over HTTP."""
        return {WARNING: f"classified-area; km2={figure(self.continuous_m2 / 1e6, 1)}"} if self.warning else {}


WARNING: Final = "Landstock_Warning"
AS_EXPECTED: Final = Manner()
BASKET: Final = Text("选中清单", "Basket")


def everything(inventory: Inventory, query: Query, *, paged: bool = False) -> Selection:
    """The rows of a query; all of them, however many, unless a page is asked for."""
    return inventory.select(query if paged else query.all_rows())


def disposition(title: Text, plain: str, day: dt.date, kind: str, lang: Lang) -> str:
    """Content-Disposition of a download: what it holds and the date at which it stands; ``plain`` is the ASCII name."""
    words = title.zh if lang == "zh" else title.en.replace(" ", "-")
    ending = f"-{day.isoformat()}.{FORMATS[kind].extension}"
    return attachment(words + ending, plain + ending)


def attachment(name: str, plain: str) -> str:
    r"""Content-Disposition of a download (RFC 6266): the full name in UTF-8, and an ASCII one for old readers.

    >>> attachment("地块.csv", "parcels.csv")
    'attachment; filename="parcels.csv"; filename*=UTF-8\'\'%E5%9C%B0%E5%9D%97.csv'
    """
    ascii_name = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in plain)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"


def about(inventory: Inventory, found: Selection) -> About:
    """What a file of a selection says about itself."""
    return About.of(inventory.catalog, found.layer, found.rows, found.words, inventory.version)


def download(
    inventory: Inventory,
    found: Selection,
    kind: str,
    lang: Lang,
    names: Sequence[str] | None = None,
    buildings: ByBuilding | None = None,
    *,
    manner: Manner = AS_EXPECTED,
) -> TakenFile:
    """The rows of a selection as a file of this kind; ``names`` keeps only these fields and the id.

    A workbook has a sheet of the ``buildings`` that have together what is needed.

    Raises
    ------
    BadFormat
        Where the format cannot be written in this manner.
    """
    said = described(kind, found.layer, found.rows, about(inventory, found), manner.crs)
    if kind == BOOK and buildings is not None:
        part = (_chosen_columns(found.layer, kind, names), found.rows, said)
        book = write_book([part], lang=lang, beside=lambda book, _: add_buildings(book, buildings, lang))
        content = MadeFile([book])
    else:
        content = MadeFile(
            export(kind, found.layer, found.rows, lang=lang, about=said, names=names, options=manner.options)
        )
    return TakenFile(content=content, day=said.date.day, continuous_m2=said.continuous_m2)


def basket(
    inventory: Inventory,
    ids: Mapping[str, Sequence[str]],
    kind: str,
    lang: Lang,
    names: Mapping[str, Sequence[str]] = MappingProxyType({}),
    need: Need | None = None,
    *,
    manner: Manner = AS_EXPECTED,
) -> TakenFile:
    """Chosen features as a file, in the order chosen: several collections as one workbook, one collection in any format.

    Parameters
    ----------
    names
        The columns of a collection, as ``download`` takes them; of one that is not among these, all.
    need
        What floors are needed for together: a workbook has a sheet of the buildings whose chosen floors have it.

    The date is the newest of its lists' dates.

    Raises
    ------
    UnknownCollection, UnknownFeature
        Where something chosen is not there.
    UnknownProperty
        Where a name is no column of its collection.
    BadParameter
        Where several collections are to go into a format that holds one.
    BadFormat
        Where the format cannot be written in this manner.
    """
    if kind != BOOK and len(ids) > 1:
        raise BadParameter(
            Text(f"{kind} 只能放一个图层", f"{kind} holds one collection"),
            Text("请用 xlsx，或分图层导出", "take xlsx, or one collection at a time"),
            parameter="f",
        )
    layers = {name: _chosen_columns(inventory.layer(name), kind, names.get(name)) for name in ids}
    rows: dict[str, Rows] = {
        name: np.array([layer.row(key) for key in dict.fromkeys(ids[name])], dtype=np.intp)
        for name, layer in layers.items()
    }
    catalog, version = inventory.catalog, inventory.version
    parts = [
        (layer, rows[name], About.of(catalog, layer, rows[name], BASKET, version)) for name, layer in layers.items()
    ]
    if kind == BOOK:
        FORMATS[kind].system(manner.crs, catalog.metric_crs)
        FORMATS[kind].chosen(manner.options)
        day = max(said.date.day for _, _, said in parts)
        book = write_book(parts, lang=lang, beside=_beside(inventory, rows, lang, need))
        return TakenFile(content=MadeFile([book]), day=day)
    layer, chosen, words = parts[0]
    said = described(kind, layer, chosen, words, manner.crs)
    content = MadeFile(export(kind, layer, chosen, lang=lang, about=said, options=manner.options))
    return TakenFile(content=content, day=said.date.day, continuous_m2=said.continuous_m2)


def _beside(
    inventory: Inventory, rows: Mapping[str, Rows], lang: Lang, need: Need | None
) -> Callable[[Book, Layer], None] | None:
    if need is None:
        return None

    def add(book: Book, layer: Layer) -> None:
        if layer.collection.kind is Kind.SPACE:
            whole = inventory.layer(layer.id)
            add_buildings(book, of_rows(inventory, whole, rows[layer.id], need.area_m2, need.scheme), lang)

    return add


def _chosen_columns(layer: Layer, kind: str, names: Sequence[str] | None) -> Layer:
    return layer if names is None else FORMATS[kind].choose(layer, names)
