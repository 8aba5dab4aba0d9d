"""Figures of a query on the screen: counts and areas by field, the most frequent values, and histograms."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.ground.settings import Lang
from gis.catalog import Collection
from gis.fields import Field, Role
from gis.rounding import rounded
from gis.summary import Group, Histogram, Summary
from gis.text import Text, in_lang, many
from gis.units import figure, mu_figure, plain

_WIDTH = 30
_BAR = "█"


def show_figures(console: Console, collection: Collection, found: Summary, lang: Lang) -> None:
    """One table a field; an area of land stands in m² and in 亩."""
    for name, groups in found.groups.items():
        _values(console, collection, collection.field(name), groups, lang)
    for distinct in found.distinct:
        _values(console, collection, collection.field(distinct.field), distinct.values, lang)
        rest = Text(
            f"共 {distinct.matched:,} 个值，还有 {distinct.more:,} 个；待核实 {distinct.unknown:,}",
            f"{many(distinct.matched, 'value')}, {distinct.more:,} more; {distinct.unknown:,} to check",
        )
        console.print(in_lang(rest, lang), markup=False)
    for drawn in found.histograms:
        _bars(console, collection.field(drawn.field), drawn, lang)


def capital(heading: str) -> str:
    """A heading with its first letter large; Chinese has none."""
    return heading[:1].upper() + heading[1:]


def _values(console: Console, collection: Collection, entry: Field, groups: Sequence[Group], lang: Lang) -> None:
    area = collection.by_role.get(Role.AREA)
    table = Table(header_style="bold")
    table.add_column(escape(capital(in_lang(entry.title, lang))), overflow="fold")
    table.add_column(escape(capital(in_lang(collection.noun, lang))), justify="right")
    if area is not None:
        table.add_column("m²", justify="right")
    if area is not None and area.land:
        table.add_column(in_lang(Text("亩", "mu"), lang), justify="right")
    for group in groups:
        # A code and its words: what can be typed at --where, and what it means.
        title, value = in_lang(group.title, lang), group.value or ""
        cells = [escape(title if value in ("", title) else f"{title} {value}"), f"{group.count:,}"]
        if area is not None:
            cells.append(figure(group.area_m2))
        if area is not None and area.land:
            cells.append(mu_figure(group.area_m2))
        table.add_row(*cells)
    console.print(table)


def _bars(console: Console, entry: Field, drawn: Histogram, lang: Lang) -> None:
    table = Table(header_style="bold")
    table.add_column(escape(capital(in_lang(entry.heading, lang))))
    table.add_column(in_lang(Text("数量", "Count"), lang), justify="right")
    table.add_column("", no_wrap=True)
    most = max(drawn.counts, default=0)
    edges: tuple[float | str, ...] = drawn.edges
    for (low, high), count in zip(pairwise(edges), drawn.counts, strict=True):
        table.add_row(_between(low, high), f"{count:,}", _BAR * int(rounded(count / most * _WIDTH)) if most else "")
    table.add_row(in_lang(Text("待核实", "to check"), lang), f"{drawn.unknown:,}", "")
    console.print(table)


def _between(low: float | str, high: float | str) -> str:
    if isinstance(low, str) or isinstance(high, str):
        return f"{low} … {high}"
    return f"{plain(low)} – {plain(high)}"
