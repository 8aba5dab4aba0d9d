"""A store in memory: it proves that whatever implements ``Tables`` and the protocol is a store as the one on disk is."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from gis.author import system_user
from gis.catalog import Catalog
from gis.errors import LandstockError
from gis.inventory import Edit
from gis.layer import Layer
from gis.reservation import Reservation
from gis.stated import Stated
from gis.store import chain, fingerprint
from gis.store.changing import NO_EDITS, Changing, End, apply_edits, digest_after
from gis.store.feature_texts import feature_of, json_text
from gis.store.held import guard_held
from gis.store.log import instant_text
from gis.store.protocol import (
    ASIDE,
    WHOLE_LAYER,
    Action,
    ChangeSet,
    Job,
    Loaded,
    Reader,
    Recorded,
    State,
    Synced,
)
from gis.store.sources import layers_of, marks_of, refuse_pending, refuse_redeclared
from tests.gis.store.contract.memory_tables import Kept, Marks, MemoryTables, in_order, stated_in, texts_of


class MemoryWatch:
    """An ear at it."""

    def __init__(self, store: MemoryStore) -> None:
        self._store, self._seen = store, store.commits

    def changed(self) -> bool:
        """Whether anything was written since the last call."""
        before, self._seen = self._seen, self._store.commits
        return self._seen != before

    def close(self) -> None:
        """Nothing is open."""


class MemoryStore:
    """A store that lasts as long as the object; ``local`` is where its snapshots go."""

    def __init__(self, local: Path) -> None:
        self._local, self._lock = local, threading.RLock()
        self._kept, self._key = Kept(), chain.Key(secrets.token_bytes(chain.KEY_BYTES))
        self.commits = 0

    @property
    def place(self) -> str:
        """Nowhere."""
        return "memory"

    @property
    def local(self) -> Path:
        """A folder of its own."""
        return self._local

    def sync(self, catalog: Catalog, read: Reader, author: str | None = None) -> Synced:
        """Load the collections whose sources or declarations changed."""
        hashes = fingerprint.SourceHashes(self._local.with_suffix(fingerprint.HASHES))
        wanted = {name: marks_of(catalog, each, read, hashes) for name, each in catalog.collections.items()}
        with self._lock:
            kept = self._kept.copy()
            stale = tuple(name for name, marks in wanted.items() if kept.sources.get(name) != marks)
            dropped = tuple(name for name in kept.sources if name not in wanted)
            same = tuple(name for name in wanted if name not in stale)
            counts = {name: [each.collection for each in kept.pending()].count(name) for name in kept.sources}
            alike = {
                name
                for name in stale
                if kept.sources.get(name, ("",))[0] == wanted[name][0]
                and fields_of(kept, name) <= catalog.collections[name].by_name.keys()
            }
            replaced = [name for name in (*stale, *dropped) if name not in alike]
            refuse_pending({name: count for name, count in counts.items() if count}, replaced, catalog)
            layers = layers_of(catalog, {name: wanted[name][0] for name in stale}, read)
            by = ChangeSet(author=author or system_user(), action=Action.LOAD)
            changing = self._changing(kept, catalog, by)
            new, since = not kept.sources, changing.end.seq
            for name in dropped:
                changing.note(name, WHOLE_LAYER, _whole(kept, name), None)
                del kept.features[name], kept.sources[name]
            for name, layer in layers.items():
                _load(kept, layer, wanted[name], changing, again=bool(counts.get(name)))
            guard_held(changing, [each for each in kept.reservations.values() if each.binds], since, dropped)
            changing.finish()
            self._commit(kept)
        return Synced(loaded=stale, kept=same, dropped=dropped, new=new)

    def _changing(self, kept: Kept, catalog: Catalog, by: ChangeSet) -> Changing:
        end = End(seq=0, hash=chain.START, at=None)
        if kept.log and kept.head:
            end = End(seq=kept.head.seq, hash=kept.head.hash, at=kept.log[-1][0].at)
        now = dt.datetime.now(dt.UTC)
        return Changing(catalog=catalog, tables=MemoryTables(kept), by=by, key=self._key, end=end, now=now)

    def _commit(self, kept: Kept) -> None:
        self.commits += kept != self._kept
        self._kept = kept

    def state(self, catalog: Catalog) -> State:
        """What the store holds now."""
        with self._lock:
            kept = self._kept
            refuse_redeclared(kept.sources, catalog, fingerprint.Declarations().of(catalog))
            sources = [f"{name} {marks[0]}" for name, marks in sorted(kept.sources.items())]
            pending = [f"{name} {digest}" for name, digest in sorted(kept.digests.items()) if digest]
            marks = {name: "\n".join((*of, instant_text(kept.loaded_at[name]))) for name, of in kept.sources.items()}
            version = fingerprint.join_fingerprints([catalog.written.meaning, *sources, *pending])
            binding = tuple(each for each in in_order(kept.reservations.values()) if each.binds)
            stated = {name: Stated.from_dict(orjson.loads(text)) for name, text in stated_in(kept).items()}
            return State(version=version, marks=marks, edit=len(kept.log), reservations=binding, stated=stated)

    def load(self, catalog: Catalog, names: Iterable[str] | None = None) -> Loaded:
        """Layers as they stand, all at one moment."""
        wanted = catalog.collections if names is None else set(names)
        with self._lock:
            state, features = self.state(catalog), self._kept.copy().features
        layers = {
            name: Layer.from_features(
                collection,
                [feature_of(text, key) for key, text in features[name].items()],
                metric_crs=catalog.metric_crs,
                codelists=catalog.codelists,
            )
            for name, collection in catalog.collections.items()
            if name in wanted
        }
        return Loaded(state=state, layers=layers)

    def watch(self) -> MemoryWatch:
        """Listen for changes from now on."""
        return MemoryWatch(self)

    def write(self, catalog: Catalog, jobs: Sequence[Job]) -> list[Any | LandstockError]:
        """Do jobs in their order and make them last together."""
        done: list[Any | LandstockError] = []
        with self._lock:
            refuse_redeclared(self._kept.sources, catalog, fingerprint.Declarations().of(catalog))
            kept = self._kept
            for job in jobs:
                tried = kept.copy()
                try:
                    changing = self._changing(tried, catalog, job.by)
                    done.append(job.work(changing))
                    changing.finish()
                    kept = tried
                except LandstockError as refused:
                    done.append(refused)
            self._commit(kept)
        return done

    def apply(self, catalog: Catalog, edits: Sequence[Edit], author: str, why: str = "") -> None:
        """Make edits as one change set, all or none."""
        apply_edits(self, catalog, edits, ChangeSet(author=author, why=why))

    def edits(self, *, unexported: bool = False, after: int = 0, upto: int | None = None) -> list[Recorded]:
        """The recorded changes of features after a number and up to one, oldest first."""
        found = self._kept.pending() if unexported else [entry for entry, _ in self._kept.log]
        return [
            entry
            for entry in found
            if entry.collection not in ASIDE
            and entry.id != WHOLE_LAYER
            and after < entry.seq <= (len(self._kept.log) if upto is None else upto)
        ]

    def log(
        self,
        *,
        after: int = 0,
        collection: str | None = None,
        key: str | None = None,
        but: Action | None = None,
        limit: int | None = None,
    ) -> list[Recorded]:
        """Entries of the log after a number, oldest first."""
        found = [
            entry
            for entry, _ in self._kept.log
            if entry.seq > after
            and collection in (None, entry.collection)
            and key in (None, entry.id)
            and entry.action is not but
        ]
        return found[:limit]

    def change_set(self, number: int) -> list[Recorded]:
        """The entries of a change set."""
        return MemoryTables(self._kept).changes(number)

    def change_sets(self, *, before: int | None = None, limit: int) -> list[list[Recorded]]:
        """The last change sets, the latest first."""
        numbers = dict.fromkeys(entry.change_set for entry, _ in reversed(self._kept.log))
        return [self.change_set(number) for number in numbers if before is None or number < before][:limit]

    def undoing(self, after: int = 0) -> dict[int, int]:
        """By change set after a number, the one that it takes back."""
        return {
            entry.change_set: entry.undoes
            for entry, _ in self._kept.log
            if entry.seq > after and entry.undoes is not None
        }

    def moment(self, at: dt.datetime) -> int:
        """Number of the last entry that was made at a time or before it."""
        return max((entry.seq for entry, _ in self._kept.log if instant_text(entry.at) <= instant_text(at)), default=0)

    def latest(self, after: Mapping[str, int], upto: int) -> dict[str, dict[str, tuple[int, str | None]]]:
        """The last change of each feature after its collection's number and up to one."""
        found: dict[str, dict[str, tuple[int, str | None]]] = {name: {} for name in after}
        for entry in self.edits(upto=upto):
            if entry.seq > after.get(entry.collection, entry.seq):
                found[entry.collection][entry.id] = entry.seq, entry.after
        return found

    def counts(self, after: Mapping[str, int]) -> dict[str, int]:
        """By collection, how many changes of features are recorded after its number."""
        return {name: len(self.log(after=number, collection=name)) for name, number in after.items()}

    def untold_until(self) -> dt.datetime | None:
        """Its log tells of every load."""
        return None

    def before(self, seq: int, names: Iterable[str]) -> dict[str, dict[str, str | None]]:
        """What has changed since an entry of the log, as it stood then."""
        stood: dict[str, dict[str, str | None]] = {}
        for name in names:
            for entry in self.log(after=seq, collection=name):
                if entry.id != WHOLE_LAYER:
                    stood.setdefault(name, {}).setdefault(entry.id, entry.before)
        return stood

    def reservations(self, *, active: bool = False) -> list[Reservation]:
        """Reservations in the order in which they were made."""
        found = in_order(self._kept.reservations.values())
        return [each for each in found if not active or each.binds]

    def reservation(self, key: str) -> Reservation | None:
        """A reservation by its id."""
        return self._kept.reservations.get(key)

    def mark_exported(self, upto: Mapping[str, int]) -> None:
        """Mark each collection's edits, up to a number of the log, as written to its source."""
        with self._lock:
            kept = self._kept.copy()
            for name, seq in upto.items():
                kept.exported[name] = max(seq, kept.exported.get(name, 0))
                kept.digests[name] = digest_after(self.log(after=kept.exported[name], collection=name))
            self._commit(kept)

    def missing(self) -> bool:
        """What is in memory cannot have been here before."""
        return False

    def verified(self) -> chain.Verified:
        """What a look at the whole log finds."""
        return chain.verify(self._kept.log, self._kept.head, [self._key])


