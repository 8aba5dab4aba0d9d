"""Least relaxation: where too few sites fit, the cheapest changes of the requirement or of a plot by which more would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gis.errors import BadRange
from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.ranking.elimination import eliminate
from gis.matching.relaxation.changes import Wording
from gis.matching.relaxation.joins import Joins
from gis.matching.relaxation.levers import Lever, levers_of
from gis.matching.relaxation.options import Field, join_options, options_in
from gis.matching.relaxation.report import Change, Relaxations, cost_words
from gis.matching.relaxation.search import Search
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import stock_of
from gis.text import Text, either, many
from gis.units import figure

MAX_WANTED: Final = 20
NAMED_JOINS: Final = 2
"""How many joins are named among the changes: who wants more of them asks for joined sites."""


def relaxations(inventory: Inventory, project: Project, scheme: Scheme, *, wanted: int | None = None) -> Relaxations:
    """The cheapest changes by which more sites would fit, where fewer fit than are wanted.

    A change is a set of steps: figures of the requirement that give way, shared by all sites, and changes of single plots. What a step
    costs is the scheme's (``[relaxation]``): rules without a cost stand. Named are, by cost: for each number of sites up to what is wanted
    the cheapest change that brings as many, and beside these the next cheapest that are no extension of one already named. A site that a rule
    cannot judge is in: what is unknown is to be checked and no reason to give way.

    Parameters
    ----------
    wanted
        How many sites should fit, 1 to 20; None: as the scheme says, 20 at most.

    Raises
    ------
    BadRange
        Where ``wanted`` is out of range.
    """
    wanted = min(scheme.relaxation.wanted, MAX_WANTED) if wanted is None else _check_wanted(wanted)
    counts = [
        eliminate(project, stock_of(inventory, kind), scheme, survivors_only=True).counts for kind in project.kinds
    ]
    fits, to_check = sum(each["fits"] + each["to_check"] for each in counts), sum(each["to_check"] for each in counts)
    if fits >= wanted:
        return Relaxations(
            wanted=wanted, fits=fits, to_check=to_check, complete=True, changes=(), words=_enough(fits, to_check)
        )
    levers = levers_of(project, scheme)
    fields = options_in(inventory, project, scheme, levers)
    standing = _standing(fields, scheme)
    changes, complete = _changes(inventory, project, scheme, levers, fields, wanted)
    return Relaxations(
        wanted=wanted,
        fits=fits,
        to_check=to_check,
        complete=complete,
        changes=changes,
        words=_words(fields, wanted, changes, standing, scheme),
        standing=standing,
    )


def _changes(
    inventory: Inventory,
    project: Project,
    scheme: Scheme,
    levers: Sequence[Lever],
    fields: Sequence[Field],
    wanted: int,
) -> tuple[tuple[Change, ...], bool]:
    """The changes that are named, by cost, and whether all were looked at."""
    search = Search(
        join_options([field.options for field in fields], len(levers)),
        [lever.costs for lever in levers],
        need=wanted - sum(field.fits for field in fields),
        max_steps=scheme.relaxation.max_steps,
    )
    found = search.pick_moves(scheme.relaxation.offers)
    wording = Wording(inventory, project, scheme, levers)
    changes = [wording.change(search, move) for move in (*found.front, *found.others)]
    together, complete = Joins(inventory, project, scheme).cheapest(min(NAMED_JOINS, scheme.relaxation.offers))
    return _pick_changes([*changes, *together], scheme.relaxation.offers), found.complete and complete


def _pick_changes(changes: Sequence[Change], offers: int) -> tuple[Change, ...]:
    """First those that nothing cheaper matches in gains, then the cheapest of the others; by cost."""
    by_cost = sorted(changes, key=lambda change: (change.cost, -change.gains))
    front: list[Change] = []
    for change in by_cost:
        if not front or change.gains > front[-1].gains:
            front.append(change)
    front = front if len(front) <= offers else [*front[: offers - 1], front[-1]]
    others = [change for change in by_cost if not any(change is each for each in front)]
    kept = [*front, *others[: offers - len(front)]]
    return tuple(sorted(kept, key=lambda change: (change.cost, -change.gains)))


def _check_wanted(wanted: int) -> int:
    if isinstance(wanted, bool) or not 1 <= wanted <= MAX_WANTED:
        raise BadRange(
            Text(f"wanted 须在 1 至 {MAX_WANTED} 之间", f"wanted goes from 1 to {MAX_WANTED}"),
            Text("请调整 wanted", "change wanted"),
            property="wanted",
        )
    return wanted


def _standing(fields: Sequence[Field], scheme: Scheme) -> dict[str, int]:
    """By rule, in the scheme's order, how many sites it excludes for good."""
    totals = {spec.id: sum(field.standing.get(spec.id, 0) for field in fields) for spec in scheme.rules}
    return {rule: count for rule, count in totals.items() if count}


