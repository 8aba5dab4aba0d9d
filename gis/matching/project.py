"""Project: what an investor needs, from the project register or from a demand somebody types in."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from gis.catalog import Catalog, Collection, Kind
from gis.codelists import Codelist
from gis.errors import BadDemand
from gis.fields import Role
from gis.layer import Layer
from gis.matching.candidates import SITE_KINDS, SiteKind
from gis.text import Text
from gis.units import figure

MAX_NUMBER: Final = 1e10
MIN_NUMBER: Final = 1e-6
MAX_TEXT: Final = 200
NEEDS: Final = ("land", "floor", "either")
TENURES: Final = ("buy_land", "titled_plant", "rent")


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project's requirement. What is None or empty is not asked.

    Parameters
    ----------
    needs
        ``land``, ``floor`` or ``either``.
    tenure
        Any of ``buy_land``, ``titled_plant``, ``rent``; empty: all the same to it.
    industry_code
        GB/T 4754-2017, two to four digits.
    land_area_min_m2, land_area_max_m2
        Range of the plot, in m² of land.
    floor_area_min_m2, floor_area_max_m2
        Range of the floor space, in m²: to let or buy, or to build on a plot.
    start_date
        When it must be able to begin.
    column_grid_m
        Distance of columns that it needs at least in either direction.
    storeys_max
        Over how many storeys the floor space may be spread where it builds; None: as many as the height limit takes.
    investment_wan, output_wan_mu, tax_wan_mu
        万元 placed, and 万元 of output and of tax a year promised for each mu.

    Raises
    ------
    BadDemand
        Where a range is not ordered, or a number is negative, not finite or beyond reason.
    """

    id: str | None = None
    name: str | None = None
    name_en: str | None = None
    needs: str = "either"
    tenure: tuple[str, ...] = ()
    stage: str | None = None
    tier: str | None = None
    chain: str | None = None
    industry_code: str | None = None
    pollution_class: str | None = None
    land_area_min_m2: float | None = None
    land_area_max_m2: float | None = None
    floor_area_min_m2: float | None = None
    floor_area_max_m2: float | None = None
    space_use: str | None = None
    floor_load_kn_m2: float | None = None
    clear_height_m: float | None = None
    column_grid_m: float | None = None
    crane_t: float | None = None
    lift_t: float | None = None
    power_kva: float | None = None
    fire_class: str | None = None
    storeys_max: float | None = None
    start_date: dt.date | None = None
    investment_wan: float | None = None
    output_wan_mu: float | None = None
    tax_wan_mu: float | None = None
    blocker: str | None = None
    site_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for key in NUMBERS:
            _check_number(key, getattr(self, key))
        for low, high in (("land_area_min_m2", "land_area_max_m2"), ("floor_area_min_m2", "floor_area_max_m2")):
            _check_order(low, high, getattr(self, low), getattr(self, high))
        _check_among("needs", (self.needs,), NEEDS)
        _check_among("tenure", self.tenure, TENURES)

    def looks_at(self, kind: SiteKind) -> bool:
        """Whether sites of this kind can serve it."""
        return self.needs in (kind, "either")

    @property
    def kinds(self) -> tuple[SiteKind, ...]:
        """The kinds of site that can serve it."""
        return tuple(kind for kind in SITE_KINDS if self.looks_at(kind))

    @property
    def division(self) -> str | None:
        """The two digits of its industry division, None where no industry is named."""
        digits = (self.industry_code or "").lstrip("ABCDEFGHIJKLMNOPQRST")[:2]
        return digits if len(digits) == 2 else None

    @classmethod
    def from_layer(cls, layer: Layer, project_id: str) -> Project:
        """A project of the register, read by the roles of its columns.

        Raises
        ------
        UnknownFeature
            Where the layer has no such project.
        BadDemand
            Where its requirement contradicts itself.
        """
        row = layer.row(project_id)
        found: dict[str, Any] = {}
        for key, role in ROLES.items():
            col = layer.role(role)
            value = col.value(row) if col else None
            if value is not None:
                found[key] = _from_register(key, value)
        found["id"] = project_id
        try:
            project = cls(**found)
            _check_codes(found, _lists(layer.collection, layer.codelists))
        except BadDemand as mistake:
            raise BadDemand(
                Text(f"项目 {project_id}：{mistake.text.zh}", f"project {project_id}: {mistake.text.en}"),
                mistake.remedy,
                project=project_id,
                **mistake.where,
            ) from None
        return project

    @classmethod
    def from_demand(cls, demand: Mapping[str, Any], catalog: Catalog) -> Project:
        """A project from a demand as somebody states it, by the attribute names of this class.

        Raises
        ------
        BadDemand
            An unknown key, a value of the wrong type, a code that its list does not hold, a range out of order.
        """
        if not isinstance(demand, Mapping):
            raise _bad("-", "须是键值对象", "must be an object of keys and values")
        if unknown := sorted(map(str, set(demand) - set(DEMAND_KEYS))):
            names = ", ".join(DEMAND_KEYS)
            raise BadDemand(
                Text(
                    f"需求中有不认识的键 {'、'.join(unknown)[:MAX_TEXT]}",
                    f"unknown key in the demand: {', '.join(unknown)[:MAX_TEXT]}",
                ),
                Text(f"可用的键：{names}", f"keys: {names}"),
                keys=list(DEMAND_KEYS),
            )
        found = {key: _from_demand(key, value) for key, value in demand.items() if value is not None}
        project = cls(**found)
        _check_codes(found, codelists_by_key(catalog))
        return project

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values by attribute name; None for what is not asked."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {key: _plain(value) for key, value in values.items()}


