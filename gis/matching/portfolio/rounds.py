"""The next round: what this round leaves, with the projects in reserve, against what is left and what is cleared by next year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.portfolio.options import Choice, Option, options_of
from gis.matching.portfolio.placing import Describer
from gis.matching.portfolio.report import LaterPlacement, NextRound
from gis.matching.portfolio.solving.greedy import greedy
from gis.matching.portfolio.solving.model import Model
from gis.matching.portfolio.solving.solve import Solution, solve
from gis.matching.rules.holding.blockers import with_longer_clearing
from gis.matching.rules.waiting import DAYS_A_MONTH
from gis.matching.scheme.scheme import Scheme
from gis.rounding import rounded
from gis.text import Text, many
from gis.units import money


def next_round(
    inventory: Inventory,
    scheme: Scheme,
    model: Model,
    solution: Solution,
    waiting: Sequence[Project],
    describer: Describer,
) -> NextRound | None:
    """The next round of a placement, None where the scheme sets no dates for one, or they have passed.

    Projects without a place, and those in reserve, start by the next round's date at the latest; blockers may take until then.
    """
    plan = scheme.portfolio
    dates = plan.next_due(inventory.catalog.as_of)
    if dates is None:
        return None
    _, start_by = dates
    later = _later(scheme, inventory.catalog.as_of, start_by)
    kept = {model.options[at].project: model.options[at] for at in solution.chosen}
    seeking = [project for n, project in enumerate(model.projects) if n not in kept] + list(waiting)
    seeking = sorted((_starting(each, start_by) for each in seeking), key=lambda each: each.id or "")
    stays = sorted(kept)
    projects = (*(model.projects[n] for n in stays), *seeking)
    standing = {place: kept[n].of(place) for place, n in enumerate(stays)}
    choices = [Choice(options=(option,)) for option in standing.values()]
    choices += [
        options_of(
            inventory,
            project,
            later,
            number=len(stays) + n,
            limit=plan.options_per_project,
            joined=scheme.assembly.per_project,
        )
        for n, project in enumerate(seeking)
    ]
    fixed = {number: (option,) for number, option in standing.items()}
    wider = Model(projects=projects, choices=tuple(choices), tier_points=plan.tier_points, fixed=fixed)
    found = solve(wider, plan.aims, node_limit=plan.node_limit, fallback=greedy(wider))
    placed = {
        wider.options[at].project: wider.options[at] for at in found.chosen if wider.options[at].project >= len(stays)
    }
    return _described(wider, placed, seeking, len(stays), dates, describer)


def _later(scheme: Scheme, as_of: dt.date, start_by: dt.date) -> Scheme:
    """The scheme with blockers that may take until the next round's projects start."""
    return with_longer_clearing(scheme, rounded((start_by - as_of).days / DAYS_A_MONTH, 1))


def _starting(project: Project, by: dt.date) -> Project:
    return replace(project, start_date=by if project.start_date is None else max(project.start_date, by))


def _described(
    model: Model,
    placed: dict[int, Option],
    seeking: Sequence[Project],
    first: int,
    dates: tuple[dt.date, dt.date],
    describer: Describer,
) -> NextRound:
    begins, start_by = dates
    sites = tuple(
        LaterPlacement(project=model.projects[number], items=describer.items(option))
        for number, option in sorted(placed.items())
    )
    left = tuple(project for n, project in enumerate(seeking, first) if n not in placed)
    invested = money(sum(each.project.investment_wan or 0.0 for each in sites))
    words = Text(
        f"{begins} 起的下一轮（{start_by} 前开工）：{len(seeking)} 个项目中可再落位 {len(sites)} 个，投资 {invested.zh}",
        f"next round from {begins}, start by {start_by}: {len(sites)} of {many(len(seeking), 'more project')}, {invested.en}",
    )
    return NextRound(
        begins=begins, start_by=start_by, placed=sites, left=left, unplaced=tuple(each.id for each in left), words=words
    )
