"""Layers read from their sources, and what every store asks before it loads them or lets them be changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gis.catalog import Catalog, Collection
from gis.columns import Column
from gis.errors import RefusedRows, SourceError, UnexportedEdits
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
