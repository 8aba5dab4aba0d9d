"""What a site yields and costs: tax per mu before and after, and the price beside what is invested."""

from __future__ import annotations

from typing import Final

import numpy as np

from gis.catalog import Kind
from gis.fields import Role
from gis.matching.criteria.grading import Criterion, Figures, Grading, area_taken, constant, round_known
from gis.matching.needs.areas import area_range
from gis.matching.needs.attributes import WAN, WAN_A_MU
from gis.matching.sites.answers import Numbers
from gis.matching.sites.candidates import LAND, SITE_KINDS
from gis.text import Text, many
from gis.units import UNITS, amount, figure, money, mu_from_m2, plain

DAYS_A_YEAR: Final = 365

# yield per mu --------------------------------------------------------------------------------------------------------


def yield_today(g: Grading) -> Numbers:
    """Tax per mu of the site as it is used today, 万元/亩 a year: 0 where nobody uses it, NaN where unknown."""
    today = g.sites.number(Role.TAX_PER_MU)
    if g.sites.kind != LAND:
        return np.where(np.isnan(today), 0.0, today)
    vacant = g.spec.names["vacant_statuses"]
    empty = g.sites.coded(Role.STATUS).judged(lambda word: int(word in vacant), otherwise=0) == 1
    return np.where(empty, 0.0, today)


def _yield_values(g: Grading) -> Numbers:
    if g.project.tax_wan_mu is None:
        return constant(g, np.nan)
    return g.spec.value(g.project.tax_wan_mu - yield_today(g))


def _yield_words(g: Grading, row: int) -> Text:
    promised, today = g.project.tax_wan_mu, float(yield_today(g)[row])
    if promised is None:
        return Text("项目亩均税收未知", "the project's tax per mu is not known")
    if np.isnan(today):
        return Text("现状亩均税收待核实", "today's tax per mu to check")
    gain = promised - today
    return Text(
        f"亩均税收 {plain(today)} → {plain(promised)} 万元，{'增' if gain >= 0 else '减'} {plain(abs(gain))}",
        f"tax per mu {amount(today, WAN).en} → {amount(promised, WAN).en}, {'up' if gain >= 0 else 'down'} {amount(abs(gain), WAN).en}",
    )


def _yield_figures(g: Grading, row: int) -> Figures:
    """Tax before and after, for each mu and for the whole plot, 万元 a year."""
    today, promised = float(yield_today(g)[row]), g.project.tax_wan_mu
    figures = {"before_per_mu": today, "after_per_mu": np.nan if promised is None else promised}
    if g.sites.kind == LAND:
        mu = mu_from_m2(float(g.sites.number(Role.AREA)[row]))
        figures |= {"before": figures["before_per_mu"] * mu, "after": figures["after_per_mu"] * mu}
    return round_known(figures)


# price ---------------------------------------------------------------------------------------------------------------


def landing_cost(g: Grading) -> Numbers:
    """What the site costs, in 万元: price per 亩 × 亩 of land, or rent a day × the area let over the scheme's years."""
    if g.sites.kind == LAND:
        return g.sites.number(Role.PRICE) * g.sites.number(Role.AREA) * 3 / 2000
    low, high = area_range(g.project, g.sites.kind)
    bounded = low is not None and high is not None
    area = area_taken(g, (float(low or 0.0), float(high or 0.0)) if bounded else None)
    return g.sites.number(Role.RENT) * area * DAYS_A_YEAR * g.spec.numbers["years"] / 10_000


def _price_share(g: Grading) -> Numbers:
    """Cost as a percentage of what the project invests."""
    invested = g.project.investment_wan
    return landing_cost(g) / invested * 100 if invested else constant(g, np.nan)


def _price_values(g: Grading) -> Numbers:
    return g.spec.value(_price_share(g))


def _price_words(g: Grading, row: int) -> Text:
    cost, share = float(landing_cost(g)[row]), float(_price_share(g)[row])
    role, what = (
        (Role.PRICE, Text("地价", "price of land")) if g.sites.kind == LAND else (Role.RENT, Text("租金", "rent"))
    )
    if np.isnan(cost):
        return Text(f"{what.zh}待核实", f"{what.en} to check")
    each, years = float(g.sites.number(role)[row]), plain(g.spec.numbers["years"])
    rate = amount(each, WAN_A_MU)
    if g.sites.kind != LAND:
        rate = amount(each, UNITS["yuan/m2/day"])
        rate = Text(f"{rate.zh}，{years} 年", f"{rate.en} over {many(years, 'year')}")
    part = Text("项目投资未知", "the project's investment is not known")
    if not np.isnan(share):
        part = Text(f"占投资 {plain(share)}%", f"{plain(share)}% of what is invested")
    return Text(
        f"{what.zh} {rate.zh}，共 {figure(cost)} 万元，{part.zh}",
        f"{what.en} {rate.en}: {money(cost).en} in all, {part.en}",
    )


def _price_figures(g: Grading, row: int) -> Figures:
    return round_known({"cost": float(landing_cost(g)[row]), "share_pct": float(_price_share(g)[row])})


YIELD_GAIN = Criterion(
    id="yield_gain",
    values=_yield_values,
    words=_yield_words,
    figures=_yield_figures,
    reads=dict.fromkeys(SITE_KINDS, ("tax_wan_mu",)),
    names={"vacant_statuses": ()},
    codes={"vacant_statuses": (Kind.PARCEL, Role.STATUS)},
)
PRICE = Criterion(
    id="price",
    values=_price_values,
    words=_price_words,
    figures=_price_figures,
    numbers={"years": 10},
    of_the_whole=True,
)
