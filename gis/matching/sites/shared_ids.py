"""Ids that sites of several layers have: what stands beside such an id so that nobody takes one site for another, and which site a name means.

A name is an id or, where several layers have it, ``layer/id``. An id that records of one ground have in several layers means all of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from gis.inventory import Inventory
from gis.matching.sites.candidates import SITE_KINDS, Stock, stock_of
from gis.matching.sites.slots import Slot
from gis.matching.sites.twins import records_at
from gis.text import Text

_SHARED: Final = Slot[frozenset[str]]()


def shares_id(stock: Stock, row: int) -> bool:
    """Whether another layer of sites, of either kind, has a site's id too."""
    shared = _SHARED.of(stock, lambda: _shared_ids(stock))
    return bool(shared) and stock.id_of(row) in shared


def _shared_ids(stock: Stock) -> frozenset[str]:
    layers = sorted((each for sibling in stock.siblings.values() for each in sibling.layers), key=len)
    return frozenset(key for one, other in combinations(layers, 2) for key in one.ids if key in other.row_of)


def layer_beside(stock: Stock, row: int) -> Text | None:
    """The title of a site's layer where another layer of sites has its id too; None where the id tells it by itself."""
    return stock.layer_of(row)[0].collection.title if shares_id(stock, row) else None


def name_of_site(stock: Stock, row: int) -> str:
    """The name that means a site and no other: its id, and where several layers have that the layer before it."""
    layer, at = stock.layer_of(row)
    return f"{layer.id}/{layer.ids[at]}" if shares_id(stock, row) else layer.ids[at]


def several_sites(inventory: Inventory, name: str) -> Sequence[str]:
    """The names of the sites that an id could mean, where these are not records of one place; nothing where it means one."""
    places = [(kind, row) for kind in SITE_KINDS for row in stock_of(inventory, kind).rows_of(name)]
    first = next(iter(places), None)
    if first is None or len(places) == 1:
        return ()
    same = {first, *((first[0], row) for row in records_at(stock_of(inventory, first[0]), first[1]))}
    if same.issuperset(places):
        return ()
    return [name_of_site(stock_of(inventory, kind), row) for kind, row in places]


def names_site(names: Sequence[str], stock: Stock, row: int) -> bool:
    """Whether names mean a site: an id that several layers have means none of them by itself."""
    layer, at = stock.layer_of(row)
    return not {name_of_site(stock, row), f"{layer.id}/{layer.ids[at]}"}.isdisjoint(names)


def which_words(name: str, names: Sequence[str]) -> tuple[Text, Text]:
    """That an id is that of several sites, and what to write."""
    return (
        Text(
            f"编号 {name[:80]} 在 {len(names)} 个图层中都有：{'、'.join(names)}",
            f"{len(names)} layers have a site {name[:80]}: {', '.join(names)}",
        ),
        Text(f"请写明“图层/编号”，如 {names[0]}", f"write LAYER/ID, such as {names[0]}"),
    )