def _load(kept: Kept, layer: Layer, marks: Marks, changing: Changing, *, again: bool) -> None:
    """Put a layer in the place of what stands under its name, with the edits made again that its source does not have."""
    was, before = _whole(kept, layer.id), kept.features.get(layer.id)
    now = texts_of(layer)
    last = {entry.id: entry.after for entry in kept.pending() if entry.collection == layer.id} if again else {}
    for key, text in last.items():
        now.pop(key, None)
        if text is not None:
            feature, known, catalog = feature_of(text, key), layer.collection.by_name, changing.catalog
            values = {name: value for name, value in feature.properties.items() if name in known}
            made = [feature._replace(properties=values)]
            now |= texts_of(Layer.from_features(layer.collection, made, metric_crs=catalog.metric_crs, codelists=catalog.codelists))  # fmt: skip
    kept.features[layer.id], kept.sources[layer.id], kept.loaded_at[layer.id] = now, marks, changing.at
    changing.note(layer.id, WHOLE_LAYER, was, _whole(kept, layer.id))
    if before is not None:
        for key in [*before, *(key for key in now if key not in before)]:
            if not _alike(before.get(key), now.get(key)):
                changing.note(layer.id, key, before.get(key), now.get(key))
    if not again:
        kept.exported[layer.id], kept.digests[layer.id] = changing.end.seq, NO_EDITS


def fields_of(kept: Kept, name: str) -> set[str]:
    """The fields with which a layer was loaded."""
    return {field for text in kept.features[name].values() for field in orjson.loads(text)["properties"]}


def _whole(kept: Kept, name: str) -> str | None:
    """What the log says of a layer as a whole."""
    if name not in kept.sources:
        return None
    return json_text({"source_sha256": kept.sources[name][0], "features": len(kept.features[name])})


def _alike(before: str | None, after: str | None) -> bool:
    """Whether two texts say the same of a feature in what both of them have a word for."""
    if before is None or after is None:
        return before == after
    one, other = orjson.loads(before), orjson.loads(after)
    shared = one["properties"].keys() & other["properties"].keys()
    return one["geometry"] == other["geometry"] and all(
        one["properties"][name] == other["properties"][name] for name in shared
    )
