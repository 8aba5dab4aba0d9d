"""What a change would write, judged: what cannot be is refused by its field, what should be looked at is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import shapely

from gis.catalog import Catalog, Collection
from gis.errors import RefusedRows
from gis.features import excerpt, finding, with_days
from gis.fields import DType
from gis.findings import Finding, Grade
from gis.io.places import misplaced_in_degrees
from gis.layer import Feature, Layer
from gis.plausibility import implausible
from gis.text import Text

_IMPOSSIBLE: Final = frozenset({"no-area", "no-share", "bounds-turned"})
"""Doubts that are no doubts where somebody writes the value just now."""


def judge(
    catalog: Catalog, collection: Collection, wanted: Feature, before: Feature | None
) -> tuple[Layer, tuple[Finding, ...]]:
    """A feature as a layer of one row, and what somebody should look at in what the change writes; what stood before is not said again.

    Raises
    ------
    RefusedRows
        Everything that keeps it from being written.
    """
    findings = [*_strangers(collection, wanted)]
    if before is None or before.geometry is not wanted.geometry:
        findings += _misplaced(catalog, collection, wanted)
    try:
        layer = Layer.from_features(
            collection,
            [with_days(collection, wanted, catalog.time_zone)],
            metric_crs=catalog.metric_crs,
            codelists=catalog.codelists,
        )
    except RefusedRows as refused:
        raise RefusedRows([*findings, *refused.findings]) from None
    new = [*_new(catalog, layer, before)]
    findings += [replace(each, grade=Grade.ERROR) for each in new if each.code in _IMPOSSIBLE]
    if findings:
        raise RefusedRows(findings)
    return layer, tuple(new)


def _new(catalog: Catalog, layer: Layer, before: Feature | None) -> Iterator[Finding]:
    """Doubts about values that are not those that stood before, and about those that another shape puts into doubt."""
    was = {} if before is None else before.properties
    drawn_anew = before is not None and not _same_place(before.geometry, layer.geometries[0])
    if before is not None and not drawn_anew and not _differs_in_figures(layer, was):
        return
    for each in implausible(catalog, {layer.id: layer}):
        changed = before is None or _value(layer, each.field) != was.get(each.field or "")
        if each.id is not None and (changed or (drawn_anew and each.code not in _IMPOSSIBLE)):
            yield each


def _same_place(before: Any, now: Any) -> bool:
    return bool(shapely.equals_exact(before, now, tolerance=0)) or bool(shapely.equals(before, now))


def _differs_in_figures(layer: Layer, was: Mapping[str, Any]) -> bool:
    """Whether a number or a day is another one: nothing else is implausible by itself."""
    return any(
        _value(layer, field.name) != was.get(field.name)
        for field in layer.collection.fields
        if field.numeric or field.dtype is DType.DATE
    )


def _value(layer: Layer, name: str | None) -> Any:
    return layer.columns[name].value(0) if name is not None and name in layer.columns else None


def _strangers(collection: Collection, wanted: Feature) -> Iterator[Finding]:
    for name in wanted.properties:
        if name not in collection.by_name:
            known = ", ".join(collection.by_name)
            yield finding(
                collection,
                0,
                wanted.id,
                "undeclared-property",
                Text(
                    f"{wanted.id} 的 {name[:80]} 不是本图层的字段",
                    f"{wanted.id}: {name[:80]} is no field of this layer",
                ),
                Text(f"请改用本图层的字段：{known}", f"take it out, or name a field of this layer: {known}"),
                field=name[:80],
                excerpt=excerpt(wanted.properties[name]),
            )


def _misplaced(catalog: Catalog, collection: Collection, wanted: Feature) -> Iterator[Finding]:
    shape = np.array([wanted.geometry, None], dtype=object)[:1]
    for each in misplaced_in_degrees(shape, None, catalog.metric_crs).values():
        said = Text(f"{wanted.id}：{each.text.zh}", f"{wanted.id}: {each.text.en}")
        yield finding(collection, 0, wanted.id, each.code, said, each.remedy, field="geometry", excerpt=each.excerpt)
