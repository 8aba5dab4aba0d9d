"""The processes that answer, and the one that minds them: what dies is begun anew, and all go together.

The minding process forks before anything is loaded, so that it stays small and cannot die of what its children read. The first child
loads the folder and makes what others then only open; the rest begin when it answers.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

GRACE_SECONDS: Final = 20
"""For which an answer that has begun may still take when the service ends."""
_SHORTEST_LIFE: Final = 1.0
_LOG = logging.getLogger("landstock")


def _nothing() -> None:
    """Nobody waits to hear that this process answers."""


@dataclass(frozen=True)
class Turn:
    """A process that is to answer now: whether it is the first, and whom to tell when it does."""

    first: bool = True
    answers: Callable[[], None] = _nothing


@dataclass(eq=False)
class _Child:
    began: float
    ready: int
    answered: bool = False

    def look(self) -> bool:
        """Whether it has answered."""
        with contextlib.suppress(BlockingIOError):
            self.answered = self.answered or bool(os.read(self.ready, 1))
        return self.answered


@dataclass(eq=False)
class Minder:
    """Keeps ``count`` processes answering until it is told to stop."""

    count: int
    children: dict[int, _Child] = field(default_factory=dict)
    stopping: int = 0
    _life: tuple[int, int] = field(default_factory=os.pipe)

    def mind(self) -> Turn | int:
        """Fork, and come back in each child with its turn; in the minding process come back at the end with the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGALRM, self._kill)
        turn = self._another(first=True)
        if turn is None:
            self._wait_for_first()
            while turn is None and len(self.children) < self.count and self.children and not self.stopping:
                turn = self._another()
        while turn is None and self.children:
            pid, status = os.wait()
            child = self.children.pop(pid)
            if self.stopping:
                continue
            code = os.waitstatus_to_exitcode(status)
            if not child.look():
                # What cannot begin would not begin the next time either.
                self._stop(signal.SIGTERM)
                self._code = code
                continue
            _LOG.error("进程 %s 已退出（%s），重新启动 / process %s ended (%s), another begins", pid, code, pid, code)
            os.close(child.ready)
            time.sleep(max(0.0, child.began + _SHORTEST_LIFE - time.monotonic()))
            turn = self._another()
        return self._exit_code() if turn is None else turn

    _code: int = 0

    def _exit_code(self) -> int:
        code = self._code or (128 + self.stopping if self.stopping == signal.SIGINT else 0)
        return 128 - code if code < 0 else code

    def _wait_for_first(self) -> None:
        (child,) = self.children.values()
        os.set_blocking(child.ready, True)
        child.look()
        os.set_blocking(child.ready, False)

    def _another(self, *, first: bool = False) -> Turn | None:
        """Fork one more; its turn in the child, None in the parent."""
        ready, tell = os.pipe()
        held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
        pid = os.fork()
        if pid:
            os.close(tell)
            os.set_blocking(ready, False)
            self.children[pid] = _Child(time.monotonic(), ready)
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
            return None
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        os.close(ready)
        os.close(self._life[1])
        for sibling in self.children.values():
            os.close(sibling.ready)
        threading.Thread(target=_end_with, args=(self._life[0],), name="landstock-parent", daemon=True).start()
        return Turn(first, lambda: _tell(tell))

    def _stop(self, number: int, _: Any = None) -> None:
        self.stopping = self.stopping or number
        for pid in self.children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        signal.alarm(GRACE_SECONDS + 5)

    def _kill(self, *_: Any) -> None:
        for pid in self.children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _tell(tell: int) -> None:
    os.write(tell, b"1")


def _end_with(life: int) -> None:
    """End when the minding process is gone, however it went: who holds the address without it could not be stopped by its number."""
    os.read(life, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def minded(count: int) -> Turn | int:
    """The turn of a process that is to answer; in the minding process the exit code, at the end.

    Where the system cannot fork, the one process that there is answers.
    """
    return Minder(count).mind() if hasattr(os, "fork") else Turn()
