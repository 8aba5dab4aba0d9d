"""Why not: what keeps one named site from serving a project, and the cheapest change by which it would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from gis.inventory import Inventory
from gis.matching.needs.project import Project, figure_of
from gis.matching.ranking.matches import site_view
from gis.matching.relaxation.changes import Wording
from gis.matching.relaxation.gaps import levels_of
from gis.matching.relaxation.joins import Joins
from gis.matching.relaxation.levers import LEVERS, levers_of, shown_figure
from gis.matching.relaxation.options import Prospects
from gis.matching.relaxation.report import Change, Failure, SiteName, WhyNot, cost_words
from gis.matching.relaxation.search import Search
from gis.matching.rules import RULES, Question
from gis.matching.scheme.scheme import RuleSpec, Scheme
from gis.matching.sites.answers import NO, UNKNOWN, Outcome
from gis.matching.sites.candidates import SITE_KINDS, SiteKind, Sites, stock_of
from gis.matching.sites.named import no_site
from gis.matching.sites.shared_ids import several_sites
from gis.text import Text, sentence

_JOINS: Final = 3


def why_not(inventory: Inventory, project: Project, scheme: Scheme, site_id: str) -> WhyNot:
    """What keeps a site from serving a project, rule by rule, and what would have to change at what cost.

    Raises
    ------
    UnknownFeature
        Where no parcel or floor has the id.
    """
    return next(why_nots(inventory, project, scheme, [site_id]))


def why_nots(inventory: Inventory, project: Project, scheme: Scheme, site_ids: Sequence[str]) -> Iterator[WhyNot]:
    """The same of several sites, whose joins are searched once.

    Raises
    ------
    UnknownFeature
        Where no parcel or floor has one of the ids.
    """
    # For one site alone no number of steps is too many: the scheme bounds what is offered, not what is so.
    plan = replace(scheme.relaxation, max_steps=len(scheme.rules) + len(LEVERS))
    unbound, joins = replace(scheme, relaxation=plan), Joins(inventory, project, scheme)
    for kind, row in (place for site_id in site_ids for place in _find_sites(inventory, site_id)):
        work = _Site(inventory, project, unbound, kind, row)
        failures = tuple(work.failure(spec) for spec in work.failing)
        change = work.change() if failures else None
        together = joins.with_site(kind, row, _JOINS) if failures else []
        yield WhyNot(
            site=work.name,
            verdict=work.verdict,
            failures=failures,
            change=change,
            joins=tuple(together),
            words=_words(work, failures, change, together),
        )


def _find_sites(inventory: Inventory, site_id: str) -> list[tuple[SiteKind, int]]:
    """The site that an id means; all of them where several layers have it."""
    places = [(kind, row) for kind in SITE_KINDS for row in stock_of(inventory, kind).rows_of(site_id)]
    if not places:
        raise no_site(site_id)
    return places if several_sites(inventory, site_id) else places[:1]


class _Site:
    """One site, looked at for a project."""

    def __init__(self, inventory: Inventory, project: Project, scheme: Scheme, kind: SiteKind, row: int) -> None:
        self.inventory, self.project, self.scheme = inventory, project, scheme
        self.site = Sites(stock_of(inventory, kind), np.array([row]))
        self.levers = levers_of(project, scheme)
        self.prospects = Prospects(inventory, project, scheme, self.levers, kind)
        self._answers = self.prospects.answers(self.prospects.rules, self.site)[:, 0]

    @property
    def name(self) -> SiteName:
        return SiteName.of(site_view(self.site, 0))

    @property
    def failing(self) -> list[RuleSpec]:
        """The rules that exclude it, in the scheme's order."""
        pairs = zip(self.prospects.rules, self._answers, strict=True)
        return [spec for spec, answer in pairs if answer == NO]

    @property
    def verdict(self) -> Outcome:
        if self.failing:
            return "rejected"
        return "to_check" if (self._answers == UNKNOWN).any() else "fits"

    def failure(self, spec: RuleSpec) -> Failure:
        """One rule that excludes it."""
        priced = spec in self.prospects.soft
        return Failure(
            rule=spec.id,
            title=spec.title,
            site=self.name.words,
            why=self._compared(spec),
            priced=priced,
            mendable=priced and self._change_for([spec]) is not None,
        )

    def change(self) -> Change | None:
        """The cheapest change by which it would serve; None where there is none."""
        failing = self.failing
        if any(spec not in self.prospects.soft for spec in failing):
            return None
        return self._change_for(self.prospects.soft)

    def _change_for(self, rules: Sequence[RuleSpec]) -> Change | None:
        no = self.prospects.answers(rules, self.site) == NO
        options = self.prospects.options(self.site, rules, no)
        costs = [lever.costs for lever in self.levers]
        search = Search(options, costs, need=1, max_steps=self.scheme.relaxation.max_steps)
        moves = search.pick_moves(1).front
        wording = Wording(self.inventory, self.project, self.scheme, self.levers)
        return wording.change(search, moves[0]) if moves else None

    def _compared(self, spec: RuleSpec) -> Text:
        """What is there beside what is asked, "5 < 10 kN/m²"; else the rule's own reason."""
        rule = RULES[spec.id]
        question = Question(project=self.project, sites=self.site, scheme=self.scheme, spec=spec)
        for asked in rule.asked(question) if not rule.in_words else ():
            if not levels_of(asked, question, None, self.project)[0]:
                continue
            stated = figure_of(self.project, asked.key) or 0.0
            bound = stated if rule.as_asked else asked.bound_of(question)
            has, wanted = (shown_figure(asked.attribute, each) for each in (float(asked.has(question)[0]), bound))
            if has != wanted:
                sign, unit = "<" if asked.at_least else ">", asked.attribute.unit_words
                return Text(f"{has} {sign} {wanted} {unit.zh}", f"{has} {sign} {wanted} {unit.en}")
        return rule.reason(question, 0, NO)


