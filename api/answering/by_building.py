"""Which buildings have what is needed together, for the workbook of a list of floors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gis.catalog import Kind
from gis.columns import Rows
from gis.fields import Field, Role
from gis.holds import parts_m2
from gis.inventory import Inventory
from gis.io.building_sheet import BuildingLine, ByBuilding
from gis.layer import Layer
from gis.matching.assembly.buildings import joined_buildings
from gis.matching.rules.holding.availability import free_states
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import FLOOR, Sites, stock_of
from gis.query import Query
from gis.values import Value


def of_question(inventory: Inventory, query: Query, need_m2: float | None, scheme: Scheme | None) -> ByBuilding | None:
    """The buildings that have an area on adjoining floors of a question; None where it is not of floors, or needs none.

    Parameters
    ----------
    need_m2
        What is needed together; None is the least area that the question asks of a floor, which is then asked of no floor alone.
    """
    need, layer = need_m2 or query.area_m2[0], inventory.layer(query.collection)
    if layer.collection.kind is not Kind.SPACE or not need or need <= 0 or scheme is None:
        return None
    aside = replace(query.all_rows(), area_m2=(None, None), sort=())
    return of_rows(inventory, layer, inventory.select(aside).rows, need, scheme)


def of_rows(inventory: Inventory, layer: Layer, rows: Rows, need_m2: float, scheme: Scheme) -> ByBuilding:
    """The buildings that have an area on adjoining floors among some rows of a layer of floors."""
    stock, free, most = stock_of(inventory, FLOOR), free_states(scheme), scheme.assembly.max_members
    start = next(int(begin) for begin, held in zip(stock.starts, stock.layers, strict=False) if held.id == layer.id)
    everyone = Sites(stock, np.sort(np.asarray(rows, dtype=np.intp)) + start)
    states = layer.collection.by_role.get(Role.STATUS)
    held = inventory.holds.get(layer.id, {})
    lines = []
    for one in joined_buildings(everyone, need_m2, most, free):
        own = tuple(row - start for row in one.rows)
        lines.append(
            BuildingLine(
                rows=own,
                free=tuple(_state(layer, states, row) in free for row in own),
                parts_m2=tuple(parts_m2(held.get(layer.ids[row], ())) for row in own),
            )
        )
    wholes = int(np.count_nonzero(everyone.by_building))
    return ByBuilding(layer=layer, need_m2=need_m2, most=most, lines=tuple(lines), wholes=wholes)


def _state(layer: Layer, states: Field | None, row: int) -> Value:
    return layer.columns[states.name].value(row) if states else None
