"""What a constraint is: when it applies, its answer for every site, and the reason for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gis.fields import Role
from gis.matching.answers import NO, Answers
from gis.matching.candidates import SiteKind, Sites
from gis.matching.project import Project
from gis.matching.scheme import RuleSpec, Scheme
from gis.text import Text


@dataclass(frozen=True, kw_only=True, eq=False)
class Question:
    """One rule asked for one project of some sites."""

    project: Project
    sites: Sites
    scheme: Scheme
    spec: RuleSpec

    def number(self, key: str) -> float:
        """A threshold of the rule."""
        return self.spec.numbers[key]

    def names(self, key: str) -> tuple[str, ...]:
        """A list of codes of the rule."""
        return self.spec.names[key]


@dataclass(frozen=True, kw_only=True)
class Constraint:
    """A rule with three answers; pure and vectorised.

    Parameters
    ----------
    applies
        Whether the project asks anything of it, for a kind of site.
    answers
        1 yes, 0 no, −1 to be checked, int8 of shape (n,).
    reason
        Why one row has its answer, with the figure that decided and the gap.
    reads
        The coded roles that the answer depends on, where it depends on nothing else of a site but its layer; None where it does.
    area_range
        The accepted range of area in m², where the answer is whether a known area lies in it; gives None where that is not all.
    at_least
        Role and attribute of the project, where the answer is whether a known number of the one reaches the other.
    remark
        What should be known of one row beside its answer, None where there is nothing.
    count
        How many sites of the whole stock the rule excludes, where that is known more quickly than by asking each.
    """

    id: str
    applies: Callable[[Project, SiteKind], bool]
    answers: Callable[[Question], Answers]
    reason: Callable[[Question, int, int], Text]
    reads: frozenset[Role] | None = None
    area_range: Callable[[Question], tuple[float, float] | None] | None = None
    at_least: tuple[Role, str] | None = None
    count: Callable[[Question], int] | None = None
    remark: Callable[[Question, int], Text | None] | None = None

    def failing(self, question: Question) -> int:
        """How many sites of the stock the rule excludes."""
        if self.count is not None:
            return self.count(question)
        if self.at_least is not None:
            role, key = self.at_least
            return question.sites.stock.below(role, float(getattr(question.project, key)))
        return int(np.count_nonzero(self.answers(question) == NO))


def always(_project: Project, _kind: SiteKind) -> bool:
    """For rules that hold whatever the project asks."""
    return True


def asks(key: str) -> Callable[[Project, SiteKind], bool]:
    """For rules that apply where the project states an attribute above zero."""

    def applies(project: Project, _kind: SiteKind) -> bool:
        value: Any = getattr(project, key)
        return bool(value)

    return applies


def to_check(subject: Text, detail: Text | None = None) -> Text:
    """What cannot be told, and what of it matters: 电力待核实（需 …）."""
    zh = f"{subject.zh}待核实" + (f"（{detail.zh}）" if detail else "")
    en = f"{subject.en} to check" + (f" ({detail.en})" if detail else "")
    return Text(zh, en)
