"""The sites that features of other layers name: by id in any layer of the stock or, where a link is declared, in the one that it is to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gis.fields import Field, Role
from gis.layer import Layer
from gis.links import Link
from gis.matching.sites.candidates import Stock
from gis.matching.sites.slots import Slot

_LINKED: Final = Slot[Link]()
_NAMED: Final = Slot["Mapping[int, tuple[int, ...]]"]()


def sites_named(stock: Stock, layer: Layer, role: Role) -> Mapping[int, tuple[int, ...]]:
    """By row of a layer, the sites of a stock that it names by a role; those that name none are left out."""
    return _NAMED.of(stock, lambda: _sites_named(stock, layer, stock.field_of(layer, role)), (layer.id, role))


def _sites_named(stock: Stock, layer: Layer, entry: Field | None) -> Mapping[int, tuple[int, ...]]:
    if entry is None:
        return {}
    rows, groups, names = layer.columns[entry.name].members()
    sites = [tuple(sites_of(stock, layer, entry, name)) for name in names]
    made: dict[int, tuple[int, ...]] = {}
    for row, group in zip(rows.tolist(), groups.tolist(), strict=True):
        if group >= 0 and sites[group]:
            made[row] = (*made.get(row, ()), *sites[group])
    return made


def sites_of(stock: Stock, layer: Layer, entry: Field, word: str) -> Sequence[int]:
    """Rows of the sites that a word of a field names."""
    if entry.references is None:
        return stock.rows_of(word)
    places = {each.id: place for place, each in enumerate(stock.layers)}
    if (place := places.get(entry.references)) is None:
        return ()
    key = (layer.id, entry.name)
    link = _LINKED.of(stock, lambda: Link(layer=layer, field=entry, target=stock.layers[place]), key)
    return [int(stock.starts[place]) + row for row in link.named(word)]
