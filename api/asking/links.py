"""Links of an answer: absolute, keeping every parameter of the request but the ones they change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NotRequired, TypedDict
from urllib.parse import quote, urlencode

from starlette._utils import get_route_path
from starlette.requests import Request

from api.ground.hosts import is_host
from api.ground.settings import Settings


class Link(TypedDict):
    """A link of an answer; ``templated`` where its address has places to be filled in."""

    href: str
    rel: str
    type: str
    title: NotRequired[str]
    templated: NotRequired[bool]


_PLAIN: Final = re.compile(r"[A-Za-z0-9_.,~%+=&:/()*-]*")
_OF_A_PAGE: Final = frozenset({"f", "limit", "offset", "cursor", "crs"})


@dataclass(frozen=True, kw_only=True)
class Links:
    """Builds the links of one request.

    Parameters
    ----------
    base
        Address of the service with its path prefix, without a slash at its end.
    prefix
        The path prefix alone, quoted: what stands before every path of a page.
    path
        Path of the request below the prefix, quoted.
    query, given
        Its parameters, and the text that they came in.
    """

    base: str
    prefix: str
    path: str
    query: tuple[tuple[str, str], ...]
    given: str = "&"

    @classmethod
    def of(cls, request: Request, settings: Settings) -> Links:
        """Links as the caller addressed the service; a Host header that is no host is not repeated."""
        host = request.headers.get("host", "")
        own = f"{settings.host}:{settings.port}"
        scheme = request.scope.get("scheme", "http")
        # A part of the app that is mounted has a longer root of its own.
        scope = request.scope
        prefix = quote(scope.get("app_root_path", scope.get("root_path", "")), safe="/")
        base = settings.public_url or f"{scheme}://{host if is_host(host) else own}{prefix}"
        return cls(
            base=base.rstrip("/"),
            prefix=prefix,
            path=quote(get_route_path(request.scope), safe="/"),
            query=tuple(request.query_params.multi_items()),
            given=request.scope["query_string"].decode("latin-1"),
        )

    def on_page(self, path: str) -> str:
        """The address of another resource as a page of this service writes it; ``path`` is already quoted."""
        return f"{self.prefix}{path}"

    def to(self, path: str, rel: str, media: str, title: str = "", **changed: str) -> Link:
        """A link to another resource; ``path`` is already quoted."""
        query = f"?{urlencode(changed)}" if changed else ""
        return self._link(f"{self.base}{path}{query}", rel, media, title)

    def here(self, rel: str, media: str, title: str = "", changes: Mapping[str, str | None] | None = None) -> Link:
        """A link to this resource with some parameters changed (None drops one)."""
        changed = changes or {}
        kept = [text for name, text in self._written if name not in changed]
        added = [urlencode({name: value}) for name, value in changed.items() if value is not None]
        query = "&".join([*kept, *added])
        return self._link(f"{self.base}{self.path}{'?' + query if query else ''}", rel, media, title)

    def files(self, kinds: Mapping[str, tuple[str, str]]) -> list[Link]:
        """Links to all that the request asks for, page or not, as files: media type and title by the word that ``f=`` takes."""
        kept = "".join(f"{text}&" for name, text in self._written if name not in _OF_A_PAGE)
        before = f"{self.base}{self.path}?{kept}f="
        return [self._link(before + kind, "enclosure", media, title) for kind, (media, title) in kinds.items()]

    @cached_property
    def _written(self) -> list[tuple[str, str]]:
        """Parameters by name, as they stand in an address: as they came where they are plain, else written anew."""
        given = [(part.partition("=")[0], part) for part in self.given.split("&") if part]
        if _PLAIN.fullmatch(self.given) and [name for name, _ in given] == [name for name, _ in self.query]:
            return given
        return [(name, urlencode([(name, value)], errors="replace")) for name, value in self.query]

    @staticmethod
    def _link(href: str, rel: str, media: str, title: str) -> Link:
        made: Link = {"href": href, "rel": rel, "type": media}
        return {**made, "title": title} if title else made


def quoted(part: str) -> str:
    """A feature or collection id as one segment of a path."""
    return quote(part, safe="")
