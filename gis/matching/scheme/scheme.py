"""Scheme: the rules, tables, thresholds and weights of a match, as data with a version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, NamedTuple

from gis.errors import UnknownScheme
from gis.matching.scheme.plans import AssemblyPlan, PortfolioPlan, RelaxationPlan, StabilityPlan
from gis.matching.scheme.values import ValueFunction
from gis.matching.sites.candidates import SiteKind
from gis.plainly import Hidden, Inline, Key, Mark
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Versioned:
    """A scheme by its id, version and title."""

    id: str
    version: str
    title: Text


@dataclass(frozen=True, kw_only=True)
class RuleSpec:
    """A rule as the scheme states it: its place in the order is its place in the file.

    ``numbers`` and ``names`` are its parameters by key: thresholds, and lists of codes.
    """

    id: str
    kinds: Hidden[tuple[SiteKind, ...]]
    title: Inline[Text]
    source: Text
    date: dt.date
    numbers: Hidden[Mapping[str, float]] = field(default_factory=dict)
    names: Hidden[Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CriterionSpec:
    """A criterion as the scheme states it."""

    id: str
    title: Inline[Text]
    weight: float
    colour: str
    value: Hidden[ValueFunction]
    source: Text
    date: dt.date
    numbers: Hidden[Mapping[str, float]] = field(default_factory=dict)
    names: Hidden[Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    tables: Hidden[Mapping[str, Mapping[str, float]]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Industry:
    """A group of industry divisions and where it may stand.

    ``land`` are land-use codes, each with all below it, by pollution class; under the class None where the class does not matter.
    """

    id: str
    title: Text
    divisions: frozenset[str]
    space_uses: tuple[str, ...]
    floors_yes: tuple[str, ...]
    floors_check: tuple[str, ...]
    land: Mapping[str | None, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class SupplyRoute:
    """How land of a status can be had, who decides it, and in how many months."""

    status: str
    open: bool
    months: float
    words: Text
    by: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """What a project must promise for each mu of land, in 万元; None where nothing is asked.

    Parameters
    ----------
    parks
        Ids of the parks in which it holds, with the parks within them; empty: in all.
    land_uses
        Codes for which it holds, each with all below it; empty: for all.
    investment, output, tax
        万元 for each mu: invested in all, and a year.
    """

    parks: tuple[str, ...] = ()
    land_uses: tuple[str, ...] = ()
    investment: float | None = None
    output: float | None = None
    tax: float | None = None
    source: Text
    date: dt.date


@dataclass(frozen=True, kw_only=True)
class ChainLink:
    """That a chain, or some industry divisions, supply a chain downstream.

    Parameters
    ----------
    chain, divisions
        Who supplies: a chain, or divisions of industry whatever their chain.
    share
        What a project on the other end of the link counts beside one of the same chain, above 0 and up to 1.
    """

    chain: str | None = None
    divisions: frozenset[str] = frozenset()
    downstream: str
    share: float
    words: Text
    source: Text
    date: dt.date


class Base(NamedTuple):
    """The scheme that another extends."""

    id: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A versioned scheme; printed on every result.

    Weights sum to 100; every rule and criterion is one that the engine knows. ``base`` is the id and the version of the scheme that it
    extends.
    """

    id: str
    version: str
    base: Annotated[Base | None, Key("extends"), Mark.LEFT_OUT] = None
    title: Text
    source: Text
    date: dt.date
    criteria: tuple[CriterionSpec, ...]
    rules: tuple[RuleSpec, ...]
    usage_system: Hidden[str]
    industries: Hidden[tuple[Industry, ...]]
    supply: Hidden[Mapping[str, SupplyRoute]]
    thresholds: Hidden[tuple[Threshold, ...]] = ()
    chains: Hidden[tuple[ChainLink, ...]] = ()
    reverse_stages: Hidden[tuple[str, ...]] = ()
    relaxation: Hidden[RelaxationPlan] = field(default_factory=RelaxationPlan)
    assembly: Hidden[AssemblyPlan] = field(default_factory=AssemblyPlan)
    portfolio: Hidden[PortfolioPlan] = field(default_factory=PortfolioPlan)
    stability: Hidden[StabilityPlan] = field(default_factory=StabilityPlan)

    @property
    def named(self) -> Versioned:
        """The scheme without what is in it."""
        return Versioned(id=self.id, version=self.version, title=self.title)

    @property
    def words(self) -> Text:
        """Its title with its id and version, as papers name it."""
        return Text(f"{self.title.zh}（{self.id} {self.version}）", f"{self.title.en} ({self.id} {self.version})")

    @cached_property
    def industry_by_division(self) -> dict[str, Industry]:
        """Industry group of each division."""
        return {division: group for group in self.industries for division in group.divisions}

    @cached_property
    def industry_by_space_use(self) -> dict[str, Industry]:
        """Industry group that a use of space stands for where no industry is named."""
        return {use: group for group in self.industries for use in group.space_uses}

    def find_rule(self, rule_id: str, kind: SiteKind | None = None) -> RuleSpec | None:
        """A rule by id, where the scheme asks it, of a kind of site where one is named."""
        found = next((rule for rule in self.rules if rule.id == rule_id), None)
        return found if found is not None and (kind is None or kind in found.kinds) else None

    def rule(self, rule_id: str) -> RuleSpec:
        """A rule that the scheme asks, by id."""
        return next(rule for rule in self.rules if rule.id == rule_id)

    def find_criterion(self, criterion_id: str) -> CriterionSpec | None:
        """A criterion by id, where the scheme grades by it."""
        return next((criterion for criterion in self.criteria if criterion.id == criterion_id), None)

    def criterion(self, criterion_id: str) -> CriterionSpec:
        """A criterion that the scheme grades by, by id."""
        return next(criterion for criterion in self.criteria if criterion.id == criterion_id)


def pick_scheme(schemes: Mapping[str, Scheme], name: str) -> Scheme:
    """The scheme of an id.

    Raises
    ------
    UnknownScheme
        With the schemes there are.
    """
    if name not in schemes:
        names = ", ".join(schemes) or "–"
        raise UnknownScheme(
            Text(f"没有匹配方案 {name}", f"there is no scheme {name}"),
            Text(
                f"可用方案：{names}；方案文件放在数据文件夹的 schemes/ 中",
                f"schemes: {names}; they live in schemes/ of the data folder",
            ),
            scheme=name,
            schemes=list(schemes),
        )
    return schemes[name]
