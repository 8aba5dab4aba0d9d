"""Turns for heavy work: each class of it has its own, so that those who ask for much wait for one another and for nobody else.

Who waits holds no thread, and who has gone before the turn came is dropped. (docs/adr/0015-work-in-turns.md)
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, ParamSpec, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request

from api.ground.errors import SOON_AGAIN, Busy
from gis.text import Text

P = ParamSpec("P")
T = TypeVar("T")


class Work(StrEnum):
    """Classes of heavy work."""

    READING = "reading"
    """Of a body, in proportion to its size."""
    LISTS = "lists"
    """Files of features and sheets of a site."""
    MATCHES = "matches"
    PORTFOLIOS = "portfolios"


def _at_once() -> dict[Work, int]:
    cores = os.cpu_count() or 1
    # A portfolio has a process of its own for seconds; the reading of a body lets nobody else at the interpreter.
    return {Work.READING: 1, Work.LISTS: 2 * cores, Work.MATCHES: 2 * cores, Work.PORTFOLIOS: max(1, cores // 2)}


PATIENCE: Final[Mapping[Work, float]] = {Work.READING: 10.0, Work.PORTFOLIOS: 60.0}
"""Seconds for which work waits at least for its turn; who asks for a portfolio knows that it takes some."""


@dataclass(frozen=True)
class Turns:
    """The turns of one service; ``seconds`` is how long work waits for its turn where nothing else is said."""

    seconds: float
    limits: Mapping[Work, CapacityLimiter] = field(
        default_factory=lambda: {work: CapacityLimiter(count) for work, count in _at_once().items()}
    )

    @asynccontextmanager
    async def taken(self, work: Work) -> AsyncIterator[None]:
        """Hold a turn.

        Raises
        ------
        Busy
            Where none came in time.
        """
        limiter, who = self.limits[work], object()
        try:
            limiter.acquire_on_behalf_of_nowait(who)
        except anyio.WouldBlock:
            await self._wait(work, who)
        try:
            yield
        finally:
            limiter.release_on_behalf_of(who)

    async def _wait(self, work: Work, who: object) -> None:
        patience = max(self.seconds, PATIENCE.get(work, 0.0)) if self.seconds else 0
        try:
            with anyio.fail_after(patience):
                await self.limits[work].acquire_on_behalf_of(who)
        except TimeoutError:
            raise Busy(
                Text("服务繁忙，同类的重任务过多", "too much heavy work of this kind at once"),
                SOON_AGAIN,
                work=work.value,
            ) from None

    async def run(self, work: Work, request: Request, function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """Do work in its turn, in a thread.

        Raises
        ------
        Busy
            Where no turn came in time.
        ClientDisconnect
            Where nobody waits for the answer any more.
        """
        async with self.taken(work):
            if await request.is_disconnected():
                raise ClientDisconnect
            return await to_thread.run_sync(lambda: function(*given, **named))
