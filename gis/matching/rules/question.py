"""A question: one rule asked for one project of some sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gis.matching.needs.project import Project
from gis.matching.scheme.scheme import RuleSpec, Scheme
from gis.matching.sites.candidates import Sites
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


def to_check(subject: Text, detail: Text | None = None) -> Text:
    """What cannot be told, and what of it matters: 电力待核实（需 …）."""
    zh = f"{subject.zh}待核实" + (f"（{detail.zh}）" if detail else "")
    en = f"{subject.en} to check" + (f" ({detail.en})" if detail else "")
    return Text(zh, en)


FLOOR_UNKNOWN: Final = Text("登记到栋，楼层未知", "recorded by building, floor unknown")
"""Why nothing is known of a single floor, where the record is of a whole building."""


def floor_unknown(words: Text, whole: Text | None = None) -> Text:
    """Words on a single floor of which nobody can tell, for the record is of a whole building: 登记到栋，楼层未知，净高待核实."""
    why = (
        FLOOR_UNKNOWN
        if whole is None
        else Text(f"{FLOOR_UNKNOWN.zh}，整栋 {whole.zh}", f"{FLOOR_UNKNOWN.en}, {whole.en} in all")
    )
    return Text(f"{why.zh}，{words.zh}", f"{why.en}: {words.en}")
