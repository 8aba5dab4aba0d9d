"""What a store promises: an edit that was answered is on disk, a load happens whole or not at all, and nothing that stood vanishes from the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Protocol

from gis.catalog import Catalog, Collection
from gis.errors import LandstockError
from gis.inventory import Edit
from gis.layer import Feature, Layer
from gis.plain_columns import PlainRows
from gis.reservation import Reservation
from gis.stated import Stated

Reader = Callable[[Path, Collection], Sequence[Feature] | PlainRows]
"""Reads a layer file, as features, or as whole columns where nothing is to be said of a feature: what ``gis.io.geojson.layer_reader`` makes."""
RESERVATIONS: Final = "@reservations"
"""In the place of a collection, where the log tells of reservations: no layer can have this name."""
STATED: Final = "@stated"
"""The same where it tells what imports state of layers as a whole, each by the layer's name."""
ASIDE: Final = (RESERVATIONS, STATED)
"""What stands in the place of a collection and is none."""
WHOLE_LAYER: Final = ""
"""In the place of a feature's id, where the log tells of a layer as a whole: that it was loaded, or dropped."""


class Action(StrEnum):
    """What a change set was made by."""

    LOAD = "load"
    IMPORT = "import"
    EDIT = "edit"
    UNDO = "undo"
    RESERVE = "reserve"


@dataclass(frozen=True, kw_only=True)
class ChangeSet:
    """Who makes changes, by what, and why; all of them land together.

    ``undoes`` is the number of the change set that is taken back.
    """

    author: str
    why: str = ""
    action: Action = Action.EDIT
    undoes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One entry of the log; ``before`` and ``after`` are texts of JSON, of a feature GeoJSON, None for nothing.

    ``change_set`` is the number of the first entry of those that were made together.
    """

    seq: int
    change_set: int
    at: dt.datetime
    author: str
    action: Action
    why: str
    undoes: int | None
    collection: str
    id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """What was answered to a request that may come again: by its key, what was asked and what was said."""

    asked: str
    answer: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class State:
    """What a store holds at one moment.

    Parameters
    ----------
    version
        Twelve hexadecimal digits that name the content: catalog, sources, edits not yet in them, and reservations.
    marks
        By collection, what it was loaded from and when: the same mark, the same features but for edits.
    edit
        Number of the last entry of the log.
    reservations
        Those that are written down as binding, in the order in which they were made.
    stated
        By collection, what its last import states of it.
    """

    version: str
    marks: Mapping[str, str]
    edit: int
    reservations: tuple[Reservation, ...] = ()
    stated: Mapping[str, Stated] = field(default_factory=dict)


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


@dataclass(frozen=True, kw_only=True)
class Unwritten:
    """What a store holds beside the layers' files.

    Parameters
    ----------
    changes
        By collection and id, features as the last change left them, as texts; None for one that was ended.
    stated
        By collection, what its last import states of it.
    """

    changes: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    stated: Mapping[str, Stated] = field(default_factory=dict)


class Watch(Protocol):
    """An ear at a store."""

    def changed(self) -> bool:
        """Whether anything was written since the last call, by whatever process; takes microseconds."""

    def close(self) -> None:
        """Stop listening."""


class Transaction(Protocol):
    """What a change set sees and does while nobody else writes."""

    @property
    def at(self) -> dt.datetime:
        """When all of it happens: never before anything that is in the log."""

    @property
    def change_set(self) -> int | None:
        """The number of the change set, as soon as anything was changed."""

    def explain(self, what: str) -> None:
        """Add to why the changes are made what only the work knows; before the first of them."""

    def feature(self, collection: str, key: str) -> Feature | None:
        """A feature as it stands now; None where there is none.

        Raises
        ------
        UnknownCollection
        """

    def write(self, edit: Edit, judged: Layer | None = None) -> None:
        """Make an edit, and enter it in the log; what changes nothing leaves no trace.

        ``judged`` is its feature as a layer of one row, where that was made already.

        Raises
        ------
        UnknownCollection, UnknownFeature, RefusedRows
            Where it cannot be made.
        StaleVersion
            Where the feature is not the version that the edit expects.
        """

    def write_rows(self, layer: Layer, ended: Sequence[str] = ()) -> None:
        """Put the features of a layer in the place of those that have their ids, end others, and enter all of it in the log.

        Raises
        ------
        UnknownCollection
        """

    def stated(self, collection: str) -> Stated | None:
        """What is stated of a layer."""

    def keep_stated(self, collection: str, stated: Stated | None) -> None:
        """Write down what an import states of a layer, None where nothing is stated any more, and enter it in the log."""

    def reservation(self, key: str) -> Reservation | None:
        """A reservation by its id, whatever has become of it."""

    def reserved(self, collection: str, key: str) -> list[Reservation]:
        """Those that are written down as binding on a plot or floor, the oldest first."""

    def reservations_on(self, collection: str, key: str) -> list[Reservation]:
        """All that there ever were on a plot or floor, the oldest first."""

    def keep_reservation(self, reservation: Reservation) -> None:
        """Write a reservation down, new or changed, and enter it in the log.

        Raises
        ------
        Taken
            Where another that binds holds the whole of what it holds.
        """

    def touched_after(self, collection: str, key: str, seq: int) -> Recorded | None:
        """The first entry of the log after a number that is about a feature or a reservation."""

    def changed_since(self, collection: str, seq: int) -> list[str]:
        """Ids of a collection's features that the log speaks of after a number."""

    def changes(self, change_set: int) -> list[Recorded]:
        """The entries of a change set, in their order."""

    def recall(self, key: str) -> Remembered | None:
        """What was answered to a request of this key."""

    def remember(self, key: str, asked: str, answer: str) -> None:
        """Keep what is answered now, for when the same request comes again."""


