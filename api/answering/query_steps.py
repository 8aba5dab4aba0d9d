"""Steps of a query as answers carry them."""

from __future__ import annotations

from typing import Any

from gis.query import Step


def step_dict(step: Step) -> dict[str, Any]:
    """What one rule of the query did: how many it removed, how many were left, how many it alone keeps back as unknown."""
    return {
        "key": step.key,
        **step.words.as_dict(),
        "removed": step.removed,
        "left": step.left,
        "unknown": step.unknown,
    }
