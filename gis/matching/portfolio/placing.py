"""What became of a placed project: its sites, when it can begin there, and the words for it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np

from gis.catalog import Kind
from gis.featurenames import name_at, text_at
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.criteria.criteria import AREA_FIT, CRITERIA, READINESS, Grading, months_to_use
from gis.matching.criteria.grading import rest_words
from gis.matching.needs.areas import shown_area
from gis.matching.needs.project import Project
from gis.matching.portfolio.options import Choice, Item, Option, Place, places_of
from gis.matching.portfolio.report import ParkView, PlacedItem, Placement
from gis.matching.precheck.starting import BY_SUPPLY, UNDATED, Start, blocker_title, by_date, held_back, slowest
from gis.matching.ranking.assessment import Assessment, assess
from gis.matching.ranking.explanation import ALL_ABOVE, Contribution
from gis.matching.ranking.matches import site_view
from gis.matching.ranking.open_questions import Above
from gis.matching.rules.waiting import DAYS_A_MONTH
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import UNKNOWN
from gis.matching.sites.candidates import LAND, Sites, stock_of
from gis.matching.sites.named import label_of
from gis.matching.sites.shared_ids import several_sites
from gis.matching.sites.standing import Standing, standings
from gis.rounding import rounded
from gis.text import Text, and_list, run_on
from gis.units import shown_score

_STARTED: Final = Text("续建项目，已在建设", "continuing: under construction already")


def tell_apart(placements: Sequence[Placement]) -> tuple[Placement, ...]:
    """Placements whose sites have the id beside the name where another site that is placed has the same name."""
    sites = {(item.collection, item.id): item.name.zh for each in placements for item in each.items}
    counts = Counter(sites.values())
    return tuple(
        replace(each, items=tuple(_with_id(item) if counts[item.name.zh] > 1 else item for item in each.items))
        for each in placements
    )


def _with_id(item: PlacedItem) -> PlacedItem:
    label = label_of(item.id, item.layer)
    return replace(item, name=Text(f"{item.name.zh}（{label.zh}）", f"{item.name.en} ({label.en})"))


@dataclass(frozen=True, kw_only=True, eq=False)
class Describer:
    """Puts placements into words for one inventory and scheme."""

    inventory: Inventory
    scheme: Scheme
    above: Above = field(default_factory=Above)
    """What is said once above the placements."""

    @cached_property
    def parks(self) -> dict[str, ParkView]:
        """Parks by id."""
        names: dict[str, Text] = {}
        above: dict[str, str | None] = {}
        for layer in self.inventory.of_kind(Kind.PARK):
            for row, key in enumerate(layer.ids):
                names[key] = name_at(layer, row)
                above[key] = text_at(layer, Role.PARENT, row)
        views = {}
        for key, name in names.items():
            top, seen = key, {key}
            while (parent := above.get(top)) in names and parent not in seen:
                top = str(parent)
                seen.add(top)
            views[key] = ParkView(id=key, name=name, zone_id=top, zone=names[top])
        return views

    def standing(self, project: Project) -> Placement:
        """A project that stands on its sites already."""
        items = tuple(self._standing_item(site) for site in project.site_ids)
        return Placement(
            project=project,
            pinned=True,
            verdict="standing",
            kind="standing",
            score=None,
            park=self._standing_park(project),
            items=items,
            quarter=None,
            start=self._start_of_standing(),
            contributions=(),
            explanation=_standing_words(items),
        )

    def describe_placement(self, project: Project, option: Option, choice: Choice, *, pinned: bool) -> Placement:
        """A project on the sites that it gets."""
        items = self.items(option)
        doubts = self._doubts(project, option)
        months = self.months(project, option)
        start = self._start(project, option, months)
        return Placement(
            project=project,
            pinned=pinned,
            verdict="to_check" if option.to_check else "fits",
            kind=option.kind,
            score=option.score,
            park=self.park_at(option.items[0].place),
            items=items,
            quarter=self.quarter(project, months),
            start=start,
            contributions=self._contributions(project, option),
            explanation=_placed_words(option, items, _rank(option, choice), [*self._rests(option), *doubts]),
        )

    def park_at(self, place: Place) -> ParkView | None:
        """The park of a place."""
        word = stock_of(self.inventory, place.kind).coded(Role.PARK).word(place.row)
        return self.parks.get(str(word))

    def name_at(self, place: Place) -> Text:
        """A place by its name."""
        return self._item(Item(place=place, area_m2=None, share=1.0)).name

    def months(self, project: Project, option: Option) -> float:
        """Months until the slowest site of an option can be used, NaN where one is not known."""
        found = [months_to_use(wait)[0] for wait in self._waits(project, option)]
        return float(np.max(found)) if found else float("nan")

    def _waits(self, project: Project, option: Option) -> list[Grading]:
        """Each site of an option as the criterion of readiness has it; none where the scheme has no such criterion."""
        spec = self.scheme.find_criterion(READINESS.id)
        if spec is None:
            return []
        return [Grading(project=project, sites=self._one(item), scheme=self.scheme, spec=spec) for item in option.items]

    def quarter(self, project: Project, months: float) -> str | None:
        """The quarter in which a project can begin: when it wants to, or when its sites can be used where that is later."""
        if np.isnan(months):
            return None
        day = self.inventory.catalog.as_of + dt.timedelta(days=int(rounded(months * DAYS_A_MONTH)))
        if project.start_date is not None:
            day = max(day, project.start_date)
        return f"{day.year}-Q{(day.month + 2) // 3}"

    def items(self, option: Option) -> tuple[PlacedItem, ...]:
        """The sites of an option by their names."""
        return tuple(self._item(item) for item in option.items)

    def _one(self, item: Item) -> Sites:
        return Sites(stock_of(self.inventory, item.place.kind), np.array([item.place.row]))

    def _item(self, item: Item) -> PlacedItem:
        view = site_view(self._one(item), 0)
        return PlacedItem(
            collection=view.collection,
            id=view.id,
            layer=view.layer,
            name=view.title,
            area_m2=item.area_m2,
            partial=item.partial,
        )

    def _standing_item(self, site: str) -> PlacedItem:
        places = places_of(self.inventory, site)
        if not places or several_sites(self.inventory, site):
            return PlacedItem(collection="", id=site, name=Text(site, site), area_m2=None)
        place = places[0]
        area = float(stock_of(self.inventory, place.kind).number(Role.AREA)[place.row])
        return self._item(Item(place=place, area_m2=None if np.isnan(area) else area, share=1.0))

    def _standing_park(self, project: Project) -> ParkView | None:
        """The smallest of the parks in which a project stands."""
        stands = next((each for each in self._stands if each.id == project.id), None)
        mine = [self.parks[park] for park in sorted(stands.parks if stands else ()) if park in self.parks]
        return min(mine, key=lambda park: park.id == park.zone_id, default=None)

    @cached_property
    def _stands(self) -> tuple[Standing, ...]:
        return standings(stock_of(self.inventory, LAND), self.scheme.portfolio.pinned_stages)

    def _doubts(self, project: Project, option: Option) -> list[Text]:
        if not option.to_check:
            return []
        by_reason: dict[Text, list[Text]] = {}
        for item, found in zip(option.items, self.assessed(project, option), strict=True):
            unknown = [each for each in found.verdicts(0) if each.answer == UNKNOWN]
            for reason in dict.fromkeys(each.reason for each in unknown if not each.layer_wide):
                by_reason.setdefault(reason, []).append(self._item(item).name)
        if not by_reason:
            return [Text(ALL_ABOVE.zh.removesuffix("。"), ALL_ABOVE.en.removesuffix("."))]
        return [_doubt(reason, names if len(names) < len(option.items) else ()) for reason, names in by_reason.items()]

    def assessed(self, project: Project, option: Option) -> list[Assessment]:
        """What the rules say of each site of an option, each by itself."""
        return [assess(project, self._one(item), self.scheme, self.above) for item in option.items]

    def _rests(self, option: Option) -> list[Text]:
        """What is left of floors and cannot be let by itself."""
        return [rest for item in option.items if (rest := self._rest(item)) is not None]

    def _rest(self, item: Item) -> Text | None:
        if not item.partial or item.area_m2 is None:
            return None
        stock = stock_of(self.inventory, item.place.kind)
        area, least = (float(stock.number(role)[item.place.row]) for role in (Role.AREA, Role.MIN_LET))
        return rest_words(area, item.area_m2, least)

    @cached_property
    def _due(self) -> dt.date | None:
        """By when new projects should begin, None where there is no date to judge by."""
        return self.scheme.portfolio.due(self.inventory.catalog.as_of)

    def _start_of_standing(self) -> Start:
        return UNDATED if self._due is None else Start(answer="yes", by=self._due, blocker=None, words=_STARTED)

    def _start(self, project: Project, option: Option, months: float) -> Start:
        if self._due is None:
            return UNDATED
        if held := held_back(project, self.scheme.portfolio, self._due, self.blocker_words):
            return held
        as_of, reason = self.inventory.catalog.as_of, BY_SUPPLY
        if not np.isnan(months):
            last = max(self._waits(project, option), key=lambda wait: float(months_to_use(wait)[0]))
            reason = slowest(last, 0, self.blocker_words)
        return by_date(self._due, as_of, months, reason)

    def cannot_start(self, project: Project) -> Start:
        """A project without a place cannot begin in time: by its own blocker, else for want of a site."""
        plan, by = self.scheme.portfolio, self._due
        if by is None:
            return UNDATED
        if project.blocker is not None:
            words = self.blocker_words(project.blocker)
            held = Text(f"未落位，且受{words.zh}制约", f"no place, and held by {words.en}")
            return Start(answer="no", by=by, blocker=project.blocker, words=held)
        code = plan.settled_by_placement[0] if plan.settled_by_placement else None
        return Start(answer="no", by=by, blocker=code, words=Text("未落位", "no place"))

    def blocker_words(self, code: str) -> Text:
        """A blocker by its title."""
        return blocker_title(self.inventory.of_kind, code) or Text(code, code)

    def _contributions(self, project: Project, option: Option) -> tuple[Contribution, ...]:
        parts = []
        for spec, points in zip(self.scheme.criteria, option.points, strict=True):
            grading = Grading(project=project, sites=self._one(option.items[0]), scheme=self.scheme, spec=spec)
            words = CRITERIA[spec.id].words(grading, 0)
            if len(option.items) > 1:
                words = Text(f"{len(option.items)} 处合并计算", f"{len(option.items)} sites taken together")
            elif option.items[0].partial and spec.id == AREA_FIT.id and option.items[0].area_m2 is not None:
                shown = shown_area(option.items[0].area_m2, option.items[0].place.kind)
                words = Text(f"取其中 {shown.zh}", f"{shown.en} of it")
                rest = self._rest(option.items[0])
                words = Text(f"{words.zh}；{rest.zh}", f"{words.en}; {rest.en}") if rest else words
            parts.append(
                Contribution(
                    criterion=spec.id,
                    title=spec.title,
                    weight=spec.weight,
                    value=points / spec.weight if spec.weight else None,
                    points=points,
                    words=words,
                )
            )
        return tuple(parts)


def _rank(option: Option, choice: Choice) -> tuple[int, int]:
    """The rank of an option by score among those of its project, by sites, and how many there are."""
    best: dict[tuple[str, ...], float] = {}
    for each in choice.options:
        best[each.key[0]] = max(best.get(each.key[0], 0.0), each.score)
    mine = best.get(option.key[0], option.score)
    return 1 + sum(score > mine for score in best.values()), max(len(best), 1) + choice.dropped


def _doubt(reason: Text, names: Sequence[Text]) -> Text:
    """What is to be checked, and of which of several sites where it is not of all: a share of one plot is none of all together."""
    if not names:
        return reason
    return Text(
        f"{'、'.join(each.zh for each in names)}：{reason.zh}", f"{and_list([each.en for each in names])}: {reason.en}"
    )


def _sites_words(items: Sequence[PlacedItem], kinds: Sequence[str]) -> Text:
    zh, en = [], []
    for item, kind in zip(items, kinds, strict=True):
        shown = shown_area(item.area_m2, "land" if kind == LAND else "floor") if item.area_m2 is not None else None
        part = Text("取 ", "taking ") if item.partial else Text("", "")
        zh.append(f"{item.name.zh}（{part.zh}{shown.zh}）" if shown else item.name.zh)
        en.append(f"{item.name.en} ({part.en}{shown.en})" if shown else item.name.en)
    return Text("、".join(zh), and_list(en))


def _placed_words(option: Option, items: Sequence[PlacedItem], rank: tuple[int, int], doubts: Sequence[Text]) -> Text:
    where = _sites_words(items, [item.place.kind for item in option.items])
    place, count = rank
    joined = Text("拼合", ", combined") if option.kind == "assembly" else Text("", "")
    among = Text(f"在 {count} 个可选方案中列第 {place}", f"rank {place} of its {count} options")
    if count == 1:
        among = Text("为唯一可选方案", "its only option")
    zh = f"{run_on('落位', where.zh, joined.zh)}，适配 {shown_score(option.score)} 分，{among.zh}。"
    en = f"Placed on {where.en}{joined.en}, score {shown_score(option.score)}, {among.en}."
    if doubts:
        zh += "".join(f"{each.zh}。" for each in doubts)
        en += "".join(f" {each.en[:1].upper()}{each.en[1:]}." for each in doubts)
    return Text(zh, en)


def _standing_words(items: Sequence[PlacedItem]) -> Text:
    zh, en = "、".join(item.name.zh for item in items), and_list([item.name.en for item in items])
    return Text(f"续建项目，{run_on('已在', zh or '其场地')}。", f"Continuing: it stands on {en or 'its site'}.")
