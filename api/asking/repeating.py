"""Requests that may be sent again: ``Idempotency-Key``, by which whoever got no answer asks once more without doing the work twice."""

from __future__ import annotations

import json
from typing import Any, Final

from starlette.requests import Request

from api.asking.given import bad
from gis.store.repeating import Repeatable
from gis.text import Text

HEADER: Final = "Idempotency-Key"
MOST_KEY: Final = 200
"""Letters of a key."""
_SAYS_MORE: Final = ("If-Match", "Content-Crs")
"""Headers that are part of what is asked."""


def repeatable(request: Request, body: Any = None) -> Repeatable | None:
    """What tells a request that is sent again: the key that its sender gave it, and all that it asks; None where it has no key.

    Raises
    ------
    BadParameter
        Where the key cannot be one.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 1 <= len(key) <= MOST_KEY or not key.isprintable():
        raise bad(
            HEADER,
            Text(f"须为 1 至 {MOST_KEY} 个可见字符", f"has 1 to {MOST_KEY} visible signs"),
            Text("请为每个新请求取一个键，如 UUID", "take a key for each new request, such as a UUID"),
        )
    more = {name: request.headers[name] for name in _SAYS_MORE if name in request.headers}
    why = request.query_params.get("why")
    asked = [request.method, request.url.path, body, *([more] if more else []), *([why] if why else [])]
    # Numbers of any length are written, which not every writer of JSON does.
    return Repeatable(key=key, asked=json.dumps(asked, sort_keys=True))