# words ---------------------------------------------------------------------------------------------------------------


def _words(work: _Site, failures: Sequence[Failure], change: Change | None, found: Sequence[Change]) -> Text:
    name = work.name.words
    if not failures:
        doubt = Text("，有待核实", ", something is to be checked") if work.verdict == "to_check" else Text("", "")
        return Text(f"{name.zh} 未被排除{doubt.zh}。", f"{name.en} is not excluded{doubt.en}.")
    said = [_failed(failures), _say_what_stays(failures, change)]
    if found:
        best, also = found[0].steps[0].words, Text("也可", "Or ") if change else Text("但可", "But it can ")
        cost = cost_words(found[0].cost)
        said.append(Text(f"{also.zh}{best.zh}，代价 {cost}。", f"{also.en}{best.en}, at a cost of {cost}."))
    return Text("".join(each.zh for each in said), " ".join(each.en for each in said))


def _failed(failures: Sequence[Failure]) -> Text:
    """All that it fails, its name said once."""
    first, rest = failures[0].words, failures[1:]
    zh = "；".join([first.zh, *(f"{each.title.zh}：{each.why.zh}" for each in rest)])
    en = "; ".join([first.en, *(f"{each.title.en}: {each.why.en}" for each in rest)])
    return Text(f"{zh}。", f"{en}.")


def _say_what_stays(failures: Sequence[Failure], change: Change | None) -> Text:
    if change is not None:
        zh = "；".join(step.words.zh for step in change.steps)
        en = "; ".join(step.words.en for step in change.steps)
        cost = cost_words(change.cost)
        return Text(f"改动后可用：{zh}，代价 {cost}。", f"It would serve with: {en}, at a cost of {cost}.")
    fixed = [each.title for each in failures if not each.priced]
    beyond = [each.title for each in failures if each.priced and not each.mendable]
    said = []
    if fixed:
        zh, en = "、".join(title.zh for title in fixed), ", ".join(title.en for title in fixed)
        said.append(Text(f"{zh}不可放宽", f"cannot be relaxed: {en}"))
    if beyond:
        zh, en = "、".join(title.zh for title in beyond), ", ".join(title.en for title in beyond)
        said.append(Text(f"{zh}超出方案可放宽的限度", f"would have to be relaxed too far: {en}"))
    if not said:
        return Text("各项合起来没有可行的改法。", "No change would mend all of these together.")
    return sentence(said)
