"""What a service keeps of the answers that took long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gis.matching.portfolio.report import Portfolio
from gis.plainly import Inline


@dataclass(frozen=True, kw_only=True)
class PortfolioAnswer:
    """A portfolio with what was asked."""

    asked: Mapping[str, Any]
    portfolio: Inline[Portfolio]
