"""Features as a code list: what gives a field that references another layer its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from gis.codelists import Code, Codelist
from gis.fields import Role
from gis.layer import Layer
from gis.text import Text


class _CodeById(Mapping[str, Code]):
    """A feature as a code, made when it is asked for: a layer may hold a million."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    def __getitem__(self, key: str) -> Code:
        row = self._layer.row_of[key]
        name, english, parent = (self._text(role, row) for role in (Role.NAME, Role.NAME_EN, Role.PARENT))
        return Code(code=key, title=Text(name or key, english or name or key), parent=parent)

    def __contains__(self, key: object) -> bool:
        return key in self._layer.row_of

    def __iter__(self) -> Iterator[str]:
        ids = self._layer.ids
        return (ids[row] for row in np.argsort(self._layer.positions, kind="stable").tolist())

    def __len__(self) -> int:
        return len(self._layer)

    def _text(self, role: Role, row: int) -> str | None:
        col = self._layer.role(role)
        value = None if col is None else col.value(row)
        return None if value is None else str(value)


class FeatureNames(Codelist):
    """The features of a layer as codes, in the order of their source; one lies below another as its parent role says."""

    def __init__(self, layer: Layer) -> None:
        title = layer.collection.title
        super().__init__(id=layer.id, system=layer.id, title=title, hierarchy="parent")
        vars(self).pop("codes")
        vars(self)["by_code"] = _CodeById(layer)
        vars(self)["layer"] = layer

    def containing(self, term: str) -> list[str]:
        layer: Layer = vars(self)["layer"]
        named = np.zeros(len(layer), dtype=bool)
        for col in (layer.role(Role.NAME), layer.role(Role.NAME_EN)):
            if col is not None:
                named |= col.contains(term)
        ids = layer.ids
        return [ids[row] for row in np.flatnonzero(named).tolist()]

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """Every feature as a code; made at the first call."""
        return tuple(self.by_code.values())
