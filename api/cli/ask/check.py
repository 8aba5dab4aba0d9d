"""``landstock check``: a data folder validated as it stands, without touching its store, what is in it, and whether its snapshots are what was written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer
from rich.markup import escape
from rich.table import Table

from api.cli import found
from api.cli.base import (
    REFUSED,
    LangOption,
    LayersOption,
    StoreOption,
    as_bytes,
    complain,
    err,
    language,
    out,
    settings_of,
    write_answer,
)
from api.ground.settings import Lang, Settings
from gis.catalog import read_catalog
from gis.checking import Checked, check_folder
from gis.errors import LandstockError
from gis.fields import Role
from gis.findings import Finding, Grade, count_codes
from gis.folder import shelf_of
from gis.layer import Layer
from gis.plainly import to_plain
from gis.store import file_store_at
from gis.text import Text, in_lang, many

HEAD = (
    Text("图层", "Collection"),
    Text("数量", "Features"),
    Text("无图形", "No geometry"),
    Text("面积待核实", "Area to check"),
    Text("引用不存在", "Broken references"),
)
STRICT: Final = frozenset({"broken-reference", "unknown-park"})
"""Doubts that are errors where the check is strict."""

ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report", help="把全部问题写入 JSON 文件 / write everything that was found to a JSON file", show_default=False
    ),
]


def check(
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="引用不存在也算不合格 / broken references are refused too")
    ] = False,
    report: ReportOption = None,
) -> None:
    """检查数据文件夹 / Validate a data folder."""
    settings = settings_of(layers=layers, store=store)
    shown = language(settings, lang)
    result = _look(settings)
    _say(result, shown)
    _say_damaged(settings)
    if report is not None:
        write_answer(as_bytes(_as_dict(settings, result)), report)
    _say_counts(settings, result, report)
    if result.errors or (strict and any(each.code in STRICT for each in result.findings)):
        raise typer.Exit(REFUSED)


def _look(settings: Settings) -> Checked:
    """What stands in the folder: its files, with what its store holds beside them."""
    try:
        catalog = read_catalog(settings.layers)
    except LandstockError as mistake:
        return Checked(layers={}, findings=(), mistakes=(mistake,), unread=None)
    try:
        unwritten = file_store_at(settings.store, settings.layers, settings.audit_key).unwritten(catalog)
    except LandstockError as mistake:
        result = check_folder(catalog)
        return replace(result, mistakes=(*result.mistakes, mistake))
    return check_folder(catalog, unwritten)


def _say(result: Checked, shown: Lang) -> None:
    if result.layers:
        table = Table(*[text.zh if shown == "zh" else text.en for text in HEAD], header_style="bold")
        for layer in result.layers.values():
            table.add_row(*_figures(layer, result.findings, shown))
        out().print(table)
        _say_unwritten(result, shown)
    for mistake in result.mistakes:
        complain(mistake)
    for grade in (Grade.ERROR, Grade.DOUBT):
        found.say(err(), [each for each in result.findings if each.grade is grade])


def _say_unwritten(result: Checked, lang: Lang) -> None:
    """That some features are not as the files have them: what is said of them holds of the store."""
    titles = {name: result.layers[name].collection.title for name in result.unwritten if name in result.layers}
    if titles:
        zh = "、".join(f"{title.zh} {result.unwritten[name]:,} 条" for name, title in titles.items())
        en = ", ".join(f"{title.en} {result.unwritten[name]:,}" for name, title in titles.items())
        said = Text(
            f"以上按现状（文件加存储中的变更）；尚未写回文件：{zh}（landstock export --sources 写回）",
            f"as things stand, by the files and the changes in the store; not in the files yet: {en} (landstock export --sources writes them)",
        )
        out().print(in_lang(said, lang), markup=False, highlight=False)


def _say_damaged(settings: Settings) -> None:
    shelf = shelf_of(settings.layers, settings.store)
    shelf.take_over()
    for path in shelf.damaged():
        err().print(
            f"{path}：快照损坏，已移除，下次启动时重新生成 / damaged; removed, and written again at the next start",
            style="yellow",
            markup=False,
        )


def _say_counts(settings: Settings, result: Checked, report: Path | None) -> None:
    errors, doubts = result.errors, result.doubts
    if (errors or doubts) and report is None:
        err().print("全部列表：加 --report 文件 / for the whole list add --report FILE", markup=False)
    sound = Text("不合格", "not sound") if errors else Text("合格", "sound")
    unsure = _doubts(result)
    counts = Text(f"错误 {errors:,}、{unsure.zh}", f"{many(errors, 'error')}, {unsure.en}")
    if not errors and not doubts:
        counts = Text("没有错误和疑点", "no errors, no doubts")
    err().print(f"{settings.layers}：{sound.zh}，{counts.zh} / {sound.en}: {counts.en}", markup=False)


def _doubts(result: Checked) -> Text:
    """How many doubts there are; of what cannot be loaded nobody knows."""
    count = f"{result.doubts:,}"
    unsaid = result.not_judged
    if unsaid is not None and not result.layers and not result.doubts:
        return unsaid
    beside = Text("", "") if unsaid is None else Text(f"（{unsaid.zh}）", f" ({unsaid.en})")
    return Text(f"疑点 {count}{beside.zh}", f"{many(result.doubts, 'doubt')}{beside.en}")


def _not_judged(result: Checked) -> dict[str, Any] | None:
    """What may hold doubts that nobody has looked for, and in which collections; null for those where the catalog cannot be read."""
    words = result.not_judged
    return None if words is None else {"text": words.as_dict(), "collections": result.unread}


def _as_dict(settings: Settings, result: Checked) -> dict[str, Any]:
    return {
        "folder": str(settings.layers),
        "errors": result.errors,
        "doubts": result.doubts,
        "not_judged": _not_judged(result),
        "unwritten": dict(result.unwritten),
        "found": count_codes(result.findings),
        "findings": [to_plain(each) for each in result.findings],
        "mistakes": [
            {"code": each.code, "text": each.text.as_dict(), "remedy": each.remedy.as_dict(), "where": each.where}
            for each in result.mistakes
        ],
    }


def _figures(layer: Layer, findings: tuple[Finding, ...], lang: Lang) -> list[str]:
    collection = layer.collection
    nowhere = int(np.isnan(layer.bounds[:, 0]).sum())
    unknown = int(np.isnan(layer.numbers(Role.AREA)).sum()) if layer.role(Role.AREA) else 0
    dangling = sum(each.code == "broken-reference" and each.file == collection.file for each in findings)
    return [
        escape(in_lang(collection.title, lang)),
        *(f"{n:,}" for n in (len(layer), nowhere, unknown, dangling)),
    ]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)
