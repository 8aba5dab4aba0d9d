"""How many of the sites that a portfolio chooses from, and of those that it gives, are not located: what asks where they lie stays to check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gis.catalog import Kind
from gis.inventory import Inventory
from gis.matching.portfolio.report import Placement
from gis.matching.ranking.notes import Note, sentence
from gis.shapeless import shapeless
from gis.text import Text, many
from gis.units import figure


def note_unlocated(inventory: Inventory, placements: Sequence[Placement]) -> Iterator[Note]:
    """A note with both counts; none where each site has a shape."""
    bare = {
        layer.id: mask for layer in inventory.of_kind(Kind.PARCEL, Kind.SPACE) if (mask := shapeless(layer)) is not None
    }
    if not bare:
        return
    whole = sum(len(layer) for layer in inventory.of_kind(Kind.PARCEL, Kind.SPACE))
    count = sum(int(np.count_nonzero(mask)) for mask in bare.values())
    given = {
        (item.collection, item.id): each.project.id or ""
        for each in placements
        for item in each.items
        if item.collection in bare and bare[item.collection][inventory.layer(item.collection).row(item.id)]
    }
    zh = f"待选场地 {figure(whole)} 处中 {figure(count)} 处未定位"
    en = f"{figure(count)} of {many(whole, 'site')} to choose from are not located"
    if given:
        zh = f"{zh}，落位的场地中有 {figure(len(given))} 处，控制线、距离、相邻均待核实"
        en = f"{en}, {figure(len(given))} of those given: controls, distances and neighbours are to check"
    yield Note(code="not-located", words=sentence(Text(zh, en)), projects=tuple(sorted(set(given.values()))))
