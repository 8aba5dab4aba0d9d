"""The version of one feature: made of what it says and of its shape alone, so that an edit elsewhere does not change it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import orjson
import shapely

DIGITS: Final = 16


def version_of(properties: Mapping[str, Any], geometry: Any) -> str:
    """Sixteen hexadecimal digits that name a feature's known values and its geometry in stored degrees.

    What is unknown does not count: a column that a catalog declares anew changes no feature that says nothing in it.

    >>> version_of({"name": "A", "use": None}, None) == version_of({"name": "A"}, None)
    True
    """
    known = {name: value for name, value in properties.items() if value is not None}
    place = b"" if geometry is None else shapely.to_wkb(geometry, output_dimension=2, byte_order=1)
    digest = hashlib.sha256(orjson.dumps(known, option=orjson.OPT_SORT_KEYS))
    digest.update(b"\0" + place)
    return digest.hexdigest()[:DIGITS]
