"""Shapes of a layer beside shapes that are there: which lie on one another, which have one form or one code, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import STORAGE, Geometries, in_metres, transform
from gis.georeferencing.ground import KnownLayer, codes_in

ALIKE: Final = 0.6
"""Of the ground of both the share that two drawings of one plot have in common; two plots do not."""
_SAME_FORM: Final = 0.01
"""By what share area and girth of one plot differ in two drawings, where a map has stretched one of them."""
_FEW: Final = 8
"""Shapes that may have one form by chance."""
_FARTHEST_M: Final = 5_000.0
_TOGETHER_M: Final = 10.0
"""Metres within which offsets of a layer are one offset."""
_MOST: Final = 50_000
_SAMPLE: Final = 300

Metres = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairs:
    """Rows of a layer, each with a shape of a layer that is known.

    Parameters
    ----------
    rows
        Of the layer, shape (n,).
    others
        Their partners, in stored degrees, shape (n,).
    """

    known: KnownLayer
    rows: NDArray[np.intp]
    others: Geometries

    def __len__(self) -> int:
        return len(self.rows)


def lying_on(shapes: Geometries, layers: Sequence[KnownLayer]) -> Pairs | None:
    """The pairs of polygons in degrees with those of the layer in which most have a partner on the same ground; None where none has."""
    best: Pairs | None = None
    for known in layers:
        found = _on(shapes, known)
        if len(found) and (best is None or len(found) > len(best)):
            best = found
    return best


def _on(shapes: Geometries, known: KnownLayer) -> Pairs:
    near, other = known.tree.query(shapes)
    areas, ours = shapely.area(shapes), known.shapes
    # Only boxes of about one size can hold one plot: what lies across a large control zone is not cut.
    sizes = shapely.area(ours[other])
    alike = (areas[near] > ALIKE * sizes) & (sizes > ALIKE * areas[near])
    near, other, sizes = near[alike], other[alike], sizes[alike]
    common = shapely.area(shapely.intersection(shapes[near], ours[other]))
    fits = common > ALIKE * (areas[near] + sizes - common)
    rows, first = np.unique(near[fits], return_index=True)
    return Pairs(known=known, rows=rows, others=ours[other[fits][first]])


def shifts_m(shapes: Geometries, others: Geometries, metric_crs: str) -> Metres:
    """By how many metres to the east and to the north the middles of polygons in degrees lie off others, shape (n, 2)."""
    middles = [shapely.get_coordinates(shapely.centroid(in_metres(each, metric_crs))) for each in (shapes, others)]
    return np.asarray(middles[0] - middles[1])


def alike_elsewhere(
    shapes: Geometries, tables: Sequence[Mapping[str, Any]], layers: Sequence[KnownLayer], metric_crs: str
) -> Pairs | None:
    """Polygons in degrees with shapes of one code, or of one form, that all lie off them by the same way; None where too few do.

    Parameters
    ----------
    tables
        The properties of the polygons, row by row.
    """
    for known in layers:
        metres = transform(shapes, STORAGE, metric_crs)
        if not len(known.shapes) or len(known.shapes) > _MOST or not np.isfinite(shapely.bounds(metres)).all():
            continue
        ours = in_metres(known.shapes, metric_crs)
        for pairs in (_by_code(tables, known), _by_form(metres, ours)):
            found = _of_one_offset(*pairs, metres, ours)
            if found is not None:
                return Pairs(known=known, rows=found[0], others=known.shapes[found[1]])
    return None


Rows = NDArray[np.intp]


def _by_code(tables: Sequence[Mapping[str, Any]], known: KnownLayer) -> tuple[Rows, Rows]:
    both = [(row, known.codes[code]) for code, row in codes_in(tables).items() if code in known.codes]
    pairs = np.array(both, dtype=np.intp).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _by_form(metres: Geometries, ours: Geometries) -> tuple[Rows, Rows]:
    """Pairs of one area and one girth; a form that several have, as the plots of an estate, tells nothing apart and is left out."""
    forms, known = _forms(metres), _forms(ours)
    own = shapely.STRtree(forms)
    rows, _ = own.query(forms, "dwithin", _SAME_FORM)
    single = np.bincount(rows, minlength=len(metres)) == 1
    first, second = shapely.STRtree(known).query(forms, "dwithin", _SAME_FORM)
    alone = single[first] & (np.bincount(first, minlength=len(metres))[first] <= _FEW)
    return first[alone], second[alone]


def _forms(metres: Geometries) -> Geometries:
    """Area and girth of polygons as places on a plane, a hundredth apart where they differ by one per cent."""
    areas, girths = shapely.area(metres), shapely.length(metres)
    sound = (areas > 0) & (girths > 0)
    logs = [np.log(np.where(sound, values, 1.0)) for values in (areas, girths)]
    return np.asarray(shapely.points(np.where(sound, logs[0], -1e3), logs[1]), dtype=object)


def _of_one_offset(rows: Rows, others: Rows, metres: Geometries, ours: Geometries) -> tuple[Rows, Rows] | None:
    """Those of some pairs that lie off one another by the offset that most share; None where it is shared by too few shapes."""
    if not len(rows):
        return None
    middles = shapely.get_coordinates(shapely.centroid(metres)), shapely.get_coordinates(shapely.centroid(ours))
    offsets = middles[0][rows] - middles[1][others]
    close = np.hypot(*offsets.T) < _FARTHEST_M
    rows, others, offsets = rows[close], others[close], offsets[close]
    if not len(rows):
        return None
    tree = shapely.STRtree(shapely.points(offsets))
    first, near = tree.query(shapely.points(offsets[:: max(1, len(offsets) // _SAMPLE)]), "dwithin", _TOGETHER_M)
    chosen = near[first == np.bincount(first).argmax()]
    rows, once = np.unique(rows[chosen], return_index=True)
    least = max(LEAST, len(metres) * SHARE)
    return (rows, others[chosen][once]) if len(rows) >= least else None


LEAST: Final = 5
SHARE: Final = 0.3
"""Shapes of one offset that make it one, and of the shapes the share."""
