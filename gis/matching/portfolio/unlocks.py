"""Unlock value: each blocker, and each blocked plot, cleared in thought and the placement solved again: what that would place more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.needs.aims import tax_of
from gis.matching.portfolio.options import Choice, Option, Place, id_of, options_on
from gis.matching.portfolio.placing import Describer
from gis.matching.portfolio.report import SiteKey, Unlock
from gis.matching.portfolio.scenario import Clear, cleared_of
from gis.matching.portfolio.solving.model import Model
from gis.matching.portfolio.solving.solve import Solution, solve
from gis.matching.scheme.scheme import Scheme
from gis.matching.schemes.procedures import Procedures, read_procedures
from gis.matching.sites.candidates import FLOOR, LAND, SITE_KINDS, Sites, stock_of
from gis.matching.sites.grounds import grounds_of
from gis.rounding import rounded
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class _Clearing:
    """What is cleared together: a blocker of all plots of a zone that have no other, or all blockers of one plot.

    ``opens`` are the places that it clears: with a plot the floors on it that take their blockers from it.
    """

    code: str
    kind: Literal["blocker", "plot"]
    words: Text
    places: frozenset[Place]
    opens: frozenset[Place]


def unlocks(
    inventory: Inventory, scheme: Scheme, model: Model, solution: Solution, describer: Describer
) -> tuple[Unlock, ...]:
    """The clearings that would place more, the most valuable first by the scheme's aims.

    As many are solved again as the scheme says, those first that offer a site to most projects without a place. What is gained are single
    sites; what might be joined with a cleared one is not looked for.
    """
    blocked = _blocked(inventory)
    if not blocked:
        return ()
    cleared = cleared_of(inventory, scheme, Clear(sites=tuple(sorted({id_of(inventory, place) for place in blocked}))))
    gained = _gained(cleared, scheme, model, sorted(_opened(inventory, blocked)))
    procedures = read_procedures(inventory.catalog.folder, inventory.catalog)
    valued = []
    for clearing in _worth_solving(_clearings(inventory, describer, blocked), gained, model, solution, scheme):
        extra = {n: [o for o in options if o.items[0].place in clearing.opens] for n, options in gained.items()}
        value, unlock = _value_clearing(inventory, scheme, model, solution, clearing, extra)
        codes = sorted({code for place in clearing.places for code in blocked[place]})
        valued.append((value, replace(unlock, who=_who(procedures, codes))))
    kept = [(value, unlock) for value, unlock in valued if unlock.projects or unlock.investment_wan > 0]
    ranked = sorted(kept, key=lambda pair: (tuple(-v for v in pair[0]), len(pair[1].sites), pair[1].words.zh))
    # To clear a whole zone for what one of its plots brings alone is no work list.
    single = {value for value, unlock in kept if unlock.kind == "plot"}
    return tuple(unlock for value, unlock in ranked if unlock.kind == "plot" or value not in single)


def _who(procedures: Procedures, blockers: Sequence[str]) -> Text | None:
    """Who clears some blockers, by the data folder's table of procedures; None where it names nobody."""
    settled = [procedures.settling("blockers", code) for code in blockers]
    named = list(dict.fromkeys(each.who for each in settled if each is not None))
    return Text("、".join(who.zh for who in named), ", ".join(who.en for who in named)) if named else None


def _blocked(inventory: Inventory) -> dict[Place, tuple[str, ...]]:
    """The places that have blockers of their own, with these: a floor that takes them from its plot is cleared with it."""
    codes_at: dict[Place, tuple[str, ...]] = {}
    for kind in SITE_KINDS:
        stock = stock_of(inventory, kind)
        listed = stock.coded(Role.BLOCKERS)
        mine = listed.judged(lambda word: int(bool(word)), otherwise=0)
        for row in (mine == 1).nonzero()[0].tolist():
            word, own = listed.word(row), Sites(stock, np.array([row])).value(0, Role.BLOCKERS)
            if isinstance(word, tuple) and own is not None:
                codes_at[Place(kind, row)] = tuple(map(str, word))
    return codes_at


def _opened(inventory: Inventory, places: Collection[Place]) -> frozenset[Place]:
    """Places, and the floors on these that take their blockers from them."""
    floors = stock_of(inventory, FLOOR)
    beside = {
        row
        for place in places
        if place.kind == LAND
        for row in grounds_of(floors).beside(LAND, place.row)
        if Sites(floors, np.array([row])).value(0, Role.BLOCKERS) is None
    }
    return frozenset(places) | {Place(FLOOR, row) for row in beside}


