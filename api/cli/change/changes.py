"""``landstock changes``: a list of ours that was edited in a spreadsheet, read as changes to the rows of a layer, and made on demand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from api.cli.base import (
    REFUSED,
    LangOption,
    LayersOption,
    OutOption,
    StoreOption,
    UsageError,
    as_bytes,
    err,
    folder_of,
    language,
    settings_of,
    write_answer,
)
from api.cli.wording import write_words
from gis.changes.reading import edits_of, read_changes
from gis.plainly import to_plain

FORMATS: Final = ("text", "json")


def changes(
    file: Annotated[
        Path,
        typer.Argument(
            help="改过的清单：XLSX、CSV、GeoJSON 或 GeoPackage / edited list: XLSX, CSV, GeoJSON or GeoPackage",
            metavar="LIST",
        ),
    ],
    apply: Annotated[
        bool, typer.Option("--apply", help="写入修改；缺省只列出 / make the changes; they are only listed without it")
    ] = False,
    collection: Annotated[
        str | None, typer.Option("--collection", help="清单所列的图层 / the layer that it lists", show_default=False)
    ] = None,
    author: Annotated[
        str | None,
        typer.Option(
            "--author",
            help="修改记在谁名下，缺省为文件名 / whose edits they are, by default the file's name",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[str, typer.Option("--f", "--format", help="text、json / the format")] = "text",
    target: OutOption = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """读回改过的清单 / Read an edited list back as changes to its rows.

    有单元格被拒绝时返回 1，其余修改不受影响 / exits with 1 where cells were refused; the other changes stand.

    例 / for example: landstock changes list.xlsx --apply
    """
    if kind not in FORMATS:
        raise UsageError(f"--f: {', '.join(FORMATS)}")
    settings = settings_of(layers=layers, store=store)
    shown = language(settings, lang)
    folder = folder_of(settings)
    inventory = folder.inventory()
    report = read_changes(file, inventory, collection=collection, earlier=folder.earlier)
    if apply and report.count:
        folder.store.apply(folder.catalog, edits_of(report, inventory), author or file.name)
        report = report.made()
    if kind == "json":
        write_answer(as_bytes(to_plain(report)), target)
    else:
        write_words(report.text(shown), target)
    if report.applied:
        err().print("→ landstock export --sources：写回图层文件 / writes them into the layer files", markup=False)
    if report.refused:
        raise typer.Exit(REFUSED)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(changes)
