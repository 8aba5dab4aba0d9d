"""PostGIS by SQL over a prepared connection: GiST, indexes on use and area, statistics up to date."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from bench.peers import sql
from bench.peers.worker import run


class PostGIS:
    """What a server's database does."""

    base: psycopg.Connection[Any]
    size: int

    def load(self, given: Mapping[str, str]) -> None:
        """COPY, primary key, indexes, statistics; only opened where the table stands."""
        self.base = psycopg.connect(given["database"], autocommit=True)
        with self.base.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
            cursor.execute("DROP TABLE IF EXISTS cadastre")
            cursor.execute(sql.TABLE.format(geometry="geometry(Polygon, 4326)"))
            with Path(given["copy"]).open("rb") as source, cursor.copy("COPY cadastre FROM STDIN (FORMAT csv)") as copy:
                while block := source.read(1 << 20):
                    copy.write(block)
            for statement in (
                "ALTER TABLE cadastre ADD PRIMARY KEY (id)",
                "CREATE INDEX ON cadastre USING gist (geom)",
                "CREATE INDEX ON cadastre (land_use, site_area_m2)",
                "CREATE INDEX ON cadastre (site_area_m2)",
                "VACUUM ANALYZE cadastre",
            ):
                cursor.execute(statement)
            self.size = cursor.execute("SELECT count(*) FROM cadastre").fetchall()[0][0]

    def _rows(self, statement: str) -> list[Any]:
        return self.base.execute(statement).fetchall()

    def items(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """W1."""
        west, south, east, north = question["bbox"]
        return sql.page(self._rows(sql.items(question, f"ST_MakeEnvelope({west},{south},{east},{north},4326)")))

    def summary(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """W2."""
        return sql.figures(self._rows(sql.summary(f"ST_GeomFromText('{question['within']}', 4326)")))

    def match(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """W3."""
        return sql.ranking(self._rows(sql.match(question)), self.size)

    def book(self, question: Mapping[str, Any]) -> list[Any]:
        """W4, a statement a project."""
        return [sql.listed(self._rows(sql.best(demand))) for demand in question["demands"]]

    def tiles(self, question: Mapping[str, Any]) -> bytes:
        """W6: ``ST_AsMVT`` over geometry that stands in the tiles' own projection, indexed, transformed once before."""
        self._rows_of_mercator()
        tile = f"{question['zoom']}, {question['column']}, {question['row']}"
        statement = f"""
WITH drawn AS (
  SELECT id, name, land_use, status, site_area_m2,
    ST_AsMVTGeom(mercator, ST_TileEnvelope({tile}), 4096, 64, true) AS geom
  FROM cadastre WHERE mercator && ST_TileEnvelope({tile}, margin => 64.0 / 4096)
)
SELECT ST_AsMVT(drawn, 'cadastre', 4096, 'geom') FROM drawn WHERE geom IS NOT NULL"""
        return bytes(self._rows(statement)[0][0])

    def drawn(self, question: Mapping[str, Any]) -> str:
        """W6, to be compared."""
        return base64.b64encode(self.tiles(question)).decode()

    def _rows_of_mercator(self) -> None:
        if not hasattr(self, "_mercator"):
            for statement in (
                "ALTER TABLE cadastre ADD COLUMN mercator geometry(Polygon, 3857)",
                "UPDATE cadastre SET mercator = ST_Transform(geom, 3857)",
                "CREATE INDEX ON cadastre USING gist (mercator)",
                "VACUUM ANALYZE cadastre",
            ):
                self.base.execute(statement)
            self._mercator = True


if __name__ == "__main__":
    run(PostGIS())
