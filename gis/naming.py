"""Names of a data folder that are taken for others: fields by which two things would be asked, fields and ids that look the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gis.catalog import Catalog, Collection, Kind
from gis.consistency import Alike, folded_name, pair_rows
from gis.doubts import doubt
from gis.features import excerpt
from gis.findings import Finding
from gis.layer import Layer
from gis.text import Text


def misnamed(catalog: Catalog, layers: Mapping[str, Layer]) -> Iterator[Finding]:
    """Every doubt about names, in the catalog's order; ``layers`` are those that can be used."""
    for name, collection in catalog.collections.items():
        yield from _ambiguous(collection)
        yield from _fields_alike(collection)
        # Floors of such ids are told as floors that are recorded twice.
        if name in layers and collection.kind is not Kind.SPACE:
            yield from _ids_alike(layers[name])


def _ambiguous(collection: Collection) -> Iterator[Finding]:
    """Fields that are called as the least or the greatest of another is asked for."""
    for name, other in collection.ambiguous.items():
        yield doubt(
            collection,
            0,
            None,
            "ambiguous-name",
            name,
            other.name,
            Text(
                f"字段 {name} 与 {other.name} 的范围条件同名，不能作为查询参数",
                f"the field {name} is called as a bound of {other.name} is asked for: it is no parameter of queries",
            ),
            Text("请给其中一个字段换名，或用 filter 查询", "give one of the fields another name, or ask by filter"),
        )


def _fields_alike(collection: Collection) -> Iterator[Finding]:
    names = [entry.name for entry in collection.fields]
    for one, other in sorted(pair_rows([folded_name(name) for name in names])):
        first, second = names[one], names[other]
        near = Alike([first]).beside(second)
        yield doubt(
            collection,
            0,
            None,
            "names-alike",
            second,
            first,
            Text(f"字段 {excerpt(second)}{near.zh}", f"the field {excerpt(second)} looks like another{near.en}"),
            Text("请给其中一个字段换名", "give one of the fields another name"),
        )


def _ids_alike(layer: Layer) -> Iterator[Finding]:
    for one, other in sorted(pair_rows([folded_name(key) for key in layer.ids])):
        first, second = layer.ids[one], layer.ids[other]
        near = Alike([first]).beside(second)
        yield doubt(
            layer.collection,
            other + 1,
            second,
            "names-alike",
            layer.id_name,
            first,
            Text(f"编号 {excerpt(second)}{near.zh}", f"the id {excerpt(second)} looks like another{near.en}"),
            Text("请核对；如为同一项，只保留一条", "check it; where both are one thing, keep one of them"),
        )
