"""``landstock query``: the features that answer a question, on the screen or as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from api.cli.asking import Flags, question, with_flags
from api.cli.base import LangOption, LayersOption, StoreOption, UsageError, language, opened, out, said, settings_of
from api.describe import EXPORT_TYPES
from api.exports import download, everything
from api.settings import Lang
from gis.fields import Field, Role
from gis.inventory import Inventory
from gis.query import Selection
from gis.summary import Summary
from gis.text import Text
from gis.units import figure, mu_from_m2

OutFile = Annotated[Path | None, typer.Option("--out", "-o", help="写到文件 / write to a file", dir_okay=False)]
CollectionName = Annotated[str, typer.Argument(help="图层，如 industrial_land / collection, such as industrial_land")]
Kind = Annotated[
    str, typer.Option("--f", "--format", help="table、csv、xlsx、geojson、gpkg / table or a file's format")
]


@with_flags
def query(
    collection: CollectionName,
    flags: Flags,
    kind: Kind = "table",
    file: OutFile = None,
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
    answer(opened(settings), collection, flags, kind, file, language(settings, lang))


def answer(inventory: Inventory, collection: str, flags: Flags, kind: str, file: Path | None, lang: Lang) -> None:
    """Answer a question on the screen or as a file."""
    asked, paged = question(inventory.layer(collection).collection, flags)
    if kind == "table":
        found = everything(inventory, asked, paged=True)
        show(found, inventory.summary(asked), lang)
        return
    found = everything(inventory, asked, paged=paged)
    write(download(inventory, found, kind, lang), file, found, kind)


def write(content: bytes, file: Path | None, found: Selection, kind: str) -> None:
    """Write a file, or its bytes to stdout where they can be read there."""
    if file is None:
        if kind in ("xlsx", "gpkg") and sys.stdout.isatty():
            raise UsageError(f"--out FILE.{kind}: 二进制文件不能显示在屏幕上 / a binary file is not for the screen")
        sys.stdout.buffer.write(content)
        return
    file.write_bytes(content)
    said().print(f"{file}：{len(found.rows):,} 行 / {len(found.rows):,} rows", markup=False)


def show(found: Selection, figures: Summary, lang: Lang) -> None:
    """The rows as a table of the columns that matter, with count, area sum and what emptied an empty answer."""
    console = out()
    console.print(_in(found.words, lang), style="bold", markup=False)
    fields = _columns(found, lang)
    if found.returned:
        table = Table(header_style="bold")
        for field in fields:
            table.add_column(escape(_in(field.heading, lang)), overflow="fold", no_wrap=field.role is Role.ID)
        for row in found.rows:
            table.add_row(*[escape(_cell(found, int(row), field, lang)) for field in fields])
        console.print(table)
    console.print(_in(_sum(found, figures), lang), markup=False)
    if step := found.emptied_by:
        more = (
            Text(f"（另有 {step.unknown} 个待核实）", f" ({step.unknown} more to check)")
            if step.unknown
            else Text("", "")
        )
        console.print(
            _in(Text(f"条件“{step.words.zh}”之后一个不剩{more.zh}", f"“{step.words.en}” left nothing{more.en}"), lang),
            style="yellow",
            markup=False,
        )


def _in(text: Text, lang: Lang) -> str:
    return text.zh if lang == "zh" else text.en


def _columns(found: Selection, lang: Lang) -> list[Field]:
    by_role = found.layer.collection.by_role
    name = Role.NAME_EN if lang == "en" and Role.NAME_EN in by_role else Role.NAME
    roles = (Role.ID, name, Role.PARK, Role.USAGE, Role.AREA, Role.STATUS, Role.STAGE, Role.TIER, Role.CLASS)
    return [by_role[role] for role in roles if role in by_role]


def _cell(found: Selection, row: int, field: Field, lang: Lang) -> str:
    value = found.layer.columns[field.name].value(row)
    if field.numeric and isinstance(value, int | float):
        beside = f"（{figure(mu_from_m2(value), 1)} 亩）" if field.land else ""
        return figure(value) + (beside if lang == "zh" else beside.replace("（", " (").replace(" 亩）", " mu)"))
    return _in(found.layer.words(field.name, value), lang)


def _sum(found: Selection, figures: Summary) -> Text:
    noun = found.layer.collection.noun
    zh, en = f"共 {found.matched:,} {noun.zh}", f"{found.matched:,} {noun.en}"
    if figures.area_m2 is not None:
        zh, en = f"{zh}，面积 {figure(figures.area_m2)} m²", f"{en}, {figure(figures.area_m2)} m²"
        if found.layer.collection.by_role[Role.AREA].land:
            mu = figure(mu_from_m2(figures.area_m2), 1)
            zh, en = f"{zh}（{mu} 亩）", f"{en} ({mu} mu)"
    if figures.area_unknown:
        zh, en = f"{zh}，{figures.area_unknown:,} 个面积待核实", f"{en}, area of {figures.area_unknown:,} to check"
    if found.returned < found.matched:
        zh, en = f"{zh}；此处列出 {found.returned:,}", f"{en}; {found.returned:,} shown here"
    return Text(zh, en)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(query)
