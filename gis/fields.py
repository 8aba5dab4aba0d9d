"""Field: the one place that spells a column. Everything that shows a column comes from here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gis.text import Text
from gis.units import UNITS


class DType(StrEnum):
    """How a field's values are kept. Unknown is possible in every one but an id."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    LIST = "list"


FORMS: Final = {
    DType.TEXT: Text("文字", "text"),
    DType.INTEGER: Text("整数（如 12）", "integer (such as 12)"),
    DType.NUMBER: Text("数值（如 12.5）", "number (such as 12.5)"),
    DType.BOOLEAN: Text("是或否（如 true）", "boolean (such as true)"),
    DType.DATE: Text("日期（如 2023-06-30）", "date (such as 2023-06-30)"),
    DType.LIST: Text('列表（如 ["water", "gas"]）', 'list (such as ["water", "gas"])'),
}
"""What a type is called, and what a value of it looks like."""


class Role(StrEnum):
    """What a field means to the engine, whatever the layer calls it."""

    ID = "id"
    NAME = "name"
    NAME_EN = "name_en"
    USAGE = "usage"
    USAGE_SYSTEM = "usage_system"
    AREA = "area"
    MEASURED_AREA = "measured_area"
    STATUS = "status"
    PARK = "park"
    PARENT = "parent"
    PARCEL = "parcel"
    BUILDING = "building"
    FLOOR = "floor"
    MADE_OF = "made_of"
    FLOORS = "floors"
    FLOOR_STATES = "floor_states"
    KIND = "kind"
    CLASS = "class"
    WIDTH = "width"
    PLANNED = "planned"
    SOURCE = "source"
    PARCEL_CODE = "parcel_code"
    CERTIFICATE = "certificate"
    ADDRESS = "address"
    POSITION = "position"
    EAST = "east"
    NORTH = "north"
    LOCATED_BY = "located_by"
    AS_OF = "as_of"
    OWNER = "owner"
    TITLE_STATUS = "title_status"
    FAR_MIN = "far_min"
    FAR_MAX = "far_max"
    DENSITY_MIN = "density_min"
    DENSITY_MAX = "density_max"
    HEIGHT_LIMIT = "height_limit"
    SERVICES = "services"
    BLOCKERS = "blockers"
    BLOCKER_MONTHS = "blocker_months"
    READINESS = "readiness"
    PRICE = "price"
    RENT = "rent"
    TAX_PER_MU = "tax_per_mu"
    INVESTMENT_PER_MU = "investment_per_mu"
    OUTPUT_PER_MU = "output_per_mu"
    POWER = "power"
    CLEAR_HEIGHT = "clear_height"
    FLOOR_LOAD = "floor_load"
    CRANE = "crane"
    LIFT = "lift"
    COLUMN_GRID = "column_grid"
    FIRE_CLASS = "fire_class"
    AVAILABLE_FROM = "available_from"
    MIN_LET = "min_let"
    HELD_BY = "held_by"
    HELD_UNTIL = "held_until"
    SEIZURE = "seizure"
    SEIZURE_NUMBER = "seizure_number"
    MORTGAGE = "mortgage"
    CONTRACT_START = "contract_start"
    STARTED_ON = "started_on"
    STOPPED_ON = "stopped_on"
    STARTED_SHARE = "started_share"
    INVESTED_SHARE = "invested_share"
    DELAY_CAUSE = "delay_cause"
    CHAIN = "chain"
    STAGE = "stage"
    TIER = "tier"
    INDUSTRY_CODE = "industry_code"
    POLLUTION_CLASS = "pollution_class"
    SITE_IDS = "site_ids"
    BLOCKER = "blocker"
    TENURE = "tenure"
    NEEDS = "needs"
    SPACE_USE = "space_use"
    LAND_AREA_MIN = "land_area_min"
    LAND_AREA_MAX = "land_area_max"
    FLOOR_AREA_MIN = "floor_area_min"
    FLOOR_AREA_MAX = "floor_area_max"
    STOREYS = "storeys"
    START_DATE = "start_date"
    INVESTMENT = "investment"


_PAST: Final = frozenset((Role.AS_OF, Role.STARTED_ON, Role.STOPPED_ON))


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column as catalog.toml declares it.

    Parameters
    ----------
    name
        Column name, with its unit as a suffix where it has one (``site_area_m2``).
    dtype
        How values are kept.
    title
        Heading in both languages.
    unit
        Key of ``gis.units.UNITS``, or None for what has no unit.
    role
        Meaning for the engine; at most one field of a layer has a given role.
    codelist
        Id of the code list its values come from.
    references
        Id of the collection whose features its values name.
    references_by
        The field of that collection whose values they are; None where they are its ids.
    group
        Section of the detail card and of the spreadsheet it belongs to.
    place
        Which column of the printed list it is, from 1; 0 where it is none.
    original_of
        The field whose untranslated values it holds, in the words of the source: where it is empty there is nothing to check.
    past
        Whether its days have been: an approval, a supply. One to come cannot be meant.
    """

    name: str
    dtype: DType
    title: Text
    unit: str | None = None
    role: Role | None = None
    codelist: str | None = None
    references: str | None = None
    references_by: str | None = None
    group: str = ""
    place: int = 0
    original_of: str | None = None
    past: bool = False

    @property
    def names_ids(self) -> bool:
        """Whether its values are ids of another collection, so that they are shown and asked for by what its features are called."""
        return self.references is not None and self.references_by is None

    @property
    def has_been(self) -> bool:
        """Whether its days lie before the day of the data, by its role or because it says so."""
        return self.past or self.role in _PAST

    @property
    def numeric(self) -> bool:
        """Whether a range can be asked of it as of a number."""
        return self.dtype in (DType.INTEGER, DType.NUMBER)

    @property
    def ranged(self) -> bool:
        """Whether ``min_`` and ``max_`` make sense: numbers and dates."""
        return self.numeric or self.dtype is DType.DATE

    @property
    def land(self) -> bool:
        """Whether it is an area of land, which is shown in 亩 too."""
        return bool(self.unit) and UNITS[str(self.unit)].land

    @property
    def heading(self) -> Text:
        """Title with its unit in brackets, as a table's heading shows it."""
        label = UNITS[self.unit].label if self.unit else Text("", "")
        if not label.zh:
            return self.title
        return Text(f"{self.title.zh}（{label.zh}）", f"{self.title.en} ({label.en})")
