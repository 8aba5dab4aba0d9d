"""A data folder opened: its catalog read, its store brought up to date with its sources, its layers loaded."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import orjson
from numpy.typing import NDArray
from shapely import Geometry

from gis import tiles
from gis.author import system_user
from gis.catalog import Catalog, read_catalog
from gis.editing.change import Change
from gis.editing.making import Done, make_changes
from gis.editing.parcels import merge_parcels, split_parcel
from gis.errors import SourceError
from gis.inventory import Inventory
from gis.io import geojson
from gis.io.written_rows import NOTHING, WrittenRows
from gis.keeping.lost import say_lost, say_older
from gis.layer import Feature, Layer
from gis.locating.applying import locate_rows
from gis.locating.proposal import Located
from gis.recalling.moments import find_entry, loaded_later, stated_before, stood_then
from gis.reservation import Reservation
from gis.snapshot import Shelf, StoredLayer
from gis.stated import state_over
from gis.store import Address, State, Store, Synced, store_at
from gis.store.changing import do_work
from gis.store.feature_texts import feature_of, features_of
from gis.store.fingerprint import join_fingerprints
from gis.store.protocol import RESERVATIONS, STATED, WHOLE_LAYER, ChangeSet
from gis.text import Text

FOLD_AT: Final = 500
"""Edits of a layer from which its snapshot is written again: until then each version patches them in."""


@dataclass(frozen=True, kw_only=True)
class Folder:
    """An open data folder: what it declares, the store that keeps it and where that is, the snapshots, and what a look at its sources did."""

    catalog: Catalog
    store: Store
    synced: Synced
    shelf: Shelf
    address: Address | None = None
    fresh: dict[str, Layer] = field(default_factory=dict)
    """Layers just loaded, until their snapshots are written: they need not be read from the store again."""

    def inventory(self, before: Inventory | None = None) -> Inventory:
        """All layers as the store holds them now, at their version; snapshots that are missing are written first.

        ``before`` is an inventory of this folder: layers that are still the same are taken over, with all that they have worked out.

        Raises
        ------
        SourceError
            Where another process has loaded the store by another declaration: what was read here no longer says what stands there.
        """
        state = self.store.state(self.catalog)
        if before is not None and before.catalog.written.whole != self.catalog.written.whole:
            before = None
        if before is not None and before.version == state.version:
            return before
        files = self._files(state)
        while missing := [name for name, found in files.items() if found is None]:
            self._write(missing)
            state = self.store.state(self.catalog)
            files = self._files(state)
        self.fresh.clear()
        found = {name: _continued(file, before) for name, file in files.items() if file is not None}
        layers = self._patched(found, state.edit)
        return Inventory.of(state_over(self.catalog, state.stated), layers, state.version, state.reservations, before)

    def reopened(self) -> Folder:
        """The folder by its declaration as it is now, its store brought up to date.

        Raises
        ------
        CatalogError, SourceError, RefusedRows, UnexportedEdits
            As :func:`synced_folder`.
        """
        catalog = read_catalog(self.catalog.folder)
        with geojson.garbage_kept():
            synced = self.store.sync(catalog, geojson.layer_reader(catalog))
        return replace(self, catalog=catalog, synced=replace(synced, fresh={}), fresh=dict(synced.fresh))

    def earlier(self) -> dict[tuple[str, str], list[Feature]]:
        """By collection and id, a feature as it was before each edit that is recorded of it, oldest first."""
        features: dict[tuple[str, str], list[Feature]] = {}
        for edit in self.store.edits():
            if edit.before is not None:
                features.setdefault((edit.collection, edit.id), []).append(feature_of(edit.before, edit.id))
        return features

    def inventory_at(self, moment: dt.datetime, now: Inventory) -> Inventory:
        """All layers as they stood at a moment, for a question of its day; ``now`` is an inventory of this folder.

        Raises
        ------
        NoSuchMoment
            Before the log begins, or in the future.
        """
        seq = find_entry(self.store, moment, dt.datetime.now(dt.UTC))
        return self.inventory_after(seq, now.on(moment.date()))

    def inventory_after(self, seq: int, now: Inventory) -> Inventory:
        """All layers as they stood right after an entry of the log, for the day of ``now``."""
        state = self.store.state(self.catalog)
        state = replace(state, stated=stated_before(state.stated, self.store.before(seq, [STATED]).get(STATED, {})))
        files = {name: file for name, file in self._files(state).items() if file is not None}
        later = loaded_later(self.store.log(key=WHOLE_LAYER), seq)
        forward = {name: file for name, file in files.items() if file[1] < seq and name not in later}
        back = self.store.before(seq, [RESERVATIONS, *(name for name in files if name not in forward)])
        made = {name: self._edited(layer, changes, seq) for name, layer, changes, _ in self._changed(forward, seq)}
        layers = {
            name: made[name] if name in made else self._layer_back(name, layer, None if name in later else back, seq)
            for name, (layer, _) in files.items()
        }
        version = join_fingerprints([state.version, f"entry {seq}"])
        catalog = replace(now.catalog, collections=state_over(self.catalog, state.stated).collections)
        return Inventory.of(catalog, layers, version, self._reservations_at(back.get(RESERVATIONS, {})))

    def _reservations_at(self, back: Mapping[str, str | None]) -> list[Reservation]:
        """Reservations that bound at a past moment: those of now with what changed since laid back."""
        then: dict[str, Reservation | None] = {each.id: each for each in self.store.reservations()}
        then |= {key: None if text is None else Reservation.from_dict(orjson.loads(text)) for key, text in back.items()}
        return [each for each in then.values() if each is not None and each.binds]

    def _layer_back(
        self, name: str, layer: StoredLayer, back: Mapping[str, Mapping[str, str | None]] | None, seq: int
    ) -> Layer:
        """A layer whose snapshot is later than an entry of the log, with what changed since laid back; empty where it was not there yet."""
        collection = layer.collection
        if back is None:
            return Layer.from_features(
                collection, [], metric_crs=self.catalog.metric_crs, codelists=self.catalog.codelists
            )
        return self._edited(layer, stood_then(collection, back.get(name, {})), seq)

    def edit(self, changes: Sequence[Change], *, author: str | None = None, why: str = "") -> Done:
        """Make changes as one change set, all or none; when it returns they are on disk.

        Raises
        ------
        LandstockError
            As :func:`gis.editing.making.change_features` says. Nothing is changed then.
        """
        by = ChangeSet(author=author or system_user(), why=why)
        return make_changes(self.store, self.inventory(), changes, by)

    def split(
        self, collection: str, key: str, by: Sequence[Feature] | Geometry, *, author: str | None = None, why: str = ""
    ) -> Done:
        """Split a parcel into pieces, or by a line; see :func:`gis.editing.parcels.split_parcel`."""
        made_by = ChangeSet(author=author or system_user(), why=why)
        return do_work(self.store, self.catalog, made_by, split_parcel(self.inventory(), collection, key, by))

    def merge(
        self,
        collection: str,
        parts: Sequence[str],
        key: str,
        properties: Mapping[str, Any] | None = None,
        *,
        author: str | None = None,
        why: str = "",
    ) -> Done:
        """Merge adjoining parcels into one; see :func:`gis.editing.parcels.merge_parcels`."""
        by = ChangeSet(author=author or system_user(), why=why)
        work = merge_parcels(self.inventory(), collection, dict.fromkeys(parts), key, properties)
        return do_work(self.store, self.catalog, by, work)

    def locate(
        self,
        collection: str,
        named: Sequence[str] = (),
        *,
        chosen: Mapping[str, str] | None = None,
        apply: bool = False,
        author: str | None = None,
        why: str = "",
    ) -> Located:
        """Where the rows of a layer lie that have no shape; see :func:`gis.locating.applying.locate_rows`."""
        by = ChangeSet(author=author or system_user(), why=why)
        return locate_rows(self.store, self.inventory(), by, collection, named, chosen=chosen or {}, apply=apply)

    def heavy(self) -> list[str]:
        """Collections whose snapshots so many edits are patched into that they should be written anew."""
        files = {name: file for name, file in self._files(self.store.state(self.catalog)).items() if file is not None}
        since = self.store.counts({name: number for name, (_, number) in files.items()})
        return [name for name, count in since.items() if count >= min(FOLD_AT, files[name][0].room)]

    def fold(self) -> None:
        """Write heavy snapshots anew; leaves it to another process that is at it."""
        if heavy := self.heavy():
            self._write(heavy, wait=False, anew=True)

    def _files(self, state: State) -> dict[str, tuple[StoredLayer, int] | None]:
        return {
            name: self.shelf.newest(collection, state.marks.get(name, ""), state.edit, self.catalog.codelists)
            for name, collection in state_over(self.catalog, state.stated).collections.items()
        }

    def _write(self, names: Sequence[str], *, wait: bool = True, anew: bool = False) -> None:
        """Write snapshots, unless another process is at it and we do not wait for it; those that it wrote meanwhile only ``anew``."""
        try:
            with self.shelf.writing(wait=wait) as ours:
                if ours:
                    self._shelve(names, anew=anew)
        except OSError as mistake:
            raise SourceError(
                Text(
                    f"快照无法写入 {self.shelf.folder}：{mistake.strerror}",
                    f"a snapshot cannot be written to {self.shelf.folder}: {mistake.strerror}",
                ),
                Text(
                    "请检查磁盘空间与权限，或用 LANDSTOCK_STORE 把存储放到别处",
                    "check the disk's space and permissions, or put the store elsewhere by LANDSTOCK_STORE",
                ),
                file=str(self.shelf.folder),
            ) from None

    def _shelve(self, names: Sequence[str], *, anew: bool) -> None:
        present = {} if anew else self._files(self.store.state(self.catalog))
        with geojson.garbage_kept():
            missing = [name for name in names if not present.get(name)]
            loaded = self.store.load(self.catalog, [name for name in missing if name not in self.fresh])
            if self.fresh and loaded.state != self.synced.at:
                # Somebody wrote since: what was loaded is no longer what stands there.
                self.fresh.clear()
                loaded = self.store.load(self.catalog, missing)
            layers = {**loaded.layers, **{name: self.fresh[name] for name in missing if name in self.fresh}}
            for name, layer in layers.items():
                self.shelf.write(layer, loaded.state.marks[name], loaded.state.edit, _tiles_of)
        self.shelf.keep(self.catalog.collections)

    def _patched(self, files: Mapping[str, tuple[StoredLayer, int]], upto: int) -> dict[str, Layer]:
        """The layers of some snapshots with the edits made that were recorded since, up to the one that the version counts."""
        return {name: self._edited(layer, changes, last) for name, layer, changes, last in self._changed(files, upto)}

    def _changed(
        self, files: Mapping[str, tuple[StoredLayer, int]], upto: int
    ) -> Iterator[tuple[str, StoredLayer, dict[str, Feature | None], int]]:
        """By collection, its snapshot, the last change of each feature since, up to an entry, and the number of the last of them."""
        latest = self.store.latest({name: number for name, (_, number) in files.items()}, upto)
        for name, (layer, number) in files.items():
            since = latest[name]
            changes: dict[str, Feature | None] = dict.fromkeys(since)
            changes |= features_of({key: text for key, (_, text) in since.items() if text is not None})
            yield name, layer, changes, max((seq for seq, _ in since.values()), default=number)

    def _edited(self, layer: StoredLayer, changes: Mapping[str, Feature | None], last: int) -> Layer:
        if layer.edit == last and not changes:
            return layer
        if layer.base is None:
            tiles.offer_prepared(layer, self._prepared)
        # What was added and removed again since was never in the snapshot.
        changes = {key: after for key, after in changes.items() if after is not None or key in layer.row_of}
        if not changes:
            return replace(layer, edit=last)
        made = layer.edited(changes, metric_crs=self.catalog.metric_crs, codelists=self.catalog.codelists)
        if not isinstance(made, StoredLayer):
            return made
        tiles.offer_prepared(made, _patched_tiles)
        return replace(made, edit=last)

    def _prepared(self, layer: StoredLayer) -> tiles.TileSource | None:
        """The geometry of a snapshot's layer as it was prepared for tiles when that was written."""
        arrays = self.shelf.beside(layer)
        return None if arrays is None else tiles.TileSource(**arrays.arrays)


