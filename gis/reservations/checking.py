"""Whether what a hold asks for can be held: it is there, its state allows it, and nobody else has it; read while nobody else writes."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from gis.catalog import Catalog, Collection, Kind
from gis.errors import BadHold, LandstockError, NotHoldable, Taken
from gis.features import unknown_feature
from gis.fields import Role
from gis.layer import Feature
from gis.reservation import Reservation, ReservedItem, Standing
from gis.reservations.beside import Beside
from gis.reservations.states import HOLDABLE, Terms
from gis.store import Transaction
from gis.store.changing import collection_of
from gis.text import Text
from gis.units import figure

_HAIR: Final = 0.005
"""Areas are stated to 0.01 m²."""
MOST_ITEMS: Final = 100
"""How many plots and floors one hold may name."""
_ANOTHER: Final = Text("请另选，或请持有人先行释放", "take another, or ask the holder to release it")


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a check reads: the transaction, what the folder declares, the terms, and the day on which it is asked."""

    transaction: Transaction
    catalog: Catalog
    terms: Terms

    @property
    def today(self) -> dt.date:
        """The day of the folder: its own where it names one, else that of the clock in its time zone."""
        return self.catalog.at(self.transaction.at).as_of


def check_days(ground: Ground, until: dt.date) -> None:
    """Refuse a last day that has passed, or lies too far ahead.

    Raises
    ------
    BadHold
    """
    if until < ground.today:
        raise BadHold(
            Text(f"截止日 {until} 早于今天 {ground.today}", f"the last day {until} is before today, {ground.today}"),
            Text("请给出今天或以后的日期", "give today or a later day"),
            field="until",
            today=ground.today.isoformat(),
        )
    # A folder that names its day may stand years back: who reckons from the calendar means no less.
    days = ground.terms.longest_days
    latest = max(ground.today, ground.transaction.at.date()) + dt.timedelta(days=days)
    if until > latest:
        raise BadHold(
            Text(f"截止日 {until} 超过最长 {days} 天的期限", f"the last day {until} is more than {days} days ahead"),
            Text(
                f"请给出 {latest} 或以前的日期，到期可续", f"give {latest} or an earlier day; it can be extended then"
            ),
            field="until",
            latest=latest.isoformat(),
        )


def check_items(ground: Ground, wanted: Reservation) -> None:
    """Refuse a hold one of whose items cannot be held: all of them, or none; what has run out on the way is written down as such.

    Raises
    ------
    BadHold, UnknownCollection, UnknownFeature, NotHoldable, Taken
        Of the first item that cannot; ``where`` tells of each.
    """
    _check_list(wanted.items)
    mistakes: list[tuple[ReservedItem, LandstockError]] = []
    for item in wanted.items:
        try:
            _check_item(ground, wanted, item)
        except LandstockError as mistake:
            mistakes.append((item, mistake))
    if mistakes:
        first = mistakes[0][1]
        first.where["items"] = [
            {**item.as_dict(), "code": mistake.code, "text": mistake.text.as_dict()} for item, mistake in mistakes
        ]
        raise first


def _check_list(items: tuple[ReservedItem, ...]) -> None:
    if not 1 <= len(items) <= MOST_ITEMS:
        raise BadHold(
            Text(
                f"预留须有 1 至 {MOST_ITEMS} 处，现有 {len(items)} 处",
                f"a hold names 1 to {MOST_ITEMS} places, not {len(items)}",
            ),
            Text("请在 items 中列出地块或楼层", "list plots or floors in items"),
            field="items",
        )
    ((collection, key), times) = Counter((item.collection, item.id) for item in items).most_common(1)[0]
    if times > 1:
        raise BadHold(
            Text(f"{key} 列了 {times} 次", f"{key} is listed {times} times"),
            Text("每处只列一次，部分面积请相加", "list each place once, its parts added up"),
            field="items",
            collection=collection,
            id=key,
        )


def _check_item(ground: Ground, wanted: Reservation, item: ReservedItem) -> None:
    collection = collection_of(ground.catalog, item.collection)
    if collection.kind not in HOLDABLE:
        raise BadHold(
            Text(
                f"“{collection.title.zh}”不是地块或楼层，不能预留",
                f"{collection.title.en} are neither plots nor floors",
            ),
            Text("只能预留地块与楼层", "plots and floors alone can be held"),
            field="items",
            collection=collection.id,
        )
    feature = ground.transaction.feature(collection.id, item.id)
    if feature is None:
        raise _gone(ground, collection, item)
    area = _known_area(collection, feature)
    _check_part(collection, item, area)
    _check_state(ground, collection, feature)
    others = [each for each in _binding(ground, item) if each.id != wanted.id]
    _check_ledger(ground, collection, feature, wanted)
    _check_others(item, area, others)
    left = None if area is None else area - sum(_area_of(each, item) or 0.0 for each in others)
    for place in ground.terms.beside(ground.transaction, item.collection, item.id):
        _check_beside(ground, wanted, item, left, place)


