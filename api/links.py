"""Links of an answer: absolute, keeping every parameter of the request but the ones they change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote, urlencode

from fastapi import Request

from api.settings import Settings

_HOST: Final = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


@dataclass(frozen=True, kw_only=True)
class Links:
    """Builds the links of one request."""

    base: str
    path: str
    query: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, request: Request, settings: Settings) -> Links:
        """Links as the caller addressed the service; a Host header that is no host is not repeated."""
        host = request.headers.get("host", "")
        own = f"{settings.host}:{settings.port}"
        scheme = request.scope.get("scheme", "http")
        base = settings.public_url or f"{scheme}://{host if _HOST.fullmatch(host) else own}"
        return cls(
            base=base.rstrip("/"),
            path=quote(request.scope["path"], safe="/"),
            query=tuple(request.query_params.multi_items()),
        )

    def to(self, path: str, rel: str, media: str, title: str = "", **changed: str) -> dict[str, str]:
        """A link to another resource; ``path`` is already quoted."""
        query = f"?{urlencode(changed)}" if changed else ""
        return self._link(f"{self.base}{path}{query}", rel, media, title)

    def here(
        self, rel: str, media: str, title: str = "", changes: Mapping[str, str | None] | None = None
    ) -> dict[str, str]:
        """A link to this resource with some parameters changed (None drops one)."""
        changed = changes or {}
        kept = [text for name, text in self._written if name not in changed]
        added = [urlencode({name: value}) for name, value in changed.items() if value is not None]
        query = "&".join([*kept, *added])
        return self._link(f"{self.base}{self.path}{'?' + query if query else ''}", rel, media, title)

    @cached_property
    def _written(self) -> list[tuple[str, str]]:
        """Parameters by name, as they stand in an address."""
        return [(name, urlencode([(name, value)], errors="replace")) for name, value in self.query]

    @staticmethod
    def _link(href: str, rel: str, media: str, title: str) -> dict[str, str]:
        return {"href": href, "rel": rel, "type": media, **({"title": title} if title else {})}


def quoted(part: str) -> str:
    """A feature or collection id as one segment of a path."""
    return quote(part, safe="")
