"""One change as somebody asks for it: of which feature, from which version, and what is to become of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gis.inventory import NEW
from gis.layer import Feature

Make = Callable[[Feature | None], Feature | None]
"""What a feature is to become, from what it is; None where there is none, or shall be none."""
AS_IT_STANDS: Final = object()
"""In the place of a geometry: it does not change."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change to one feature.

    Parameters
    ----------
    versions
        Those of which it is a change (``gis.feature_version``); ``NEW`` alone for one that must not be there yet; None takes whatever stands.
    make
        What it is to become.
    instead_of
        A shape in whose place a new feature comes: it may lie on what that lay on.
    """

    collection: str
    id: str
    versions: tuple[str, ...] | None
    make: Make
    instead_of: Any = None


def adding(collection: str, feature: Feature) -> Change:
    """A new feature."""
    return Change(collection=collection, id=feature.id, versions=(NEW,), make=lambda _: feature)


def removing(collection: str, key: str, versions: tuple[str, ...] | None = None) -> Change:
    """The end of a feature."""
    return Change(collection=collection, id=key, versions=versions, make=lambda _: None)


def setting(
    collection: str,
    key: str,
    values: Mapping[str, Any],
    geometry: Any = AS_IT_STANDS,
    versions: tuple[str, ...] | None = None,
) -> Change:
    """Some values of a feature, by name, None for unknown, and its geometry in stored degrees where one is given; the rest stays."""

    def make(now: Feature | None) -> Feature:
        before: Mapping[str, Any] = {} if now is None else now.properties
        shape = (None if now is None else now.geometry) if geometry is AS_IT_STANDS else geometry
        return Feature(key, shape, {**before, **values})

    return Change(collection=collection, id=key, versions=versions, make=make)
