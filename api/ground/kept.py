"""What a service keeps of the answers that took long."""

from __future__ import annotations

from dataclasses import dataclass

from api.ground.report_answer import ReportAnswer
from gis.matching.portfolio.report import Portfolio
from gis.plainly import Inline


@dataclass(frozen=True, kw_only=True)
class PortfolioAnswer(ReportAnswer):
    """A portfolio as it leaves."""

    portfolio: Inline[Portfolio]
