"""The features to which the links of a layer lead, where they have a shape: a row without one may lie where they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Layer
from gis.locating.choosing import WIDE
from gis.locating.deciding import Hit
from gis.locating.keys import keys_of
from gis.locating.lookup import LookUp, Sought, usable_rows

_SAID_ALREADY: Final = frozenset({Role.PARCEL_CODE, Role.CERTIFICATE})


def linked_hits(
    inventory: Inventory, layer: Layer, lookups: Sequence[LookUp], sought: Sought, named: Sequence[str]
) -> Callable[[int], list[Hit]]:
    """By row of a layer, the features with a shape that its links name.

    A feature whose shape was itself taken from another counts too: somebody declared that this row is of it. One that stands for much more than a
    place, a park or a district, does not; nor does one of a layer that is not among the ``named`` where these are given.
    """
    known = {each.layer.id: each for each in lookups}
    links = []
    for link in inventory.links(layer.id):
        if link.target.collection.kind in WIDE or (named and link.target.id not in named):
            continue
        target = inventory.recorded.get(link.target.id, link.target)
        lookup = known.get(target.id) or LookUp(layer=target, keys=keys_of(target), sought=sought)
        shaped = ~np.isnan(target.bounds[:, 0])
        # What a code says by itself need not be said twice.
        doubled = target.id in known and link.field.role is link.by.role and link.by.role in _SAID_ALREADY
        links.append((link, lookup, shaped & ~usable_rows(target) if doubled else shaped))
    return lambda row: [
        Hit(lookup, each) for link, lookup, shaped in links for each in link.targets(row) if shaped[each]
    ]
