"""A transaction as every store does it: what an edit must fulfil, and what is entered in the log; tables are the store's own."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol, TypeVar, cast

import orjson

from gis.catalog import Catalog, Collection
from gis.errors import LandstockError, StaleVersion
from gis.feature_version import version_of
from gis.features import unknown_feature, with_days
from gis.inventory import NEW, Edit, unknown_collection
from gis.layer import Feature, Layer
from gis.reservation import Reservation
from gis.stated import Stated
from gis.store.chain import Head, Key, Link, sign_head, tie
from gis.store.feature_texts import feature_of, feature_of_row, feature_text, json_text
from gis.store.protocol import (
    RESERVATIONS,
    STATED,
    WHOLE_LAYER,
    Action,
    ChangeSet,
    Job,
    Recorded,
    Remembered,
    Store,
    Transaction,
)
from gis.text import Text

T = TypeVar("T")
NO_EDITS: Final = ""
"""The digest of a collection that is as its source."""


class Tables(Protocol):
    """What a store keeps, as a transaction reads and writes it."""

    def feature_text(self, collection: str, key: str) -> str | None:
        """A feature as GeoJSON text, all its declared properties in it; None where there is none."""

    def put(self, layer: Layer) -> None:
        """Put a layer's features in the place of those that have their ids."""

    def drop(self, collection: str, key: str) -> None:
        """Take a feature away."""

    def enter(self, entry: Recorded, link: Link) -> None:
        """Enter in the log."""

    def move_head(self, head: Head) -> None:
        """Say where the log ends."""

    def digest(self, collection: str) -> str:
        """What names the edits of a collection that are not in its source."""

    def move_digest(self, collection: str, digest: str) -> None:
        """Name them anew."""

    def stated(self, collection: str) -> str | None:
        """What is stated of a collection, as the log keeps it; None where nothing is."""

    def reservation(self, key: str) -> Reservation | None:
        """A reservation by its id."""

    def reserved(self, collection: str, key: str) -> list[Reservation]:
        """Active ones on a plot or floor, the oldest first."""

    def reservations_on(self, collection: str, key: str) -> list[Reservation]:
        """All that there ever were on a plot or floor, the oldest first."""

    def put_reservation(self, reservation: Reservation) -> None:
        """Put a reservation in the place of what has its id, and what it holds in the list of what is held; refused by ``Taken``."""

    def touched_after(self, collection: str, key: str, seq: int) -> Recorded | None:
        """The first entry about something after a number."""

    def changed_since(self, collection: str, seq: int) -> list[str]:
        """Ids of which there are entries after a number."""

    def changes(self, change_set: int) -> list[Recorded]:
        """The entries of a change set."""

    def recall(self, key: str) -> Remembered | None:
        """An answer by its key."""

    def remember(self, key: str, remembered: Remembered) -> None:
        """Keep an answer."""


@dataclass
class End:
    """Where the log ends while a transaction writes: number, hash and time of the last entry."""

    seq: int
    hash: str
    at: dt.datetime | None


