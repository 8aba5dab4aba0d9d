"""File Geodatabases in a zip, written by GDAL: a feature class a dimension, with a dictionary beside it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from gis.columns import Rows
from gis.io.about import About
from gis.io.moved_shapes import moved_shapes
from gis.io.readme import README, write_dictionary, write_readme
from gis.io.typed_columns import by_dimension, free_name, typed_column
from gis.io.zipped import file_stem, zip_files
from gis.layer import Layer
from gis.text import in_lang

_KINDS: Final = {"polygon": "MultiPolygon", "line": "MultiLineString", "point": "MultiPoint"}
_KEPT: Final = ("objectid", "oid", "fid", "shape", "shape_length", "shape_area")
_OTHER: Final = re.compile(r"\W+")


def write_gdb(layer: Layer, rows: Rows, *, lang: str, about: About) -> Iterator[bytes]:
    """Some rows of a layer as a zip of a File Geodatabase, in the system that ``about`` names."""
    from pyogrio import raw  # noqa: PLC0415  a service that serves no geodatabases starts without it

    fields = layer.collection.fields
    taken = [*_KEPT]
    for field in fields:
        plain = _OTHER.sub("_", field.name)
        taken.append(free_name(plain if not plain[0].isdigit() else f"F{plain}", taken))
    names = dict(zip((field.name for field in fields), taken[len(_KEPT) :], strict=True))
    columns = [_every_arcgis(*typed_column(field, layer.columns[field.name].take(rows))) for field in fields]
    shapes = moved_shapes(layer.shapes[rows], about.crs)
    parts = by_dimension(np.asarray(shapely.get_dimensions(shapes)))
    stem = file_stem(layer.id)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "layer.gdb"
        for kind, part in parts.items():
            table = _OTHER.sub("_", layer.id if len(parts) == 1 else f"{layer.id}_{kind}")
            single = kind == "point" and not any(s is not None and s.geom_type == "MultiPoint" for s in shapes[part])
            raw.write(
                target,
                np.asarray(shapely.to_wkb(shapes[part]), dtype=object),
                [values[part] for values, _ in columns],
                list(names.values()),
                field_mask=[mask if mask is None else mask[part] for _, mask in columns],
                layer=table if not table[0].isdigit() else f"L{table}",
                driver="OpenFileGDB",
                geometry_type="Point" if single else _KINDS[kind],
                promote_to_multi=not single,
                crs=about.crs,
                append=False,
                layer_options={
                    "LAYER_ALIAS": in_lang(layer.collection.title, lang),
                    "TIME_IN_UTC": "NO",
                    "TARGET_ARCGIS_VERSION": "ALL",
                },
            )
        inside = {f"{stem}.gdb/{path.name}": path for path in sorted(target.iterdir())}
        beside = {README: write_readme(layer, len(rows), about), **write_dictionary(layer, rows, names)}
        yield from zip_files({**beside, **inside}, about.date.day)


def _every_arcgis(values: Any, mask: Any) -> tuple[Any, Any]:
    """Values by types that every version of ArcGIS has: a day is a time at midnight, a whole number has 32 bits or is a double."""
    if values.dtype.kind == "M":
        return values.astype("datetime64[ms]"), mask
    if values.dtype == np.int64:
        wide = np.abs(values) > np.iinfo(np.int32).max
        if wide.any():
            return np.where(mask, np.nan, values.astype(np.float64)), None
        return values.astype(np.int32), mask
    return values, mask
