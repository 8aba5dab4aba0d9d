"""Why a project has no place: no site suits it, or what suits it has gone to others; and what placing it would cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from gis.inventory import Inventory
from gis.matching.needs.areas import least_area
from gis.matching.needs.project import Project
from gis.matching.portfolio.aims import change_words
from gis.matching.portfolio.nearest import Nearest, nearest
from gis.matching.portfolio.options import Choice, Filling, Option, Place
from gis.matching.portfolio.placing import Describer
from gis.matching.portfolio.report import Cost, Lack, Reason, Unplaced
from gis.matching.portfolio.solving.model import Model
from gis.matching.portfolio.solving.solve import Solution, solve
from gis.matching.ranking.assessment import assess
from gis.matching.ranking.matches import site_view
from gis.matching.relaxation import relaxations
from gis.matching.rules.kinds import kinds_left
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import NO
from gis.matching.sites.candidates import SiteKind, Sites, stock_of
from gis.rounding import rounded
from gis.text import Text, either, many, run_on
from gis.units import figure

DISPLACED: Final = "displaced"
POWER: Final = "power"
FORBIDDEN: Final = "forbidden"
_COSTED: Final = 30
"""For how many refusals it is worked out what placing them would cost, or which change would mend them."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Refusals:
    """Says of each project without a place why that is."""

    inventory: Inventory
    scheme: Scheme
    model: Model
    solution: Solution
    describer: Describer

    def of(self, number: int, *, costed: bool, banned: bool) -> Unplaced:
        """One project's refusal; ``costed``: work out what placing it would cost, or the cheapest change by which some site would do."""
        project, options = self.model.projects[number], self.model.choices[number].options
        if not options and banned:
            words = Text("可选场地均已被排除", "every site that suits it is ruled out")
            return self._without(project, (Reason(code=FORBIDDEN, words=words),), None, self._asked(project, FORBIDDEN))
        if not options:
            return self._without_option(project, costed=costed)
        return self._displaced(number, costed=costed)

    def _change(self, project: Project) -> Text | None:
        """The cheapest change by which some site would do, None where the scheme lets nothing give way far enough."""
        found = relaxations(self.inventory.as_holder(project.id), project, self.scheme, wanted=1).changes
        return found[0].words if found else None

    def _asked(self, project: Project, code: str, first: SiteKind | None = None) -> Lack | None:
        """What a project asks that has sites which it may not have, or that have gone to others: ``first`` where it asks an area of that kind."""
        asked = self._wanted(project)
        return Lack(kind=first if first in asked else asked[0], rules=(code,)) if asked else None

    def _wanted(self, project: Project) -> list[SiteKind]:
        """The kinds that a project could take and asks an area of."""
        return [kind for kind in kinds_left(project, self.scheme) if least_area(project, kind)]

    def _without(
        self, project: Project, reasons: tuple[Reason, ...], change: Text | None, lack: Lack | None
    ) -> Unplaced:
        first = reasons[0].words
        if change is not None:
            first = Text(f"{first.zh}；最省的改法：{change.zh}", f"{first.en}; the cheapest change: {change.en}")
        return Unplaced(
            project=project,
            options=0,
            reasons=reasons,
            displaced_by=(),
            would_cost=None,
            change=change,
            start=self.describer.cannot_start(project),
            explanation=Text(f"{first.zh}。", f"{first.en[:1].upper()}{first.en[1:]}."),
            lack=lack,
        )

    # no option -------------------------------------------------------------------------------------------------------

    def _without_option(self, project: Project, *, costed: bool) -> Unplaced:
        looked = self._nearest(project)
        change = self._change(project) if costed else None
        if not looked:
            words = Text("台账中没有此类场地", "the register holds no site of this kind")
            return self._without(project, (Reason(code="needs", words=words),), change, None)
        reasons = self._reasons(min(looked, key=lambda each: each.order))
        kinds = self._wanted(project)
        wanted = [each for each in looked if each.kind in kinds]
        lack = min(wanted, key=lambda each: each.order).lack if wanted else None
        return self._without(project, reasons, change, lack)

    def _nearest(self, project: Project) -> list[Nearest]:
        """The nearest sites of each kind that a project could take; of all that it looks for where it could take none."""
        looked = [
            nearest(assess(project, Sites(stock), self.scheme), self.scheme)
            for kind in kinds_left(project, self.scheme) or project.kinds
            if len(stock := stock_of(self.inventory, kind))
        ]
        return [each for each in looked if each is not None]

    def _reasons(self, near: Nearest) -> tuple[Reason, ...]:
        found, first, at = near.found, near.rules[0], near.example
        spec = found.rules[first]
        view = site_view(found.sites.take(np.array([at])), 0)
        failed = [each for each in found.verdicts(at) if each.answer == NO]
        name = view.title
        why = Text("；".join(each.reason.zh for each in failed), "; ".join(each.reason.en for each in failed))
        if len(failed) == 1:
            count = near.alone(first)
            as_one = Text("即", "namely") if count == 1 else Text("如", "such as")
            fails = either(count, "fails", "fail")
            words = Text(
                f"没有场地全部符合；{figure(count)} 处只差“{spec.title.zh}”，{run_on(as_one.zh, name.zh)}：{why.zh}",
                f"no site fits; {figure(count)} {fails} “{spec.title.en}” alone, {as_one.en} {name.en}: {why.en}",
            )
        else:
            words = Text(
                f"没有场地全部符合；{run_on('最接近的', name.zh, '有')} {len(failed)} 条不符：{why.zh}",
                f"no site fits; the nearest, {name.en}, fails {len(failed)} rules: {why.en}",
            )
        others = tuple(Reason(code=each.rule, words=each.reason) for each in failed if each.rule != spec.id)
        return (Reason(code=spec.id, words=words), *others)

    # displaced -------------------------------------------------------------------------------------------------------

    def _displaced(self, number: int, *, costed: bool) -> Unplaced:
        project, choice = self.model.projects[number], self.model.choices[number]
        wanted = {supply.place for option in choice.options for supply, _ in option.takes}
        takers = self._takers(wanted)
        cost = self._cost(number) if costed else None
        sites = len({option.key[0] for option in choice.options}) + choice.dropped
        names = Text("、".join(takers[:4]), ", ".join(takers[:4]))
        more = Text(
            f" 等 {len(takers)} 个项目" if len(takers) > 4 else " ",
            f" and {len(takers) - 4} more" if len(takers) > 4 else "",
        )
        which = Text(f"{sites} 个可选方案的场地", f"the sites of its {many(sites, 'option')} have")
        power = self._power_alone(choice)
        if power:
            which = Text("有余地的楼层，其电力", "there is room, but the power of its floors has")
        elif sites == 1:
            which = _of_the_only(choice.options[0])
        words = Text(f"{which.zh}已由 {names.zh}{more.zh}占用", f"{which.en} gone to {names.en}{more.en}")
        reason = Reason(code=DISPLACED, words=words)
        said = _cost_words(cost)
        explanation = Text(f"{words.zh}{said.zh}。", f"{words.en[:1].upper()}{words.en[1:]}{said.en}.")
        return Unplaced(
            project=project,
            options=sites,
            reasons=(reason,),
            displaced_by=tuple(takers),
            would_cost=cost,
            change=None,
            start=self.describer.cannot_start(project),
            explanation=explanation,
            lack=self._asked(project, POWER if power else DISPLACED, choice.options[0].items[0].place.kind),
        )

    def _power_alone(self, choice: Choice) -> bool:
        """Whether nothing but the power of shared floors keeps a project from each of its options."""
        short = [{supply.of for supply in self._filling.lacking(option)} for option in choice.options]
        return all(kinds == {"power"} for kinds in short)

    @cached_property
    def _filling(self) -> Filling:
        """What the chosen options take."""
        filling = Filling()
        for at in self.solution.chosen:
            filling.take(self.model.options[at])
        return filling

    def _takers(self, wanted: set[Place]) -> list[str]:
        """The projects that stand where this one could, those on most of its sites first."""
        counts: Counter[str] = Counter()
        for at in self.solution.chosen:
            option = self.model.options[at]
            hits = len({supply.place for supply, _ in option.takes} & wanted)
            if hits:
                counts[self.model.projects[option.project].id or ""] += hits
        return [key for key, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]

    def _cost(self, number: int) -> tuple[Cost, ...]:
        plan = self.scheme.portfolio
        aims: tuple[str, ...] = tuple(aim for aim in plan.aims if aim != "fit")
        forced = replace(self.model, fixed={**self.model.fixed, number: self.model.choices[number].options})
        found = solve(forced, aims, node_limit=plan.node_limit, fallback=None)
        before = {stage.aim: stage.objective for stage in self.solution.stages}
        return tuple(
            Cost(aim=stage.aim, change=rounded(stage.objective - before[stage.aim], 2)) for stage in found.stages
        )


def costed(numbers: Sequence[int]) -> frozenset[int]:
    """The projects for which that is worked out: the first ones."""
    return frozenset(numbers[:_COSTED])


def _of_the_only(option: Option) -> Text:
    """What has gone to others where a project has one option alone."""
    if len(option.items) == 1:
        return Text("唯一可选方案的场地", "the site of its only option has")
    return Text("唯一可拼的一组场地", "sites of the only set that would serve it have")


def _cost_words(cost: tuple[Cost, ...] | None) -> Text:
    """What placing it would cost first, in the aims' order; nothing where that was not worked out."""
    changed = [each for each in cost or () if each.change]
    if cost is None or not changed:
        return Text("", "")
    said = change_words(changed[0].aim, changed[0].change)
    return Text(f"；若改为落位本项目，{said.zh}", f"; were it placed instead, {said.en}")
