"""Geometry as GeoPackage keeps it: a header with the envelope, then WKB (OGC 12-128r17, 2.1.3)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

from gis.crs import Geometries

SRS_ID: Final = 4490
_HEADER: Final = struct.Struct("<2sBBi4d")
_BARE: Final = struct.Struct("<2sBBi")
_ENVELOPE, _EMPTY = 0b0000_0011, 0b0001_0001
_ENVELOPE_BYTES: Final = (0, 32, 48, 48, 64)


def encode_blobs(geometries: Geometries) -> list[bytes | None]:
    r"""Geometries as GeoPackage blobs, little-endian, with an x-y envelope; None stays None.

    >>> encode_blobs(np.array([shapely.Point(1, 2)]))[0][:4]
    b'GP\x00\x03'
    """
    bounds = shapely.bounds(geometries).reshape(-1, 4)
    bodies = shapely.to_wkb(geometries, output_dimension=2, byte_order=1)
    made: list[bytes | None] = []
    for body, (west, south, east, north) in zip(bodies, bounds.tolist(), strict=True):
        if body is None:
            made.append(None)
        elif west != west:  # noqa: PLR0124 - NaN: an empty geometry has no envelope
            made.append(_BARE.pack(b"GP", 0, _EMPTY, SRS_ID) + body)
        else:
            made.append(_HEADER.pack(b"GP", 0, _ENVELOPE, SRS_ID, west, east, south, north) + body)
    return made


def decode_blobs(blobs: Sequence[bytes | None]) -> Geometries:
    """Geometries from GeoPackage blobs, whoever wrote them, shape (n,); None stays None."""
    bodies = [None if blob is None else blob[8 + _ENVELOPE_BYTES[blob[3] >> 1 & 0b111] :] for blob in blobs]
    return np.asarray(shapely.from_wkb(np.array([*bodies, None], dtype=object)))[:-1]
