"""Notes: what of a demand contradicts itself or means nothing, said first, in one sentence each. A note moves no verdict and no score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gis.catalog import Catalog
from gis.matching.criteria.criteria import CRITERIA
from gis.matching.needs.attributes import FLOOR_M2, LAND_M2, Attribute
from gis.matching.needs.project import ATTRIBUTES, FIGURES, Project, code_title
from gis.matching.needs.vocabulary_words import NEEDS_WORDS, TENURE_WORDS
from gis.matching.ranking.elimination import applying
from gis.matching.rules.industries import contradicts, industry_of, unmentioned
from gis.matching.rules.kinds import kinds_left
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import FLOOR, LAND, SiteKind
from gis.plainly import Filled
from gis.text import Text

_NAMED: Final = 10
"""How many projects of a note are named in its words."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """A sentence about what was asked, and the projects of the register that it is about."""

    code: str
    words: Filled[Text]
    projects: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """One project, beside what it is judged by."""

    project: Project
    scheme: Scheme
    catalog: Catalog

    def title(self, key: str) -> Text:
        """A code of the project by its title."""
        return code_title(self.catalog, key, str(getattr(self.project, key)))


def notes_on(projects: Sequence[Project], scheme: Scheme, catalog: Catalog) -> tuple[Note, ...]:
    """What contradicts itself or means nothing in what some projects ask; of several, those alike in one sentence."""
    notes = []
    for code, (check, many) in _CHECKS.items():
        said = [
            (project, words)
            for project in sorted(projects, key=lambda each: each.id or "")
            if (words := check(_Asked(project=project, scheme=scheme, catalog=catalog))) is not None
        ]
        if not said:
            continue
        ids = tuple(project.id for project, _ in said if project.id)
        words = said[0][1] if len(said) == 1 else _together(many, ids)
        named = len(projects) > 1 and len(said) == 1
        notes.append(Note(code=code, words=sentence(_of(ids[0], words) if named else words), projects=ids))
    return tuple(notes)


def list_ids(ids: Sequence[str]) -> Text:
    """Some ids, the first of them named."""
    more = len(ids) - _NAMED
    return Text(
        "、".join(ids[:_NAMED]) + (f" 等 {len(ids)} 个" if more > 0 else ""),
        ", ".join(ids[:_NAMED]) + (f" and {more} more" if more > 0 else ""),
    )


def sentence(words: Text) -> Text:
    """A clause as a sentence."""
    return Text(f"{words.zh}。", f"{words.en[:1].upper()}{words.en[1:]}.")


def _together(many: Text, ids: Sequence[str]) -> Text:
    names = list_ids(ids)
    return Text(f"{len(ids)} 个项目{many.zh}：{names.zh}", f"{len(ids)} projects {many.en}: {names.en}")


def _of(key: str, words: Text) -> Text:
    return Text(f"{key}：{words.zh}", f"{key}: {words.en}")


# what is checked -----------------------------------------------------------------------------------------------------


def _tenure(asked: _Asked) -> Text | None:
    project = asked.project
    if kinds_left(project, asked.scheme):
        return None
    wanted, needs = [TENURE_WORDS[each] for each in project.tenure], NEEDS_WORDS[project.needs]
    zh, en = "或".join(word.zh for word in wanted), " or ".join(word.en for word in wanted)
    return Text(
        f"{zh}与{needs.zh}互相排斥，没有场地能同时满足，请改其一",
        f"{en} and {needs.en} exclude one another: no site can serve, change one of them",
    )


def _start(asked: _Asked) -> Text | None:
    start, today = asked.project.start_date, asked.catalog.as_of
    # Who stands on its site has begun.
    if start is None or start >= today or asked.project.stage in asked.scheme.portfolio.pinned_stages:
        return None
    return Text(
        f"开工日期 {start} 已过，查询日为 {today}，请改为查询日或以后",
        f"the start {start} has passed; day of the question {today}: ask for that day or a later one",
    )


def _industry(asked: _Asked) -> Text | None:
    code = asked.project.industry_code
    if code is None or industry_of(asked.project, asked.scheme) is not None:
        return None
    words = unmentioned(code, asked.title("industry_code"))
    return Text(f"{words.zh}，所有场地的用途均待核实", f"{words.en}: the use of every site is to be checked")


def _use(asked: _Asked) -> Text | None:
    industry = industry_of(asked.project, asked.scheme)
    if industry is None or FLOOR not in kinds_left(asked.project, asked.scheme):
        # Of land no use of space is asked.
        return None
    if not contradicts(asked.project, asked.scheme):
        return None
    use = asked.title("space_use")
    return Text(
        f"项目行业为{industry.title.zh}，所填空间用途为{use.zh}，两者不一致，楼层用途待核实",
        f"the industry is {industry.title.en}, the use of space asked is {use.en}: they contradict, floors are to be checked",
    )


_ENTERING: Final = ("storeys_max", "investment_wan")
"""They enter what is compared of other figures."""
_FIGURES: Final = tuple(each for each in FIGURES if each.unit is not FLOOR_M2 and each.key not in _ENTERING)
_JUDGED: Final = (
    *(each for each in _FIGURES if each.unit is not LAND_M2),
    ATTRIBUTES["fire_class"],
    *(each for each in _FIGURES if each.unit is LAND_M2),
)
"""What a demand asks that a rule judges by itself."""


def _title(asked: Attribute) -> Text:
    """A title that says of which kind of site it is."""
    if asked.unit is LAND_M2 and asked.kind == "number":
        return Text(f"用地{asked.title.zh}", f"{asked.title.en} of land")
    return asked.title


def _idle(asked: _Asked) -> Text | None:
    project, kinds = asked.project, kinds_left(asked.project, asked.scheme)
    if project.id is not None or len(kinds) != 1:
        # What a register records of a project is no order, and where both kinds are looked at everything is judged somewhere.
        return None
    idle = [
        _title(each)
        for each in _JUDGED
        if getattr(project, each.key) and not _judged(project, asked.scheme, kinds[0], each.key)
    ]
    if not idle:
        return None
    where = NEEDS_WORDS[kinds[0]]
    zh, en = "、".join(each.zh for each in idle), ", ".join(each.en for each in idle)
    return Text(
        f"只找{where.zh}，不按{zh}判定",
        f"only {where.en} is looked for: nothing is judged by {en}",
    )


def _judged(project: Project, scheme: Scheme, kind: SiteKind, key: str) -> bool:
    """Whether some rule of the scheme asks it of sites of a kind, or a criterion grades them by it."""
    if any(key in CRITERIA[spec.id].reads.get(kind, ()) for spec in scheme.criteria if spec.weight > 0):
        return True
    bare = Project(needs=LAND if kind == LAND else "floor")
    return len(applying(replace(bare, **{key: getattr(project, key)}), scheme, kind)) > len(
        applying(bare, scheme, kind)
    )


_CHECKS: Final[dict[str, tuple[Callable[[_Asked], Text | None], Text]]] = {
    "tenure": (_tenure, Text("的取得方式与需求类型互相排斥", "want a tenure that the kind of site they need excludes")),
    "start": (_start, Text("的开工日期已过", "have a start that has passed")),
    "industry": (_industry, Text("的行业方案未规定可用何种用途", "are of industries that the scheme does not mention")),
    "use": (_use, Text("的行业与所填空间用途不一致", "ask a use of space that contradicts their industry")),
    "idle": (_idle, Text("有不判定的要求", "ask what nothing is judged by")),
}
