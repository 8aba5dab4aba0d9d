"""What is asked of a portfolio: which projects, what is settled beforehand, what is ruled out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gis.catalog import Kind
from gis.errors import BadDemand, BadPins, UnknownFeature
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.portfolio.options import (
    HAIR,
    Choice,
    Filling,
    Item,
    Option,
    Place,
    Supply,
    id_of,
    options_on,
    places_of,
)
from gis.matching.portfolio.scenario import Scenario
from gis.matching.ranking.matches import match
from gis.matching.ranking.registered import sound_of
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import stock_of
from gis.text import Text
from gis.units import figure


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A project that is to stand on some sites."""

    project_id: str
    sites: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Ban:
    """A site that a project is not to take."""

    project_id: str
    site: str


@dataclass(frozen=True, kw_only=True)
class PortfolioQuestion:
    """What is asked; empty: all projects, nothing settled. ``project_ids`` None: every project of the scheme's stages."""

    project_ids: tuple[str, ...] | None = None
    pins: tuple[Pin, ...] = ()
    forbid: tuple[Ban, ...] = ()
    scenario: Scenario | None = None
    unlocks: bool = True


@dataclass(frozen=True, kw_only=True)
class Register:
    """Projects by what becomes of them: standing on their sites, looking for one, waiting; each in the order of ids.

    ``unsound`` says why others, that the question does not name, cannot be judged.
    """

    standing: tuple[Project, ...]
    seeking: tuple[Project, ...]
    waiting: tuple[Project, ...]
    unsound: tuple[BadDemand, ...] = ()


def register_of(inventory: Inventory, scheme: Scheme, question: PortfolioQuestion) -> Register:
    """The projects of the register that a question is about.

    Raises
    ------
    UnknownFeature
        Where it names a project that there is not.
    BadDemand
        Where the requirement of one that it names contradicts itself.
    """
    plan = scheme.portfolio
    stages = {"standing": plan.pinned_stages, "seeking": plan.placed_stages, "waiting": plan.reserve_stages}
    every = {
        key: (layer, stage)
        for layer in inventory.of_kind(Kind.PROJECT)
        for key, stage in zip(layer.ids, layer.texts(Role.STAGE), strict=True)
    }
    named = [
        *(question.project_ids or ()),
        *(pin.project_id for pin in question.pins),
        *(ban.project_id for ban in question.forbid),
    ]
    if strangers := sorted(set(named) - set(every)):
        raise UnknownFeature(
            Text(f"没有项目 {'、'.join(strangers)[:200]}", f"there is no project {', '.join(strangers)[:200]}"),
            Text("请检查项目编号", "check the ids of the projects"),
            ids=strangers[:20],
        )
    several = _in_two_layers(inventory)
    asked = [
        (key, *every[key])
        for key in sorted(every if question.project_ids is None else set(question.project_ids))
        if key not in several
    ]
    read = {
        group: sound_of([(layer, key) for key, layer, stage in asked if stage in among], named, inventory=inventory)
        for group, among in stages.items()
    }
    unsound = {str(mistake.where["project"]): mistake for _, mistakes in read.values() for mistake in mistakes}
    unsound |= _of_two_layers(inventory, named, None if question.project_ids is None else set(question.project_ids))
    return Register(**{group: projects for group, (projects, _) in read.items()}, unsound=tuple(unsound.values()))


def _in_two_layers(inventory: Inventory) -> dict[str, list[str]]:
    """Ids that projects of several layers have, and the layers."""
    layers: dict[str, list[str]] = {}
    for layer in inventory.of_kind(Kind.PROJECT):
        for key in layer.ids:
            layers.setdefault(key, []).append(layer.id)
    return {key: names for key, names in layers.items() if len(names) > 1}


