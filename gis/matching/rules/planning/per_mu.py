"""What the land asks of a project in return: investment, output and tax for each mu, by park and land use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np

from gis.catalog import Kind
from gis.fields import Role
from gis.matching.needs.attributes import WAN, WAN_A_MU
from gis.matching.needs.project import Project
from gis.matching.rules.comparison import Comparison, Quantity, missing
from gis.matching.rules.land_uses import same_system
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule
from gis.matching.scheme.scheme import Scheme, Threshold
from gis.matching.sites.answers import NO, UNKNOWN, YES, Answers, Numbers, all_of
from gis.matching.sites.candidates import LAND, SiteKind, Sites, Stock
from gis.text import Text
from gis.units import amount, mu_from_m2, plain


class Promise(NamedTuple):
    """A figure for each mu of land: its key in a threshold, the project's attribute, and its name."""

    key: str
    attribute: str
    title: Text


PROMISES: Final = (
    Promise("investment", "investment_wan", Text("投资", "investment")),
    Promise("output", "output_wan_mu", Text("产出", "output")),
    Promise("tax", "tax_wan_mu", Text("税收", "tax")),
)


SLACK: Final = 1 - 1e-9
"""What rounding takes off a promise that just meets its threshold."""


def _promises(project: Project, kind: SiteKind) -> bool:
    return kind == LAND and any(getattr(project, promise.attribute) is not None for promise in PROMISES)


def thresholds(sites: Sites, scheme: Scheme, key: str) -> Numbers:
    """万元 for each mu that the scheme asks on each site: of the first entry that holds there and states the figure.

    0 where none does, NaN where park and land use are not known well enough to tell.
    """
    name = ("threshold", scheme.usage_system, scheme.thresholds, key)
    return sites.derived(name, lambda everyone: _thresholds(everyone, scheme, key))


def _thresholds(sites: Sites, scheme: Scheme, key: str) -> Numbers:
    entries = [each for each in scheme.thresholds if getattr(each, key) is not None]
    uses, parks, above = sites.coded(Role.USAGE), sites.coded(Role.PARK), _parks_above(sites.stock)
    codes = np.where(same_system(sites, scheme), uses.codes, -1).astype(np.int64)
    labels, place = np.unique(codes * (len(parks.words) + 1) + parks.codes, return_inverse=True)
    table = np.empty(len(labels))
    for number, label in enumerate(labels.tolist()):
        use, park = divmod(label + 1, len(parks.words) + 1)
        name = str(parks.words[park - 1]) if park else None
        within = None if name is None else above.get(name, frozenset({name}))
        table[number] = _first(entries, str(uses.words[use]) if use >= 0 else None, within, key)
    return table[place]


def _first(entries: list[Threshold], code: str | None, parks: frozenset[str] | None, key: str) -> float:
    for each in entries:
        here, so_used = _holds_in(each, parks), _holds_for(each, code)
        if here == so_used == YES:
            return float(getattr(each, key))
        if NO not in (here, so_used):
            return np.nan
    return 0.0


def _holds_in(entry: Threshold, parks: frozenset[str] | None) -> int:
    if not entry.parks:
        return YES
    return UNKNOWN if parks is None else int(not parks.isdisjoint(entry.parks))


def _holds_for(entry: Threshold, code: str | None) -> int:
    if not entry.land_uses or (code is not None and code.startswith(entry.land_uses)):
        return YES
    # A code above a listed one is too coarse to tell.
    return UNKNOWN if code is None or any(listed.startswith(code) for listed in entry.land_uses) else NO


def _parks_above(stock: Stock) -> Mapping[str, frozenset[str]]:
    """Each park with the parks that it lies in."""
    parent = {
        key: above
        for layer in stock.others[Kind.PARK]
        for key, above in zip(layer.ids, layer.texts(Role.PARENT), strict=True)
    }
    by_park = {}
    for park, direct in parent.items():
        chain, at = {park}, direct
        while at is not None and at not in chain:
            chain.add(at)
            at = parent.get(at)
        by_park[park] = frozenset(chain)
    return by_park


def _asked_investment(scheme: Scheme) -> Quantity:
    """万元 that each site asks to be invested in all: threshold × its 亩."""

    def asked(everyone: Sites) -> Numbers:
        each = thresholds(everyone, scheme, "investment")
        # Where nothing is asked for a mu, the area does not matter.
        return np.where(each == 0, 0.0, each * everyone.number(Role.AREA) * 3 / 2000)

    return Quantity(name=("asked investment", scheme.usage_system, scheme.thresholds), make=asked)


def _just_met(_q: Question, promised: Numbers) -> Numbers:
    return promised / SLACK


