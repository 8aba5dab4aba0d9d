"""How a request was addressed: the first that looks at it. It settles name, scheme, path prefix and client, so that nobody behind it has to ask.

What a proxy says in ``X-Forwarded-…`` is taken from those proxies alone that the operator trusts, and a name that it passes on must be answered
to like any other (docs/adr/0016-names-proxies-and-a-path.md).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.ground.errors import problem
from api.ground.hosts import allowing, is_host
from api.ground.policy import HEADERS, content_policy
from api.ground.settings import Settings, path_prefix
from gis.text import Text

_FORWARDED: Final = b"x-forwarded-"
_PORT: Final = re.compile(r"\[([^\]]+)\](?::\d{1,5})?|([\d.]+):\d{1,5}")
_SHOWN: Final = 100


def trusting(settings: Settings) -> Callable[[str], bool]:
    """What tells whether an address is that of a proxy whose word is taken."""
    networks = settings.proxy_networks

    @lru_cache(maxsize=1024)
    def trusts(address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        # A socket for both kinds of address shows one of the old kind within one of the new.
        ip = getattr(ip, "ipv4_mapped", None) or ip
        return any(ip in network for network in networks)

    return trusts


class Addressed:
    """Answers 400 and 421 to requests that are not for this service, and writes into the scope of all others how they were addressed.

    ``root_path`` is the path prefix and ``path`` begins with it, as ASGI has it, whether the proxy left it there or took it away.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.allows = allowing(settings)
        self.trusts = trusting(settings)
        self.prefix = settings.prefix
        self.headers = {**HEADERS, "Content-Security-Policy": content_policy(settings)}
        self.fixed = settings.public_url is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            refusal = self._refusal(scope)
            if refusal is not None:
                refusal.headers.update(self.headers)
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        """Settle how a request was addressed; where it is not for this service, what to answer."""
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 and (hosts or scope.get("http_version") == "1.1"):
            return _no_one_host(len(hosts))
        if hosts and not self.allows(hosts[0]):
            return _not_here(hosts[0])
        prefix, client = self.prefix, scope.get("client")
        forwarded = any(name.startswith(_FORWARDED) for name, _ in scope["headers"])
        if forwarded and client and self.trusts(client[0]):
            said = _read_forwarded(scope)
            host = said.get("host", "")
            if is_host(host) and not self.allows(host):
                return _not_here(host)
            self._take(scope, said)
            if not self.fixed:
                prefix = path_prefix(said.get("prefix", "")) or ""
        if prefix:
            _beneath(scope, prefix)
        return None

    def _take(self, scope: Scope, said: dict[str, str]) -> None:
        """Name, scheme and client as the proxy says them, each where it makes sense."""
        host, scheme = said.get("host", ""), said.get("proto", "").lower()
        if is_host(host):
            others = [pair for pair in scope["headers"] if pair[0] != b"host"]
            scope["headers"] = [(b"host", host.encode("latin-1")), *others]
        if scheme in ("http", "https"):
            scope["scheme"] = scheme
        scope["client"] = self._asker(said.get("for", ""), scope["client"])

    def _asker(self, chain: str, client: tuple[str, int]) -> tuple[str, int]:
        """Who asked, for the access log: of the addresses that a request went through, the last that is no proxy of ours."""
        for part in reversed(chain.split(",")):
            address = _PORT.sub(lambda found: found[1] or found[2], part.strip())
            try:
                ipaddress.ip_address(address)
            except ValueError:
                return client
            client = (address, 0)
            if not self.trusts(address):
                break
        return client


def _read_forwarded(scope: Scope) -> dict[str, str]:
    """What the proxy says, by the last word of each header; of addresses, all that it went through."""
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        if name.startswith(_FORWARDED):
            found.setdefault(name[len(_FORWARDED) :].decode("latin-1"), []).append(value.decode("latin-1"))
    lines = {name: ",".join(values) for name, values in found.items()}
    return {name: line if name == "for" else line.rpartition(",")[2].strip() for name, line in lines.items()}


def _beneath(scope: Scope, prefix: str) -> None:
    """Have a path begin with the prefix, once."""
    path, raw = scope["path"], scope.get("raw_path")
    scope["root_path"] = prefix
    if path == prefix:
        scope["path"] = f"{prefix}/"
    elif path.startswith(f"{prefix}/"):
        return
    else:
        scope["path"] = prefix + path
    if raw is not None:
        written = quote(prefix, safe="/").encode()
        scope["raw_path"] = written + (b"/" if path == prefix else raw)


def _no_one_host(count: int) -> Response:
    return problem(
        HTTPStatus.BAD_REQUEST,
        "not-one-host",
        Text(
            f"请求带有 {count} 个 Host 头，应当恰好一个",
            f"the request has {count} Host headers where there must be one",
        ),
        Text("请检查发出请求的程序或代理", "look at the program or the proxy that sent it"),
    )


def _not_here(host: str) -> Response:
    shown = host[:_SHOWN]
    return problem(
        HTTPStatus.MISDIRECTED_REQUEST,
        "not-this-host",
        Text(f"本服务不以主机名 {shown} 应答", f"this service does not answer to the name {shown}"),
        Text(
            "请用本机地址 127.0.0.1 或 localhost 打开；若应以此名访问，请把它写进设置 LANDSTOCK_HOSTS，经代理对外时设置 LANDSTOCK_PUBLIC_URL",
            "open it as 127.0.0.1 or localhost; where it is to be reached by this name, put the name into the setting LANDSTOCK_HOSTS, "
            "or set LANDSTOCK_PUBLIC_URL where a proxy stands before it",
        ),
        {"host": shown},
    )
