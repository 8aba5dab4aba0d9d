"""What a scheme reads of a folder: the roles that its rules, criteria and aims ask for and no field has, so that they decide nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.criteria.criteria import CRITERIA, Grading
from gis.matching.needs.aims import AIMS
from gis.matching.needs.project import FIGURES, ROLES, Project
from gis.matching.rules import RULES, Question
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import Coded, Numbers
from gis.matching.sites.candidates import LAYERS_OF, SITE_KINDS, SiteKind, Sites, Stock
from gis.text import Text

_DAY: Final = dt.date(2999, 12, 31)


@dataclass(frozen=True, kw_only=True)
class Unplayed:
    """A role that schemes read of layers of a kind and no field of theirs has; ``readers`` are the titles of what reads it."""

    role: Role
    kind: Kind
    readers: tuple[Text, ...]


def unplayed(inventory: Inventory, schemes: Sequence[Scheme]) -> list[Unplayed]:
    """The roles that schemes read and no field of the layers has, by kind of layer and in the order in which they are read."""
    # One feature a layer is enough: what is asked is which columns a rule looks at.
    layers = {name: layer.part(np.arange(min(len(layer), 1))) for name, layer in inventory.layers.items()}
    small = Inventory(catalog=inventory.catalog, layers=layers, version=inventory.version)
    readers_of: dict[tuple[Kind, Role], list[Text]] = {}
    read = (each for scheme in schemes for each in (*_of_sites(small, scheme), *_of_projects(small, scheme)))
    for kind, role, title in read:
        readers = readers_of.setdefault((kind, role), [])
        if title not in readers:
            readers.append(title)
    return [Unplayed(role=role, kind=kind, readers=tuple(titles)) for (kind, role), titles in readers_of.items()]


class _Heard(Stock):
    """A stock that remembers which roles it is asked for."""

    def __init__(self, inventory: Inventory, kind: SiteKind, siblings: Mapping[SiteKind, Stock]) -> None:
        super().__init__(inventory, kind, siblings)
        self.heard: dict[Role, None] = {}

    def number(self, role: Role) -> Numbers:
        self.heard[role] = None
        return super().number(role)

    def as_written(self, role: Role) -> Coded:
        self.heard[role] = None
        return super().as_written(role)

    def missing(self) -> list[Role]:
        """The roles that were asked for and no site has: neither layers of this kind nor of the other, nor what they inherit from."""
        every = [(stock, layer) for stock in self.siblings.values() for layer in stock.layers]
        return [role for role in self.heard if self.layers and not any(s.holders(each, role) for s, each in every)]


def _of_sites(inventory: Inventory, scheme: Scheme) -> Iterator[tuple[Kind, Role, Text]]:
    project = _asking_everything(scheme)
    for kind in SITE_KINDS:
        layer_kind = LAYERS_OF[kind]
        for rule in scheme.rules:
            stock = _heard(inventory, kind)
            if kind in rule.kinds and RULES[rule.id].is_recorded(stock):
                RULES[rule.id].answers(Question(project=project, sites=Sites(stock), scheme=scheme, spec=rule))
                yield from ((layer_kind, role, rule.title) for role in stock.missing())
        for criterion in scheme.criteria:
            stock = _heard(inventory, kind)
            CRITERIA[criterion.id].values(Grading(project=project, sites=Sites(stock), scheme=scheme, spec=criterion))
            yield from ((layer_kind, role, criterion.title) for role in stock.missing())


def _heard(inventory: Inventory, kind: SiteKind) -> _Heard:
    siblings: dict[SiteKind, Stock] = {}
    siblings.update({each: _Heard(inventory, each, siblings) for each in SITE_KINDS})
    stock = siblings[kind]
    assert isinstance(stock, _Heard)  # noqa: S101  as it was made
    return stock


def _of_projects(inventory: Inventory, scheme: Scheme) -> Iterator[tuple[Kind, Role, Text]]:
    registers = inventory.of_kind(Kind.PROJECT)
    for aim in scheme.portfolio.aims if registers else ():
        for key in AIMS[aim].says:
            role = ROLES[key]
            if not any(role in layer.collection.by_role for layer in registers):
                yield Kind.PROJECT, role, AIMS[aim].title


def _asking_everything(scheme: Scheme) -> Project:
    """A project that asks for whatever can be asked."""
    divisions = min((min(group.divisions) for group in scheme.industries if group.divisions), default=None)
    asked: dict[str, Any] = dict.fromkeys((each.key for each in FIGURES), 1.0)
    return Project(
        **asked,
        tenure=("rent",),
        industry_code=divisions,
        pollution_class="1",
        fire_class="-",
        space_use="-",
        start_date=_DAY,
        chain="-",
    )
