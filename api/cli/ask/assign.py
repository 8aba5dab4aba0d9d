"""``landstock assign``: all projects placed at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.asking.body import parse_json
from api.asking.portfolios import answer_portfolio
from api.cli.base import (
    AsofOption,
    LangOption,
    LayersOption,
    OutOption,
    StoreOption,
    UsageError,
    as_bytes,
    err,
    figured,
    language,
    open_inventory,
    out,
    read_input,
    settings_of,
    write_answer,
)
from api.cli.replay import ReplayOption, send_replay
from api.ground.settings import Lang
from api.papers.portfolio_book import write_portfolio_book
from api.papers.portfolio_sheet import sheet_page
from gis.matching.needs.aims import AIMS
from gis.matching.needs.project import Project
from gis.matching.needs.vocabulary_words import STATUS_WORDS
from gis.matching.portfolio.aims import UNSTATED
from gis.matching.portfolio.report import Portfolio
from gis.matching.portfolio.scenario_file import load_scenarios
from gis.matching.schemes.scheme_file import load_schemes
from gis.plainly import to_plain
from gis.text import Text, in_lang
from gis.units import figure, percent, shown_score

FORMATS: Final = ("table", "json", "xlsx", "html")
_STEPS: Final = {
    "base": Text("先求基准", "the base first"),
    "scenario": Text("套用情景", "the scenario is applied"),
    "options": Text("逐个项目找可选方案", "options of each project"),
    "words": Text("说明每一处落位与每一个未落位", "reasons"),
    "unlocks": Text("逐项清除阻碍再求解", "blockers cleared one by one"),
    **{aim.id: aim.title for aim in AIMS.values()},
}


def assign(
    project: Annotated[
        list[str] | None, typer.Option("--project", help="只落位这些项目 / these projects alone")
    ] = None,
    pin: Annotated[
        list[str] | None, typer.Option(help="锁定，项目=场地,场地 / a project on its sites, P-ID=SITE,SITE")
    ] = None,
    forbid: Annotated[list[str] | None, typer.Option(help="排除，项目=场地 / not this site, P-ID=SITE")] = None,
    scenario: Annotated[
        str | None, typer.Option(help="情景编号或 JSON 文件 / a scenario's id, or a JSON file", show_default=False)
    ] = None,
    scheme: Annotated[str | None, typer.Option(help="匹配方案 / matching scheme", show_default=False)] = None,
    unlocks: Annotated[bool, typer.Option(help="是否计算解锁价值 / whether unlock values are worked out")] = True,
    replay: ReplayOption = None,
    kind: Annotated[str, typer.Option("--f", "--format", help="table、json、xlsx、html / the format")] = "table",
    file: OutOption = None,
    asof: AsofOption = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """全部项目统筹落位 / Place all projects at once.

    例 / for example: landstock assign --scenario clear-planning
    """
    if replay is not None:
        send_replay(replay, settings_of(layers=layers, store=store), lang, file)
        return
    if kind not in FORMATS:
        raise UsageError(f"--f: {', '.join(FORMATS)}")
    asked: dict[str, Any] = {
        "pins": [_pin(text) for text in pin or []],
        "forbid": [_ban(text) for text in forbid or []],
    }
    asked = {key: value for key, value in asked.items() if value}
    asked |= {"project_ids": project} if project else {}
    asked |= {"scheme": scheme} if scheme else {}
    asked |= {} if unlocks else {"unlocks": False}
    if scenario:
        asked["scenario"] = _scenario(scenario)
    settings = settings_of(layers=layers, store=store)
    shown = language(settings, lang)
    inventory = open_inventory(settings, asof)
    catalog = inventory.catalog
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err(), transient=True) as progress:
        task = progress.add_task("", total=None)

        def tell(step: str) -> None:
            progress.update(task, description=escape(in_lang(_STEPS[step], shown)))

        schemes, scenarios = load_schemes(catalog.folder, catalog), load_scenarios(catalog.folder, catalog)
        answer = answer_portfolio(inventory, schemes, scenarios, asked, progress=tell)
    portfolio = answer.portfolio
    if kind == "json":
        write_answer(as_bytes(to_plain(answer)), file)
    elif kind == "xlsx":
        write_answer(write_portfolio_book(portfolio, catalog, shown), file, binary=True)
    elif kind == "html":
        write_answer(sheet_page(portfolio, catalog, shown).encode(), file)
    else:
        _show(portfolio, shown)


def _pin(text: str) -> dict[str, Any]:
    project, _, sites = text.partition("=")
    if not sites:
        raise UsageError("--pin P-ID=SITE[,SITE]")
    return {"project_id": project, "sites": sites.split(",")}


def _ban(text: str) -> dict[str, str]:
    project, _, site = text.partition("=")
    if not site:
        raise UsageError("--forbid P-ID=SITE")
    return {"project_id": project, "site": site}


def _scenario(name: str) -> Any:
    if not name.endswith(".json"):
        return name
    return parse_json(read_input(Path(name), "--scenario"))


def _show(found: Portfolio, lang: Lang) -> None:
    console = out()
    for note in found.notes:
        console.print(in_lang(note.words, lang), style="yellow", markup=False)
    console.print(in_lang(found.words, lang), style="bold", markup=False)
    if found.difference:
        console.print(in_lang(found.difference.words, lang), markup=False)
    for title, table in (
        (Text("目标", "Aims"), _aims(found, lang)),
        (Text("落位", "Placements"), _placements(found, lang)),
        (Text("未落位", "Unplaced"), _unplaced(found, lang)),
        (Text("解锁清单", "Unlocks"), _unlocks(found, lang)),
    ):
        if table.row_count:
            console.print(in_lang(title, lang), style="bold", markup=False)
            console.print(table)
    for line in found.shortage:
        console.print(in_lang(line.words, lang), markup=False)
    if found.next_round:
        console.print(in_lang(found.next_round.words, lang), markup=False)


def _aims(found: Portfolio, lang: Lang) -> Table:
    zh = ("目标", "达到", "上界", "差距", "逐个安排", "单位")
    table = figured(zh if lang == "zh" else ("Aim", "Reached", "Bound", "Gap", "One by one", "Unit"), (1, 2, 3, 4))
    for aim in found.aims:
        values = [figure(each, 0 if float(each).is_integer() else 1) for each in (aim.objective, aim.bound, aim.greedy)]
        unit = STATUS_WORDS[UNSTATED] if aim.status == UNSTATED else aim.unit
        gap = percent(aim.gap, 2)
        table.add_row(in_lang(aim.title, lang), values[0], values[1], gap, values[2], in_lang(unit, lang))
    return table


def _placements(found: Portfolio, lang: Lang) -> Table:
    zh = ("编号", "项目", "投资（万元）", "场地", "适配", "季度")
    table = figured(zh if lang == "zh" else ("Id", "Project", "CNY 10,000", "Site", "Score", "Quarter"), (2, 4))
    for each in found.placements:
        if each.verdict == "standing":
            continue
        sites = ("、" if lang == "zh" else ", ").join(in_lang(item.name, lang) for item in each.items)
        score = "" if each.score is None else shown_score(each.score)
        table.add_row(*_project(each.project, lang), escape(sites), score, each.quarter or "?")
    return table


def _unplaced(found: Portfolio, lang: Lang) -> Table:
    table = figured(
        ("编号", "项目", "投资（万元）", "原因") if lang == "zh" else ("Id", "Project", "CNY 10,000", "Why"), (2,)
    )
    for each in found.unplaced:
        table.add_row(*_project(each.project, lang), escape(in_lang(each.explanation, lang)))
    return table


def _unlocks(found: Portfolio, lang: Lang) -> Table:
    zh = ("清除", "多落位", "万元", "项目")
    table = figured(zh if lang == "zh" else ("Cleared", "More", "CNY 10,000", "Projects"), (1, 2))
    for each in found.unlocks:
        what = escape(in_lang(each.words, lang))
        table.add_row(what, f"+{each.projects}", figure(each.investment_wan), ", ".join(each.placed))
    return table


def _project(project: Project, lang: Lang) -> tuple[str, str, str]:
    """A project by its id, its name and what it invests."""
    name = (project.name if lang == "zh" else project.name_en) or project.name or ""
    money = "?" if project.investment_wan is None else figure(project.investment_wan)
    return project.id or "", escape(name), money


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(assign)
