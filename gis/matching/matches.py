"""Match: one project against every candidate site, eliminated, graded, ranked and explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from gis.columns import Rows
from gis.errors import BadRange, UnknownFeature
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.assessment import Assessment, Scores, assess
from gis.matching.candidates import SITE_KINDS, SiteKind, Sites, stock_of
from gis.matching.explanation import in_words
from gis.matching.funnel import funnel
from gis.matching.project import Project
from gis.matching.report import MAX_OUTCOME, Match, MatchReport, SiteView
from gis.matching.requirement import requirement
from gis.matching.scheme import Scheme
from gis.text import Text

MAX_TOP: Final = 1000


def match(
    inventory: Inventory, project: Project, scheme: Scheme, *, top: int = 20, explain: Sequence[str] = ()
) -> MatchReport:
    """The best sites for a project, and why each other one is not.

    Hard rules first: a site that one rule excludes is rejected, one that a rule cannot judge is to be checked and stays in. What is left is
    scored, Σ weight × value over the scheme's criteria, and ranked by score, ties by id.

    Parameters
    ----------
    top
        How many matches are reported and explained, 0 to 1,000.
    explain
        Ids of sites to explain whatever became of them.

    Raises
    ------
    UnknownFeature
        Where no candidate site has an id of ``explain``.
    BadRange
        Where ``top`` is out of range.
    """
    check_top(top)
    fields = [_Field(inventory, project, scheme, kind) for kind in SITE_KINDS]
    ranked = _ranking([field for field in fields if field.considered])
    places = {(place.field.kind, place.row): place.rank for place in ranked}
    return MatchReport(
        subject=project,
        requirement=requirement(project, inventory.catalog),
        scheme=scheme,
        inventory=inventory.version,
        as_of=inventory.catalog.as_of,
        considered={field.kind: len(field.sites) for field in fields if field.considered},
        counts=_counts(fields),
        funnel={field.kind: funnel(field.found.rules, field.found.answers) for field in fields if field.considered},
        matches=tuple(place.field.match(place.row, place.rank) for place in ranked[:top]),
        rejected=_rejected(fields, scheme),
        explained=tuple(
            field.match(row, places.get((field.kind, row))) for key in explain for field, row in _named(fields, key)
        ),
        outcome=_outcome(ranked),
    )


def check_top(top: int) -> None:
    """Refuse a number of matches that cannot be meant."""
    if isinstance(top, bool) or not 0 <= top <= MAX_TOP:
        raise BadRange(
            Text(f"top 须在 0 至 {MAX_TOP:,} 之间", f"top goes from 0 to {MAX_TOP:,}"),
            Text("请调整 top", "change top"),
            property="top",
        )


class _Field:
    """All sites of one kind, assessed for the project."""

    def __init__(self, inventory: Inventory, project: Project, scheme: Scheme, kind: SiteKind) -> None:
        self.kind = kind
        self.considered = project.looks_at(kind)
        self.sites = Sites(stock_of(inventory, kind))
        self._question = (project, scheme)

    @cached_property
    def found(self) -> Assessment:
        project, scheme = self._question
        return assess(project, self.sites, scheme)

    @cached_property
    def survivors(self) -> Rows:
        return np.flatnonzero(~self.found.rejected)

    @cached_property
    def scores(self) -> Scores:
        return self.found.grade(self.survivors)

    def match(self, row: int, rank: int | None) -> Match:
        return one_match(self.found, row, rank, site_view(self.sites, row), self._score_of(row))

    def _score_of(self, row: int) -> tuple[Scores, int] | None:
        at = int(np.searchsorted(self.survivors, row))
        return (self.scores, at) if at < len(self.survivors) and self.survivors[at] == row else None


def one_match(
    found: Assessment, row: int, rank: int | None, partner: SiteView | Project, score: tuple[Scores, int] | None
) -> Match:
    """One assessed pair with its reasons; ``score`` is where its points stand, None for a rejected one."""
    verdicts = found.verdicts(row)
    if score is None:
        words = in_words(verdicts, (), None, None)
        return Match(
            rank=None, partner=partner, verdict="rejected", score=None, score_if_known=None,
            contributions=(), verdicts=verdicts, explanation=words,
        )  # fmt: skip
    scores, at = score
    contributions = found.contributions(row, scores.values[:, at], scores.points[:, at])
    total = float(scores.total[at])
    return Match(
        rank=rank,
        partner=partner,
        verdict="to_check" if found.to_check[row] else "fits",
        score=total,
        score_if_known=float(scores.if_known[at]),
        contributions=contributions,
        verdicts=verdicts,
        explanation=in_words(verdicts, contributions, rank, total),
    )


def site_view(sites: Sites, row: int) -> SiteView:
    """A site as reports name it."""
    layer, _ = sites.layer_of(row)
    area = float(sites.number(Role.AREA)[row])
    status = sites.coded(Role.STATUS).word(row)
    name, english = sites.value(row, Role.NAME), sites.value(row, Role.NAME_EN)
    return SiteView(
        collection=layer.id,
        id=sites.id(row),
        name=None if name is None else str(name),
        name_en=None if english is None else str(english),
        kind=sites.kind,
        park=sites.words(row, Role.PARK),
        area_m2=None if np.isnan(area) else area,
        status=None if status is None else str(status),
        status_words=sites.words(row, Role.STATUS),
    )


@dataclass(frozen=True)
class _Place:
    """One site's place in the ranking."""

    rank: int
    field: _Field
    row: int


