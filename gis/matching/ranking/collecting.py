"""Collect first: which unknown values, once they are known, decide most of the sites that are to be checked.

U(s) is what is unknown of a site s that no rule excludes and at least one cannot judge. Values F decide it where U(s) ⊆ F: whatever they turn out to
be, as far as the rules can read them, its verdict is then yes or no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from gis.columns import Mask, Rows
from gis.fields import Role
from gis.matching.ranking.open_questions import LAYER, PROJECT, Looked, Unknown, What, unknowns_of
from gis.matching.rules import Question
from gis.matching.scheme.scheme import RuleSpec
from gis.matching.schemes.procedures import Procedures
from gis.matching.sites.answers import end_to_end
from gis.matching.sites.candidates import SiteKind
from gis.plainly import Filled, Hidden, Inline, reported
from gis.text import Text, and_list

NAMED: Final = 100
"""How many ids of a line a report names; all of them are counted."""


class Place(NamedTuple):
    """A site of which something is unknown, or a project for which it is, as a work list names it."""

    collection: str
    id: str
    name: Text
    park: Text


@dataclass(frozen=True, kw_only=True)
class CollectLine:
    """One thing to find out.

    Parameters
    ----------
    step
        Its place in the order of collecting, from 1.
    what, code, kind
        What it is, as ``Unknown`` has it.
    rules
        The rules that cannot judge without it.
    open
        Of how many sites to be checked it is unknown.
    alone
        How many of these it decides alone: nothing else is unknown of them.
    decided
        How many sites it decides together with the lines before it.
    who
        Whom the table of procedures names for it, or the firm; None where nobody is named.
    """

    step: int
    what: What
    code: str
    kind: SiteKind | None
    title: Inline[Text]
    rules: tuple[str, ...]
    open: int
    alone: int
    decided: int
    who: Text | None
    places: Hidden[Callable[[int], Sequence[Place]]]

    @property
    @reported()
    def ids(self) -> dict[str, tuple[str, ...]]:
        """The first of which it is unknown, in the order of rank, by collection."""
        by_layer: dict[str, list[str]] = {}
        for place in self.places(NAMED):
            by_layer.setdefault(place.collection, []).append(place.id)
        return {collection: tuple(ids) for collection, ids in by_layer.items()}


@dataclass(frozen=True, kw_only=True)
class Collect:
    """What to collect, in the order in which it decides most; ``to_check`` sites, or projects for a site, in all."""

    to_check: int
    counter: Hidden[str]
    make: Hidden[Callable[[], tuple[CollectLine, ...]]]

    @cached_property
    @reported()
    def lines(self) -> tuple[CollectLine, ...]:
        """A line for each thing that is unknown."""
        return self.make()

    @property
    @reported(after="to_check")
    def words(self) -> Filled[Text]:
        """The first that decide a site, in a sentence."""
        lines = self.lines
        last = next(place for place, line in enumerate(lines) if line.decided)
        titles, decided = [line.title for line in lines[: last + 1]], lines[last].decided
        what = Text("、".join(title.zh for title in titles), and_list([title.en for title in titles]))
        if decided == self.to_check == 1:
            return Text(
                f"先收集{what.zh}：待核实的 1 {self.counter}即可判定。",
                f"Collect first {what.en}: that decides the one to check.",
            )
        if decided == self.to_check:
            return Text(
                f"先收集{what.zh}：待核实的 {decided} {self.counter}即可全部判定。",
                f"Collect first {what.en}: that decides all {decided} to check.",
            )
        return Text(
            f"先收集{what.zh}：待核实的 {self.to_check} {self.counter}中，{decided} {self.counter}即可判定。",
            f"Collect first {what.en}: that decides {decided} of the {self.to_check} to check.",
        )


def collect(
    looked: Sequence[Looked],
    order: Rows,
    procedures: Callable[[], Procedures],
    projects: Sequence[Place] | None = None,
) -> Collect | None:
    """What to collect of the sites of several kinds; None where none is to be checked.

    Parameters
    ----------
    order
        All survivors, best first, by their places one kind after the other.
    procedures
        The table of procedures, which is read where somebody looks at the lines.
    projects
        Where each survivor is the same site for another project: these.
    """
    to_check = end_to_end([found.to_check for found in looked], np.bool_)
    if not to_check.any():
        return None
    ranked = order[to_check[order]]

    def lines() -> tuple[CollectLine, ...]:
        return tuple(_lines(_Table(looked, len(to_check), projects), ranked, procedures()))

    return Collect(to_check=len(ranked), counter="处" if projects is None else "个项目", make=lines)


class _Table:
    """Of each thing that is unknown, of which survivors it is."""

    def __init__(self, looked: Sequence[Looked], size: int, projects: Sequence[Place] | None) -> None:
        self._looked, self._projects = looked, projects
        self._starts = np.cumsum([0, *(len(found.survivors) for found in looked)])
        self.where: dict[Unknown, Mask] = {}
        self.titles: dict[Unknown, Text] = {}
        self.rules: dict[Unknown, list[str]] = {}
        for found, start in zip(looked, self._starts.tolist(), strict=False):
            for number, spec in enumerate(found.rules):
                rows = np.flatnonzero(found.unknown(number))
                if len(rows):
                    self._add(found, spec, start, rows, size)

    def _add(self, found: Looked, spec: RuleSpec, start: int, rows: Rows, size: int) -> None:
        project, stock, scheme = found.question
        question = Question(project=project, sites=found.survivors.take(rows), scheme=scheme, spec=spec)
        for unknown, mask in unknowns_of(question).items():
            self.where.setdefault(unknown, np.zeros(size, dtype=bool))[start + rows[mask]] = True
            self.titles.setdefault(unknown, unknown.title(stock, spec))
            self.rules.setdefault(unknown, []).append(spec.id)

    def groups(self, ranked: Rows) -> list[tuple[frozenset[Unknown], int]]:
        """The sets of what is unknown of a site, and of how many sites each is."""
        unknowns = list(self.where)
        table = np.array([self.where[each][ranked] for each in unknowns])
        packed = np.ascontiguousarray(np.packbits(table, axis=0).T)
        _, first, counts = np.unique(
            packed.view(np.dtype((np.void, packed.shape[1]))).ravel(), return_index=True, return_counts=True
        )
        return [
            (frozenset(unknowns[number] for number in np.flatnonzero(table[:, place]).tolist()), count)
            for place, count in zip(first.tolist(), counts.tolist(), strict=True)
        ]

    def place(self, place: int) -> Place:
        """A survivor, or the project that it is for."""
        if self._projects is not None:
            return self._projects[place]
        number = int(np.searchsorted(self._starts, place, side="right")) - 1
        sites = self._looked[number].survivors
        row = place - int(self._starts[number])
        name, english = sites.value(row, Role.NAME), sites.value(row, Role.NAME_EN)
        return Place(
            collection=sites.layer_of(row)[0].id,
            id=sites.id(row),
            name=Text(str(name or ""), str(english or name or "")),
            park=sites.words(row, Role.PARK),
        )


def _lines(table: _Table, ranked: Rows, procedures: Procedures) -> Iterator[CollectLine]:
    groups = table.groups(ranked)
    for step, (unknown, decided) in enumerate(_in_order(list(table.where), groups), 1):
        yield CollectLine(
            step=step,
            what=unknown.what,
            code=unknown.code,
            kind=unknown.kind,
            title=table.titles[unknown],
            rules=tuple(dict.fromkeys(table.rules[unknown])),
            open=sum(count for those, count in groups if unknown in those),
            alone=sum(count for those, count in groups if those == {unknown}),
            decided=decided,
            who=_whom(unknown, table.rules[unknown], procedures),
            places=_places(table, unknown, ranked),
        )


def _places(table: _Table, unknown: Unknown, ranked: Rows) -> Callable[[int], Sequence[Place]]:
    return lambda most: [table.place(place) for place in ranked[table.where[unknown][ranked]][:most].tolist()]


def _in_order(
    unknowns: Sequence[Unknown], groups: Sequence[tuple[frozenset[Unknown], int]]
) -> Iterator[tuple[Unknown, int]]:
    """What to find out, each the one that decides most sites with those before it, else is open of most; and how many are decided then."""
    known: frozenset[Unknown] = frozenset()
    left = list(unknowns)
    while left:
        best = max(
            left, key=lambda each: (_decided(groups, known | {each}), _open(groups, each), -unknowns.index(each))
        )
        known |= {best}
        left.remove(best)
        yield best, _decided(groups, known)


def _decided(groups: Sequence[tuple[frozenset[Unknown], int]], known: frozenset[Unknown]) -> int:
    return sum(count for those, count in groups if those <= known)


def _open(groups: Sequence[tuple[frozenset[Unknown], int]], unknown: Unknown) -> int:
    return sum(count for those, count in groups if unknown in those)


_FIRM: Final = Text("项目单位", "the firm")


def _whom(unknown: Unknown, rules: Sequence[str], procedures: Procedures) -> Text | None:
    """Whom to ask: the firm for what it does not state, else who settles the rule, or clears what is asked of."""
    if unknown.what == PROJECT:
        return _FIRM
    settling = [found.who for rule in rules if (found := procedures.settling("rules", rule)) is not None]
    if unknown.what == LAYER:
        settling = [each.who for each in procedures.entries if each.controls]
    elif unknown.code in (Role.BLOCKERS, Role.BLOCKER_MONTHS):
        settling = [each.who for each in procedures.entries if each.blockers and unknown.kind in each.kinds]
    if not settling:
        return None
    return Text(
        "、".join(_once("、", [each.zh for each in settling])), ", ".join(_once(", ", [each.en for each in settling]))
    )


def _once(between: str, lists: Sequence[str]) -> list[str]:
    """What stands in several lists, each once."""
    return list(dict.fromkeys(name for each in lists for name in each.split(between)))
