"""Whether a floor of one use takes a project, by the table of the scheme."""

from __future__ import annotations

from gis.fields import Role
from gis.matching.needs.project import Project, code_title
from gis.matching.rules.industries import contradicts, industry_of
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule, always
from gis.matching.rules.use.industry_words import no_industry
from gis.matching.scheme.scheme import Industry, Scheme
from gis.matching.sites.answers import NO, UNKNOWN, YES, Answers
from gis.matching.sites.candidates import FLOOR
from gis.text import Text


def judge_space_use(use: str, project: Project, scheme: Scheme) -> int:
    """Whether a floor of one use takes a project, by the scheme's table.

    The industry decides. Where none is named, the use that is asked stands in, and takes itself always. Where the two contradict, what either
    takes is to be checked.
    """
    industry = industry_of(project, scheme)
    if contradicts(project, scheme):
        other = _on_floors(use, project.space_use, scheme.industry_by_space_use.get(project.space_use or ""))
        return NO if other == NO and _on_floors(use, None, industry) == NO else UNKNOWN
    return _on_floors(use, project.space_use if project.division is None else None, industry)


def _on_floors(use: str, asked: str | None, industry: Industry | None) -> int:
    if use == asked:
        return YES
    if industry is None:
        return UNKNOWN
    if use in industry.floors_yes:
        return YES
    return UNKNOWN if use in industry.floors_check else NO


def _space_answers(q: Question) -> Answers:
    return q.sites.coded(Role.USAGE).judged(lambda use: judge_space_use(str(use), q.project, q.scheme))


def _space_reason(q: Question, row: int, answer: int) -> Text:
    industry, use = industry_of(q.project, q.scheme), q.sites.words(row, Role.USAGE)
    who = industry.title if industry else use
    if answer == UNKNOWN:
        return to_check(Text("空间用途", "use of the space"), _space_doubt(q, row, who))
    if answer == YES:
        return Text(f"{use.zh}空间可用于{who.zh}", f"{use.en} space takes {who.en}")
    return Text(f"{use.zh}空间不可用于{who.zh}", f"{use.en} space does not take {who.en}")


def _space_doubt(q: Question, row: int, who: Text) -> Text | None:
    project, industry = q.project, industry_of(q.project, q.scheme)
    if contradicts(project, q.scheme):
        asked = code_title(q.sites.stock.catalog, "space_use", project.space_use or "")
        return Text(
            f"项目行业为{who.zh}，所填空间用途为{asked.zh}，两者不一致",
            f"the industry is {who.en}, the use asked is {asked.en}: they contradict",
        )
    if industry is None:
        known = project.industry_code is not None
        return no_industry(q) if known else Text("项目行业与用途未知", "the project's industry and use are not known")
    if q.sites.coded(Role.USAGE).word(row) is None:
        return q.sites.unlisted(row, Role.USAGE)
    use = q.sites.words(row, Role.USAGE)
    return Text(f"{use.zh}空间用于{who.zh}须核准", f"{who.en} in {use.en} space needs approval")


RULE = Rule(
    id="space_use",
    kinds=(FLOOR,),
    applies=always,
    judges=_space_answers,
    reason=_space_reason,
    reads=frozenset({Role.USAGE}),
    unstated=lambda q: () if q.project.industry_code or q.project.space_use else ("industry_code",),
    mended=lambda _q: Text("变更空间用途", "change the use of the space"),
)
