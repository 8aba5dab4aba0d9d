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
from gis.store.protocol import RESERVATIONS
from gis.store.unlogged import Altered, Compared
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

    记录或表中内容与写入的不符，或有签名未核对时 verify 返回 1 / verify exits with 1 where the log or what stands is not what was written, or a signature was not checked.

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
    verified = _look_over(kept, file, [secret for path in key or [] if (secret := known_key(path))], shown)
    said, altered = [words_of(verified)], 0
    if file is None and verified.bad is None:
        # By a log that is not what was written nothing else can be told.
        compared = kept.compared()
        said, altered = [*said, *words_of_tables(compared)], compared.count
    for text in said:
        out().print(in_lang(text, shown), markup=False)
    if verified.bad is not None or verified.unsigned or altered:
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
    if found.bad is not None:
        why = found.why or Text("", "")
        return Text(
            f"变更记录自第 {found.bad:,} 条起不可信：{why.zh}；此前 {found.entries:,} 条完好{_unsigned(found).zh}",
            f"the log is not to be trusted from entry {found.bad:,} on: {why.en}; {found.entries:,} before it are sound{_unsigned(found).en}",
        )
    if found.unsigned:
        return Text(
            f"未能验签：变更记录 {found.entries:,} 条次序完好{_unsigned(found).zh}；请用 --key 给出密钥",
            f"not verified: the {found.entries:,} entries of the log are in order{_unsigned(found).en}; give it by --key",
        )
    return Text(f"变更记录完好：{found.entries:,} 条", f"the log is sound: {found.entries:,} entries")


def _unsigned(found: Verified) -> Text:
    if not found.unsigned:
        return Text("", "")
    return Text(
        f"，其中 {found.unsigned:,} 条的密钥不在，签名未核对",
        f", but the signatures of {found.unsigned:,} were not checked, for their key is not here",
    )


def words_of_tables(found: Compared) -> list[Text]:
    """What a comparison of the tables with the log found, in words: what was altered by its name."""
    looked = Text(
        f"要素 {found.features:,} 处、预留 {found.reservations:,} 处",
        f"{many(found.features, 'feature')} and {many(found.reservations, 'reservation')}",
    )
    said = [Text(f"表中内容与记录一致：{looked.zh}", f"what stands is what the log says: {looked.en}")]
    if found.altered:
        said = [
            Text(f"在记录之外被改动 {found.count:,} 处：", f"altered outside the log, {found.count:,} of them:"),
            *(_altered(each) for each in found.altered),
        ]
        if found.count > len(found.altered):
            said.append(Text("……", "…"))
    for name in found.unknown:
        said.append(
            Text(
                f"图层 {name} 由旧版本载入：此后未改过的要素无从核对，下次载入后即可",
                f"an older version loaded {name}: what was not changed in it since cannot be compared until it is loaded again",
            )
        )
    return said


def _altered(altered: Altered) -> Text:
    where = "/".join(filter(None, (altered.collection, altered.id)))
    zh, en = (
        (f"预留 {altered.id}", f"reservation {altered.id}") if altered.collection == RESERVATIONS else (where, where)
    )
    return Text(f"  {zh}：{altered.why.zh}", f"  {en}: {altered.why.en}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(audit)
