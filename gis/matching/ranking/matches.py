"""Match: one project against every candidate site, eliminated, graded, ranked and explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

import numpy as np

from gis.columns import Rows
from gis.errors import BadRange
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.ranking.assessment import Assessment, Scores, assess, grade_sites
from gis.matching.ranking.collecting import collect
from gis.matching.ranking.elimination import Elimination, eliminate
from gis.matching.ranking.explanation import Standing, in_words, lead
from gis.matching.ranking.extent import refuse_beyond_all
from gis.matching.ranking.lacks import lacks_of
from gis.matching.ranking.notes import notes_on
from gis.matching.ranking.open_questions import Above
from gis.matching.ranking.ordering import order_of
from gis.matching.ranking.report import MAX_OUTCOME, Later, Match, MatchReport, SiteView
from gis.matching.ranking.requirement import requirement
from gis.matching.scheme.scheme import Scheme
from gis.matching.schemes.procedures import read_procedures
from gis.matching.sites.answers import OUTCOMES, Numbers, Outcome, end_to_end
from gis.matching.sites.candidates import SITE_KINDS, SiteKind, Sites, stock_of
from gis.matching.sites.named import no_site
from gis.matching.sites.shared_ids import layer_beside
from gis.text import Text

MAX_TOP: Final = 1000
OF_PROJECT: Final = Above(of="project")


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
    BadDemand
        Where a demand that somebody states asks for more than the whole district has.
    """
    check_top(top)
    if project.id is None:
        refuse_beyond_all(project, inventory, scheme)
    fields = [_Field(inventory, project, scheme, kind) for kind in SITE_KINDS]
    ranking = _Ranking([field for field in fields if field.considered])
    looked, order = [field.found for field in ranking.fields], order_of(ranking.values, scheme)
    for field in fields:
        field.known_of_none = order.unknown if order else ()
    return MatchReport(
        subject=project,
        requirement=requirement(project, inventory.catalog),
        scheme=scheme,
        inventory=inventory.version,
        as_of=inventory.catalog.as_of,
        considered={field.kind: len(field.stock) for field in fields if field.considered},
        counts=_counts(fields),
        funnel={field.kind: field.found.funnel() for field in fields if field.considered},
        matches=tuple(ranking.matches(top, scheme)),
        rejected=_rejected(fields, scheme),
        explained=tuple(
            field.match(row, ranking.rank_of(field, row)) for key in explain for field, row in _find_rows(fields, key)
        ),
        outcome=Later(ranking.outcome),
        notes=notes_on([project], scheme, inventory.catalog),
        lacks=lacks_of(looked, OF_PROJECT),
        order=order,
        collect=collect(looked, ranking.order, lambda: read_procedures(inventory.catalog.folder, inventory.catalog)),
    )


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A site in a project's ranking."""

    collection: str
    id: str
    score: float


def rankings(
    inventory: Inventory, projects: Sequence[Project], scheme: Scheme, *, top: int = 20
) -> list[tuple[Placed, ...]]:
    """The best sites of each project and their scores, as ``match`` ranks them, without reasons and figures: what a whole book is compared by.

    Raises
    ------
    BadRange
        Where ``top`` is out of range.
    """
    check_top(top)
    found = []
    for project in projects:
        fields = [_Field(inventory, project, scheme, kind, survivors_only=True) for kind in SITE_KINDS]
        ranking = _Ranking([field for field in fields if field.considered])
        found.append(tuple(ranking.name_best(top)))
    return found


def check_top(top: int) -> None:
    """Refuse a number of matches that cannot be meant."""
    if isinstance(top, bool) or not 0 <= top <= MAX_TOP:
        raise BadRange(
            Text(f"top 须在 0 至 {MAX_TOP:,} 之间", f"top goes from 0 to {MAX_TOP:,}"),
            Text("请调整 top", "change top"),
            property="top",
        )


