"""What the commands about holds share: their options, and words for a hold on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from gis.text import Text, in_lang
from gis.units import figure

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from api.cli.desk import Desk
    from api.ground.settings import Lang
    from gis.layer import Layer
    from gis.reservation import Reservation
    from gis.reservations import Terms

KeyArgument = Annotated[
    str, typer.Argument(help="预留编号，见 landstock reservations / its id, from landstock reservations")
]
UntilOption = Annotated[str, typer.Option("--until", help="截止日，当日仍有效 / the last day, YYYY-MM-DD")]
NoteOption = Annotated[str, typer.Option("--note", help="说明，记入变更记录 / a note, kept in the log")]
HEADS: Final = (
    Text("编号", "Id"),
    Text("意向方", "Holder"),
    Text("地块与楼层", "What"),
    Text("截止", "Until"),
    Text("剩余天数", "Days left"),
    Text("状态", "Standing"),
    Text("台账所记", "Ledger says"),
)
_STANDINGS: Final = {
    "active": Text("有效", "active"),
    "released": Text("已释放", "released"),
    "expired": Text("已到期", "expired"),
    "landed": Text("已落地", "landed"),
}


def terms_for(desk: Desk) -> Terms:
    """The terms of holds in its folder."""
    from gis.matching.scheme.scheme import pick_scheme
    from gis.matching.schemes.scheme_file import load_schemes
    from gis.reservations import terms_of

    catalog = desk.folder.catalog
    scheme = pick_scheme(load_schemes(catalog.folder, catalog), catalog.scheme)
    return terms_of(desk.folder.inventory(), scheme, desk.settings.longest_hold_days)


def cells_of(reservation: Reservation, today: dt.date, recorded: Mapping[str, Layer], lang: Lang) -> list[str]:
    """A hold as a row of a table; ``recorded`` are the layers as the ledger has them."""
    from gis.reservations import differences

    standing, days = reservation.standing_on(today), reservation.days_left(today)
    items = [
        f"{item.collection}:{item.id}" + ("" if item.area_m2 is None else f" {figure(item.area_m2)} m²")
        for item in reservation.items
    ]
    differ = differences(recorded, reservation) if reservation.holds_on(today) else ()
    return [
        reservation.id,
        reservation.holder,
        ", ".join(items),
        "" if standing == "landed" else reservation.until.isoformat(),
        "" if days is None else f"{days:,}",
        in_lang(_STANDINGS[standing], lang),
        "; ".join(f"{each.id}: {in_lang(each.text, lang)}" for each in differ),
    ]


def line_of(reservation: Reservation, today: dt.date, recorded: Mapping[str, Layer], lang: Lang) -> str:
    """A hold in one line."""
    return " · ".join(cell for cell in cells_of(reservation, today, recorded, lang) if cell)
