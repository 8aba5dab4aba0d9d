"""``landstock query``: the features that answer a question, on the screen or as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.markup import escape
from rich.table import Table

from api.answering.by_building import of_question
from api.answering.describe import EXPORT_TYPES
from api.answering.exports import BOOK, Manner, download, everything
from api.asking import params
from api.asking.given import Given
from api.cli.asking import Flags, needed, question, with_flags
from api.cli.base import (
    LangOption,
    LayersOption,
    OutOption,
    StoreOption,
    UsageError,
    err,
    language,
    open_inventory,
    out,
    settings_of,
    write_answer,
)
from api.cli.figures import capital, show_figures
from api.cli.taking import ManyOptions, SystemOption, read_manner, warn_of
from api.ground.settings import Lang
from gis.catalog import Collection
from gis.fields import Field, Role
from gis.inventory import Inventory
from gis.io.building_sheet import ByBuilding
from gis.io.formats import FORMATS
from gis.io.made_file import MadeFile
from gis.matching.schemes.scheme_file import load_schemes
from gis.query import Query, Selection, Step
from gis.summary import Summary
from gis.text import Text, in_lang, many
from gis.units import figure, mu_figure

CollectionName = Annotated[str, typer.Argument(help="图层，如 industrial_land / collection, such as industrial_land")]
Kind = Annotated[str, typer.Option("--f", "--format", help=f"table、{'、'.join(FORMATS)} / table or a file's format")]


By = Annotated[
    list[str] | None, typer.Option(help="不列要素，按字段汇总 / figures by this field in place of the features")
]
Drawn = Annotated[list[str] | None, typer.Option(help="数值或日期字段的直方图 / histogram of a number or date")]
Listed = Annotated[list[str] | None, typer.Option(help="字段最常见的值 / most frequent values of a field")]
Term = Annotated[str | None, typer.Option(help="只列含此文字的值 / only values that contain this text")]


@with_flags
def query(
    collection: CollectionName,
    flags: Flags,
    kind: Kind = "table",
    file: OutOption = None,
    by: By = None,
    histogram: Drawn = None,
    distinct: Listed = None,
    distinct_q: Term = None,
    system: SystemOption = None,
    options: ManyOptions = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """查询图层 / Query a collection.

    例 / for example: landstock query industrial_land --usage 1001 --min-area 30亩 --sort=-site_area_m2
    """
    if kind != "table" and kind not in EXPORT_TYPES:
        raise UsageError(f"--f: table, {', '.join(EXPORT_TYPES)}")
    settings = settings_of(layers=layers, store=store)
    inventory, spoken = open_inventory(settings, flags.asof), language(settings, lang)
    if by or histogram or distinct or distinct_q:
        if kind != "table" or file is not None:
            raise UsageError("--by, --histogram, --distinct: 只显示在屏幕上 / for the screen alone")
        asked, _ = question(inventory, collection, flags)
        given = {
            "by": by,
            "histogram": histogram,
            "distinct": distinct,
            "distinct_q": [distinct_q] if distinct_q else None,
        }
        summarised(inventory, asked, {name: values for name, values in given.items() if values}, spoken)
        return
    answer(inventory, collection, flags, kind, file, spoken, read_manner(system, options, inventory.catalog.metric_crs))


def summarised(inventory: Inventory, asked: Query, wanted: Mapping[str, Sequence[str]], lang: Lang) -> None:
    """Show the figures of a query; ``wanted`` names them as the service's parameters do."""
    collection = inventory.layer(asked.collection).collection
    given = Given((name, value) for name, values in wanted.items() for value in values)
    by, drawn = (params.fields(given, name, collection) for name in ("by", "histogram"))
    found = inventory.summary(asked, by=by, histograms=drawn, sought=params.read_sought(given, collection))
    out().print(in_lang(found.words, lang), style="bold", markup=False)
    show_figures(out(), collection, found if by else replace(found, groups={}), lang)
    out().print(in_lang(_sum(collection, found, found.matched), lang), markup=False)
    _tell_kept_back(found.steps, found.to_check, lang)


def answer(
    inventory: Inventory, collection: str, flags: Flags, kind: str, file: Path | None, lang: Lang, manner: Manner
) -> None:
    """Answer a question on the screen or as a file."""
    asked, paged = question(inventory, collection, flags)
    if kind == "table":
        selection = everything(inventory, asked, paged=True)
        show(selection, inventory.summary(asked), lang)
        return
    selection = everything(inventory, asked, paged=paged)
    buildings = _by_building(inventory, asked, needed(inventory, collection, flags)) if kind == BOOK else None
    made = download(inventory, selection, kind, lang, buildings=buildings, manner=manner)
    write(made.content, file, selection, kind)
    warn_of(made)


def _by_building(inventory: Inventory, asked: Query, need_m2: float | None) -> ByBuilding | None:
    catalog = inventory.catalog
    return of_question(inventory, asked, need_m2, load_schemes(catalog.folder, catalog).get(catalog.scheme))


