"""Schemes read from ``schemes/*.toml``; every mistake is named by file, line and key."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from gis.catalog import Catalog
from gis.matching import plan_file, scheme_tables, values
from gis.matching.candidates import SITE_KINDS
from gis.matching.criteria import CRITERIA
from gis.matching.rules import RULES
from gis.matching.scheme import CriterionSpec, RuleSpec, Scheme
from gis.matching.scheme_codes import refuse_unknown_codes
from gis.matching.scheme_reader import Reader, Sections, toml, unique, written_of
from gis.matching.values import ValueFunction
from gis.text import Text
from gis.written import SCHEMES, Written

_PLAIN: Final = {"id", "zh", "en", "source", "date"}
_FUNCTIONS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "rising": (("from", "to"), ("low", "high")),
    "falling": (("from", "to"), ("high", "low")),
    "ideal": (("low", "ideal", "high"), ("edge",)),
    "target": (("at",), ()),
}
_BOUNDS: Final = {"_pct": 100.0, "_months": 600.0, "_days": 36_525.0, "_m": 100_000.0, "years": 100.0}
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")


def load_schemes(folder: Path, catalog: Catalog | None = None) -> dict[str, Scheme]:
    """All schemes of a data folder by id, from its ``schemes/*.toml``; none where it has no such folder.

    Parameters
    ----------
    catalog
        The folder's catalog, where every code that a scheme names is to be looked up in its code lists.

    Raises
    ------
    SchemeError
        Where a file cannot be used, or two have one id.
    """
    found: dict[str, Scheme] = {}
    written = written_of(folder, catalog)
    for path in written.below(SCHEMES):
        scheme = _scheme(path, written, catalog)
        if scheme.id in found:
            raise Reader(path).at("id").wrong(f"方案 {scheme.id} 重复", f"scheme {scheme.id} stands twice")
        found[scheme.id] = scheme
    return found


def read_scheme(path: Path, catalog: Catalog | None = None) -> Scheme:
    """A scheme from its TOML file, with what it leaves out taken from the scheme that it ``extends``.

    Raises
    ------
    SchemeError
        With file, line, key and what to mend.
    """
    kept = catalog is not None and path in catalog.written.files
    return _scheme(path, catalog.written if catalog is not None and kept else Written.around(path), catalog)


def _scheme(path: Path, written: Written, catalog: Catalog | None) -> Scheme:
    sections = _sections(path, written)
    if catalog is not None:
        refuse_unknown_codes(sections, catalog)
    rules = [_rule(at, entry) for at, entry in sections.entries("rules")]
    use, at_use = sections.section("use")
    at_use.known(use, {"system", "source", "date", "industries"})
    reverse, at_reverse = sections.section("reverse")
    at_reverse.known(reverse, {"stages"})
    own = sections.reader("id")
    return Scheme(
        id=own.string(sections.table, "id"),
        version=own.string(sections.table, "version"),
        title=own.text(sections.table, "title"),
        source=own.text(sections.table, "source"),
        date=own.date(sections.table),
        rules=_distinct(sections, "rules", rules),
        criteria=_weighed(sections),
        usage_system=at_use.string(use, "system"),
        industries=scheme_tables.industries(at_use, use),
        supply=scheme_tables.routes(sections.entries("supply")),
        thresholds=scheme_tables.thresholds(sections.entries("thresholds", needed=False)),
        chains=scheme_tables.chains(sections.entries("chains", needed=False)),
        reverse_stages=at_reverse.strings(reverse, "stages"),
        base=sections.base,
        **_plans(sections),
    )


Spec = TypeVar("Spec", RuleSpec, CriterionSpec)
_HEAD: Final = {"id", "version", "title", "source", "date"}
_SECTIONS: Final = {"rules", "use", "supply", "thresholds", "chains", "criteria", "reverse", *plan_file.PLANS}


def _sections(path: Path, written: Written) -> Sections:
    reader = Reader(path)
    table = toml(path, reader, written)
    reader.known(table, {"extends", *_HEAD, *_SECTIONS})
    files = dict.fromkeys((*table, "id"), path)
    if "extends" not in table:
        return Sections(table, files)
    base = reader.string(table, "extends")
    beside = {each.stem: each for each in written.files if each.parent == path.parent and each != path}
    if base not in beside:
        raise reader.at("extends").unknown(base, list(beside))
    above = beside[base]
    whole = toml(above, Reader(above), written)
    if "extends" in whole:
        raise reader.at("extends").wrong(
            f"{base} 本身也沿用别的方案",
            f"{base} extends another scheme itself",
            Text("请沿用完整的方案", "extend a scheme that is whole"),
        )
    Reader(above).known(whole, {*_HEAD, *_SECTIONS})
    kept = {key: value for key, value in whole.items() if key in _SECTIONS and key not in table}
    at_base = Reader(above)
    named = at_base.string(whole, "id"), at_base.string(whole, "version")
    return Sections({**table, **kept}, {**files, **dict.fromkeys(kept, above)}, named)


def _plans(sections: Sections) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in plan_file.PLANS:
        if name in sections.table:
            found |= plan_file.read(sections.reader(name), {name: sections.table[name]})
    at_costs = sections.reader("relaxation").at("relaxation", "costs")
    for rule in found["relaxation"].costs if "relaxation" in found else ():
        if rule not in RULES:
            raise at_costs.at(rule).unknown(rule, RULES)
    return found


def _weighed(sections: Sections) -> tuple[CriterionSpec, ...]:
    criteria = [_criterion(at, entry) for at, entry in sections.entries("criteria")]
    total = math.fsum(entry.weight for entry in criteria)
    if abs(total - 100) > 1e-6:
        sums = " + ".join(f"{entry.weight:g}" for entry in criteria) or "0"
        gap = 100 - total
        raise (
            sections.reader("criteria")
            .at("criteria", "weight")
            .wrong(
                f"权重合计为 {total:g}（{sums}），应为 100",
                f"weights sum to {total:g} ({sums}), not 100",
                Text(
                    f"请{'增加' if gap > 0 else '减少'} {abs(gap):g}",
                    f"{'add' if gap > 0 else 'take away'} {abs(gap):g}",
                ),
            )
        )
    return _distinct(sections, "criteria", criteria)


def _distinct(sections: Sections, key: str, specs: list[Spec]) -> tuple[Spec, ...]:
    unique([(at.at("id"), spec.id) for (at, _), spec in zip(sections.entries(key), specs, strict=True)])
    return tuple(specs)


def _most(key: str) -> float:
    """The greatest figure that makes sense for a parameter, by its unit."""
    return next((most for ending, most in _BOUNDS.items() if key.endswith(ending)), math.inf)


def _rule(reader: Reader, table: Mapping[str, Any]) -> RuleSpec:
    rule = RULES[reader.among(table, "id", list(RULES))]
    reader.known(table, {*_PLAIN, "kinds", *rule.numbers, *rule.names})
    kinds = reader.strings(table, "kinds")
    for kind in kinds:
        if kind not in rule.kinds:
            allowed = ", ".join(rule.kinds)
            raise reader.at("kinds").wrong(
                f"{kind} 不适用；可用：{allowed}", f"{kind} does not apply; known: {allowed}"
            )
    return RuleSpec(
        id=rule.id,
        kinds=tuple(kind for kind in SITE_KINDS if kind in kinds),
        title=Text(reader.string(table, "zh"), reader.string(table, "en")),
        source=reader.text(table, "source"),
        date=reader.date(table),
        numbers=_figures(reader, table, rule.numbers),
        names=_lists(reader, table, rule.names),
    )


def _criterion(reader: Reader, table: Mapping[str, Any]) -> CriterionSpec:
    criterion = CRITERIA[reader.among(table, "id", list(CRITERIA))]
    reader.known(table, {*_PLAIN, "weight", "colour", "value", *criterion.numbers, *criterion.names, *criterion.tables})
    colour = reader.string(table, "colour")
    if not _COLOUR.fullmatch(colour):
        raise reader.at("colour").wrong("须写作 #RRGGBB", "must be written #RRGGBB")
    return CriterionSpec(
        id=criterion.id,
        title=Text(reader.string(table, "zh"), reader.string(table, "en")),
        weight=reader.number(table, "weight", most=100),
        colour=colour,
        value=_value_function(reader.at("value"), reader.table(table, "value")),
        source=reader.text(table, "source"),
        date=reader.date(table),
        numbers=_figures(reader, table, criterion.numbers),
        names=_lists(reader, table, criterion.names),
        tables={key: _number_table(reader.at(key), reader.table({key: {}, **table}, key)) for key in criterion.tables},
    )


def _figures(reader: Reader, table: Mapping[str, Any], defaults: Mapping[str, float]) -> dict[str, float]:
    return {key: reader.number({**defaults, **table}, key, most=_most(key)) for key in defaults}


def _lists(
    reader: Reader, table: Mapping[str, Any], defaults: Mapping[str, tuple[str, ...] | None]
) -> dict[str, tuple[str, ...]]:
    return {
        key: default if default is not None and key not in table else reader.strings(table, key)
        for key, default in defaults.items()
    }


def _number_table(reader: Reader, table: Mapping[str, Any]) -> dict[str, float]:
    return {key: reader.number(table, key, most=600) for key in table}


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
