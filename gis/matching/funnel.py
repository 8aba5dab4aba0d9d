"""Funnel: what each rule removed, in order and alone, and how many it still has to check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gis.matching.answers import NO, UNKNOWN, Answers
from gis.matching.scheme import RuleSpec
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class FunnelStep:
    """One rule's step.

    Parameters
    ----------
    before, removed, left
        In the order of the scheme: what reached the rule, what it took away, what went on.
    alone
        How many would come back if only this rule were dropped.
    unknown
        How many are still in at the end and are to be checked for this rule.
    """

    rule: str
    title: Text
    before: int
    removed: int
    left: int
    alone: int
    unknown: int

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        counts = {
            "before": self.before,
            "removed": self.removed,
            "left": self.left,
            "alone": self.alone,
            "unknown": self.unknown,
        }
        return {"rule": self.rule, "zh": self.title.zh, "en": self.title.en, **counts}


def funnel(rules: Sequence[RuleSpec], answers: Answers) -> tuple[FunnelStep, ...]:
    """The funnel of answers of shape (rules, n)."""
    no = answers == NO
    misses = no.sum(axis=0)
    left = np.ones(answers.shape[1], dtype=bool)
    steps = []
    for number, spec in enumerate(rules):
        before = int(left.sum())
        left &= ~no[number]
        after = int(left.sum())
        steps.append(
            FunnelStep(
                rule=spec.id,
                title=spec.title,
                before=before,
                removed=before - after,
                left=after,
                alone=int((no[number] & (misses == 1)).sum()),
                unknown=int(((answers[number] == UNKNOWN) & (misses == 0)).sum()),
            )
        )
    return tuple(steps)
