"""Words for what shares a site's ground: the floors and tenants on a plot, the plot under a floor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gis.matching.rules.question import Question, to_check
from gis.matching.sites import surroundings
from gis.matching.sites.candidates import FLOOR, LAND
from gis.matching.sites.grounds import grounds_of, let_floors
from gis.matching.sites.parcels import records_of_parcel
from gis.matching.sites.shared_ids import name_of_site
from gis.matching.sites.surroundings import Occupant
from gis.text import Text, either, many
from gis.units import figure

_NAMED: Final = 3


def place_words(q: Question, beside: str | None, *, twin: bool = False) -> Text:
    """Where on the site's ground something is, before what is said of it; nothing where it is the site itself. ``twin``: its other record."""
    if beside is None:
        return Text("", "")
    if twin and q.sites.kind == LAND:
        return Text(f"同一地面上的地块 {beside} ", f"{beside}, a plot on the same ground, is ")
    if twin:
        return Text(f"同一楼层的另一条记录 {beside} ", f"{beside}, another record of this floor, is ")
    if q.sites.kind == LAND:
        return Text(f"其上楼层 {beside} ", f"the floor {beside} on it is ")
    return Text(f"所在地块 {beside} ", f"the plot {beside} under it is ")


def taken_words(q: Question, others: Sequence[Occupant]) -> Text:
    """Who has taken which part of a site's ground, the site itself first."""
    places = sorted({(who.beside or "", who.twin) for who in others})
    zh, en = [], []
    for beside, twin in places[:2]:
        here = [each for each in others if (each.beside or "", each.twin) == (beside, twin)]
        where, who = place_words(q, beside or None, twin=twin), _who_words(here)
        zh.append(f"{where.zh}已由续建项目{who.zh}占用")
        whose = either(len(here), "project", "projects")
        en.append(f"{where.en}taken by the continuing {whose} {who.en}")
    more = len(places) - 2
    if more > 0:
        zh.append(f"另有 {more} 处")
        en.append(f"{more} more")
    return Text("；".join(zh), "; ".join(en))


def likely_words(q: Question, others: Sequence[Occupant]) -> Text:
    """Who seems to have taken a site's ground, by the map alone."""
    beside, who = others[0].beside, _who_words(others)
    where = Text("此处", "here") if beside is None else Text(f"所在地块 {beside} ", f"on the plot {beside} under it")
    if beside is not None and q.sites.kind == LAND:
        where = Text(f"其上楼层 {beside} ", f"on the floor {beside} on it")
    if others[0].twin and q.sites.kind == LAND:
        where = Text(f"同一地面上的地块 {beside} ", f"on {beside}, a plot on the same ground")
    elif others[0].twin:
        where = Text(f"同一楼层的另一条记录 {beside} ", f"on {beside}, another record of this floor")
    return to_check(
        Text("是否被续建项目占用", "occupation by a continuing project"),
        Text(
            f"图上续建项目{who.zh}在{where.zh.strip()}",
            f"on the map {who.en} {either(len(others), 'stands', 'stand')} {where.en}",
        ),
    )


def _who_words(found: Sequence[Occupant]) -> Text:
    """Projects by name and id, the first two of them."""
    zh = "、".join(f"“{who.name.zh}”（{who.id}）" for who in found[:2])
    en = ", ".join(f"“{who.name.en}” ({who.id})" for who in found[:2])
    if len(found) <= 2:
        return Text(zh, en)
    return Text(f"{zh}等 {len(found)} 个", f"{en} and {len(found) - 2} more")


def what_stands(q: Question, row: int) -> Text | None:
    """What stands on a plot: listed floors, let floors and the projects in these, and its other records. No conflict, but to be known; None where nothing does."""
    if q.sites.kind != LAND:
        return None
    parts, said = [*_list_floors(q, row), *_let(q, row), *_tenants(q, row)], _records(q, row)
    if parts:
        zh, en = "、".join(part.zh for part in parts), ", ".join(part.en for part in parts)
        said.append(Text(f"其上有{zh}", f"on it: {en}"))
    return Text("；".join(each.zh for each in said), "; ".join(each.en for each in said)) if said else None


def _records(q: Question, row: int) -> list[Text]:
    """Other records of the parcel that a plot names: who takes one has taken the others."""
    stock = q.sites.stock
    rows = records_of_parcel(stock).get(int(q.sites.rows[row]), ())
    if not rows:
        return []
    names = sorted(name_of_site(stock, other) for other in rows)
    more = Text(f" 等 {len(names)} 条", " …") if len(names) > _NAMED else Text("", "")
    zh, en = "、".join(names[:_NAMED]) + more.zh, ", ".join(names[:_NAMED]) + more.en
    return [Text(f"与 {zh} 是同一宗地，只能取其一", f"the same parcel as {en}: only one of them can be taken")]


def _list_floors(q: Question, row: int) -> list[Text]:
    stock = q.sites.stock.siblings[FLOOR]
    rows = grounds_of(stock).beside(LAND, int(q.sites.rows[row]))
    if not rows:
        return []
    ids = sorted(map(stock.id_of, rows))
    more = Text(" 等", " …") if len(ids) > _NAMED else Text("", "")
    zh, en = "、".join(ids[:_NAMED]) + more.zh, ", ".join(ids[:_NAMED]) + more.en
    return [Text(f"在册闲置楼层 {len(ids)} 处（{zh}）", f"{many(len(ids), 'listed idle floor')} ({en})")]


def _let(q: Question, row: int) -> list[Text]:
    """Floors that the buildings on a plot record as let, and their area."""
    areas = let_floors(q.sites.stock).get(int(q.sites.rows[row]), ())
    if not areas:
        return []
    total = figure(sum(areas))
    return [Text(f"已租楼层 {len(areas)} 处（{total} m²）", f"{many(len(areas), 'let floor')} ({total} m²)")]


def _tenants(q: Question, row: int) -> list[Text]:
    """Continuing projects in what is let there; the project that asks is none of them."""
    others = [who for who in surroundings.tenants(q.sites, row, q.names("stages")) if who.id != q.project.id]
    zh, en = [], []
    for who in others[:2]:
        name = _who_words([who])
        zh.append(f"{name.zh}在 {who.beside}" if who.beside else name.zh)
        en.append(f"{name.en} in {who.beside}" if who.beside else name.en)
    if not others:
        return []
    more = Text(f" 等 {len(others)} 个", f" and {len(others) - 2} more") if len(others) > 2 else Text("", "")
    return [Text(f"续建项目{'、'.join(zh)}{more.zh}", f"the continuing {', '.join(en)}{more.en}")]
