"""A data folder opened: its catalog read, its store brought up to date with its sources, its layers loaded."""

from __future__ import annotations

import contextlib
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import orjson
import shapely
from numpy.typing import NDArray

from gis import tiles
from gis.catalog import Catalog, Collection, read_catalog
from gis.disk import no_write
from gis.errors import SourceError
from gis.inventory import Inventory
from gis.io import geojson
from gis.layer import Feature, Layer
from gis.snapshot import Shelf, StoredLayer
from gis.store import Recorded, State, Store, Synced
from gis.store.fingerprint import HASHES
from gis.store.geopackage import DEFAULT_FILE, GeoPackageStore
from gis.text import Text

_LOG = logging.getLogger("landstock")
SNAPSHOTS: Final = ".snapshots"
FOLD_AT: Final = 500
"""Edits of a layer from which its snapshot is written again: until then each version patches them in."""


@dataclass(frozen=True, kw_only=True)
class Folder:
    """An open data folder: what it declares, the store that keeps it and its file, the snapshots, and what a look at its sources did."""

    catalog: Catalog
    store: Store
    synced: Synced
    shelf: Shelf
    file: Path
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
        found = {name: file for name, file in files.items() if file is not None}
        layers = self._patched(found, state.edit, before)
        return Inventory.of(self.catalog, layers, state.version)

    def earlier(self) -> dict[tuple[str, str], list[Feature]]:
        """By collection and id, a feature as it was before each edit that is recorded of it, oldest first."""
        features: dict[tuple[str, str], list[Feature]] = {}
        for edit in self.store.edits():
            if edit.before is not None:
                before = orjson.loads(edit.before)
                drawn = before.get("geometry")
                shape = None if drawn is None else shapely.from_geojson(orjson.dumps(drawn))
                features.setdefault((edit.collection, edit.id), []).append(
                    Feature(edit.id, shape, before["properties"])
                )
        return features

    def heavy(self) -> list[str]:
        """Collections whose snapshots so many edits are patched into that they should be written anew."""
        files = {name: file for name, file in self._files(self.store.state(self.catalog)).items() if file is not None}
        since = Counter(
            edit.collection
            for edit in self.store.edits(after=min((number for _, number in files.values()), default=0))
            if edit.collection in files and edit.seq > files[edit.collection][1]
        )
        return [name for name, count in since.items() if count >= min(FOLD_AT, files[name][0].room)]

    def fold(self) -> None:
        """Write heavy snapshots anew; leaves it to another process that is at it."""
        if heavy := self.heavy():
            self._write(heavy, wait=False, anew=True)

    def _files(self, state: State) -> dict[str, tuple[StoredLayer, int] | None]:
        return {
            name: self.shelf.newest(collection, state.marks.get(name, ""), state.edit, self.catalog.codelists)
            for name, collection in self.catalog.collections.items()
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

    def _patched(
        self, files: Mapping[str, tuple[StoredLayer, int]], upto: int, before: Inventory | None
    ) -> dict[str, Layer]:
        """The layers of some snapshots with the edits made that were recorded since, up to the one that the version counts."""
        changes: dict[str, dict[str, Feature | None]] = {name: {} for name in files}
        last = {name: number for name, (_, number) in files.items()}
        for edit in self.store.edits(after=min((number for _, number in files.values()), default=0)):
            if edit.collection in files and files[edit.collection][1] < edit.seq <= upto:
                changes[edit.collection][edit.id] = _feature(edit)
                last[edit.collection] = edit.seq
        return {
            name: self._edited(layer, changes[name], last[name], None if before is None else before.layers.get(name))
            for name, (layer, _) in files.items()
        }

    def _edited(
        self, layer: StoredLayer, changes: Mapping[str, Feature | None], last: int, before: Layer | None
    ) -> Layer:
        if isinstance(before, StoredLayer) and (before.path, before.edit) == (layer.path, last):
            return before
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


def _patched_tiles(layer: StoredLayer) -> tiles.TileSource | None:
    """The same of a layer with edits patched in, from that of the file."""
    return None if layer.base is None else tiles.source_of(layer.base).patched(layer.shapes, layer.touched)


def _tiles_of(layer: Layer) -> dict[str, NDArray[Any]]:
    """A layer's geometry prepared for tiles, as arrays."""
    return vars(tiles.TileSource.of(layer.geometries))


def _feature(edit: Recorded) -> Feature | None:
    """The feature as an edit left it."""
    if edit.after is None:
        return None
    parsed = geojson.parse(edit.after.encode(), edit.collection)
    return Feature(edit.id, parsed.geometries[0], parsed.properties[0])


def synced_folder(layers: Path, store: Path | None = None) -> Folder:
    """A data folder with its store brought up to date; ``store`` defaults to ``.store/landstock.gpkg`` in it.

    Raises
    ------
    CatalogError, SourceError, RefusedRows
        Where a file is missing or broken: nothing is changed.
    UnexportedEdits
        Where a changed source would overwrite edits that are not in it.
    """
    catalog = read_catalog(layers)
    kept, shelf = GeoPackageStore(store or layers / DEFAULT_FILE), shelf_of(layers, store)
    last, gone = shelf.last_edit(), _gone(kept.path)
    shelf.take_over()
    with geojson.garbage_kept():
        synced = kept.sync(catalog, geojson.layer_reader(catalog))
    if synced.new and (last is not None or gone):
        _say_lost(kept.path, last or 0)
    fresh = dict(synced.fresh)
    return Folder(
        catalog=catalog, store=kept, synced=replace(synced, fresh={}), shelf=shelf, file=kept.path, fresh=fresh
    )


def _gone(file: Path) -> bool:
    """Whether something stands in the place of a store, or beside it, that tells of one which held something."""
    if file.exists():
        return file.stat().st_size == 0
    return file.with_suffix(HASHES).exists()


def _say_lost(file: Path, last: int) -> None:
    """Say that a store which was there is gone: the sources say nothing of edits that were not written to them."""
    known = Text(f"（已知至少 {last} 处）", f" (at least {last} are known of)") if last else Text("", "")
    _LOG.warning(
        "原有存储 %s 已不在，已从图层文件重建；尚未写回图层文件的修改已丢失%s。如有备份，请停止服务后放回该文件 / "
        "the store %s that was here is gone and was made anew from the layer files; edits that were not written to them are lost%s. "
        "If you have a copy of it, stop the service and put it back",
        file,
        known.zh,
        file,
        known.en,
    )


def shelf_of(layers: Path, store: Path | None = None) -> Shelf:
    """Where the snapshots of a data folder stand, whether there are any or not."""
    return Shelf((store or layers / DEFAULT_FILE).with_suffix(SNAPSHOTS))


def open_folder(layers: Path, store: Path | None = None) -> Inventory:
    """Everything a data folder holds, ready to be asked.

    Raises
    ------
    CatalogError, SourceError, RefusedRows, UnexportedEdits
        As :func:`synced_folder`.
    """
    return synced_folder(layers, store).inventory()


def fold_folder(catalog: Catalog, file: Path) -> None:
    """Write the heavy snapshots of a folder anew; what a process of its own does beside those that serve, by the catalog that they read."""
    store = GeoPackageStore(file)
    # Where there is no room for them the edits go on being patched in.
    with contextlib.suppress(SourceError):
        Folder(catalog=catalog, store=store, synced=Synced(), shelf=shelf_of(catalog.folder, file), file=file).fold()


def export_to_sources(layers: Path, store: Path | None = None) -> dict[str, int]:
    """Write edits that are not yet in the sources into them, and load these again.

    The edits are made again on the source as it is now, so that a source that changed meanwhile keeps its changes.

    Returns
    -------
    dict
        Edits written, by collection.
    """
    catalog = read_catalog(layers)
    kept = GeoPackageStore(store or layers / DEFAULT_FILE)
    pending: dict[str, list[Recorded]] = {}
    for edit in kept.edits(unexported=True):
        pending.setdefault(edit.collection, []).append(edit)
    known = {name: edits for name, edits in pending.items() if name in catalog.collections}
    for name, edits in known.items():
        _write_source(catalog, catalog.collections[name], edits)
        kept.mark_exported({name: edits[-1].seq})
    kept.sync(catalog, geojson.layer_reader(catalog))
    return {name: len(edits) for name, edits in known.items()}


def _write_source(catalog: Catalog, collection: Collection, edits: Sequence[Recorded]) -> None:
    path = catalog.source_of(collection)
    features = {feature.id: feature for feature in geojson.read(path, collection)}
    for edit in edits:
        if edit.after is None:
            features.pop(edit.id, None)
            continue
        after = geojson.parse(edit.after.encode(), path.name)
        before = features[edit.id].properties if edit.id in features else {}
        features[edit.id] = Feature(edit.id, after.geometries[0], {**before, **after.properties[0]})
    try:
        geojson.write(path, features.values())
    except OSError as mistake:
        raise no_write(path, mistake) from None
