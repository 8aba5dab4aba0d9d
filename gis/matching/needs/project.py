"""Project: what an investor needs, from the project register or from a demand somebody types in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gis.catalog import Catalog, Collection, Kind
from gis.codelists import Codelist
from gis.errors import BadDemand
from gis.fields import Role
from gis.layer import Layer
from gis.matching.needs.attributes import (
    FLOOR_M2,
    KN_M2,
    KVA,
    LAND_M2,
    METRES,
    STOREYS,
    TONNES,
    WAN,
    WAN_A_MU,
    attribute,
    attributes_of,
    day,
    figure,
)
from gis.matching.needs.demand_values import MAX_TEXT, bad, check_among, check_number, check_order
from gis.matching.sites.candidates import FLOOR, LAND, SITE_KINDS, SiteKind
from gis.text import Text

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
    name: str | None = attribute("text", Role.NAME, "名称", "name", line=10, short=("名称（可空）", "name (optional)"))
    name_en: str | None = attribute("text", Role.NAME_EN, "英文名称", "English name", asked=False)
    needs: str = attribute(
        "code",
        Role.NEEDS,
        "需求类型",
        "needs",
        line=20,
        short=("需求类型", "land or floor space"),
        options=NEEDS,
        otherwise="either",
    )
    tenure: tuple[str, ...] = attribute("codes", Role.TENURE, "取得方式", "tenure", line=400, options=TENURES)
    stage: str | None = attribute("code", Role.STAGE, "阶段", "stage", asked=False)
    tier: str | None = attribute("code", Role.TIER, "级别", "tier", asked=False)
    chain: str | None = attribute("code", Role.CHAIN, "产业链", "chain", line=340)
    industry_code: str | None = attribute(
        "code", Role.INDUSTRY_CODE, "行业", "industry", line=320, short=("行业代码", "industry code")
    )
    pollution_class: str | None = attribute(
        "code", Role.POLLUTION_CLASS, "污染类别", "pollution", line=330, short=("污染类别", "pollution class")
    )
    land_area_min_m2: float | None = figure(
        Role.LAND_AREA_MIN, "面积下限", "least area", LAND_M2, "at_least", grain=0.1, line=100
    )
    land_area_max_m2: float | None = figure(
        Role.LAND_AREA_MAX, "面积上限", "greatest area", LAND_M2, "at_most", grain=0.1, line=110, above_zero=True
    )
    floor_area_min_m2: float | None = figure(
        Role.FLOOR_AREA_MIN, "建筑面积下限", "least floor area", FLOOR_M2, "at_least", grain=10, line=120
    )
    floor_area_max_m2: float | None = figure(
        Role.FLOOR_AREA_MAX,
        "建筑面积上限",
        "greatest floor area",
        FLOOR_M2,
        "at_most",
        grain=10,
        line=130,
        above_zero=True,
    )
    space_use: str | None = attribute("code", Role.SPACE_USE, "空间用途", "use of space", line=300)
    floor_load_kn_m2: float | None = figure(
        Role.FLOOR_LOAD,
        "楼面荷载",
        "floor load",
        KN_M2,
        "at_least",
        grain=0.1,
        line=210,
        pair="room",
        short=("荷载", "floor load"),
    )
    clear_height_m: float | None = figure(
        Role.CLEAR_HEIGHT, "净高", "clear height", METRES, "at_least", grain=0.1, line=200, pair="room"
    )
    column_grid_m: float | None = figure(
        Role.COLUMN_GRID, "柱距", "column spacing", METRES, "at_least", grain=0.1, line=220, pair="frame"
    )
    crane_t: float | None = figure(Role.CRANE, "行车", "crane", TONNES, "at_least", grain=0.1, line=230, pair="plant")
    lift_t: float | None = figure(Role.LIFT, "货梯", "freight lift", TONNES, "at_least", grain=0.1, line=240)
    power_kva: float | None = figure(Role.POWER, "电力", "power", KVA, "at_least", grain=1, line=250, pair="plant")
    fire_class: str | None = attribute(
        "code", Role.FIRE_CLASS, "火灾危险性", "fire hazard", line=310, short=("火险类别", "fire class")
    )
    storeys_max: float | None = figure(
        Role.STOREYS,
        "可用层数",
        "usable storeys",
        STOREYS,
        "at_most",
        line=270,
        pair="frame",
        whole=True,
        short=("可用层数", "usable storeys"),
    )
    start_date: dt.date | None = day(Role.START_DATE, "开工", "start", line=260, short=("最晚开工", "start by"))
    investment_wan: float | None = figure(
        Role.INVESTMENT,
        "投资",
        "investment",
        WAN,
        "promised",
        grain=1,
        line=280,
        pair="money",
        short=("总投资", "investment"),
    )
    output_wan_mu: float | None = figure(
        Role.OUTPUT_PER_MU, "亩均产出", "output per mu", WAN_A_MU, "promised", grain=0.1, line=290
    )
    tax_wan_mu: float | None = figure(
        Role.TAX_PER_MU, "亩均税收", "tax per mu", WAN_A_MU, "promised", grain=0.1, line=295, pair="money"
    )
    blocker: str | None = attribute("code", Role.BLOCKER, "项目阻碍", "blocker", asked=False)
    site_ids: tuple[str, ...] = attribute("ids", Role.SITE_IDS, "所在场地", "sites", asked=False)

    def __post_init__(self) -> None:
        for declared in FIGURES:
            check_number(declared, getattr(self, declared.key))
        for low, high in AREA_BOUNDS.values():
            check_order(low, high, getattr(self, low), getattr(self, high))
        for key, declared in ATTRIBUTES.items():
            if declared.options:
                given = getattr(self, key)
                check_among(key, given if declared.kind == "codes" else (given,), declared.options)

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
        stated: dict[str, Any] = {}
        for key, role in ROLES.items():
            col = layer.role(role)
            value = col.value(row) if col else None
            if value is not None:
                stated[key] = _from_register(key, value)
        stated["id"] = project_id
        try:
            project = cls(**stated)
            _check_codes(stated, _lists(layer.collection, layer.codelists))
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
            raise bad("-", "须是键值对象", "must be an object of keys and values")
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


AREA_BOUNDS: Final[dict[SiteKind, tuple[str, str]]] = {
    LAND: ("land_area_min_m2", "land_area_max_m2"),
    FLOOR: ("floor_area_min_m2", "floor_area_max_m2"),
}
"""The attributes that bound the area of a kind of site, the lower one first."""
ATTRIBUTES: Final = attributes_of(Project)
"""What may be said of a project, by key, in the order of reports."""
IN_LINES: Final = tuple(sorted(ATTRIBUTES.values(), key=lambda each: each.line))
"""The same in the order in which people read it."""
FIGURES: Final = tuple(each for each in IN_LINES if each.kind == "number")
DEMAND_KEYS: Final = tuple(key for key, each in ATTRIBUTES.items() if each.asked)
ROLES: Final = {key: each.role for key, each in ATTRIBUTES.items() if each.role is not None}
_CODES: Final = tuple(key for key, each in ATTRIBUTES.items() if each.kind in ("code", "codes"))


_EPOCH: Final = dt.date(1970, 1, 1)


def figure_of(project: Project, key: str) -> float | None:
    """A figure of a requirement as a number, days since 1970-01-01 for a date; None where it is not asked."""
    value: Any = getattr(project, key)
    if value is None:
        return None
    return float((value - _EPOCH).days) if isinstance(value, dt.date) else float(value)


def day_of(figure: float) -> dt.date:
    """The day of a number of days since 1970-01-01."""
    return _EPOCH + dt.timedelta(days=int(figure))


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
                check_among(key, (code,), alike[:40])


def _from_register(key: str, value: Any) -> Any:
    kind = ATTRIBUTES[key].kind
    if kind in ("codes", "ids"):
        return tuple(value) if isinstance(value, list) else (str(value),)
    if kind == "date":
        return dt.date.fromisoformat(str(value))
    return value if kind == "number" else str(value)


def _from_demand(key: str, value: object) -> Any:
    asked = ATTRIBUTES[key]
    if asked.kind == "number":
        check_number(asked, value)
        return value
    return _DEMAND_READERS.get(asked.kind, _short_text)(key, value)


def _short_text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT:
        raise bad(key, f"须是 1 至 {MAX_TEXT} 个字的文字", f"must be text of 1 to {MAX_TEXT} characters")
    return value


def _texts(key: str, value: object) -> tuple[str, ...]:
    options = list(ATTRIBUTES[key].options)
    if not isinstance(value, (list, tuple)) or len(value) > len(options):
        raise bad(key, f"须是列表，如 {options}", f"must be a list such as {options}")
    return tuple(dict.fromkeys(_short_text(key, each) for each in value))


def _date(key: str, value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(_short_text(key, value))
    except ValueError:
        raise bad(key, "须是日期 YYYY-MM-DD", "must be a date YYYY-MM-DD") from None


_DEMAND_READERS: Final[dict[str, Callable[[str, object], Any]]] = {"codes": _texts, "date": _date}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
