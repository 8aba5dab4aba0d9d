"""From a move of the search to a change that people read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.ranking.matches import site_view
from gis.matching.relaxation.levers import Lever, change_words
from gis.matching.relaxation.options import Options, fixed_cost, months_of
from gis.matching.relaxation.report import MAX_NAMED, Change, SiteName, Step
from gis.matching.relaxation.search import Move, Search
from gis.matching.rules import RULES, Question
from gis.matching.scheme.scheme import RuleSpec, Scheme
from gis.matching.sites.candidates import SITE_KINDS, Sites, stock_of
from gis.rounding import rounded
from gis.text import Text


class Wording:
    """What is needed to say a move in words."""

    def __init__(self, inventory: Inventory, project: Project, scheme: Scheme, levers: Sequence[Lever]) -> None:
        self.inventory, self.project, self.scheme, self.levers = inventory, project, scheme, levers

    def change(self, search: Search, move: Move) -> Change:
        """A move with its steps and the sites that it brings."""
        rows = search.gains(move)
        named = [self.name(search.options, row) for row in rows[:MAX_NAMED]]
        steps = (*self._requirement(move), *self._plots(search.options, move))
        return Change(cost=move.cost, gains=len(rows), steps=steps, sites=tuple(named))

    def name(self, options: Options, row: int) -> SiteName:
        """The site of an option."""
        return SiteName.of(site_view(self._site(options, row), 0))

    def _site(self, options: Options, row: int) -> Sites:
        return Sites(stock_of(self.inventory, SITE_KINDS[options.kinds[row]]), options.rows[[row]])

    def _requirement(self, move: Move) -> Iterator[Step]:
        for lever, level in zip(self.levers, move.levels, strict=True):
            if level:
                yield Step(
                    kind="requirement",
                    rule=lever.rule,
                    key=lever.key,
                    before=lever.value_at(0),
                    after=lever.value_at(level),
                    unit=lever.unit,
                    pct=float(lever.pcts[level]),
                    cost=float(lever.costs[level]),
                    words=change_words(lever, level),
                )

    def _plots(self, options: Options, move: Move) -> Iterator[Step]:
        for row in sorted(move.plots, key=lambda each: int(options.sites[each])):
            for number, spec in enumerate(self.scheme.rules):
                if int(options.changed[row]) >> number & 1:
                    yield self._plot(self._site(options, row), spec)

    def _plot(self, site: Sites, spec: RuleSpec) -> Step:
        price, name = fixed_cost(self.scheme, spec.id), SiteName.of(site_view(site, 0))
        months = float(months_of(site, spec.id)[0])
        cost = (price.fixed or 0.0) + price.per_month * months if price else 0.0
        words = self._mended(site, spec)
        return Step(
            kind="clear" if RULES[spec.id].clears else "site",
            rule=spec.id,
            cost=rounded(cost, 4),
            sites=(name,),
            words=Text(f"{name.words.zh}：{words.zh}", f"{name.words.en}: {words.en}"),
        )

    def _mended(self, site: Sites, spec: RuleSpec) -> Text:
        question = Question(project=self.project, sites=site, scheme=self.scheme, spec=spec)
        if (mended := RULES[spec.id].mended) is not None:
            return mended(question)
        reason = RULES[spec.id].reason(question, 0, 0)
        return Text(f"解决“{spec.title.zh}”（{reason.zh}）", f"settle “{spec.title.en}” ({reason.en})")