def _continued(file: tuple[StoredLayer, int], before: Inventory | None) -> tuple[StoredLayer, int]:
    """A snapshot's layer and the number of the last edit in it; as an inventory before had it, where it had that very snapshot."""
    layer, was = file[0], None if before is None else before.recorded.get(file[0].id)
    if isinstance(was, StoredLayer) and (was.path, was.collection) == (layer.path, layer.collection):
        return was, was.edit
    return file


def _patched_tiles(layer: StoredLayer) -> tiles.TileSource | None:
    """The same of a layer with edits patched in, from that of the file."""
    return None if layer.base is None else tiles.source_of(layer.base).patched(layer.shapes, layer.touched)


def _tiles_of(layer: Layer) -> dict[str, NDArray[Any]]:
    """A layer's geometry prepared for tiles, as arrays."""
    return vars(tiles.TileSource.of(layer.shapes))


def synced_folder(
    layers: Path, store: Address | None = None, key: Path | None = None, *, written: Mapping[str, WrittenRows] = NOTHING
) -> Folder:
    """A data folder with its store brought up to date; ``store`` defaults to ``.store/landstock.gpkg`` in it, ``key``, the file with the key of its log, to one beside it.

    ``written`` is what this process just wrote into it, by collection: what is still so needs not be read.

    Raises
    ------
    CatalogError, SourceError, RefusedRows
        Where a file is missing or broken: nothing is changed.
    UnexportedEdits
        Where a changed source would overwrite edits that are not in it.
    """
    catalog = read_catalog(layers)
    kept = store_at(store, layers, key)
    shelf = Shelf(kept.local)
    last, gone = shelf.last_edit(), kept.missing()
    shelf.take_over()
    with geojson.garbage_kept():
        synced = kept.sync(catalog, geojson.layer_reader(catalog, written))
    if synced.new and (last is not None or gone):
        say_lost(kept.place, last or 0)
    elif last is not None and last > (stands := kept.state(catalog).edit):
        say_older(kept.place, last, stands)
    fresh = dict(synced.fresh)
    return Folder(
        catalog=catalog, store=kept, synced=replace(synced, fresh={}), shelf=shelf, address=store, fresh=fresh
    )


def shelf_of(layers: Path, store: Address | None = None) -> Shelf:
    """Where the snapshots of a data folder stand, whether there are any or not."""
    return Shelf(store_at(store, layers).local)


def open_folder(
    layers: Path, store: Address | None = None, *, written: Mapping[str, WrittenRows] = NOTHING
) -> Inventory:
    """Everything a data folder holds, ready to be asked; ``written`` as for :func:`synced_folder`.

    Raises
    ------
    CatalogError, SourceError, RefusedRows, UnexportedEdits
        As :func:`synced_folder`.
    """
    return synced_folder(layers, store, written=written).inventory()


def fold_folder(catalog: Catalog, address: Address | None) -> None:
    """Write the heavy snapshots of a folder anew; what a process of its own does beside those that serve, by the catalog that they read."""
    store = store_at(address, catalog.folder)
    # Where there is no room for them the edits go on being patched in.
    with contextlib.suppress(SourceError):
        Folder(catalog=catalog, store=store, synced=Synced(), shelf=Shelf(store.local), address=address).fold()
