"""How a request was addressed. What would break: a page of another site whose name is pointed at 127.0.0.1 reads the whole register; links lead to a
name that a stranger wrote into a header; behind a proxy they lead to where nobody can go.
"""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import pydantic
import pytest

from api.app import create_app
from api.cli.base import settings_of
from api.ground.errors import BadParameter
from api.ground.settings import Settings
from gis.inventory import Inventory
from maps import page_files
from tests.api.serving import port_of, served

ITEMS = "/collections/industrial_land/items?limit=1"
PATHS = (
    "/",
    "/?f=html",
    ITEMS,
    "/healthz",
    page_files.address("js/app.js"),
    "/nowhere",
    f"{ITEMS}&limit={'9' * 20_000}",
)
Serving = Callable[..., httpx.Client]


@pytest.fixture(scope="module")
def serving(inventory: Inventory) -> Iterator[Serving]:
    """Makes clients of services with other settings; where they listen is what the settings say, not where the test reaches them."""
    with ExitStack() as running:

        def made(**settings: Any) -> httpx.Client:
            address = running.enter_context(served(create_app(Settings(**settings), inventory)))
            return running.enter_context(httpx.Client(base_url=address, trust_env=False))

        yield made


def next_link(answer: httpx.Response) -> str:
    """The address of the page after this one."""
    return str(next(link["href"] for link in answer.json()["links"] if link["rel"] == "next"))


LOOPBACK = ("localhost", "localhost:8000", "LOCALHOST.", "127.0.0.1:1", "127.9.9.9", "[::1]", "[::1]:8000")
FOREIGN = (
    "evil.example",
    "evil.example:8000",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "10.0.0.1",
    "[::bad",
    '"><b>',
)


@pytest.mark.parametrize("host", FOREIGN)
def test_a_service_for_this_machine_answers_to_no_name_of_another(client: httpx.Client, host: str) -> None:
    for path in PATHS:
        for others in ({}, {"Origin": "http://evil.example"}, {"X-Forwarded-Host": "localhost"}):
            answer = client.get(path, headers={"Host": host, **others})
            assert (answer.status_code, answer.json()["code"]) == (421, "not-this-host"), path
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert all("LANDSTOCK_HOSTS" in answer.json()["remedy"][lang] for lang in ("zh", "en"))
    assert client.post("/matches", json={}, headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", LOOPBACK)
def test_it_answers_to_every_name_of_this_machine_at_any_port(client: httpx.Client, host: str) -> None:
    answer = client.get(ITEMS, headers={"Host": host})
    assert next_link(answer).startswith(f"http://{host}/collections/")


def test_it_answers_to_the_public_name_and_to_those_that_are_set(serving: Serving) -> None:
    client = serving(public_url="https://gis.example.cn:8443", hosts="Map.example.cn, *.office.cn,[fd00::1],10.0.0.5")
    answered = ("gis.example.cn", "map.example.cn:81", "a.b.office.cn", "[fd00::1]:8000", "10.0.0.5", "localhost")
    assert [client.get("/healthz", headers={"Host": host}).status_code for host in answered] == [200] * 6
    refused = ("example.cn", "office.cn", "evil-office.cn", "x.map.example.cn", "10.0.0.6")
    assert [client.get("/healthz", headers={"Host": host}).status_code for host in refused] == [421] * 5


def test_a_service_for_others_answers_to_any_name_unless_names_are_set(serving: Serving) -> None:
    """Also to a name with an underscore, as offices give them, and then by its own links; a name that is none is not repeated."""
    any_name = serving(host="0.0.0.0", port=8123)
    for host in ("gis_server:8000", "gis.example.cn", "10.1.2.3"):
        assert next_link(any_name.get(ITEMS, headers={"Host": host})).startswith(f"http://{host}/")
    for odd in ("[::bad", '"><script>alert(1)</script>'):
        assert next_link(any_name.get(ITEMS, headers={"Host": odd})).startswith("http://0.0.0.0:8123/")
        assert "<script>alert" not in any_name.get("/collections?f=html", headers={"Host": odd}).text
    named = serving(host="0.0.0.0", hosts="gis_server")
    assert named.get(ITEMS, headers={"Host": "gis_server:8000"}).status_code == 200
    assert named.get(ITEMS, headers={"Host": "127.0.0.1"}).status_code == 200
    assert named.get(ITEMS, headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost:\r\n", 421),
        (b"GET /healthz HTTP/1.0\r\n", 200),
        (b"GET /healthz HTTP/1.0\r\nHost: evil.example\r\n", 421),
        (b"GET /collections/parks/items HTTP/1.1\r\nConnection: close\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:  \t\r\n", 200),
        (b"GET http://localhost:80/healthz HTTP/1.1\r\nHost: localhost\r\n", 200),
        (b"GET http://localhost HTTP/1.1\r\nHost: localhost\r\n", 200),
        (b"GET http://[::1]:80/collections?f=json HTTP/1.1\r\nHost: localhost\r\n", 200),
        (b"GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\n", 421),
        (b"GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n", 400),
    ],
)
def test_a_request_has_one_host(address: str, head: bytes, status: int) -> None:
    with socket.create_connection(("127.0.0.1", port_of(address)), timeout=10) as client:
        client.sendall(head + b"Connection: close\r\n\r\n")
        said = b""
        while part := client.recv(65_536):
            said += part
    assert int(said.split()[1]) == status
    if status == 400:
        assert json.loads(said.partition(b"\r\n\r\n")[2])["code"] == "not-one-host"


