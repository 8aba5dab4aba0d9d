"""Assign: all projects against all places at once, by the aims of the scheme, with every refusal explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gis.catalog import Kind
from gis.inventory import Inventory
from gis.matching.assembly.neighbours import MOST, prepare_graph
from gis.matching.needs.aims import AIMS
from gis.matching.needs.project import Project
from gis.matching.portfolio.aims import UNSTATED, unstated, with_unstated
from gis.matching.portfolio.options import Choice, id_of, options_of, places_of
from gis.matching.portfolio.orders import check_orders, name_sites, notes_of
from gis.matching.portfolio.placing import Describer, tell_apart
from gis.matching.portfolio.question import (
    PortfolioQuestion,
    Register,
    held_options,
    leave_allowed,
    pinned_options,
    register_of,
)
from gis.matching.portfolio.report import (
    AimLine,
    ByTurns,
    Cost,
    Difference,
    Placement,
    Portfolio,
    QuarterLine,
    Unplaced,
)
from gis.matching.portfolio.rounds import next_round
from gis.matching.portfolio.shortage import shortage
from gis.matching.portfolio.solving.effort import struck
from gis.matching.portfolio.solving.greedy import greedy
from gis.matching.portfolio.solving.model import Model
from gis.matching.portfolio.solving.solve import Solution, solve
from gis.matching.portfolio.summary import by_turns, sentences, summary
from gis.matching.portfolio.unlocated import note_unlocated
from gis.matching.portfolio.unlocks import unlocks
from gis.matching.portfolio.unplaced import Refusals, costed
from gis.matching.ranking.lacks import lacks_of
from gis.matching.ranking.notes import Note
from gis.matching.ranking.open_questions import Above
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import FLOOR, LAND, stock_of
from gis.rounding import rounded
from gis.text import Text
from gis.units import figure

Progress = Callable[[str], None]
OVER: Final = Text(
    "计算到时限即停，解锁、代价与下一轮未算",
    "the search was stopped by its time limit; what would unlock, what a refusal costs and the next round are not worked out",
)
_MANY: Final = 20
_OPTIONS: Final = 150_000
"""How many options are weighed at once: what a programme of some seconds holds."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Solved:
    """A placement before it is put into words."""

    register: Register
    model: Model
    solution: Solution
    by_hand: tuple[int, ...]
    banned: frozenset[int]

    @property
    def proven(self) -> bool:
        """Whether every aim is at its bound."""
        return all(stage.status == "optimal" for stage in self.solution.stages)


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
    at_first, base = (inventory, scheme), None
    if question.scenario is not None:
        tell("base")
        base = (
            solve_register(inventory, scheme, _of_the_base(name_sites(inventory, question), inventory), tell),
            inventory,
        )
        tell("scenario")
        inventory, scheme = question.scenario.of(inventory, scheme)
    question = name_sites(inventory, question)
    check_orders(inventory, question)
    result = solve_register(inventory, scheme, question, tell)
    tell("words")
    above = Above.all_of(None, result.register.seeking, inventory.of_kind(Kind.PROJECT))
    describer = Describer(inventory=inventory, scheme=scheme, above=above)
    placements = _placements(result, describer)
    refused = _refused(result, describer, priced=not struck())
    if struck():
        refused = _refused(result, describer, priced=False)
    turns = by_turns(result.model, result.solution.chosen, result.by_hand)
    tell("unlocks")
    wanted = question.unlocks and not struck()
    cleared = unlocks(inventory, scheme, result.model, result.solution, describer) if wanted else ()
    onward = next_round(inventory, scheme, result.model, result.solution, result.register.waiting, describer)
    over = struck()
    return Portfolio(
        as_of=inventory.catalog.as_of,
        scheme=scheme,
        inventory=at_first[0].version,
        scenario=question.scenario,
        difference=difference(base, (result, inventory)) if base else None,
        placements=placements,
        unplaced=refused,
        aims=_aims(result),
        quarters=_quarters(placements, inventory),
        shortage=shortage(inventory.catalog, scheme, refused),
        unlocks=() if over else cleared,
        greedy=ByTurns(
            placed=len(result.by_hand),
            investment_wan=result.model.reached("investment", result.by_hand),
            words=turns,
        ),
        words=with_unstated(
            sentences(
                [summary(result.model, result.solution.chosen, proven=result.proven), turns, OVER if over else None]
            ),
            _unstated(result),
        ),
        notes=(
            *notes_of(*at_first, question, result.register),
            *note_unlocated(inventory, placements),
            *_lacks(result, describer),
        ),
        next_round=None if over else onward,
        stopped="time" if over else None,
    )


