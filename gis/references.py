"""Whether a field that names features of another collection says rightly of which, and by what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gis.errors import CatalogError
from gis.fields import DType, Field
from gis.reading.reader import Spot


def check_reference(at: Spot[CatalogError], entry: Field, fields: Mapping[str, Sequence[Field]]) -> None:
    """Refuse a field that names features of a collection which is not there, or by a field that cannot tell these apart.

    Parameters
    ----------
    at
        Where the field is declared.
    fields
        The fields of all collections, by the collection.

    Raises
    ------
    CatalogError
        Naming the key.
    """
    if entry.references is not None and entry.references not in fields:
        raise at.at("references").unknown(entry.references, fields)
    if entry.references_by is None:
        return
    by = at.at("references_by")
    if entry.references is None:
        raise by.wrong(
            "有 references_by 而没有 references",
            "references_by says by which field, and references of which collection",
        )
    texts = [each.name for each in fields[entry.references] if each.dtype is DType.TEXT]
    if entry.references_by not in texts:
        raise by.unknown(entry.references_by, texts)
    if entry.dtype not in (DType.TEXT, DType.LIST):
        raise by.wrong(
            f"{entry.name} 须为 text 或 list", f"{entry.name} has to be of type text or list, as what it names"
        )
