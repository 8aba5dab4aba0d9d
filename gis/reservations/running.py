"""Work on holds done by a store: on disk when it is answered, and answered alike when the same request comes again."""

from __future__ import annotations

from collections.abc import Callable

import orjson

from gis.catalog import Catalog
from gis.reservation import Reservation
from gis.store import Action, ChangeSet, Store, Transaction, repeating
from gis.store.changing import do_work
from gis.store.feature_texts import json_text
from gis.store.repeating import Repeatable

Work = Callable[[Transaction], Reservation]


def once(work: Work, again: Repeatable | None) -> Work:
    """Work that is done once for all requests of one key: the others get the first one's answer.

    Raises
    ------
    KeyUsed
        Where another request had the key.
    """
    return repeating.once(work, again, _text_of, _of_text)


def _text_of(reservation: Reservation) -> str:
    return json_text(reservation.as_dict())


def _of_text(text: str) -> Reservation:
    return Reservation.from_dict(orjson.loads(text))


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
