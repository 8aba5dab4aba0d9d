"""The workloads as SQL, for the databases that speak nearly the same: PostGIS and DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

TABLE: Final = """
CREATE TABLE cadastre (
  id text, name text, parcel_code text, township text, land_use text, status text, title_status text, owner text,
  site_area_m2 double precision, far_max double precision, height_limit_m double precision, power_kva double precision,
  tax_wan_mu double precision, investment_wan_mu double precision, contract_start date, geom {geometry}
)"""

_WHOLE = "floor({0} + 0.500000001)"
"""To a whole number, halves upwards: what is added beyond a half is more than binary noise takes from one."""


def items(question: Mapping[str, Any], box: str) -> str:
    """W1; ``box`` is the box as the database writes it. Values are the benchmark's own, so they may stand in the text."""
    where = [f"ST_Intersects(geom, {box})"]
    if question["usage"]:
        where.append("land_use IN (" + ",".join(f"'{use}'" for use in question["usage"]) + ")")
    if question["low"] is not None:
        where.append(f"site_area_m2 >= {question['low']}")
    if question["high"] is not None:
        where.append(f"site_area_m2 <= {question['high']}")
    return f"SELECT id, count(*) OVER () FROM cadastre WHERE {' AND '.join(where)} ORDER BY id LIMIT 100"


def summary(polygon: str) -> str:
    """W2."""
    return (
        "SELECT coalesce(land_use, ''), count(*), coalesce(sum(site_area_m2), 0) FROM cadastre "
        f"WHERE ST_Intersects(geom, {polygon}) GROUP BY 1"
    )


def match(question: Mapping[str, Any]) -> str:
    """W3."""
    (least, most), asked = question["accepted"], question["power_kva"]
    uses = ",".join(f"'{use}'" for use in question["uses"])
    return f"""
WITH kept AS (
  SELECT id, {_score(question)} AS score,
    land_use IS NULL OR status IS NULL OR site_area_m2 IS NULL OR power_kva IS NULL AS to_check
  FROM cadastre
  WHERE (land_use IN ({uses}) OR land_use IS NULL) AND (status NOT IN ('building','built') OR status IS NULL)
    AND (site_area_m2 BETWEEN {least} AND {most} OR site_area_m2 IS NULL)
    AND (power_kva >= {asked} OR power_kva IS NULL)
)
SELECT id, score, count(*) FILTER (WHERE NOT to_check) OVER (), count(*) FILTER (WHERE to_check) OVER ()
FROM kept ORDER BY score DESC, id LIMIT 20"""


def best(question: Mapping[str, Any]) -> str:
    """One project of W4: as W3 without its counts, so that a database may keep the first twenty alone."""
    (least, most), asked = question["accepted"], question["power_kva"]
    uses = ",".join(f"'{use}'" for use in question["uses"])
    return f"""
SELECT id, {_score(question)} AS score FROM cadastre
WHERE (land_use IN ({uses}) OR land_use IS NULL) AND (status NOT IN ('building','built') OR status IS NULL)
  AND (site_area_m2 BETWEEN {least} AND {most} OR site_area_m2 IS NULL)
  AND (power_kva >= {asked} OR power_kva IS NULL)
ORDER BY score DESC, id LIMIT 20"""


def _score(question: Mapping[str, Any]) -> str:
    """The scheme's three criteria: values rounded to four digits, points to two, as the product rounds them; unknown earns nothing."""
    (low, high), asked = question["area"], question["power_kva"]
    place = f"((site_area_m2 - {low}) / {high - low}::double precision)"
    fit = f"CASE WHEN {place} <= 0.5 THEN 0.6 + 0.8 * greatest({place}, 0) ELSE 1 - 0.8 * (least({place}, 1) - 0.5) END"
    engineering = f"0.6 + 0.8 * (least(greatest(power_kva / {asked}::double precision, 1), 1.5) - 1)"
    today = "CASE WHEN status IN ('reserve','approved','unstarted') THEN 0::double precision ELSE tax_wan_mu END"
    gain = f"least(greatest(({question['tax_wan_mu']} - ({today})) / 20::double precision, 0), 1)"
    # greatest() and least() pass over NULL, so that unknown has to be said.
    graded = ((fit, 50, "site_area_m2"), (engineering, 30, "power_kva"), (gain, 20, f"({today})"))
    points = []
    for value, weight, known in graded:
        rounded = _WHOLE.format(f"({value}) * 10000.0::double precision")
        points.append(
            f"CASE WHEN {known} IS NULL THEN 0 ELSE {_WHOLE.format(f'{rounded} / 10000 * {weight} * 100')} / 100 END"
        )
    return _WHOLE.format(f"({' + '.join(points)}) * 100") + " / 100"


def page(rows: list[Any]) -> dict[str, Any]:
    """W1's answer from its rows."""
    return {"matched": int(rows[0][1]) if rows else 0, "ids": [row[0] for row in rows]}


def figures(rows: list[Any]) -> dict[str, Any]:
    """W2's answer from its rows."""
    return {row[0]: [int(row[1]), float(row[2])] for row in rows}


def listed(rows: list[Any]) -> list[Any]:
    """A ranking of W4 from its rows."""
    return [[row[0], round(float(row[1]), 2)] for row in rows]


def ranking(rows: list[Any], size: int) -> dict[str, Any]:
    """W3's answer from its rows."""
    fits, check = (int(rows[0][2]), int(rows[0][3])) if rows else (0, 0)
    return {"counts": [fits, check, size - fits - check], "top": [[row[0], round(float(row[1]), 2)] for row in rows]}
