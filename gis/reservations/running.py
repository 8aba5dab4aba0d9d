"""Work on holds done by a store: on disk when it is answered, and answered alike when the same request comes again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import orjson

from gis.catalog import Catalog
from gis.errors import KeyUsed, LandstockError
from gis.reservation import Reservation
from gis.store import Action, ChangeSet, Job, Store, Transaction
from gis.text import Text

_KEYS = "reservations "
"""What the keys of these requests begin with, among all that the store remembers."""


@dataclass(frozen=True, kw_only=True)
class Repeatable:
    """A request that may come again: its key, and all that it asks."""

    key: str
    asked: str


def run(
    store: Store,
    catalog: Catalog,
    author: str,
    work: Callable[[Transaction], Reservation],
    *,
    why: str = "",
    again: Repeatable | None = None,
) -> Reservation:
    """What work on a hold makes, as one change set; when it returns it is on disk.

    Raises
    ------
    KeyUsed
        Where another request had the key.
    LandstockError
        What the work raises: nothing has happened then, and the key is free.
    """

    def job(transaction: Transaction) -> Reservation:
        if again is None:
            return work(transaction)
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

    by = ChangeSet(author=author, why=why, action=Action.RESERVE)
    (done,) = store.write(catalog, [Job(by=by, work=job)])
    if isinstance(done, LandstockError):
        raise done
    return cast("Reservation", done)
