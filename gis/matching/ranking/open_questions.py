"""What an answer that is to be checked rests on: a value that is missing, a layer that is not there, what the project does not state, or a doubt of the rule's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np

from gis.columns import Mask
from gis.fields import Role
from gis.matching.needs.project import ATTRIBUTES, Project
from gis.matching.needs.role_words import role_words
from gis.matching.rules import RULES, Question
from gis.matching.scheme.scheme import RuleSpec, Scheme
from gis.matching.sites.candidates import SiteKind, Sites, Stock
from gis.matching.sites.records import lacking, unknown_of
from gis.text import Text

What = Literal["field", "layer", "project", "doubt"]
"""A value of the sites, a layer, a statement of the project, or what a rule doubts although the values are there."""
FIELD: Final[What] = "field"
LAYER: Final[What] = "layer"
PROJECT: Final[What] = "project"
DOUBT: Final[What] = "doubt"


class Looked(Protocol):
    """Sites that are left after a project's rules, with what each rule cannot judge: an elimination, or one pair of site and project."""

    @property
    def question(self) -> tuple[Project, Stock, Scheme]:
        """Who asks, of which stock, by which scheme."""

    @property
    def rules(self) -> tuple[RuleSpec, ...]:
        """The rules that were asked."""

    @property
    def survivors(self) -> Sites:
        """The sites that no rule excludes."""

    @property
    def to_check(self) -> Mask:
        """Which of them some rule cannot judge."""

    def unknown(self, number: int) -> Mask:
        """Which of them a rule cannot judge, the rule by its place among those that were asked."""


@dataclass(frozen=True)
class Unknown:
    """One thing that somebody has to find out.

    ``code`` is the role of the field, the kind of the layer, the attribute of the project or the rule; ``kind`` the sites that it is of, None
    where it is the same for all.
    """

    what: What
    code: str
    kind: SiteKind | None = None

    def title(self, stock: Stock, spec: RuleSpec) -> Text:
        """What it is called: a field by its heading where a layer has one, a doubt by the rule that has it."""
        if self.what == FIELD:
            return _title_of(stock, Role(self.code))
        if self.what == PROJECT:
            return ATTRIBUTES[self.code].title
        source = RULES[spec.id].drawn_from
        if self.what == LAYER and source is not None:
            return source[1]
        return Text(f"{spec.title.zh}（需明确）", f"{spec.title.en} (to be settled)")


def unknowns_of(q: Question) -> dict[Unknown, Mask]:
    """What the answers of a rule rest on that are all to be checked: of each thing that is unknown, of which of the sites it is, shape (n,).

    Every site has one at least.
    """
    rule, size = RULES[q.spec.id], len(q.sites)
    everywhere = np.ones(size, dtype=bool)
    if rule.drawn_from is not None and not any(map(len, q.sites.stock.others[rule.drawn_from[0]])):
        return {Unknown(LAYER, str(rule.drawn_from[0])): everywhere}
    masks: dict[Unknown, Mask] = {}
    if rule.unstated is not None:
        masks = {Unknown(PROJECT, key): everywhere for key in rule.unstated(q)}
    for role, mask in _missing(q):
        if mask.any():
            masks[Unknown(FIELD, str(role), q.sites.kind)] = mask
    known = np.logical_or.reduce([np.zeros(size, dtype=bool), *masks.values()])
    if not known.all():
        masks[Unknown(DOUBT, rule.id, q.sites.kind)] = ~known
    return masks


def _missing(q: Question) -> Iterator[tuple[Role, Mask]]:
    """The roles on which a rule rests, and where their values are missing; what is asked together with one, where that is there."""
    # Of a record of a whole building it is not known of which floor a value is: that is a doubt, whatever is recorded.
    single = ~q.sites.by_building
    for first, *details in RULES[q.spec.id].needed:
        missing = unknown_of(q.sites, first)
        yield first, missing & single
        there = single & ~missing & q.sites.coded(first).known if details else single
        for role in details:
            yield role, there & unknown_of(q.sites, role)


def lacking_of(stock: Stock, unknown: Unknown) -> Mask:
    """Layers of a stock that lack something as a whole, shape (layers,)."""
    if unknown.what == FIELD:
        return lacking(stock, Role(unknown.code))
    return np.full(len(stock.layers), unknown.what == LAYER)


def lacked_as_a_whole(q: Question) -> bool:
    """Whether what one site's answer rests on is lacking in its whole layer, so that it is said once for all of it."""
    layer = q.sites.stock.layers.index(q.sites.layer_of(0)[0])
    return all(bool(lacking_of(q.sites.stock, each)[layer]) for each, mask in unknowns_of(q).items() if mask[0])


def _title_of(stock: Stock, role: Role) -> Text:
    titles = (held.collection.by_role[role].title for layer in stock.layers for held in stock.holders(layer, role))
    return next(titles, role_words(role))
