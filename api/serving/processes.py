"""The processes that answer, and the one that minds them: what dies is begun anew, and all go together.

The minding process forks before anything is loaded, so that it stays small and cannot die of what its children read. The first child
loads the folder and makes what others then only open; the rest begin when it answers.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

GRACE_SECONDS: Final = 20
"""For which an answer that has begun may still take when the service ends."""
_ENDS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_SHORTEST_LIFE: Final = 1.0
_M_ARENA_MAX: Final = -8
"""The number of the setting in malloc.h of the GNU C library."""
_HEAPS: Final = 2
_LOG = logging.getLogger("landstock")


@dataclass(frozen=True)
class Turn:
    """A process that is to answer now: whether it is the first, and whom to tell when it does."""

    first: bool
    answers: Callable[[], None]


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
    answer: Callable[[Turn], int]
    children: dict[int, _Child] = field(default_factory=dict)
    stopping: int = 0
    _life: tuple[int, int] = field(default_factory=os.pipe)

    def mind(self) -> int:
        """Keep the children until all are to go; the exit code."""
        handlers = {signal.SIGALRM: self._kill, **dict.fromkeys(_ENDS, self._stop)}
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        try:
            self._another(first=True)
            self._wait_for_first()
            while len(self.children) < self.count and self.children and not self.stopping:
                self._another()
            while self.children:
                self._next_end()
            return self._exit_code()
        finally:
            signal.alarm(0)
            for number, handler in before.items():
                signal.signal(number, handler)
            for end in self._life:
                os.close(end)

    def _next_end(self) -> None:
        """Wait until a child ends, and begin another where it should not have."""
        pid, status = os.wait()
        if (child := self.children.pop(pid, None)) is None:
            return
        answered = child.look()
        os.close(child.ready)
        if self.stopping:
            return
        code = os.waitstatus_to_exitcode(status)
        if not answered:
            # What cannot begin would not begin the next time either.
            self._stop(signal.SIGTERM)
            self._code = code
            return
        _LOG.error("进程 %s 已退出（%s），重新启动 / process %s ended (%s), another begins", pid, code, pid, code)
        time.sleep(max(0.0, child.began + _SHORTEST_LIFE - time.monotonic()))
        self._another()

    _code: int = 0

    def _exit_code(self) -> int:
        code = self._code or (128 + self.stopping if self.stopping == signal.SIGINT else 0)
        return 128 - code if code < 0 else code

    def _wait_for_first(self) -> None:
        (child,) = self.children.values()
        os.set_blocking(child.ready, True)
        child.look()
        os.set_blocking(child.ready, False)

    def _another(self, *, first: bool = False) -> None:
        """Fork one more, unless the end was asked for meanwhile: who began after it would never hear of it."""
        held = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
        if self.stopping:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
            return
        ready, tell = os.pipe()
        pid = os.fork()
        if pid:
            os.close(tell)
            os.set_blocking(ready, False)
            self.children[pid] = _Child(time.monotonic(), ready)
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
            return
        # The child ends here, whatever becomes of it: what its parent was at is not its business.
        code = 1
        try:
            self._become_child(ready, held)
            code = self.answer(Turn(first, lambda: _tell(tell)))
        finally:
            os._exit(code)

    def _become_child(self, ready: int, held: Iterable[int]) -> None:
        for number in (*_ENDS, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        os.close(ready)
        os.close(self._life[1])
        for sibling in self.children.values():
            os.close(sibling.ready)
        threading.Thread(target=_end_with, args=(self._life[0],), name="landstock-parent", daemon=True).start()

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


def share_heaps() -> None:
    """Have the threads of this process share few heaps of the C library: each in one of its own would in time hold the largest answer that it ever made.

    As ``MALLOC_ARENA_MAX`` does, which would have to be set before the interpreter begins; nothing where the C library knows no such thing.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _HEAPS)


@contextlib.contextmanager
def lasting() -> Iterator[None]:
    """Load what lives as long as the process: the collector looks through none of it, neither now nor whenever it looks for what nobody holds.

    A tenth of a cold start went into looking through modules that are all needed.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()


def give_back() -> None:
    """Give the system back what the C library keeps of memory that nobody holds any more; nothing where it knows no such thing."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _tell(tell: int) -> None:
    os.write(tell, b"1")


def _end_with(life: int) -> None:
    """End when the minding process is gone, however it went: who holds the address without it could not be stopped by its number."""
    os.read(life, 1)
    os.kill(os.getpid(), signal.SIGTERM)
