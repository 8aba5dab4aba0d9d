"""Which layers are looked in: those that have shapes and say what rows can be found by, of the same county and of the ground of the folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from gis.catalog import Kind
from gis.columns import TextColumn
from gis.fields import Field
from gis.folding import fold_codes
from gis.inventory import Inventory
from gis.io.outline import Outline
from gis.layer import Layer
from gis.locating.keys import Keys, keys_of
from gis.locating.lookup import LookUp, Sought, usable_rows
from gis.locating.proposal import LookedIn
from gis.text import Text, and_list

_COUNTY: Final = 6
_COUNTED: Final = 2_000
"""Rows of a layer that are looked at to tell of which county and where it is."""
WIDE: Final = frozenset({Kind.BASE, Kind.PARK, Kind.CONTROL})
"""Kinds whose shapes are much more than the place of what lies in them."""
_NO_LOOKUPS: Final = WIDE | {Kind.PROJECT}
"""Kinds that are not looked in by themselves: what they say of an owner or an address is not of a plot."""

_STOCK: Final = frozenset({Kind.PARCEL, Kind.SPACE, Kind.BUILDING, Kind.PROJECT})
_ITS_OWN: Final = Text("要定位的", "those to be located")
_OF_OTHERS: Final = Text("文件夹中其他台账的", "those of the folder's other ledgers")


def choose_lookups(
    inventory: Inventory, layer: Layer, keys: Keys, named: Sequence[str], sought: Sought
) -> tuple[list[LookUp], list[LookedIn]]:
    """The layers that are looked in for the rows of a layer, and what is to be said of each.

    Parameters
    ----------
    named
        Collections to look in; where empty, all others that have what is needed.

    Raises
    ------
    UnknownCollection
        Where there is none of a name.
    """
    layers = [inventory.layer(name) for name in named] or [
        other
        for other in inventory.layers.values()
        if other.id != layer.id and other.collection.kind not in _NO_LOOKUPS
    ]
    outline = Outline.of_layers(inventory.layers.values())
    county = _county_of(layer, keys.parcel_code)
    chosen, listed = [], []
    for other in layers:
        theirs, rows = keys_of(other), int(np.count_nonzero(usable_rows(other)))
        home = (county, _ITS_OWN) if county else (_home_county(inventory, layer, other), _OF_OTHERS)
        why = _refusal(layer, other, keys, theirs, rows) or _elsewhere(other, theirs, home, outline)
        if why is not None and not named and (not rows or not theirs.usable):
            continue
        if why is None:
            chosen.append(LookUp(layer=other, keys=theirs, sought=sought))
        shared = [entry.name for entry in _shared(keys, theirs)]
        listed.append(
            LookedIn(
                collection=other.id,
                title=other.collection.title,
                rows=rows,
                fields=tuple(shared),
                refused=why,
            )
        )
    return chosen, listed


def _shared(mine: Keys, theirs: Keys) -> list[Field]:
    """The fields of another layer in which rows of this one can be found."""
    pairs = [(mine.parcel_code, theirs.parcel_code), (mine.certificate, theirs.certificate)]
    if mine.owner and mine.address and theirs.owner and theirs.address:
        pairs += [(mine.owner, theirs.owner), (mine.address, theirs.address)]
    return [other for own, other in pairs if own is not None and other is not None]


def _refusal(layer: Layer, other: Layer, mine: Keys, theirs: Keys, rows: int) -> Text | None:
    if other.id == layer.id:
        return Text("是要定位的图层本身", "is the layer whose rows are to be located")
    if not rows:
        return Text("没有图形", "has no shapes")
    if not _shared(mine, theirs):
        have, ask = and_list(theirs.names) or "–", and_list(mine.names) or "–"
        return Text(
            f"没有可供查找的字段：本图层有 {ask}，该图层有 {have}",
            f"has no field to find them by: this layer has {ask}, that one {have}",
        )
    return None


def _home_county(inventory: Inventory, layer: Layer, looked: Layer) -> str:
    """The county of the codes of the folder's other ledgers; empty where they have none, or those of several."""
    others = [
        each
        for each in inventory.layers.values()
        if each.id not in (layer.id, looked.id) and each.collection.kind in _STOCK
    ]
    counties = {_county_of(each, keys_of(each).parcel_code) for each in others} - {""}
    return counties.pop() if len(counties) == 1 else ""


def _elsewhere(other: Layer, theirs: Keys, home: tuple[str, Text], outline: Outline) -> Text | None:
    """Why a layer is of another place; None where nothing says so. ``home`` is the county that is meant, and whose it is."""
    county, whose = home
    its = _county_of(other, theirs.parcel_code)
    if county and its and county != its:
        return Text(
            f"宗地代码属 {its}，{whose.zh}属 {county}，是另一个区县的",
            f"its parcel codes are of county {its}, {whose.en} of {county}: it is of another district",
        )
    rows = np.flatnonzero(usable_rows(other))
    some = rows[:: max(1, len(rows) // _COUNTED)]
    if outline.shape is not None and bool(outline.leaves_out(np.asarray(other.shapes[some], dtype=object)).all()):
        return Text(
            "全部图形都在数据文件夹的区界之外，是另一个区县的",
            "all of its shapes lie outside the boundaries of the folder: it is of another district",
        )
    return None


def _county_of(layer: Layer, entry: Field | None) -> str:
    """The county of most codes of a layer; empty where it has none."""
    column = None if entry is None else layer.columns[entry.name]
    if not isinstance(column, TextColumn):
        return ""
    rows = np.flatnonzero(column.known)
    some = rows[:: max(1, len(rows) // _COUNTED)]
    begun = Counter(word[:_COUNTY] for word in fold_codes([str(word) for word in column.listed(some)]))
    counties = [(county, count) for county, count in begun.most_common() if county.isdecimal()]
    return counties[0][0] if counties and counties[0][1] * 2 > len(some) else ""
