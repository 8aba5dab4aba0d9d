"""Clients in processes of their own, so that what they cost is not taken for what the service costs: those who crowd it, and the one who asks little."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.wire import Connection, getting

LIGHT = "/collections/industrial_land/items?limit=10"
PAUSE_S = 0.005


def timed(connection: Connection, request: bytes) -> tuple[float, int, bytes]:
    """Milliseconds until a request is answered, the status and the body."""
    began = time.perf_counter()
    status, body = connection.ask(request)
    return (time.perf_counter() - began) * 1000, status, body


@contextlib.contextmanager
def crowd(port: int, requests: Sequence[bytes], count: int = 5) -> Iterator[Counter[int]]:
    """So many clients that ask these requests over and over; the statuses that they were answered, once they have ended."""
    answered: Counter[int] = Counter()
    with TemporaryDirectory() as folder:
        for number, request in enumerate(requests):
            Path(folder, str(number)).write_bytes(request)
        command = [sys.executable, "-m", __name__, str(port), folder]
        clients = [
            subprocess.Popen([*command, str(at)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for at in range(count)
        ]
        try:
            for each in clients:
                assert each.stdout
                assert each.stdout.readline() == "asking\n"
            yield answered
        finally:
            for each in clients:
                said, _ = each.communicate("enough\n", timeout=120)
                answered.update(map(int, said.split()))


def light(port: int, seconds: float, path: str = LIGHT) -> list[float]:
    """Milliseconds that a client waits for each of its light questions, the shortest first."""
    waited, end = [], time.monotonic() + seconds
    request = getting(port, path)
    with Connection(port) as connection:
        while time.monotonic() < end:
            took, status, _ = timed(connection, request)
            waited.append(took)
            assert status == 200, status
            time.sleep(PAUSE_S)
    return sorted(waited)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which that share lies."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def main(port: int, folder: Path, at: int) -> None:
    """Ask until told that it is enough, then say every status that was answered."""
    requests = [path.read_bytes() for path in sorted(folder.iterdir(), key=lambda path: int(path.name))]
    enough = threading.Event()
    threading.Thread(target=_until_told, args=(enough,), daemon=True).start()
    sys.stdout.write("asking\n")
    sys.stdout.flush()
    statuses: list[int] = []
    while not enough.is_set():
        # A refusal may end the connection: whoever means ill comes back at once.
        with contextlib.suppress(OSError), Connection(port) as connection:
            while not enough.is_set():
                statuses.append(connection.ask(requests[(at + len(statuses)) % len(requests)])[0])
    sys.stdout.write(" ".join(map(str, statuses)))


def _until_told(enough: threading.Event) -> None:
    sys.stdin.readline()
    enough.set()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
