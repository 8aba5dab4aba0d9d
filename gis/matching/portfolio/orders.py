"""Orders to a portfolio that contradict one another or mean nothing: refused where no answer would be meant, else said first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gis.catalog import Kind
from gis.errors import BadPins, UnknownFeature
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.portfolio.options import id_of, places_of
from gis.matching.portfolio.question import PortfolioQuestion, Register
from gis.matching.precheck.starting import note_passed
from gis.matching.ranking.notes import Note, list_ids, notes_on, sentence
from gis.matching.ranking.registered import left_out
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.shared_ids import several_sites, which_words
from gis.text import Text


def name_sites(inventory: Inventory, question: PortfolioQuestion) -> PortfolioQuestion:
    """The question with each site by the one name that means it.

    Raises
    ------
    BadPins
        Where an id is that of several sites.
    """
    pins = (replace(pin, sites=tuple(_name(inventory, site) for site in pin.sites)) for pin in question.pins)
    bans = (replace(ban, site=_name(inventory, ban.site)) for ban in question.forbid)
    return replace(question, pins=tuple(pins), forbid=tuple(bans))


def _name(inventory: Inventory, site: str) -> str:
    if which := several_sites(inventory, site):
        raise BadPins(*which_words(site, which), sites=[*which])
    places = places_of(inventory, site)
    return id_of(inventory, places[0]) if places else site


def check_orders(inventory: Inventory, question: PortfolioQuestion) -> None:
    """Refuse orders that contradict one another, and bans of sites that there are not.

    Raises
    ------
    BadPins
        Where a project is pinned on a site that is ruled out for it, or is not among the projects asked for.
    UnknownFeature
        Where a site that is ruled out does not exist.
    """
    banned = {(ban.project_id, ban.site) for ban in question.forbid}
    for pin in question.pins:
        for site in pin.sites:
            if (pin.project_id, site) in banned:
                raise _both(pin.project_id, site)
        if question.project_ids is not None and pin.project_id not in question.project_ids:
            raise _left_out(pin.project_id)
    strangers = sorted({site for _, site in banned if not places_of(inventory, site)})
    if strangers:
        names = list_ids([each[:80] for each in strangers])
        raise UnknownFeature(
            Text(f"没有编号为 {names.zh} 的地块或楼层", f"no parcel or floor has the id {names.en}"),
            Text("请检查所排除场地的编号", "check the ids of the sites that are ruled out"),
            ids=strangers[:20],
        )


def _both(project: str, site: str) -> BadPins:
    return BadPins(
        Text(
            f"项目 {project} 既锁定在 {site[:80]}，又排除 {site[:80]}",
            f"project {project} is pinned on {site[:80]}, which is ruled out for it",
        ),
        Text("请去掉锁定或排除", "take out the pin or the ban"),
        pins=[project],
        sites=[site[:80]],
    )


def _left_out(project: str) -> BadPins:
    return BadPins(
        Text(
            f"项目 {project} 有锁定，却不在 project_ids 之列",
            f"project {project} is pinned, but is not among the project_ids",
        ),
        Text("请把它列入 project_ids，或去掉这一锁定", "add it to project_ids, or take the pin out"),
        pins=[project],
    )


def notes_of(inventory: Inventory, scheme: Scheme, question: PortfolioQuestion, register: Register) -> tuple[Note, ...]:
    """What of the orders, or of the projects that look for a place, contradicts itself or means nothing."""
    seeking = register.seeking
    return (
        *left_out(register.unsound),
        *note_passed(scheme, inventory.catalog.as_of, rounds=True),
        *notes_on(seeking, scheme, inventory.catalog),
        *_orders(inventory, scheme, question, seeking),
    )


def _orders(
    inventory: Inventory, scheme: Scheme, question: PortfolioQuestion, seeking: Sequence[Project]
) -> Iterator[Note]:
    idle = tuple(sorted({ban.project_id for ban in question.forbid} - {project.id or "" for project in seeking}))
    if idle:
        names = list_ids(idle)
        words = Text(
            f"{names.zh} 不在待落位项目中，对其排除场地没有作用",
            f"{names.en} {'does' if len(idle) == 1 else 'do'} not look for a site: what is ruled out for it changes nothing",
        )
        yield Note(code="ban", words=sentence(words), projects=idle)
    unknown = tuple(sorted(_of_no_stage(inventory, scheme, question)))
    if unknown:
        names = list_ids(unknown)
        words = Text(
            f"{names.zh} 的阶段不在方案所列之内，未参与落位",
            f"the stage of {names.en} is none that the scheme names: left out",
        )
        yield Note(code="stage", words=sentence(words), projects=unknown)
    if question.scenario is not None:
        keys = question.scenario.idle(inventory, scheme)
        if keys:
            names = list_ids(keys)
            words = Text(f"情景中的 {names.zh} 没有改变任何数据", f"{names.en} of the scenario changes nothing")
            yield Note(code="scenario", words=sentence(words))


def _of_no_stage(inventory: Inventory, scheme: Scheme, question: PortfolioQuestion) -> Iterator[str]:
    plan = scheme.portfolio
    known = {*plan.pinned_stages, *plan.placed_stages, *plan.reserve_stages}
    wanted = None if question.project_ids is None else set(question.project_ids)
    for layer in inventory.of_kind(Kind.PROJECT):
        for key, stage in zip(layer.ids, layer.texts(Role.STAGE), strict=True):
            if stage not in known and (wanted is None or key in wanted):
                yield key