def test_an_address_that_is_not_encoded_is_told_how(address: str) -> None:
    """Clients on a terminal escape nothing."""
    with socket.create_connection(("127.0.0.1", port_of(address)), timeout=10) as client:
        client.sendall("GET /collections/parks/items?q=号 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        said = client.recv(65_536)
    assert said.startswith(b"HTTP/1.1 400 ")
    assert "%E5%8F%B7" in json.loads(said.partition(b"\r\n\r\n")[2])["remedy"]["en"]


PROXIED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "gis.example.cn", "X-Forwarded-Prefix": "/landstock"}


def test_what_a_trusted_proxy_says_of_the_address_is_taken_alike(serving: Serving) -> None:
    client = serving(hosts="gis.example.cn")
    assert next_link(client.get(ITEMS, headers=PROXIED)).startswith("https://gis.example.cn/landstock/collections/")
    one = client.get(ITEMS, headers={"X-Forwarded-Proto": "HTTPS"})
    assert next_link(one).startswith("https://127.0.0.1:")
    many = {**PROXIED, "X-Forwarded-Host": "evil.example, gis.example.cn", "X-Forwarded-Proto": "http,https"}
    assert next_link(client.get(ITEMS, headers=many)).startswith("https://gis.example.cn/landstock/"), (
        "the nearest's word"
    )


@pytest.mark.parametrize("proxies", ["", "10.0.0.0/8", "10.0.0.1,fd00::/8"])
def test_what_anyone_else_says_of_the_address_is_not_taken(serving: Serving, proxies: str) -> None:
    client = serving(proxies=proxies)
    link = next_link(client.get(ITEMS, headers={**PROXIED, "X-Forwarded-Host": "evil.example"}))
    assert link.startswith("http://127.0.0.1:")
    assert urlsplit(link).path == "/collections/industrial_land/items"


def test_a_name_that_is_passed_on_must_be_answered_to_beside_that_which_was_used(serving: Serving) -> None:
    """A page whose name was pointed at this machine can send X-Forwarded-Host itself."""
    client = serving(hosts="gis.example.cn")
    for host, passed in (
        ("evil.example", "gis.example.cn"),
        ("127.0.0.1", "evil.example"),
        ("evil.example", "evil.example"),
    ):
        answer = client.get(ITEMS, headers={"Host": host, "X-Forwarded-Host": passed})
        assert (answer.status_code, answer.json()["host"]) == (421, "evil.example")


@pytest.mark.parametrize(
    "said",
    [
        {"X-Forwarded-Proto": "javascript"},
        {"X-Forwarded-Host": '"><script>'},
        {"X-Forwarded-Host": "a/b"},
        *(
            {"X-Forwarded-Prefix": prefix}
            for prefix in ("landstock", "//evil.example", "/a/../b", "/a?b", '/"><b>', "/%2f%2fevil", "/a%00", "/%ff")
        ),
        {"X-Forwarded-Prefix": "/a" * 1000},
    ],
)
def test_what_makes_no_sense_is_passed_over(client: httpx.Client, said: dict[str, str]) -> None:
    plain = client.get(ITEMS)
    assert client.get(ITEMS, headers=said).content == plain.content


def test_the_log_shows_who_asked_the_last_that_is_no_proxy_of_ours(
    serving: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    client, log = serving(proxies="127.0.0.1,10.0.0.0/8"), logging.getLogger("uvicorn.access")
    log.addHandler(caplog.handler)
    log.setLevel(logging.INFO)

    def asker(chain: str) -> str:
        client.get("/healthz", headers={"X-Forwarded-For": chain, "Connection": "close"})
        return str(cast("tuple[str, ...]", caplog.records[-1].args)[0])

    try:
        assert asker("203.0.113.7") == "203.0.113.7:0"
        assert asker("1.1.1.1, 203.0.113.7, 10.0.0.2") == "203.0.113.7:0"
        assert asker("[2001:db8::1]:443") == "2001:db8::1:0"
        assert asker("203.0.113.7:5000") == "203.0.113.7:0"
        assert asker("10.0.0.3, 10.0.0.2") == "10.0.0.3:0"
        assert asker("<b>").startswith("127.0.0.1:")
        assert asker("203.0.113.7, <b>, 10.0.0.2") == "10.0.0.2:0"
    finally:
        log.removeHandler(caplog.handler)


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("public_url", "gis.example.cn"),
        ("public_url", "https://gis.example.cn/a?b"),
        ("public_url", "https://gis.example.cn/a/../b"),
        ("public_url", "https://user@gis.example.cn/"),
        ("hosts", "https://gis.example.cn"),
        ("hosts", "gis.example.cn:8000"),
        ("hosts", "*"),
        ("proxies", "proxy.example.cn"),
        ("proxies", "10.0.0.0/33"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_at_the_start_in_both_languages(setting: str, text: str) -> None:
    with pytest.raises(pydantic.ValidationError, match=r"不是.*not an? .*for example"):
        Settings.model_validate({setting: text})


def test_the_command_says_of_a_setting_what_one_that_can_be_used_looks_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDSTOCK_PUBLIC_URL", "gis.example.cn")
    with pytest.raises(BadParameter) as refused:
        settings_of()
    assert "LANDSTOCK_PUBLIC_URL" in refused.value.text.zh
    assert "不是公开地址" in refused.value.remedy.zh
    assert "https://gis.example.cn/landstock" in refused.value.remedy.en
