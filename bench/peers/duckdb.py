"""DuckDB in process with its spatial extension and R-tree; two threads on two cores, as it does by itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import duckdb_extension_spatial

from bench.peers import sql
from bench.peers.worker import run


class DuckDB:
    """What an analyst's database does."""

    base: Any
    size: int

    def load(self, given: Mapping[str, str]) -> None:
        """Read the CSV, make geometries, index them."""
        self.base = duckdb.connect()
        extension = next(Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension"))
        self.base.execute(f"LOAD '{extension}'")
        names = "id, name, parcel_code, township, land_use, status, title_status, owner, site_area_m2, far_max, "
        names += "height_limit_m, power_kva, tax_wan_mu, investment_wan_mu, contract_start"
        self.base.execute(sql.TABLE.format(geometry="geometry"))
        types = ", ".join(f"'{name.strip()}': 'VARCHAR'" for name in [*names.split(","), "geom"])
        casts = ", ".join(
            f"{name.strip()}::DOUBLE" if name.strip() in _NUMBERS else name.strip() for name in names.split(",")
        ).replace("contract_start", "contract_start::DATE")
        self.base.execute(
            f"INSERT INTO cadastre SELECT {casts}, ST_GeomFromHEXEWKB(geom) "
            f"FROM read_csv('{given['copy']}', header=false, columns={{{types}}})"
        )
        self.base.execute("CREATE INDEX by_place ON cadastre USING rtree (geom)")
        self.size = self.base.execute("SELECT count(*) FROM cadastre").fetchone()[0]

    def _rows(self, statement: str) -> list[Any]:
        return list(self.base.execute(statement).fetchall())

    def items(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """W1."""
        west, south, east, north = question["bbox"]
        return sql.page(self._rows(sql.items(question, f"ST_MakeEnvelope({west},{south},{east},{north})")))

    def summary(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """W2."""
        return sql.figures(self._rows(sql.summary(f"ST_GeomFromText('{question['within']}')")))

    def match(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """W3."""
        return sql.ranking(self._rows(sql.match(question)), self.size)

    def book(self, question: Mapping[str, Any]) -> list[Any]:
        """W4, a statement a project."""
        return [sql.listed(self._rows(sql.best(demand))) for demand in question["demands"]]


_NUMBERS = ("site_area_m2", "far_max", "height_limit_m", "power_kva", "tax_wan_mu", "investment_wan_mu")


if __name__ == "__main__":
    run(DuckDB())