@dataclass
class Changing:
    """The transaction of one change set."""

    catalog: Catalog
    tables: Tables
    by: ChangeSet
    key: Key
    end: End
    now: dt.datetime
    _first: int | None = field(default=None, init=False)
    _texts: dict[tuple[str, str], str | None] = field(default_factory=dict, init=False)
    """What was read or written of features: nobody else writes meanwhile."""
    _written: dict[tuple[str, str], Feature] = field(default_factory=dict, init=False)
    """What was written by itself, as it reads again."""
    _digests: dict[str, str] = field(default_factory=dict, init=False)
    """What names the edits of collections by now, until it is written down at the end."""

    @property
    def at(self) -> dt.datetime:
        """When it happens: a clock that was put back does not make the log run backwards."""
        return max(self.now, self.end.at or self.now)

    @property
    def change_set(self) -> int | None:
        """Its number, as soon as there is an entry."""
        return self._first

    def explain(self, what: str) -> None:
        """Add to why the changes are made."""
        self.by = replace(self.by, why=f"{self.by.why}（{what}）" if self.by.why else what)

    def feature(self, collection: str, key: str) -> Feature | None:
        """A feature as it stands now."""
        if (collection, key) in self._written:
            return self._written[collection, key]
        text = self._text(collection_of(self.catalog, collection).id, key)
        return None if text is None else feature_of(text, key)

    def _text(self, collection: str, key: str) -> str | None:
        place = collection, key
        if place not in self._texts:
            self._texts[place] = self.tables.feature_text(collection, key)
        return self._texts[place]

    def write(self, edit: Edit, judged: Layer | None = None) -> None:
        """Make an edit."""
        collection = collection_of(self.catalog, edit.collection)
        layer = judged or check_edit(self.catalog, edit)
        before = self._text(collection.id, edit.id)
        if edit.expected is not None:
            refuse_stale(collection, edit, None if before is None else feature_of(before, edit.id))
        place = collection.id, edit.id
        after = None
        if layer is None:
            if before is None:
                raise unknown_feature(collection, edit.id)
            self.tables.drop(*place)
            self._written.pop(place, None)
        else:
            self.tables.put(layer)
            feature = self._written[place] = feature_of_row(layer, 0)
            after = feature_text(feature)
        self._texts[place] = after
        if after != before:
            self.note(collection.id, edit.id, before, after)

    def write_rows(self, layer: Layer, ended: Sequence[str] = ()) -> None:
        """Write features of a layer, and end others."""
        name = collection_of(self.catalog, layer.id).id
        after: dict[str, str | None] = dict.fromkeys(ended)
        after |= {key: feature_text(feature_of_row(layer, row)) for row, key in enumerate(layer.ids)}
        before = {key: self._text(name, key) for key in (*layer.ids, *ended)}
        self.tables.put(layer)
        for key in ended:
            if before[key] is not None:
                self.tables.drop(name, key)
        for key, was in before.items():
            now = self._texts[name, key] = after[key]
            self._written.pop((name, key), None)
            if now != was:
                self.note(name, key, was, now)

    def stated(self, collection: str) -> Stated | None:
        """What is stated of a layer."""
        text = self.tables.stated(collection)
        return None if text is None else Stated.from_dict(orjson.loads(text))

    def keep_stated(self, collection: str, stated: Stated | None) -> None:
        """Write down what an import states of a layer."""
        before = self.tables.stated(collection_of(self.catalog, collection).id)
        after = None if stated is None else json_text(stated.as_dict())
        # That an import came, or was taken back, stands in the log also where it states what the last one did.
        came = self.by.action is Action.IMPORT and self.change_set is not None
        if after != before or came or self.by.action is Action.UNDO:
            self.note(STATED, collection, before, after)

    def reservation(self, key: str) -> Reservation | None:
        """A reservation by its id."""
        return self.tables.reservation(key)

    def reserved(self, collection: str, key: str) -> list[Reservation]:
        """Active reservations on a plot or floor."""
        return self.tables.reserved(collection, key)

    def reservations_on(self, collection: str, key: str) -> list[Reservation]:
        """All reservations that there ever were on a plot or floor."""
        return self.tables.reservations_on(collection, key)

    def keep_reservation(self, reservation: Reservation) -> None:
        """Write a reservation down."""
        before = self.tables.reservation(reservation.id)
        if before == reservation:
            return
        self.tables.put_reservation(reservation)
        self.note(
            RESERVATIONS,
            reservation.id,
            None if before is None else json_text(before.as_dict()),
            json_text(reservation.as_dict()),
        )

    def touched_after(self, collection: str, key: str, seq: int) -> Recorded | None:
        """The first entry about something after a number."""
        return self.tables.touched_after(collection, key, seq)

    def changed_since(self, collection: str, seq: int) -> list[str]:
        """Ids of a collection's features that were changed after a number."""
        return self.tables.changed_since(collection, seq)

    def changes(self, change_set: int) -> list[Recorded]:
        """The entries of a change set."""
        return self.tables.changes(change_set)

    def recall(self, key: str) -> Remembered | None:
        """What was answered to a request of this key."""
        return self.tables.recall(key)

    def remember(self, key: str, asked: str, answer: str) -> None:
        """Keep an answer."""
        self.tables.remember(key, Remembered(asked=asked, answer=answer, at=self.at))

    def note(self, collection: str, key: str, before: str | None, after: str | None) -> None:
        """Enter a change in the log."""
        seq = self.end.seq + 1
        self._first = self._first or seq
        entry = Recorded(
            seq=seq,
            change_set=self._first,
            at=self.at,
            author=self.by.author,
            action=self.by.action,
            why=self.by.why,
            undoes=self.by.undoes,
            collection=collection,
            id=key,
            before=before,
            after=after,
        )
        link, self.end.hash = tie(entry, self.end.hash, self.key)
        self.tables.enter(entry, link)
        self.end.seq, self.end.at = seq, entry.at
        if self.by.action is not Action.LOAD and key != WHOLE_LAYER:
            before_it = self._digests.get(collection)
            digest = self.tables.digest(collection) if before_it is None else before_it
            self._digests[collection] = next_digest(digest, key, after)

    def finish(self) -> End:
        """Sign the head of the log and name the edits anew, once for all that was entered; gives where the log ends."""
        if self._first is not None:
            self.tables.move_head(sign_head(self.end.seq, self.end.hash, self.key))
        for collection, digest in self._digests.items():
            self.tables.move_digest(collection, digest)
        return self.end


