"""The class of fire hazard that a floor takes."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from gis.catalog import Kind
from gis.codelists import Codelist
from gis.columns import Mask
from gis.fields import Role
from gis.matching.needs.project import code_title
from gis.matching.rules.industries import contradicts
from gis.matching.rules.question import Question, floor_unknown, to_check
from gis.matching.rules.rule import Rule
from gis.matching.sites.answers import NO, UNKNOWN, YES, Answers
from gis.matching.sites.candidates import FLOOR, Sites
from gis.text import Text


def fire_scale(sites: Sites) -> Codelist | None:
    """The scale of fire classes that the sites' layers use, most dangerous first."""
    for layer in sites.stock.layers:
        field = layer.collection.by_role.get(Role.FIRE_CLASS)
        codelist = layer.codelists.get(field.name) if field else None
        if codelist is not None and codelist.hierarchy == "ordinal":
            return codelist
    return None


def _fire_answers(q: Question) -> Answers:
    answers = np.where(_too_deep(q), NO, _above_ground(q))
    return np.where((answers == YES) & _may_be_deep(q), UNKNOWN, answers).astype(np.int8)


def _above_ground(q: Question) -> Answers:
    """Whether each floor takes the project, wherever it lies."""
    scale = fire_scale(q.sites)
    rank = scale.rank if scale else {}
    asked = rank.get(q.project.fire_class or "")

    def carries(word: Hashable) -> int:
        has = rank.get(str(word))
        return UNKNOWN if has is None or asked is None else int(asked >= has)

    by_class = q.sites.coded(Role.FIRE_CLASS).judged(carries)
    by_use = q.sites.coded(Role.USAGE).judged(lambda use: _by_use(q, str(use)))
    # A class of plant says nothing about storage: each has its own scale.
    other_scale = q.sites.coded(Role.USAGE).judged(lambda use: int(_other_scale(q, str(use))), otherwise=0) == 1
    known = np.where(other_scale & (by_class == YES), UNKNOWN, by_class)
    return np.where(q.sites.as_written(Role.FIRE_CLASS).known, known, by_use).astype(np.int8)


def _too_deep(q: Question) -> Mask:
    """Floors below ground, which the most dangerous classes may not use."""
    if not _stays_above(q):
        return np.zeros(len(q.sites), dtype=bool)
    return q.sites.coded(Role.FLOOR).measured(_storey) < 0


def _may_be_deep(q: Question) -> Mask:
    """Records of whole buildings, for those classes: on which floor the space lies is not known."""
    return q.sites.by_building & _stays_above(q)


def _stays_above(q: Question) -> bool:
    return q.project.fire_class in q.names("never_below_ground")


def _storey(floor: Hashable) -> float:
    return float(floor) if isinstance(floor, int | float) else np.nan


def _wanted_use(q: Question) -> str | None:
    """The use of space that is asked, None where it contradicts the industry and says nothing."""
    return None if contradicts(q.project, q.scheme) else q.project.space_use


def _by_use(q: Question, use: str) -> int:
    """Without a class of its own: space that has none excludes plants and takes the rest."""
    if use not in q.names("no_plant_class"):
        return UNKNOWN
    wanted = _wanted_use(q)
    if wanted is None:
        return UNKNOWN
    return int(wanted not in q.names("plant_uses"))


def _other_scale(q: Question, use: str) -> bool:
    plant_uses, asked = q.names("plant_uses"), _wanted_use(q)
    return asked in plant_uses and use in plant_uses and use != asked


def _fire_reason(q: Question, row: int, answer: int) -> Text:
    has, use = q.sites.coded(Role.FIRE_CLASS).word(row), q.sites.words(row, Role.USAGE)
    asked = _fire_words(q, q.project.fire_class)
    if _too_deep(q)[row]:
        return Text(f"{asked.zh}项目不得设在地下", f"a project of {asked.en} may not be below ground")
    if answer == UNKNOWN and _may_be_deep(q)[row] and _above_ground(q)[row] == YES:
        detail = Text(f"{asked.zh}项目不得设在地下", f"a project of {asked.en} may not be below ground")
        return floor_unknown(to_check(Text("是否在地下", "whether it lies below ground"), detail))
    if has is None and answer == UNKNOWN:
        detail = Text(f"项目为{asked.zh}", f"the project is {asked.en}")
        return to_check(Text("火灾危险性", "fire-hazard class"), detail)
    if has is None:
        word = Text("可用", "suits") if answer == YES else Text("不得用于生产或仓储", "excludes production and storage")
        return Text(f"{use.zh}空间无厂房火险类别，{word.zh}", f"{use.en} space has no plant class: {word.en}")
    carries = _fire_words(q, str(has))
    if answer == UNKNOWN:
        wanted = code_title(q.sites.stock.catalog, "space_use", _wanted_use(q) or "")
        detail = Text(
            f"空间的{carries.zh}按{use.zh}分类，项目按{wanted.zh}分类",
            f"the space is {carries.en} for {use.en}, the project is classed for {wanted.en}",
        )
        return to_check(Text("火灾危险性", "fire-hazard class"), detail)
    verb = Text("可容", "takes") if answer == YES else Text("不可容", "does not take")
    return Text(f"{carries.zh}{verb.zh}{asked.zh}项目", f"{carries.en} {verb.en} a project of {asked.en}")


def _fire_words(q: Question, code: str | None) -> Text:
    scale = fire_scale(q.sites)
    return scale.title_of(code or "") if scale else Text(code or "", code or "")


RULE = Rule(
    id="fire",
    rests_on=((Role.FIRE_CLASS,),),
    of_floor=_may_be_deep,
    kinds=(FLOOR,),
    judges=_fire_answers,
    reason=_fire_reason,
    names={"no_plant_class": (), "plant_uses": (), "never_below_ground": ()},
    codes={
        **dict.fromkeys(("no_plant_class", "plant_uses"), (Kind.SPACE, Role.USAGE)),
        "never_below_ground": (Kind.SPACE, Role.FIRE_CLASS),
    },
    attributes=("fire_class",),
    reads=frozenset({Role.FIRE_CLASS, Role.USAGE, Role.FLOOR, Role.MADE_OF}),
)
