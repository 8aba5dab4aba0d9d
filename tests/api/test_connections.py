"""Slow, silent, greedy and many connections: each is bounded, told why, and leaves the others answered.

What would break: a handful of clients that send nothing hold the service; a client with megabytes of headers fills its memory; an ending service
hangs up on who was let in.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from api.connections import Bounds, Server, ServerConfig
from tests.api.serving import served

BOUNDS = Bounds(
    head_bytes=8_192, head_seconds=0.4, body_seconds=0.6, write_seconds=0.5, connections=20, farewell_seconds=0.3
)
HELLO = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the length of the body; ``/slow`` after half a second, ``/busy`` while nobody else is met, ``/large`` with 64 MB."""
    size, more = 0, True
    while more and scope["type"] == "http":
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message["body"]), message["more_body"]
    if scope["type"] != "http":
        return
    if scope["path"] == "/slow":
        await asyncio.sleep(0.5)
    if scope["path"] == "/busy":
        time.sleep(0.01)  # noqa: ASYNC251  as a page does that is made on the loop
    body = bytes(64_000_000) if scope["path"] == "/large" else str(size).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def port() -> Iterator[int]:
    with served(echo, BOUNDS) as address:
        yield int(address.rpartition(":")[2])


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def read(client: socket.socket) -> bytes:
    """All that comes until the other side has said all."""
    found = b""
    while part := client.recv(65_536):
        found += part
    return found


def answer(client: socket.socket, sent: bytes) -> tuple[int, Any]:
    """Status and JSON body of the answer to what is sent, where the connection is closed afterwards."""
    client.sendall(sent)
    head, _, body = read(client).partition(b"\r\n\r\n")
    assert b"connection: close" in head.lower()
    return int(head.split()[1]), json.loads(body)


def is_answered(port: int) -> bool:
    with connected(port) as client:
        client.sendall(HELLO)
        return client.recv(65_536).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("sent", [b"", HELLO[:20], b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab"])
def test_what_does_not_arrive_in_time_is_let_go(port: int, sent: bytes) -> None:
    with connected(port) as client:
        began = time.monotonic()
        client.sendall(sent)
        said = read(client)
        assert 0.3 < time.monotonic() - began < 5
    if sent:
        assert said.startswith(b"HTTP/1.1 408 ")
        assert "限定时间" in json.loads(said.partition(b"\r\n\r\n")[2])["text"]["zh"]
    assert is_answered(port)


def test_one_byte_at_a_time_is_no_way_to_stay(port: int) -> None:
    with connected(port) as client:
        began = time.monotonic()
        with contextlib.suppress(OSError):
            while time.monotonic() - began < 8:
                client.sendall(b"G")
                time.sleep(0.05)
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 9_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: b\r\n" * 2_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 3_000_000,
        b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    ids=["one long", "many short", "without end", "address"],
)
def test_a_head_beyond_its_bound_is_refused_by_name(port: int, head: bytes) -> None:
    with connected(port) as client:
        threading.Thread(target=lambda: _sent(client, head), daemon=True).start()
        found = read(client)
    assert found.startswith(b"HTTP/1.1 431 ")
    assert json.loads(found.partition(b"\r\n\r\n")[2])["code"] == "head-too-large"
    assert is_answered(port)


def _sent(client: socket.socket, data: bytes) -> None:
    with contextlib.suppress(OSError):
        client.sendall(data)


def test_a_kept_connection_has_a_new_budget_for_each_question(port: int) -> None:
    question = b"POST / HTTP/1.1\r\nHost: localhost\r\nX-A: %b\r\nContent-Length: 20000\r\n\r\n%b" % (
        b"a" * 5_000,
        b"b" * 20_000,
    )
    with connected(port) as client:
        for _ in range(4):
            client.sendall(question)
            assert client.recv(65_536).endswith(b"20000")


def test_idle_connections_beyond_the_bound_leave_others_answered(port: int) -> None:
    silent = [connected(port) for _ in range(60)]
    try:
        assert all(is_answered(port) for _ in range(5))
    finally:
        for each in silent:
            each.close()


def test_where_all_are_being_answered_one_more_is_told_when_to_come(port: int) -> None:
    busy = [connected(port) for _ in range(20)]
    try:
        for each in busy:
            each.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.2)
        with connected(port) as client:
            client.sendall(HELLO)
            found = read(client)
        assert found.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: 2" in found.lower()
        assert json.loads(found.partition(b"\r\n\r\n")[2])["code"] == "busy"
        assert all(each.recv(65_536).startswith(b"HTTP/1.1 200") for each in busy), "who was there first is answered"
    finally:
        for each in busy:
            each.close()


def test_who_does_not_read_the_answer_is_let_go(port: int) -> None:
    with connected(port) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(1.5)
        got = 0
        with contextlib.suppress(ConnectionResetError):
            while part := client.recv(1 << 20):
                got += len(part)
    assert got < 64_000_000, "what the system had taken over comes, the rest is not kept for ever"
    assert is_answered(port)


def test_what_is_no_http_is_said_in_the_form_of_every_other_problem(port: int) -> None:
    with connected(port) as client:
        status, body = answer(client, b"\x16\x03\x01 hello\r\n\r\n")
    assert (status, body["code"]) == (400, "not-http")


@pytest.mark.parametrize("path", [b"slow", b"busy"])
def test_an_ending_service_answers_whom_it_had_let_in(path: bytes) -> None:
    """Connections of which some were not yet met by the loop, some have asked, some have said nothing."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(200)
    port = listening.getsockname()[1]
    server = Server(ServerConfig(echo, log_level="error", timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    clients = [connected(port) for _ in range(100)]
    for each in clients[:60]:
        each.sendall(b"GET /%b HTTP/1.1\r\nHost: localhost\r\n\r\n" % path)
    server.should_exit = True
    time.sleep(0.1)
    for each in clients[60:]:
        each.sendall(HELLO)
    answered = [each.recv(65_536)[:12] for each in clients]
    assert answered == [b"HTTP/1.1 200"] * 100
    thread.join(10)
    assert not thread.is_alive()
    for each in clients:
        each.close()
