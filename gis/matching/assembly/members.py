"""Which sites may be joined for a project, and to what area."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from gis.columns import Mask, Rows
from gis.fields import Role
from gis.matching.needs.areas import area_range
from gis.matching.needs.project import Project
from gis.matching.ranking.elimination import applying_to, eliminate
from gis.matching.rules import RULES, Question
from gis.matching.rules.area import area_slack
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import NO, Answers
from gis.matching.sites.candidates import SiteKind, Sites, Stock
from gis.text import Text
from gis.units import plain

ROUNDING: Final = 1e-6


@dataclass(frozen=True, kw_only=True)
class Span:
    """The areas that joined sites may come to, in m².

    Parameters
    ----------
    low, high
        What is asked; ``high`` None where no upper bound is.
    least, fitting, most
        From where an area is enough, up to where it lies within what is asked, and up to where it is looked at at all.
    """

    low: float
    high: float | None
    least: float
    fitting: float
    most: float

    @property
    def bound(self) -> float:
        """What an area should not lie far above: the upper bound asked, the lower where there is no other."""
        return self.low if self.high is None else self.high

    def excess(self, overshoot: float) -> Text | None:
        """By what share an area lies above which bound; None where it lies above none."""
        if overshoot <= 0:
            return None
        share = plain(overshoot * 100)
        if self.high is None:
            return Text(f"高出下限 {share}%", f"{share}% above the lower bound")
        return Text(f"超出上限 {share}%", f"{share}% above the upper bound")


def span_of(project: Project, kind: SiteKind, scheme: Scheme) -> Span | None:
    """The areas that joined sites may come to; None where no least area is asked, so that nothing needs joining."""
    low, high = area_range(project, kind)
    if not low:
        return None
    slack = area_slack(scheme, kind)
    more = scheme.assembly.max_overshoot_pct / 100
    top = low * (1 + more) if high is None else high * (1 + slack)
    return Span(
        low=low,
        high=high,
        least=low * (1 - slack),
        fitting=top,
        most=max(top, (low if high is None else high) * (1 + more)),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Members:
    """Sites that may be joined, in the order of ids, and which of them a rule cannot judge."""

    sites: Sites
    to_check: Mask

    def take(self, picks: Mask) -> Members:
        """Some of them."""
        return Members(sites=self.sites.take(picks), to_check=self.to_check[picks])


def members_of(project: Project, stock: Stock, scheme: Scheme, span: Span) -> Members:
    """Sites of known area that no rule excludes but those asked of the whole, and that are not enough by themselves.

    A site that is enough alone needs no partner, and one that is too large alone is no smaller with one.
    """
    looked = eliminate(project, stock, own_rules(scheme), survivors_only=True)
    order = np.argsort(stock.tie_order[looked.survivors.rows])
    members = Members(sites=Sites(stock, looked.survivors.rows[order]), to_check=looked.to_check[order])
    areas = members.sites.number(Role.AREA)
    members = members.take((areas > 0) & (areas <= span.fitting + ROUNDING))
    failing = members.sites.number(Role.AREA) < span.least - ROUNDING
    for answers in whole_answers(project, members.sites, scheme).values():
        failing |= answers == NO
    return members.take(failing)


def own_rules(scheme: Scheme) -> Scheme:
    """A scheme with what each member must meet by itself alone."""
    return replace(scheme, rules=tuple(spec for spec in scheme.rules if not RULES[spec.id].of_the_whole))


def whole_answers(project: Project, sites: Sites, scheme: Scheme) -> dict[str, Answers]:
    """By rule, the answers of what is asked of a whole."""
    return {
        spec.id: RULES[spec.id].answers(Question(project=project, sites=sites, scheme=scheme, spec=spec))
        for spec in applying_to(project, scheme, sites.stock)
        if RULES[spec.id].of_the_whole
    }


def rows_among(members: Members, sets: Rows) -> Rows:
    """Rows of the stock for sets of members, −1 where there is nobody."""
    return np.where(sets >= 0, members.sites.rows[sets], -1) if len(members.sites) else sets
