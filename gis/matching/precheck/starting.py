"""Whether a project can begin by the scheme's date, and what keeps it from that: said alike by a placement and by a pre-check sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from gis.catalog import Kind
from gis.fields import Role
from gis.layer import Layer
from gis.matching.criteria.criteria import READINESS, Grading, deciding_tier, months_held, months_to_use
from gis.matching.needs.project import Project
from gis.matching.ranking.notes import Note, sentence
from gis.matching.rules.holding.hold import RULE as HOLD
from gis.matching.rules.holding.supply import RULE as SUPPLY
from gis.matching.rules.waiting import DAYS_A_MONTH, months_to_clear
from gis.matching.scheme.plans import PortfolioPlan
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import AnswerName
from gis.plainly import Inline
from gis.rounding import rounded
from gis.text import Text
from gis.units import figure, plain

Titles = Callable[[str], Text]
_FIELDS: Final = ((Kind.PARCEL, Role.BLOCKERS), (Kind.PROJECT, Role.BLOCKER))


@dataclass(frozen=True)
class Reason:
    """What takes a site longest: the code of its blocker, ``readiness``, ``hold``, or ``supply`` for its route or its own date, which need no words."""

    code: str
    words: Text | None = None


BY_SUPPLY: Final = Reason(SUPPLY.id)


@dataclass(frozen=True, kw_only=True)
class Start:
    """Whether a project can begin by the scheme's date: yes, no or to be checked, and by which blocker, or what else takes longest.

    Where ``by`` is None there is no date to judge by: ``answer`` is unknown for every project, and nobody is late.
    """

    answer: AnswerName
    by: dt.date | None
    blocker: str | None
    words: Inline[Text]


UNDATED: Final = Start(
    answer="unknown",
    by=None,
    blocker=None,
    words=Text("方案未定开工期限，或期限已过", "the scheme sets no date, or one that has passed"),
)


def note_passed(scheme: Scheme, as_of: dt.date, *, rounds: bool) -> Iterator[Note]:
    """That dates to begin by lie before the day of the question and nobody is judged by them; with ``rounds`` that of the next round too."""
    plan, parts = scheme.portfolio, []
    if plan.start_by is not None and plan.due(as_of) is None:
        zh = f"开工期限 {plan.start_by}（start_by）已过，不据此判断能否按期开工"
        parts.append(Text(zh, f"start_by {plan.start_by} has passed, no project is judged by it"))
    by = plan.next_round_start_by
    if rounds and plan.next_round_from is not None and by is not None and plan.next_due(as_of) is None:
        zh = f"下一轮的开工期限 {by}（next_round_start_by）已过，不测算下一轮"
        parts.append(Text(zh, f"next_round_start_by {by} has passed, no next round is worked out"))
    if parts:
        words = Text(
            f"基准日为 {as_of}，方案 {scheme.id} 的{'；'.join(each.zh for each in parts)}；请在方案的 [portfolio] 中更新",
            f"the day of the question is {as_of}. Scheme {scheme.id}: {'; '.join(each.en for each in parts)}; set new dates in its [portfolio]",
        )
        yield Note(code="passed", words=sentence(words))


def blocker_title(of_kind: Callable[[Kind], Sequence[Layer]], code: str) -> Text | None:
    """A blocker by the code lists of parcels and projects; None where neither holds it."""
    for kind, role in _FIELDS:
        for layer in of_kind(kind):
            entry = layer.collection.by_role.get(role)
            codes = layer.codelists.get(entry.name) if entry else None
            if codes is not None and code in codes.by_code:
                return codes.title_of(code)
    return None


def held_back(project: Project, plan: PortfolioPlan, by: dt.date, titles: Titles) -> Start | None:
    """A project that its own blocker keeps from beginning wherever it is placed, asked by when it should; None where nothing does."""
    if project.blocker is None or project.blocker in plan.settled_by_placement:
        return None
    title = titles(project.blocker)
    words = Text(f"受{title.zh}制约", f"held by {title.en}")
    return Start(answer="no", by=by, blocker=project.blocker, words=words)


def slowest(g: Grading, row: int, titles: Titles) -> Reason:
    """What decides when a site can be used; of things that take equally long the blocker, which somebody can clear."""
    tier = deciding_tier(g, row)
    if tier is not None:
        return Reason(READINESS.id, Text(f"成熟度：{tier.zh}", f"readiness: {tier.en}"))
    months = figure(float(months_to_use(g)[row]))
    listed = g.sites.coded(Role.BLOCKERS).word(row)
    if isinstance(listed, tuple) and listed and figure(float(months_to_clear(g.sites)[row])) == months:
        code = str(listed[0])
        return Reason(code, titles(code))
    held = float(months_held(g)[row])
    if held > 0 and figure(held) == months:
        return Reason(HOLD.id, Text("意向预留", "a hold on it"))
    return BY_SUPPLY


def by_date(by: dt.date, as_of: dt.date, months: float, reason: Reason) -> Start:
    """Whether a site that can be used after some months (NaN: unknown) can be by a date; ``reason`` is what takes so long."""
    if np.isnan(months):
        words = Text("场地可用时间待核实", "when the site can be used is to check")
        return Start(answer="unknown", by=by, blocker=None, words=words)
    if as_of + dt.timedelta(days=int(rounded(months * DAYS_A_MONTH))) <= by:
        return Start(answer="yes", by=by, blocker=None, words=Text("场地现在可用", "the site can be used now"))
    count = plain(rounded(months, 1))
    unit = "month" if count == "1" else "months"
    zh, en = f"场地约 {count} 个月后可用", f"the site can be used in about {count} {unit}"
    title, words = reason.words, Text(zh, en)
    if title is not None:
        words = Text(f"{zh}（{title.zh}）", f"{en} ({title.en})")
    return Start(answer="no", by=by, blocker=reason.code, words=words)
