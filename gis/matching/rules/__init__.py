"""The hard rules: each answers yes, no or to be checked for all sites at once, and says why for one.

A rule is one file here that names it ``RULE``; a file that is put here, or taken away, is a rule more or less.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Final

from gis.matching.rules.comparison import Comparison
from gis.matching.rules.question import Question
from gis.matching.rules.rule import Rule


def _find_rules() -> Iterator[Rule]:
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        rule = getattr(importlib.import_module(module.name), "RULE", None)
        if isinstance(rule, Rule):
            yield rule


RULES: Final[dict[str, Rule]] = {rule.id: rule for rule in _find_rules()}

__all__ = ["RULES", "Comparison", "Question", "Rule"]
