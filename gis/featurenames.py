"""What features are called, one by one and as a code list that gives a field that references their layer its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from gis.codelists import Code, Codelist
from gis.fields import Role
from gis.layer import Layer
from gis.text import Text


def text_at(layer: Layer, role: Role, row: int) -> str | None:
    """One row's value of a role as text; None where it is unknown, or where no field plays the role."""
    col = layer.role(role)
    value = None if col is None else col.value(row)
    return None if value is None else str(value)


def name_at(layer: Layer, row: int) -> Text:
    """What a feature is called: its names, else its id."""
    key, name, english = layer.ids[row], text_at(layer, Role.NAME, row), text_at(layer, Role.NAME_EN, row)
    return Text(name or key, english or name or key)


class _CodeById(Mapping[str, Code]):
    """A feature as a code, made when it is asked for: a layer may hold a million."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    def __getitem__(self, key: str) -> Code:
        row = self._layer.row_of[key]
        return Code(code=key, title=name_at(self._layer, row), parent=text_at(self._layer, Role.PARENT, row))

    def __contains__(self, key: object) -> bool:
        return key in self._layer.row_of

    def __iter__(self) -> Iterator[str]:
        ids = self._layer.ids
        return (ids[row] for row in np.argsort(self._layer.positions, kind="stable").tolist())

    def __len__(self) -> int:
        return len(self._layer)


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
