"""``landstock match``: the best sites for a project or a demand, or the best projects for a site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.markup import escape
from rich.table import Table

from api.asking.body import parse_json
from api.asking.matching import answer_match, studies
from api.asking.matching import report as match_report
from api.cli.base import (
    AsofOption,
    LangOption,
    LayersOption,
    OutOption,
    StoreOption,
    UsageError,
    as_bytes,
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
from api.papers.collect_list import (
    LINE_HEAD,
    NOTHING_TO_COLLECT,
    line_cells,
    write_collect_book,
    write_collect_csv,
)
from api.papers.match_book import subject_words, write_match_book
from gis.matching.needs.project import Project
from gis.matching.needs.vocabulary_words import OUTCOME_WORDS, SITE_KIND_HEADINGS, TO_CHECK
from gis.matching.ranking.report import Match, MatchReport
from gis.matching.schemes.scheme_file import load_schemes
from gis.matching.sites.answers import UNKNOWN
from gis.matching.studies.studies import study_words
from gis.plainly import to_plain
from gis.text import Text, in_lang
from gis.units import figure, mu_figure, shown_score

FORMATS: Final = ("table", "json", "xlsx")
COLLECTED: Final = ("table", "json", "csv", "xlsx")
_LACKED: Final = Text("待核实（见上）", "to check (see above)")


def match(
    project: Annotated[str | None, typer.Argument(help="项目编号 / project id", show_default=False)] = None,
    demand: Annotated[
        str | None, typer.Option("--demand", help="需求 JSON 文件，- 为标准输入 / a demand as JSON, - is stdin")
    ] = None,
    site: Annotated[
        str | None, typer.Option("--site", help="图层:编号，反向匹配项目 / collection:id, the projects for a site")
    ] = None,
    replay: ReplayOption = None,
    top: Annotated[int, typer.Option(min=0, max=1000, help="列出几个 / how many are listed")] = 20,
    scheme: Annotated[str | None, typer.Option(help="匹配方案 / matching scheme", show_default=False)] = None,
    study: Annotated[
        list[str] | None, typer.Option(help="附带研究：stability、topsis … / studies of the ranking")
    ] = None,
    explain: Annotated[list[str] | None, typer.Option(help="说明某个编号为何入选或落选 / say why of an id")] = None,
    collect: Annotated[
        bool, typer.Option("--collect", help="只列先收集什么（另可为 csv）/ only what to collect first, as csv too")
    ] = False,
    kind: Annotated[str, typer.Option("--f", "--format", help="table、json、xlsx / the format")] = "table",
    file: OutOption = None,
    asof: AsofOption = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """匹配项目与场地 / Match projects and sites.

    例 / for example: landstock match P-2023-063 --top 10
    """
    if replay is not None:
        send_replay(replay, settings_of(layers=layers, store=store), lang, file)
        return
    subjects = {"project_id": project, "project": demand and _demand(demand), "site": site and _site(site)}
    asked: dict[str, Any] = {key: value for key, value in subjects.items() if value is not None}
    if len(asked) != 1:
        raise UsageError("P-ID | --demand FILE.json | --site COLLECTION:ID")
    formats = COLLECTED if collect else FORMATS
    if kind not in formats:
        raise UsageError(f"--f: {', '.join(formats)}")
    asked |= (
        {"top": top}
        | ({"explain": explain} if explain else {})
        | ({"study": study} if study else {})
        | ({"scheme": scheme} if scheme else {})
    )
    settings = settings_of(layers=layers, store=store)
    shown = language(settings, lang)
    inventory = open_inventory(settings, asof)
    schemes = load_schemes(inventory.catalog.folder, inventory.catalog)
    if collect:
        _send_collected(match_report(inventory, schemes, asked), kind, shown, file)
        return
    if kind == "json":
        write_answer(as_bytes(answer_match(inventory, schemes, asked)), file)
        return
    report = match_report(inventory, schemes, asked)
    if kind == "table":
        _show(report, shown)
        for words in study_words(studies(inventory, report, asked)):
            out().print(in_lang(words, shown), markup=False)
    else:
        write_answer(write_match_book(report, inventory.catalog, shown), file, binary=True)


def _demand(name: str) -> Any:
    return parse_json(read_input(None if name == "-" else Path(name), "--demand"))


def _site(text: str) -> dict[str, str]:
    collection, _, key = text.partition(":")
    if not key:
        raise UsageError("--site COLLECTION:ID")
    return {"collection": collection, "id": key}


def _show(found: MatchReport, lang: Lang) -> None:
    console = out()
    console.print(in_lang(subject_words(found), lang), style="bold", markup=False)
    for line in found.requirement:
        console.print(f"  {in_lang(line.title, lang)}{_colon(lang)}{in_lang(line.text, lang)}", markup=False)
    for words in found.above:
        console.print(in_lang(words, lang), style="yellow", markup=False)
    console.print(in_lang(found.counts_words, lang), markup=False)
    if found.matches:
        console.print(_ranking(found, lang))
    for kind, steps in found.funnel.items():
        console.print(_funnel(in_lang(SITE_KIND_HEADINGS[kind], lang), steps, lang))
    for each in found.explained:
        console.print(f"{_row(each, lang)[1]}{_colon(lang)}{in_lang(each.explanation, lang)}", markup=False)


def _send_collected(found: MatchReport, kind: str, lang: Lang, file: Path | None) -> None:
    """What to collect alone, in the form that is asked for."""
    if kind == "json":
        write_answer(as_bytes(to_plain(found.collect) if found.collect else None), file)
    elif kind == "csv":
        write_answer(write_collect_csv(found, lang), file, binary=True)
    elif kind == "xlsx":
        write_answer(write_collect_book(found, lang), file, binary=True)
    elif found.collect is None:
        out().print(in_lang(NOTHING_TO_COLLECT, lang), markup=False)
    else:
        out().print(in_lang(found.collect.words, lang), markup=False)
        table = figured([in_lang(text, lang) for text in LINE_HEAD], (0, 4, 5, 6))
        for line in found.collect.lines:
            table.add_row(*(escape(_shown(cell, lang)) for cell in line_cells(line)))
        out().print(table)


def _shown(cell: Any, lang: Lang) -> str:
    return in_lang(cell, lang) if isinstance(cell, Text) else f"{cell:,}"


def _colon(lang: Lang) -> str:
    return "：" if lang == "zh" else ": "


def _ranking(found: MatchReport, lang: Lang) -> Table:
    head = (
        ("名次", "编号", "名称", "面积", "结论", "得分")
        if lang == "zh"
        else ("Rank", "Id", "Name", "Area", "Verdict", "Score")
    )
    table = figured(head, (0, 3, 5))
    for each in found.matches:
        table.add_row(*map(escape, _row(each, lang)))
    return table


def _row(each: Match, lang: Lang) -> list[str]:
    partner = each.partner
    name = (partner.name if lang == "zh" else partner.name_en) or partner.name or ""
    score = "" if each.score is None else shown_score(each.score)
    if each.score is not None and each.score_if_known is not None and each.score_if_known > each.score:
        score += f" (≤ {shown_score(each.score_if_known)})"
    return [
        str(each.rank or ""),
        partner.id or "" if isinstance(partner, Project) else in_lang(partner.label, lang),
        name,
        _area(each, lang),
        _verdict(each, lang),
        score,
    ]


def _verdict(each: Match, lang: Lang) -> str:
    """The verdict; what is to be checked is named, for nobody can check a mere word."""
    unknown = [verdict for verdict in each.verdicts if verdict.answer == UNKNOWN]
    own = [in_lang(verdict.reason, lang) for verdict in unknown if not verdict.layer_wide]
    if each.verdict != "to_check" or not unknown:
        return in_lang(OUTCOME_WORDS[each.verdict], lang)
    return "\n".join(own) or in_lang(_LACKED, lang)


def _area(each: Match, lang: Lang) -> str:
    if isinstance(each.partner, Project):
        return ""
    if each.partner.area_m2 is None:
        return in_lang(TO_CHECK, lang)
    mu = mu_figure(each.partner.area_m2)
    beside = f"（{mu} 亩）" if lang == "zh" else f" ({mu} mu)"
    return f"{figure(each.partner.area_m2)} m²{beside if each.partner.kind == 'land' else ''}"


def _funnel(title: str, steps: Any, lang: Lang) -> Table:
    head = (
        ("规则", "之前", "去掉", "剩余", "只放开此条可找回", "待核实")
        if lang == "zh"
        else ("Rule", "Before", "Removed", "Left", "Back if dropped alone", "To check")
    )
    table = figured(head, range(1, len(head)), title=escape(title), title_justify="left")
    for step in steps:
        counts = (step.before, step.removed, step.left, step.alone, step.unknown)
        table.add_row(escape(in_lang(step.title, lang)), *(f"{n:,}" for n in counts))
    return table


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(match)
