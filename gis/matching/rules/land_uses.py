"""Whether the codes of land use are of the system that a scheme speaks, and where those of another lead in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np

from gis.codelists import Codelist
from gis.columns import Mask
from gis.fields import Role
from gis.layer import Layer
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import UNKNOWN, YES, Answers
from gis.matching.sites.candidates import Sites


def same_system(sites: Sites, scheme: Scheme) -> Mask:
    """Whether each site's code is of the scheme's system: as the row says, else as its layer's code list says."""
    return _is_of(sites, (scheme.usage_system,))


@dataclass(frozen=True, kw_only=True, eq=False)
class Walk:
    """The cross-walk of one list of codes into the scheme's system, and the sites whose codes are of that list."""

    codelist: Codelist
    rows: Mask

    def leads(self, code: str) -> tuple[str, ...]:
        """The codes of the scheme's system among which a code falls, by its own entry or the nearest one above that says so; none where none does."""
        at: str | None = code
        while at is not None:
            entry = self.codelist.by_code.get(at)
            if entry is not None and entry.becomes is not None:
                return (entry.becomes,)
            if entry is not None and entry.may_become:
                return entry.may_become
            at = self.codelist.parent_of(at)
        return ()

    def judged(self, sites: Sites, judge: Callable[[str], int]) -> Answers:
        """What a judge of the scheme's codes says of the sites' own: an answer where it is the same for all that a code may be."""

        def through(word: Hashable) -> int:
            answers = {judge(code) for code in self.leads(str(word))}
            return answers.pop() if len(answers) == 1 else UNKNOWN

        return sites.as_written(Role.USAGE).judged(through)


def walks_of(sites: Sites, scheme: Scheme) -> tuple[Walk, ...]:
    """The cross-walks by which sites of other systems are judged: of the lists of the data folder that lead into the scheme's."""
    lists = sites.stock.catalog.codelists
    walks = (
        Walk(codelist=each, rows=_is_of(sites, (each.id, each.system)))
        for each in lists.values()
        if each.leads_into and scheme.usage_system in _names(lists.get(each.leads_into), each.leads_into)
    )
    return tuple(walk for walk in walks if walk.rows.any())


def walk_of(sites: Sites, scheme: Scheme, row: int) -> Walk | None:
    """The cross-walk by which one site is judged; None where there is none."""
    return next((walk for walk in walks_of(sites, scheme) if walk.rows[row]), None)


def _names(codelist: Codelist | None, name: str) -> tuple[str, ...]:
    return (name,) if codelist is None else (codelist.id, codelist.system)


def _is_of(sites: Sites, names: tuple[str, ...]) -> Mask:
    """Whether each site's code is of a system that is called so."""
    by_row = sites.coded(Role.USAGE_SYSTEM).judged(lambda word: int(word in names)) == YES
    by_layer = sites.stock.by_layer(("usage system", names), lambda layer: _declares(layer, names))
    return np.where(sites.recorded(Role.USAGE_SYSTEM), by_row, sites.part(by_layer))


def _declares(layer: Layer, names: tuple[str, ...]) -> bool:
    field = layer.collection.by_role.get(Role.USAGE)
    codelist = layer.codelists.get(field.name) if field else None
    return codelist is not None and not {codelist.id, codelist.system}.isdisjoint(names)
