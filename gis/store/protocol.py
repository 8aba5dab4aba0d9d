"""What a store promises: an edit that was answered is on disk, and a load happens whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from gis.catalog import Catalog, Collection
from gis.columns import Column
from gis.inventory import Edit
from gis.layer import Feature, Layer

Reader = Callable[[Path, Collection], Sequence[Feature] | Mapping[str, Column]]
"""Reads a layer file, as features, or as the columns of rows without shapes: what ``gis.io.geojson.layer_reader`` makes."""


@dataclass(frozen=True, kw_only=True)
class State:
    """What a store holds at one moment.

    Parameters
    ----------
    version
        Twelve hexadecimal digits that name the content: catalog, sources, and edits not yet in them.
    marks
        By collection, what it was loaded from and when: the same mark, the same features but for edits.
    edit
        Number of the last edit.
    """

    version: str
    marks: Mapping[str, str]
    edit: int


@dataclass(frozen=True, kw_only=True)
class Synced:
    """What a look at the sources did: collections loaded anew, left as they were, and dropped; and whether the store held nothing before.

    ``fresh`` are the layers that were loaded, as the store holds them at its state ``at``; empty where none were.
    """

    loaded: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    new: bool = False
    fresh: Mapping[str, Layer] = field(default_factory=dict)
    at: State | None = None


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Layers as a store holds them, and its state at that very moment."""

    state: State
    layers: Mapping[str, Layer]


class Watch(Protocol):
    """An ear at a store."""

    def changed(self) -> bool:
        """Whether anything was written since the last call, by whatever process; takes microseconds."""

    def close(self) -> None:
        """Stop listening."""


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One edit as the store holds it; ``before`` and ``after`` are GeoJSON texts, None for nothing."""

    seq: int
    at: dt.datetime
    author: str
    collection: str
    id: str
    before: str | None
    after: str | None
    exported: bool


class Store(Protocol):
    """Where the layers of one data folder are kept between runs."""

    def sync(self, catalog: Catalog, read: Reader) -> Synced:
        """Load the collections whose sources or declarations changed; all of them or none.

        Raises
        ------
        UnexportedEdits
            Where a load would overwrite edits that are not yet in the sources.
        SourceError, RefusedRows
            Where a source cannot be used. The store is unchanged then.
        """

    def state(self, catalog: Catalog) -> State:
        """What the store holds now."""

    def load(self, catalog: Catalog, names: Iterable[str] | None = None) -> Loaded:
        """Layers as they stand, by collection id, in the catalog's order; all of them where none are named."""

    def watch(self) -> Watch:
        """Listen for changes from now on; for one thread."""

    def apply(self, catalog: Catalog, edits: Sequence[Edit], author: str) -> None:
        """Make edits durable, all or none; when it returns they are on disk.

        Raises
        ------
        UnknownCollection, UnknownFeature, RefusedRows
            Nothing is changed then.
        """

    def edits(self, *, unexported: bool = False, after: int = 0) -> list[Recorded]:
        """The recorded edits after a number, oldest first."""

    def mark_exported(self, upto: Mapping[str, int]) -> None:
        """Mark each collection's edits, up to a sequence number, as written to its source."""

    def snapshot(self, target: Path) -> None:
        """A consistent copy as a file of its own, which other programs may open."""