NUMBERS: Final = (
    "land_area_min_m2",
    "land_area_max_m2",
    "floor_area_min_m2",
    "floor_area_max_m2",
    "floor_load_kn_m2",
    "clear_height_m",
    "column_grid_m",
    "crane_t",
    "lift_t",
    "power_kva",
    "storeys_max",
    "investment_wan",
    "output_wan_mu",
    "tax_wan_mu",
)
_LISTS: Final = ("tenure", "site_ids")
_CODES: Final = (
    "needs",
    "tenure",
    "stage",
    "tier",
    "chain",
    "industry_code",
    "pollution_class",
    "space_use",
    "fire_class",
    "blocker",
)
DEMAND_KEYS: Final = (
    "name", "needs", "tenure", "chain", "industry_code", "pollution_class",
    "land_area_min_m2", "land_area_max_m2", "floor_area_min_m2", "floor_area_max_m2",
    "space_use", "floor_load_kn_m2", "clear_height_m", "column_grid_m", "crane_t", "lift_t", "power_kva", "fire_class",
    "storeys_max", "start_date", "investment_wan", "output_wan_mu", "tax_wan_mu",
)  # fmt: skip
ROLES: Final[dict[str, Role]] = {
    "name": Role.NAME,
    "name_en": Role.NAME_EN,
    "needs": Role.NEEDS,
    "tenure": Role.TENURE,
    "stage": Role.STAGE,
    "tier": Role.TIER,
    "chain": Role.CHAIN,
    "industry_code": Role.INDUSTRY_CODE,
    "pollution_class": Role.POLLUTION_CLASS,
    "land_area_min_m2": Role.LAND_AREA_MIN,
    "land_area_max_m2": Role.LAND_AREA_MAX,
    "floor_area_min_m2": Role.FLOOR_AREA_MIN,
    "floor_area_max_m2": Role.FLOOR_AREA_MAX,
    "space_use": Role.SPACE_USE,
    "floor_load_kn_m2": Role.FLOOR_LOAD,
    "clear_height_m": Role.CLEAR_HEIGHT,
    "column_grid_m": Role.COLUMN_GRID,
    "crane_t": Role.CRANE,
    "lift_t": Role.LIFT,
    "power_kva": Role.POWER,
    "fire_class": Role.FIRE_CLASS,
    "storeys_max": Role.STOREYS,
    "start_date": Role.START_DATE,
    "investment_wan": Role.INVESTMENT,
    "output_wan_mu": Role.OUTPUT_PER_MU,
    "tax_wan_mu": Role.TAX_PER_MU,
    "blocker": Role.BLOCKER,
    "site_ids": Role.SITE_IDS,
}


def _bad(key: str, zh: str, en: str, remedy: Text | None = None, **where: object) -> BadDemand:
    fallback = Text("请改正该值，或不填表示不作要求", "correct the value, or leave it out to ask nothing of it")
    return BadDemand(Text(f"{key} {zh}", f"{key} {en}"), remedy or fallback, key=key, **where)


