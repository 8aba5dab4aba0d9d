"""What every report says beside itself when it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.ground.version import product_version


@dataclass(frozen=True, kw_only=True)
class ReportAnswer:
    """A report with what was asked, and the version of the product that answers."""

    asked: Mapping[str, Any]
    product: str = field(default_factory=product_version)