def _of_two_layers(inventory: Inventory, named: Sequence[str], wanted: set[str] | None) -> dict[str, BadDemand]:
    """Why projects are left out whose id those of another layer have too.

    Raises
    ------
    BadDemand
        Where the question itself names one.
    """
    mistakes = {}
    for key, layers in _in_two_layers(inventory).items():
        if wanted is not None and key not in wanted:
            continue
        mistakes[key] = BadDemand(
            Text(
                f"项目编号 {key} 在 {len(layers)} 个图层中都有（{'、'.join(layers)}），分不清是哪一个",
                f"{len(layers)} layers have a project {key} ({', '.join(layers)}): which is meant cannot be told",
            ),
            Text("请在来源中让项目编号各不相同", "give the projects different ids in their sources"),
            project=key,
            key="id",
        )
        if key in named:
            raise mistakes[key]
    return mistakes


def leave_allowed(choice: Choice, banned: frozenset[str], inventory: Inventory) -> Choice:
    """The options of a project that take none of the sites that are ruled out for it, under whichever record."""
    if not banned:
        return choice
    kept = tuple(
        each
        for each in choice.options
        if banned.isdisjoint(id_of(inventory, place) for item in each.items for place in item.records)
    )
    return Choice(options=kept, dropped=choice.dropped, best_dropped=choice.best_dropped)


def pinned_options(
    inventory: Inventory, scheme: Scheme, projects: Sequence[Project], choices: Sequence[Choice], pins: Sequence[Pin]
) -> dict[int, tuple[Option, ...]]:
    """The options that agree with each pin, by the project's number.

    Raises
    ------
    BadPins
        Where a pin cannot be kept, or some contradict one another: the conflicting ones are named.
    """
    numbers = {project.id: number for number, project in enumerate(projects)}
    by_project: dict[int, tuple[Option, ...]] = {}
    for pin in pins:
        number = numbers.get(pin.project_id)
        if number is None:
            raise _standing(pin)
        if number in by_project:
            raise _twice(pin)
        by_project[number] = _agreeing(inventory, scheme, projects[number], choices[number], pin)
    _check_together(inventory, projects, by_project)
    return by_project


def held_options(
    inventory: Inventory,
    projects: Sequence[Project],
    choices: Sequence[Choice],
    pinned: Mapping[int, tuple[Option, ...]],
) -> dict[int, tuple[Option, ...]]:
    """The options of projects on the sites that are held for them, by the project's number.

    A hold is kept where its site suits, and pins and the holds of projects before it leave room.
    """
    filling, by_project = Filling(), dict[int, tuple[Option, ...]]()
    for options in pinned.values():
        filling.take(_least(options))
    for number, project in enumerate(projects):
        mine = tuple(
            each
            for each in choices[number].options
            if len(each.items) == 1 and project.id is not None and project.id in _holders(inventory, each.items[0])
        )
        if not mine or number in pinned:
            continue
        first = min(mine, key=lambda option: (-option.score, option.key))
        kept = tuple(each for each in mine if each.items[0].place == first.items[0].place)
        if filling.fits(_least(kept)):
            filling.take(_least(kept))
            by_project[number] = kept
    return by_project


def _least(options: Sequence[Option]) -> Option:
    """The option that takes as little as it may."""
    return min(options, key=lambda option: sum(item.share for item in option.items))


def _holders(inventory: Inventory, item: Item) -> list[object]:
    return [stock_of(inventory, place.kind).coded(Role.HELD_BY).word(place.row) for place in item.records]


def _agreeing(inventory: Inventory, scheme: Scheme, project: Project, choice: Choice, pin: Pin) -> tuple[Option, ...]:
    wanted = tuple(sorted(set(pin.sites)))
    places = [_find_places(inventory, site) for site in wanted]
    agreeing = [each for each in choice.options if tuple(sorted(each.key[0])) == wanted]
    if not agreeing and len(wanted) == 1:
        # Options that the search left out for their score are as good as any to a pin.
        agreeing = list(options_on(inventory, project, scheme, places[0]))
    if not agreeing:
        raise _unfit(inventory, scheme, project, wanted)
    return tuple(agreeing)


def _find_places(inventory: Inventory, site: str) -> list[Place]:
    places = places_of(inventory, site)
    if not places:
        raise UnknownFeature(
            Text(f"没有编号为 {site[:80]} 的地块或楼层", f"no parcel or floor has the id {site[:80]}"),
            Text("请检查锁定的编号", "check the id of the pin"),
            id=site[:80],
        )
    return places


