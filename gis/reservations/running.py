"""Work on holds done by a store: on disk when it is answered, and answered alike when the same request comes again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import orjson

from gis.catalog import Catalog
from gis.errors import KeyUsed
from gis.reservation import Reservation
from gis.store import Action, ChangeSet, Store, Transaction
from gis.store.changing import do_work
from gis.text import Text

Work = Callable[[Transaction], Reservation]
_KEYS = "reservations "
"""What the keys of these requests begin with, among all that the store remembers."""


@dataclass(frozen=True, kw_only=True)
class Repeatable:
    """A request that may come again: its key, and all that it asks."""

    key: str
    asked: str


def once(work: Work, again: Repeatable | None) -> Work:
    """Work that is done once for all requests of one key: the others get the first one's answer.

    Raises
    ------
    KeyUsed
        Where another request had the key.
    """
    if again is None:
        return work

    def work_or_recall(transaction: Transaction) -> Reservation:
        known = transaction.recall(_KEYS + again.key)
        if known is None:
            made = work(transaction)
            transaction.remember(_KEYS + again.key, again.asked, orjson.dumps(made.as_dict()).decode())
            return made
        if known.asked != again.asked:
            raise KeyUsed(
                Text("这个 Idempotency-Key 已用于另一请求", "this Idempotency-Key belongs to another request"),
                Text(
                    "每个新请求请换一个键，只有重发同一请求时才用原键",
                    "take a new key for each new request, and the same only to send one again",
                ),
                at=known.at.isoformat(),
            )
        return Reservation.from_dict(orjson.loads(known.answer))

    return work_or_recall


def change_set(author: str, why: str = "") -> ChangeSet:
    """Who reserves, and why."""
    return ChangeSet(author=author, why=why, action=Action.RESERVE)


def run(store: Store, catalog: Catalog, author: str, work: Work, why: str = "") -> Reservation:
    """What work on a hold makes, as one change set; when it returns it is on disk.

    Raises
    ------
    LandstockError
        What the work raises: nothing has happened then.
    """
    return do_work(store, catalog, change_set(author, why), work)
