"""Floor area within the floor-area ratio, and no less than its least."""

from __future__ import annotations

from gis.fields import Role
from gis.matching.rules.comparison import Comparison, Quantity, missing
from gis.matching.rules.kinds import builds
from gis.matching.rules.planning.building import asks_floors, due_of
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule
from gis.matching.sites.answers import NO, UNKNOWN, Numbers
from gis.matching.sites.candidates import LAND
from gis.text import Text
from gis.units import figure, plain


def _far_reason(q: Question, row: int, answer: int) -> Text:
    wanted, capacity = _WITHIN.bound_of(q), float(_CAPACITY(q)[row])
    if answer == UNKNOWN:
        return to_check(
            Text("容积率", "floor-area ratio"),
            Text(f"计容需 {figure(wanted)} m²", f"{figure(wanted)} m² needed as counted"),
        )
    if answer == NO and capacity >= wanted:
        return _too_low(q, row)
    ratio = plain(float(q.sites.number(Role.FAR_MAX)[row]))
    gap = missing(answer, figure(wanted - capacity), "少")
    return Text(
        f"容积率 {ratio} 可建 {figure(capacity)} m²，计容需 {figure(wanted)} m²{gap.zh}",
        f"ratio {ratio} allows {figure(capacity)} m², {figure(wanted)} m² needed as counted{gap.en}",
    )


def _too_low(q: Question, row: int) -> Text:
    """The floor area that must be built, and what the project would build at most."""
    due, most = float(_due(q)[row]), _ENOUGH.bound_of(q)
    ratio = plain(float(q.sites.number(Role.FAR_MIN)[row]))
    return Text(
        f"容积率 ≥ {ratio}，至少计容 {figure(due)} m²，项目加倍计容也只有 {figure(most)}，少 {figure(due - most)}",
        f"ratio ≥ {ratio} is {figure(due)} m² counted, the project's floors counted twice are {figure(most)}, "
        f"{figure(due - most)} short",
    )


def _area_for_ratio(q: Question, floors: Numbers) -> Numbers:
    """Floor area as the ratio counts it, in m²: a storey over the scheme's height counts double."""
    # Clear height lies under the slab: reaching the figure clear means a storey above it.
    return floors * (2 if (q.project.clear_height_m or 0.0) >= q.number("double_from_clear_height_m") else 1)


def _counted_twice(_q: Question, floors: Numbers) -> Numbers:
    """Who builds high storeys counts them twice, whatever height is asked."""
    return floors * 2


def _due(q: Question) -> Numbers:
    return due_of(q, q.sites.number(Role.FAR_MIN), _CAPACITY.of(q.sites))


_CAPACITY = Quantity(name="far capacity", make=lambda sites: sites.number(Role.FAR_MAX) * sites.number(Role.AREA))
"""Floor area that each parcel may carry, in m²: maximum ratio × registered area."""
_WITHIN = Comparison(key="floor_area_min_m2", has=_CAPACITY, bound=_area_for_ratio, kinds=(LAND,))
_ENOUGH = Comparison(key="floor_area_max_m2", has=_due, bound=_counted_twice, kinds=(LAND,), when=builds)
RULE = Rule(
    id="far",
    kinds=(LAND,),
    applies=asks_floors,
    compares=(_WITHIN, _ENOUGH),
    reason=_far_reason,
    numbers={"double_from_clear_height_m": 8},
    mended=lambda _q: Text("调整容积率", "change the floor-area ratio"),
    of_the_whole=True,
    rests_on=((Role.FAR_MAX,), (Role.AREA,)),
    hinges_on="clear_height_m",
)
