"""Assign: all projects against all places at once, by the aims of the scheme, with every refusal explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gis.inventory import Inventory
from gis.matching.candidates import FLOOR, LAND, stock_of
from gis.matching.portfolio.aims import TITLES, UNITS
from gis.matching.portfolio.greedy import greedy
from gis.matching.portfolio.model import Model
from gis.matching.portfolio.options import options_of
from gis.matching.portfolio.placing import Describer
from gis.matching.portfolio.question import PortfolioQuestion, Register, allowed, held, register_of, settled
from gis.matching.portfolio.report import AimLine, Placement, Portfolio, QuarterLine, Unplaced
from gis.matching.portfolio.rounds import next_round
from gis.matching.portfolio.shortage import shortage
from gis.matching.portfolio.solve import Solution, solve
from gis.matching.portfolio.unlocks import unlocks
from gis.matching.portfolio.unplaced import Refusals, costed
from gis.matching.project import Project
from gis.matching.scheme import Scheme
from gis.text import Text
from gis.units import figure

Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Solved:
    """A placement before it is put into words."""

    register: Register
    model: Model
    solution: Solution
    by_hand: tuple[int, ...]
    banned: frozenset[int]


def assign(
    inventory: Inventory, scheme: Scheme, question: PortfolioQuestion, *, progress: Progress | None = None
) -> Portfolio:
    """Place all projects at once: each at most once, nothing used twice, no floor beyond its free area.

    Projects of the scheme's pinned stages stand on their sites; those of its placed stages are placed by its aims, one after another.

    Parameters
    ----------
    progress
        Told each step before it is taken.

    Raises
    ------
    BadPins
        Where pins cannot be kept, naming the conflicting set.
    UnknownFeature, BadDemand
        Where a project or site that is named does not exist, or a project contradicts itself.
    """
    tell = progress or (lambda _step: None)
    version = inventory.version
    if question.scenario is not None:
        tell("scenario")
        inventory, scheme = question.scenario.of(inventory, scheme)
    found = solved(inventory, scheme, question, tell)
    tell("words")
    describer = Describer(inventory=inventory, scheme=scheme)
    placements = _placements(found, describer)
    refused = _refused(found, inventory, scheme)
    tell("unlocks")
    return Portfolio(
        as_of=inventory.catalog.as_of,
        scheme=scheme,
        inventory=version,
        scenario=question.scenario,
        placements=placements,
        unplaced=refused,
        aims=_aims(found),
        quarters=_quarters(placements, inventory),
        shortage=shortage(inventory, scheme, [each.project for each in refused]),
        unlocks=unlocks(inventory, scheme, found.model, found.solution, describer) if question.unlocks else (),
        greedy={"placed": len(found.by_hand), "investment_wan": found.model.reached("investment", found.by_hand)},
        words=_words(found),
        next_round=next_round(inventory, scheme, found.model, found.solution, found.register.waiting, describer),
    )


def solved(inventory: Inventory, scheme: Scheme, question: PortfolioQuestion, tell: Progress) -> Solved:
    """The placement itself."""
    plan = scheme.portfolio
    register = register_of(inventory, scheme, question)
    projects = register.seeking
    tell("options")
    choices, banned = [], set()
    for number, project in enumerate(projects):
        sites = frozenset(ban.site for ban in question.forbid if ban.project_id == project.id)
        every = options_of(inventory, project, scheme, number=number, limit=plan.options_per_project)
        choices.append(allowed(every, sites, inventory))
        if every.options and not choices[-1].options:
            banned.add(number)
    pinned = settled(inventory, scheme, projects, choices, question.pins)
    fixed = {**held(inventory, projects, choices, pinned), **pinned}
    model = Model(projects=projects, choices=tuple(choices), tier_points=plan.tier_points, fixed=fixed)
    by_hand = greedy(model)
    solution = solve(model, plan.aims, node_limit=plan.node_limit, fallback=by_hand, progress=tell)
    return Solved(register=register, model=model, solution=solution, by_hand=by_hand, banned=frozenset(banned))


def _placements(found: Solved, describer: Describer) -> tuple[Placement, ...]:
    model = found.model
    stood = [describer.standing(project) for project in found.register.standing]
    placed = [
        describer.placed(
            model.projects[option.project],
            option,
            model.choices[option.project],
            pinned=option.project in model.fixed,
        )
        for option in (model.options[at] for at in found.solution.chosen)
    ]
    return tuple(sorted((*stood, *placed), key=lambda each: _order(each.project, model)))


def _order(project: Project, model: Model) -> tuple[bool, float, float, str]:
    """Those that stand first, then by tier, investment and id."""
    tier = model.tier_points.get(project.tier or "", 0.0)
    return not project.site_ids, -tier, -(project.investment_wan or 0.0), project.id or ""


def _refused(found: Solved, inventory: Inventory, scheme: Scheme) -> tuple[Unplaced, ...]:
    model = found.model
    refusals = Refusals(inventory=inventory, scheme=scheme, model=model, solution=found.solution)
    placed = {model.options[at].project for at in found.solution.chosen}
    left = sorted(set(range(len(model.projects))) - placed, key=lambda number: _order(model.projects[number], model))
    priced = costed([number for number in left if model.choices[number].options])
    return tuple(refusals.of(number, costed=number in priced, banned=number in found.banned) for number in left)


def _aims(found: Solved) -> tuple[AimLine, ...]:
    return tuple(
        AimLine(
            name=stage.aim,
            title=TITLES[stage.aim],
            unit=UNITS[stage.aim],
            objective=stage.objective,
            bound=stage.bound,
            gap=round(stage.gap, 6),
            greedy=found.model.reached(stage.aim, found.by_hand),
            status=stage.status,
        )
        for stage in found.solution.stages
    )


def _quarters(placements: Sequence[Placement], inventory: Inventory) -> tuple[QuarterLine, ...]:
    """What the new placements begin in each quarter, those to be checked last."""
    kinds = {layer.id: kind for kind in (LAND, FLOOR) for layer in stock_of(inventory, kind).layers}
    groups: dict[str | None, list[Placement]] = {}
    for each in placements:
        if each.verdict != "standing":
            groups.setdefault(each.quarter, []).append(each)
    return tuple(
        QuarterLine(
            quarter=quarter,
            projects=len(members),
            investment_wan=sum(each.project.investment_wan or 0.0 for each in members),
            land_m2=_area(members, kinds, LAND),
            floor_m2=_area(members, kinds, FLOOR),
        )
        for quarter, members in sorted(groups.items(), key=lambda pair: (pair[0] is None, pair[0] or ""))
    )


def _area(members: Sequence[Placement], kinds: Mapping[str, str], kind: str) -> float:
    items = [item for each in members for item in each.items if kinds.get(item.collection) == kind]
    return round(sum(item.area_m2 or 0.0 for item in items), 2)


def _words(found: Solved) -> Text:
    """The placement in a sentence, with its bound and what taking turns by hand would have reached."""
    model, chosen = found.model, found.solution.chosen
    total, placed = len(model.projects), len(chosen)
    money, by_hand = model.reached("investment", chosen), model.reached("investment", found.by_hand)
    proven = all(stage.status == "optimal" for stage in found.solution.stages)
    how = (
        Text("已证明最优", "proven optimal")
        if proven
        else Text("为已找到的最好方案，未证明最优", "the best found, not proven optimal")
    )
    more = (money - by_hand) / by_hand if by_hand else 0.0
    return Text(
        f"待落位 {total} 个项目，落位 {placed} 个，投资 {figure(money)} 万元，{how.zh}；"
        f"逐个挑选只能落位 {len(found.by_hand)} 个、{figure(by_hand)} 万元，统筹后投资{'多' if more >= 0 else '少'} {abs(more):.1%}。",
        f"{placed} of {total} projects are placed, {figure(money)} ×10⁴ yuan, {how.en}. "
        f"Taking turns places {len(found.by_hand)} and {figure(by_hand)}: {abs(more):.1%} {'less' if more >= 0 else 'more'}.",
    )
