"""The examples of docs/method/examples.md: each a demand and a site, matched by the engine and written as a row of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

import shapely

from gis.catalog import Catalog, Kind
from gis.fields import Role
from gis.layer import Feature, Layer
from gis.matching import Match, Project, match
from gis.matching.ranking.requirement import requirement
from gis.text import Text
from gis.units import UNITS, m2_from_mu, mu_from_m2, plain
from tests.gis.matching.district import (
    SOUTH,
    STEP,
    WEST,
    catalog,
    collection_of,
    encumbered,
    feature,
    inventory_of,
    shipped_scheme,
    square,
)
from tests.gis.matching.test_rules import FLOOR, PLOT

Lang = Literal["zh", "en"]
ANSWERS: Final = {1: Text("符合", "yes"), 0: Text("不符合", "no"), -1: Text("待核实", "to check")}
NOTHING: Final = Text("–", "–")


@dataclass(frozen=True)
class Example:
    """One demand and one site, and the rule or criterion that is shown by them."""

    shown: str
    site: Mapping[Role, Any]
    asks: Mapping[str, Any] = field(default_factory=dict)
    kind: Literal["land", "floor"] = "land"
    around: Text | None = None
    more: tuple[tuple[Kind, Feature], ...] = ()
    scheme: str = "default"

    @cached_property
    def found(self) -> Match:
        """The pair, explained."""
        features: dict[Kind, list[Feature]] = {
            Kind.PARCEL: [self.own(Kind.PARCEL, "L", PLOT | {Role.DENSITY_MAX: 60}, self.kind == "land")],
            Kind.SPACE: [self.own(Kind.SPACE, "F", FLOOR, self.kind == "floor")],
            Kind.CONTROL: [feature(collection_of(Kind.CONTROL), "C", square(90, 0), {Role.CLASS: "river_range"})],
        }
        # A district of one plot would have no room for what is asked in vain.
        features[Kind.PARCEL].append(_plot("Z", 60, AREA=1_000_000.0)[1])
        for kind, each in self.more:
            features.setdefault(kind, []).append(each)
        inventory = inventory_of(features, shipped=self.catalog)
        report = match(
            inventory, self.project, shipped_scheme(self.scheme), explain=["L" if self.kind == "land" else "F"]
        )
        return report.explained[0]

    @property
    def catalog(self) -> Catalog:
        """The shipped catalog, with the fields that it lacks where the example is of them."""
        return encumbered() if Role.SEIZURE in self.site else catalog()

    def own(self, kind: Kind, key: str, usual: Mapping[Role, Any], varied: bool) -> Feature:
        values = {**usual, **(self.site if varied else {})}
        collection = self.catalog.of_kind(kind)[0]
        return feature(collection, key, square(0, 0, STEP * 0.9 if kind is Kind.PARCEL else STEP / 4), values)

    @cached_property
    def project(self) -> Project:
        usual = {"needs": self.kind, "industry_code": "34", "pollution_class": "1"}
        return Project.from_demand({**usual, **self.asks}, catalog())

    def asked(self, lang: Lang) -> str:
        """What the demand asks, as the requirement's lines say it."""
        keys = {key.removesuffix("_min_m2").removesuffix("_max_m2") for key in self.asks}
        lines = [line for line in requirement(self.project, catalog()) if line.key in keys]
        return _listed(
            [Text(f"{each.title.zh} {each.text.zh}", f"{each.title.en} {each.text.en}") for each in lines], lang
        )

    def given(self, lang: Lang) -> str:
        """What the site has, field by field."""
        collection = self.catalog.of_kind(Kind.PARCEL if self.kind == "land" else Kind.SPACE)[0]
        layer = Layer.from_features(collection, [], metric_crs=catalog().metric_crs, codelists=catalog().codelists)
        words = [_value(layer, role, value) for role, value in self.site.items()]
        return _listed([*words, *([self.around] if self.around else [])], lang)

    def rule_row(self, lang: Lang) -> str:
        """The row of a rule: its answer and its reason."""
        verdict = next(each for each in self.found.verdicts if each.rule == self.shown)
        return _row(
            self.shown, self.asked(lang), self.given(lang), of(ANSWERS[verdict.answer], lang), of(verdict.reason, lang)
        )

    def criterion_row(self, lang: Lang) -> str:
        """The row of a criterion: its words, its value and its points."""
        each = next(each for each in self.found.contributions if each.criterion == self.shown)
        value = of(Text("未知", "unknown"), lang) if each.value is None else f"{each.value:g}"
        points = f"{plain(each.points)} / {plain(each.weight)}"
        return _row(self.shown, self.asked(lang), self.given(lang), of(each.words, lang), value, points)


