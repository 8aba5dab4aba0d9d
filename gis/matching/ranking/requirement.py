"""A project's requirement as lines that people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gis.catalog import Catalog
from gis.codelists import Codelist
from gis.matching.needs.areas import RANGES, area_range, shown_range
from gis.matching.needs.attributes import FLOOR_M2, LAND_M2, Attribute
from gis.matching.needs.project import ATTRIBUTES, FIGURES, IN_LINES, Project, codelists_by_key
from gis.matching.needs.vocabulary_words import NEEDS_WORDS, TENURE_WORDS
from gis.matching.sites.candidates import FLOOR, LAND
from gis.plainly import Inline
from gis.text import Text, either, one_of
from gis.units import amount, plain


@dataclass(frozen=True)
class RequirementLine:
    """One line: its key, its title, what is asked."""

    key: str
    title: Inline[Text]
    text: Text


@dataclass(frozen=True, kw_only=True)
class Demand:
    """A project with its requirement in lines, as reports name who asks."""

    project: Inline[Project]
    requirement: tuple[RequirementLine, ...]


def requirement(project: Project, catalog: Catalog) -> tuple[RequirementLine, ...]:
    """What the project asks, one line each, codes by their titles; what it doesn't ask has no line."""
    lists = codelists_by_key(catalog)
    lines = [
        RequirementLine("needs", ATTRIBUTES["needs"].title, NEEDS_WORDS[project.needs]),
        *_area_lines(project),
        *(_figure_line(project, each) for each in _SINGLE if getattr(project, each.key)),
        *(_code_line(project, each, lists) for each in _CODES if getattr(project, each.key)),
    ]
    if project.tenure:
        words = [TENURE_WORDS[each] for each in project.tenure]
        text = Text("或".join(word.zh for word in words), " or ".join(word.en for word in words))
        lines.append(RequirementLine("tenure", ATTRIBUTES["tenure"].title, text))
    if project.start_date:
        date = project.start_date.isoformat()
        lines.append(RequirementLine("start_date", ATTRIBUTES["start_date"].title, Text(f"{date} 前", f"by {date}")))
    return tuple(lines)


_SINGLE: Final = tuple(each for each in FIGURES if each.unit not in (LAND_M2, FLOOR_M2))
"""Figures that have a line of their own: areas are told as a range."""
_CODES: Final = tuple(each for each in IN_LINES if each.kind == "code" and each.asked and not each.options)


def _area_lines(project: Project) -> list[RequirementLine]:
    ranges = {kind: area_range(project, kind) for kind in (LAND, FLOOR)}
    return [
        RequirementLine(f"{kind}_area", RANGES[kind], shown_range(low, high, kind))
        for kind, (low, high) in ranges.items()
        if (low, high) != (None, None)
    ]


def _figure_line(project: Project, figure: Attribute) -> RequirementLine:
    asked = float(getattr(project, figure.key))
    value, unit = plain(asked), figure.unit_words
    if figure.unit.cny:
        said = amount(asked, figure.unit)
        return RequirementLine(figure.key, figure.title, Text(f"{figure.sign}{said.zh}", f"{figure.sign}{said.en}"))
    counted = either(value, one_of(unit.en), unit.en) if figure.whole else unit.en
    return RequirementLine(
        figure.key, figure.title, Text(f"{figure.sign}{value} {unit.zh}", f"{figure.sign}{value} {counted}".rstrip())
    )


def _code_line(project: Project, attribute: Attribute, lists: Mapping[str, Codelist]) -> RequirementLine:
    key, code = attribute.key, str(getattr(project, attribute.key))
    words = lists[key].title_of(code) if key in lists else Text(code, code)
    # An industry is known by its code as much as by its name.
    text = Text(f"{code} {words.zh}", f"{code} {words.en}") if key == "industry_code" and words.zh != code else words
    return RequirementLine(key, attribute.title, text)
