"""Words and figures of a portfolio's report, as a workbook and as paper show them alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from api.papers.origin import data_facts, demonstration_facts, scheme_fact
from gis.catalog import Catalog, Kind
from gis.matching.needs.project import Project, codelists_by_key
from gis.matching.needs.vocabulary_words import TO_CHECK
from gis.matching.portfolio.report import PlacedItem, Portfolio
from gis.matching.portfolio.scenario import Scenario
from gis.text import Text
from gis.units import figure, mu_figure

NONE: Final = Text("", "")


def name_of(project: Project) -> Text:
    """A project's name, its id where it has none."""
    return _name_words(project.id, project.name, project.name_en)


def _name_words(key: str | None, zh: str | None, en: str | None) -> Text:
    return Text(zh or en or key or "", en or zh or key or "")


def code_words(catalog: Catalog, key: str, code: str | None) -> Text:
    """A project's stage, tier or chain by its title."""
    if code is None:
        return TO_CHECK
    lists = codelists_by_key(catalog)
    return lists[key].title_of(code) if key in lists else Text(code, code)


def join_names(parts: Sequence[Text]) -> Text:
    """Names one after another."""
    return Text("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def sites_words(items: Sequence[PlacedItem]) -> Text:
    """Sites by name; a part of one says so."""
    parts = []
    for item in items:
        name = _name_words(item.id, item.name.zh, item.name.en)
        parts.append(Text(f"{name.zh}（部分）", f"{name.en} (part)") if item.partial else name)
    return join_names(parts)


def areas(items: Sequence[PlacedItem], catalog: Catalog) -> dict[bool, float | None]:
    """m² that are taken, of land under True and of floors under False; None where an item's area is unknown."""
    sums: dict[bool, float | None] = {}
    for item in items:
        collection = catalog.collections.get(item.collection)
        if collection is None:
            # Where a project stands need not be on any list of sites.
            continue
        land = collection.kind == Kind.PARCEL
        before = sums.get(land, 0.0)
        sums[land] = None if before is None or item.area_m2 is None else before + item.area_m2
    return sums


def area_words(items: Sequence[PlacedItem], catalog: Catalog) -> Text:
    """Land in 亩 with m² beside, floors in m²."""
    parts = []
    for land, area in areas(items, catalog).items():
        if area is None:
            parts.append(TO_CHECK)
        elif land:
            mu = mu_figure(area)
            parts.append(Text(f"{mu} 亩（{figure(area)} m²）", f"{mu} mu ({figure(area)} m²)"))
        else:
            parts.append(Text(f"{figure(area)} m²", f"{figure(area)} m²"))
    return join_names(parts)


def about(report: Portfolio, catalog: Catalog) -> list[tuple[Text, Text]]:
    """What the portfolio was made from, and what came of it."""
    return [
        *((Text("提示", "Note"), note.words) for note in report.notes),
        (Text("结果", "Outcome"), report.words),
        scheme_fact(report.scheme),
        (Text("情景", "Scenario"), scenario_words(report.scenario)),
        *data_facts(report.as_of, report.inventory),
        *demonstration_facts(catalog),
    ]


def scenario_words(scenario: Scenario | None) -> Text:
    """A scenario by its title and version; the data as they are without one."""
    if scenario is None:
        return Text("现状", "as things are")
    title, version = scenario.title, scenario.version or "–"
    return Text(f"{title.zh}（{version}）", f"{title.en} ({version})")
