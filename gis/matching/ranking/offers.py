"""The other way round: which projects suit a site that has become free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from gis.catalog import Kind
from gis.errors import BadDemand, BadQuestion, UnknownFeature
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.ranking.assessment import assess, grade_sites
from gis.matching.ranking.collecting import Place, collect
from gis.matching.ranking.funnel import funnel
from gis.matching.ranking.lacks import lacks_of
from gis.matching.ranking.matches import Graded, check_top, lead_of, one_match, site_view
from gis.matching.ranking.notes import notes_on
from gis.matching.ranking.open_questions import Above
from gis.matching.ranking.ordering import order_of
from gis.matching.ranking.registered import left_out, sound_of
from gis.matching.ranking.report import MAX_OUTCOME, Match, MatchReport
from gis.matching.rules import RULES
from gis.matching.scheme.scheme import RuleSpec, Scheme
from gis.matching.schemes.procedures import read_procedures
from gis.matching.sites.answers import NO, OUTCOMES, YES, Answers, Numbers
from gis.matching.sites.candidates import SITE_KINDS, Sites, stock_of
from gis.text import Text


def best_projects(
    inventory: Inventory, collection: str, site_id: str, scheme: Scheme, *, top: int = 20, explain: Sequence[str] = ()
) -> MatchReport:
    """The best new projects for a site, by the same rules and the same scores as a match of each.

    Projects of the scheme's ``reverse.stages`` are looked at; continuing ones have their sites already.

    Parameters
    ----------
    explain
        Ids of projects to explain whatever became of them.

    Raises
    ------
    UnknownCollection, UnknownFeature
        Where there is no such site, or no such project among those looked at.
    BadQuestion
        Where the collection holds no candidate sites.
    BadRange
        Where ``top`` is out of range.
    BadDemand
        Where a project to explain cannot be judged; others that cannot are left out, and a note names them.
    """
    check_top(top)
    site = one_site(inventory, collection, site_id)
    projects, unsound = _register(inventory, scheme, explain)
    seen = [inventory.as_holder(project.id) for project in projects]
    sites = [site if each is inventory else one_site(each, collection, site_id) for each in seen]
    above = Above.all_of("site", projects, inventory.of_kind(Kind.PROJECT))
    pairs = [_Pair(project, own, scheme, above) for project, own in zip(projects, sites, strict=True)]
    ranked = sorted((pair for pair in pairs if pair.score is not None), key=lambda pair: (-pair.total, pair.project.id))
    ranks = {pair.project.id: rank for rank, pair in enumerate(ranked, 1)}
    rules = tuple(spec for spec in scheme.rules if site.kind in spec.kinds and RULES[spec.id].is_recorded(site.stock))
    answers, ahead = _table(rules, pairs), _lead(ranked, scheme)
    return MatchReport(
        subject=site_view(site, 0),
        requirement=(),
        scheme=scheme,
        inventory=inventory.version,
        as_of=inventory.catalog.as_of,
        considered={site.kind: len(pairs)},
        counts={verdict: sum(pair.verdict == verdict for pair in pairs) for verdict in OUTCOMES},
        funnel={site.kind: funnel(rules, answers)},
        matches=tuple(pair.match(rank, ahead if rank == 1 else None) for rank, pair in enumerate(ranked[:top], 1)),
        rejected={
            spec.id: count for spec, row in zip(rules, answers, strict=True) if (count := int((row == NO).sum()))
        },
        explained=tuple(pair.match(ranks.get(pair.project.id)) for key in explain for pair in [_find_pair(pairs, key)]),
        outcome=_outcome(inventory, ranked),
        notes=(*left_out(unsound), *notes_on(projects, scheme, inventory.catalog)),
        lacks=lacks_of([pair.found for pair in ranked], above),
        order=order_of(_values(ranked, scheme), scheme),
        collect=collect(
            [pair.found for pair in ranked],
            np.arange(len(ranked)),
            lambda: read_procedures(inventory.catalog.folder, inventory.catalog),
            [_place_of(inventory, pair.project) for pair in ranked],
        ),
    )


def one_site(inventory: Inventory, collection: str, site_id: str) -> Sites:
    """One candidate site.

    Raises
    ------
    UnknownCollection, UnknownFeature
        Where there is none of that name.
    BadQuestion
        Where the collection holds no candidate sites.
    """
    layer = inventory.layer(collection)
    row = layer.row(site_id)
    for kind in SITE_KINDS:
        stock = stock_of(inventory, kind)
        for number, candidate in enumerate(stock.layers):
            if candidate.id == layer.id:
                return Sites(stock, np.array([int(stock.starts[number]) + row]))
    raise BadQuestion(
        Text(
            f"“{layer.collection.title.zh}”不是可匹配的场地",
            f"{layer.collection.title.en} are no sites that can be matched",
        ),
        Text("请指定地块或楼层", "name a parcel or a floor"),
        collection=collection,
    )


def _register(
    inventory: Inventory, scheme: Scheme, named: Sequence[str]
) -> tuple[tuple[Project, ...], tuple[BadDemand, ...]]:
    """The projects that look for a site, and why others of the register cannot be judged."""
    rows = [
        (layer, key)
        for layer in inventory.of_kind(Kind.PROJECT)
        for key, stage in zip(layer.ids, layer.texts(Role.STAGE), strict=True)
        if stage in scheme.reverse_stages
    ]
    return sound_of(rows, named, inventory=inventory)


class _Pair:
    """One project and the site."""

    def __init__(self, project: Project, site: Sites, scheme: Scheme, above: Above) -> None:
        self.project = project
        self.found = assess(project, site, scheme, above)
        self.score = None if self.found.rejected[0] else grade_sites(project, site, scheme)

    @property
    def verdict(self) -> str:
        if self.score is None:
            return "rejected"
        return "to_check" if self.found.to_check[0] else "fits"

    @property
    def total(self) -> float:
        return float(self.score.total[0]) if self.score else 0.0

    def match(self, rank: int | None, lead: Text | None = None) -> Match:
        return one_match(self.found, 0, self.project, self.graded(rank, lead))

    def graded(self, rank: int | None, lead: Text | None = None) -> Graded | None:
        return Graded(scores=self.score, at=0, rank=rank, lead=lead) if self.score else None


def _values(ranked: Sequence[_Pair], scheme: Scheme) -> Numbers:
    """Values of the ranked projects by criterion, shape (criteria, n)."""
    values = [pair.score.values for pair in ranked if pair.score is not None]
    return np.concatenate([np.empty((len(scheme.criteria), 0)), *values], axis=1)


def _lead(ranked: Sequence[_Pair], scheme: Scheme) -> Text | None:
    if len(ranked) < 2:
        return None
    first, second = ranked[0].graded(1), ranked[1].graded(2)
    rival = ranked[1].project
    name = Text(rival.name or rival.id or "", rival.name_en or rival.name or rival.id or "")
    return lead_of(cast("Graded", first), cast("Graded", second), scheme, name)


def _table(rules: Sequence[RuleSpec], pairs: Sequence[_Pair]) -> Answers:
    """Answers of shape (rules, projects); a rule that a project does not touch says yes."""
    table = np.full((len(rules), len(pairs)), YES, dtype=np.int8)
    place = {spec.id: number for number, spec in enumerate(rules)}
    for column, pair in enumerate(pairs):
        for spec, answers in zip(pair.found.rules, pair.found.answers, strict=True):
            table[place[spec.id], column] = answers[0]
    return table


def _find_pair(pairs: Sequence[_Pair], project_id: str) -> _Pair:
    for pair in pairs:
        if pair.project.id == project_id:
            return pair
    raise UnknownFeature(
        Text(f"待落位项目中没有 {project_id}", f"no project that looks for a site has the id {project_id}"),
        Text("请检查编号；续建项目已有场地", "check the id; continuing projects have their sites"),
        id=project_id,
    )


def _place_of(inventory: Inventory, project: Project) -> Place:
    """A registered project as a work list names it."""
    layer = next(layer.id for layer in inventory.of_kind(Kind.PROJECT) if project.id in layer.row_of)
    name = Text(project.name or "", project.name_en or project.name or "")
    return Place(collection=layer, id=project.id or "", name=name, park=Text("", ""))


def _outcome(inventory: Inventory, ranked: Sequence[_Pair]) -> dict[str, dict[str, tuple[str, ...]]]:
    lists: dict[str, dict[str, tuple[str, ...]]] = {}
    for layer in inventory.of_kind(Kind.PROJECT):
        ids = [(pair.project.id or "", pair.verdict) for pair in ranked if pair.project.id in layer.row_of]
        lists[layer.id] = {
            key: tuple(project for project, verdict in ids if verdict == key)[:MAX_OUTCOME]
            for key in ("fits", "to_check")
        }
    return lists
