"""A data folder opened: its catalog read, its store brought up to date with its sources, its layers loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gis.catalog import Catalog, Collection, read_catalog
from gis.inventory import Inventory
from gis.io import geojson
from gis.layer import Feature
from gis.store import Recorded, Store, Synced
from gis.store.geopackage import DEFAULT_FILE, GeoPackageStore


@dataclass(frozen=True, kw_only=True)
class Folder:
    """An open data folder: what it declares, where it is kept, and what a look at its sources did."""

    catalog: Catalog
    store: Store
    synced: Synced

    def inventory(self) -> Inventory:
        """All layers as the store holds them now, at their version."""
        with geojson.garbage_kept():
            return Inventory.of(self.catalog, self.store.load_layers(self.catalog), self.store.version(self.catalog))


def synced_folder(layers: Path, store: Path | None = None) -> Folder:
    """A data folder with its store brought up to date; ``store`` defaults to ``.store/landstock.gpkg`` in it.

    Raises
    ------
    CatalogError, SourceError, LayerError
        Where a file is missing or broken: nothing is changed.
    UnexportedEdits
        Where a changed source would overwrite edits that are not in it.
    """
    catalog = read_catalog(layers)
    kept = GeoPackageStore(store or layers / DEFAULT_FILE)
    with geojson.garbage_kept():
        synced = kept.sync(catalog, geojson.read)
    return Folder(catalog=catalog, store=kept, synced=synced)


def open_folder(layers: Path, store: Path | None = None) -> Inventory:
    """Everything a data folder holds, ready to be asked.

    Raises
    ------
    CatalogError, SourceError, LayerError, UnexportedEdits
        As :func:`synced_folder`.
    """
    return synced_folder(layers, store).inventory()


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
    kept.sync(catalog, geojson.read)
    return {name: len(edits) for name, edits in known.items()}


def _write_source(catalog: Catalog, collection: Collection, edits: Sequence[Recorded]) -> None:
    path = catalog.folder / collection.file
    features = {feature.id: feature for feature in geojson.read(path, collection)}
    for edit in edits:
        if edit.after is None:
            features.pop(edit.id, None)
            continue
        after = geojson.parse(edit.after.encode(), path.name)
        before = features[edit.id].properties if edit.id in features else {}
        features[edit.id] = Feature(edit.id, after.geometries[0], {**before, **after.properties[0]})
    geojson.write(path, features.values())
