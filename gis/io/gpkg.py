"""GeoPackage exports: a new file for each, never the store's own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

from gis.columns import Rows, Value, plain_text
from gis.fields import DType
from gis.io.about import About
from gis.io.sheet import said
from gis.layer import Layer

_GEOMETRY: Final = "geom"
_KEPT: Final = (_GEOMETRY, "geometry", "rowid", "oid", "_rowid_", "ogc_fid")
"""Names that the format, SQLite or those who read it keep for themselves."""


def write_gpkg(layer: Layer, rows: Rows, *, lang: str, about: About) -> bytes:
    """Some rows of a layer as a GeoPackage in EPSG:4490, the filter and date in its description."""
    import pyogrio  # noqa: PLC0415  a service that serves no GeoPackages starts without it

    frame = layer.to_geodataframe(rows).reset_index(drop=True)
    for field in layer.collection.fields:
        if field.dtype in (DType.LIST, DType.TEXT):
            frame[field.name] = [None if value is None else _written(value) for value in frame[field.name]]
    frame = frame.rename(columns=_distinct([field.name for field in layer.collection.fields]))
    options = {
        "FID": _free("fid", frame.columns),
        "GEOMETRY_NAME": _GEOMETRY,
        "IDENTIFIER": said(layer.collection.title, lang),
        "DESCRIPTION": said(about.sentence(len(rows)), lang),
        "VERSION": "1.3",
    }
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "export.gpkg"
        pyogrio.write_dataframe(frame, target, layer=layer.id, driver="GPKG", geometry_type="Unknown", **options)
        return target.read_bytes()


def _distinct(names: list[str]) -> dict[str, str]:
    """New names for columns that SQLite would take for the same, for it does not tell case apart, or for the geometry or the row's number."""
    taken = [*_KEPT]
    for name in names:
        taken.append(_free(name, taken))
    return dict(zip(names, taken[len(_KEPT) :], strict=True))


def _written(value: Value) -> str:
    """A value as SQLite keeps all of it: a text ends where a zero stands."""
    return plain_text(value).replace("\0", "\ufffd")


def _free(name: str, taken: Any) -> str:
    used = {str(other).casefold() for other in taken}
    return next(n for n in (name, *(f"{name}_{k}" for k in range(2, 999))) if n.casefold() not in used)
