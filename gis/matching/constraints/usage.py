"""Whether the kind of site serves at all, and what may stand there: industry and pollution class against land use, use of space."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from gis.columns import Mask
from gis.fields import Role
from gis.layer import Layer
from gis.matching.answers import NO, UNKNOWN, YES, Answers
from gis.matching.candidates import LAND, Sites
from gis.matching.constraints.rule import Constraint, Question, always, to_check
from gis.matching.project import Project, code_title
from gis.matching.scheme import Industry, Scheme
from gis.text import Text

NEEDS_WORDS = {
    "land": Text("用地", "land"),
    "floor": Text("厂房楼层", "floor space"),
    "either": Text("用地或厂房楼层", "land or floor space"),
}


def industry_of(project: Project, scheme: Scheme) -> Industry | None:
    """The industry group of a project, by its division; by the use of space it asks where it names no industry. None where the scheme cannot tell."""
    if project.division is not None:
        return scheme.industry_by_division.get(project.division)
    return scheme.industry_by_space_use.get(project.space_use or "")


def contradicts(project: Project, scheme: Scheme) -> bool:
    """Whether a project asks a use of space that its industry does not take."""
    industry = industry_of(project, scheme)
    return (
        project.division is not None
        and project.space_use is not None
        and industry is not None
        and project.space_use not in industry.floors_yes
    )


def _no_industry(q: Question) -> Text:
    """Why nothing is said of a project: it names no industry, or one that the scheme does not mention."""
    code = q.project.industry_code
    if code is None:
        return Text("项目行业未知，无从对照", "the project's industry is not known")
    return unmentioned(code, code_title(q.sites.stock.catalog, "industry_code", code))


def unmentioned(code: str, title: Text) -> Text:
    """That a scheme does not say where an industry may stand; one without a title is named by its code alone.

    >>> unmentioned("0111", Text("0111", "0111")).zh
    '方案未规定 0111 可用何种用途'
    """
    named = Text(f"{code} {title.zh}", f"{code} {title.en}") if title.zh != code else Text(f"{code} ", code)
    return Text(f"方案未规定 {named.zh}可用何种用途", f"the scheme does not say where {named.en} may stand")


# needs ---------------------------------------------------------------------------------------------------------------


def _needs_answers(q: Question) -> Answers:
    return np.full(len(q.sites), YES if q.project.looks_at(q.sites.kind) else NO, dtype=np.int8)


def _needs_reason(q: Question, _row: int, answer: int) -> Text:
    asked, offered = NEEDS_WORDS[q.project.needs], NEEDS_WORDS[q.sites.kind]
    if answer == YES:
        return Text(f"项目需要{asked.zh}", f"the project needs {asked.en}")
    return Text(f"项目需要{asked.zh}，这里是{offered.zh}", f"the project needs {asked.en}; this is {offered.en}")


# usage of land -------------------------------------------------------------------------------------------------------


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

    return np.where(same_system(q.sites, q.scheme), codes.judged(judge), UNKNOWN).astype(np.int8)


def same_system(sites: Sites, scheme: Scheme) -> Mask:
    """Whether each site's code is of the scheme's system: as the row says, else as its layer's code list says."""
    system, stock = scheme.usage_system, sites.stock
    by_row = sites.coded(Role.USAGE_SYSTEM).judged(lambda word: int(word == system)) == YES
    by_layer = stock.by_layer(("usage system", system), [_is_of_system(layer, system) for layer in stock.layers])
    return np.where(sites.recorded(Role.USAGE_SYSTEM), by_row, sites.part(by_layer))


def _is_of_system(layer: Layer, system: str) -> bool:
    field = layer.collection.by_role.get(Role.USAGE)
    codelist = layer.codelists.get(field.name) if field else None
    return codelist is not None and system in (codelist.id, codelist.system)


def _usage_reason(q: Question, row: int, answer: int) -> Text:
    industry, code = industry_of(q.project, q.scheme), q.sites.coded(Role.USAGE).word(row)
    use = q.sites.words(row, Role.USAGE)
    shown = Text(f"{use.zh} {code}", f"{use.en} {code}") if code is not None else use
    if industry is None:
        return to_check(Text("用途", "land use"), _no_industry(q))
    who = _who(q, industry)
    if answer == YES:
        return Text(f"{shown.zh} 可安排{who.zh}", f"{shown.en} takes {who.en}")
    if answer == NO:
        return Text(f"{shown.zh} 不可安排{who.zh}", f"{shown.en} does not take {who.en}")
    return to_check(Text("用途", "land use"), _usage_doubt(q, row, industry, shown))


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


def _usage_doubt(q: Question, row: int, industry: Industry, shown: Text) -> Text:
    written = q.sites.written(Role.USAGE).word(row)
    if written is None:
        return Text("用途代码未知", "code not known")
    if not same_system(q.sites, q.scheme)[row]:
        return Text(f"{written} 属另一分类体系", f"{written} is of another code system")
    if (unlisted := q.sites.unlisted(row, Role.USAGE)) is not None:
        return unlisted
    if None not in industry.land and q.project.pollution_class not in industry.land:
        return Text(f"{shown.zh}，项目污染类别未知", f"{shown.en}; the project's pollution class is not known")
    return Text(f"{shown.zh} 分类过粗", f"{shown.en} is too coarse a code")


# use of space --------------------------------------------------------------------------------------------------------


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
        return _no_industry(q) if known else Text("项目行业与用途未知", "the project's industry and use are not known")
    if q.sites.coded(Role.USAGE).word(row) is None:
        return q.sites.unlisted(row, Role.USAGE)
    use = q.sites.words(row, Role.USAGE)
    return Text(f"{use.zh}空间用于{who.zh}须核准", f"{who.en} in {use.en} space needs approval")


NEEDS = Constraint(
    id="needs",
    applies=lambda project, kind: not project.looks_at(kind),
    answers=_needs_answers,
    reason=_needs_reason,
    reads=frozenset(),
)
USAGE = Constraint(
    id="usage",
    applies=lambda _project, kind: kind == LAND,
    answers=_usage_answers,
    reason=_usage_reason,
    reads=frozenset({Role.USAGE, Role.USAGE_SYSTEM}),
)
SPACE_USE = Constraint(
    id="space_use", applies=always, answers=_space_answers, reason=_space_reason, reads=frozenset({Role.USAGE})
)
