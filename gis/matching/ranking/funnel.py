"""Funnel: what each rule removed, in order and alone, and how many it still has to check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask
from gis.matching.scheme.scheme import RuleSpec
from gis.matching.sites.answers import NO, UNKNOWN, Answers
from gis.plainly import Inline
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
    title: Inline[Text]
    before: int
    removed: int
    left: int
    alone: int
    unknown: int


def funnel(
    rules: Sequence[RuleSpec], answers: Answers, sizes: NDArray[np.int64] | None = None
) -> tuple[FunnelStep, ...]:
    """The funnel of answers of shape (rules, n); ``sizes`` says of how many each is, one where it is not given."""

    def count(mask: Mask) -> int:
        return int(np.count_nonzero(mask)) if sizes is None else int(sizes[mask].sum())

    no = answers == NO
    misses = np.zeros(answers.shape[1], dtype=np.int8)
    for each in no:
        misses += each
    left = np.ones(answers.shape[1], dtype=bool)
    steps, after = [], count(left)
    for number, spec in enumerate(rules):
        before = after
        left &= ~no[number]
        after = count(left)
        steps.append(
            FunnelStep(
                rule=spec.id,
                title=spec.title,
                before=before,
                removed=before - after,
                left=after,
                alone=count(no[number] & (misses == 1)),
                unknown=count((answers[number] == UNKNOWN) & (misses == 0)),
            )
        )
    return tuple(steps)
