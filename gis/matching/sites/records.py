"""What is recorded of sites at all: where a value is missing, and which layers have none of a role for any of their sites."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from gis.columns import Mask
from gis.fields import Role
from gis.matching.sites.candidates import Sites, Stock
from gis.matching.sites.slots import Slot

_BLANK_IS_NONE: Final = frozenset({Role.HELD_BY})
"""Roles whose empty cell says something: that nobody holds the site."""
_LACKING: Final = Slot[Mask]()


def records(stock: Stock, role: Role) -> bool:
    """Whether some layer has a field for a role of its sites, or what these stand on has."""
    return any(stock.holders(layer, role) for layer in stock.layers)


def unknown_of(sites: Sites, role: Role) -> Mask:
    """Sites of which a role's value is not known, shape (n,)."""
    if role is Role.FLOOR:
        # A floor that is no number is none that a record of a whole building could be told by.
        return np.isnan(sites.number(role))
    fields = [
        held.collection.by_role[role] for layer in sites.stock.layers for held in sites.stock.holders(layer, role)
    ]
    if fields and all(each.ranged for each in fields):
        return np.isnan(sites.number(role))
    missing = ~sites.coded(role).known
    return missing & ~recorded_of(sites, role) if role in _BLANK_IS_NONE else missing


def recorded_of(sites: Sites, role: Role) -> Mask:
    """Sites whose layer has a field for a role, or whose building or plot has."""
    stock = sites.stock
    return np.asarray(sites.part(stock.by_layer(("field of", role), lambda layer: bool(stock.holders(layer, role)))))


def lacking(stock: Stock, role: Role) -> Mask:
    """Layers that have no field for a role, or no value in it for any of their sites, shape (layers,)."""
    return _LACKING.of(stock, lambda: _lacking(stock, role), role)


def _lacking(stock: Stock, role: Role) -> Mask:
    nowhere = np.array([not stock.holders(layer, role) for layer in stock.layers], dtype=bool)
    return nowhere | by_layer(stock, unknown_of(Sites(stock), role))


def by_layer(stock: Stock, missing: Mask) -> Mask:
    """Layers of which something is missing of every site, shape (layers,)."""
    return np.array([bool(missing[start:end].all()) for start, end in pairwise(stock.starts.tolist())], dtype=bool)
