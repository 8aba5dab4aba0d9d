"""A park's planned extension as plots: what would be there, were it approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import numpy as np
import shapely

from gis.catalog import Kind
from gis.columns import Value
from gis.crs import STORAGE, in_metres, transform
from gis.errors import BadScenario, UnknownFeature
from gis.features import Feature
from gis.fields import Role
from gis.inventory import Edit, Inventory
from gis.layer import Layer
from gis.matching.rules.planning.controls import boundaries
from gis.matching.scheme.scheme import Scheme
from gis.rounding import rounded
from gis.text import Text
from gis.units import m2_from_mu

_SOURCE: Final = Text("情景假设", "scenario")
_MAX_PLOTS: Final = 500


@dataclass(frozen=True, kw_only=True)
class Extend:
    """A park's planned extension, cut into plots of about ``plot_mu`` with roads of ``road_m`` between them."""

    park: str
    usage: str
    plot_mu: float
    far_max: float
    road_m: float = 20.0
    available_from: dt.date | None = None
    services: tuple[str, ...] = ()


def by_name(layer: Layer, values: Mapping[Role, Value]) -> dict[str, Value]:
    """Values by the names of a layer's fields; a role that it has no field for is left out."""
    fields = layer.collection.by_role
    return {fields[role].name: value for role, value in values.items() if role in fields}


def no_park(park: str) -> UnknownFeature:
    """The error of a park that is not there."""
    return UnknownFeature(
        Text(f"情景中的园区 {park[:80]} 不存在", f"the park {park[:80]} of the scenario does not exist"),
        Text("请检查园区编号", "check the id of the park"),
        id=park[:80],
    )


def extend_park(inventory: Inventory, scheme: Scheme, step: Extend) -> Iterator[Edit]:
    """Edits that add the plots of an extension, and the boundaries that it then lies in.

    Raises
    ------
    BadScenario, UnknownFeature
        Where there is no such park, or no plot can be cut out of it.
    """
    shape = next(
        (
            layer.feature(layer.row_of[step.park]).geometry
            for layer in inventory.of_kind(Kind.PARK)
            if step.park in layer.row_of
        ),
        None,
    )
    if shape is None:
        raise no_park(step.park)
    crs = inventory.catalog.metric_crs
    outline = in_metres(np.array([shape], dtype=object), crs)[0]
    taken = [
        found
        for layer in inventory.of_kind(Kind.PARCEL)
        for found in layer.geometries
        if found is not None and found.intersects(shape)
    ]
    if taken:
        outline = outline.difference(shapely.union_all(in_metres(np.array(taken, dtype=object), crs)))
    plots = _plots(outline, step)
    layer = next(iter(inventory.of_kind(Kind.PARCEL)), None)
    if layer is None or not plots:
        raise BadScenario(
            Text(f"{step.park} 的范围内划不出地块", f"no plot can be cut out of {step.park}"),
            Text("请检查扩区范围与每块面积", "check the outline of the extension and the size of its plots"),
            park=step.park,
        )
    refuse_unlisted(layer, scheme, step.park, step.usage)
    cut = transform(np.array(plots, dtype=object), crs, STORAGE)
    for key, plot, found in zip(_new_ids(inventory, f"{step.park}-X"), plots, cut, strict=False):
        yield _plot_edit(layer, scheme, step, key, float(plot.area), found)
    yield from _inside(inventory, scheme, step, shape)


def _new_ids(inventory: Inventory, begin: str) -> Iterator[str]:
    """Ids that no feature has."""
    numbered = (f"{begin}{number:02d}" for number in count(1))
    return (key for key in numbered if not any(key in layer.row_of for layer in inventory.layers.values()))


