"""Edits that are in the store alone, written into the layer files of a data folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gis.catalog import Catalog, Collection, read_catalog
from gis.disk import no_write
from gis.features import Feature
from gis.io import geojson
from gis.store import Address, Recorded, store_at


def export_to_sources(layers: Path, store: Address | None = None, key: Path | None = None) -> dict[str, int]:
    """Write edits that are not yet in the sources into them, and load these again.

    The edits are made again on the source as it is now, so that a source that changed meanwhile keeps its changes.

    Returns
    -------
    dict
        Edits written, by collection.
    """
    catalog = read_catalog(layers)
    kept = store_at(store, layers, key)
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
