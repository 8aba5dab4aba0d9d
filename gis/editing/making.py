"""Changes made within a transaction: each checked against what stands and against what it would lie on; all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely

from gis.catalog import Collection
from gis.editing.change import Change
from gis.editing.guarding import refuse_held, refuse_loss
from gis.editing.judging import judge
from gis.editing.places import Moved, refuse_overlaps
from gis.errors import AlreadyThere, LandstockError, RefusedRows
from gis.feature_version import version_of
from gis.features import unknown_feature
from gis.fields import Role
from gis.findings import Finding
from gis.holds import held_state
from gis.inventory import NEW, Edit, Inventory
from gis.layer import Feature
from gis.reservation import Standing
from gis.store.changing import collection_of, do_work, refuse_stale
from gis.store.protocol import ChangeSet, Store, Transaction
from gis.text import Text

_LAID_OVER: Final = (Role.HELD_BY, Role.HELD_UNTIL, Role.STATUS)
"""Roles whose values a reservation covers with its own, as long as it holds."""

BY_HAND: Final = Text("人工绘制", "drawn by hand")
"""By what a row is located whose shape somebody drew."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What became of one change.

    Parameters
    ----------
    feature, version
        The feature as it stands now, and its version; None where it was ended.
    created
        Whether it was not there before.
    doubts
        What somebody should look at in what the change wrote.
    """

    collection: str
    id: str
    feature: Feature | None
    version: str | None
    created: bool
    doubts: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of a change set: its number, None where nothing differed, and each change."""

    change_set: int | None
    made: tuple[Made, ...]


def change_features(inventory: Inventory, changes: Sequence[Change]) -> Callable[[Transaction], Done]:
    """The work of a change set; the inventory, which may be a little older than the store, tells what lies near.

    The work raises ``UnknownCollection``, ``UnknownFeature``, ``StaleVersion``, ``AlreadyThere`` or ``Taken``, each with the place of the
    change in ``where``, or ``RefusedRows`` with everything that is wrong in any change.
    """

    def work(transaction: Transaction) -> Done:
        made, moved, findings = [], [], list[Finding]()
        for number, change in enumerate(changes, 1):
            try:
                became, before = _make(inventory, transaction, change)
            except RefusedRows as refused:
                findings += refused.findings
                continue
            except LandstockError as mistake:
                if len(changes) > 1:
                    mistake.where["change"] = number
                raise
            made.append(became)
            if became.feature is not None and not _same_shape(before, became.feature):
                stood = change.instead_of if before is None else before.geometry
                moved.append(Moved(became.collection, became.feature, stood))
        if findings:
            raise RefusedRows(findings)
        refuse_overlaps(inventory, transaction, moved)
        return Done(change_set=transaction.change_set, made=tuple(made))

    return work


def make_changes(store: Store, inventory: Inventory, changes: Sequence[Change], by: ChangeSet) -> Done:
    """Make changes as one change set, all or none; when it returns they are on disk.

    Raises
    ------
    LandstockError
        As :func:`change_features` says. Nothing is changed then.
    """
    return do_work(store, inventory.catalog, by, change_features(inventory, changes))


def _make(inventory: Inventory, transaction: Transaction, change: Change) -> tuple[Made, Feature | None]:
    """Make one change; what it made, and what stood before."""
    catalog = inventory.catalog
    collection = collection_of(catalog, change.collection)
    before = transaction.feature(collection.id, change.id)
    check_version(collection, change, before)
    wanted = change.make(before)
    if wanted is None:
        refuse_held(transaction, catalog.as_of, collection, change.id)
        transaction.write(Edit(collection=collection.id, id=change.id, feature=None))
        return Made(collection=collection.id, id=change.id, feature=None, version=None, created=False), before
    if before is not None:
        wanted = _without_reservation(inventory, transaction, collection, before, wanted)
        wanted = _measured_anew(collection, before, wanted)
    wanted = _located_by_hand(collection, before, wanted)
    judged, doubts = judge(catalog, collection, wanted, before)
    if before is not None:
        refuse_loss(transaction, catalog, collection, before, judged)
    transaction.write(Edit(collection=collection.id, id=change.id, feature=wanted), judged)
    now = transaction.feature(collection.id, change.id)
    assert now is not None  # noqa: S101  it was written just now
    made = Made(
        collection=collection.id,
        id=change.id,
        feature=now,
        version=version_of(now.properties, now.geometry),
        created=before is None,
        doubts=doubts,
    )
    return made, before


