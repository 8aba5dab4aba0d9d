"""The durable truth of a data folder: one protocol, an embedded default (:mod:`gis.store.geopackage`)."""

from __future__ import annotations

from gis.store.choosing import Address, store_at
from gis.store.protocol import Loaded, Recorded, State, Store, Synced, Watch

__all__ = ["Address", "Loaded", "Recorded", "State", "Store", "Synced", "Watch", "store_at"]
