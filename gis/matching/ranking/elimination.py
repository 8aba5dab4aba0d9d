"""Elimination: what every rule removes from a stock, counted exactly, while only the sites that can matter are looked at one by one.

Rules that read codes alone are asked of one site a stratum, the asked range of area is a stretch of each stratum, and the other rules are asked
only of sites that at most one of those rules excludes, or that reach them in the funnel. What is left out there is counted by whole stretches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask, Rows
from gis.matching.needs.project import Project
from gis.matching.ranking.funnel import FunnelStep, funnel
from gis.matching.rules import RULES, Question
from gis.matching.scheme.scheme import RuleSpec, Scheme
from gis.matching.sites.answers import NO, UNKNOWN, YES, Answers, Outcome
from gis.matching.sites.candidates import SiteKind, Sites, Stock
from gis.matching.sites.strata import Ordered, Strata, speakers, strata_of

_TABLE: Final = 1 << 22
_CELLS_A_SITE: Final = 50
"""A table of all patterns that could be is quicker than sorting those that are, up to about so many cells a site."""
_PARTS: Final = np.array([YES, UNKNOWN, NO, NO], dtype=np.int8)[:, None]
"""Answers of the area rule for the stretches of a stratum: within the range, unknown, below, above."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Elimination:
    """The answers of all rules to all sites of a stock.

    Parameters
    ----------
    answers
        The patterns of answers that there are, int8 of shape (rules, k); a pattern of sites that some rules were not asked of has yes for them.
    sizes
        How many sites have each pattern, shape (k,).
    survivors, to_check
        Sites that no rule excludes, and which of them at least one rule cannot judge.
    asked
        Which rules were asked of all sites.
    patterns
        The pattern of each survivor, shape (survivors,).
    """

    question: tuple[Project, Stock, Scheme]
    rules: tuple[RuleSpec, ...]
    answers: Answers
    sizes: NDArray[np.int64]
    survivors: Sites
    to_check: Mask
    asked: Mask
    patterns: Rows

    @cached_property
    def counts(self) -> dict[Outcome, int]:
        """Sites that fit, are to be checked, and are rejected."""
        to_check, left = int(np.count_nonzero(self.to_check)), len(self.survivors)
        return {"fits": left - to_check, "to_check": to_check, "rejected": int(self.sizes.sum()) - left}

    def unknown(self, number: int) -> Mask:
        """Which survivors a rule cannot judge, the rule by its place among those that apply."""
        return np.asarray((self.answers[number] == UNKNOWN)[self.patterns])

    def funnel(self) -> tuple[FunnelStep, ...]:
        """What each rule removed, in order and alone."""
        return funnel(self.rules, self.answers, self.sizes)

    def failing(self) -> dict[str, int]:
        """By rule, how many sites it excludes, whatever the others say."""
        project, stock, scheme = self.question
        counts = {}
        for number, spec in enumerate(self.rules):
            if self.asked[number]:
                counts[spec.id] = int(self.sizes[self.answers[number] == NO].sum())
            else:
                everywhere = Question(project=project, sites=Sites(stock), scheme=scheme, spec=spec)
                counts[spec.id] = RULES[spec.id].failing(everywhere)
        return counts


def applying(project: Project, scheme: Scheme, kind: SiteKind) -> tuple[RuleSpec, ...]:
    """The rules of a scheme that a project touches, for a kind of site."""
    return tuple(spec for spec in scheme.rules if kind in spec.kinds and RULES[spec.id].asked_by(project, kind))


def applying_to(project: Project, scheme: Scheme, stock: Stock) -> tuple[RuleSpec, ...]:
    """Of these the rules that judge by something that a stock records."""
    return tuple(spec for spec in applying(project, scheme, stock.kind) if RULES[spec.id].is_recorded(stock))


def eliminate(project: Project, stock: Stock, scheme: Scheme, *, survivors_only: bool = False) -> Elimination:
    """Every rule that the project touches, answered for all sites of a stock.

    ``survivors_only`` leaves the figures of the funnel aside, for who only ranks.
    """
    rules = applying_to(project, scheme, stock)
    roles = sorted({role for spec in scheme.rules for role in RULES[spec.id].reads or ()})
    stretches = _Stretches(project, stock, scheme, rules, strata_of(stock, roles))
    looked = stretches.looked_at(survivors_only=survivors_only)
    whole = np.flatnonzero(~looked & (stretches.sizes > 0))
    seen = np.flatnonzero(looked)
    places, number = stretches.members(seen)
    sites = Ordered(stock, stretches.strata, places)
    answers = stretches.answers
    if stretches.by_site:
        single = _single(project, sites, scheme, [rules[each] for each in stretches.by_site])
        patterns, pattern, codes = _patterns(number, single)
        answers = stretches.answers[:, seen[patterns]]
        answers[stretches.by_site] = codes
        sizes = np.bincount(pattern, minlength=len(patterns))
    else:
        sizes, pattern = np.where(looked, stretches.sizes, 0), seen[number]
    stays = ~(answers == NO).any(axis=0)
    left = np.flatnonzero(stays[pattern])
    return Elimination(
        question=(project, stock, scheme),
        rules=rules,
        answers=np.concatenate([stretches.answers[:, whole], answers], axis=1),
        sizes=np.concatenate([stretches.sizes[whole], sizes]),
        survivors=sites.take(left),
        to_check=(answers == UNKNOWN).any(axis=0)[pattern[left]],
        asked=np.array([number not in stretches.by_site for number in range(len(rules))], dtype=bool),
        patterns=len(whole) + pattern[left],
    )


