"""``landstock precheck``: the siting and land pre-check sheet of one project on one site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer
from rich.markup import escape
from rich.table import Table

from api.cli.base import (
    LangOption,
    LayersOption,
    OutOption,
    StoreOption,
    UsageError,
    as_bytes,
    language,
    open_inventory,
    out,
    settings_of,
    write_answer,
)
from api.ground.settings import Lang
from api.papers.precheck_sheet import sheet_page
from api.papers.prechecks import (
    TITLE,
    answer_precheck,
    origin_words,
    project_words,
    sheet,
    site_words,
    start_lines,
    write_precheck_book,
)
from gis.matching.needs.vocabulary_words import ANSWER_WORDS
from gis.matching.precheck.precheck import NOTE, SECTIONS, Precheck
from gis.matching.precheck.precheck_lines import Line
from gis.matching.schemes.scheme_file import load_schemes
from gis.matching.sites.answers import ANSWER_NAMES
from gis.text import Text, in_lang
from gis.units import plain

FORMATS: Final = ("table", "json", "xlsx", "html")
_HEAD: Final = (
    Text("事项", "Item"),
    Text("结论", "Answer"),
    Text("依据", "What decided"),
    Text("来源与日期", "Source and date"),
    Text("由谁办理", "Who clears it"),
    Text("月数", "Months"),
)


def precheck(
    project: Annotated[str, typer.Argument(help="项目编号 / project id")],
    site: Annotated[str, typer.Option("--site", help="图层:编号 / collection:id")],
    scheme: Annotated[str | None, typer.Option(help="匹配方案 / matching scheme", show_default=False)] = None,
    kind: Annotated[str, typer.Option("--f", "--format", help="table、json、xlsx、html / the format")] = "table",
    file: OutOption = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """选址与用地预审清单 / The siting and land pre-check sheet of a project on a site.

    例 / for example: landstock precheck P-2023-063 --site COLLECTION:ID --f html -o sheet.html
    """
    collection, _, key = site.partition(":")
    if not key:
        raise UsageError("--site COLLECTION:ID")
    if kind not in FORMATS:
        raise UsageError(f"--f: {', '.join(FORMATS)}")
    asked: dict[str, Any] = {"project_id": project, "site": {"collection": collection, "id": key}}
    asked |= {"scheme": scheme} if scheme else {}
    settings = settings_of(layers=layers, store=store)
    shown = language(settings, lang)
    inventory = open_inventory(settings)
    catalog = inventory.catalog
    checked = sheet(inventory, load_schemes(catalog.folder, catalog), asked)
    if kind == "json":
        write_answer(as_bytes(answer_precheck(checked, asked)), file)
    elif kind == "html":
        write_answer(sheet_page(checked, catalog, shown).encode(), file)
    elif kind == "xlsx":
        write_answer(write_precheck_book(checked, catalog, shown), file, binary=True)
    else:
        _show(checked, shown)


def _show(found: Precheck, lang: Lang) -> None:
    console = out()
    console.print(in_lang(TITLE, lang), style="bold", markup=False)
    console.print(f"{in_lang(project_words(found), lang)} → {in_lang(site_words(found), lang)}", markup=False)
    for note in found.notes:
        console.print(in_lang(note.words, lang), style="yellow", markup=False)
    for line in (found.words, found.months_words):
        console.print(f"  {in_lang(line, lang)}", markup=False)
    for title, answer in start_lines(found):
        console.print(f"  {in_lang(title, lang)}: {in_lang(answer, lang)}", markup=False)
    for key, lines in found.sections.items():
        if lines:
            console.print(_table(SECTIONS[key], lines, lang))
    if found.steps:
        console.print(in_lang(Text("先办什么", "What to clear first"), lang), style="bold", markup=False)
    for number, step in enumerate(found.steps, 1):
        words = f"{number}. {in_lang(step.line.title, lang)} {plain(step.begins)}–{plain(step.ends)}"
        console.print(f"  {words} {in_lang(step.line.who, lang) if step.line.who else ''}", markup=False)
    console.print(in_lang(NOTE, lang), markup=False)


def _table(title: Text, lines: Sequence[Line], lang: Lang) -> Table:
    table = Table(header_style="bold", title=escape(in_lang(title, lang)), title_justify="left")
    for head in _HEAD:
        table.add_column(in_lang(head, lang), overflow="fold")
    for line in lines:
        cells = (line.title, ANSWER_WORDS[ANSWER_NAMES[line.answer]], line.words, origin_words(line.data), line.who)
        months = "" if line.months is None else plain(line.months)
        table.add_row(*(escape(in_lang(cell, lang)) if cell else "" for cell in cells), months)
    return table


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(precheck)
