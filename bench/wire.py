"""HTTP as the benchmark speaks it: one keep-alive connection with next to no cost of its own, and eight at once."""

from __future__ import annotations

import contextlib
import gzip
import re
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from bench.environments import NotHere, wrk_program
from bench.processes import Server

CLIENTS: Final = 8
MOST_REFUSALS: Final = 200
AS_CLIENTS_ASK: Final = (
    "Accept: */*\r\nAccept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\nUser-Agent: python-requests/2.32\r\n"
)
"""What the most common library sends unasked; an answer that comes packed is unpacked in the time that is taken."""
_PACKED: Final = re.compile(rb"content-encoding: *gzip", re.IGNORECASE)
_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def getting(port: int, path: str) -> bytes:
    """A GET as clients ask."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{AS_CLIENTS_ASK}\r\n".encode()


def posting(port: int, path: str, body: bytes) -> bytes:
    """A POST of JSON as clients ask."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{AS_CLIENTS_ASK}"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


class Connection:
    """A keep-alive connection: a path out, status and body back."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=600)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.kept, self.port = b"", port

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, mistake: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of a GET."""
        return self.ask(getting(self.port, path))

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and body of a POST of JSON."""
        return self.ask(posting(self.port, path, body))

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of a request as bytes."""
        self.socket.sendall(request)
        while (at := self.kept.find(b"\r\n\r\n")) < 0:
            self._more()
        head, self.kept = self.kept[: at + 4], self.kept[at + 4 :]
        if head[9:12] in (b"204", b"304"):
            return int(head[9:12]), b""
        length = _LENGTH.search(head)
        body = self._exactly(int(length[1])) if length else self._chunks()
        return int(head[9:12]), gzip.decompress(body) if _PACKED.search(head) else body

    def _more(self) -> None:
        block = self.socket.recv(1 << 20)
        if not block:
            raise ConnectionError("the server closed the connection")
        self.kept += block

    def _exactly(self, count: int) -> bytes:
        if len(self.kept) < count:
            parts, left = [self.kept], count - len(self.kept)
            while left > 0:
                block = self.socket.recv(1 << 20)
                if not block:
                    raise ConnectionError("the server closed the connection")
                parts.append(block)
                left -= len(block)
            self.kept = b"".join(parts)
        body, self.kept = self.kept[:count], self.kept[count:]
        return body

    def _chunks(self) -> bytes:
        parts: list[bytes] = []
        while True:
            while (at := self.kept.find(b"\r\n")) < 0:
                self._more()
            size, self.kept = int(self.kept[:at].split(b";")[0], 16), self.kept[at + 2 :]
            part = self._exactly(size + 2)[:-2]
            if not size:
                return b"".join(parts)
            parts.append(part)


def first_answer(server: Server, path: str) -> float:
    """Seconds from the start of a server to its first good answer.

    Raises
    ------
    NotHere
        Where it ends, never listens, or goes on refusing.
    """
    refusals = 0
    while True:
        server.check()
        with contextlib.suppress(OSError), Connection(server.port) as connection:
            status, body = connection.get(path)
            if status == 200:
                return time.perf_counter() - server.began
            refusals += 1
            if refusals > MOST_REFUSALS:
                raise NotHere(f"status {status}: {body[:300]!r}")
        time.sleep(0.005)


def one_client(port: int, paths: Sequence[str]) -> list[float]:
    """Milliseconds of each request, one after the other on one connection."""
    found = []
    with Connection(port) as connection:
        for request in [getting(port, path) for path in paths]:
            began = time.perf_counter()
            status, _ = connection.ask(request)
            found.append((time.perf_counter() - began) * 1000)
            if status != 200:
                raise NotHere(f"status {status} under time")
    return found


def many_clients(port: int, paths: Sequence[str], seconds: float) -> float:
    """Requests a second of eight connections that ask without a pause; by ``wrk`` where it is to be had."""
    program = wrk_program()
    return _by_wrk(program, port, paths, seconds) if program else _by_threads(port, paths, seconds)


def load_generator() -> str:
    """What asks with eight connections, in words."""
    return "wrk" if wrk_program() else "threads of Python, which bound the fastest figures"


_LUA: Final = """
local paths, at = {}, 0
for line in io.lines("%s") do paths[#paths + 1] = wrk.format("GET", line, { ["Host"] = "127.0.0.1:%d", ["Accept"] = "*/*", ["Accept-Encoding"] = "gzip, deflate" }) end
request = function() at = at %% #paths + 1; return paths[at] end
"""


def _by_wrk(program: str, port: int, paths: Sequence[str], seconds: float) -> float:
    with tempfile.TemporaryDirectory() as folder:
        listed, script = Path(folder) / "paths", Path(folder) / "ask.lua"
        listed.write_text("\n".join(paths) + "\n", "utf-8")
        script.write_text(_LUA % (listed, port), "utf-8")
        command = [program, "-t1", f"-c{CLIENTS}", f"-d{max(1, round(seconds))}s", "-s", str(script)]
        ran = subprocess.run([*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=False)
    rate = re.search(r"Requests/sec: *([\d.]+)", ran.stdout)
    if not rate or "Non-2xx" in ran.stdout:
        said = [line.strip() for line in ran.stdout.splitlines() if "Non-2xx" in line or "requests in" in line]
        raise NotHere(f"eight clients at once: {'; '.join(said) or ran.stderr.strip()[:200]}")
    return float(rate[1])


def _by_threads(port: int, paths: Sequence[str], seconds: float) -> float:
    counts, until = [0] * CLIENTS, time.perf_counter() + seconds

    def ask(client: int) -> None:
        with Connection(port) as connection:
            while time.perf_counter() < until:
                connection.get(paths[(client * 25 + counts[client]) % len(paths)])
                counts[client] += 1

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)