def _gone(ground: Ground, collection: Collection, item: ReservedItem) -> LandstockError:
    """The error of a feature that is not there: it was ended, or never was."""
    if ground.transaction.touched_after(collection.id, item.id, 0) is None:
        return unknown_feature(collection, item.id)
    return NotHoldable(
        Text(f"“{collection.title.zh}”中的 {item.id} 已终止", f"{item.id} of {collection.title.en} was ended"),
        Text("请查看它的变更记录，另选现有的地块或楼层", "look at its history, and take one that is there"),
        collection=collection.id,
        id=item.id,
        ended=True,
    )


def value_of(collection: Collection, feature: Feature, role: Role) -> object:
    """What a feature says in the field of a role; None where there is none."""
    entry = collection.by_role.get(role)
    return None if entry is None else feature.properties.get(entry.name)


def _known_area(collection: Collection, feature: Feature) -> float | None:
    area = value_of(collection, feature, Role.AREA)
    return float(area) if isinstance(area, int | float) else None


def _check_part(collection: Collection, item: ReservedItem, area: float | None) -> None:
    if item.area_m2 is None:
        return
    context = {"field": "area_m2", "collection": item.collection, "id": item.id}
    if collection.kind is not Kind.SPACE:
        raise BadHold(
            Text(f"地块 {item.id} 只能整宗预留", f"the plot {item.id} is held as a whole"),
            Text(
                "请去掉 area_m2；需要一部分时请先分割地块",
                "leave area_m2 out; split the plot first to hold a part of it",
            ),
            **context,
        )
    if not (math.isfinite(item.area_m2) and item.area_m2 > 0):
        raise BadHold(
            Text(f"{item.id} 的面积 {item.area_m2} 不可用", f"the area {item.area_m2} of {item.id} cannot be used"),
            Text(
                "请给出大于 0 的平方米数，或去掉 area_m2 以预留整层",
                "give square metres above 0, or leave it out to hold all of it",
            ),
            **context,
        )
    if area is None:
        raise BadHold(
            Text(
                f"{item.id} 的面积待核实，无法预留一部分",
                f"the area of {item.id} is to be checked: no part of it can be held",
            ),
            Text("请先核实面积，或预留整层", "have its area checked first, or hold all of it"),
            **context,
        )
    if item.area_m2 > area + _HAIR:
        raise BadHold(
            Text(
                f"{item.id} 共 {figure(area)} m²，不足 {figure(item.area_m2)} m²",
                f"{item.id} has {figure(area)} m², less than {figure(item.area_m2)} m²",
            ),
            Text("请减少面积", "ask for less"),
            **context,
        )


def _check_state(ground: Ground, collection: Collection, feature: Feature) -> None:
    state = value_of(collection, feature, Role.STATUS)
    if state not in ground.terms.closed.get(collection.kind, ()):
        return
    codes = ground.catalog.codelists.get(collection.by_role[Role.STATUS].codelist or "")
    title = codes.title_of(str(state)) if codes else Text(str(state), str(state))
    raise NotHoldable(
        Text(f"{feature.id} 的状态为“{title.zh}”，不能预留", f"{feature.id} is {title.en}: it cannot be held"),
        Text("请另选；状态有误时请先更正台账", "take another; where its state is wrong, mend the ledger first"),
        collection=collection.id,
        id=feature.id,
        state=str(state),
    )


def _binding(ground: Ground, item: ReservedItem) -> list[Reservation]:
    """Those that bind today; one whose last day has passed is written down as expired."""
    binding = []
    for each in ground.transaction.reserved(item.collection, item.id):
        if each.holds_on(ground.today):
            binding.append(each)
        else:
            ground.transaction.keep_reservation(replace(each, standing=Standing.EXPIRED))
    return binding


def _check_ledger(ground: Ground, collection: Collection, feature: Feature, wanted: Reservation) -> None:
    """A hold that the ledger states binds as one that was made here, unless the same holder asks."""
    holder, until = ledger_hold(collection, feature)
    if holder is None or holder in _names(ground, wanted) or (until is not None and until < ground.today.isoformat()):
        return
    ends = Text(f"至 {until}", f"until {until}") if until else Text("期限待核实", "its end is to be checked")
    raise Taken(
        Text(
            f"{feature.id} 在台账中已由 {holder} 意向预留，{ends.zh}",
            f"by the ledger {feature.id} is held by {holder}, {ends.en}",
        ),
        Text(
            "请另选；台账有误或已失效时请先更正",
            "take another; where the ledger is wrong or out of date, mend it first",
        ),
        collection=collection.id,
        id=feature.id,
        holder=holder,
        until=until,
    )


