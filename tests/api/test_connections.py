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

from api.serving.connections import HELD, PIECE, Bounds, Connection, Server, ServerConfig
from api.serving.middleware import Ending
from tests.api.serving import port_of, served

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
        yield port_of(address)


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


@pytest.mark.parametrize("hello", [HELLO, HELLO.replace(b"GET /", b"GET http://localhost/")], ids=["path", "address"])
def test_where_all_are_being_answered_one_more_is_told_when_to_come(port: int, hello: bytes) -> None:
    busy = [connected(port) for _ in range(20)]
    try:
        for each in busy:
            each.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.2)
        with connected(port) as client:
            client.sendall(hello)
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


CHUNKED = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("begin", "unit"),
    [(b"2\r\nab\r\n0\r\n", b"X: a\r\n" * 1_000), (b"2\r\nab\r\n0\r\nX: ", b"a" * 6_000), (b"2;", b"a" * 6_000)],
    ids=["many trailers", "one trailer", "a chunk's extension"],
)
def test_lines_around_a_body_are_bounded_as_its_head_is(port: int, begin: bytes, unit: bytes) -> None:
    """One connection took 4 GB by them."""
    with connected(port) as client:
        client.sendall(CHUNKED + begin)
        with contextlib.suppress(OSError):
            for _ in range(20):
                client.sendall(unit)
                time.sleep(0.01)
        assert client.recv(65_536).startswith(b"HTTP/1.1 431")
    assert is_answered(port)


def test_questions_that_come_before_the_last_is_answered_wait_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands at once: all are answered in order, and no more of them is held than a piece of what was sent. They took 50 bytes for each that was sent."""
    most = {"queued": 0, "held": 0}
    read = Connection._read

    def watched(self: Connection) -> None:
        read(self)
        most["queued"] = max(most["queued"], len(self.pipeline))
        most["held"] = max(most["held"], len(self._held))

    monkeypatch.setattr(Connection, "_read", watched)
    count = 15_000
    with served(echo, BOUNDS) as address, connected(port_of(address)) as client:
        sending = threading.Thread(target=client.sendall, args=(HELLO * count,), daemon=True)
        sending.start()
        time.sleep(0.3)
        found = b""
        while found.count(b"HTTP/1.1 200") < count:
            part = client.recv(1 << 20)
            assert part, "hung up before all were answered"
            found += part
        sending.join(10)
    assert most["queued"] <= PIECE / len(HELLO) + 1
    assert most["held"] < HELD + 512 * 1024


def test_who_goes_with_questions_behind_the_first_leaves_no_trace_in_the_log(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        with connected(port) as client:
            client.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50)
            time.sleep(0.1)
    time.sleep(0.8)
    assert is_answered(port)
    assert not [record for record in caplog.records if record.exc_info or record.levelname == "ERROR"]


def test_what_is_no_http_behind_a_question_does_not_take_its_answer(port: int) -> None:
    with connected(port) as client:
        client.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\nNONSENSE\r\n\r\n")
        said = read(client)
    first, _, second = said.partition(b"HTTP/1.1 400")
    assert first.startswith(b"HTTP/1.1 200")
    assert b"not-http" in second


def test_an_address_longer_than_can_be_counted_is_refused_as_one_that_is_too_long() -> None:
    with served(echo, Bounds(head_bytes=65_536)) as address, connected(port_of(address)) as client:
        client.sendall(b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(65_536).startswith(b"HTTP/1.1 431")


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


def test_who_is_left_without_an_answer_is_told_when_to_come_again() -> None:
    """An ending service cancels what takes longer than its grace: it said 500, and a traceback went to the log."""

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        await (asyncio.sleep(60) if scope["type"] == "http" else echo(scope, receive, send))

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = Server(ServerConfig(Ending(endless), log_level="critical", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        with connected(listening.getsockname()[1]) as client:
            client.sendall(HELLO)
            time.sleep(0.3)
            server.should_exit = True
            said = read(client)
        thread.join(10)
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503")
    assert b"retry-after" in head.lower()
    assert json.loads(body)["code"] == "busy"


def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_sent(address: str) -> None:
    with connected(port_of(address)) as client:
        client.sendall(
            b"POST /matches HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50000000\r\n"
            b"Expect: 100-continue\r\n\r\n"
        )
        assert client.recv(65_536).startswith(b"HTTP/1.1 413")
