"""geopandas in process: a GeoDataFrame from the GeoPackage and its spatial index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from bench.peers.worker import run

VACANT = ("reserve", "approved", "unstarted")
CLOSED = ("building", "built")
WEIGHTS = (50, 30, 20)


class GeoPandas:
    """What a notebook does."""

    frame: Any

    def load(self, given: Mapping[str, str]) -> None:
        """Read the GeoPackage and build the index."""
        self.frame = gpd.read_file(given["gpkg"], engine="pyogrio")
        self.frame = self.frame.sort_values("id", ignore_index=True)
        _ = self.frame.sindex

    def items(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """W1."""
        found = self.frame.iloc[
            np.sort(self.frame.sindex.query(shapely.box(*question["bbox"]), predicate="intersects"))
        ]
        if question["usage"]:
            found = found[found["land_use"].isin(question["usage"])]
        if question["low"] is not None:
            found = found[found["site_area_m2"] >= question["low"]]
        if question["high"] is not None:
            found = found[found["site_area_m2"] <= question["high"]]
        return {"matched": len(found), "ids": found["id"].head(100).tolist()}

    def summary(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """W2."""
        rows = self.frame.sindex.query(shapely.from_wkt(question["within"]), predicate="intersects")
        groups = self.frame.iloc[rows].groupby("land_use", dropna=False)["site_area_m2"].agg(["size", "sum"])
        return {
            use if isinstance(use, str) else "": [int(count), float(area)]
            for use, count, area in groups.itertuples(name=None)
        }

    def match(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """W3."""
        rows, values, check = self._left(question)
        points = [_rounded(value * weight, 100) for value, weight in zip(values, WEIGHTS, strict=True)]
        total = _rounded(np.sum(points, axis=0), 100)
        best = np.lexsort((rows, -total))[:20]
        ids = self.frame["id"].to_numpy()[rows[best]]
        counts = [len(rows) - check, check, len(self.frame) - len(rows)]
        return {
            "counts": counts,
            "top": [[str(key), float(score)] for key, score in zip(ids, total[best], strict=True)],
        }

    def _left(self, question: Mapping[str, Any]) -> tuple[Any, list[Any], int]:
        """Rows that no rule excludes, their values by criterion, unknown as 0, and how many are to be checked."""
        f = self.frame
        use, status = f["land_use"], f["status"]
        area, power, tax = (f[name].to_numpy() for name in ("site_area_m2", "power_kva", "tax_wan_mu"))
        (least, most), (low, high), asked = question["accepted"], question["area"], question["power_kva"]
        no = (use.notna() & ~use.isin(question["uses"])) | status.isin(CLOSED)
        rejected = no.to_numpy() | (area < least) | (area > most) | (power < asked)
        unknown = use.isna().to_numpy() | status.isna().to_numpy() | np.isnan(area) | np.isnan(power)
        rows = np.flatnonzero(~rejected)
        fit = np.interp((area[rows] - low) / (high - low), [0, 0.5, 1], [0.6, 1, 0.6])
        engineering = np.interp(power[rows] / asked, [1, 1.5], [0.6, 1])
        today = np.where(status.isin(VACANT), 0.0, tax)[rows]
        gain = np.interp(question["tax_wan_mu"] - today, [0, 20], [0, 1])
        values = [np.nan_to_num(_rounded(value, 10_000)) for value in (fit, engineering, gain)]
        return rows, values, int(unknown[rows].sum())

    def stability(self, question: Mapping[str, Any]) -> list[Any]:
        """W10: draw by draw, all scored, and those shown counted against all."""
        rows, values, _ = self._left(question["demand"])
        factors = np.random.Generator(np.random.PCG64(question["seed"])).uniform(-1, 1, (question["draws"], 3))
        shown: Any = []
        ranks = []
        for draw in (None, *factors):
            weights = np.array(WEIGHTS) * (1 if draw is None else 1 + draw * question["spread_pct"] / 100)
            weights = weights * 100 / weights.sum()
            total = _rounded(
                sum(_rounded(value * weight, 100) for value, weight in zip(values, weights, strict=True)), 100
            )
            if draw is None:
                shown = np.lexsort((rows, -total))[:20]
                continue
            ranks.append(
                [1 + int((total > total[at]).sum()) + int((total[:at] == total[at]).sum()) for at in shown.tolist()]
            )
        return _shares(self.frame["id"].to_numpy()[rows[shown]].tolist(), np.array(ranks).T)

    def book(self, question: Mapping[str, Any]) -> list[Any]:
        """W4, project by project."""
        return [self.match(demand)["top"] for demand in question["demands"]]

    def export(self, kind: str, path: str) -> int:
        """W7: the whole layer as a file."""
        if kind in ("csv", "xlsx"):
            table = self.frame.drop(columns="geometry")
            if kind == "csv":
                table.assign(wkt=self.frame.geometry.to_wkt()).to_csv(path, index=False)
            else:
                table.to_excel(path, index=False, engine="xlsxwriter")
        else:
            self.frame.to_file(path, driver={"geojson": "GeoJSON", "gpkg": "GPKG"}[kind], engine="pyogrio")
        return len(self.frame)


def _shares(ids: list[str], ranks: Any) -> list[Any]:
    if not ids:
        return [[None, None]]
    first = min(3, len(ids))
    whole = [(ranks[0] == 1).mean(), (ranks[:first] <= first).all(axis=0).mean()]
    sites = [
        [
            key,
            round(float((mine == 1).mean()), 4),
            round(float((mine <= 3).mean()), 4),
            int(mine.min()),
            int(mine.max()),
        ]
        for key, mine in zip(ids, ranks, strict=True)
    ]
    return [[round(float(share), 4) for share in whole], *sites]


def _rounded(values: Any, parts: int) -> Any:
    """To a part of one, halves upwards: what is added beyond a half is more than binary noise takes from one."""
    return np.floor(values * parts + 0.500000001) / parts


if __name__ == "__main__":
    run(GeoPandas())
