"""The graded rules: a figure of the field for every site, turned into [0, 1] by the scheme's value function.

A figure that is not known is NaN and earns nothing; what it could earn at most is told apart, never guessed.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

import numpy as np

from gis.catalog import Kind
from gis.fields import Role
from gis.matching.criteria import returns
from gis.matching.criteria.grading import Criterion, Grading, area_taken, constant, rest_words
from gis.matching.needs.areas import area_range, asks_area, shown_area, shown_range
from gis.matching.needs.project import AREA_BOUNDS, Project, figure_of
from gis.matching.rules import RULES, Comparison
from gis.matching.rules.question import floor_unknown
from gis.matching.rules.waiting import DAYS_A_MONTH, months_by_route, months_to_clear
from gis.matching.scheme.scheme import CriterionSpec, Scheme
from gis.matching.sites import surroundings
from gis.matching.sites.answers import Numbers
from gis.matching.sites.candidates import LAND, SITE_KINDS, SiteKind
from gis.matching.sites.holds import held_until
from gis.rounding import rounded
from gis.text import Text, many, run_on
from gis.units import figure, plain

# area fit ------------------------------------------------------------------------------------------------------------


def area_place(project: Project, kind: SiteKind, spec: CriterionSpec, areas: Numbers) -> Numbers | None:
    """Where areas in m² lie in the range that a project asks: 0 at the lower bound, 1 at the upper; None where it asks none."""
    span = _span(project, kind, spec)
    if span is None:
        return None
    bottom, top = span
    if top <= bottom:
        return np.where(np.isnan(areas), np.nan, 0.5)
    return (areas - bottom) / (top - bottom)


def _span(project: Project, kind: SiteKind, spec: CriterionSpec) -> tuple[float, float] | None:
    low, high = area_range(project, kind)
    if (low, high) == (None, None):
        return None
    factor = max(spec.numbers["open_factor"], 1.0)
    bottom = low if low is not None else (high or 0.0) / factor
    return bottom, high if high is not None else bottom * factor


def _area_place(g: Grading) -> Numbers | None:
    return area_place(g.project, g.sites.kind, g.spec, area_taken(g, _span(g.project, g.sites.kind, g.spec)))


def _asks_area(g: Grading) -> bool:
    return asks_area(g.project, g.sites.kind)


def _area_values(g: Grading) -> Numbers:
    place = _area_place(g)
    return constant(g, 1.0) if place is None else g.spec.value(place)


def _area_words(g: Grading, row: int) -> Text:
    low, high = area_range(g.project, g.sites.kind)
    area = float(g.sites.number(Role.AREA)[row])
    if (low, high) == (None, None):
        return Text("需求未提面积", "no area is asked")
    wanted = shown_range(low, high, g.sites.kind)
    if np.isnan(area):
        return Text("面积待核实", "area to check")
    if g.sites.by_building[row]:
        return floor_unknown(Text("单层面积待核实", "area of a single floor to check"), shown_area(area, g.sites.kind))
    has, part = shown_area(area, g.sites.kind), float(area_taken(g, _span(g.project, g.sites.kind, g.spec))[row])
    if np.isnan(part) or part == area:
        return Text(f"{has.zh}，需求 {wanted.zh}", f"{has.en} for {wanted.en}")
    let, rest = shown_area(part, g.sites.kind), rest_words(area, part, float(g.sites.number(Role.MIN_LET)[row]))
    more = Text(f"；{rest.zh}", f"; {rest.en}") if rest else Text("", "")
    return Text(
        f"{run_on(has.zh, '中取')} {let.zh}，需求 {wanted.zh}{more.zh}",
        f"{let.en} out of {has.en} for {wanted.en}{more.en}",
    )


# engineering fit -----------------------------------------------------------------------------------------------------


def _equipment(kind: SiteKind) -> tuple[Comparison, ...]:
    """What the rules of equipment compare of a kind of site, in the order in which people read it."""
    found = [each for rule in RULES.values() if rule.equips for each in rule.compares if kind in each.kinds]
    return tuple(sorted(found, key=lambda each: each.attribute.line))


_EQUIPMENT: Final = {kind: _equipment(kind) for kind in SITE_KINDS}


def _items(g: Grading) -> list[tuple[Text, Numbers]]:
    """Supplied over asked, for each item the project asks of this kind of site."""
    asked = [(each, figure_of(g.project, each.key) or 0.0) for each in _EQUIPMENT[g.sites.kind]]
    return [(each.attribute.short, each.quantity.of(g.sites) / wanted) for each, wanted in asked if wanted > 0]


def _engineering_values(g: Grading) -> Numbers:
    items = [g.spec.value(ratio) for _, ratio in _items(g)]
    return np.mean(items, axis=0) if items else constant(g, 1.0)


def _engineering_words(g: Grading, row: int) -> Text:
    items = [(title, float(ratio[row])) for title, ratio in _items(g)]
    if not items:
        return Text("需求未提工程条件", "no engineering is asked")
    zh = "、".join(f"{title.zh}{_times(ratio).zh}" for title, ratio in items)
    en = ", ".join(f"{title.en} {_times(ratio).en}" for title, ratio in items)
    return Text(zh, en)


def _times(ratio: float) -> Text:
    if np.isnan(ratio):
        return Text("待核实", "to check")
    if np.isinf(ratio):
        return Text("不需", "not needed")
    return Text(f"为需求的 {plain(ratio)} 倍", f"{plain(ratio)} × asked")


# readiness -----------------------------------------------------------------------------------------------------------


def months_to_use(g: Grading) -> Numbers:
    """Months until each site can be used: its date of availability; another's hold, blockers or readiness tier where these take longer.

    Land without a date takes the usual months of its supply route. NaN where date and route, or the blockers, are unknown; a tier that is
    not recorded says nothing.
    """
    months, tiers = _months_without_tier(g), g.spec.tables["months_by_readiness"]

    def by_tier(word: Hashable) -> float:
        return tiers.get(str(word), np.nan)

    tier = g.sites.coded(Role.READINESS).measured(by_tier)
    return np.fmax(months, np.where(np.isnan(months), np.nan, tier))


def _months_without_tier(g: Grading) -> Numbers:
    sites = g.sites
    waiting = np.maximum((sites.number(Role.AVAILABLE_FROM) - sites.today) / DAYS_A_MONTH, 0.0)
    if sites.kind == LAND:
        # What is recorded of this site goes before what is usual for its status.
        waiting = np.where(np.isnan(waiting), months_by_route(sites, g.scheme), waiting)
    return np.maximum(np.maximum(waiting, months_held(g)), months_to_clear(sites))


def deciding_tier(g: Grading, row: int) -> Text | None:
    """The readiness tier of a site where it takes longer than all else that is recorded, so that dates beside it say less; else None."""
    months, without = (float(each[row]) for each in (months_to_use(g), _months_without_tier(g)))
    if np.isnan(months) or figure(months) == figure(without):
        return None
    return g.sites.words(row, Role.READINESS)


def months_held(g: Grading) -> Numbers:
    """Months until another's hold on each site's ground ends, 0 where nobody holds it, nobody knows until when, or the project itself does."""
    left = (held_until(g.sites, g.project.id) - g.sites.today) / DAYS_A_MONTH
    return np.where(np.isnan(left), 0.0, np.maximum(left, 0.0))


def _readiness_values(g: Grading) -> Numbers:
    return g.spec.value(months_to_use(g))


def _readiness_words(g: Grading, row: int) -> Text:
    months = float(months_to_use(g)[row])
    if np.isnan(months):
        return Text("可用时间待核实", "time until use to check")
    if months < 0.5:
        return Text("现在可用", "ready now")
    tier = deciding_tier(g, row)
    by = Text("", "") if tier is None else Text(f"（成熟度：{tier.zh}）", f" (readiness: {tier.en})")
    return Text(f"约 {figure(months)} 个月可用{by.zh}", f"ready in about {many(figure(months), 'month')}{by.en}")


# cluster -------------------------------------------------------------------------------------------------------------


def kin_of(project: Project, scheme: Scheme) -> surroundings.Kin | None:
    """A project's chain and those up and down its stream by the scheme's table; None where its chain is not known."""
    if project.chain is None:
        return None
    chains: dict[str, float] = {}
    divisions: dict[str, float] = {}
    for link in scheme.chains:
        if link.chain == project.chain or project.division in link.divisions:
            chains[link.downstream] = max(link.share, chains.get(link.downstream, 0.0))
        if link.downstream == project.chain:
            suppliers, found = (divisions, sorted(link.divisions)) if link.divisions else (chains, [str(link.chain)])
            suppliers.update({each: max(link.share, suppliers.get(each, 0.0)) for each in found})
    return surroundings.Kin(project.chain, tuple(sorted(chains.items())), tuple(sorted(divisions.items())))


def _cluster_of(g: Grading) -> surroundings.Cluster | None:
    kin = kin_of(g.project, g.scheme)
    if kin is None:
        return None
    return surroundings.cluster(g.sites, kin, g.spec.names["stages"], g.spec.numbers["radius_m"], g.project.id)


def _cluster_values(g: Grading) -> Numbers:
    found, numbers = _cluster_of(g), g.spec.numbers
    if found is None:
        return constant(g, np.nan)
    theme = found.themed.measured(lambda word: float(bool(word)))
    in_park, nearby = found.in_park + found.kin_in_park, found.nearby + found.kin_nearby
    counted = numbers["each_in_park"] * in_park + numbers["each_nearby"] * nearby
    # Projects that are there are known to be there; with none and no word about the theme, nothing is known.
    themed = np.where(np.isnan(theme) & (counted > 0), 0.0, theme)
    return g.spec.value(numbers["theme"] * themed + counted)


_THEMES: Final = {
    True: Text("园区主导产业链", "the park's own chain"),
    False: Text("非园区主导产业链", "not the park's own chain"),
    None: Text("园区产业链待核实", "the park's chain to check"),
}


def _cluster_words(g: Grading, row: int) -> Text:
    cluster = _cluster_of(g)
    if cluster is None:
        return Text("项目产业链未知", "the project's chain is not known")
    themed, inside, near = cluster.themed.word(row), int(cluster.in_park[row]), int(cluster.nearby[row])
    theme = _THEMES[None if themed is None else bool(themed)]
    radius = plain(g.spec.numbers["radius_m"] / 1000)
    more = (_kin_words(cluster, row), _nowhere_words(cluster))
    return Text(
        f"{theme.zh}，园内同链项目 {inside} 个，园外 {radius} km 内 {near} 个{''.join(each.zh for each in more)}",
        f"{theme.en}; projects of the chain: {inside} in the park, {near} more within {radius} km"
        f"{''.join(each.en for each in more)}",
    )


def _kin_words(found: surroundings.Cluster, row: int) -> Text:
    inside, near = (int(count) for count in found.kin_counts[:, row])
    if inside + near == 0:
        return Text("", "")
    return Text(
        f"；上下游项目园内 {inside} 个、园外 {near} 个",
        f"; upstream and downstream projects: {inside} in the park, {near} more",
    )


def _nowhere_words(found: surroundings.Cluster) -> Text:
    if not found.nowhere:
        return Text("", "")
    return Text(
        f"；另有 {found.nowhere} 个位置待核实，未计入",
        f"; {found.nowhere} more not counted: where they stand is to check",
    )


# access and services -------------------------------------------------------------------------------------------------


def _services_share(g: Grading) -> Numbers:
    wanted, foreign = g.spec.names["services"], g.sites.stock.foreign(Role.SERVICES)

    def share(word: Hashable) -> float:
        present = word if isinstance(word, tuple) else ()
        if word in foreign and not set(wanted) <= set(present):
            return np.nan
        return sum(each in present for each in wanted) / len(wanted) if wanted else 1.0

    return g.sites.coded(Role.SERVICES).measured(share)


def _access(g: Grading) -> Numbers:
    full, zero = g.spec.numbers["road_full_m"], g.spec.numbers["road_zero_m"]
    metres = surroundings.road_distance(g.sites, g.spec.names["road_classes"])
    return np.clip((zero - metres) / max(zero - full, 1e-9), 0.0, 1.0)


def _access_values(g: Grading) -> Numbers:
    return g.spec.value((_services_share(g) + _access(g)) / 2)


def _access_words(g: Grading, row: int) -> Text:
    wanted = g.spec.names["services"]
    share = float(_services_share(g)[row])
    metres = float(surroundings.road_distance(g.sites, g.spec.names["road_classes"])[row])
    count = Text("配套待核实", "services to check")
    if not np.isnan(share):
        present = int(rounded(share * len(wanted)))
        count = Text(f"配套 {present}/{len(wanted)} 项", f"{present} of {many(len(wanted), 'service')}")
    road = Text("临路距离待核实", "distance to a road to check")
    if not np.isnan(metres):
        road = Text(f"距道路 {figure(metres)} m", f"{figure(metres)} m to a road")
    return Text(f"{count.zh}，{road.zh}", f"{count.en}, {road.en}")


AREA_FIT: Final = Criterion(
    id="area_fit",
    values=_area_values,
    words=_area_words,
    asked=_asks_area,
    reads={LAND: AREA_BOUNDS[LAND]},
    numbers={"open_factor": 2},
    of_the_whole=True,
)
READINESS: Final = Criterion(
    id="readiness",
    values=_readiness_values,
    words=_readiness_words,
    tables=("months_by_readiness",),
    codes={"months_by_readiness": (Kind.PARCEL, Role.READINESS)},
)
CRITERIA: Final[dict[str, Criterion]] = {
    criterion.id: criterion
    for criterion in (
        AREA_FIT,
        Criterion(
            id="engineering_fit",
            values=_engineering_values,
            words=_engineering_words,
            asked=lambda g: bool(_items(g)),
            reads={kind: tuple(each.key for each in found) for kind, found in _EQUIPMENT.items()},
        ),
        READINESS,
        Criterion(
            id="cluster",
            values=_cluster_values,
            words=_cluster_words,
            numbers={"theme": 0.5, "each_in_park": 0.15, "each_nearby": 0.05, "radius_m": 3000},
            names={"stages": ()},
            codes={"stages": (Kind.PROJECT, Role.STAGE)},
        ),
        returns.YIELD_GAIN,
        returns.PRICE,
        Criterion(
            id="access_services",
            values=_access_values,
            words=_access_words,
            numbers={"road_full_m": 100, "road_zero_m": 1500},
            names={"services": (), "road_classes": ()},
            codes={"services": (Kind.PARCEL, Role.SERVICES), "road_classes": (Kind.BASE, Role.CLASS)},
        ),
    )
}

__all__ = [
    "AREA_FIT",
    "CRITERIA",
    "READINESS",
    "Criterion",
    "Grading",
    "area_place",
    "deciding_tier",
    "kin_of",
    "months_held",
    "months_to_use",
]