def ledger_hold(collection: Collection, feature: Feature) -> tuple[str | None, str | None]:
    """Holder and last day as the ledger states them, None for what it does not say."""
    holder, until = (value_of(collection, feature, role) for role in (Role.HELD_BY, Role.HELD_UNTIL))
    return str(holder) if holder else None, str(until)[:10] if until else None


def _names(ground: Ground, wanted: Reservation) -> set[str]:
    """What a ledger may call a holder: its id, or the name of the project."""
    names = {wanted.holder}
    for collection in ground.catalog.of_kind(Kind.PROJECT) if wanted.project_id else ():
        project = ground.transaction.feature(collection.id, wanted.project_id or "")
        name = None if project is None else value_of(collection, project, Role.NAME)
        names |= {str(name)} if name else set()
    return names


def _check_others(item: ReservedItem, area: float | None, others: list[Reservation]) -> None:
    if not others:
        return
    parts = [_area_of(each, item) for each in others]
    whole = next((each for each, part in zip(others, parts, strict=True) if part is None), None)
    if whole is not None:
        raise taken(item, whole)
    if item.area_m2 is None:
        raise taken(item, max(others, key=lambda each: each.until), len(others))
    free = (area or 0.0) - sum(part for part in parts if part is not None)
    if item.area_m2 > free + _HAIR:
        raise _too_little(item, max(others, key=lambda each: each.until), free)


def _check_beside(ground: Ground, wanted: Reservation, item: ReservedItem, area: float | None, place: Beside) -> None:
    """Who holds what shares the ground holds of this place, unless he asks himself; of two records of a floor the parts add up."""
    collection = ground.catalog.collections[place.collection]
    feature = ground.transaction.feature(collection.id, place.id)
    if feature is None:
        return
    own = (wanted.project_id, wanted.firm)
    there = ReservedItem(collection=place.collection, id=place.id, area_m2=item.area_m2 if place.twin else None)
    others = [each for each in _binding(ground, there) if each.id != wanted.id and (each.project_id, each.firm) != own]
    try:
        _check_ledger(ground, collection, feature, wanted)
        _check_others(there, area, others)
    except Taken as mistake:
        why = (
            Text("是同一处的另一条登记", "is another record of the same place")
            if place.twin
            else Text("在同一地块上", "shares its ground")
        )
        raise Taken(
            Text(
                f"{item.id}：{place.id} {why.zh}；{mistake.text.zh}",
                f"{item.id}: {place.id} {why.en}; {mistake.text.en}",
            ),
            mistake.remedy,
            **{**mistake.where, "collection": item.collection, "id": item.id, "beside": place.id},
        ) from None


def _area_of(reservation: Reservation, item: ReservedItem) -> float | None:
    return next(each.area_m2 for each in reservation.items if (each.collection, each.id) == (item.collection, item.id))


def until_words(reservation: Reservation) -> Text:
    """Until when a reservation binds."""
    if reservation.standing is Standing.LANDED:
        return Text("已落地", "which has landed there")
    return Text(f"至 {reservation.until}", f"until {reservation.until}")


def taken(item: ReservedItem, by: Reservation, holders: int = 1) -> Taken:
    """The error of what somebody else holds, who names the holder and the time."""
    ends, part = until_words(by), _area_of(by, item) is not None
    some = Text("的一部分", "part of ") if part else Text("", "")
    more = Text(f" 等 {holders} 家", f" and {holders - 1} more") if holders > 1 else Text(" ", "")
    return Taken(
        Text(
            f"{item.id} {some.zh}已由 {by.holder}{more.zh}意向预留，{ends.zh}",
            f"{some.en}{item.id} is held by {by.holder}{more.en}, {ends.en}",
        ),
        _ANOTHER,
        **_whose(item, by),
    )


def _too_little(item: ReservedItem, by: Reservation, free: float) -> Taken:
    ends = until_words(by)
    return Taken(
        Text(
            f"{item.id} 只余 {figure(max(free, 0.0))} m²，其余已由 {by.holder} 等意向预留，{ends.zh}",
            f"{figure(max(free, 0.0))} m² of {item.id} are free, the rest is held by {by.holder} and perhaps others, {ends.en}",
        ),
        Text("请减少面积，或另选", "ask for less, or take another"),
        free_m2=max(free, 0.0),
        **_whose(item, by),
    )


def _whose(item: ReservedItem, by: Reservation) -> Mapping[str, object]:
    return {
        "collection": item.collection,
        "id": item.id,
        "holder": by.holder,
        "until": by.until.isoformat() if by.standing is Standing.ACTIVE else None,
        "reservation": by.id,
    }
