"""The product in process: the same questions to its inventory, without HTTP."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.peers.worker import run
from gis.folder import open_folder
from gis.inventory import Inventory
from gis.matching import Project, match
from gis.matching.ranking.matches import rankings
from gis.matching.scheme.scheme import Scheme
from gis.matching.schemes.scheme_file import load_schemes
from gis.matching.studies.stability import stability
from gis.query import Box, Query, polygon_from_wkt
from gis.tiles import Address, source_of, tile

COLLECTION = "cadastre"


class Landstock:
    """The product's own engine over the data folder."""

    inventory: Inventory
    scheme: Scheme

    def load(self, given: Mapping[str, str]) -> None:
        """Open the data folder: reads its source where the store is not up to date."""
        layers = Path(given["layers"])
        self.inventory = open_folder(layers)
        self.scheme = load_schemes(layers)["peer"]

    def items(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """W1: ids of the page and how many matched."""
        west, south, east, north = question["bbox"]
        query = Query(
            collection=COLLECTION,
            bbox=Box(west=west, south=south, east=east, north=north),
            usage=tuple(question["usage"]),
            area_m2=(question["low"], question["high"]),
        )
        found = self.inventory.select(query)
        ids = found.layer.ids
        return {"matched": found.matched, "ids": [ids[row] for row in found.rows.tolist()]}

    def summary(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """W2: count and area by use."""
        query = Query(collection=COLLECTION, within=polygon_from_wkt(question["within"]), limit=None)
        found = self.inventory.summary(query, by=["land_use"])
        groups = found.groups["land_use"]
        return {group.value or "": [group.count, group.area_m2] for group in groups if group.count}

    def match(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """W3: verdicts counted, and the best twenty with their scores; reasons are written too."""
        report = match(self.inventory, _project(question), self.scheme, top=20)
        top = [[found.partner.id, found.score] for found in report.matches]
        return {"counts": [report.counts[key] for key in ("fits", "to_check", "rejected")], "top": top}

    def book(self, question: Mapping[str, Any]) -> list[Any]:
        """W4: the best twenty of each project with their scores."""
        projects = [_project(demand) for demand in question["demands"]]
        found = rankings(self.inventory, projects, self.scheme, top=20)
        return [[[each.id, each.score] for each in ranking] for ranking in found]

    def stability(self, question: Mapping[str, Any]) -> list[Any]:
        """W10: the shares of the ranking, and each site's shares and extremes."""
        demand, spread, seed = _project(question["demand"]), question["spread_pct"], question["seed"]
        found = stability(
            self.inventory, demand, self.scheme, draws=question["draws"], spread_pct=spread, seed=seed, top=20
        )
        sites = [[each.id, each.first_share, each.top3_share, each.rank_min, each.rank_max] for each in found.sites]
        return [[found.first_share, found.top3_share], *sites]

    def tiles(self, question: Mapping[str, Any]) -> bytes:
        """W6: the bytes of a tile."""
        layer = self.inventory.layer(COLLECTION)
        return tile(layer, source_of(layer), Address(question["zoom"], question["row"], question["column"]))

    def drawn(self, question: Mapping[str, Any]) -> str:
        """W6, to be compared."""
        return base64.b64encode(self.tiles(question)).decode()


def _project(question: Mapping[str, Any]) -> Project:
    low, high = question["area"]
    return Project(
        needs="land",
        industry_code="35",
        pollution_class=question["pollution_class"],
        land_area_min_m2=low,
        land_area_max_m2=high,
        power_kva=question["power_kva"],
        tax_wan_mu=question["tax_wan_mu"],
    )


if __name__ == "__main__":
    run(Landstock())
