"""What may stand on land: the industry and its pollution class against the code of land use."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from gis.fields import Role
from gis.matching.needs.project import code_title
from gis.matching.rules.industries import industry_of
from gis.matching.rules.land_uses import same_system, walk_of, walks_of
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule
from gis.matching.rules.use.industry_words import no_industry
from gis.matching.scheme.scheme import Industry
from gis.matching.sites.answers import NO, UNKNOWN, YES, Answers
from gis.matching.sites.candidates import LAND
from gis.text import Text, run_on


def judge_land_use(code: str, industry: Industry, pollution_class: str | None) -> int:
    """Whether an industry may stand on a land-use code.

    A code below an allowed one is yes; one above it is too coarse to tell. Where the class decides and is unknown, what some class allows
    is to be checked, what none allows is no.
    """
    if None in industry.land:
        return _on_codes(code, industry.land[None])
    if pollution_class in industry.land:
        return _on_codes(code, industry.land[pollution_class])
    possible = any(_on_codes(code, codes) != NO for codes in industry.land.values())
    return UNKNOWN if possible else NO


def _on_codes(code: str, allowed: tuple[str, ...]) -> int:
    if any(code.startswith(each) for each in allowed):
        return YES
    return UNKNOWN if any(each.startswith(code) for each in allowed) else NO


def _usage_answers(q: Question) -> Answers:
    industry, codes = industry_of(q.project, q.scheme), q.sites.coded(Role.USAGE)
    if industry is None:
        return np.full(len(q.sites), UNKNOWN, dtype=np.int8)

    def judge(word: Hashable) -> int:
        return judge_land_use(str(word), industry, q.project.pollution_class)

    answers = np.where(same_system(q.sites, q.scheme), codes.judged(judge), UNKNOWN)
    for walk in walks_of(q.sites, q.scheme):
        answers = np.where(walk.rows, walk.judged(q.sites, judge), answers)
    return answers.astype(np.int8)


def _usage_reason(q: Question, row: int, answer: int) -> Text:
    industry = industry_of(q.project, q.scheme)
    if industry is None:
        return to_check(Text("用途", "land use"), no_industry(q))
    code, use, leads = q.sites.coded(Role.USAGE).word(row), q.sites.words(row, Role.USAGE), _leads(q, row)
    shown = Text(f"{use.zh} {code}", f"{use.en} {code}") if code is not None else use
    if answer == UNKNOWN:
        among = Text(f"{shown.zh}，对应 {leads.zh}，", f"{shown.en}, which is {leads.en},") if leads else shown
        return to_check(Text("用途", "land use"), _usage_doubt(q, row, industry, among))
    if leads is not None:
        shown = Text(f"{shown.zh}（对应 {leads.zh}）", f"{shown.en} (which is {leads.en})")
    who = _who(q, industry)
    if answer == YES:
        return Text(run_on(shown.zh, f"可安排{who.zh}"), f"{shown.en} takes {who.en}")
    return Text(run_on(shown.zh, f"不可安排{who.zh}"), f"{shown.en} does not take {who.en}")


def _who(q: Question, industry: Industry) -> Text:
    project = q.project
    code = f" {project.industry_code}" if project.industry_code else ""
    if None in industry.land:
        return Text(f"{industry.title.zh}{code}", f"{industry.title.en}{code}")
    title = (
        code_title(q.sites.stock.catalog, "pollution_class", project.pollution_class)
        if project.pollution_class
        else None
    )
    zh, en = (f"{title.zh}污染", f"pollution {title.en}") if title else ("污染类别未知", "pollution class unknown")
    return Text(f"{industry.title.zh}{code}（{zh}）", f"{industry.title.en}{code} ({en})")


def _leads(q: Question, row: int) -> Text | None:
    """What a code of another system may be in the scheme's, by titles where the data folder has them; None where nothing says it."""
    walk, code = walk_of(q.sites, q.scheme, row), q.sites.as_written(Role.USAGE).word(row)
    found = walk.leads(str(code)) if walk is not None and code is not None else ()
    if not found:
        return None
    lists = q.sites.stock.catalog.codelists.values()
    house = next((each for each in lists if q.scheme.usage_system in (each.id, each.system)), None)
    titled = [Text(each, each) if house is None else _titled(each, house.title_of(each)) for each in found]
    first = Text("、".join(each.zh for each in titled[:-1]), ", ".join(each.en for each in titled[:-1]))
    last = titled[-1]
    return Text(run_on(first.zh, "或", last.zh), f"{first.en} or {last.en}") if first.zh else last


def _titled(code: str, title: Text) -> Text:
    return Text(code, code) if title.zh == code else Text(f"{code} {title.zh}", f"{code} {title.en}")


def _usage_doubt(q: Question, row: int, industry: Industry, shown: Text) -> Text:
    written = q.sites.as_written(Role.USAGE).word(row)
    if written is None:
        return Text("用途代码未知", "code not known")
    if not same_system(q.sites, q.scheme)[row] and _leads(q, row) is None:
        return Text(f"{written} 属另一分类体系", f"{written} is of another code system")
    if (unlisted := q.sites.unlisted(row, Role.USAGE)) is not None:
        return unlisted
    if None not in industry.land and q.project.pollution_class not in industry.land:
        return Text(
            f"{shown.zh.removesuffix('，')}，项目污染类别未知",
            f"{shown.en}; the project's pollution class is not known",
        )
    return Text(run_on(shown.zh, "分类过粗"), f"{shown.en} is too coarse a code")


def _unstated(q: Question) -> tuple[str, ...]:
    """The industry that the project does not name, or its class where the industry's land depends on that."""
    industry = industry_of(q.project, q.scheme)
    if industry is None:
        return () if q.project.industry_code else ("industry_code",)
    return () if None in industry.land or q.project.pollution_class in industry.land else ("pollution_class",)


RULE = Rule(
    id="usage",
    kinds=(LAND,),
    applies=lambda _project, kind: kind == LAND,
    judges=_usage_answers,
    reason=_usage_reason,
    reads=frozenset({Role.USAGE, Role.USAGE_SYSTEM}),
    mended=lambda _q: Text("调整规划用途", "re-plan the land use"),
    unstated=_unstated,
)