def of(text: Text, lang: Lang) -> str:
    return text.zh if lang == "zh" else text.en


def _listed(parts: list[Text], lang: Lang) -> str:
    return ("，" if lang == "zh" else "; ").join(of(part, lang) for part in parts or [NOTHING])


def _row(shown: str, *cells: str) -> str:
    return f"| {' | '.join([f'`{shown}`', *(cell.replace('|', '/') for cell in cells)])} |"


def _value(layer: Layer, role: Role, value: Any) -> Text:
    entry = layer.collection.by_role[role]
    if value is None:
        return Text(f"{entry.title.zh}未知", f"{entry.title.en} unknown")
    if isinstance(value, int | float) and entry.unit is not None:
        unit = UNITS[entry.unit]
        if unit.land:
            return Text(
                f"{entry.title.zh} {plain(mu_from_m2(value))} 亩", f"{entry.title.en} {plain(mu_from_m2(value))} mu"
            )
        return Text(
            f"{entry.title.zh} {plain(value)} {unit.label.zh}", f"{entry.title.en} {plain(value)} {unit.label.en}"
        )
    words = layer.words(entry.name, value if isinstance(value, list | str) else plain(value)) if value != [] else None
    return Text(f"{entry.title.zh} {words.zh if words else '无'}", f"{entry.title.en} {words.en if words else 'none'}")


MU: Final = m2_from_mu


def _control(code: str, part: float) -> tuple[tuple[Kind, Feature], ...]:
    shape = shapely.box(WEST, SOUTH, WEST + STEP * 0.9 * part, SOUTH + STEP)
    return ((Kind.CONTROL, feature(collection_of(Kind.CONTROL), "K", shape, {Role.CLASS: code})),)


def _project(key: str, **values: Any) -> tuple[Kind, Feature]:
    named = {Role[name]: value for name, value in values.items()}
    return Kind.PROJECT, feature(collection_of(Kind.PROJECT), key, None, {Role.STAGE: "continuing", **named})


def _plot(key: str, column: int, **values: Any) -> tuple[Kind, Feature]:
    named = {Role[name]: value for name, value in values.items()}
    return Kind.PARCEL, feature(
        collection_of(Kind.PARCEL), key, square(column, 0), {**PLOT, Role.STATUS: "built", **named}
    )


def _park(key: str, *chains: str) -> tuple[Kind, Feature]:
    return Kind.PARK, feature(collection_of(Kind.PARK), key, None, {Role.CHAIN: list(chains)})