Work = Callable[[Transaction], Any]


@dataclass(frozen=True, kw_only=True)
class Job:
    """A change set and what is to be done for it: all of it lands, or nothing where the work raises a ``LandstockError``."""

    by: ChangeSet
    work: Work


class Store(Protocol):
    """Where the layers of one data folder are kept between runs."""

    @property
    def place(self) -> str:
        """Where it is, as people are told."""

    @property
    def local(self) -> Path:
        """A folder of this machine, this store's own, for what is made again from it at any time; it need not be there yet."""

    def sync(self, catalog: Catalog, read: Reader, author: str | None = None) -> Synced:
        """Load the collections whose sources or declarations changed; all of them or none.

        What a load changes in features that were there stands in the log as every change does, by ``author``, the system's user by default.
        Where a declaration alone has changed, edits that are not yet in the source are made again on what it says.

        Raises
        ------
        UnexportedEdits
            Where a load would overwrite edits that are not yet in the sources.
        Taken
            Where a load would drop what somebody holds; what it says otherwise of that is said as a warning.
        SourceError, RefusedRows
            Where a source cannot be used. The store is unchanged then.
        """

    def state(self, catalog: Catalog) -> State:
        """What the store holds now."""

    def load(self, catalog: Catalog, names: Iterable[str] | None = None) -> Loaded:
        """Layers as they stand, by collection id, in the catalog's order; all of them where none are named."""

    def watch(self) -> Watch:
        """Listen for changes from now on; for one thread."""

    def write(self, catalog: Catalog, jobs: Sequence[Job]) -> list[Any | LandstockError]:
        """Do jobs in their order and make them durable together; when it returns they are on disk.

        Returns
        -------
        list
            For each job what its work returned, or the error that it was refused with: it then left nothing behind.

        Raises
        ------
        SourceError
            Where nothing can be written at all: none of them happened then.
        """

    def apply(self, catalog: Catalog, edits: Sequence[Edit], author: str, why: str = "") -> None:
        """Make edits durable as one change set, all or none; when it returns they are on disk.

        Raises
        ------
        UnknownCollection, UnknownFeature, RefusedRows, StaleVersion
            Nothing is changed then.
        """

    def edits(self, *, unexported: bool = False, after: int = 0, upto: int | None = None) -> list[Recorded]:
        """The recorded changes of features, after a number and up to one, oldest first; without what loads changed where ``unexported``."""

    def latest(self, after: Mapping[str, int], upto: int) -> dict[str, dict[str, tuple[int, str | None]]]:
        """By collection and id, the last change of each feature after that collection's number and up to one: its number, and the feature as it left it."""

    def counts(self, after: Mapping[str, int]) -> dict[str, int]:
        """By collection, how many changes of features are recorded after its number."""

    def log(
        self,
        *,
        after: int = 0,
        collection: str | None = None,
        key: str | None = None,
        but: Action | None = None,
        limit: int | None = None,
    ) -> list[Recorded]:
        """Entries of the log after a number, oldest first: all of them, those of a collection, those of one feature; ``but`` those of one kind."""

    def change_set(self, number: int) -> list[Recorded]:
        """The entries of a change set; none where there is no such."""

    def change_sets(self, *, before: int | None = None, limit: int) -> list[list[Recorded]]:
        """The last change sets, the latest first, each by its entries; those before a number where one is given."""

    def undoing(self, after: int = 0) -> dict[int, int]:
        """By change set after a number, the change set that it takes back."""

    def moment(self, at: dt.datetime) -> int:
        """Number of the last entry of the log that was made at a time or before it; 0 where there is none."""

    def untold_until(self) -> dt.datetime | None:
        """Until when sources were loaded of which the log says nothing; None where it tells of every load."""

    def before(self, seq: int, names: Iterable[str]) -> dict[str, dict[str, str | None]]:
        """By collection and id, what has changed since an entry of the log as it stood right after that entry; None for what was not there yet.

        Told of the collections that are named; ``RESERVATIONS`` is one.
        """

    def reservations(self, *, active: bool = False) -> list[Reservation]:
        """Reservations in the order in which they were made: all of them, or those that are written down as binding."""

    def reservation(self, key: str) -> Reservation | None:
        """A reservation by its id, whatever has become of it."""

    def mark_exported(self, upto: Mapping[str, int]) -> None:
        """Mark each collection's edits, up to a number of the log, as written to its source."""

    def missing(self) -> bool:
        """Whether something tells of a store that was here and is not any more."""
