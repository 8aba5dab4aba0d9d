"""Changes that cannot be: each row is looked at as it would be, by what a check of the folder finds, and what is newly impossible is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from gis.changes.report import CellNote, ListChanges, RowChange, ShapeChange
from gis.changes.shapes import redrawn
from gis.findings import Finding, FoundCode
from gis.inventory import Inventory
from gis.layer import Feature, Layer
from gis.plausibility import implausible
from gis.text import Text

_IMPOSSIBLE: Final[frozenset[FoundCode]] = frozenset({"no-area", "no-share", "bounds-turned", "day-to-come"})
"""What cannot be; other things that a check finds are said beside the change."""

_OF_SHAPES: Final[frozenset[FoundCode]] = frozenset({"area-gap"})
"""What a shape makes doubtful by itself."""

Changes = dict[str, RowChange]
"""The changes of one row by field."""


@dataclass(frozen=True)
class _Look:
    """Rows of a layer looked at as they would be, with the shapes that are drawn anew."""

    inventory: Inventory
    layer: Layer
    shapes: Mapping[str, ShapeChange]

    def findings(self, changed: Mapping[str, Changes]) -> dict[str, list[Finding]]:
        """By id, what a check finds in rows with their changes made."""
        catalog, collection = self.inventory.catalog, self.layer.collection
        features = [self._changed(key, changes) for key, changes in changed.items()]
        made = Layer.from_features(collection, features, metric_crs=catalog.metric_crs, codelists=catalog.codelists)
        findings: dict[str, list[Finding]] = {key: [] for key in changed}
        for found in implausible(catalog, {self.layer.id: made}):
            if found.id is not None:
                findings[found.id].append(found)
        return findings

    def _changed(self, key: str, changes: Changes) -> Feature:
        feature = self.layer.feature(self.layer.row(key))
        if key in self.shapes:
            feature = redrawn(self.layer, feature, self.shapes[key])
        values = {name: change.new for name, change in changes.items()}
        return feature._replace(properties={**feature.properties, **values})


def judge_changes(report: ListChanges, inventory: Inventory) -> ListChanges:
    """The report with changes refused that cannot be, and doubts about those that stay."""
    rows: dict[tuple[str, str], Changes] = {}
    for change in report.changes:
        rows.setdefault((change.collection, change.id), {})[change.field] = change
    for drawn in report.shapes:
        rows.setdefault((drawn.collection, drawn.id), {})
    refused: list[CellNote] = []
    doubts: list[CellNote] = []
    for name in dict.fromkeys(collection for collection, _ in rows):
        layer = inventory.layer(name)
        changed = {key: fields for (collection, key), fields in rows.items() if collection == name}
        shapes = {drawn.id: drawn for drawn in report.shapes if drawn.collection == name}
        look = _Look(inventory, layer, shapes)
        before = _Look(inventory, layer, {}).findings({key: {} for key in changed})
        after = look.findings(changed)
        for key, findings in after.items():
            fresh = _fresh(findings, before[key])
            if any(found.code in _IMPOSSIBLE for found in fresh):
                refused += _refuse(look, key, changed[key], before[key])
                fresh = _fresh(look.findings({key: changed[key]})[key], before[key])
            doubts += [_note(found, changed[key]) for found in fresh if found.field in changed[key]]
            doubts += [
                _note_of_shape(found, shapes[key])
                for found in fresh
                if key in shapes and found.code in _OF_SHAPES and found.field not in changed[key]
            ]
    stay = {id(change) for fields in rows.values() for change in fields.values()}
    return replace(
        report,
        changes=tuple(change for change in report.changes if id(change) in stay),
        refused=(*report.refused, *refused),
        doubts=(*report.doubts, *doubts),
    )


def _refuse(look: _Look, key: str, changes: Changes, before: Iterable[Finding]) -> list[CellNote]:
    """Take out of a row's changes those by which it would be impossible, one after the other."""
    notes = []
    while changes:
        fresh = _fresh(look.findings({key: changes})[key], before)
        impossible = next((found for found in fresh if found.code in _IMPOSSIBLE), None)
        if impossible is None:
            break
        notes.append(_note(impossible, changes, name := _culprit(look, key, changes, impossible)))
        del changes[name]
    return notes


def _culprit(look: _Look, key: str, changes: Changes, impossible: Finding) -> str:
    """The changed field that makes it so: the one that is found, else one without which it is not found."""
    if impossible.field in changes:
        return impossible.field
    for name in changes:
        without = {other: change for other, change in changes.items() if other != name}
        left = look.findings({key: without})[key]
        if impossible.code not in {found.code for found in left if found.field == impossible.field}:
            return name
    return next(iter(changes))


def _fresh(findings: Iterable[Finding], before: Iterable[Finding]) -> list[Finding]:
    known = {(found.code, found.field) for found in before}
    return [found for found in findings if (found.code, found.field) not in known]


def _note(finding: Finding, changes: Changes, name: str | None = None) -> CellNote:
    change = changes[name or str(finding.field)]
    return CellNote(
        collection=change.collection,
        id=change.id,
        field=change.field,
        cell=change.cell,
        typed=change.typed,
        text=Text(finding.text.zh.removeprefix(f"{finding.file}："), finding.text.en.removeprefix(f"{finding.file}: ")),
        remedy=finding.remedy,
    )


def _note_of_shape(finding: Finding, drawn: ShapeChange) -> CellNote:
    return CellNote(
        collection=drawn.collection,
        id=drawn.id,
        field=None,
        cell=drawn.cell,
        typed="",
        text=finding.text,
        remedy=finding.remedy,
    )
