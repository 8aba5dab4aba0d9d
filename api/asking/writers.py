"""Who may write over HTTP: until there are accounts, only who sits at this very machine."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from api.ground.errors import Forbidden
from api.ground.hosts import is_loopback
from api.ground.settings import Settings, plain_name
from gis.text import Text

AUTHOR: Final = "local"
"""Whose changes over HTTP are."""
_FORWARDING: Final = ("forwarded", "via", "x-real-ip")
_AT_THE_MACHINE: Final = Text(
    "请在运行服务的这台机器上打开 http://127.0.0.1，或使用 landstock 命令",
    "open http://127.0.0.1 on the machine that runs the service, or use the landstock command",
)


def writer_of(request: Request, settings: Settings) -> str:
    """The author of what a request changes.

    Raises
    ------
    Forbidden
        Where the service can be reached from elsewhere, the request came by way of another machine, or a page of another site sent it.
    """
    if not is_loopback(plain_name(settings.host)) or settings.public_url is not None:
        raise _forbidden(
            Text(
                "本服务可从其他机器访问，暂不接受写入",
                "this service can be reached from elsewhere and takes no changes",
            ),
            _AT_THE_MACHINE,
        )
    came_by = [name for name in request.headers if name in _FORWARDING or name.startswith("x-forwarded-")]
    host = plain_name(urlsplit(f"//{request.headers.get('host', '')}").hostname or "")
    client = request.client.host if request.client else ""
    # No program of today asks in HTTP/1.0 but a proxy that was left as it came: it says nothing of whom it speaks for.
    by_proxy = came_by or request.scope["http_version"] == "1.0"
    if by_proxy or not is_loopback(host) or not is_loopback(client):
        raise _forbidden(
            Text("请求不是直接来自本机", "the request did not come straight from this machine"), _AT_THE_MACHINE
        )
    _refuse_other_sites(request)
    return AUTHOR


def _refuse_other_sites(request: Request) -> None:
    """A page of another site may send a request to this machine, but its browser says where the page is from."""
    origin = request.headers.get("origin")
    other = origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")
    if other or request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise _forbidden(
            Text("请求来自其他网站的页面", "the request was sent by a page of another site"),
            Text("请在本服务自己的页面上操作", "do it on this service's own page"),
        )


def _forbidden(text: Text, remedy: Text) -> Forbidden:
    return Forbidden(text, remedy)