def check_version(collection: Collection, change: Change, before: Feature | None) -> None:
    """Refuse a change of a feature that is not there, or not as the change expects it.

    Raises
    ------
    UnknownFeature, AlreadyThere, StaleVersion
    """
    if change.versions == (NEW,):
        if before is not None:
            raise _already_there(collection, change.id)
        return
    if before is None:
        raise unknown_feature(collection, change.id)
    version = version_of(before.properties, before.geometry)
    if change.versions is not None and version not in change.versions:
        expected = change.versions[0] if change.versions else ""
        refuse_stale(collection, Edit(collection=collection.id, id=change.id, feature=None, expected=expected), before)


def _already_there(collection: Collection, key: str) -> AlreadyThere:
    title = collection.title
    return AlreadyThere(
        Text(f"“{title.zh}”中已有 {key}", f"{title.en} has {key} already"),
        Text("请换一个编号，或修改已有的那一条", "take another id, or edit the one that is there"),
        collection=collection.id,
        id=key,
    )


def _without_reservation(
    inventory: Inventory, transaction: Transaction, collection: Collection, before: Feature, wanted: Feature
) -> Feature:
    """What somebody read and sends back says what a reservation laid over the record, also one that was given up meanwhile; the record keeps its own."""
    names = {role: collection.by_role[role].name for role in _LAID_OVER if role in collection.by_role}
    differ = {role for role, name in names.items() if wanted.properties.get(name) != before.properties.get(name)}
    if not differ or collection.id not in inventory.layers:
        return wanted
    on_it = transaction.reservations_on(collection.id, wanted.id)
    said: dict[Role, set[Any]] = {
        Role.HELD_BY: {each.holder for each in on_it},
        Role.HELD_UNTIL: {None if each.standing is Standing.LANDED else each.until.isoformat() for each in on_it},
        Role.STATUS: {held_state(inventory.layers[collection.id])} if on_it else set(),
    }
    recorded = {
        names[role]: before.properties.get(names[role])
        for role in differ
        if wanted.properties.get(names[role]) in said[role]
    }
    return wanted._replace(properties={**wanted.properties, **recorded}) if recorded else wanted


def _measured_anew(collection: Collection, before: Feature, wanted: Feature) -> Feature:
    """A shape that changed is measured again, unless the change says its area itself."""
    measured = collection.by_role.get(Role.MEASURED_AREA)
    if measured is None or _same_shape(before, wanted):
        return wanted
    if wanted.properties.get(measured.name) != before.properties.get(measured.name):
        return wanted
    return wanted._replace(properties={**wanted.properties, measured.name: None})


def _located_by_hand(collection: Collection, before: Feature | None, wanted: Feature) -> Feature:
    """A shape that somebody gives says so, unless the change says itself by what it was located; one that is taken away is located by nothing."""
    basis = collection.by_role.get(Role.LOCATED_BY)
    if basis is None or _same_shape(before, wanted):
        return wanted
    was = None if before is None else before.properties.get(basis.name)
    if wanted.properties.get(basis.name) != was or (before is not None and before.geometry is not None and was is None):
        return wanted
    words = None if wanted.geometry is None else BY_HAND.both()
    return wanted._replace(properties={**wanted.properties, basis.name: words})


def _same_shape(one: Feature | None, other: Feature) -> bool:
    if one is None or one.geometry is None or other.geometry is None:
        return one is not None and one.geometry is other.geometry
    return bool(shapely.equals_exact(one.geometry, other.geometry, tolerance=0))
