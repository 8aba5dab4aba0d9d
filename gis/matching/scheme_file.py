"""Schemes read from ``schemes/*.toml``; every mistake is named by file and key."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from gis.matching import plan_file, values
from gis.matching.candidates import SITE_KINDS, SiteKind
from gis.matching.scheme import CriterionSpec, Industry, RuleSpec, Scheme, SupplyRoute, Threshold
from gis.matching.scheme_reader import Reader, toml
from gis.matching.values import ValueFunction
from gis.text import Text

RULE_NUMBERS: Final[dict[str, tuple[str, ...]]] = {
    "area": ("tolerance_pct",),
    "blockers": ("land_max_months", "floor_max_months"),
    "start": ("grace_days",),
    "controls": ("tolerance_pct",),
    "far": ("double_from_clear_height_m",),
    "height": ("roof_allowance_m",),
    "coverage": ("roof_allowance_m", "slab_m", "usual_clear_height_m"),
}
RULE_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "availability": ("yes", "no"),
    "occupied": ("stages",),
    "tenure": ("land", "floor"),
    "title": ("yes", "check", "no"),
    "fire": ("no_plant_class", "plant_uses", "never_below_ground"),
    "services": ("required",),
    "controls": ("no", "check", "inside"),
    "per_mu": ("check_unstated",),
}
RULE_KINDS: Final[dict[str, tuple[SiteKind, ...]]] = {
    "needs": ("land", "floor"),
    "usage": ("land",),
    "space_use": ("floor",),
    "supply": ("land",),
    "availability": ("floor",),
    "occupied": ("land", "floor"),
    "hold": ("land", "floor"),
    "tenure": ("land", "floor"),
    "title": ("floor",),
    "area": ("land", "floor"),
    "blockers": ("land", "floor"),
    "start": ("land", "floor"),
    "clear_height": ("floor",),
    "floor_load": ("floor",),
    "column_grid": ("floor",),
    "crane": ("floor",),
    "lift": ("floor",),
    "fire": ("floor",),
    "power": ("land", "floor"),
    "services": ("land",),
    "controls": ("land",),
    "far": ("land",),
    "height": ("land",),
    "coverage": ("land",),
    "per_mu": ("land",),
}
CRITERION_NUMBERS: Final[dict[str, tuple[str, ...]]] = {
    "area_fit": ("open_factor",),
    "engineering_fit": (),
    "readiness": (),
    "cluster": ("theme", "each_in_park", "each_nearby", "radius_m"),
    "yield_gain": (),
    "access_services": ("road_full_m", "road_zero_m"),
}
CRITERION_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "cluster": ("stages",),
    "yield_gain": ("vacant_statuses",),
    "access_services": ("services", "road_classes"),
}
CRITERION_TABLES: Final[dict[str, tuple[str, ...]]] = {"readiness": ("months_by_readiness",)}
_PLAIN: Final = {"id", "zh", "en", "source", "date"}
_FUNCTIONS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "rising": (("from", "to"), ("low", "high")),
    "falling": (("from", "to"), ("high", "low")),
    "ideal": (("low", "ideal", "high"), ("edge",)),
    "target": (("at",), ()),
}
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")


def load_schemes(folder: Path) -> dict[str, Scheme]:
    """All schemes of a data folder by id, from its ``schemes/*.toml``; none where it has no such folder.

    Raises
    ------
    SchemeError
        Where a file cannot be used, or two have one id.
    """
    found: dict[str, Scheme] = {}
    for path in sorted((folder / "schemes").glob("*.toml")):
        scheme = read_scheme(path)
        if scheme.id in found:
            raise Reader(path).at("id").wrong(f"方案 {scheme.id} 重复", f"scheme {scheme.id} stands twice")
        found[scheme.id] = scheme
    return found


def read_scheme(path: Path) -> Scheme:
    """A scheme from its TOML file.

    Raises
    ------
    SchemeError
        With file, key and what to mend.
    """
    reader = Reader(path)
    table = toml(path, reader)
    known = {
        "id",
        "version",
        "title",
        "source",
        "date",
        "rules",
        "use",
        "supply",
        "thresholds",
        "criteria",
        "reverse",
    } | set(plan_file.PLANS)
    reader.known(table, known)
    criteria = [_criterion(at, entry) for at, entry in reader.tables(table, "criteria")]
    rules = [_rule(at, entry) for at, entry in reader.tables(table, "rules")]
    reader.at("criteria").unique([entry.id for entry in criteria])
    reader.at("rules").unique([entry.id for entry in rules])
    total = math.fsum(entry.weight for entry in criteria)
    if abs(total - 100) > 1e-6:
        raise reader.at("criteria", "weight").wrong(
            f"权重合计为 {total:g}，应为 100", f"weights sum to {total:g}, not 100"
        )
    use, at_use = reader.table(table, "use"), reader.at("use")
    at_use.known(use, {"system", "source", "date", "industries"})
    reverse, at_reverse = reader.table(table, "reverse"), reader.at("reverse")
    at_reverse.known(reverse, {"stages"})
    routes = [_route(at, entry) for at, entry in reader.tables(table, "supply")]
    reader.at("supply").unique([route.status for route in routes])
    return Scheme(
        id=reader.string(table, "id"),
        version=reader.string(table, "version"),
        title=reader.text(table, "title"),
        source=reader.text(table, "source"),
        date=reader.date(table),
        rules=tuple(rules),
        criteria=tuple(criteria),
        usage_system=at_use.string(use, "system"),
        industries=_industries(at_use, use),
        supply={route.status: route for route in routes},
        thresholds=tuple(
            _threshold(at, entry) for at, entry in reader.tables({"thresholds": [], **table}, "thresholds")
        ),
        reverse_stages=at_reverse.strings(reverse, "stages"),
        **plan_file.read(reader, table),
    )


def _rule(reader: Reader, table: Mapping[str, Any]) -> RuleSpec:
    rule = reader.among(table, "id", list(RULE_KINDS))
    numbers, names = RULE_NUMBERS.get(rule, ()), RULE_NAMES.get(rule, ())
    reader.known(table, {*_PLAIN, "kinds", *numbers, *names})
    kinds = reader.strings(table, "kinds")
    for kind in kinds:
        if kind not in RULE_KINDS[rule]:
            allowed = ", ".join(RULE_KINDS[rule])
            raise reader.at("kinds").wrong(
                f"{kind} 不适用；可用：{allowed}", f"{kind} does not apply; known: {allowed}"
            )
    return RuleSpec(
        id=rule,
        kinds=tuple(kind for kind in SITE_KINDS if kind in kinds),
        title=Text(reader.string(table, "zh"), reader.string(table, "en")),
        source=reader.text(table, "source"),
        date=reader.date(table),
        numbers={key: reader.number(table, key) for key in numbers},
        names={key: reader.strings(table, key) for key in names},
    )


def _criterion(reader: Reader, table: Mapping[str, Any]) -> CriterionSpec:
    criterion = reader.among(table, "id", list(CRITERION_NUMBERS))
    numbers, names = CRITERION_NUMBERS[criterion], CRITERION_NAMES.get(criterion, ())
    tables = CRITERION_TABLES.get(criterion, ())
    reader.known(table, {*_PLAIN, "weight", "colour", "value", *numbers, *names, *tables})
    colour = reader.string(table, "colour")
    if not _COLOUR.fullmatch(colour):
        raise reader.at("colour").wrong("须写作 #RRGGBB", "must be written #RRGGBB")
    return CriterionSpec(
        id=criterion,
        title=Text(reader.string(table, "zh"), reader.string(table, "en")),
        weight=reader.number(table, "weight"),
        colour=colour,
        value=_value_function(reader.at("value"), reader.table(table, "value")),
        source=reader.text(table, "source"),
        date=reader.date(table),
        numbers={key: reader.number(table, key) for key in numbers},
        names={key: reader.strings(table, key) for key in names},
        tables={key: _number_table(reader.at(key), reader.table(table, key)) for key in tables},
    )


def _number_table(reader: Reader, table: Mapping[str, Any]) -> dict[str, float]:
    return {key: reader.number(table, key) for key in table}


def _value_function(reader: Reader, table: Mapping[str, Any]) -> ValueFunction:
    name = reader.among(table, "function", [*_FUNCTIONS, "step"])
    if name == "step":
        reader.known(table, {"function", "at", "values"})
        made = values.step(reader.numbers(table, "at"), reader.numbers(table, "values"))
    else:
        needed, optional = _FUNCTIONS[name]
        reader.known(table, {"function", *needed, *optional})
        given = {
            key: reader.number(table, key, least=-math.inf) for key in (*needed, *optional) if key in (*needed, *table)
        }
        words = {"from": "start", "to": "end"} if name in ("rising", "falling") else {"ideal": "best"}
        made = getattr(values, name)(**{words.get(key, key): value for key, value in given.items()})
    if len(made.at) != len(made.values) or list(made.at) != sorted(set(made.at)):
        raise reader.wrong("各点须由小到大，一一对应", "points must rise, with one value each")
    if not all(0 <= value <= 1 for value in made.values):
        raise reader.wrong("折算值须在 0 与 1 之间", "values must lie between 0 and 1")
    return made


def _industries(reader: Reader, use: Mapping[str, Any]) -> tuple[Industry, ...]:
    found = tuple(_industry(at, entry) for at, entry in reader.tables(use, "industries"))
    reader.at("industries", "divisions").unique([each for group in found for each in sorted(group.divisions)])
    reader.at("industries", "space_uses").unique([each for group in found for each in group.space_uses])
    return found


def _industry(reader: Reader, table: Mapping[str, Any]) -> Industry:
    reader.known(table, {"id", "title", "divisions", "space_uses", "floors", "land", "land_by_pollution_class"})
    if ("land" in table) == ("land_by_pollution_class" in table):
        raise reader.wrong(
            "land 与 land_by_pollution_class 须有且只有一个", "needs either land or land_by_pollution_class"
        )
    at_land = reader.at("land_by_pollution_class")
    land: dict[str | None, tuple[str, ...]] = (
        {None: reader.strings(table, "land")}
        if "land" in table
        else {
            key: at_land.strings(value, key)
            for value in [reader.table(table, "land_by_pollution_class")]
            for key in value
        }
    )
    floors, at_floors = reader.table(table, "floors"), reader.at("floors")
    at_floors.known(floors, {"yes", "check"})
    return Industry(
        id=reader.string(table, "id"),
        title=reader.text(table, "title"),
        divisions=frozenset(each for part in reader.strings(table, "divisions") for each in _divisions(reader, part)),
        space_uses=reader.strings(table, "space_uses"),
        floors_yes=at_floors.strings(floors, "yes"),
        floors_check=at_floors.strings(floors, "check"),
        land=land,
    )


def _divisions(reader: Reader, part: str) -> list[str]:
    """``"13-43"`` or ``"59"`` as two-digit divisions."""
    found = re.fullmatch(r"(\d\d)(?:-(\d\d))?", part)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise reader.at("divisions").wrong(
            f"{part} 不是大类或区间，如 13-43", f"{part} is no division or range such as 13-43"
        )
    return [f"{number:02d}" for number in range(int(found[1]), int(found[2] or found[1]) + 1)]


def _route(reader: Reader, table: Mapping[str, Any]) -> SupplyRoute:
    reader.known(table, {"status", "open", "months", "by", "zh", "en"})
    opened = reader.need(table, "open")
    if not isinstance(opened, bool):
        raise reader.at("open").wrong("须是 true 或 false", "must be true or false")
    return SupplyRoute(
        status=reader.string(table, "status"),
        open=opened,
        months=reader.number(table, "months") if opened else math.nan,
        words=Text(reader.string(table, "zh"), reader.string(table, "en")),
        by=reader.text(table, "by") if "by" in table else None,
    )


_PROMISES: Final = ("investment", "output", "tax")


def _threshold(reader: Reader, table: Mapping[str, Any]) -> Threshold:
    reader.known(table, {"parks", "land_uses", *_PROMISES, "source", "date"})
    if not any(key in table for key in _PROMISES):
        keys = "、".join(_PROMISES)
        raise reader.wrong(f"须至少有 {keys} 之一", f"needs one of {', '.join(_PROMISES)} at least")
    figures = {key: reader.number(table, key) if key in table else None for key in _PROMISES}
    return Threshold(
        parks=reader.strings(table, "parks") if "parks" in table else (),
        land_uses=reader.strings(table, "land_uses") if "land_uses" in table else (),
        investment=figures["investment"],
        output=figures["output"],
        tax=figures["tax"],
        source=reader.text(table, "source"),
        date=reader.date(table),
    )