class _Field:
    """All sites of one kind, looked at for the project."""

    def __init__(
        self, inventory: Inventory, project: Project, scheme: Scheme, kind: SiteKind, *, survivors_only: bool = False
    ) -> None:
        self.kind = kind
        self._survivors_only = survivors_only
        self.considered = project.looks_at(kind)
        self.stock = stock_of(inventory.as_holder(project.id), kind)
        self._project, self._scheme = project, scheme
        self._shown: dict[int, tuple[Assessment, int]] = {}
        self.known_of_none: Sequence[str] = ()

    @cached_property
    def found(self) -> Elimination:
        return eliminate(self._project, self.stock, self._scheme, survivors_only=self._survivors_only)

    @property
    def survivors(self) -> Rows:
        return self.found.survivors.rows

    @cached_property
    def scores(self) -> Scores:
        return grade_sites(self._project, self.found.survivors, self._scheme)

    def show(self, rows: Sequence[int]) -> None:
        """Assess sites that will be shown, all at once."""
        sites = Sites(self.stock, np.asarray(rows, dtype=np.intp))
        found = assess(self._project, sites, self._scheme, OF_PROJECT)
        self._shown |= {row: (found, n) for n, row in enumerate(rows)}

    def match(self, row: int, rank: int | None, lead: Text | None = None) -> Match:
        if row not in self._shown:
            self.show([row])
        found, at = self._shown[row]
        return one_match(found, at, site_view(found.sites, at), self.standing(row, rank, lead))

    def standing(self, row: int, rank: int | None, lead: Text | None = None) -> Graded | None:
        at = np.flatnonzero(self.survivors == row)
        if not len(at):
            return None
        return Graded(
            scores=self.scores, at=int(at[0]), rank=rank, lead=lead, known_of_none=frozenset(self.known_of_none)
        )


@dataclass(frozen=True, kw_only=True)
class Graded:
    """Where the points of a ranked pair stand, its rank, how it leads the next, and the criteria that are known of no ranked pair."""

    scores: Scores
    at: int
    rank: int | None
    lead: Text | None = None
    known_of_none: frozenset[str] = frozenset()


def one_match(found: Assessment, row: int, partner: SiteView | Project, graded: Graded | None) -> Match:
    """One assessed pair with its reasons; ``graded`` is None for a rejected one."""
    verdicts = found.verdicts(row)
    if graded is None:
        return Match(
            rank=None,
            partner=partner,
            verdict="rejected",
            score=None,
            score_if_known=None,
            contributions=(),
            verdicts=verdicts,
            explanation=in_words(verdicts, (), None),
        )
    scores, at = graded.scores, graded.at
    contributions = found.contributions(row, scores.values[:, at], scores.points[:, at], graded.known_of_none)
    total, most = float(scores.total[at]), float(scores.if_known[at])
    standing = Standing(rank=graded.rank, score=total, score_if_known=most, lead=graded.lead)
    return Match(
        rank=graded.rank,
        partner=partner,
        verdict="to_check" if found.to_check[row] else "fits",
        score=total,
        score_if_known=most,
        contributions=contributions,
        verdicts=verdicts,
        explanation=in_words(verdicts, contributions, standing),
    )


def lead_of(first: Graded, second: Graded, scheme: Scheme, rival: Text) -> Text:
    """How the first of a ranking stands before the second."""
    gaps = first.scores.points[:, first.at] - second.scores.points[:, second.at]
    return lead([float(gap) for gap in gaps], [spec.title for spec in scheme.criteria], rival)


def site_view(sites: Sites, row: int) -> SiteView:
    """A site as reports name it."""
    layer, _ = sites.layer_of(row)
    area = float(sites.number(Role.AREA)[row])
    status = sites.as_written(Role.STATUS).word(row)
    name, english = sites.value(row, Role.NAME), sites.value(row, Role.NAME_EN)
    return SiteView(
        collection=layer.id,
        id=sites.id(row),
        layer=layer_beside(sites.stock, int(sites.rows[row])),
        name=None if name is None else str(name),
        name_en=None if english is None else str(english),
        kind=sites.kind,
        park=sites.words(row, Role.PARK),
        area_m2=None if np.isnan(area) else area,
        status=None if status is None else str(status),
        status_words=sites.words(row, Role.STATUS),
    )


