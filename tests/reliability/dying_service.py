"""A service begun over and over by one process that has its modules loaded; run as a program of its own, which may fork.

``python -m tests.reliability.dying_service FOLDER [early]`` begins one for each line that it reads, and says the number of the process that minds it.
The service says its address on stderr as it always does. ``early`` answers before the commit.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from typer.main import get_command

import api.app  # noqa: F401  what every child would load again
from api.cli.base import run
from api.cli.main import app
from gis.store.protocol import Job, Transaction
from gis.store.together import Together


def answer_early(self: Together, due: Sequence[tuple[Job, Future[Any]]]) -> None:
    """The mutation: who waits is answered when the work is done, and all of it is committed afterwards."""

    def telling(job: Job, waits: Future[Any]) -> Job:
        def work(transaction: Transaction) -> None:
            waits.set_result(job.work(transaction))

        return Job(by=job.by, work=work)

    self._store.write(self._catalog, [telling(*each) for each in due])


def main(folder: str) -> None:
    """Begin a service for each line that comes; nobody waits for those that were killed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os._exit(run(get_command(app), ["serve", "--layers", folder, "--port", "0", "--quiet"]))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if "early" in sys.argv:
        Together._write = answer_early  # type: ignore[method-assign]
    main(sys.argv[1])
