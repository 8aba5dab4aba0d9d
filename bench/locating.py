"""W23: rows of a ledger without a shape, located in a cadastre by what they say of code, certificate, owner and address."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from bench.figures import Measured
from bench.targets import OURS
from gis.catalog import NOUN, Catalog, Collection, Kind
from gis.columns import TextColumn
from gis.fields import DType, Field, Role
from gis.inventory import Inventory
from gis.layer import Layer
from gis.locating.proposing import propose_places
from gis.text import Text

WORKLOAD: Final = "W23 10,000 rows located"
WORDS: Final = """W23: 10,000 rows of a ledger without a shape, a quarter by code, by certificate, by owner and address, by all of them, each written otherwise than in the
  cadastre of 400,000 parcels in which they are looked up, and held against everything else that they say."""
ROWS: Final = 10_000
PARCELS: Final = 400_000
_SEED: Final = 23
_PITCH: Final = 0.0005
_KEYS: Final = (Role.PARCEL_CODE, Role.CERTIFICATE, Role.OWNER, Role.ADDRESS)


def locating(found: Measured, rounds: int) -> None:
    """Time the proposals; the layers are made before."""
    inventory = ledger_and_cadastre()
    seconds = []
    for _ in range(rounds):
        begun = time.perf_counter()
        located = propose_places(inventory, "ledger")
        seconds.append(time.perf_counter() - begun)
    found.add(WORKLOAD, OURS, "s", seconds)
    found.notes.append(f"W23: {located.counts['located']:,} of {ROWS:,} rows were located.")


def ledger_and_cadastre(parcels: int = PARCELS, rows: int = ROWS) -> Inventory:
    """A ledger without shapes and the cadastre that has them."""
    numbers = range(parcels)
    side = int(parcels**0.5) + 1
    place = np.arange(parcels)
    west, south = 116 + (place % side) * _PITCH, 36 + (place // side) * _PITCH
    shapes = shapely.box(west, south, west + 0.8 * _PITCH, south + 0.8 * _PITCH)
    known = [
        [f"3701130{n // 100_000:02d}001GB{n % 100_000:05d}" for n in numbers],
        [f"鲁（2019）长清区不动产权第{n:07d}号" for n in numbers],
        [f"济南某{n}机器人科技有限公司" for n in numbers],
        [f"归德街道海棠路{n}号" for n in numbers],
    ]
    drawn = np.random.default_rng(_SEED).choice(parcels, rows, replace=False).tolist()
    said = [
        [known[0][n].lower() if at % 4 in (0, 3) else None for at, n in enumerate(drawn)],
        [
            known[1][n].replace("（", "〔").replace("）", "〕") if at % 4 in (1, 3) else None
            for at, n in enumerate(drawn)
        ],
        [known[2][n] for n in drawn],
        [f"山东省济南市长清区{known[3][n]}" for n in drawn],
    ]
    layers = {
        "ledger": _layer("ledger", said, np.full(rows, None, dtype=object)),
        "cadastre": _layer("cadastre", known, shapes),
    }
    collections = {name: layer.collection for name, layer in layers.items()}
    catalog = Catalog(
        folder=Path(),
        title=_words("bench"),
        metric_crs="EPSG:4548",
        as_of=dt.date(2023, 6, 30),
        collections=collections,
        codelists={},
    )
    return Inventory(catalog=catalog, layers=layers, version="bench")


def _layer(name: str, values: list[Any], shapes: Any) -> Layer:
    fields = [Field(name=str(role), dtype=DType.TEXT, title=_words(str(role)), role=role) for role in (Role.ID, *_KEYS)]
    columns = [[f"{name}-{n}" for n in range(len(shapes))], *values]
    return Layer(
        collection=Collection(
            id=name, kind=Kind.PARCEL, file=f"{name}.geojson", title=_words(name), noun=NOUN, fields=tuple(fields)
        ),
        columns={entry.name: TextColumn(column) for entry, column in zip(fields, columns, strict=True)},
        shapes=shapes,
    )


def _words(name: str) -> Text:
    return Text(name, name)
