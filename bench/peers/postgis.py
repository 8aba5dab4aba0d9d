"""PostGIS by SQL over a prepared connection: GiST, indexes on use and area, statistics up to date."""

from __future__ import annotations

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
        return sql.ranking(self._rows(sql.match(question, "round({0})")), self.size)


if __name__ == "__main__":
    run(PostGIS())