def _of_the_base(question: PortfolioQuestion, inventory: Inventory) -> PortfolioQuestion:
    """The question without pins on sites that only a scenario brings."""
    pins = tuple(pin for pin in question.pins if all(places_of(inventory, site) for site in pin.sites))
    return replace(question, pins=pins)


def solve_register(inventory: Inventory, scheme: Scheme, question: PortfolioQuestion, tell: Progress) -> Solved:
    """The placement of the projects of the register."""
    return place_projects(inventory, scheme, question, register_of(inventory, scheme, question), tell)


def place_projects(
    inventory: Inventory, scheme: Scheme, question: PortfolioQuestion, register: Register, tell: Progress
) -> Solved:
    """The placement itself; where options that were left out might have mattered, it looks again with more of them."""
    tell("options")
    land = stock_of(inventory, LAND)
    if len(register.seeking) > _MANY and len(land) <= MOST:
        prepare_graph(land, scheme.assembly)
    weigher = _Weigher(inventory=inventory, scheme=scheme, question=question, projects=register.seeking)
    limit = max(scheme.portfolio.options_per_project, _OPTIONS // max(len(register.seeking), 1))
    choices = [weigher.choice(number, limit, scheme.assembly.per_project) for number in range(len(register.seeking))]
    result = _solve_choices(weigher, register, choices, tell)
    left_out = [number for number, choice in enumerate(choices) if choice.dropped]
    room = _OPTIONS - sum(len(choice.options) for choice in choices)
    if left_out and not result.proven and room > limit:
        more = limit + room // len(left_out)
        for number in left_out:
            choices[number] = weigher.choice(number, more, more)
        result = _solve_choices(weigher, register, choices, tell)
    return result


@dataclass(frozen=True, kw_only=True, eq=False)
class _Weigher:
    """Finds the options of each project that looks for a place, without the sites that are ruled out for it."""

    inventory: Inventory
    scheme: Scheme
    question: PortfolioQuestion
    projects: tuple[Project, ...]

    def choice(self, number: int, limit: int, joined: int) -> Choice:
        project = self.projects[number]
        every = options_of(self.inventory, project, self.scheme, number=number, limit=limit, joined=joined)
        return leave_allowed(every, self.ruled_out(number), self.inventory)

    def ruled_out(self, number: int) -> frozenset[str]:
        return frozenset(ban.site for ban in self.question.forbid if ban.project_id == self.projects[number].id)


def _solve_choices(weigher: _Weigher, register: Register, choices: Sequence[Choice], tell: Progress) -> Solved:
    inventory, scheme, projects = weigher.inventory, weigher.scheme, weigher.projects
    plan = scheme.portfolio
    pinned = pinned_options(inventory, scheme, projects, choices, weigher.question.pins)
    fixed = {**held_options(inventory, projects, choices, pinned), **pinned}
    model = Model(projects=projects, choices=tuple(choices), tier_points=plan.tier_points, fixed=fixed)
    by_hand = greedy(model)
    solution = solve(model, plan.aims, node_limit=plan.node_limit, fallback=by_hand, progress=tell)
    banned = frozenset(number for number in range(len(projects)) if weigher.ruled_out(number))
    return Solved(register=register, model=model, solution=solution, by_hand=by_hand, banned=banned)


def _placements(found: Solved, describer: Describer) -> tuple[Placement, ...]:
    model = found.model
    stood = [describer.standing(project) for project in found.register.standing]
    placed = [
        describer.describe_placement(
            model.projects[option.project],
            option,
            model.choices[option.project],
            pinned=option.project in model.fixed,
        )
        for option in (model.options[at] for at in found.solution.chosen)
    ]
    return tell_apart(sorted((*stood, *placed), key=lambda each: _order(each.project, model)))


def _lacks(found: Solved, describer: Describer) -> Iterator[Note]:
    """What whole layers of the sites and projects that are placed lack: said once, and in no placement."""
    chosen = [found.model.options[at] for at in found.solution.chosen]
    looked = [
        each
        for option in chosen
        if option.to_check
        for each in describer.assessed(found.model.projects[option.project], option)
    ]
    yield from (Note(code="lacks", words=each.words) for each in lacks_of(looked, describer.above))


def _order(project: Project, model: Model) -> tuple[bool, float, float, str]:
    """Those that stand first, then by tier, investment and id."""
    tier = model.tier_points.get(project.tier or "", 0.0)
    return not project.site_ids, -tier, -(project.investment_wan or 0.0), project.id or ""


def _refused(found: Solved, describer: Describer, *, priced: bool) -> tuple[Unplaced, ...]:
    model = found.model
    refusals = Refusals(
        inventory=describer.inventory,
        scheme=describer.scheme,
        model=model,
        solution=found.solution,
        describer=describer,
    )
    placed = {model.options[at].project for at in found.solution.chosen}
    left = sorted(set(range(len(model.projects))) - placed, key=lambda number: _order(model.projects[number], model))
    asked = costed(left) if priced else frozenset()
    return tuple(refusals.of(number, costed=number in asked, banned=number in found.banned) for number in left)


def difference(base: tuple[Solved, Inventory], other: tuple[Solved, Inventory]) -> Difference:
    """What the second placement changes against the first."""
    (before, _), (after, _) = base, other
    stood, stands = _sites_of(*base), _sites_of(*other)
    aims = tuple(
        Cost(aim=stage.aim, change=rounded(stage.objective - first.objective, 2))
        for first, stage in zip(before.solution.stages, after.solution.stages, strict=True)
    )
    more, less = sorted(set(stands) - set(stood)), sorted(set(stood) - set(stands))
    money = after.model.reached("investment", after.solution.chosen) - before.model.reached(
        "investment", before.solution.chosen
    )
    zh, en = (
        f"比基准多落位 {len(more)} 个、少落位 {len(less)} 个",
        f"{len(more)} placed more, {len(less)} less than in the base",
    )
    sign = "多" if money >= 0 else "少"
    words = Text(
        f"{zh}，投资{sign} {figure(abs(money))} 万元",
        f"{en}; {figure(abs(money))} ×10⁴ yuan {'more' if money >= 0 else 'less'}",
    )
    moved = tuple(key for key in sorted(set(stood) & set(stands)) if stood[key] != stands[key])
    if not (more or less or moved or money):
        words = Text("与基准相同", "the same as the base")
    return Difference(more=tuple(more), less=tuple(less), moved=moved, aims=aims, words=words)


def _sites_of(found: Solved, inventory: Inventory) -> dict[str, tuple[str, ...]]:
    """The ids of the sites of each project that is placed."""
    chosen = [found.model.options[at] for at in found.solution.chosen]
    return {
        found.model.projects[each.project].id or "": tuple(id_of(inventory, item.place) for item in each.items)
        for each in chosen
    }


def _unstated(found: Solved) -> list[str]:
    return unstated([stage.aim for stage in found.solution.stages], found.model.projects, found.model.tier_points)


def _aims(found: Solved) -> tuple[AimLine, ...]:
    nothing = _unstated(found)
    return tuple(
        AimLine(
            name=stage.aim,
            title=AIMS[stage.aim].title,
            unit=AIMS[stage.aim].unit,
            objective=stage.objective,
            bound=stage.bound,
            gap=rounded(stage.gap, 6),
            greedy=found.model.reached(stage.aim, found.by_hand),
            status=UNSTATED if stage.aim in nothing else stage.status,
        )
        for stage in found.solution.stages
    )


def _quarters(placements: Sequence[Placement], inventory: Inventory) -> tuple[QuarterLine, ...]:
    """What the new placements begin in each quarter, those to be checked last."""
    kinds = {layer.id: kind for kind in (LAND, FLOOR) for layer in stock_of(inventory, kind).layers}
    groups: dict[str | None, list[Placement]] = {}
    for placement in placements:
        if placement.verdict != "standing":
            groups.setdefault(placement.quarter, []).append(placement)
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
    return rounded(sum(item.area_m2 or 0.0 for item in items), 2)
