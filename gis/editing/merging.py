"""Two changes of one version brought together, where they touched different fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import shapely

from gis.catalog import Catalog
from gis.editing.change import Change
from gis.editing.judging import judge
from gis.errors import LandstockError
from gis.feature_version import version_of
from gis.layer import Feature
from gis.store.feature_texts import feature_of
from gis.store.protocol import Store

GEOMETRY: Final = "geometry"
"""What the shape of a feature is called beside its fields."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a late change and what others did meanwhile come to.

    Parameters
    ----------
    yours, theirs
        Fields that either changed, ``geometry`` among them.
    overlap
        Those that both changed, each to something else.
    feature
        Both changes in one; None where they overlap.
    """

    yours: tuple[str, ...]
    theirs: tuple[str, ...]
    overlap: tuple[str, ...]
    feature: Feature | None


def propose_merge(store: Store, catalog: Catalog, change: Change, now: Feature) -> Proposal | None:
    """What a change of an older version comes to with the feature as it stands; None where that version is not in the log, or it makes no feature."""
    base = _version_in_log(store, change)
    if base is None:
        return None
    try:
        wanted = change.make(base)
        if wanted is None:
            return None
        collection = catalog.collections[change.collection]
        layer, _ = judge(catalog, collection, wanted, base)
        wanted = layer.feature(0)
    except LandstockError:
        return None
    was, mine, theirs = _parts(base), _parts(wanted), _parts(now)
    names = [name for name in mine if name in theirs]
    by_me = tuple(name for name in names if not _same(mine[name], was.get(name)))
    by_them = tuple(name for name in names if not _same(theirs[name], was.get(name)))
    overlap = tuple(name for name in by_me if name in by_them and not _same(mine[name], theirs[name]))
    merged = {name: mine[name] if name in by_me else theirs[name] for name in names}
    shape = merged.pop(GEOMETRY_PART)
    feature = None if overlap else Feature(change.id, shape, {name: value for (_, name), value in merged.items()})
    return Proposal(yours=_shown(by_me), theirs=_shown(by_them), overlap=_shown(overlap), feature=feature)


_Part = tuple[bool, str]
GEOMETRY_PART: Final[_Part] = (True, GEOMETRY)
"""The shape, told from a field that is called the same."""


def _parts(feature: Feature) -> Mapping[_Part, Any]:
    return {GEOMETRY_PART: feature.geometry, **{(False, name): value for name, value in feature.properties.items()}}


def _shown(parts: tuple[_Part, ...]) -> tuple[str, ...]:
    return tuple(name for _, name in parts)


def _version_in_log(store: Store, change: Change) -> Feature | None:
    """The feature as it was at one of the versions that a change is of."""
    for entry in reversed(store.log(collection=change.collection, key=change.id)):
        for text in (entry.before, entry.after):
            stood = None if text is None else feature_of(text, change.id)
            if stood is not None and version_of(stood.properties, stood.geometry) in (change.versions or ()):
                return stood
    return None


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, shapely.Geometry) and isinstance(other, shapely.Geometry):
        return bool(shapely.equals_exact(one, other, tolerance=0))
    return bool(one == other) and (one is None) == (other is None)
