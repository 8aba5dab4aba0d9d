"""The header by which a request may be sent again, in the OpenAPI document."""

from __future__ import annotations

from typing import Any, Final

from api.asking.repeating import HEADER, MOST_KEY

KEY: Final[dict[str, Any]] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": MOST_KEY},
}
