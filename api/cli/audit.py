"""``landstock audit``: the change log looked over, and taken out for others to look over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.cli.base import (
    REFUSED,
    LangOption,
    LayersOption,
    OutOption,
    StoreOption,
    UsageError,
    err,
    language,
    out,
    settings_of,
    store_of,
    write_answer,
)
from gis.keeping.auditing import compare_log, verify_file, write_lines
from gis.store.chain import Key, Verified, known_key
from gis.store.geopackage import GeoPackageStore
from gis.text import Text, in_lang, many

if TYPE_CHECKING:
    from api.ground.settings import Lang

ACTIONS: Final = ("verify", "export")
KeysOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--key",
        help="曾用的密钥文件，可多个 / file of a key that was used before; may be given several times",
        show_default=False,
    ),
]


def audit(
    action: Annotated[
        str, typer.Argument(help="verify 核对，export 导出 / verify or export", metavar="verify|export")
    ] = "verify",
    file: Annotated[
        Path | None,
        typer.Argument(
            help="核对此前导出的文件，以及存储是否由它延续 / a log that was taken out, and whether the store goes on from it",
            metavar="FILE",
            show_default=False,
        ),
    ] = None,
    key: KeysOption = None,
    target: OutOption = None,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """核对或导出变更记录 / Look the change log over, or take it out.

    记录与写入的不符时 verify 返回 1 / verify exits with 1 where the log is not what was written.

    例 / for example: landstock audit verify
    """
    if action not in ACTIONS or (action == "export" and file is not None):
        raise UsageError("landstock audit verify [FILE] | landstock audit export --out FILE")
    settings = settings_of(layers=layers, store=store)
    kept, shown = store_of(settings), language(settings, lang)
    if action == "export":
        lines = list(write_lines(kept))
        write_answer(b"".join(lines), target)
        count = max(0, len(lines) - 1)
        err().print(in_lang(Text(f"{count:,} 条", many(count, "entry", "entries")), shown), markup=False)
        return
    found = _look_over(kept, file, [secret for path in key or [] if (secret := known_key(path))], shown)
    out().print(in_lang(words_of(found), shown), markup=False)
    if found.bad is not None:
        raise typer.Exit(REFUSED)


def _look_over(kept: GeoPackageStore, file: Path | None, older: Sequence[Key], shown: Lang) -> Verified:
    if file is None:
        return kept.verified(older)
    own = known_key(kept.key)
    taken_out = verify_file(file, [*older, *([] if own is None else [own])])
    if taken_out.bad is not None or not kept.path.exists():
        return taken_out
    compared = compare_log(kept, file)
    if compared is None:
        _say_apart(shown)
    return taken_out if compared is None or compared.bad is None else compared


def _say_apart(shown: Lang) -> None:
    apart = Text(
        "这份记录不是从此处的存储导出的，只核对了它本身",
        "it was not taken out of the store that is here, and was looked over by itself",
    )
    err().print(in_lang(apart, shown), markup=False)


def words_of(found: Verified) -> Text:
    """What a look at a log found, in words."""
    unsigned = (
        Text(
            f"；其中 {found.unsigned:,} 条的密钥不在，只核对了次序",
            f"; of {found.unsigned:,} the key is not here, so that only their order was checked",
        )
        if found.unsigned
        else Text("", "")
    )
    if found.bad is None:
        return Text(
            f"变更记录完好：{found.entries:,} 条{unsigned.zh}",
            f"the log is sound: {found.entries:,} entries{unsigned.en}",
        )
    why = found.why or Text("", "")
    return Text(
        f"变更记录自第 {found.bad:,} 条起不可信：{why.zh}；此前 {found.entries:,} 条完好{unsigned.zh}",
        f"the log is not to be trusted from entry {found.bad:,} on: {why.en}; {found.entries:,} before it are sound{unsigned.en}",
    )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(audit)
