"""The service's own server on a free port of the loopback, for tests that speak HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
from starlette.types import ASGIApp

from api.serving.connections import Bounds, Server, ServerConfig

PROGRAM = Path(sys.executable).with_name("landstock")


@contextmanager
def served(app: ASGIApp, bounds: Bounds | None = None) -> Iterator[str]:
    """Serve an app; gives its address and stops it afterwards."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = ServerConfig(
        app,
        bounds=bounds,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    server = Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


@contextmanager
def running(
    layers: Path, workers: int = 1, settings: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command as a planner runs it, with settings of the environment; gives its process and its address."""
    command = [str(PROGRAM), "serve", "--layers", str(layers), "--port", "0", "--workers", str(workers), "--quiet"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, **(settings or {})})
    assert server.stderr
    try:
        said = next(line for line in server.stderr if "http://" in line)
        yield server, said.split()[-1].rstrip("/")
    finally:
        server.kill()
        server.wait(20)
        server.stderr.close()


def port_of(address: str) -> int:
    """The port of an address."""
    return int(address.rpartition(":")[2])


def process(address: str) -> int:
    """The number of the process that answers."""
    return int(httpx.get(f"{address}/readyz", trust_env=False, timeout=20).json()["process"])
