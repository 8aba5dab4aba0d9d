"""Layers read from their sources: all that are asked for, or everything that keeps any of them from being one."""

from __future__ import annotations

from collections.abc import Iterable

from gis.catalog import Catalog
from gis.errors import RefusedRows
from gis.findings import Finding
from gis.layer import Layer
from gis.store.protocol import Reader


def layers_of(catalog: Catalog, names: Iterable[str], read: Reader) -> dict[str, Layer]:
    """Layers by collection, from the files that the catalog names.

    Raises
    ------
    RefusedRows
        Every row of any of the files that cannot be used.
    SourceError
        A file that is missing or unreadable.
    """
    layers: dict[str, Layer] = {}
    findings: list[Finding] = []
    for name in names:
        collection = catalog.collections[name]
        try:
            features = read(catalog.folder / collection.file, collection)
            layers[name] = Layer.from_features(
                collection, features, metric_crs=catalog.metric_crs, codelists=catalog.codelists
            )
        except RefusedRows as refused:
            findings += refused.findings
    if findings:
        raise RefusedRows(findings)
    return layers
