"""How a layer stands: rows that are not located, values that are to be checked, and data that is old."""

from __future__ import annotations

import datetime as dt
from typing import Final

from gis.catalog import Catalog, Kind
from gis.dashboard.asked import Asked, Asking, all_rows, any_of, without_shape
from gis.dashboard.counting import ALL_ROWS, TO_CHECK, Areas, State, figure_of
from gis.dashboard.report import LayerStand, UnknownField
from gis.fields import Role
from gis.layer import Layer
from gis.text import Text

_SOUGHT: Final = {
    Kind.PARCEL: (Role.PARK, Role.USAGE, Role.AREA, Role.STATUS, Role.OWNER, Role.TITLE_STATUS, Role.BLOCKERS),
    Kind.SPACE: (Role.PARK, Role.KIND, Role.USAGE, Role.AREA, Role.STATUS, Role.OWNER, Role.TITLE_STATUS),
    Kind.PROJECT: (Role.STAGE, Role.CHAIN, Role.NEEDS, Role.INDUSTRY_CODE),
}
"""What the dashboard and the rules of a match ask of every row of such a layer."""
_NOT_LOCATED: Final = Text("未定位", "not located")
_OLD: Final = Text("数据过期", "old data")


def stand_of(catalog: Catalog, layer: Layer) -> LayerStand:
    """How a layer stands on the day of the question."""
    collection, areas = layer.collection, Areas(layer)

    def figured(key: str | None, title: Text, asked: Asked) -> State:
        return State(key=key, title=title, asked=asked, areas=areas)

    fields = [collection.by_role[role] for role in _SOUGHT.get(collection.kind, ()) if role in collection.by_role]
    unknown = {field.name: (field, Asking(layer, role).unknown) for field in fields if (role := field.role)}
    days = None if collection.as_of is None else (catalog.as_of - collection.as_of).days
    oldest = catalog.as_of - dt.timedelta(days=catalog.stale_after_days)
    return LayerStand(
        collection=layer.id,
        title=collection.title,
        noun=collection.noun,
        kind=collection.kind.value,
        source=collection.source,
        as_of=collection.as_of,
        days_old=days,
        stale=None if days is None else days > catalog.stale_after_days,
        area_unit=areas.unit,
        total=figure_of(layer, figured("all", ALL_ROWS, all_rows(layer))),
        not_located=figure_of(layer, figured("not_located", _NOT_LOCATED, without_shape(layer))),
        to_check=figure_of(layer, figured(None, TO_CHECK, any_of((asked for _, asked in unknown.values()), layer))),
        missing=tuple(
            UnknownField(field=name, figure=figure_of(layer, figured(None, field.title, asked)))
            for name, (field, asked) in unknown.items()
        ),
        old=figure_of(layer, figured("old", _OLD, Asking(layer, Role.AS_OF).below(oldest))),
    )