def _ranking(fields: Sequence[_Field]) -> list[_Place]:
    """Survivors of all kinds, best first; ties by id, then land before floors."""
    keys: list[tuple[float, str, int, int]] = []
    for number, field in enumerate(fields):
        rows, totals = field.survivors, field.scores.total
        keys.extend(
            (-total, field.sites.id(row), number, row)
            for total, row in zip(totals.tolist(), rows.tolist(), strict=True)
        )
    keys.sort()
    return [_Place(rank, fields[number], row) for rank, (_, _, number, row) in enumerate(keys, 1)]


def _counts(fields: Sequence[_Field]) -> dict[str, int]:
    looked = [field.found for field in fields if field.considered]
    return {
        "fits": sum(int(found.fits.sum()) for found in looked),
        "to_check": sum(int(found.to_check.sum()) for found in looked),
        "rejected": sum(int(found.rejected.sum()) for found in looked),
    }


def _rejected(fields: Sequence[_Field], scheme: Scheme) -> dict[str, int]:
    """By rule, in the scheme's order, how many sites fail it; rules that nothing fails are left out."""
    totals = dict.fromkeys((spec.id for spec in scheme.rules), 0)
    for found in (field.found for field in fields if field.considered):
        for spec, answers in zip(found.rules, found.answers, strict=True):
            totals[spec.id] += int((answers == 0).sum())
    return {rule: count for rule, count in totals.items() if count}


def _named(fields: Sequence[_Field], site_id: str) -> list[tuple[_Field, int]]:
    named = [(field, row) for field in fields for row in field.sites.stock.rows_of.get(site_id, ())]
    if not named:
        raise UnknownFeature(
            Text(f"没有编号为 {site_id} 的地块或楼层", f"no parcel or floor has the id {site_id}"),
            Text("请检查编号，或先按名称搜索", "check the id, or search by name first"),
            id=site_id,
        )
    return named


def _outcome(ranked: Sequence[_Place]) -> dict[str, dict[str, tuple[str, ...]]]:
    lists: dict[str, dict[str, list[str]]] = {}
    for place in ranked:
        layer, _ = place.field.sites.layer_of(place.row)
        of_layer = lists.setdefault(layer.id, {"fits": [], "to_check": []})
        of_layer["to_check" if place.field.found.to_check[place.row] else "fits"].append(
            place.field.sites.id(place.row)
        )
    return {
        collection: {key: tuple(ids[:MAX_OUTCOME]) for key, ids in of_layer.items()}
        for collection, of_layer in lists.items()
    }
