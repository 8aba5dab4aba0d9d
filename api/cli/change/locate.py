"""``landstock locate``: rows without a shape, where they lie by what they say, and the certain ones given their shapes on demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from api.cli.base import (
    AsOption,
    LangOption,
    LayersOption,
    OutOption,
    StoreOption,
    UsageError,
    WhyOption,
    as_bytes,
    err,
    folder_of,
    language,
    settings_of,
    write_answer,
)
from api.cli.wording import write_words
from gis.locating.listing import located_book, located_text
from gis.plainly import to_plain

FORMATS: Final = ("text", "json", "xlsx")


def locate(
    collection: Annotated[str, typer.Argument(help="图层 / the collection")],
    named: Annotated[
        list[str] | None,
        typer.Option(
            "--in",
            help="在哪些图层中查找，缺省为其他各图层 / layers to look in, by default all others",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="写入可定位的行 / give the located ones their shapes")] = False,
    take: Annotated[
        list[str] | None,
        typer.Option(
            "--take",
            help="编号=宗地代码或“图层/编号” / the id of a row and a parcel code or COLLECTION/ID",
            metavar="ID=PARCEL",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[str, typer.Option("--f", "--format", help="text、json、xlsx / the format")] = "text",
    target: OutOption = None,
    why: WhyOption = "",
    author: AsOption = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """为没有图形的行定位 / Find where rows without a shape lie.

    只列出依据，不作改动；--yes 写入可定位的行，--take 写入选定的行，合为一次变更，可撤销 / the evidence is only listed; --yes and --take write, as one
    change set that can be taken back.

    例 / for example: landstock locate idle_plants --in cadastre --yes
    """
    if kind not in FORMATS:
        raise UsageError(f"--f: {', '.join(FORMATS)}")
    settings = settings_of(layers=layers, store=store)
    shown, folder = language(settings, lang), folder_of(settings)
    located = folder.locate(collection, named or (), chosen=_pairs(take or ()), apply=yes, author=author, why=why)
    if kind == "xlsx":
        write_answer(located_book(located, shown), target, binary=True)
    elif kind == "json":
        write_answer(as_bytes(to_plain(located)), target)
    else:
        write_words(located_text(located, shown), target)
    if located.change_set is not None:
        err().print(f"→ landstock undo {located.change_set}：撤销 / takes it back", markup=False)


def _pairs(take: Sequence[str]) -> dict[str, str]:
    """By id of a row, the place that somebody chose."""
    chosen: dict[str, str] = {}
    for text in take:
        key, sign, place = text.rpartition("=")
        if not sign or not key.strip() or not place.strip():
            raise UsageError(f"--take {text[:60]!r}: 应为 编号=宗地 / ID=PARCEL is expected")
        chosen[key.strip()] = place.strip()
    return chosen


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(locate)
