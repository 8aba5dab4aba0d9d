"""Work that is done once for all requests of one key: who sends a request again, because no answer came, gets the answer of the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from gis.errors import KeyUsed
from gis.store.protocol import Transaction
from gis.text import Text

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Repeatable:
    """A request that may come again: its key, and all that it asks."""

    key: str
    asked: str


def once(
    work: Callable[[Transaction], T],
    again: Repeatable | None,
    write: Callable[[T], str],
    read: Callable[[str], T],
) -> Callable[[Transaction], T]:
    """Work that is done for the first request of a key alone; its answer is kept with what it changes, and both are on disk or neither.

    Parameters
    ----------
    again
        None where the request may not come again: then the work is done as it is.
    write, read
        What the work makes, as text and from text.

    Raises
    ------
    KeyUsed
        Where another request had the key.
    """
    if again is None:
        return work

    def work_or_recall(transaction: Transaction) -> T:
        known = transaction.recall(again.key)
        if known is None:
            made = work(transaction)
            transaction.remember(again.key, again.asked, write(made))
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
        return read(known.answer)

    return work_or_recall
