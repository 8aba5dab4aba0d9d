"""The durable truth of a data folder: one protocol, an embedded default (:mod:`gis.store.geopackage`)."""

from __future__ import annotations

from gis.store.choosing import Address, file_store_at, store_at
from gis.store.protocol import Action, ChangeSet, Job, Loaded, Recorded, State, Store, Synced, Transaction, Watch

__all__ = [
    "Action",
    "Address",
    "ChangeSet",
    "Job",
    "Loaded",
    "Recorded",
    "State",
    "Store",
    "Synced",
    "Transaction",
    "Watch",
    "file_store_at",
    "store_at",
]
