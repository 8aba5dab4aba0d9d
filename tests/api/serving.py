"""The service's own server on a free port of the loopback, for tests that speak HTTP."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp

from api.connections import Bounds, Server, ServerConfig


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
