"""Changes that arrive together are committed together: one thread a process writes for all who ask, and a commit costs each of them a share of one."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, Final

from gis.catalog import Catalog
from gis.errors import LandstockError
from gis.store.protocol import Job, Store

MOST: Final = 256
"""Jobs of one commit: so many that a disk is used well, and so few that the first of them does not wait for long."""
_Waiting = tuple[Job, "Future[Any]"]


class Together:
    """Writes to one store for all threads and tasks of a process."""

    def __init__(self, store: Store, catalog: Catalog) -> None:
        self._store, self._catalog = store, catalog
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to write what was put, and what will be."""
        self._thread = threading.Thread(target=self._run, name="landstock-writer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what was put, then end."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def follow(self, catalog: Catalog) -> None:
        """Write by another declaration from now on."""
        self._catalog = catalog

    def put(self, job: Job) -> Future[Any]:
        """Have a job done: what its work returns comes when it is on disk, else the error with which it changed nothing."""
        waits: Future[Any] = Future()
        self._queue.put((job, waits))
        return waits

    def _run(self) -> None:
        ends = False
        while not ends:
            some, ends = self._taken(self._queue.get())
            # Who has gone before the turn came changes nothing.
            due = [(job, waits) for job, waits in some if waits.set_running_or_notify_cancel()]
            if due:
                self._write(due)

    def _taken(self, first: _Waiting | None) -> tuple[list[_Waiting], bool]:
        """All that wait, up to ``MOST``, and whether nothing comes after."""
        taken: list[_Waiting] = []
        entry = first
        while entry is not None:
            taken.append(entry)
            if len(taken) == MOST:
                return taken, False
            try:
                entry = self._queue.get_nowait()
            except queue.Empty:
                return taken, False
        return taken, True

    def _write(self, due: Sequence[_Waiting]) -> None:
        try:
            done = self._store.write(self._catalog, [job for job, _ in due])
        except LandstockError as mistake:
            self._refuse(due, mistake)
            return
        except Exception as mistake:  # noqa: BLE001  whatever it is, somebody waits for it
            # A mistake of one job is not to be that of others: each is tried alone.
            if len(due) == 1:
                due[0][1].set_exception(mistake)
            else:
                for each in due:
                    self._write([each])
            return
        for (_, waits), result in zip(due, done, strict=True):
            if isinstance(result, LandstockError):
                waits.set_exception(result)
            else:
                waits.set_result(result)

    def _refuse(self, due: Sequence[_Waiting], mistake: LandstockError) -> None:
        """Nothing can be written: so it is for those too who came while it was tried, or each would wait as long again."""
        waited, ends = self._taken(self._queue.get()) if not self._queue.empty() else ([], False)
        if ends:
            self._queue.put(None)
        for _, waits in (*due, *(each for each in waited if each[1].set_running_or_notify_cancel())):
            waits.set_exception(mistake)