def _check_number(key: str, value: object) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise _bad(key, "须是有限的数字", "must be a finite number")
    if not 0 <= value <= MAX_NUMBER:
        raise _bad(
            key,
            f"须在 0 至 {figure(MAX_NUMBER)} 之间，给的是 {value:g}",
            f"must lie between 0 and {figure(MAX_NUMBER)}, not {value:g}",
        )
    if 0 < value < MIN_NUMBER:
        raise _bad(key, f"过小：{value:g}", f"is too small: {value:g}")
    if value == 0 and key.endswith("max_m2"):
        raise _bad(key, "不能是 0", "cannot be 0")
    if key == "storeys_max" and (value != int(value) or value < 1):
        raise _bad(key, "须是不小于 1 的整数", "must be a whole number of at least 1")


def _check_order(low_key: str, high_key: str, low: float | None, high: float | None) -> None:
    if low == 0 and high is None:
        raise _bad(
            low_key,
            "为 0，没有要求任何面积",
            "is 0 and asks for no area at all",
            Text("请填写所需面积；不要求时不填", "say how much is needed, or leave it out to ask nothing of it"),
        )
    if low is not None and high is not None and low > high:
        raise _bad(
            low_key,
            f"{low:g} 大于 {high_key} {high:g}",
            f"{low:g} lies above {high_key} {high:g}",
            Text("下限不能大于上限，请调整", "the lower bound cannot exceed the upper; change one"),
        )


def _check_among(key: str, given: Sequence[str], options: Sequence[str]) -> None:
    for value in given:
        if value not in options:
            names = ", ".join(options)
            raise _bad(
                key,
                f"没有代码 {str(value)[:MAX_TEXT]}",
                f"has no code {str(value)[:MAX_TEXT]}",
                Text(f"请从下列代码中选择：{names}", f"choose one of: {names}"),
                options=list(options),
            )


def _lists(collection: Collection, by_field: Mapping[str, Codelist]) -> dict[str, Codelist]:
    """Code lists by attribute, from those by field name."""
    entries = {key: collection.by_role.get(role) for key, role in ROLES.items()}
    return {key: by_field[entry.name] for key, entry in entries.items() if entry is not None and entry.name in by_field}


def codelists_by_key(catalog: Catalog) -> dict[str, Codelist]:
    """Code lists by attribute: of the project register's fields, else those that bear the attribute's name."""
    named = {key: catalog.codelists[key] for key in _CODES if key in catalog.codelists}
    for collection in catalog.of_kind(Kind.PROJECT)[:1]:
        of_fields = {
            field.name: catalog.codelists[field.codelist]
            for field in collection.fields
            if field.codelist is not None and field.codelist in catalog.codelists
        }
        named.update(_lists(collection, of_fields))
    return named


def code_title(catalog: Catalog, key: str, code: str) -> Text:
    """A code of an attribute by its title; as it is where the catalog has no list for it."""
    codelist = codelists_by_key(catalog).get(key)
    return codelist.title_of(code) if codelist else Text(code, code)


def _check_codes(found: Mapping[str, Any], lists: Mapping[str, Codelist]) -> None:
    for key in _CODES:
        given = found.get(key)
        if given is None or key not in lists:
            continue
        codelist = lists[key]
        for code in given if isinstance(given, tuple) else (given,):
            # A finer code than the list goes into is known by the code above it.
            if code not in codelist.by_code and (len(code) > 4 or codelist.parent_of(code) is None):
                # A long list is no help: name what begins alike.
                alike = [entry for entry in codelist.by_code if entry[:2] == code[:2]] or list(codelist.by_code)
                _check_among(key, (code,), alike[:40])


def _from_register(key: str, value: Any) -> Any:
    if key in _LISTS:
        return tuple(value) if isinstance(value, list) else (str(value),)
    if key == "start_date":
        return dt.date.fromisoformat(str(value))
    return value if key in NUMBERS else str(value)


def _from_demand(key: str, value: object) -> Any:
    if key in NUMBERS:
        _check_number(key, value)
        return value
    return _DEMAND_READERS.get(key, _short_text)(key, value)


def _short_text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT:
        raise _bad(key, f"须是 1 至 {MAX_TEXT} 个字的文字", f"must be text of 1 to {MAX_TEXT} characters")
    return value


def _texts(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or len(value) > len(TENURES):
        raise _bad(key, f"须是列表，如 {list(TENURES)}", f"must be a list such as {list(TENURES)}")
    return tuple(dict.fromkeys(_short_text(key, each) for each in value))


def _date(key: str, value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(_short_text(key, value))
    except ValueError:
        raise _bad(key, "须是日期 YYYY-MM-DD", "must be a date YYYY-MM-DD") from None


_DEMAND_READERS: Final[dict[str, Callable[[str, object], Any]]] = {"tenure": _texts, "start_date": _date}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
