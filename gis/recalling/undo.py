"""A change set taken back, by a new one that makes everything as it was; refused by name where a later one touched the same."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

import orjson

from gis.catalog import Catalog
from gis.editing.guarding import refuse_held, refuse_loss
from gis.editing.places import Moved, find_overlaps
from gis.errors import TouchedSince
from gis.feature_version import version_of
from gis.inventory import Edit, Inventory
from gis.recalling.history import MOST_NUMBER, unknown_set
from gis.reservation import Reservation, Standing
from gis.reservations.beside import find_beside
from gis.reservations.checking import Ground, check_items
from gis.reservations.states import Terms
from gis.stated import Stated
from gis.store.changing import check_edit, do_work
from gis.store.feature_texts import feature_of
from gis.store.protocol import RESERVATIONS, STATED, WHOLE_LAYER, Action, ChangeSet, Recorded, Store, Transaction
from gis.store.repeating import Repeatable, once
from gis.text import Text


def undo(
    store: Store, inventory: Inventory, number: int, author: str, why: str = "", again: Repeatable | None = None
) -> int:
    """Take a change set back; gives the number of the one that does.

    The inventory, which may be a little older than the store, tells what lies near; a request that comes ``again`` gets the number of the first one.

    Raises
    ------
    UnknownChangeSet
        Where there is no such.
    Taken
        Where a hold that would come back is somebody else's by now, or what would end or lose ground is held.
    TouchedSince
        Where a later change touched one of the same features or put a plot in their place, or it is the first load of a layer.
    """
    by = ChangeSet(author=author, why=why, action=Action.UNDO, undoes=number)

    def work(transaction: Transaction) -> int:
        entries = transaction.changes(number) if number <= MOST_NUMBER else []
        if not entries:
            raise unknown_set(number)
        _take_back(transaction, inventory, entries)
        if transaction.change_set is None:
            raise TouchedSince(
                Text(f"第 {number} 号变更没有可撤销的内容", f"there is nothing to take back in change set {number}"),
                Text("请查看它的内容", "look at what it changed"),
                change_set=number,
            )
        return transaction.change_set

    return do_work(store, inventory.catalog, by, once(work, again, str, int))


def _take_back(transaction: Transaction, inventory: Inventory, entries: list[Recorded]) -> None:
    catalog = inventory.catalog
    first: dict[tuple[str, str], Recorded] = {}
    last: dict[tuple[str, str], Recorded] = {}
    for entry in entries:
        first.setdefault((entry.collection, entry.id), entry)
        last[entry.collection, entry.id] = entry
    for (collection, key), entry in last.items():
        if key == WHOLE_LAYER:
            if entry.before is None or entry.after is None:
                raise TouchedSince(
                    Text(
                        f"图层 {collection} 的首次载入不能撤销", f"the first load of {collection} cannot be taken back"
                    ),
                    Text("请在 catalog.toml 中去掉这个图层", "take the layer out of catalog.toml"),
                    collection=collection,
                )
            continue
        later = transaction.touched_after(collection, key, entry.seq)
        # What was changed since and taken back stands as this change set left it.
        if later is not None and not _stands(transaction, entry):
            raise _touched(key, later, catalog)
    # What was made last goes first: an id may have been ended and made anew within one change set.
    moved = []
    for (collection, key), entry in reversed(list(first.items())):
        if key == WHOLE_LAYER:
            continue
        if collection == STATED:
            transaction.keep_stated(key, None if entry.before is None else Stated.from_dict(orjson.loads(entry.before)))
        elif collection == RESERVATIONS:
            _restore_reservation(transaction, inventory, key, entry.before)
        else:
            moved += _restore_feature(transaction, catalog, collection, key, entry.before)
    _refuse_place(transaction, inventory, moved, entries[-1].seq)


def _stands(transaction: Transaction, entry: Recorded) -> bool:
    """Whether what an entry is about is now as the entry left it."""
    if entry.collection == RESERVATIONS:
        now = transaction.reservation(entry.id)
        return entry.after is not None and now == Reservation.from_dict(orjson.loads(entry.after))
    if entry.collection == STATED:
        stated = transaction.stated(entry.id)
        return entry.after is not None and stated == Stated.from_dict(orjson.loads(entry.after))
    feature = transaction.feature(entry.collection, entry.id)
    if feature is None or entry.after is None:
        return feature is None and entry.after is None
    after = feature_of(entry.after, entry.id)
    return version_of(feature.properties, feature.geometry) == version_of(after.properties, after.geometry)


def _restore_feature(
    transaction: Transaction, catalog: Catalog, collection: str, key: str, before: str | None
) -> list[Moved]:
    """A feature as it was, unless somebody holds what it would lose; what came back or was moved by it."""
    now, declared = transaction.feature(collection, key), catalog.collections[collection]
    if before is None:
        if now is not None:
            refuse_held(transaction, catalog.as_of, declared, key)
            transaction.write(Edit(collection=collection, id=key, feature=None))
        return []
    feature = feature_of(before, key)
    known = {name: value for name, value in feature.properties.items() if name in declared.by_name}
    edit = Edit(collection=collection, id=key, feature=feature._replace(properties=known))
    layer = check_edit(catalog, edit)
    if now is not None and layer is not None:
        refuse_loss(transaction, catalog, declared, now, layer)
    transaction.write(edit, layer)
    return [Moved(collection, feature, None if now is None else now.geometry)]


def _refuse_place(transaction: Transaction, inventory: Inventory, moved: list[Moved], last: int) -> None:
    """Refuse that a plot comes back where another one was put since; what lay on one another already when it stood does so again.

    Raises
    ------
    TouchedSince
    """
    mine = {(each.collection, each.feature.id) for each in moved}
    for overlap in find_overlaps(inventory, transaction, moved):
        later = transaction.touched_after(overlap.collection, overlap.other, last)
        if (overlap.collection, overlap.other) not in mine and later is not None:
            said = _touched(overlap.other, later, inventory.catalog)
            raise TouchedSince(
                Text(
                    f"{overlap.moved} 原处现有 {overlap.other}：{said.text.zh}",
                    f"where {overlap.moved} was there is {overlap.other} now: {said.text.en}",
                ),
                said.remedy,
                **said.where,
            )


def _restore_reservation(transaction: Transaction, inventory: Inventory, key: str, before: str | None) -> None:
    """As it was, unless somebody else holds of it by now; one that was not there yet is released, for nothing vanishes."""
    now = transaction.reservation(key)
    if before is not None:
        was = Reservation.from_dict(orjson.loads(before))
        if was.binds:
            terms = Terms(longest_days=0, beside=partial(find_beside, inventory))
            check_items(Ground(transaction=transaction, catalog=inventory.catalog, terms=terms), was)
        transaction.keep_reservation(was)
    elif now is not None and now.binds:
        transaction.keep_reservation(replace(now, standing=Standing.RELEASED))


def _touched(key: str, later: Recorded, catalog: Catalog) -> TouchedSince:
    when = later.at.astimezone(ZoneInfo(catalog.time_zone)).strftime("%Y-%m-%d %H:%M:%S")
    return TouchedSince(
        Text(
            f"{key} 之后又被 {later.author} 改过（{when}，第 {later.change_set} 号变更），未作任何撤销",
            f"{key} was changed again by {later.author} ({when}, change set {later.change_set}); nothing was taken back",
        ),
        Text(f"请先撤销第 {later.change_set} 号变更", f"take change set {later.change_set} back first"),
        collection=later.collection,
        id=key,
        change_set=later.change_set,
        author=later.author,
    )
