"""Layers read from their sources, and what every store asks before it loads them or lets them be changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from gis.catalog import Catalog, Collection
from gis.errors import RefusedRows, SourceError, UnexportedEdits
from gis.features import Feature
from gis.fields import Role
from gis.findings import Finding
from gis.layer import Layer
from gis.plain_columns import PlainRows
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
            layers[name] = make_layer(catalog, collection, found)
        except RefusedRows as refused:
            findings += refused.findings
    if findings:
        raise RefusedRows(findings)
    return layers


def make_layer(catalog: Catalog, collection: Collection, found: Sequence[Feature] | PlainRows) -> Layer:
    """A layer of what a file holds, checked."""
    if isinstance(found, PlainRows):
        layer = Layer.from_columns(collection, found, metric_crs=catalog.metric_crs, codelists=catalog.codelists)
        if layer is not None:
            return layer
        found = _features(collection, found)
    return Layer.from_features(collection, found, metric_crs=catalog.metric_crs, codelists=catalog.codelists)


def _features(collection: Collection, rows: PlainRows) -> list[Feature]:
    """The same row by row, for whoever says what is wrong with one."""
    keys = rows.columns[collection.by_role[Role.ID].name].listed(np.arange(len(rows)))
    shapes = [None] * len(rows) if rows.shapes is None else np.asarray(rows.shapes)
    return [
        Feature(str(key), shape, {name: column.value(row) for name, column in rows.columns.items()})
        for row, (key, shape) in enumerate(zip(keys, shapes, strict=True))
    ]


def _changed_source(path: Path) -> SourceError:
    return SourceError(
        Text(f"{path} 在读取时变动，未作任何改动", f"{path} changed while it was read; nothing was changed"),
        Text("请等文件写完后重试", "try again when it is written"),
        file=str(path),
    )


def marks_of(
    catalog: Catalog, collection: Collection, read: Reader, hashes: fingerprint.SourceHashes
) -> tuple[str, str]:
    """What tells whether a collection is to be loaded again: fingerprints of its file and of its declaration."""
    path = catalog.source_of(collection)
    try:
        source = hashes.of(path)
    except OSError:
        read(path, collection)
        raise
    return source, fingerprint.of_declaration(collection, catalog.metric_crs, catalog.codelists, catalog.time_zone)


def refuse_redeclared(held: Mapping[str, tuple[str, str]], catalog: Catalog, declared: Mapping[str, str]) -> None:
    """Refuse to read by a catalog what was loaded by another one: the columns may be others, or mean something else.

    ``held`` has, by collection, the two fingerprints that it was loaded by, ``declared`` that of its declaration today.

    Raises
    ------
    SourceError
    """
    for name, collection in catalog.collections.items():
        if name not in held or held[name][1] != declared[name]:
            raise SourceError(
                Text(
                    f"图层“{collection.title.zh}”（{name}）已不是本进程载入的样子：catalog.toml 已变动，或存储文件已删除、重建",
                    f"{collection.title.en} ({name}) is not what this process has loaded: catalog.toml changed, or the store was deleted or made anew",
                ),
                Text("请重新启动服务，或再运行一次命令", "start the service again, or run the command once more"),
                collection=name,
            )


def refuse_pending(pending: Mapping[str, int], names: Sequence[str], catalog: Catalog) -> None:
    """Refuse to load over edits that are not in their sources; ``pending`` counts them by collection.

    Raises
    ------
    UnexportedEdits
    """
    pending = {name: count for name, count in pending.items() if name in names}
    if not pending:
        return
    name, count = next(iter(pending.items()))
    title = catalog.collections[name].title if name in catalog.collections else Text(name, name)
    raise UnexportedEdits(
        Text(
            f"图层“{title.zh}”（{name}）的源文件已变动，而存储中有 {count} 处编辑尚未写回，未作任何改动",
            f"the source of {title.en} ({name}) changed while the store holds {count} edits that are not in it; nothing was changed",
        ),
        Text(
            "请运行 landstock export --sources 把编辑写回源文件，然后重试",
            "run landstock export --sources to write the edits into the source, then try again",
        ),
        collection=name,
        count=count,
        pending=pending,
    )
