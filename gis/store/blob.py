"""Geometry as GeoPackage keeps it: a header with the envelope, then WKB (OGC 12-128r17, 2.1.3)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import Geometries
from gis.geometry import as_wkb

SRS_ID: Final = 4490
_BARE: Final = struct.Struct("<2sBBi")
_ENVELOPE, _EMPTY = 0b0000_0011, 0b0001_0001
_ENVELOPE_BYTES: Final = (0, 32, 48, 48, 64)
_BEGIN: Final = _BARE.pack(b"GP", 0, _ENVELOPE, SRS_ID)


def encode_blobs(geometries: Geometries) -> list[bytes | None]:
    r"""Geometries as GeoPackage blobs, little-endian, with an x-y envelope; None stays None.

    >>> encode_blobs(np.array([shapely.Point(1, 2)]))[0][:4]
    b'GP\x00\x03'
    """
    return pack_blobs(as_wkb(geometries), shapely.bounds(geometries).reshape(-1, 4))


def pack_blobs(bodies: Sequence[bytes], bounds: NDArray[np.float64]) -> list[bytes | None]:
    """WKB as GeoPackage blobs, the boxes being west, south, east, north of each, shape (n, 4); None where there is no WKB."""
    size = len(_BEGIN) + _ENVELOPE_BYTES[1]
    # West, east, south, north, each row's behind the same beginning.
    envelopes = np.ascontiguousarray(bounds[:, [0, 2, 1, 3]], dtype="<f8").view(np.uint8).reshape(len(bounds), -1)
    begins = np.frombuffer(_BEGIN, np.uint8)
    heads = np.concatenate([np.broadcast_to(begins, (len(bounds), len(begins))), envelopes], axis=1).tobytes()
    made = [
        heads[start : start + size] + body if body else None
        for body, start in zip(bodies, range(0, len(heads), size), strict=True)
    ]
    # An empty geometry has no envelope.
    for row in np.flatnonzero(np.isnan(bounds[:, 0])).tolist():
        made[row] = _BARE.pack(b"GP", 0, _EMPTY, SRS_ID) + bodies[row] if bodies[row] else None
    return made


def decode_blobs(blobs: Sequence[bytes | None]) -> Geometries:
    """Geometries from GeoPackage blobs, whoever wrote them, shape (n,); None stays None."""
    bodies = [None if blob is None else blob[8 + _ENVELOPE_BYTES[blob[3] >> 1 & 0b111] :] for blob in blobs]
    return np.asarray(shapely.from_wkb(np.array([*bodies, None], dtype=object)))[:-1]
