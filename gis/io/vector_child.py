"""The program that reads a file of shapes with GDAL, in a process of its own: limits first, the one driver that it is run for, no network.

It knows nothing of the product and is run by its path. A request comes as JSON on its input; the answer goes to its output as one line of JSON and,
after it, the geometries as WKB one behind another, so that nothing that it says is ever run.
"""

from __future__ import annotations

import html
import json
import os
import re
import resource
import sqlite3
import sys
from contextlib import closing
from typing import Any, Final

ALLOWED: Final = frozenset({"ESRI Shapefile", "GPKG", "OpenFileGDB"})
MEMORY: Final = 4 << 30
SECONDS: Final = 120
ANSWER: Final = 3 << 30
"""Bytes of memory, seconds of computing and bytes of an answer that are enough for two million features."""
_SKIPPED: Final = "GDAL_SKIP"
_CURVES: Final = frozenset(
    {"CURVE", "CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE", "SURFACE"}
)
_MIDNIGHT: Final = re.compile(r"(?:\d{4}[-/]\d\d[-/]\d\d[T ]00:00:00(?:\.0+)?(?:Z|[+-]00:?00)?)?")


class _Refused(Exception):
    """What is not read, in a word."""


def main() -> None:
    """Answer the one request on the input."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, ANSWER),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    driver = sys.argv[1]
    _keep_driver(driver)
    request = json.load(sys.stdin)
    try:
        head, shapes = _answer(driver, **request)
    except _Refused as refusal:
        head, shapes = {"refused": str(refusal)}, b""
    except MemoryError:
        head, shapes = {"refused": "memory"}, b""
    except Exception as mistake:  # noqa: BLE001 - whatever GDAL says is passed on as a word
        head, shapes = {"mistake": str(mistake)}, b""
    sys.stdout.buffer.write(json.dumps(head, allow_nan=False).encode() + b"\n" + shapes)


def _keep_driver(driver: str) -> None:
    """Begin again without the other drivers, which are told to GDAL before it is loaded; go no further where one is left."""
    import pyogrio  # noqa: PLC0415 - after the limits

    others = set(pyogrio.list_drivers()) - ({driver} & ALLOWED)
    if others and _SKIPPED not in os.environ:
        os.environ[_SKIPPED] = ",".join(sorted(others))
        os.execv(sys.executable, [sys.executable, "-I", __file__, driver])  # noqa: S606 - this very program
    if others:
        sys.exit(f"drivers are left: {sorted(others)}")


def _answer(
    driver: str, path: str, layer: str | None, encoding: str | None, most: dict[str, int], *, listed: bool
) -> tuple[dict[str, Any], bytes]:
    import pyogrio  # noqa: PLC0415 - after the limits
    from pyogrio import raw  # noqa: PLC0415 - after the limits

    kinds = {str(name): kind for name, kind in pyogrio.list_layers(path)}
    layers = list(kinds)
    # Tables without shapes beside the one layer are looked up, and leave no doubt which layer is meant.
    drawn = [name for name, kind in kinds.items() if kind is not None] or layers
    chosen = drawn[0] if layer is None and len(drawn) == 1 else layer
    if listed or chosen is None or chosen not in layers:
        return {"layers": layers}, b""
    about = pyogrio.read_info(path, layer=chosen, encoding=encoding, force_feature_count=True)
    if about["driver"] != driver:
        raise _Refused("driver")
    for what, count in (("features", about["features"]), ("columns", len(about["fields"]))):
        if count > most[what]:
            raise _Refused(what)
    meta, ids, shapes, columns = raw.read(
        path, layer=chosen, encoding=encoding, datetime_as_string=True, return_fids=True, force_2d=True
    )
    wkb = [b""] * len(ids) if shapes is None else [shape or b"" for shape in shapes]
    head = {
        "layers": layers,
        "layer": chosen,
        "crs": meta["crs"],
        "fields": [str(name) for name in meta["fields"]],
        "columns": [
            _plain(column.tolist(), kind, truth=subtype == "OFSTBoolean")
            for column, kind, subtype in zip(columns, about["ogr_types"], about["ogr_subtypes"], strict=True)
        ],
        "ids": ids.tolist(),
        "sizes": [len(shape) for shape in wkb],
        "aliases": _ALIASES[driver](path, chosen) if driver in _ALIASES else {},
        "description": str((about.get("layer_metadata") or {}).get("DESCRIPTION", "")),
        "geometry": (driver == "GPKG" and _declared_geometry(path, chosen)) or str(about["geometry_type"] or ""),
    }
    return head, b"".join(wkb)


def _plain(values: list[Any], kind: str, *, truth: bool) -> list[Any]:
    """Values as JSON has them; what has no value is null, whole numbers stay whole, and of a day the hours are no part.

    A geodatabase keeps days as times: a column that says midnight alone is one of days.
    """
    plain: list[Any] = []
    days = kind == "OFTDate" or (kind == "OFTDateTime" and all(_MIDNIGHT.fullmatch(value or "") for value in values))
    for value in values:
        if value is None or isinstance(value, bytes) or (isinstance(value, float) and value - value != 0):
            plain.append(None)
        elif truth:
            plain.append(bool(value))
        elif isinstance(value, float) and kind.startswith("OFTInteger"):
            plain.append(int(value))
        elif isinstance(value, str) and days:
            plain.append(value[:10].replace("/", "-"))
        else:
            plain.append(value if isinstance(value, (str, int, float)) else str(value))
    return plain


def _declared_geometry(path: str, layer: str) -> str:
    """What a GeoPackage says its shapes are where these are curves: GDAL hands on the lines that they are cut into."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as data:
        data.execute("PRAGMA trusted_schema = OFF")
        row = data.execute(
            "SELECT geometry_type_name FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?)", (layer,)
        ).fetchone()
    return str(row[0]).upper() if row and str(row[0]).upper() in _CURVES else ""


