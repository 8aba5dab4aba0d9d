"""A new hold, as part of a change set."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from gis.catalog import Catalog, Kind
from gis.errors import BadHold, UnknownFeature
from gis.reservation import Reservation, ReservedItem, Standing
from gis.reservations.checking import Ground, check_days, check_items
from gis.reservations.states import Terms
from gis.store import Transaction
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a hold is asked for: by a project of the inventory or a firm by its name, one of them."""

    project_id: str | None = None
    firm: str | None = None
    items: tuple[ReservedItem, ...]
    until: dt.date
    note: str = ""


def make(transaction: Transaction, catalog: Catalog, terms: Terms, wanted: Wanted, author: str) -> Reservation:
    """Make a hold of all that is asked for.

    Raises
    ------
    BadHold, UnknownCollection, UnknownFeature, NotHoldable, Taken
        Nothing is held then.
    """
    ground = Ground(transaction=transaction, catalog=catalog, terms=terms)
    reservation = Reservation(
        id=f"R-{uuid.uuid4().hex[:12]}",
        project_id=wanted.project_id or None,
        firm=(wanted.firm or "").strip() or None,
        items=wanted.items,
        until=wanted.until,
        standing=Standing.ACTIVE,
        # To the millisecond, as it is stored: what is answered now and what is read again are the same.
        made_at=transaction.at.replace(microsecond=transaction.at.microsecond // 1000 * 1000),
        author=author,
        note=wanted.note,
    )
    _check_holder(ground, reservation)
    check_days(ground, wanted.until)
    check_items(ground, reservation)
    transaction.keep_reservation(reservation)
    return reservation


def _check_holder(ground: Ground, wanted: Reservation) -> None:
    if (wanted.project_id is None) == (wanted.firm is None):
        raise BadHold(
            Text("project_id 与 firm 须有且只有一个", "one of project_id and firm is wanted, and one alone"),
            Text(
                "库内项目用 project_id，其他用 firm 写企业名称",
                "project_id for a project of the inventory, else firm with the firm's name",
            ),
            field="firm",
        )
    if wanted.project_id is not None and not any(
        ground.transaction.feature(collection.id, wanted.project_id)
        for collection in ground.catalog.of_kind(Kind.PROJECT)
    ):
        raise UnknownFeature(
            Text(f"没有项目 {wanted.project_id[:80]}", f"there is no project {wanted.project_id[:80]}"),
            Text(
                "请检查项目编号；未入库的企业请用 firm",
                "check its id; for a firm that is no project of the inventory, use firm",
            ),
            id=wanted.project_id[:80],
        )
