"""W6: tiles zoom by zoom, ids held against one another where nothing is merged, then timed in process and over HTTP."""

from __future__ import annotations

import base64
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

import numpy as np
import shapely

from bench.cadastre import Cadastre
from bench.environments import NotHere
from bench.figures import Measured
from bench.folder import COLLECTION
from bench.processes import Worker
from bench.questions import Tile
from bench.targets import OURS
from bench.wire import one_client

_VARINT, _BYTES = 0, 2
_FIXED: Final = {1: 8, 5: 4}
_LAYERS, _FEATURES, _KEYS, _VALUES, _TAGS, _TEXT = 3, 2, 3, 4, 2, 1


@dataclass
class Shown:
    """What a tile shows: ids of features with shapes of their own, how many features it has, and whether any stands for several."""

    ids: set[str] = field(default_factory=set)
    features: int = 0
    merged: bool = False


def shown(content: bytes) -> Shown:
    """Read the ids of a Mapbox Vector Tile 2.1; the same reader for every contestant."""
    found = Shown()
    for number, layer in _fields(content):
        if number == _LAYERS and isinstance(layer, bytes):
            _read(layer, found)
    return found


def _read(layer: bytes, found: Shown) -> None:
    parts = list(_fields(layer))
    keys = [part.decode() for number, part in parts if number == _KEYS and isinstance(part, bytes)]
    values = [dict(_fields(part)).get(_TEXT) for number, part in parts if number == _VALUES and isinstance(part, bytes)]
    for number, part in parts:
        if number != _FEATURES or not isinstance(part, bytes):
            continue
        packed = dict(_fields(part)).get(_TAGS, b"")
        tags = list(_varints(packed)) if isinstance(packed, bytes) else []
        told = {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
        found.features += 1
        found.merged |= "generalised" in told
        key = told.get("id")
        if isinstance(key, bytes):
            found.ids.add(key.decode())


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _varints(content: bytes) -> Iterator[int]:
    at = 0
    while at < len(content):
        value, at = _varint(content, at)
        yield value


def _fields(content: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Fields of a protocol buffer: number, and its whole number or its bytes."""
    at = 0
    while at < len(content):
        tag, at = _varint(content, at)
        kind = tag & 7
        if kind == _VARINT:
            value, at = _varint(content, at)
            yield tag >> 3, value
            continue
        size, at = _varint(content, at) if kind == _BYTES else (_FIXED[kind], at)
        yield tag >> 3, content[at : at + size]
        at += size


def path_of(question: Tile) -> str:
    """W6 as the product is asked over HTTP."""
    return f"/collections/{COLLECTION}/tiles/WebMercatorQuad/{question['zoom']}/{question['row']}/{question['column']}"


def tiles(
    found: Measured,
    workers: Mapping[str, Worker],
    port: int | None,
    made: Cadastre,
    asking: Sequence[Tile],
    rounds: int,
) -> None:
    """Compare, then time in turn; a zoom's figure is the median over its tiles."""
    able = {name: worker for name, worker in workers.items() if "tiles" in worker.ask("can")}
    fair = _compared(found, able, made, asking)
    kept: dict[tuple[str, str], list[float]] = {}
    if port is not None:
        one_client(port, [path_of(question) for question in asking])  # once before, as all others
    for _ in range(rounds):
        for name in fair:
            times = able[name].ask("time", workload="tiles", questions=asking)
            for zoom, taken in _by_zoom(asking, times).items():
                kept.setdefault((f"W6 z{zoom}", name), []).append(taken)
        if port is not None:
            times = one_client(port, [path_of(question) for question in asking])
            for zoom, taken in _by_zoom(asking, times).items():
                kept.setdefault((f"W6 http z{zoom}", OURS), []).append(taken)
    for (workload, who), values in kept.items():
        found.add(workload, who, "ms", values)


def _by_zoom(asking: Sequence[Tile], times: Sequence[float]) -> dict[int, float]:
    """The median of each zoom; ``asking`` goes from zoom to zoom."""
    pairs = zip((question["zoom"] for question in asking), times, strict=True)
    return {
        zoom: statistics.median(taken for _, taken in group) for zoom, group in groupby(pairs, key=lambda pair: pair[0])
    }


def _compared(found: Measured, able: Mapping[str, Worker], made: Cadastre, asking: Sequence[Tile]) -> list[str]:
    """Whose tiles show the same ids as the product's wherever the product merges nothing; this asks every tile once, which prepares."""
    drawn: dict[str, list[Shown]] = {}
    for name, worker in able.items():
        try:
            said = worker.ask("answer", workload="drawn", questions=asking)
            drawn[name] = [shown(base64.b64decode(content)) for content in said]
        except NotHere as mistake:
            found.absent[f"{name}, W6"] = str(mistake)
    ours = drawn.get(OURS)
    if ours is None:
        return []
    whole = [number for number, each in enumerate(ours) if not each.merged]
    fair = [OURS]
    for name, theirs in drawn.items():
        if name == OURS:
            continue
        unlike = {number: within(made, asking[number], ours[number].ids ^ theirs[number].ids) for number in whole}
        if said := [f"tile {asking[number]}: {sorted(ids)[:3]}" for number, ids in unlike.items() if ids]:
            found.unequal[f"{name}, W6"] = f"{len(said)} of {len(whole)} tiles; {said[0]}"
            continue
        fair.append(name)
        counts = [f"z{each['zoom']} {a.features}/{b.features}" for each, a, b in zip(asking, ours, theirs, strict=True)]
        found.notes.append(
            f"W6: {len(whole)} of {len(asking)} tiles merge nothing and show the same ids as {name}'s, but for what lies in their buffer alone. "
            f"Features a tile, {OURS}/{name}: {', '.join(counts)}."
        )
    found.equal["W6, tiles that merge nothing"] = fair[1:]
    return fair


def within(made: Cadastre, at: Tile, ids: set[str]) -> set[str]:
    """Those of some parcels that reach into a tile itself, by a unit at least: what lies in its buffer alone may be shown or not."""
    rows = np.flatnonzero(np.isin(made.columns["id"].astype(str), sorted(ids)))
    side = 4096 * 2.0 ** at["zoom"]

    def units(xy: np.ndarray) -> np.ndarray:
        north = np.arctanh(np.sin(np.radians(xy[:, 1])))
        return np.column_stack([(xy[:, 0] + 180) / 360, (1 - north / np.pi) / 2]) * side

    corner = np.array([at["column"], at["row"]]) * 4096
    tile = shapely.box(*(corner + 1), *(corner + 4095))
    meets = shapely.intersects(shapely.transform(made.geometries[rows], units), tile)
    return set(made.columns["id"][rows[meets]].astype(str))
