"""Assessment: one project against many sites at once: answers of all rules, and points of those that are left."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask
from gis.matching.criteria.criteria import CRITERIA
from gis.matching.criteria.grading import Grading
from gis.matching.needs.project import Project
from gis.matching.ranking.elimination import applying_to
from gis.matching.ranking.explanation import Contribution, Verdict
from gis.matching.ranking.open_questions import Above, lacked_as_a_whole
from gis.matching.rules import RULES, Question
from gis.matching.scheme.scheme import RuleSpec, Scheme
from gis.matching.sites.answers import NO, UNKNOWN, YES, Answers, Numbers
from gis.matching.sites.candidates import Sites, Stock
from gis.rounding import all_rounded, products

FEW: Final = 64


@dataclass(frozen=True, kw_only=True, eq=False)
class Scores:
    """Values, points and sums of graded sites; criteria in the scheme's order.

    ``values`` and ``points`` have shape (criteria, n), ``total`` and ``if_known`` shape (n,). Points are rounded to 0.01 before they are
    summed, so that the contributions that are shown sum to the score that is shown.
    """

    values: Numbers
    points: Numbers
    total: Numbers
    if_known: Numbers


@dataclass(frozen=True, kw_only=True, eq=False)
class Assessment:
    """A project, some sites, and the answer of each rule that applies: ``answers`` int8 of shape (rules, n).

    ``above``: what is said above the list of which they are rows; None where they are of no list.
    """

    project: Project
    sites: Sites
    scheme: Scheme
    rules: tuple[RuleSpec, ...]
    answers: Answers
    above: Above | None = None

    @property
    def question(self) -> tuple[Project, Stock, Scheme]:
        """Who asks, of which stock, by which scheme."""
        return self.project, self.sites.stock, self.scheme

    @property
    def survivors(self) -> Sites:
        """The sites that were looked at."""
        return self.sites

    def unknown(self, number: int) -> Mask:
        """Which of them a rule cannot judge, the rule by its place."""
        return np.asarray(self.answers[number] == UNKNOWN)

    @cached_property
    def rejected(self) -> Mask:
        """Sites that at least one rule excludes."""
        return np.asarray((self.answers == NO).any(axis=0))

    @cached_property
    def to_check(self) -> Mask:
        """Sites that no rule excludes and at least one cannot tell."""
        return np.asarray(~self.rejected & (self.answers == UNKNOWN).any(axis=0))

    @cached_property
    def fits(self) -> Mask:
        """Sites that every rule lets through."""
        return np.asarray((self.answers == YES).all(axis=0))

    def verdicts(self, row: int) -> tuple[Verdict, ...]:
        """Each rule's answer and reason for one site."""
        # A reason needs one row: of many sites that one alone is asked, of a few it is not worth picking.
        sites, at = (self.sites, row) if len(self.sites) <= FEW else (self.sites.take(np.array([row])), 0)
        return tuple(
            self._verdict(spec, sites, at, int(answer))
            for spec, answer in zip(self.rules, self.answers[:, row], strict=True)
        )

    def _verdict(self, spec: RuleSpec, sites: Sites, at: int, answer: int) -> Verdict:
        question = Question(project=self.project, sites=sites, scheme=self.scheme, spec=spec)
        constraint = RULES[spec.id]
        alone = replace(question, sites=sites.take(np.array([at]))) if answer == UNKNOWN else None
        return Verdict(
            rule=spec.id,
            title=spec.title,
            answer=answer,
            reason=constraint.reason(question, at, answer),
            remark=constraint.remark(question, at) if constraint.remark else None,
            layer_wide=True if alone is not None and lacked_as_a_whole(alone, self.above) else None,
        )

    def contributions(
        self,
        row: int,
        values: NDArray[np.float64],
        points: NDArray[np.float64],
        known_of_none: Container[str] = (),
    ) -> tuple[Contribution, ...]:
        """Each criterion's part of one site's score; ``values`` and ``points`` are its columns of ``Scores``."""
        parts = []
        for number, spec in enumerate(self.scheme.criteria):
            grading = Grading(project=self.project, sites=self.sites, scheme=self.scheme, spec=spec)
            criterion = CRITERIA[spec.id]
            value = None if np.isnan(values[number]) else float(values[number])
            parts.append(
                Contribution(
                    criterion=spec.id,
                    title=spec.title,
                    weight=spec.weight,
                    value=value,
                    points=float(points[number]),
                    words=criterion.words(grading, row),
                    asked=criterion.asked(grading),
                    known_of_none=spec.id in known_of_none,
                    figures=criterion.figures(grading, row) if criterion.figures else {},
                )
            )
        return tuple(parts)


def assess(project: Project, sites: Sites, scheme: Scheme, above: Above | None = None) -> Assessment:
    """Every rule of the scheme that the project touches, answered for some sites with all that is needed to say why.

    ``above`` is what is said once above a list of which these are rows.
    """
    rules = applying_to(project, scheme, sites.stock)
    answers = np.empty((len(rules), len(sites)), dtype=np.int8)
    for number, spec in enumerate(rules):
        question = Question(project=project, sites=sites, scheme=scheme, spec=spec)
        answers[number] = RULES[spec.id].answers(question)
    return Assessment(project=project, sites=sites, scheme=scheme, rules=rules, answers=answers, above=above)


def grade_sites(project: Project, sites: Sites, scheme: Scheme) -> Scores:
    """Scores of some sites by the scheme's criteria."""
    values = np.empty((len(scheme.criteria), len(sites)))
    for number, spec in enumerate(scheme.criteria):
        grading = Grading(project=project, sites=sites, scheme=scheme, spec=spec)
        values[number] = CRITERIA[spec.id].values(grading)
    return scores_of(values, scheme)


def scores_of(values: Numbers, scheme: Scheme) -> Scores:
    """Scores by the values of all criteria, shape (criteria, n): points are made of values to 0.0001 and sum to the score by hand."""
    values, weights = all_rounded(values, 4), np.array([spec.weight for spec in scheme.criteria])[:, None]
    unknown = np.isnan(values)
    points = products(np.where(unknown, 0.0, values), weights)
    total = all_rounded(points.sum(axis=0), 2)
    if_known = all_rounded(total + np.where(unknown, weights, 0.0).sum(axis=0), 2)
    return Scores(values=values, points=points, total=total, if_known=if_known)
