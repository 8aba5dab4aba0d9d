"""Schemas of OpenAPI 3.0 as JSON Schema has them."""

from __future__ import annotations

from typing import Any


def as_json_schema(schema: Any) -> Any:
    """A schema with its ``nullable`` said in the words of JSON Schema."""
    if isinstance(schema, list):
        return [as_json_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: as_json_schema(each) for key, each in schema.items() if key != "nullable"}
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made
