"""Industrial land of a park: plots with their columns, areas and codes."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gis.demonstration import parcels as drawing
from gis.demonstration.buildings import OFFICE_USES
from gis.demonstration.frame import dice
from gis.demonstration.layout import Grid, plots
from gis.demonstration.parcels import Parcel
from gis.geometry import measured_area_m2


def parcels_of(recipe: Mapping[str, Any], seed: int, grid: Grid) -> Iterator[Parcel]:
    """Every plot of a park's blocks but its greens and housing; each has a stream of chance of its own."""
    park = grid.park
    for block in grid.blocks():
        if block.name in park["greens"] or block.name in park["towns"]:
            continue
        for number, plot in enumerate(plots(block, dice(seed, park["id"], block.name)), 1):
            code = f"{block.name}-{number:02d}"
            chance = dice(seed, park["id"], code)
            land_use = drawing.pick(chance, park["land_use"])
            status = drawing.status_of(chance, land_use)
            themed = _themed(park, code)
            place = themed or {**park, "name_en": park["short_en"]}
            yield Parcel(
                id=f"{park['id']}-{code}",
                park=park,
                park_id=place["id"],
                place=f"{place['name']} {code}",
                place_en=f"{place['name_en']} {code}",
                plot=plot,
                frame=grid.frame,
                geometry=plot.outline(grid.frame),
                land_use=land_use,
                status=status,
                columns=_columns(recipe, park, (land_use, status), chance)
                | {
                    "name": f"{park['name']} {code}",
                    "name_en": f"{park['short_en']} {code}",
                    "park_id": place["id"],
                },
            )


def _themed(park: Mapping[str, Any], code: str) -> Mapping[str, Any] | None:
    """The themed park whose blocks a plot lies in."""
    row, column = code[0], int(code[1:3])
    for themed in park["themed"]:
        (first, last) = themed["blocks"]
        if first[0] <= row <= last[0] and int(first[1:]) <= column <= int(last[1:]):
            return dict(themed)
    return None


def _columns(
    recipe: Mapping[str, Any], park: Mapping[str, Any], kind: tuple[str, str], chance: random.Random
) -> dict[str, Any]:
    """Columns of a plot of this land use and status, but its names and areas."""
    land_use, status = kind
    as_of: dt.date = recipe["as_of"]
    clock = drawing.clock(chance, status, as_of)
    let = bool(park["idle_space"]) and status == "built" and land_use[:4] not in OFFICE_USES
    owner = drawing.owner_of(chance, recipe["owners"], status, let=let)
    return {
        "township": recipe["townships"][park["id"]],
        "land_use": drawing.unless(chance, 0.01, land_use),
        "land_use_system": recipe["land_use_system"],
        "status": status,
        **drawing.planning(chance, land_use),
        **clock,
        **drawing.title(chance, kind, clock.get("contract_start"), as_of, owner),
        **drawing.money(chance, status),
        "services": drawing.services(chance),
        "power_kva": drawing.unless(
            chance, 0.18, chance.choice([400.0, 630.0, 1000.0, 1250.0, 1600.0, 2500.0, 4000.0])
        ),
        **drawing.blockers(chance, status, as_of),
        **drawing.hold(chance, status, recipe["holders"], as_of),
        "as_of": drawing.days_before(as_of, chance.choice([2, 2, 18, 31, 107, 240])),
    }


def measure(parcels: Sequence[Parcel], recipe: Mapping[str, Any], seed: int) -> None:
    """Registered and measured areas, and codes that run through each cadastral sub-area: a row of blocks."""
    shapes = np.array([one.geometry for one in parcels], dtype=object)
    chance = dice(seed, "areas")
    last: Counter[str] = Counter()
    for parcel, area in zip(parcels, measured_area_m2(shapes, str(recipe["metric_crs"])), strict=True):
        off = chance.uniform(-0.03, 0.03) if chance.random() < 0.3 else chance.uniform(-0.002, 0.002)
        row = ord(parcel.plot.block.name[0]) - ord("A") + 1
        cadastral = f"{parcel.park['cadastral']}{row:03d}"
        last[cadastral] += 1
        parcel.columns.update(
            site_area_m2=round(float(area) * (1 + off), 1),
            measured_area_m2=round(float(area), 2),
            parcel_code=f"{recipe['county']}{cadastral}GB{last[cadastral]:05d}",
        )