def _single(project: Project, sites: Sites, scheme: Scheme, rules: Sequence[RuleSpec]) -> Answers:
    """Answers of the rules that must be asked site by site, shape (rules, n)."""
    answers = np.empty((len(rules), len(sites)), dtype=np.int8)
    for number, spec in enumerate(rules):
        question = Question(project=project, sites=sites, scheme=scheme, spec=spec)
        answers[number] = RULES[spec.id].answers(question)
    return answers


def _patterns(stretch: Rows, single: Answers) -> tuple[Rows, Rows, Answers]:
    """Sites told apart by their stretch and their own answers alone.

    Returns
    -------
    tuple
        The stretch of each pattern, shape (k,); the pattern of each site, shape (n,); the patterns' own answers, shape (rules, k).
    """
    # The number of the stretch, then a digit of base 3 a rule, the first rule's the highest: sites with equal codes are of one pattern. With 25 rules
    # an int64 has room for ten million stretches (2⁶³ / 3²⁵).
    code = stretch.astype(np.int64)
    for answers in single:
        code = code * 3 + (answers + 1)
    base = 3 ** len(single)
    size = (int(stretch.max(initial=0)) + 1) * base
    if size <= min(_TABLE, _CELLS_A_SITE * len(code)):
        # All codes that could be, counted: linear in sites and cells, where np.unique sorts.
        names = np.flatnonzero(np.bincount(code, minlength=size))
        # Cells that no site has stay unset, and are never read.
        place = np.empty(size, dtype=np.intp)
        place[names] = np.arange(len(names))
        pattern = place[code]
    else:
        names, pattern = np.unique(code, return_inverse=True)
    # The same digits read back, which are the pattern's answers; what stands before them is its stretch.
    digits = [names // 3 ** (len(single) - 1 - number) % 3 - 1 for number in range(len(single))]
    return names // base, pattern, np.array(digits, dtype=np.int8).reshape(len(single), len(names))


class _Stretches:
    """Stretches of strata whose sites have the same answers to the rules that read codes and to the rule of area."""

    def __init__(
        self, project: Project, stock: Stock, scheme: Scheme, rules: Sequence[RuleSpec], strata: Strata
    ) -> None:
        # Every stratum is one stretch until a rule asks a range of area, and four of them from then on: (1, s) becomes (4, s).
        self.strata = strata
        count, asked = len(strata.starts) - 1, [RULES[spec.id] for spec in rules]
        ends, parts = strata.starts[1:], 1
        begins, finishes = strata.starts[:-1][None, :], ends[None, :]
        # Rules that are asked site by site keep yes here: they exclude no stretch.
        answers = np.full((len(rules), 4, count), YES, dtype=np.int8)
        self.by_site = []
        sites = speakers(stock, strata)
        for number, (spec, rule) in enumerate(zip(rules, asked, strict=True)):
            question = Question(project=project, sites=sites, scheme=scheme, spec=spec)
            # The rows of a stratum ascend by area, unknown last, so that a range cuts it at three places. One rule alone can cut it so: a second
            # range would cut at others, and is asked site by site.
            span = rule.span(question) if rule.reads is None and parts == 1 else None
            if rule.reads is not None:
                # What is read is the same for all sites of a stratum: the speaker's answer is theirs, whatever their area.
                answers[number] = rule.answers(question)[None, :]
            elif span is not None:
                # In the order of _PARTS: low to high, the unknown to the end, the start to low, high to the unknown. Together they are the
                # whole stratum, and no two share a row.
                parts, (low, high) = 4, strata.between(*span)
                begins = np.stack([low, strata.unknown, strata.starts[:-1], high])
                finishes = np.stack([high, ends, low, strata.unknown])
                answers[number] = _PARTS
            else:
                self.by_site.append(number)
        self.begins, self.finishes = begins.ravel(), finishes.ravel()
        self.sizes = np.maximum(self.finishes - self.begins, 0)
        self.answers = answers[:, :parts].reshape(len(rules), parts * count)

    def looked_at(self, *, survivors_only: bool) -> Mask:
        """Stretches whose sites are looked at one by one."""
        # Of rules that are asked by site the funnel needs: survivors and their answers (no miss), whom a rule alone excludes (at most one miss here,
        # whether that is the one or none), and what each of them removes in its turn, of the sites that reach the first of them. Elsewhere two rules
        # exclude a site already, one of them before: whatever the others answer, no figure of the funnel moves.
        no = self.answers == NO
        misses = no.sum(axis=0)
        if survivors_only or not self.by_site:
            return np.asarray(misses == 0)
        reach = ~no[: self.by_site[0]].any(axis=0)
        return np.asarray((misses <= 1) | reach)

    def members(self, stretches: Rows) -> tuple[Rows, Rows]:
        """Places in the strata's order of the sites in some stretches, and which of these stretches each is in."""
        # Counting from 0 through all stretches, less the sites of those before, plus where this one begins: begin, begin + 1, … of each.
        sizes = self.sizes[stretches]
        number = np.repeat(np.arange(len(stretches)), sizes)
        shift = np.repeat(self.begins[stretches] - (np.cumsum(sizes) - sizes), sizes)
        return shift + np.arange(len(number)), number
