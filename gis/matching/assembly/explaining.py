"""Joined sites in words: their members by name, the area beside what is asked, and what is to be checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple

import numpy as np

from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.assembly.joined import Joined, Member
from gis.matching.assembly.members import own_rules, whole_answers
from gis.matching.assembly.whole import JoinedSites
from gis.matching.criteria.grading import rest_words
from gis.matching.needs.areas import area_range, shown_area, shown_range
from gis.matching.needs.project import Project
from gis.matching.ranking.assessment import Assessment, assess
from gis.matching.rules import RULES, Question
from gis.matching.rules.area import RULE as AREA
from gis.matching.rules.question import FLOOR_UNKNOWN
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import UNKNOWN
from gis.matching.sites.candidates import FLOOR, LAND, Sites, Stock, stock_of
from gis.plainly import Inline, Key, LeftOut, Mark
from gis.text import Text, many
from gis.units import figure, shown_score


@dataclass(frozen=True, kw_only=True)
class Item:
    """A member by name; ``area_m2`` is what is taken of it."""

    collection: str
    id: str
    name: str | None
    name_en: str | None
    area_m2: float
    partial: bool
    owner: str | None
    storeys: LeftOut[str | None]


class Points(NamedTuple):
    """What a criterion gives to the score of joined sites."""

    criterion: str
    title: Inline[Text]
    points: float


@dataclass(frozen=True, kw_only=True)
class FloorsTogether:
    """What joined floors lie in, as far as it is the same for all, and on which storeys; ``apart`` where they do not adjoin."""

    building: Text | None
    park: Text | None
    storeys: tuple[str | None, ...]
    apart: bool


@dataclass(frozen=True, kw_only=True)
class Assembly:
    """Joined sites as a report lists them; ``points`` by criterion sum to the score."""

    rank: int
    items: tuple[Item, ...]
    joined: Inline[Joined]
    points: Annotated[tuple[Points, ...], Key("contributions")]
    words: Text
    floors: Annotated[FloorsTogether | None, Mark.INLINE, Mark.LEFT_OUT]


def explain_assemblies(
    inventory: Inventory, project: Project, scheme: Scheme, ranking: Sequence[Joined]
) -> tuple[Assembly, ...]:
    """Ranked joined sites of one kind, each with its reasons."""
    if not ranking:
        return ()
    stock = stock_of(inventory, ranking[0].kind)
    rows = np.unique([member.row for one in ranking for member in one.members])
    alone = assess(project, Sites(stock, rows), own_rules(scheme))
    teller = _Teller(project, scheme, stock, alone)
    return tuple(teller.assembly(one, rank) for rank, one in enumerate(ranking, 1))


class _Teller:
    """What there is to say of joined sites, their members assessed together."""

    def __init__(self, project: Project, scheme: Scheme, stock: Stock, alone: Assessment) -> None:
        self.project, self.scheme, self.stock, self.alone = project, scheme, stock, alone

    def assembly(self, one: Joined, rank: int) -> Assembly:
        """One of a ranking."""
        members = sorted(one.members, key=self._lowest_first) if one.kind == FLOOR else list(one.members)
        specs = zip(self.scheme.criteria, one.points, strict=True)
        return Assembly(
            rank=rank,
            joined=one,
            items=tuple(self._item(member) for member in members),
            points=tuple(Points(spec.id, spec.title, points) for spec, points in specs),
            words=self._words(one, members),
            floors=self._floors(one, members) if one.kind == FLOOR else None,
        )

    def _floors(self, one: Joined, members: Sequence[Member]) -> FloorsTogether:
        return FloorsTogether(
            building=self._common(one, Role.BUILDING),
            park=self._common(one, Role.PARK),
            storeys=tuple(map(self._storey, members)),
            apart=one.apart,
        )

    def _lowest_first(self, member: Member) -> tuple[float, int]:
        storey = float(self.stock.number(Role.FLOOR)[member.row])
        return (np.inf if np.isnan(storey) else storey, int(self.stock.tie_order[member.row]))

    def _at(self, row: int) -> int:
        return int(np.searchsorted(self.alone.sites.rows, row))

    def _item(self, member: Member) -> Item:
        sites, at = self.alone.sites, self._at(member.row)
        layer, _ = sites.layer_of(at)
        name, english, owner = (sites.value(at, role) for role in (Role.NAME, Role.NAME_EN, Role.OWNER))
        return Item(
            collection=layer.id,
            id=sites.id(at),
            name=None if name is None else str(name),
            name_en=None if english is None else str(english),
            area_m2=member.area_m2,
            partial=member.partial,
            owner=None if owner is None else str(owner),
            storeys=self._storey(member) if member.kind == FLOOR else None,
        )

    def _storey(self, member: Member) -> str | None:
        storey = float(self.stock.number(Role.FLOOR)[member.row])
        if np.isnan(storey):
            return None
        return f"B{-storey:g}" if storey < 0 else f"{storey:g}F"

    def _common(self, one: Joined, role: Role) -> Text | None:
        """What all members lie in, None where they do not lie in the same or nobody knows."""
        coded = self.stock.coded(role)
        words = {coded.word(member.row) for member in one.members}
        return None if len(words) > 1 or None in words else self.alone.sites.words(self._at(one.members[0].row), role)

    def _name(self, member: Member) -> Text:
        item = self._item(member)
        return Text(item.name or item.id, item.name_en or item.name or item.id)

    def _words(self, one: Joined, members: Sequence[Member]) -> Text:
        said = [self._together(one, members), *self._partly(members), *self._facts(one)]
        doubts = list(self._doubts(one, members))
        zh = "；".join(each.zh for each in said) + f"。得分 {shown_score(one.score)}。"
        en = "; ".join(each.en for each in said) + f". Scores {shown_score(one.score)}."
        if doubts:
            zh += "需核实：" + "；".join(each.zh for each in doubts) + "。"
            en += " To settle: " + "; ".join(each.en for each in doubts) + "."
        return Text(zh, en)

    def _together(self, one: Joined, members: Sequence[Member]) -> Text:
        count, has = len(members), shown_area(one.area_m2, one.kind)
        wanted = shown_range(*area_range(self.project, one.kind), one.kind)
        more = ""
        if one.kind == LAND:
            what, more = Text(f"{count} 宗相邻地块", f"{count} neighbouring parcels"), f"{figure(one.area_m2)} m²"
        elif one.apart:
            where = Text("园区", "park") if self._common(one, Role.BUILDING) is None else Text("楼栋", "building")
            what = Text(f"同一{where.zh} {count} 处不相邻楼层", f"{count} floors of one {where.en} that do not adjoin")
        else:
            what = Text(f"同一楼栋 {count} 处相邻楼层", f"{count} adjoining floors of one building")
        beside = Text(f"（{more}）" if more else "", f" ({more})" if more else "")
        return Text(
            f"{what.zh}，合计 {has.zh}{beside.zh}，需求 {wanted.zh}",
            f"{what.en}, {has.en}{beside.en} together for {wanted.en}",
        )

    def _partly(self, members: Sequence[Member]) -> Iterator[Text]:
        for member in members:
            if member.partial:
                name, whole = self._name(member), float(self.stock.number(Role.AREA)[member.row])
                least = float(self.stock.number(Role.MIN_LET)[member.row])
                rest = rest_words(whole, member.area_m2, least)
                more = Text(f"，{rest.zh}", f", {rest.en}") if rest else Text("", "")
                yield Text(
                    f"其中{name.zh}只取 {figure(member.area_m2)} m²（共 {figure(whole)} m²）{more.zh}",
                    f"of {name.en} {figure(member.area_m2)} m² of {figure(whole)} m²{more.en}",
                )

    def _facts(self, one: Joined) -> Iterator[Text]:
        if one.excess is not None:
            yield one.excess
        yield Text(f"权利人 {one.owners} 家", many(one.owners, "owner"))
        if one.months is None:
            yield Text("可用时间待核实", "time until use to check")
        elif one.months < 0.5:
            yield Text("现在可用", "ready now")
        else:
            wait = figure(one.months)
            yield Text(f"约 {wait} 个月可用", f"ready in about {many(wait, 'month')}")
        if one.compactness is not None:
            yield Text(f"紧凑度 {figure(one.compactness, 2)}", f"compactness {figure(one.compactness, 2)}")

    def _doubts(self, one: Joined, members: Sequence[Member]) -> Iterator[Text]:
        """What keeps each member, and the whole, from being certain."""
        if not one.to_check:
            return
        for member in members:
            name, at = self._name(member), self._at(member.row)
            reasons = [verdict.reason for verdict in self.alone.verdicts(at) if verdict.answer == UNKNOWN]
            if self.stock.by_building[member.row]:
                reasons.append(FLOOR_UNKNOWN)
            if member.partial and np.isnan(self.stock.number(Role.MIN_LET)[member.row]):
                reasons.append(Text("可否部分出租待核实", "letting in part to check"))
            if reasons:
                zh, en = "、".join(each.zh for each in reasons), ", ".join(each.en for each in reasons)
                yield Text(f"{name.zh}：{zh}", f"{name.en}: {en}")
        if one.kind == LAND:
            yield from self._doubts_of_the_whole(one)

    def _doubts_of_the_whole(self, one: Joined) -> Iterator[Text]:
        sets = np.array([[member.row for member in one.members]])
        whole = JoinedSites(self.stock, sets, np.array([[member.area_m2 for member in one.members]]))
        for rule, answers in whole_answers(self.project, whole, self.scheme).items():
            too_large = rule == AREA.id and one.too_large
            if answers[0] != UNKNOWN and not too_large:
                continue
            spec = self.scheme.rule(rule)
            question = Question(project=self.project, sites=whole, scheme=self.scheme, spec=spec)
            reason = RULES[rule].reason(question, 0, int(answers[0]))
            rest = Text("，多出部分如何处置", ", what becomes of the rest") if too_large else Text("", "")
            yield Text(f"整体{reason.zh}{rest.zh}", f"the whole: {reason.en}{rest.en}")
