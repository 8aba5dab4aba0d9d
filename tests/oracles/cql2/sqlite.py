"""Functions that the SQLite dialect calls, put on a connection: the same code that makes the masks."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import numpy as np
import shapely

from gis.cql2 import lists, spatial
from gis.cql2.like import matcher
from gis.cql2.values import calculated, caseless, unaccented

_GEOPACKAGE: Final = b"GP"
_ENVELOPE_BYTES: Final = (0, 32, 48, 48, 64)


def equip(connection: sqlite3.Connection) -> None:
    """Give a connection the functions of ``SQLITE`` conditions; each is NULL where an argument is."""
    made: dict[str, Callable[..., Any]] = {
        "like": lambda text, pattern: int(_matcher(pattern)(text)),
        "casei": caseless,
        "accenti": unaccented,
        **{name: _arithmetic(op) for name, op in (("mod", "%"), ("div", "div"), ("pow", "^"))},
        **{op: _relation(relation) for op, relation in spatial.RELATIONS.items()},
        **{op: _of_lists(relation) for op, relation in lists.RELATIONS.items()},
    }
    for name, function in made.items():
        arguments = 1 if name in ("casei", "accenti") else 2
        connection.create_function(f"cql2_{name}", arguments, _strict(function), deterministic=True)


def _strict(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        return None if None in arguments else function(*arguments)

    return call


def _arithmetic(op: str) -> Callable[[float, float], float | None]:
    def call(left: float, right: float) -> float | None:
        found = float(calculated(op, np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)))
        return None if math.isnan(found) else found

    return call


def _relation(relation: Callable[[Any, Any], Any]) -> Callable[[bytes, bytes], int]:
    return lambda left, right: int(relation(_shape(left), _shape(right)))


def _of_lists(relation: Callable[[Any, Any], bool]) -> Callable[[str, str], int]:
    return lambda left, right: int(relation(_members(left), _members(right)))


_matcher = lru_cache(maxsize=256)(matcher)


@lru_cache(maxsize=512)
def _shape(blob: bytes) -> Any:
    """A geometry from WKB, or from a GeoPackage blob behind its header."""
    start = 8 + _ENVELOPE_BYTES[blob[3] >> 1 & 0b111] if blob[:2] == _GEOPACKAGE else 0
    return shapely.from_wkb(blob[start:])


@lru_cache(maxsize=512)
def _members(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))
