"""Floor area on the ground that may be covered, in as many storeys as fit below the height limit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gis.fields import Role
from gis.matching.rules.comparison import Comparison, Quantity, missing
from gis.matching.rules.kinds import builds
from gis.matching.rules.planning.building import asks_floors, due_of
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule
from gis.matching.sites.answers import UNKNOWN, Numbers
from gis.matching.sites.candidates import LAND
from gis.text import Text
from gis.units import figure, plain


def storeys_within(q: Question) -> Numbers:
    """Storeys of the clear height asked that fit below each parcel's height limit, one at least; NaN where no limit is known.

    n storeys take n × clear height + (n − 1) × slab + roof; the project may bear fewer.
    """
    clear = q.project.clear_height_m or q.number("usual_clear_height_m")
    slab, roof = q.number("slab_m"), q.number("roof_allowance_m")
    fit = np.floor((q.sites.number(Role.HEIGHT_LIMIT) - roof + slab) / (clear + slab) + 1e-9)
    return np.minimum(np.maximum(fit, 1.0), q.project.storeys_max or np.inf)


def _coverage_reason(q: Question, row: int, answer: int) -> Text:
    wanted, ground = q.project.floor_area_min_m2 or 0.0, float(_GROUND(q)[row])
    if np.isnan(ground):
        return to_check(
            Text("建筑系数", "building coverage"),
            Text(f"需建 {figure(wanted)} m²", f"{figure(wanted)} m² are to be built"),
        )
    if _ENOUGH.is_made(q) and float(_covered(q)[row]) > _ENOUGH.bound_of(q):
        return _too_thin(q, row)
    if answer == UNKNOWN:
        detail = Text(
            f"单层可建 {figure(ground)} m²，需 {figure(wanted)}",
            f"{figure(ground)} m² on one storey, {figure(wanted)} needed",
        )
        return to_check(Text("建筑限高", "height limit"), detail)
    storeys = 1.0 if ground >= wanted else float(np.fmin(storeys_within(q)[row], q.project.storeys_max or np.inf))
    room, share = storeys * ground, plain(float(q.sites.number(Role.DENSITY_MAX)[row]))
    gap = missing(answer, figure(wanted - room), "少")
    on = "on one storey" if storeys == 1 else f"on {storeys:g} storeys"
    return Text(
        f"建筑系数 ≤ {share}%，{storeys:g} 层可建 {figure(room)} m²，需 {figure(wanted)}{gap.zh}",
        f"coverage ≤ {share}%: {figure(room)} m² {on}, {figure(wanted)} needed{gap.en}",
    )


def _too_thin(q: Question, row: int) -> Text:
    """The ground that must be covered, and what the project would cover at most."""
    least, most = float(_covered(q)[row]), _ENOUGH.bound_of(q)
    share = plain(float(q.sites.number(Role.DENSITY_MIN)[row]))
    return Text(
        f"建筑系数 ≥ {share}%，至少占地 {figure(least)} m²，项目最多 {figure(most)}，少 {figure(least - most)}",
        f"coverage ≥ {share}% is {figure(least)} m² of ground, the project covers {figure(most)} at most, "
        f"{figure(least - most)} short",
    )


def _room(q: Question) -> Numbers:
    """Floor area that fits at best: without a known height limit only what the project itself can use bounds the storeys."""
    storeys = storeys_within(q)
    return np.where(np.isnan(storeys), q.project.storeys_max or np.inf, storeys) * _GROUND.of(q.sites)


def _room_for_certain(q: Question) -> Numbers:
    """One storey is certain; only where it is not enough does it matter how many fit."""
    room = np.array(_GROUND(q))
    short = np.flatnonzero(~(room >= (q.project.floor_area_min_m2 or 0.0)))
    if len(short):
        room[short] *= np.nan_to_num(storeys_within(replace(q, sites=q.sites.take(short))), nan=1.0)
    return room


def _covered(q: Question) -> Numbers:
    return due_of(q, q.sites.number(Role.DENSITY_MIN) / 100, _GROUND.of(q.sites))


_GROUND = Quantity(name="ground", make=lambda sites: sites.number(Role.DENSITY_MAX) / 100 * sites.number(Role.AREA))
"""Ground that buildings may cover on each parcel, in m²: greatest coverage × registered area."""
_FITS = Comparison(key="floor_area_min_m2", has=_room, surely=_room_for_certain, kinds=(LAND,))
_ENOUGH = Comparison(key="floor_area_max_m2", has=_covered, kinds=(LAND,), when=builds)
RULE = Rule(
    id="coverage",
    kinds=(LAND,),
    applies=asks_floors,
    compares=(_FITS, _ENOUGH),
    reason=_coverage_reason,
    numbers={"roof_allowance_m": 1.5, "slab_m": 1.0, "usual_clear_height_m": 4.5},
    of_the_whole=True,
    rests_on=((Role.DENSITY_MAX,), (Role.AREA,), (Role.HEIGHT_LIMIT,)),
    hinges_on="clear_height_m",
    in_words=True,
)