def apply_edits(store: Store, catalog: Catalog, edits: Sequence[Edit], by: ChangeSet) -> int | None:
    """Make edits as one change set by any store; its number, None where they changed nothing.

    Raises
    ------
    UnknownCollection, UnknownFeature, RefusedRows, StaleVersion
        Nothing is changed then.
    """

    def work(transaction: Transaction) -> int | None:
        for edit in edits:
            transaction.write(edit)
        return transaction.change_set

    return do_work(store, catalog, by, work)


def do_work(store: Store, catalog: Catalog, by: ChangeSet, work: Callable[[Transaction], T]) -> T:
    """What the work of one change set returns; when it does it is on disk.

    Raises
    ------
    LandstockError
        What the work was refused with. Nothing is changed then.
    """
    (done,) = store.write(catalog, [Job(by=by, work=work)])
    if isinstance(done, LandstockError):
        raise done
    return cast("T", done)


def next_digest(digest: str, key: str, after: str | None) -> str:
    """The name of a collection's edits with one more."""
    return hashlib.sha256(orjson.dumps([digest, key, after])).hexdigest()


def digest_after(entries: Iterable[Recorded]) -> str:
    """The name of the edits among a collection's entries that follow the last one that is in its source."""
    digest = NO_EDITS
    for entry in entries:
        if entry.action is not Action.LOAD and entry.id != WHOLE_LAYER:
            digest = next_digest(digest, entry.id, entry.after)
    return digest


def collection_of(catalog: Catalog, name: str) -> Collection:
    """A collection of the catalog.

    Raises
    ------
    UnknownCollection
        With those that there are.
    """
    if name not in catalog.collections:
        raise unknown_collection(name, catalog.collections)
    return catalog.collections[name]


def check_edit(catalog: Catalog, edit: Edit) -> Layer | None:
    """The edited feature as a layer of one row, which refuses what a layer refuses; None for a removal."""
    if edit.feature is None:
        return None
    collection = collection_of(catalog, edit.collection)
    feature = with_days(collection, edit.feature._replace(id=edit.id), catalog.time_zone)
    return Layer.from_features(collection, [feature], metric_crs=catalog.metric_crs, codelists=catalog.codelists)


def refuse_stale(collection: Collection, edit: Edit, now: Feature | None) -> None:
    """Refuse an edit of a feature that is not the version that the edit expects.

    Raises
    ------
    StaleVersion
        With the feature as it stands.
    """
    if edit.expected is None:
        return
    version = NEW if now is None else version_of(now.properties, now.geometry)
    if version == edit.expected:
        return
    title = collection.title
    if now is None:
        said = Text(f"“{title.zh}”中的 {edit.id} 已不在", f"{edit.id} of {title.en} is not there any more")
        remedy = Text("请查看它的变更记录", "look at its history")
    elif edit.expected == NEW:
        said = Text(f"“{title.zh}”中已有 {edit.id}", f"{title.en} has {edit.id} already")
        remedy = Text("请换一个编号，或修改已有的那一条", "take another id, or edit the one that is there")
    else:
        said = Text(
            f"“{title.zh}”中的 {edit.id} 在您打开之后已被修改", f"{edit.id} of {title.en} was changed since you read it"
        )
        remedy = Text("请以现值为准核对后再提交", "look at it as it is now, then send your change again")
    mistake = StaleVersion(said, remedy, collection=collection.id, id=edit.id, expected=edit.expected, version=version)
    mistake.current = now
    raise mistake
