"""Schemes read from ``schemes/*.toml``; every mistake is named by file, line and key."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from gis.catalog import Catalog, written_of
from gis.matching.criteria.criteria import CRITERIA
from gis.matching.rules import RULES
from gis.matching.scheme import values
from gis.matching.scheme.scheme import Base, CriterionSpec, RuleSpec, Scheme
from gis.matching.scheme.values import ValueFunction
from gis.matching.schemes import plan_file, scheme_tables
from gis.matching.schemes.scheme_codes import refuse_unknown_codes
from gis.matching.schemes.scheme_sections import SchemeReader, Sections, open_scheme
from gis.matching.sites.candidates import SITE_KINDS
from gis.reading.reader import refuse_repeated
from gis.reading.shapes import among, colour, day, listed, meant, number, table_of, text, words
from gis.text import Text
from gis.written import SCHEMES, Written

_PLAIN: Final = ("id", "zh", "en", "source", "date")
_FUNCTIONS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "rising": (("from", "to"), ("low", "high")),
    "falling": (("from", "to"), ("high", "low")),
    "ideal": (("low", "ideal", "high"), ("edge",)),
    "target": (("at",), ()),
}
_BOUNDS: Final = {"_pct": 100.0, "_months": 600.0, "_days": 36_525.0, "_m": 100_000.0, "years": 100.0}
_NUMBERS: Final = listed(number(), 1, what=Text("数字", "numbers"))


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
    schemes: dict[str, Scheme] = {}
    written = written_of(folder, catalog)
    for path in written.below(SCHEMES):
        sections = _sections(path, written)
        scheme = _scheme(sections, catalog)
        if scheme.id in schemes:
            raise sections.own.at("id").twice(scheme.id)
        schemes[scheme.id] = scheme
    return schemes


def read_scheme(path: Path, catalog: Catalog | None = None) -> Scheme:
    """A scheme from its TOML file, with what it leaves out taken from the scheme that it ``extends``.

    Raises
    ------
    SchemeError
        With file, line, key and what to mend.
    """
    kept = catalog is not None and path in catalog.written.files
    written = catalog.written if catalog is not None and kept else Written.around(path)
    return _scheme(_sections(path, written), catalog)


def _scheme(sections: Sections, catalog: Catalog | None) -> Scheme:
    if catalog is not None:
        refuse_unknown_codes(sections, catalog)
    rules = [_rule(entry) for entry in sections.entries("rules")]
    use, reverse, own = sections.section("use"), sections.section("reverse"), sections.own
    use.refuse_others(("system", "source", "date", "industries"))
    reverse.refuse_others(("stages",))
    return Scheme(
        id=own.read("id", text()),
        version=own.read("version", text()),
        title=own.read("title", _WORDS),
        source=own.read("source", _WORDS),
        date=own.read("date", day()),
        rules=_distinct(sections, "rules", rules),
        criteria=_weighed(sections),
        usage_system=use.read("system", text()),
        industries=scheme_tables.industries(use),
        supply=scheme_tables.routes(sections.entries("supply")),
        thresholds=scheme_tables.thresholds(sections.entries("thresholds", needed=False)),
        chains=scheme_tables.chains(sections.entries("chains", needed=False)),
        reverse_stages=reverse.read("stages", _CODES),
        base=sections.base,
        **_plans(sections),
    )


Spec = TypeVar("Spec", RuleSpec, CriterionSpec)
_HEAD: Final = ("id", "version", "title", "source", "date")
_SECTIONS: Final = ("rules", "use", "supply", "thresholds", "chains", "criteria", "reverse", *plan_file.PLANS)
_WORDS: Final = words(single=False)
_CODES: Final = listed(text(0, blank=True))


def _sections(path: Path, written: Written) -> Sections:
    own = open_scheme(path, written)
    own.refuse_others(("extends", *_HEAD, *_SECTIONS))
    if "extends" not in own:
        return Sections(own)
    beside = {each.stem: each for each in written.files if each.parent == path.parent and each != path}
    base = own.read("extends", among(beside))
    above = open_scheme(beside[base], written)
    if "extends" in above:
        raise own.at("extends").wrong(
            f"{base} 本身也沿用别的方案",
            f"{base} extends another scheme itself",
            Text("请沿用完整的方案", "extend a scheme that is whole"),
        )
    above.refuse_others((*_HEAD, *_SECTIONS))
    kept = {key: above for key in above.table if key in _SECTIONS and key not in own}
    return Sections(own, kept, Base(above.read("id", text()), above.read("version", text())))


def _plans(sections: Sections) -> dict[str, Any]:
    found = plan_file.read_plans(sections)
    for rule in found["relaxation"].costs if "relaxation" in found else ():
        if rule not in RULES:
            raise sections.reader("relaxation").at("relaxation", "costs", rule).unknown(rule, RULES)
    return found


def _weighed(sections: Sections) -> tuple[CriterionSpec, ...]:
    criteria = [_criterion(entry) for entry in sections.entries("criteria")]
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
    refuse_repeated((spec.id for spec in specs), lambda n: sections.entries(key)[n].at("id"))
    return tuple(specs)


def _most(key: str) -> float:
    """The greatest figure that makes sense for a parameter, by its unit."""
    return next((most for ending, most in _BOUNDS.items() if key.endswith(ending)), math.inf)


def _rule(reader: SchemeReader) -> RuleSpec:
    rule = RULES[reader.read("id", among(RULES))]
    reader.refuse_others((*_PLAIN, "kinds", *rule.numbers, *rule.names))
    kinds = reader.read("kinds", _CODES)
    for place, kind in enumerate(kinds, 1):
        if kind not in rule.kinds:
            allowed = ", ".join(rule.kinds)
            raise reader.at("kinds", place).wrong(
                f"{kind} 不适用；可用：{allowed}",
                f"{kind} does not apply; known: {allowed}",
                meant(kind, rule.kinds),
            )
    return RuleSpec(
        id=rule.id,
        kinds=tuple(kind for kind in SITE_KINDS if kind in kinds),
        title=reader.read_title(),
        source=reader.read("source", _WORDS),
        date=reader.read("date", day()),
        numbers=_figures(reader, rule.numbers),
        names=_lists(reader, rule.names),
    )


def _criterion(reader: SchemeReader) -> CriterionSpec:
    criterion = CRITERIA[reader.read("id", among(CRITERIA))]
    own = (*criterion.numbers, *criterion.names, *criterion.tables)
    reader.refuse_others((*_PLAIN, "weight", "colour", "value", *own))
    return CriterionSpec(
        id=criterion.id,
        title=reader.read_title(),
        weight=reader.read("weight", number(0, 100)),
        colour=reader.read("colour", colour),
        value=_value_function(reader.part("value")),
        source=reader.read("source", _WORDS),
        date=reader.read("date", day()),
        numbers=_figures(reader, criterion.numbers),
        names=_lists(reader, criterion.names),
        tables={key: reader.read_or(key, table_of(number(0, 600)), {}) for key in criterion.tables},
    )


def _figures(reader: SchemeReader, defaults: Mapping[str, float]) -> dict[str, float]:
    return {key: reader.read_or(key, number(0, _most(key)), float(default)) for key, default in defaults.items()}


def _lists(reader: SchemeReader, defaults: Mapping[str, tuple[str, ...] | None]) -> dict[str, tuple[str, ...]]:
    return {
        key: default if default is not None and key not in reader else reader.read(key, _CODES)
        for key, default in defaults.items()
    }


def _value_function(reader: SchemeReader) -> ValueFunction:
    name = reader.read("function", among([*_FUNCTIONS, "step"]))
    if name == "step":
        reader.refuse_others(("function", "at", "values"))
        made = values.step(reader.read("at", _NUMBERS), reader.read("values", _NUMBERS))
    else:
        needed, optional = _FUNCTIONS[name]
        reader.refuse_others(("function", *needed, *optional))
        given = {key: reader.read(key, number()) for key in (*needed, *optional) if key in needed or key in reader}
        renamed = {"from": "start", "to": "end"} if name in ("rising", "falling") else {"ideal": "best"}
        made = getattr(values, name)(**{renamed.get(key, key): value for key, value in given.items()})
    if len(made.at) != len(made.values) or list(made.at) != sorted(set(made.at)):
        raise reader.wrong("各点须由小到大，一一对应", "points must rise, with one value each")
    if not all(0 <= value <= 1 for value in made.values):
        raise reader.wrong("折算值须在 0 与 1 之间", "values must lie between 0 and 1")
    return made