def refuse_unlisted(layer: Layer, scheme: Scheme, key: str, usage: str) -> None:
    """Refuse a land use that the scheme's classification, or the layer's, does not hold.

    Raises
    ------
    BadScenario
        Naming the site and the use.
    """
    of_usage = layer.collection.by_role.get(Role.USAGE)
    codes = layer.codelists.get(of_usage.name) if of_usage else None
    if codes is None or codes.id != scheme.usage_system or codes.holds(usage) or codes.knows(usage):
        return
    raise BadScenario(
        Text(
            f"情景中 {key} 的用途 {usage} 不在“{codes.title.zh}”中",
            f"the scenario gives {key} the use {usage}, which {codes.title.en} does not hold",
        ),
        Text("请改为代码表中的代码", "write a code of the list"),
        id=key,
        usage=usage,
    )


def _plots(outline: Any, step: Extend) -> list[Any]:
    """An outline cut along its longer side into cells, each less half a road's width all round."""
    frame = shapely.oriented_envelope(outline)
    if frame.geom_type != "Polygon" or step.plot_mu <= 0:
        return []
    corners = shapely.get_coordinates(frame)[:4]
    along, across = corners[1] - corners[0], corners[3] - corners[0]
    size = np.sqrt(m2_from_mu(step.plot_mu)) + step.road_m
    columns, rows = (max(int(rounded(float(np.hypot(*side)) / size)), 1) for side in (along, across))
    if columns * rows > _MAX_PLOTS:
        raise BadScenario(
            Text(
                f"{step.park} 会划成 {columns * rows} 块，超过 {_MAX_PLOTS}",
                f"{step.park} would become {columns * rows} plots, more than {_MAX_PLOTS}",
            ),
            Text("请增大每块面积", "make the plots larger"),
            park=step.park,
        )
    plots = []
    for i in range(columns):
        for j in range(rows):
            ring = [
                corners[0] + along * (i + a) / columns + across * (j + b) / rows
                for a, b in ((0, 0), (1, 0), (1, 1), (0, 1))
            ]
            cell = shapely.intersection(shapely.Polygon(ring), outline).buffer(-step.road_m / 2, join_style="mitre")
            # A sliver at the edge is no plot.
            plots += [part for part in shapely.get_parts(cell) if part.area >= m2_from_mu(step.plot_mu) / 4]
    return plots


def _plot_edit(layer: Layer, scheme: Scheme, step: Extend, key: str, area_m2: float, shape: Any) -> Edit:
    direct = min(
        (route for route in scheme.supply.values() if route.open),
        key=lambda route: (route.months, route.status),
        default=None,
    )
    values: dict[Role, Value] = {
        Role.ID: key,
        Role.NAME: key,
        Role.NAME_EN: key,
        Role.PARK: step.park,
        Role.USAGE: step.usage,
        Role.USAGE_SYSTEM: scheme.usage_system,
        Role.AREA: rounded(area_m2, 2),
        Role.STATUS: direct.status if direct else None,
        Role.FAR_MAX: step.far_max,
        Role.BLOCKERS: [],
        Role.BLOCKER_MONTHS: 0,
        Role.SERVICES: list(step.services) or None,
        Role.AVAILABLE_FROM: step.available_from.isoformat() if step.available_from else None,
        Role.SOURCE: f"{_SOURCE.zh} / {_SOURCE.en}",
    }
    empty: dict[str, Value] = {field.name: None for field in layer.collection.fields}
    return Edit(collection=layer.id, id=key, feature=Feature(key, shape, {**empty, **by_name(layer, values)}))


def _inside(inventory: Inventory, scheme: Scheme, step: Extend, shape: Any) -> Iterator[Edit]:
    """An extension that is approved lies inside the boundaries that a plot must lie in."""
    inside = boundaries(scheme)
    for layer in inventory.of_kind(Kind.CONTROL):
        present = set(layer.texts(Role.CLASS))
        for code in (each for each in inside if each in present):
            key = f"{step.park}-{code}"
            if key in layer.row_of:
                if shape.equals(layer.feature(layer.row(key)).geometry):
                    continue
                key = next(_new_ids(inventory, f"{key}-"))
            values: dict[Role, Value] = {Role.ID: key, Role.NAME: key, Role.CLASS: code}
            empty: dict[str, Value] = {field.name: None for field in layer.collection.fields}
            yield Edit(collection=layer.id, id=key, feature=Feature(key, shape, {**empty, **by_name(layer, values)}))