def _aliases_of_package(path: str, layer: str) -> dict[str, str]:
    """What people call the columns of a GeoPackage's layer, where that is another name."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as data:
        data.execute("PRAGMA trusted_schema = OFF")
        if not data.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_data_columns'").fetchone():
            return {}
        rows = data.execute(
            "SELECT column_name, coalesce(nullif(title, ''), name) FROM gpkg_data_columns WHERE lower(table_name) = lower(?)",
            (layer,),
        )
        return {str(column): str(alias) for column, alias in rows if alias and alias != column}


def _aliases_of_database(path: str, layer: str) -> dict[str, str]:
    """What people call the columns of a geodatabase's layer, where that is another name: it stands in the list of its items."""
    from pyogrio import raw  # noqa: PLC0415 - after the limits

    meta, _, _, columns = raw.read(
        path, layer=_ITEMS, columns=["Name", "Definition"], read_geometry=False, LIST_ALL_TABLES="YES"
    )
    by_name = dict(zip((str(name) for name in meta["fields"]), columns, strict=True))
    aliases: dict[str, str] = {}
    for name, definition in zip(by_name["Name"], by_name["Definition"], strict=True):
        for field in _FIELD.findall(str(definition or "")) if name == layer else ():
            column, alias = _COLUMN.search(field), _ALIAS.search(field)
            if column and alias and html.unescape(alias[1]) != html.unescape(column[1]):
                aliases[html.unescape(column[1])] = html.unescape(alias[1])
    return aliases


_ITEMS: Final = "GDB_Items"
_FIELD: Final = re.compile(r"<GPFieldInfoEx\b.*?</GPFieldInfoEx>", re.DOTALL)
_COLUMN: Final = re.compile(r"<Name>([^<]{1,255})</Name>")
_ALIAS: Final = re.compile(r"<AliasName>([^<]{1,255})</AliasName>")
_ALIASES: Final = {"GPKG": _aliases_of_package, "OpenFileGDB": _aliases_of_database}


if __name__ == "__main__":
    main()
