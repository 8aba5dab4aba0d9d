"""SQLite over the GeoPackage: its R-tree, an index on the use, and exact geometry where boxes cannot tell. It answers W1."""

from __future__ import annotations

import shutil
import sqlite3
import struct
from collections.abc import Mapping
from typing import Any

import shapely

from bench.peers.worker import run


class SQLite:
    """What a program without GDAL does with a GeoPackage."""

    base: sqlite3.Connection

    def load(self, given: Mapping[str, str]) -> None:
        """Copy the file, index what is asked for, open it."""
        own = given["scratch"] + "/sqlite.gpkg"
        shutil.copy(given["gpkg"], own)
        self.base = sqlite3.connect(own)
        for statement in ("PRAGMA mmap_size=4294967296", "PRAGMA cache_size=-200000"):
            self.base.execute(statement)
        # Maintained by triggers that call SpatiaLite's functions; nothing is written to the features here.
        self.base.execute('CREATE INDEX by_use ON "cadastre" (land_use, site_area_m2)')
        self.base.execute("ANALYZE")
        self.base.create_function("touches", 5, _touches, deterministic=True)

    def items(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """W1."""
        west, south, east, north = question["bbox"]
        where = ["r.minx <= ? AND r.maxx >= ? AND r.miny <= ? AND r.maxy >= ?"]
        given: list[Any] = [east, west, north, south]
        if question["usage"]:
            where.append(f"c.land_use IN ({','.join('?' * len(question['usage']))})")
            given += question["usage"]
        for sign, bound in ((">=", question["low"]), ("<=", question["high"])):
            if bound is not None:
                where.append(f"c.site_area_m2 {sign} ?")
                given.append(bound)
        inside = "(r.minx >= ? AND r.maxx <= ? AND r.miny >= ? AND r.maxy <= ?)"
        where.append(f"({inside} OR touches(c.geom, ?, ?, ?, ?))")
        given += [west, east, south, north, west, south, east, north]
        found = self.base.execute(
            f'SELECT c.id FROM "rtree_cadastre_geom" r CROSS JOIN "cadastre" c ON c.fid = r.id '
            f"WHERE {' AND '.join(where)} ORDER BY c.id",
            given,
        ).fetchall()
        return {"matched": len(found), "ids": [row[0] for row in found[:100]]}


_ENVELOPE_BYTES = (0, 32, 48, 48, 64)


def _touches(blob: bytes, west: float, south: float, east: float, north: float) -> int:
    """Whether a GeoPackage geometry touches a box; its header holds its exact bounds."""
    kind = (blob[3] >> 1) & 7
    if kind:
        x0, x1, y0, y1 = struct.unpack_from("<4d" if blob[3] & 1 else ">4d", blob, 8)
        if x0 > east or x1 < west or y0 > north or y1 < south:
            return 0
        if (x0 >= west and x1 <= east) or (y0 >= south and y1 <= north):
            # Inside the box, or across it along one axis alone: a connected shape cannot pass it by.
            return 1
    shape = shapely.from_wkb(blob[8 + _ENVELOPE_BYTES[kind] :])
    return int(shapely.intersects(shape, shapely.box(west, south, east, north)))


if __name__ == "__main__":
    run(SQLite())