def _check_together(inventory: Inventory, projects: Sequence[Project], found: Mapping[int, tuple[Option, ...]]) -> None:
    """Each pin takes as little as it may: where even that is too much for a place, the pins on it contradict one another."""
    least = {number: _least(options) for number, options in found.items()}
    takers: dict[Supply, list[int]] = {}
    for number, option in least.items():
        for supply, _ in option.takes:
            takers.setdefault(supply, []).append(number)
    for supply, numbers in sorted(takers.items(), key=lambda pair: (id_of(inventory, pair[0].place), pair[0].of)):
        used = sum(share for number in numbers for each, share in least[number].takes if each == supply)
        if used > 1 + HAIR:
            raise _conflict(inventory, supply, [(projects[number], least[number]) for number in numbers])


def _standing(pin: Pin) -> BadPins:
    return BadPins(
        Text(
            f"项目 {pin.project_id} 不在待落位项目中，不能锁定",
            f"project {pin.project_id} does not look for a site: it cannot be pinned",
        ),
        Text("续建项目已在其场地上；请去掉这一锁定", "continuing projects stand on their sites; take this pin out"),
        pins=[pin.project_id],
    )


def _twice(pin: Pin) -> BadPins:
    return BadPins(
        Text(f"项目 {pin.project_id} 被锁定两次", f"project {pin.project_id} is pinned twice"),
        Text("请只保留一处锁定", "keep one pin"),
        pins=[pin.project_id],
    )


def _unfit(inventory: Inventory, scheme: Scheme, project: Project, sites: Sequence[str]) -> BadPins:
    reasons: list[Text] = []
    for site in sites:
        found = match(inventory, project, scheme, top=0, explain=[site]).explained
        reasons += [verdict.reason for each in found for verdict in each.verdicts if verdict.answer == 0]
    named = "、".join(sites)
    why = Text("；".join(text.zh for text in reasons), "; ".join(text.en for text in reasons))
    if not reasons:
        why = Text("这些场地不能合并使用", "these sites cannot be used as one")
    return BadPins(
        Text(
            f"{project.id} 不能锁定在 {named}：{why.zh}",
            f"{project.id} cannot be pinned on {', '.join(sites)}: {why.en}",
        ),
        Text("请换一处，或先在情景中改变条件", "choose another site, or change the condition in a scenario first"),
        pins=[project.id],
        sites=list(sites),
    )


def _conflict(inventory: Inventory, supply: Supply, pins: Sequence[tuple[Project, Option]]) -> BadPins:
    site, ids = id_of(inventory, supply.place), [project.id or "" for project, _ in pins]
    items = [item for _, option in pins for item in option.items]
    sites = sorted({id_of(inventory, item.place) for item in items} | {site})
    zh, en = "、".join(ids), ", ".join(ids)
    records = sorted({id_of(inventory, item.place) for item in items if supply.place in item.records})
    if len(records) > 1:
        site = " = ".join(records)
    if supply.of == "power":
        text = Text(
            f"锁定互相冲突：{zh} 合用 {site}，合计用电超过其 {_power_of(inventory, supply.place)} kVA",
            f"pins contradict one another: {en} share {site} and need more than its {_power_of(inventory, supply.place)} kVA",
        )
    elif any(supply.place in item.beside for item in items):
        text = Text(
            f"锁定互相冲突：{zh} 占用同一处场地（{'、'.join(sites)}）",
            f"pins contradict one another: {en} take the same ground ({', '.join(sites)})",
        )
    elif len(records) > 1:
        text = Text(
            f"锁定互相冲突：{'、'.join(records)} 是同一楼层的记录，{zh} 合计超过其可用面积",
            f"pins contradict one another: {', '.join(records)} are records of one floor, and {en} together take more than it has",
        )
    else:
        text = Text(
            f"锁定互相冲突：{zh} 都要占用 {site}，合计超过其可用面积",
            f"pins contradict one another: {en} all take {site}, together more than it has",
        )
    return BadPins(text, Text("请去掉其中一处锁定", "take one of these pins out"), pins=ids, sites=sites)


def _power_of(inventory: Inventory, place: Place) -> str:
    return figure(float(stock_of(inventory, place.kind).number(Role.POWER)[place.row]))