def write(content: MadeFile, file: Path | None, found: Selection, kind: str) -> None:
    """Write a file, or its bytes to stdout where they can be read there."""
    write_answer(content, file, binary=FORMATS[kind].binary)
    if file is not None:
        err().print(f"{len(found.rows):,} 行 / {many(len(found.rows), 'row')}", markup=False)


def show(found: Selection, figures: Summary, lang: Lang) -> None:
    """The rows as a table of the columns that matter, with count, area sum and what emptied an empty answer."""
    console = out()
    console.print(in_lang(found.words, lang), style="bold", markup=False)
    fields = _columns(found, lang)
    if found.returned:
        table = Table(header_style="bold")
        for field in fields:
            justify: Literal["left", "right"] = "right" if field.numeric else "left"
            named = field.role in (Role.NAME, Role.NAME_EN)
            heading = in_lang(Text("名称", "Name"), lang) if named else capital(in_lang(field.heading, lang))
            table.add_column(escape(heading), overflow="fold", no_wrap=field.role is Role.ID, justify=justify)
        for row in found.rows:
            table.add_row(*[escape(_cell(found, int(row), field, lang)) for field in fields])
        console.print(table)
    console.print(in_lang(_sum(found.layer.collection, figures, found.returned), lang), markup=False)
    if step := found.emptied_by:
        count = found.to_check
        more = Text(f"（另有 {count:,} 个待核实）", f" ({count:,} more to check)") if count else Text("", "")
        console.print(
            in_lang(
                Text(f"条件“{step.words.zh}”之后一个不剩{more.zh}", f"“{step.words.en}” left nothing{more.en}"), lang
            ),
            style="yellow",
            markup=False,
        )
    else:
        _tell_kept_back(found.steps, found.to_check, lang)


def _tell_kept_back(steps: Sequence[Step], to_check: int, lang: Lang) -> None:
    """How many rows wait to be checked, each once: by which condition alone, or by several, and how to let them in."""
    alone = [step for step in steps if step.unknown]
    parts = [
        (
            step.unknown,
            Text(
                f"{step.words.zh}（一并列出：--or-unknown {step.key}）",
                f"{step.words.en} (to let them in: --or-unknown {step.key})",
            ),
        )
        for step in alone
    ]
    if several := to_check - sum(step.unknown for step in alone):
        zh = "不止一个条件待核实（一并列出：每个条件各加 --or-unknown）"
        en = "by more than one condition (to let them in: --or-unknown for each of these)"
        parts.append((several, Text(zh, en)))
    if len(parts) > 1:
        out().print(
            in_lang(Text(f"另有 {to_check:,} 个待核实", f"{to_check:,} more to check"), lang),
            style="yellow",
            markup=False,
        )
    lead = (
        Text("  其中 {} 个：{}", "  {} of them: {}")
        if len(parts) > 1
        else Text("另有 {} 个待核实：{}", "{} more to check: {}")
    )
    for count, words in parts:
        out().print(in_lang(lead, lang).format(f"{count:,}", in_lang(words, lang)), style="yellow", markup=False)


def _columns(found: Selection, lang: Lang) -> list[Field]:
    by_role = found.layer.collection.by_role
    name = Role.NAME_EN if lang == "en" and Role.NAME_EN in by_role else Role.NAME
    roles = (Role.ID, name, Role.PARK, Role.USAGE, Role.AREA, Role.STATUS, Role.STAGE, Role.TIER, Role.CLASS)
    return [by_role[role] for role in roles if role in by_role]


def _cell(found: Selection, row: int, field: Field, lang: Lang) -> str:
    value = found.layer.columns[field.name].value(row)
    if field.numeric and isinstance(value, int | float):
        beside = f"（{mu_figure(value)} 亩）" if field.land else ""
        return figure(value) + (beside if lang == "zh" else beside.replace("（", " (").replace(" 亩）", " mu)"))
    return in_lang(found.layer.words(field.name, value), lang)


def _sum(collection: Collection, figures: Summary, shown: int) -> Text:
    matched, counted = figures.matched, collection.counted(figures.matched)
    zh, en = f"共 {counted.zh}", counted.en
    if figures.area_m2 is not None:
        zh, en = f"{zh}，面积 {figure(figures.area_m2)} m²", f"{en}, {figure(figures.area_m2)} m²"
        if collection.by_role[Role.AREA].land:
            mu = mu_figure(figures.area_m2)
            zh, en = f"{zh}（{mu} 亩）", f"{en} ({mu} mu)"
    if figures.area_unknown:
        zh, en = f"{zh}，{figures.area_unknown:,} 个面积待核实", f"{en}, area of {figures.area_unknown:,} to check"
    if figures.not_located:
        zh, en = f"{zh}，未定位 {figures.not_located:,} 个", f"{en}, {figures.not_located:,} not located"
    for each in figures.broken_links:
        words = each.words()
        zh, en = f"{zh}；{words.zh}", f"{en}; {words.en}"
    if shown < matched:
        zh, en = f"{zh}；此处列出 {shown:,}", f"{en}; {shown:,} shown here"
    return Text(zh, en)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(query)
