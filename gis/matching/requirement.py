"""A project's requirement as lines that people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gis.catalog import Catalog
from gis.codelists import Codelist
from gis.matching.candidates import FLOOR, LAND
from gis.matching.constraints.engineering import area_range, shown_range
from gis.matching.constraints.holding import TENURE_WORDS
from gis.matching.constraints.usage import NEEDS_WORDS
from gis.matching.project import Project, codelists_by_key
from gis.text import Text, either, one_of
from gis.units import plain


@dataclass(frozen=True)
class RequirementLine:
    """One line: its key, its title, what is asked."""

    key: str
    title: Text
    text: Text

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {"key": self.key, "zh": self.title.zh, "en": self.title.en, "text": self.text.as_dict()}


def requirement(project: Project, catalog: Catalog) -> tuple[RequirementLine, ...]:
    """What the project asks, one line each, codes by their titles; what it doesn't ask has no line."""
    lists = codelists_by_key(catalog)
    found = [
        RequirementLine("needs", Text("需求类型", "needs"), NEEDS_WORDS[project.needs]),
        *_area_lines(project),
        *(_figure_line(project, *spec) for spec in FIGURES if getattr(project, spec[0])),
        *(_code_line(project, key, title, lists) for key, title in CODES.items() if getattr(project, key)),
    ]
    if project.tenure:
        words = [TENURE_WORDS[each] for each in project.tenure]
        text = Text("或".join(word.zh for word in words), " or ".join(word.en for word in words))
        found.append(RequirementLine("tenure", Text("取得方式", "tenure"), text))
    if project.start_date:
        date = project.start_date.isoformat()
        found.append(RequirementLine("start_date", Text("开工", "start"), Text(f"{date} 前", f"by {date}")))
    return tuple(found)


FIGURES: Final = (
    ("clear_height_m", Text("净高", "clear height"), "≥ ", Text("m", "m")),
    ("floor_load_kn_m2", Text("楼面荷载", "floor load"), "≥ ", Text("kN/m²", "kN/m²")),
    ("column_grid_m", Text("柱距", "column spacing"), "≥ ", Text("m", "m")),
    ("crane_t", Text("行车", "crane"), "≥ ", Text("t", "t")),
    ("lift_t", Text("货梯", "freight lift"), "≥ ", Text("t", "t")),
    ("power_kva", Text("电力", "power"), "≥ ", Text("kVA", "kVA")),
    ("storeys_max", Text("可用层数", "storeys it can use"), "≤ ", Text("层", "storeys")),
    ("investment_wan", Text("投资", "investment"), "", Text("万元", "×10⁴ yuan")),
    ("output_wan_mu", Text("亩均产出", "output per mu"), "", Text("万元/亩", "×10⁴ yuan/mu")),
    ("tax_wan_mu", Text("亩均税收", "tax per mu"), "", Text("万元/亩", "×10⁴ yuan/mu")),
)
CODES: Final = {
    "space_use": Text("空间用途", "use of space"),
    "fire_class": Text("火灾危险性", "fire hazard"),
    "industry_code": Text("行业", "industry"),
    "pollution_class": Text("污染类别", "pollution"),
    "chain": Text("产业链", "chain"),
}
"""Titles of the codes that a project may ask, in the order of its lines."""


def _area_lines(project: Project) -> list[RequirementLine]:
    titles = {LAND: Text("用地", "land"), FLOOR: Text("建筑面积", "floor area")}
    ranges = {kind: area_range(project, kind) for kind in (LAND, FLOOR)}
    return [
        RequirementLine(f"{kind}_area", titles[kind], shown_range(low, high, kind))
        for kind, (low, high) in ranges.items()
        if (low, high) != (None, None)
    ]


def _figure_line(project: Project, key: str, title: Text, sign: str, unit: Text) -> RequirementLine:
    value = plain(float(getattr(project, key)))
    one = either(value, one_of(unit.en), unit.en) if key == "storeys_max" else unit.en
    return RequirementLine(key, title, Text(f"{sign}{value} {unit.zh}", f"{sign}{value} {one}"))


def _code_line(project: Project, key: str, title: Text, lists: Mapping[str, Codelist]) -> RequirementLine:
    code = str(getattr(project, key))
    words = lists[key].title_of(code) if key in lists else Text(code, code)
    # An industry is known by its code as much as by its name.
    text = Text(f"{code} {words.zh}", f"{code} {words.en}") if key == "industry_code" and words.zh != code else words
    return RequirementLine(key, title, text)