def _comparison(promise: Promise) -> Comparison:
    def asked(q: Question) -> Numbers:
        if promise.key == "investment":
            return _asked_investment(q.scheme)(q)
        return thresholds(q.sites, q.scheme, promise.key)

    return Comparison(key=promise.attribute, has=asked, bound=_just_met, kinds=(LAND,))


def _answers_of(q: Question, promise: Promise) -> Answers | None:
    """One figure's answers; None where it is met wherever the site lies."""
    promised = getattr(q.project, promise.attribute)
    greatest = max((getattr(each, promise.key) or 0.0 for each in q.scheme.thresholds), default=0.0)
    if promised is None:
        if greatest == 0 or promise.key not in q.names("check_unstated"):
            return None
        asked = thresholds(q.sites, q.scheme, promise.key)
        return np.where(asked == 0, YES, UNKNOWN).astype(np.int8)
    if promise.key != "investment" and promised >= greatest:
        return None
    return _COMPARED[promise].answers(q)


def _answers(q: Question) -> Answers:
    found = [each for promise in PROMISES if (each := _answers_of(q, promise)) is not None]
    return all_of(found, len(q.sites))


def _unstated(q: Question) -> tuple[str, ...]:
    """What the project would have to promise: figures that the scheme asks for each mu and wants stated."""
    asked = {promise.key for promise in PROMISES for each in q.scheme.thresholds if getattr(each, promise.key)}
    return tuple(
        promise.attribute
        for promise in PROMISES
        if promise.key in asked
        and promise.key in q.names("check_unstated")
        and getattr(q.project, promise.attribute) is None
    )


def _failing(q: Question) -> int:
    # What is not stated is to be checked and excludes nobody.
    told = [each for each in PROMISES if getattr(q.project, each.attribute) is not None]
    failing = [each for each in told if each.key == "investment" or _answers_of(q, each) is not None]
    if not failing:
        return 0
    if [each.key for each in failing] == ["investment"]:
        asked = _asked_investment(q.scheme)
        return q.sites.stock.above(asked.name, asked.make, _COMPARED[failing[0]].bound_of(q))
    return int(np.count_nonzero(_answers(q) == NO))


def _promised(q: Question, row: int, promise: Promise) -> float:
    """What the project promises for each mu of one site, in 万元; NaN where it or the site does not say."""
    promised = getattr(q.project, promise.attribute)
    if promised is None:
        return np.nan
    if promise.key != "investment":
        return float(promised)
    return float(promised / mu_from_m2(float(q.sites.number(Role.AREA)[row])))


def _reason(q: Question, row: int, answer: int) -> Text:
    one, said = q.sites.take(np.array([row])), []
    for promise in PROMISES:
        asked = float(thresholds(one, q.scheme, promise.key)[0])
        promised = getattr(q.project, promise.attribute)
        if asked != 0 and (promised is not None or promise.key in q.names("check_unstated")):
            said.append(_figure(promise, _promised(q, row, promise), asked))
    wanted = [text for verdict, text in said if verdict == answer]
    if not wanted:
        return Text("此处不设亩均门槛", "nothing is asked for each mu here")
    return Text("；".join(text.zh for text in wanted), "; ".join(text.en for text in wanted))


def _figure(promise: Promise, promised: float, asked: float) -> tuple[int, Text]:
    """One figure's verdict and its words."""
    title, bar, least = promise.title, plain(asked), amount(asked, WAN_A_MU).en
    if np.isnan(asked):
        return UNKNOWN, to_check(Text(f"亩均{title.zh}门槛", f"minimum {title.en} per mu"))
    if np.isnan(promised):
        need = Text(f"门槛 {bar} 万元/亩", f"{least} asked")
        return UNKNOWN, to_check(Text(f"亩均{title.zh}", f"{title.en} per mu"), need)
    has, met = plain(promised), int(promised >= asked * SLACK)
    gap = missing(met, plain(asked - promised), "低")
    short = missing(met, amount(asked - promised, WAN).en)
    return met, Text(
        f"亩均{title.zh} {has} 万元，门槛 {bar}{gap.zh}",
        f"{title.en} {amount(promised, WAN_A_MU).en}, {amount(asked, WAN).en} asked{short.en}",
    )


_COMPARED: Final = {promise: _comparison(promise) for promise in PROMISES}
RULE = Rule(
    id="per_mu",
    kinds=(LAND,),
    applies=_promises,
    compares=tuple(_COMPARED.values()),
    judges=_answers,
    reason=_reason,
    names={"check_unstated": ()},
    counts=_failing,
    of_the_whole=True,
    in_words=True,
    rests_on=((Role.USAGE,), (Role.PARK,), (Role.AREA,)),
    unstated=_unstated,
)
