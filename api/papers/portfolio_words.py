"""Words and figures of a portfolio's report, as a workbook and as paper show them alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gis.catalog import Catalog, Kind
from gis.matching.needs.project import codelists_by_key
from gis.text import Text
from gis.units import figure, mu_from_m2

Report = Mapping[str, Any]
VERDICTS: Final = {
    "fits": Text("符合", "fits"),
    "to_check": Text("待核实", "to check"),
    "standing": Text("已在建设", "stands already"),
}
KINDS: Final = {
    "standing": Text("现址", "where it stands"),
    "plot": Text("整宗", "one plot"),
    "assembly": Text("拼地", "joined plots"),
    "floor": Text("楼层", "a floor"),
    "floors": Text("多层", "several floors"),
}
STARTS: Final = {"yes": Text("能", "yes"), "no": Text("不能", "no"), "unknown": Text("待核实", "to check")}
STATUSES: Final = {
    "optimal": Text("已证明最优", "proven optimal"),
    "best_found": Text("已找到的最好结果", "best found"),
    "unstated": Text("没有项目填写，不起作用", "no project states it: it decides nothing"),
}
YES: Final = Text("是", "yes")
NONE: Final = Text("", "")


def words_of(entry: Mapping[str, Any] | None) -> Text:
    """The words of an entry that has them under zh and en."""
    return Text(str(entry["zh"]), str(entry["en"])) if entry else NONE


def name_of(entry: Mapping[str, Any]) -> Text:
    """A project's or a site's name, its id where it has none."""
    key = entry.get("project_id") or entry.get("id") or ""
    zh, en = entry.get("name"), entry.get("name_en")
    return Text(zh or en or key, en or zh or key)


def code_words(catalog: Catalog, key: str, code: str | None) -> Text:
    """A project's stage, tier or chain by its title."""
    if code is None:
        return Text("待核实", "to check")
    lists = codelists_by_key(catalog)
    return lists[key].title_of(code) if key in lists else Text(code, code)


def joined(parts: Sequence[Text]) -> Text:
    """Names one after another."""
    return Text("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def sites_words(placement: Mapping[str, Any]) -> Text:
    """The sites of a placement by name; a part of one says so."""
    parts = []
    for item in placement["items"]:
        name = name_of(item)
        parts.append(Text(f"{name.zh}（部分）", f"{name.en} (part)") if item["partial"] else name)
    return joined(parts)


def areas(placement: Mapping[str, Any], catalog: Catalog) -> dict[bool, float | None]:
    """m² that a placement takes, of land under True and of floors under False; None where an item's area is unknown."""
    found: dict[bool, float | None] = {}
    for item in placement["items"]:
        collection = catalog.collections.get(item["collection"])
        if collection is None:
            # Where a project stands need not be on any list of sites.
            continue
        land = collection.kind == Kind.PARCEL
        before = found.get(land, 0.0)
        found[land] = None if before is None or item["area_m2"] is None else before + item["area_m2"]
    return found


def area_words(placement: Mapping[str, Any], catalog: Catalog) -> Text:
    """Land in 亩 with m² beside, floors in m²."""
    parts = []
    for land, area in areas(placement, catalog).items():
        if area is None:
            parts.append(Text("待核实", "to check"))
        elif land:
            mu = figure(mu_from_m2(area), 1)
            parts.append(Text(f"{mu} 亩（{figure(area)} m²）", f"{mu} mu ({figure(area)} m²)"))
        else:
            parts.append(Text(f"{figure(area)} m²", f"{figure(area)} m²"))
    return joined(parts)


def about(report: Report, catalog: Catalog) -> list[tuple[Text, Text]]:
    """What the portfolio was made from, and what came of it."""
    scheme, scenario = report["scheme"], report["scenario"]
    version = f"{scheme['id']} {scheme['version']}"
    title = words_of(scheme["title"])
    lines = [
        *((Text("提示", "Note"), words_of(note)) for note in report.get("notes", ())),
        (Text("结果", "Outcome"), words_of(report["words"])),
        (Text("匹配方案", "Scheme"), Text(f"{title.zh}（{version}）", f"{title.en} ({version})")),
        (Text("情景", "Scenario"), scenario_words(scenario)),
        (Text("基准日", "Day of the question"), Text(report["as_of"], report["as_of"])),
        (Text("数据版本", "Inventory version"), Text(report["inventory"], report["inventory"])),
    ]
    return [*lines, (Text("演示数据", "Demonstration"), catalog.demonstration)] if catalog.demonstration else lines


def scenario_words(scenario: Mapping[str, Any] | None) -> Text:
    """A scenario by its title and version; the data as they are without one."""
    if scenario is None:
        return Text("现状", "as things are")
    title, version = words_of(scenario["title"]), scenario.get("version") or "–"
    return Text(f"{title.zh}（{version}）", f"{title.en} ({version})")