class _Ranking:
    """Survivors of all kinds, best first; ties by id, then land before floors."""

    def __init__(self, fields: Sequence[_Field]) -> None:
        self.fields = fields
        sizes = [len(field.survivors) for field in fields]
        self._numbers = np.repeat(np.arange(len(fields)), sizes)
        self._rows = end_to_end([field.survivors for field in fields], np.intp)
        self._totals = end_to_end([field.scores.total for field in fields], np.float64)
        self._ties = end_to_end([field.stock.tie_order[field.survivors] for field in fields], np.int64)

    @cached_property
    def order(self) -> Rows:
        """All survivors, best first."""
        return np.lexsort((self._ties, -self._totals))

    @property
    def values(self) -> Numbers:
        """Values of all survivors by criterion, shape (criteria, n)."""
        return np.concatenate([field.scores.values for field in self.fields], axis=1)

    def _first(self, top: int) -> Rows:
        """The best, of all survivors' places; to sort the rest waits until somebody asks for it."""
        some = np.arange(len(self._rows))
        if 0 < top < len(some):
            some = np.flatnonzero(self._totals >= np.partition(self._totals, -top)[-top])
        return np.asarray(some[np.lexsort((self._ties[some], -self._totals[some]))][:top])

    def name_best(self, top: int) -> Iterator[Placed]:
        """The best, by name and score alone."""
        for place in self._first(top).tolist():
            layer, at = self.fields[self._numbers[place]].stock.layer_of(int(self._rows[place]))
            yield Placed(collection=layer.id, id=layer.ids[at], score=float(self._totals[place]))

    def best(self, top: int) -> list[tuple[_Field, int, int]]:
        """The first ones: whose field, its row, its rank."""
        order = self._first(top)
        pairs = zip(self._numbers[order].tolist(), self._rows[order].tolist(), strict=True)
        return [(self.fields[number], row, rank) for rank, (number, row) in enumerate(pairs, 1)]

    def matches(self, top: int, scheme: Scheme) -> list[Match]:
        """The best, each with its reasons; the first also with its lead."""
        best, described = self.best(top), []
        for field in self.fields:
            if rows := [row for other, row, _ in best if other is field]:
                field.show(rows)
        for field, row, rank in best:
            ahead = self._lead(scheme) if rank == 1 and len(self._rows) > 1 else None
            described.append(field.match(row, rank, ahead))
        return described

    def _lead(self, scheme: Scheme) -> Text:
        (field, row, _), (other, second, _) = self.best(2)
        first, after = field.standing(row, 1), other.standing(second, 2)
        rival = site_view(Sites(other.stock, np.array([second])), 0).title
        return lead_of(cast("Graded", first), cast("Graded", after), scheme, rival)

    def rank_of(self, field: _Field, row: int) -> int | None:
        """The rank of a site, None where it is not ranked."""
        if field not in self.fields:
            return None
        at = np.flatnonzero((self._numbers == self.fields.index(field)) & (self._rows == row))
        return int(np.flatnonzero(self.order == at[0])[0]) + 1 if len(at) else None

    def outcome(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """By collection, the ids that fit and those to check in the order of rank."""
        check = end_to_end([field.found.to_check for field in self.fields], np.bool_)
        by_layer: dict[str, dict[str, tuple[str, ...]]] = {}
        for number, field in enumerate(self.fields):
            mine = self.order[self._numbers[self.order] == number]
            for start, layer in zip(field.stock.starts.tolist(), field.stock.layers, strict=False):
                rows = self._rows[mine] - start
                here = (rows >= 0) & (rows < len(layer))
                by_layer[layer.id] = {
                    key: tuple(str(key_) for key_ in layer.id_column.listed(rows[here & mask][:MAX_OUTCOME]))
                    for key, mask in (("fits", ~check[mine]), ("to_check", check[mine]))
                }
        return by_layer


def _counts(fields: Sequence[_Field]) -> dict[Outcome, int]:
    looked = [field.found.counts for field in fields if field.considered]
    return {verdict: sum(counts[verdict] for counts in looked) for verdict in OUTCOMES}


def _rejected(fields: Sequence[_Field], scheme: Scheme) -> dict[str, int]:
    """By rule, in the scheme's order, how many sites fail it; rules that nothing fails are left out."""
    totals = dict.fromkeys((spec.id for spec in scheme.rules), 0)
    for field in fields:
        for rule, count in (field.found.failing() if field.considered else {}).items():
            totals[rule] += count
    return {rule: count for rule, count in totals.items() if count}


def _find_rows(fields: Sequence[_Field], site_id: str) -> list[tuple[_Field, int]]:
    named = [(field, row) for field in fields for row in field.stock.rows_of(site_id)]
    if not named:
        raise no_site(site_id)
    return named