_LET: Final = {Role.AREA: 4_000.0, Role.MIN_LET: 500.0}
_NEAR_ROAD: Final = (Kind.BASE, feature(collection_of(Kind.BASE), "R", square(0, 0, STEP * 2), {Role.CLASS: "road"}))
RULES: Final = (
    Example("needs", {}, {"needs": "floor"}),
    Example("usage", {Role.USAGE: "100102"}, {"industry_code": "3332", "pollution_class": "2"}),
    Example("usage", {Role.USAGE: "100101"}, {"industry_code": "3332", "pollution_class": "2"}),
    Example("usage", {Role.USAGE: "100102"}, {"industry_code": "3332", "pollution_class": None}),
    Example("space_use", {Role.USAGE: "office"}, {"space_use": "production"}, "floor"),
    Example("space_use", {Role.USAGE: "storage"}, {"space_use": "production"}, "floor"),
    Example("space_use", {Role.USAGE: "care"}, {"industry_code": "8514", "space_use": "production"}, "floor"),
    Example("supply", {Role.STATUS: "idle"}),
    Example("supply", {Role.STATUS: "building"}),
    Example("availability", {Role.STATUS: "held"}, {}, "floor"),
    Example("occupied", {}, {}, "land", Text("续建项目“老厂”在此", "the continuing project “Old works” stands here"),
            (_project("P-1", NAME="老厂", NAME_EN="Old works", SITE_IDS=["L"]),)),
    Example("hold", {Role.HELD_BY: "P-9", Role.HELD_UNTIL: "2023-08-15"}),
    Example("hold", {Role.HELD_BY: "P-9", Role.HELD_UNTIL: "2023-06-01"}),
    Example("hold", {Role.HELD_BY: "P-9", Role.HELD_UNTIL: None}),
    Example("seizure", {Role.SEIZURE: "是", Role.SEIZURE_NUMBER: "（2023）鲁0113执123号"}),
    Example("seizure", {Role.SEIZURE: "无", Role.MORTGAGE: "有"}),
    Example("seizure", {Role.SEIZURE: None}),
    Example("tenure", {}, {"tenure": ["rent"]}),
    Example("title", {Role.TITLE_STATUS: "untitled"}, {}, "floor"),
    Example("area", {Role.AREA: MU(39.5)}, {"land_area_min_m2": MU(40), "land_area_max_m2": MU(80)}),
    Example("area", {Role.AREA: MU(29.2)}, {"land_area_min_m2": MU(40), "land_area_max_m2": MU(80)}),
    Example("area", _LET, {"floor_area_min_m2": 1_000, "floor_area_max_m2": 3_000}, "floor"),
    Example("blockers", {Role.BLOCKERS: ["expropriation"], Role.BLOCKER_MONTHS: 4}),
    Example("blockers", {Role.BLOCKERS: ["expropriation"], Role.BLOCKER_MONTHS: 10}),
    Example("start", {Role.AVAILABLE_FROM: "2023-11-20"}, {"start_date": "2023-10-01"}),
    Example("start", {Role.AVAILABLE_FROM: "2024-02-10"}, {"start_date": "2023-10-01"}),
    Example("start", {Role.STATUS: "low_yield", Role.AVAILABLE_FROM: None}, {"start_date": "2023-10-01"}),
    Example("clear_height", {Role.CLEAR_HEIGHT: 5.4}, {"clear_height_m": 6}, "floor"),
    Example("floor_load", {Role.FLOOR_LOAD: 5.0}, {"floor_load_kn_m2": 10}, "floor"),
    Example("column_grid", {Role.COLUMN_GRID: "9×24 m"}, {"column_grid_m": 8.4}, "floor"),
    Example("column_grid", {Role.COLUMN_GRID: "8.4×8.4 m"}, {"column_grid_m": 9}, "floor"),
    Example("crane", {Role.CRANE: None}, {"crane_t": 10}, "floor"),
    Example("lift", {Role.FLOOR: 3, Role.LIFT: 2.0}, {"lift_t": 3}, "floor"),
    Example("lift", {Role.FLOOR: 1, Role.LIFT: None}, {"lift_t": 3}, "floor"),
    Example("fire", {Role.FIRE_CLASS: "丁"}, {"fire_class": "丙"}, "floor"),
    Example("fire", {Role.FLOOR: -1, Role.FIRE_CLASS: "甲"}, {"fire_class": "甲"}, "floor"),
    Example("power", {Role.POWER: 630.0}, {"power_kva": 800}),
    Example("services", {Role.SERVICES: ["water", "power"]}),
    Example("controls", {}, {}, "land", Text("西侧四分之一为永久基本农田", "the western quarter is basic farmland"),
            _control("basic_farmland", 0.25)),
    Example("controls", {}, {}, "land", Text("西侧一成在高压走廊内", "the western tenth is in a power-line corridor"),
            _control("hv_corridor", 0.1)),
    Example("far", {Role.AREA: MU(15), Role.FAR_MAX: 1.5}, {"floor_area_min_m2": 8_000, "clear_height_m": 8}),
    Example("far", {Role.AREA: MU(15), Role.FAR_MIN: 1.0, Role.FAR_MAX: 1.5},
            {"floor_area_min_m2": 3_000, "floor_area_max_m2": 4_000}),
    Example("far", {Role.AREA: MU(15), Role.FAR_MIN: 1.0, Role.FAR_MAX: 1.5},
            {"needs": "either", "floor_area_min_m2": 3_000, "floor_area_max_m2": 4_000, "tenure": ["buy_land", "rent"]}),
    Example("height", {Role.HEIGHT_LIMIT: 24.0}, {"clear_height_m": 8}),
    Example("height", {Role.HEIGHT_LIMIT: 9.0}, {"clear_height_m": 8}),
    Example("coverage", {Role.AREA: MU(45), Role.DENSITY_MAX: 50.0, Role.HEIGHT_LIMIT: 24.0},
            {"floor_area_min_m2": 40_000, "clear_height_m": 5}),
    Example("coverage", {Role.AREA: MU(45), Role.DENSITY_MAX: 50.0, Role.HEIGHT_LIMIT: 24.0},
            {"floor_area_min_m2": 50_000, "clear_height_m": 5}),
    Example("coverage", {Role.AREA: MU(45), Role.DENSITY_MIN: 40.0, Role.DENSITY_MAX: 60.0},
            {"floor_area_min_m2": 8_000, "floor_area_max_m2": 10_000}),
    Example("per_mu", {Role.PARK: "JK", Role.AREA: MU(40)},
            {"investment_wan": 8_800, "output_wan_mu": 450, "tax_wan_mu": 21}),
    Example("per_mu", {Role.PARK: "GD", Role.AREA: MU(40)},
            {"investment_wan": 8_800, "output_wan_mu": 450, "tax_wan_mu": 21}),
    Example("per_mu", {Role.PARK: "JK", Role.AREA: MU(40)}, {"investment_wan": 12_000}),
)  # fmt: skip
CRITERIA: Final = (
    Example("area_fit", {Role.AREA: MU(46.9)}, {"land_area_min_m2": MU(40), "land_area_max_m2": MU(80)}),
    Example("area_fit", {Role.AREA: MU(60)}, {"land_area_min_m2": MU(40), "land_area_max_m2": MU(80)}),
    Example("area_fit", _LET, {"floor_area_min_m2": 1_000, "floor_area_max_m2": 3_000}, "floor"),
    Example("area_fit", {Role.AREA: 3_050.0, Role.MIN_LET: None},
            {"floor_area_min_m2": 1_000, "floor_area_max_m2": 3_000}, "floor"),
    Example("engineering_fit", {Role.CLEAR_HEIGHT: 7.5, Role.FLOOR_LOAD: 10.0},
            {"clear_height_m": 6, "floor_load_kn_m2": 10}, "floor"),
    Example("engineering_fit", {Role.FLOOR: 1, Role.LIFT: None, Role.COLUMN_GRID: "9×9 m"},
            {"lift_t": 3, "column_grid_m": 9}, "floor"),
    Example("readiness", {Role.AVAILABLE_FROM: "2023-12-30", Role.BLOCKERS: []}),
    Example("readiness", {Role.STATUS: "idle", Role.AVAILABLE_FROM: None}),
    Example("readiness", {Role.BLOCKERS: ["expropriation"], Role.BLOCKER_MONTHS: None}),
    Example("cluster", {Role.PARK: "PK"}, {"chain": "tcm"}, "land",
            Text("园区主导中医药，园内有中医药与压力容器续建项目各一", "the park is for Chinese medicine; one project of it and one of vessels stand there"),
            (_park("PK", "tcm"), _plot("N", 1, PARK="PK"), _project("P-1", CHAIN="tcm", SITE_IDS=["N"]),
             _project("P-2", CHAIN="environment", SITE_IDS=["N"]))),
    Example("cluster", {}, {"chain": "equipment"}, "land",
            Text("1 km 外有一个电气机械（38）续建项目", "a project of electrical machinery (38) stands 1 km away"),
            (_plot("N", 2), _project("P-1", INDUSTRY_CODE="3812", SITE_IDS=["N"]))),
    Example("yield_gain", {Role.STATUS: "low_yield", Role.TAX_PER_MU: 3.2}, {"tax_wan_mu": 20}),
    Example("yield_gain", {Role.STATUS: "reserve"}, {"tax_wan_mu": 15}),
    Example("access_services", {Role.SERVICES: ["water", "drainage", "power", "road", "telecom", "levelled"]}, {}, "land",
            Text("临路", "beside a road"), (_NEAR_ROAD,)),
    Example("price", {Role.AREA: MU(40), Role.PRICE: 25.0}, {"investment_wan": 10_000}, "land", scheme="cost"),
    Example("price", {**_LET, Role.RENT: 0.5},
            {"floor_area_min_m2": 1_000, "floor_area_max_m2": 3_000, "investment_wan": 7_300}, "floor", scheme="cost"),
)  # fmt: skip
