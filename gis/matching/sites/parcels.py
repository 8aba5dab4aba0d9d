"""Records of one parcel: sites that name the same parcel by its code or by a link to a cadastre, where no shapes of their own tell them apart.

A plot without a shape lies where the parcel lies that it names. Two records that name one parcel are one ground, unless both are drawn: then the
map tells. A floor that names a parcel stands on the plots that name it too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping
from typing import Final

import numpy as np
import shapely

from gis.catalog import Kind
from gis.columns import Mask, Rows, TextColumn
from gis.crs import Geometries
from gis.fields import Role
from gis.folding import fold_codes
from gis.layer import Layer
from gis.links import SEVERAL, Link, links_of, rows_named
from gis.matching.sites.candidates import LAND, Stock
from gis.matching.sites.slots import Slot

_MOST: Final = 300
"""So many sites may share a code that no cadastre holds: where more do, the column says something else."""
Parcel = Hashable
"""A parcel by its folded code, or by its layer and row."""

_DRAWN: Final = Slot[Geometries]()
_RECORDS: Final = Slot["Mapping[int, tuple[int, ...]]"]()
_LINKS: Final = Slot["tuple[tuple[int, Link], ...]"]()


def ground_shapes(land: Stock) -> Geometries:
    """Each plot's own shape, else that of the parcels that it names, in stored degrees; None where neither is known. The plots' own where none lacks one."""
    return _DRAWN.of(land, lambda: _ground_shapes(land))


def _ground_shapes(land: Stock) -> Geometries:
    bare = _bare(land)
    if not bare.any():
        return land.geometries
    shapes = land.geometries.copy()
    for start, link in _links(land):
        for row in _local(bare, start, link.layer):
            targets = np.array(link.targets(row), dtype=np.intp)
            theirs = [shape for shape in link.target.shapes[targets] if shape is not None and not shape.is_empty]
            if theirs and shapes[start + row] is None:
                shapes[start + row] = theirs[0] if len(theirs) == 1 else shapely.union_all(theirs)
    return shapes


def records_of_parcel(land: Stock) -> Mapping[int, tuple[int, ...]]:
    """By row, the other plots that name the same parcel, or are it, where at least one of the two is not drawn; worked out once an inventory."""
    return _RECORDS.of(land, lambda: _records(land))


def _records(land: Stock) -> Mapping[int, tuple[int, ...]]:
    bare = _bare(land)
    if not bare.any():
        return {}
    named = _named(land, bare)
    for parcel, rows in _named(land, ~bare, among=named).items():
        named[parcel] += rows
    records: dict[int, dict[int, None]] = defaultdict(dict)
    for parcel, mine in named.items():
        if len(mine) > _MOST and isinstance(parcel, str):
            continue
        rows = [*mine, *_own_rows(land, parcel)]
        for row in rows:
            records[row].update((other, None) for other in rows if other != row and (bare[row] or bare[other]))
    return {row: tuple(sorted(others)) for row, others in records.items() if others}


def plots_of_parcels(land: Stock, floors: Stock) -> Mapping[int, tuple[int, ...]]:
    """By row of the floors that name a parcel of a cadastre, or its code, the plots that name it too, or are it; none where no plot does."""
    named = _named(floors, np.ones(len(floors), dtype=bool))
    if not named:
        return {}
    plots = _named(land, np.ones(len(land), dtype=bool), among=named)
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for parcel, rows in named.items():
        for row in rows:
            found[row].update(dict.fromkeys([*plots.get(parcel, ()), *_own_rows(land, parcel)]))
    return {row: tuple(those) for row, those in found.items()}


def _bare(stock: Stock) -> Mask:
    return np.asarray(shapely.is_missing(stock.geometries) | shapely.is_empty(stock.geometries))


def _local(among: Mask, start: int, layer: Layer) -> list[int]:
    """Rows of a layer of which a mask of the stock holds."""
    return np.flatnonzero(among[start : start + len(layer)]).tolist()


def _links(stock: Stock) -> tuple[tuple[int, Link], ...]:
    """The links of a stock's layers to layers of parcels, each with the row at which its layer begins."""

    def make() -> Iterator[tuple[int, Link]]:
        parcels = {
            layer.id: layer
            for kind, layers in stock.others.items()
            for layer in layers
            if kind is Kind.PARCEL or Role.PARCEL_CODE in layer.collection.by_role
        }
        for start, layer in zip(stock.starts.tolist(), stock.layers, strict=False):
            for link in links_of(layer, parcels):
                if link.field.role not in (Role.PARENT, Role.ID):
                    yield start, link

    return _LINKS.of(stock, lambda: tuple(make()))


def _named(stock: Stock, rows: Mask, among: Collection[Parcel] | None = None) -> dict[Parcel, list[int]]:
    """The parcels that some sites name, each with the rows that name it; of some parcels alone where they are given."""
    named: dict[Parcel, list[int]] = defaultdict(list)
    for start, layer in zip(stock.starts.tolist(), stock.layers, strict=False):
        for code, found in _by_code(layer, rows[start : start + len(layer)], among).items():
            named[code] += [start + row for row in found]
    for start, link in _links(stock):
        for row in _linked(link, _local(rows, start, link.layer), among):
            for target in link.targets(row):
                if among is None or (link.target.id, target) in among:
                    named[link.target.id, target].append(start + row)
    return named


def _by_code(layer: Layer, rows: Mask, among: Collection[Parcel] | None) -> Mapping[str, list[int]]:
    """Rows of a layer by the codes of parcels that they state."""
    entry = layer.collection.by_role.get(Role.PARCEL_CODE)
    column = layer.columns[entry.name] if entry else None
    if not isinstance(column, TextColumn):
        return {}
    words = [parcel for parcel in among or () if isinstance(parcel, str)]
    if among is None:
        words = fold_codes(column.vocabulary.words(np.unique(column.codes[rows & column.known])))
    return rows_named(column, fold_codes, {word for word in words if word}, rows)


def _linked(link: Link, rows: list[int], among: Collection[Parcel] | None) -> list[int]:
    """Of some rows of a layer those that may name one of some parcels."""
    if among is None or not rows:
        return rows
    ends: Rows = link.first[rows]
    wanted = [parcel[1] for parcel in among if isinstance(parcel, tuple) and parcel[0] == link.target.id]
    maybe = np.isin(ends, wanted) | (ends == SEVERAL)
    return [row for row, each in zip(rows, maybe.tolist(), strict=True) if each]


def _own_rows(land: Stock, parcel: Parcel) -> list[int]:
    """The plot that a parcel is itself, where its layer is one of plots."""
    if not isinstance(parcel, tuple) or land.kind != LAND:
        return []
    starts = zip(land.starts.tolist(), land.layers, strict=False)
    return [start + parcel[1] for start, layer in starts if layer.id == parcel[0]]