# words ---------------------------------------------------------------------------------------------------------------


def _doubt(fits: int, to_check: int) -> Text:
    """How many of those that fit are to be checked."""
    if fits == to_check == 1:
        return Text("（待核实）", " (to check)")
    return Text(f"（其中 {to_check} 处待核实）", f" ({to_check} of them to check)") if to_check else Text("", "")


def _enough(fits: int, to_check: int) -> Text:
    doubt = _doubt(fits, to_check)
    return Text(
        f"已有 {figure(fits)} 处符合{doubt.zh}，不必放宽。",
        f"{figure(fits)} {either(fits, 'fits', 'fit')}{doubt.en}: nothing needs relaxing.",
    )


def _words(
    fields: Sequence[Field], wanted: int, changes: Sequence[Change], standing: dict[str, int], scheme: Scheme
) -> Text:
    fits, to_check = sum(field.fits for field in fields), sum(field.to_check for field in fields)
    doubt = _doubt(fits, to_check)
    there = Text(
        f"现有 {fits} 处符合{doubt.zh}，少于 {wanted} 处。",
        f"{fits} {either(fits, 'fits', 'fit')}{doubt.en}, fewer than {wanted}.",
    )
    if changes:
        best, most = changes[0].words, max(changes, key=lambda change: change.gains)
        said = Text(f"{there.zh}最省的改法：{best.zh}。", f"{there.en} The cheapest change: {best.en}.")
        if most.gains == changes[0].gains:
            return said
        return Text(
            f"{said.zh}增加最多的：{most.words.zh}，代价 {cost_words(most.cost)}。",
            f"{said.en} The one that brings most: {most.words.en}, at a cost of {cost_words(most.cost)}.",
        )
    return Text(
        f"{there.zh}{_why_none(fields, standing, scheme).zh}", f"{there.en} {_why_none(fields, standing, scheme).en}"
    )


def _why_none(fields: Sequence[Field], standing: dict[str, int], scheme: Scheme) -> Text:
    """Why no change is offered: rules without a cost, or changes beyond the scheme's limits."""
    total = sum(field.considered for field in fields)
    if not total:
        return Text("没有可匹配的场地。", "There is no site to match.")
    out = sum(field.considered - field.fits for field in fields)
    hard = sum(standing.values())
    most = sorted(standing, key=lambda rule: -standing[rule])[:3]
    zh = "、".join(f"{scheme.rule(rule).title.zh} {figure(standing[rule])} 处" for rule in most)
    en = ", ".join(f"{scheme.rule(rule).title.en} {figure(standing[rule])}" for rule in most)
    beyond = out - hard
    parts = []
    if hard:
        parts.append(
            Text(
                f"{figure(hard)} 处因不可放宽的规则被排除（{zh}）",
                f"{figure(hard)} {either(hard, 'fails', 'fail')} rules that cannot be relaxed ({en})",
            )
        )
    if beyond:
        steps = scheme.relaxation.max_steps
        parts.append(
            Text(
                f"{figure(beyond)} 处所需改动超出方案限度或多于 {steps} 步",
                f"{figure(beyond)} would need more than the scheme's limits or than {many(steps, 'step')}",
            )
        )
    return Text(
        f"没有可行的改法：{'；'.join(part.zh for part in parts)}。",
        f"No change would do: {'; '.join(part.en for part in parts)}.",
    )
