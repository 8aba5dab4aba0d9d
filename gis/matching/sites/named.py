"""By which field a feature names what it belongs to, and the rows above that it names so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from gis.catalog import Kind
from gis.columns import Rows
from gis.errors import UnknownFeature
from gis.features import SEARCH_FIRST
from gis.fields import Field, Role
from gis.layer import Layer
from gis.links import Link
from gis.text import Text

_ON_PLOTS: Final = frozenset({Kind.SPACE, Kind.BUILDING})


def link_field(layer: Layer, role: Role, plots: Sequence[Layer]) -> Field | None:
    """The field of a layer that plays a role; where none names the plot of a floor or a building, one that names features of a layer of plots."""
    entry = layer.collection.by_role.get(role)
    if entry is None and role is Role.PARCEL and layer.collection.kind in _ON_PLOTS:
        ids = {other.id for other in plots}
        return next((each for each in layer.collection.fields if each.references in ids), None)
    return entry


def linked_rows(layer: Layer, entry: Field | None, target: Layer, found: Rows) -> Rows:
    """Rows of a layer above that features name, by the ids that are ``found``, and where a field names them otherwise by that; −1 where there is none."""
    if entry is None or entry.references_by is None or entry.references != target.id:
        return found
    first = Link(layer=layer, field=entry, target=target).first
    return np.where(layer.columns[entry.name].known, np.maximum(first, -1), found)


def no_site(site_id: str) -> UnknownFeature:
    """The error of an id that neither a plot nor a floor has."""
    words = Text(f"没有编号为 {site_id} 的地块或楼层", f"no parcel or floor has the id {site_id}")
    return UnknownFeature(words, SEARCH_FIRST, id=site_id)


def label_of(key: str, layer: Text | None) -> Text:
    """An id as it is read, with the layer that has it where others do too."""
    return Text(key, key) if layer is None else Text(f"{key}（{layer.zh}）", f"{key} ({layer.en})")
