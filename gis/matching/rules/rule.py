"""What a rule is: when it applies, its answer for every site, and the reason for one; where it compares figures, these follow from the comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from gis.catalog import Kind
from gis.columns import Mask
from gis.fields import Role
from gis.matching.needs.project import Project
from gis.matching.rules.comparison import Comparison, Quantity
from gis.matching.rules.question import Question
from gis.matching.sites.answers import NO, Answers, all_of
from gis.matching.sites.candidates import LAND, SITE_KINDS, SiteKind, Sites, Stock
from gis.matching.sites.records import records
from gis.text import Text


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """A rule with three answers; pure and vectorised.

    Parameters
    ----------
    kinds
        The kinds of site that it can be asked of.
    reason
        Why one row has its answer, with the figure that decided and the gap.
    compares
        The figures that it compares with what is asked.
    judges
        1 yes, 0 no, −1 to be checked, int8 of shape (n,); None where the comparisons are all.
    applies
        Whether a project asks anything of it, for a kind of site; None: where it states a figure that is compared.
    numbers, names
        Its parameters and what holds where a scheme does not name one: a new one refuses no scheme that is in use. A list of codes is None
        where the rule would be none without it.
    codes
        The field whose codes a list of it holds, by the list.
    attributes
        What else of a project it is asked by.
    reads
        The coded roles that the answer depends on, where it depends on nothing else of a site but its layer; None where it does.
    counts
        How many sites of the whole stock it excludes, where that is known more quickly than by asking each.
    remark
        What should be known of one row beside its answer, None where there is nothing.
    mended
        What has to be done on the site where the rule is mended there; None: its reason says it.
    of_the_whole
        Whether its answer follows from the area of the site: joined sites are asked together, not each by itself.
    hinges_on
        A figure of the requirement on which what is compared depends as well.
    as_asked
        Whether its tolerance is left out of what it is said to ask.
    in_words
        Whether its reason says more than two figures do.
    clears
        Whether it is mended by clearing what stands in the way.
    equips
        Whether what is compared is equipment, which more of serves better: it is graded as well.
    of_having
        Whether it is of how and when a site can be had, which who stands there has done.
    asked_where
        Roles of which some layer has to have a field: of a stock where none has, nothing is asked.
    rests_on
        The roles without a value of which it cannot tell, each with what is asked together with it where it has one; None: those that it
        reads and compares.
    unstated
        The attributes that a project would have to state for it to tell anything.
    drawn_from
        The kind of layer without which it cannot tell, and what that is called.
    unplaced
        Of which sites it cannot tell because it is not known where they lie.
    of_floor
        Of which records of whole buildings it cannot tell because it is not known on which floor they are; None: where it compares a figure of
        one floor.
    """

    id: str
    kinds: tuple[SiteKind, ...] = SITE_KINDS
    reason: Callable[[Question, int, int], Text]
    compares: tuple[Comparison, ...] = ()
    judges: Callable[[Question], Answers] | None = None
    applies: Callable[[Project, SiteKind], bool] | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    codes: Mapping[str, tuple[Kind, Role]] = field(default_factory=dict)
    attributes: tuple[str, ...] = ()
    reads: frozenset[Role] | None = None
    counts: Callable[[Question], int] | None = None
    remark: Callable[[Question, int], Text | None] | None = None
    mended: Callable[[Question], Text] | None = None
    of_the_whole: bool = False
    hinges_on: str | None = None
    as_asked: bool = False
    in_words: bool = False
    clears: bool = False
    equips: bool = False
    of_having: bool = False
    asked_where: tuple[Role, ...] = ()
    rests_on: tuple[tuple[Role, ...], ...] | None = None
    unstated: Callable[[Question], tuple[str, ...]] | None = None
    drawn_from: tuple[Kind, Text] | None = None
    unplaced: Callable[[Sites], Mask] | None = None
    of_floor: Callable[[Question], Mask] | None = None

    def asked_by(self, project: Project, kind: SiteKind) -> bool:
        """Whether a project asks anything of it, for a kind of site."""
        if self.applies is not None:
            return self.applies(project, kind)
        return any(bool(getattr(project, key)) for key in self.asks(kind))

    def is_recorded(self, stock: Stock) -> bool:
        """Whether a stock records anything that it judges by."""
        return not self.asked_where or any(records(stock, role) for role in self.asked_where)

    @cached_property
    def needed(self) -> tuple[tuple[Role, ...], ...]:
        """The roles without a value of which it cannot tell, each with what is asked together with it."""
        if self.rests_on is not None:
            return self.rests_on
        read = sorted((self.reads or frozenset()) - {Role.USAGE_SYSTEM})
        return tuple(
            (role,) for role in dict.fromkeys((*read, *(role for each in self.compares for role in each.roles)))
        )

    def asks(self, kind: SiteKind) -> tuple[str, ...]:
        """The attributes of a project that it asks sites of a kind by, where these could give way."""
        return self._asks[kind]

    @cached_property
    def _asks(self) -> Mapping[SiteKind, tuple[str, ...]]:
        return {kind: self._asked_of(kind) for kind in SITE_KINDS}

    def _asked_of(self, kind: SiteKind) -> tuple[str, ...]:
        compared = (each.key for each in self.compares if each.gives_way and kind in each.kinds and kind in self.kinds)
        return tuple(dict.fromkeys((*compared, *self.attributes)))

    def of_which_floor(self, q: Question) -> Mask:
        """Records of whole buildings of which it cannot tell because their floor is not known, shape (n,)."""
        if self.of_floor is not None:
            return self.of_floor(q)
        single = any(isinstance(each.has, Quantity) and each.has.of_one_floor for each in self.asked(q))
        return q.sites.by_building if single else np.zeros(len(q.sites), dtype=bool)

    def asked(self, q: Question) -> list[Comparison]:
        """The comparisons that a question makes."""
        return [each for each in self.compares if each.is_made(q)]

    def answers(self, q: Question) -> Answers:
        """Its answer for every site, int8 of shape (n,)."""
        if self.judges is not None:
            return self.judges(q)
        return all_of([each.answers(q) for each in self.asked(q)], len(q.sites))

    def failing(self, q: Question) -> int:
        """How many sites of the stock the rule excludes; the question is of them all."""
        if self.counts is not None:
            return self.counts(q)
        asked = self.asked(q)
        if self.judges is None and len(asked) == 1 and (found := asked[0].failing(q)) is not None:
            return found
        return int(np.count_nonzero(self.answers(q) == NO))

    def span(self, q: Question) -> tuple[float, float] | None:
        """The accepted range of registered area, in m², where its answer is whether that lies in it; None where that is not all."""
        if self.judges is not None or q.sites.kind != LAND:
            return None
        asked = self.asked(q)
        if not asked or not all(each.is_of(Role.AREA) for each in asked):
            return None
        low = max((each.bound_of(q) for each in asked if each.at_least), default=0.0)
        return low, min((each.bound_of(q) for each in asked if not each.at_least), default=np.inf)


def always(_project: Project, _kind: SiteKind) -> bool:
    """For rules that hold whatever the project asks."""
    return True
