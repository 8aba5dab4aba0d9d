"""Layers read from their sources: all that are asked for, or everything that keeps any of them from being one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gis.catalog import Catalog, Collection
from gis.columns import Column
from gis.errors import RefusedRows, SourceError
from gis.features import Feature
from gis.fields import Role
from gis.findings import Finding
from gis.layer import Layer
from gis.store import fingerprint
from gis.store.protocol import Reader
from gis.text import Text


def layers_of(catalog: Catalog, prints: Mapping[str, str], read: Reader) -> dict[str, Layer]:
    """Layers by collection, from the files that the catalog names.

    Parameters
    ----------
    prints
        By collection, the fingerprint that was taken of its file.

    Raises
    ------
    RefusedRows
        Every row of any of the files that cannot be used.
    SourceError
        A file that is missing, unreadable, or another than the one whose fingerprint was taken.
    """
    layers: dict[str, Layer] = {}
    findings: list[Finding] = []
    for name, source in prints.items():
        collection = catalog.collections[name]
        path = catalog.source_of(collection)
        try:
            found = read(path, collection)
            if fingerprint.of_file(path) != source:
                raise _changed_source(path)
            layers[name] = _layer(catalog, collection, found)
        except RefusedRows as refused:
            findings += refused.findings
    if findings:
        raise RefusedRows(findings)
    return layers


def _layer(catalog: Catalog, collection: Collection, found: Sequence[Feature] | Mapping[str, Column]) -> Layer:
    """A layer of what a file holds, checked."""
    if isinstance(found, Mapping):
        layer = Layer.without_shapes(collection, found, codelists=catalog.codelists)
        if layer is not None:
            return layer
        rows = range(len(found[collection.by_role[Role.ID].name]))
        values = ({name: column.value(row) for name, column in found.items()} for row in rows)
        found = [Feature(str(table[collection.by_role[Role.ID].name]), None, table) for table in values]
    return Layer.from_features(collection, found, metric_crs=catalog.metric_crs, codelists=catalog.codelists)


def _changed_source(path: Path) -> SourceError:
    return SourceError(
        Text(f"{path} 在读取时变动，未作任何改动", f"{path} changed while it was read; nothing was changed"),
        Text("请等文件写完后重试", "try again when it is written"),
        file=str(path),
    )
