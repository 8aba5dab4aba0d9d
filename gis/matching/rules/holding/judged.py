"""Rules that list codes under yes, check and no."""

from __future__ import annotations

from collections.abc import Hashable

from gis.matching.rules.question import Question
from gis.matching.sites.answers import NO, UNKNOWN, YES


def judged_by(spec: Question, word: Hashable) -> int:
    """The answer of a rule that lists codes under yes, check and no; a code in none of them is to be checked."""
    for key, answer in (("yes", YES), ("no", NO)):
        if word in spec.spec.names.get(key, ()):
            return answer
    return UNKNOWN
