"""What a relaxation says: changes, their steps, what they cost, which sites they bring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from gis.matching.ranking.report import SiteView
from gis.matching.sites.answers import Outcome
from gis.matching.sites.named import label_of
from gis.plainly import Digits, Hidden, Inline, Key, LeftOut, reported
from gis.rounding import rounded
from gis.text import Text, either, run_on
from gis.units import plain

StepKind = Literal["requirement", "site", "clear", "join"]
MAX_NAMED: Final = 100
"""How many sites of a change are named; ``gains`` counts all."""


@dataclass(frozen=True, kw_only=True)
class SiteName:
    """A site by its collection and id, with its name in both languages where it has one."""

    collection: str
    id: str
    layer: LeftOut[Text | None] = None
    name: str | None = None
    name_en: str | None = None

    @classmethod
    def of(cls, view: SiteView) -> SiteName:
        """The name of a site that is shown elsewhere in full."""
        return cls(collection=view.collection, id=view.id, layer=view.layer, name=view.name, name_en=view.name_en)

    @property
    def words(self) -> Text:
        """What people call it."""
        label = label_of(self.id, self.layer)
        return Text(self.name or label.zh, self.name_en or self.name or label.en)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a change.

    Parameters
    ----------
    kind
        ``requirement``: a figure of the demand gives way; ``clear``: blockers of a site are cleared; ``site``: something else of a
        site is changed; ``join``: neighbours become one site.
    rule
        The rule for which it is taken; of a figure that serves several the one that prices it.
    key, before, after, unit, pct
        Of a requirement: the attribute, its value before and after, its unit, and the change in % of what was asked.
    sites
        Sites that are changed or joined.
    """

    kind: StepKind
    rule: str
    key: str | None = None
    before: Annotated[float | dt.date | None, Key("from")] = None
    after: Annotated[float | dt.date | None, Key("to")] = None
    unit: str | None = None
    pct: Annotated[float | None, Digits(2)] = None
    cost: Annotated[float, Digits(2)]
    sites: tuple[SiteName, ...] = ()
    words: Inline[Text]


@dataclass(frozen=True, kw_only=True)
class Change:
    """Steps that together let in ``gains`` more sites; of these the first hundred are named, in the order of ids."""

    cost: Annotated[float, Digits(2)]
    gains: int
    steps: tuple[Step, ...]
    sites: tuple[SiteName, ...]

    @property
    @reported()
    def words(self) -> Text:
        """The steps and the gain in one line, "面积下限 40 → 37 亩（−7.5%），可多 3 处符合"."""
        zh, en = "；".join(step.words.zh for step in self.steps), "; ".join(step.words.en for step in self.steps)
        return Text(f"{zh}，可多 {self.gains} 处符合", f"{en}: {self.gains} more {either(self.gains, 'fits', 'fit')}")


@dataclass(frozen=True, kw_only=True)
class Relaxations:
    """The cheapest changes by which more sites would fit.

    Parameters
    ----------
    wanted, fits, to_check
        How many sites should fit, how many no rule excludes, and how many of these have something to be checked.
    complete
        False where the search was cut: what is there is right, a cheaper change for more sites may be missing.
    changes
        By cost.
    standing
        By rule, how many sites it excludes that nothing with a cost can mend.
    words
        All of it in a sentence or two.
    """

    wanted: int
    fits: int
    to_check: int
    complete: bool
    changes: tuple[Change, ...]
    standing: Mapping[str, int] = field(default_factory=dict)
    words: Text


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A rule that a site fails, with what is there beside what is asked.

    ``priced`` says whether the scheme lets it give way at all, ``mendable`` whether it does far enough for this site.
    """

    rule: str
    title: Hidden[Text]
    site: Hidden[Text]
    why: Hidden[Text]
    priced: Hidden[bool]
    mendable: bool

    @property
    @reported(after="rule")
    def words(self) -> Inline[Text]:
        """As it is said, "A-03 不满足“楼面荷载”：5 < 10 kN/m²"."""
        return Text(
            f"{run_on(self.site.zh, '不满足')}“{self.title.zh}”：{self.why.zh}",
            f"{self.site.en} fails “{self.title.en}”: {self.why.en}",
        )


@dataclass(frozen=True, kw_only=True)
class WhyNot:
    """Why a site does not fit, and the cheapest change by which it would; ``change`` None where there is none, or none is needed.

    ``joins`` are the joined sites with it that would do without any other change, best first.
    """

    site: SiteName
    verdict: Outcome
    failures: tuple[Failure, ...]
    change: Change | None
    joins: tuple[Change, ...]
    words: Text


def cost_words(cost: float) -> str:
    """A cost in points as it stands in a sentence."""
    return plain(rounded(cost, 1))
