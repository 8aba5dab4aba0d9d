"""Work that may have to be stopped is done in a child process: it holds up no other answer, and it ends when its time is up or nobody waits.

The child is a copy of the serving process at that moment (fork), so nothing is loaded or sent but the answer, a report as it is. Of what it inherited it keeps
no connection: a client's would otherwise stay open as long as the child lives. (docs/adr/0015-work-in-turns.md)
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import select
import signal
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar, cast

from anyio import to_thread
from starlette.requests import Request

from api.ground.errors import Stopped
from gis.errors import LandstockError
from gis.text import Text

T = TypeVar("T")
_LOOK_SECONDS: Final = 0.1
_FILES: Final = Path("/dev/fd")
_LOG = logging.getLogger("landstock")


def in_child(work: Callable[[], T], seconds: float, gone: threading.Event | None = None) -> T:
    """What ``work`` answers, from a process of its own.

    Parameters
    ----------
    seconds
        After which the process is ended.
    gone
        Set where nobody waits any more: the process is ended at once.

    Raises
    ------
    Stopped
        Where it was ended, or ended by itself without an answer.
    LandstockError
        What the work raised.
    """
    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        _answer(work, theirs, seconds)
    os.close(theirs)
    try:
        content = _receive(ours, time.monotonic() + seconds, gone)
    finally:
        os.close(ours)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    # Nobody but this process and what it forks holds an end of the pipe: what comes from it was written by this very program.
    done, made = pickle.loads(content) if content else (False, None)  # noqa: S301  as said
    if done:
        return cast("T", made)
    if made is not None:
        raise made
    raise Stopped(
        Text("计算超过时限，已停止", "the work took longer than it may and was stopped"),
        Text("请缩小问题，如减少项目，或不求解锁", "ask for less: fewer projects, or no unlocks"),
    )


async def apart(request: Request, work: Callable[[], T], seconds: float) -> T:
    """What ``work`` answers from a process of its own, which is ended where the client goes.

    Raises
    ------
    Stopped, LandstockError
        As ``in_child``.
    """
    gone = threading.Event()
    watching = asyncio.create_task(_watch(request, gone))
    try:
        return await to_thread.run_sync(in_child, work, seconds, gone)
    finally:
        gone.set()
        watching.cancel()


async def _watch(request: Request, gone: threading.Event) -> None:
    # The body is read: what comes next is that the client has gone.
    while (await request.receive())["type"] != "http.disconnect":
        pass
    gone.set()


def _receive(ours: int, until: float, gone: threading.Event | None) -> bytes:
    """All that the child says; nothing where it is to be ended."""
    content = bytearray()
    while time.monotonic() < until and not (gone and gone.is_set()):
        if select.select([ours], [], [], _LOOK_SECONDS)[0]:
            part = os.read(ours, 1 << 20)
            if not part:
                return bytes(content)
            content += part
    return b""


def _answer(work: Callable[[], object], theirs: int, seconds: float) -> None:
    """Be the child: work, say what came of it, and be gone without any of the parent's own endings."""
    code = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        # Where the parent is gone nobody would end it.
        signal.alarm(int(seconds) + 1)
        _hang_up()
        with os.fdopen(theirs, "wb") as out:
            out.write(_pickle_outcome(work))
        code = 0
    except Exception:  # noqa: BLE001  the log is all that is left of it
        _LOG.exception("计算进程出错 / a process that worked apart failed")
    finally:
        os._exit(code)


def _hang_up() -> None:
    """Close the connections that were inherited; files stay, for layers and projections read on in theirs."""
    for number in [int(path.name) for path in _FILES.iterdir()]:
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                os.close(number)


def _pickle_outcome(work: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps((True, work()), pickle.HIGHEST_PROTOCOL)
    except LandstockError as mistake:
        return pickle.dumps((False, mistake))
