"""What an answer that is to be checked rests on: a value that is missing, where a site lies, a layer that is not there, what the project does not state, or a doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

import numpy as np

from gis.columns import Mask
from gis.fields import Role
from gis.layer import Layer
from gis.matching.needs.project import ATTRIBUTES, Project
from gis.matching.needs.role_words import role_words
from gis.matching.rules import RULES, Question
from gis.matching.scheme.scheme import RuleSpec, Scheme
from gis.matching.sites.candidates import SiteKind, Sites, Stock
from gis.matching.sites.records import by_layer, lacking, unknown_of
from gis.matching.sites.slots import Slot
from gis.text import Text

_NOWHERE: Final = Slot[Mask]()
What = Literal["field", "place", "layer", "project", "doubt"]
"""A value of the sites, where they lie, a layer, a statement of the project, or what a rule doubts although the values are there."""
FIELD: Final[What] = "field"
PLACE: Final[What] = "place"
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

    ``code`` is the role of the field, ``place``, the kind of the layer, the attribute of the project or the rule; ``kind`` the sites that it is
    of, None where it is the same for all.
    """

    what: What
    code: str
    kind: SiteKind | None = None

    def title(self, stock: Stock, spec: RuleSpec) -> Text:
        """What it is called: a field by its heading where a layer has one, a doubt by the rule that has it."""
        if self.what == FIELD:
            return _title_of(stock, Role(self.code))
        if self.what == PLACE:
            return Text("位置", "location")
        if self.what == PROJECT:
            return ATTRIBUTES[self.code].title
        source = RULES[spec.id].drawn_from
        if self.what == LAYER and source is not None:
            return source[1]
        return Text(f"{spec.title.zh}（需明确）", f"{spec.title.en} (to be settled)")


@dataclass(frozen=True, kw_only=True, eq=False)
class Above:
    """What of the pairs of a list is said once above them all.

    Parameters
    ----------
    of
        Whether they are all of one project, or of one site; None: of neither.
    silent
        By the ids of projects of the register: their layer, and the attributes that none of its projects that are looked at states.
    """

    of: Literal["project", "site"] | None = None
    silent: Mapping[str, tuple[Layer, frozenset[str]]] = field(default_factory=dict)

    @classmethod
    def all_of(cls, of: Literal["site"] | None, projects: Sequence[Project], layers: Sequence[Layer]) -> Above:
        """Of a list of some projects of the register, which is in ``layers``."""
        silent: dict[str, tuple[Layer, frozenset[str]]] = {}
        for layer in layers:
            mine = [each for each in projects if each.id is not None and each.id in layer.row_of]
            unsaid = frozenset(key for key in ATTRIBUTES if not any(getattr(each, key) for each in mine))
            silent |= {each.id: (layer, unsaid) for each in mine if each.id is not None}
        return cls(of=of, silent=silent)

    def says(self, project: Project, unknown: Unknown) -> bool:
        """Whether it is said above that something is unknown of the pairs of a project."""
        if unknown.what == PROJECT:
            return self.of == "project" or self.layer_of(project, unknown) is not None
        return self.of == "site" and unknown.what in (FIELD, PLACE)

    def layer_of(self, project: Project, unknown: Unknown) -> Layer | None:
        """The layer of whose projects none states something; None where one does, or all are of one project."""
        layer, unsaid = self.silent.get(project.id or "", (None, frozenset[str]()))
        return layer if unknown.code in unsaid else None


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
    if rule.unplaced is not None and (nowhere := rule.unplaced(q.sites)).any():
        masks[Unknown(PLACE, PLACE, q.sites.kind)] = nowhere
    known = np.logical_or.reduce([np.zeros(size, dtype=bool), *masks.values()])
    if not known.all():
        masks[Unknown(DOUBT, rule.id, q.sites.kind)] = ~known
    return masks


def _missing(q: Question) -> Iterator[tuple[Role, Mask]]:
    """The roles on which a rule rests, and where their values are missing; what is asked together with one, where that is there."""
    rule = RULES[q.spec.id]
    # Of a record of a whole building it is not known of which floor a value is, whatever is recorded: its floor is missing.
    yield Role.FLOOR, rule.of_which_floor(q)
    for first, *details in rule.needed:
        missing = unknown_of(q.sites, first)
        yield first, missing
        for role in details:
            yield role, ~missing & q.sites.coded(first).known & unknown_of(q.sites, role)


def lacking_of(q: Question, unknown: Unknown) -> Mask:
    """Layers of the stock that lack something as a whole, shape (layers,)."""
    stock = q.sites.stock
    if unknown.what == FIELD:
        return lacking(stock, Role(unknown.code))
    unplaced = RULES[q.spec.id].unplaced
    if unknown.what == PLACE and unplaced is not None:
        return _NOWHERE.of(stock, lambda: by_layer(stock, unplaced(Sites(stock))), q.spec.id)
    return np.full(len(stock.layers), unknown.what == LAYER)


def lacked_as_a_whole(q: Question, above: Above | None = None) -> bool:
    """Whether what one site's answer rests on is lacking in its whole layer, or is said ``above`` of who asks, so that it is said once for all."""
    layer = q.sites.stock.layers.index(q.sites.layer_of(0)[0])
    return all(
        bool(above is not None and above.says(q.project, each)) or bool(lacking_of(q, each)[layer])
        for each, mask in unknowns_of(q).items()
        if mask[0]
    )


def _title_of(stock: Stock, role: Role) -> Text:
    titles = (held.collection.by_role[role].title for layer in stock.layers for held in stock.holders(layer, role))
    return next(titles, role_words(role))
