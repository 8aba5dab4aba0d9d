"""Notes on what was asked, as answers of matches, portfolios and pre-check sheets carry them, in the OpenAPI document."""

from __future__ import annotations

from typing import Any, Final

from api.asking.negotiation import JSON

NOTE: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["code", "zh", "en", "projects"],
    "properties": {
        "code": {"type": "string", "minLength": 1},
        "zh": {"type": "string", "minLength": 1},
        "en": {"type": "string", "minLength": 1},
        "projects": {"type": "array", "items": {"type": "string"}},
    },
}
"""A sentence in both languages, what it is about, and the projects of the register that it is about. Codes may be added to."""
_NOTED: Final = {
    "type": "object",
    "required": ["notes"],
    "properties": {"notes": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}}},
}


def noted(operation: dict[str, Any]) -> dict[str, Any]:
    """An operation whose JSON answer has notes."""
    done = operation["responses"]["200"]
    answer = {**done, "content": {**done["content"], JSON: {"schema": _NOTED}}}
    return {**operation, "responses": {**operation["responses"], "200": answer}}