def _gained(cleared: Inventory, scheme: Scheme, model: Model, places: Sequence[Place]) -> dict[int, list[Option]]:
    """By project, the options on cleared sites that it did not have."""
    by_number: dict[int, list[Option]] = {}
    for number, project in enumerate(model.projects):
        if number in model.fixed:
            continue
        had = {option.key for option in model.choices[number].options}
        mine = [each.of(number) for each in options_on(cleared, project, scheme, places) if each.key not in had]
        if mine:
            by_number[number] = mine
    return by_number


def _clearings(inventory: Inventory, describer: Describer, blocked: dict[Place, tuple[str, ...]]) -> list[_Clearing]:
    groups: dict[tuple[str, str], set[Place]] = {}
    for place, codes in blocked.items():
        park = describer.park_at(place)
        if len(codes) == 1 and park is not None:
            groups.setdefault((codes[0], park.zone_id), set()).add(place)
    clearings = []
    for (code, zone), places in sorted(groups.items()):
        if len(places) > 1:
            what, where = describer.blocker_words(code), describer.parks[zone].name
            words = Text(f"{where.zh}{what.zh}（{len(places)} 处）", f"{where.en}: {what.en} ({len(places)} sites)")
            opens = _opened(inventory, places)
            clearings.append(_Clearing(code=code, kind="blocker", words=words, places=frozenset(places), opens=opens))
    for place, codes in sorted(blocked.items(), key=lambda pair: id_of(inventory, pair[0])):
        titles = [describer.blocker_words(code) for code in codes]
        name = describer.name_at(place)
        what = Text("、".join(title.zh for title in titles), " and ".join(title.en for title in titles))
        words = Text(f"{name.zh} {what.zh}", f"{name.en}: {what.en}")
        opens = _opened(inventory, [place])
        clearings.append(_Clearing(code=codes[0], kind="plot", words=words, places=frozenset({place}), opens=opens))
    return clearings


def _worth_solving(
    clearings: Sequence[_Clearing], gained: dict[int, list[Option]], model: Model, solution: Solution, scheme: Scheme
) -> list[_Clearing]:
    """Those that can change anything, most promising first."""
    placed = {model.options[at].project for at in solution.chosen}
    waiting = any(n not in placed and choice.options for n, choice in enumerate(model.choices))
    ranked = []
    for at, clearing in enumerate(clearings):
        gains = [n for n, options in gained.items() if any(o.items[0].place in clearing.opens for o in options)]
        direct = sum(n not in placed for n in gains)
        # A placed project that may move makes room, which helps only where another one could use it.
        if direct or (gains and waiting):
            ranked.append((-direct, -len(gains), at, clearing))
    return [clearing for *_, clearing in sorted(ranked, key=lambda entry: entry[:3])][: scheme.portfolio.unlocks]


def _value_clearing(
    inventory: Inventory,
    scheme: Scheme,
    model: Model,
    solution: Solution,
    clearing: _Clearing,
    extra: dict[int, list[Option]],
) -> tuple[tuple[float, ...], Unlock]:
    choices = tuple(
        Choice(options=(*choice.options, *extra.get(n, ())), dropped=choice.dropped, best_dropped=choice.best_dropped)
        for n, choice in enumerate(model.choices)
    )
    wider = replace(model, choices=choices)
    aims: tuple[str, ...] = tuple(aim for aim in scheme.portfolio.aims if aim != "fit")
    chosen = solve(wider, aims, node_limit=scheme.portfolio.node_limit, fallback=None).chosen
    before = {model.options[at].project for at in solution.chosen}
    after = {wider.options[at].project for at in chosen} or before
    value = tuple(
        rounded(wider.reached(aim, chosen) - model.reached(aim, solution.chosen), 2) if chosen else 0.0 for aim in aims
    )
    new = sorted(model.projects[n].id or "" for n in after - before)
    placed = [
        sum(getter(model.projects[n]) or 0.0 for n in after) - sum(getter(model.projects[n]) or 0.0 for n in before)
        for getter in (lambda project: project.investment_wan, tax_of)
    ]
    sites = tuple(
        sorted(
            SiteKey(stock_of(inventory, p.kind).layer_of(p.row)[0].id, stock_of(inventory, p.kind).id_of(p.row))
            for p in clearing.places
        )
    )
    unlock = Unlock(
        code=clearing.code,
        kind=clearing.kind,
        words=clearing.words,
        sites=sites,
        projects=len(after) - len(before),
        investment_wan=rounded(placed[0], 2),
        tax_wan=rounded(placed[1], 2),
        placed=tuple(new),
    )
    return value, unlock
