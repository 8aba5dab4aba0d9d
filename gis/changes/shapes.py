"""Shapes of a list that comes back from a GIS: which of them are drawn otherwise, and which of these can be taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import shapely

from gis.changes.packages import FeatureSheet
from gis.changes.report import CellNote, ShapeChange
from gis.columns import Rows
from gis.crs import Geometries, in_metres
from gis.features import found_in
from gis.fields import Role
from gis.geometry import measured_area_m2
from gis.inventory import Inventory
from gis.io.outline import Outline, words
from gis.layer import Feature, Layer
from gis.rounding import rounded
from gis.text import Text
from gis.units import figure

_SAME: Final = 1e-8
"""Degrees, about a millimetre, by which a position may differ that nobody moved: what another system of coordinates leaves there and back."""
_AREAL: Final = 2
_REDRAW: Final = Text("请在 GIS 软件中改正该图形，或恢复原图形", "mend the shape in the GIS, or put it back as it was")
_GONE: Final = Text("图形被删去，未取用，原图形保留", "its shape was taken away; the old one stays")
_OTHER_KIND: Final = Text("图形换了类别（点、线、面）", "its shape is of another kind (point, line, area)")
_STOOD_BEFORE: Final = (
    Text(
        "的图形是此后已有修改之前的样子，视为未改",
        "has the shape that stood before an edit that was made since; it is taken for unchanged",
    ),
    Text("如确要改回，请重新导出后修改", "export it anew and draw it there where it is meant"),
)


@dataclass(kw_only=True)
class Drawn:
    """What the shapes of a table say."""

    changes: list[ShapeChange] = field(default_factory=list)
    refused: list[CellNote] = field(default_factory=list)
    not_taken: list[CellNote] = field(default_factory=list)
    doubts: list[CellNote] = field(default_factory=list)


class ShapeReader:
    """Reads the shapes of tables against the data as it is."""

    def __init__(self, inventory: Inventory, earlier: Mapping[tuple[str, str], Sequence[Feature]]) -> None:
        self._metric = inventory.catalog.metric_crs
        self._outline = Outline.of_layers(inventory.layers.values())
        self._earlier = earlier

    def read(self, layer: Layer, sheet: FeatureSheet, known: Sequence[tuple[int, int]]) -> Drawn:
        """The shapes of some rows of a layer, each with its row in the sheet."""
        drawn = Drawn()
        rows = np.array([row for row, _ in known], dtype=np.intp)
        places = np.array([sheet.place_of(number) for _, number in known], dtype=np.intp)
        olds, news = layer.geometries[rows], sheet.shapes[places]
        for at in np.flatnonzero(~same_shapes(olds, news)).tolist():
            row, number = known[at]
            self._take(layer, row, sheet.where(number), news[at], sheet.unread.get(int(places[at])), drawn)
        return drawn

    def _take(self, layer: Layer, row: int, cell: str, new: Any, unread: Text | None, drawn: Drawn) -> None:
        key, old = layer.ids[row], layer.geometries[row]

        def note(text: Text, remedy: Text) -> CellNote:
            return CellNote(collection=layer.id, id=key, field=None, cell=cell, typed="", text=text, remedy=remedy)

        if unread is not None:
            drawn.refused.append(note(_of(key, unread), _REDRAW))
        elif new is None:
            drawn.refused.append(note(_of(key, _GONE), _REDRAW))
        elif self._stood_before(layer.id, key, new):
            text, remedy = _STOOD_BEFORE
            drawn.not_taken.append(note(Text(f"{key} {text.zh}", f"{key} {text.en}"), remedy))
        elif not _is_of_kind(layer, old, new):
            drawn.refused.append(note(_of(key, _OTHER_KIND), _REDRAW))
        elif found := found_in(layer.collection, [layer.feature(row)._replace(geometry=new)]):
            drawn.refused.append(note(found[0].text, found[0].remedy))
        else:
            drawn.changes.append(self._change(layer.id, key, old, new, cell))
            if self._outline.leaves_out(np.array([new], dtype=object))[0]:
                drawn.doubts.append(note(*words(key)))

    def _stood_before(self, collection: str, key: str, new: Any) -> bool:
        befores = np.array([each.geometry for each in self._earlier.get((collection, key), ())], dtype=object)
        return bool(same_shapes(befores, np.full(len(befores), new, dtype=object)).any())

    def _change(self, collection: str, key: str, old: Any, new: Any, cell: str) -> ShapeChange:
        before, after = (_area(shape, self._metric) for shape in (old, new))
        moved = _moved(old, new, self._metric)
        was, now = _shown(old, before), _shown(new, after)
        way = Text("", "")
        if moved is not None:
            way = Text(f"，中心移动 {figure(moved, 2)} m", f", its middle moved {figure(moved, 2)} m")
        return ShapeChange(
            collection=collection,
            id=key,
            old_m2=before,
            new_m2=after,
            moved_m=moved,
            words=Text(f"图形：{was.zh} → {now.zh}{way.zh}", f"shape: {was.en} → {now.en}{way.en}"),
            cell=cell,
            shape=new,
        )


def redrawn(layer: Layer, feature: Feature, change: ShapeChange) -> Feature:
    """A feature with its new shape, and what that measures."""
    measured = layer.collection.by_role.get(Role.MEASURED_AREA)
    values = dict(feature.properties)
    if measured is not None and change.new_m2 is not None:
        values[measured.name] = change.new_m2
    return feature._replace(geometry=change.shape, properties=values)


def same_shapes(olds: Geometries, news: Geometries) -> Any:
    """Rows whose shapes are the same, wherever their rings begin and whether one part is written as one of several, shape (n,)."""
    missing = shapely.is_missing(olds) & shapely.is_missing(news)
    same = missing | np.asarray(shapely.equals_exact(olds, news, tolerance=_SAME), dtype=bool)
    rest: Rows = np.flatnonzero(~same & ~shapely.is_missing(olds) & ~shapely.is_missing(news))
    same[rest] = shapely.equals_exact(_plain(olds[rest]), _plain(news[rest]), tolerance=2 * _SAME)
    return same


def _plain(shapes: Geometries) -> Geometries:
    alone = shapely.get_num_geometries(shapes) == 1
    single = np.where(alone, shapely.get_geometry(shapes, 0), shapes)
    return np.asarray(shapely.normalize(shapely.set_precision(single, _SAME, mode="pointwise")), dtype=object)


def _is_of_kind(layer: Layer, old: Any, new: Any) -> bool:
    """Whether a shape has the dimension of the one that it replaces, or of some that the layer has."""
    others = layer.geometries if old is None else np.array([old], dtype=object)
    dimensions = set(shapely.get_dimensions(others[~shapely.is_missing(others)]).tolist())
    return not dimensions or shapely.get_dimensions(new) in dimensions


def _area(shape: Any, metric_crs: str) -> float | None:
    if shape is None or shapely.get_dimensions(shape) != _AREAL:
        return None
    return rounded(float(measured_area_m2(np.array([shape], dtype=object), metric_crs)[0]), 2)


def _moved(old: Any, new: Any, metric_crs: str) -> float | None:
    if old is None:
        return None
    middles = shapely.centroid(in_metres(np.array([old, new], dtype=object), metric_crs))
    return rounded(float(shapely.distance(middles[0], middles[1])), 2)


def _shown(shape: Any, area_m2: float | None) -> Text:
    if shape is None:
        return Text("无", "none")
    if area_m2 is None:
        return Text(shape.geom_type, shape.geom_type)
    return Text(f"{figure(area_m2, 2)} m²", f"{figure(area_m2, 2)} m²")


def _of(key: str, text: Text) -> Text:
    return Text(f"{key}：{text.zh}", f"{key}: {text.en}")
