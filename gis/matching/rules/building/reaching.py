"""Rules by which a building or a floor reaches one figure that is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gis.matching.rules.comparison import Comparison
from gis.matching.rules.question import Question
from gis.matching.rules.rule import Rule
from gis.text import Text


def reaching(
    rule_id: str,
    comparison: Comparison,
    *,
    reason: Callable[[Question, int, int], Text] | None = None,
    mended: Text | None = None,
    **more: Any,
) -> Rule:
    """A rule that is one comparison: its words are the comparison's where no others are given."""
    return Rule(
        id=rule_id,
        kinds=comparison.kinds,
        compares=(comparison,),
        reason=reason or comparison.words,
        mended=None if mended is None else lambda _q: mended,
        equips=True,
        **more,
    )
