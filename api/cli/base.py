"""What all commands share: where words go, how errors end, and how the data folder is opened.

Exit status: 0 done, 1 the data was refused or something is not there, 2 wrong usage.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import typer

from api.cli import found
from api.cli.words import HELP_BEGINS, in_chinese
from gis.disk import FULL, Unreadable, no_read, no_write, regular, replacing, show_path
from gis.errors import BadQuestion, LandstockError, RefusedRows, SourceError
from gis.io.made_file import MadeFile
from gis.text import Text, many

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from api.ground.settings import Lang, Settings
    from gis.folder import Folder
    from gis.inventory import Inventory
    from gis.store.geopackage import GeoPackageStore

DONE: Final = 0
REFUSED: Final = 1
USAGE: Final = 2

PIPE_WIDTH: Final = 200
MAX_GIVEN_BYTES: Final = 2 * 1024 * 1024

UsageError: Final = cast("type[Exception]", typer.BadParameter.__mro__[1])
"""What typer raises for wrong usage; it exports the child class alone."""


def check_target(file: Path | None) -> Path | None:
    """A file to write, refused where it has no place: at once, not when the work is done.

    Raises
    ------
    SourceError
        Where its folder is missing, or a folder has its name.
    """
    if file is not None:
        try:
            if not stat.S_ISDIR(file.parent.stat().st_mode):
                raise NotADirectoryError(errno.ENOTDIR, "")
            if os.path.lexists(file) and stat.S_ISDIR(file.stat().st_mode):
                raise IsADirectoryError(errno.EISDIR, "")
        except FileNotFoundError:
            raise SourceError(
                Text(f"文件夹 {show_path(file.parent)} 不存在", f"the folder {show_path(file.parent)} is not there"),
                Text("请先建立该文件夹，或换一个位置", "make the folder first, or name another place"),
                file=show_path(file),
            ) from None
        except OSError as mistake:
            raise no_write(file, mistake) from None
    return file


LayersOption = Annotated[
    Path | None, typer.Option("--layers", help="数据文件夹 / data folder (LANDSTOCK_LAYERS)", show_default=False)
]
StoreOption = Annotated[
    str | None, typer.Option("--store", help="内嵌数据库文件 / embedded store (LANDSTOCK_STORE)", show_default=False)
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="写到文件 / write to a file", show_default=False, callback=check_target),
]
LangOption = Annotated[
    str | None, typer.Option("--lang", help="语言：zh 或 en / language: zh or en (LANDSTOCK_LANG)", show_default=False)
]


def out() -> Console:
    """Where results go: as wide as the terminal, and wide enough for whole tables where there is none.

    Raises
    ------
    SourceError
        Where standard output is closed.
    """
    from api.cli.consoles import SafeConsole

    _refuse_closed()
    return SafeConsole() if sys.stdout.isatty() else SafeConsole(width=PIPE_WIDTH)


def _refuse_closed() -> None:
    """Refuse to answer to nobody: the system gives no standard output where it was closed."""
    if sys.stdout is None:
        raise no_write("stdout", OSError(errno.EBADF, ""))


def err() -> Console:
    """Where words about the work go: stderr, so that results can be piped."""
    from api.cli.consoles import SafeConsole

    return SafeConsole(stderr=True, soft_wrap=True, highlight=False)


def settings_of(**flags: Any) -> Settings:
    """Settings from the environment, with the flags that were given over them.

    Raises
    ------
    BadParameter
        Naming the setting that cannot be read.
    """
    from pydantic import ValidationError

    from api.ground.errors import BadParameter
    from api.ground.settings import Settings

    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as mistake:
        names = ", ".join(f"LANDSTOCK_{str(entry['loc'][0]).upper()}" for entry in mistake.errors())
        remedy = Text("请检查环境变量或参数的取值", "check the environment variable or the flag")
        for told in [entry["ctx"] for entry in mistake.errors() if entry["type"] == "unusable"][:1]:
            remedy = Text(
                f"“{told['given']}”{told['zh']}，例如 {told['example']}",
                f"“{told['given']}” is {told['en']}; for example {told['example']}",
            )
        raise BadParameter(
            Text(f"设置无法读取：{names}", f"a setting cannot be read: {names}"),
            remedy,
            settings=names,
        ) from None


AsofOption = Annotated[
    str | None,
    typer.Option(
        "--asof",
        help="过去某日（当日结束时）或某一时刻的状况 / as things were at the end of a day, or at a time",
        show_default=False,
    ),
]
AsOption = Annotated[
    str | None,
    typer.Option(
        "--as",
        help="修改记在谁名下，缺省为系统用户 / whose change it is, by default the system's user",
        show_default=False,
    ),
]
WhyOption = Annotated[str, typer.Option("--why", help="改动的理由，记入变更记录 / the reason, kept in the log")]


def open_inventory(settings: Settings, asof: str | None = None) -> Inventory:
    """The inventory of the data folder that the settings name, as it is now or was at a past moment; what happened on the way is said on stderr."""
    folder = folder_of(settings)
    inventory = folder.inventory()
    if asof is None:
        return inventory
    from gis.recalling.moments import read_moment

    return folder.inventory_at(read_moment(asof, inventory.catalog), inventory)


def folder_of(settings: Settings) -> Folder:
    """The data folder that the settings name, its store brought up to date."""
    from gis.folder import synced_folder

    return synced_folder(settings.layers, store=settings.store, key=settings.audit_key)


def store_of(settings: Settings) -> GeoPackageStore:
    """The store that the settings name, as it is: nothing is loaded into it."""
    from gis.store import file_store_at

    return file_store_at(settings.store, settings.layers, settings.audit_key)


def figured(head: Sequence[str], figures: Sequence[int], **more: Any) -> Table:
    """A table whose columns of figures, by their places, stand to the right."""
    from rich.table import Table

    table = Table(header_style="bold", **more)
    for place, words in enumerate(head):
        table.add_column(words, justify="right" if place in figures else "left", overflow="fold")
    return table


def read_input(source: Path | None, option: str, *, most: int = MAX_GIVEN_BYTES) -> bytes:
    """The content of a file that somebody names; None is standard input.

    Raises
    ------
    SourceError
        Where it cannot be read.
    BadBody
        Where it is larger than ``most``.
    """
    if source is None and sys.stdin is None:
        raise no_read("stdin", OSError(errno.EBADF, ""))
    try:
        if source is None:
            content = sys.stdin.buffer.read(most + 1)
        else:
            with regular(source) as stream:
                content = stream.read(most + 1)
    except (OSError, Unreadable) as mistake:
        raise no_read(source or "stdin", mistake) from None
    if len(content) > most:
        from api.ground.errors import BadBody

        raise BadBody(
            Text(f"{option}：文件过大", f"{option}: the file is too large"),
            Text(f"请给出不超过 {most:,} 字节的文件", f"give a file of at most {most:,} bytes"),
            key=option,
        )
    return content


def as_bytes(value: Any) -> bytes:
    """A report as the bytes of its file: the same report, the same bytes."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def write_answer(content: bytes | MadeFile, file: Path | None, *, binary: bool = False) -> None:
    """Write an answer to a file, or to standard output.

    Raises
    ------
    SourceError
        Where the file cannot be written, or standard output is closed.
    """
    if file is not None:
        write_file(content, file)
        err().print(f"→ {file}", markup=False)
        return
    _refuse_closed()
    if binary and sys.stdout.isatty():
        raise UsageError("--out FILE: 二进制文件不能显示在屏幕上 / a binary file is not for the screen")
    sys.stdout.buffer.writelines(_pieces(content))


def _pieces(content: bytes | MadeFile) -> Iterable[bytes]:
    return (content,) if isinstance(content, bytes) else content.pieces()


def write_file(content: bytes | MadeFile, file: Path) -> None:
    """Write a file: whole, or what was there before is kept.

    Raises
    ------
    SourceError
        Where it cannot be written.
    """
    try:
        # A link stays one, and a device or a pipe has nothing that could be kept.
        target = Path(os.path.realpath(file))
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                stream.writelines(_pieces(content))
            return
        with replacing(target) as stream:
            stream.writelines(_pieces(content))
    except OSError as mistake:
        raise no_write(file, mistake) from None


def language(settings: Settings, lang: str | None) -> Lang:
    """The language of a command's words."""
    from api.ground.errors import BadParameter

    if lang is None:
        return settings.lang
    if lang == "zh":
        return "zh"
    if lang == "en":
        return "en"
    raise BadParameter(
        Text(f"没有语言 {lang}", f"there is no language {lang}"),
        Text("请用 zh 或 en", "give zh or en"),
        parameter="lang",
    )


def complain(error: LandstockError) -> int:
    """Say an error on stderr in both languages; gives the exit status that fits it."""
    console = err()
    if isinstance(error, RefusedRows) and len(error.findings) > 1:
        return _complain_of_rows(error)
    console.print(f"错误：{error.text.zh}", style="bold red", markup=False)
    console.print(f"error: {error.text.en}", style="bold red", markup=False)
    console.print(f"  → {error.remedy.zh}", markup=False)
    console.print(f"  → {error.remedy.en}", markup=False)
    return USAGE if isinstance(error, BadQuestion) else REFUSED


def _complain_of_rows(error: RefusedRows) -> int:
    console, count = err(), len(error.findings)
    console.print(f"错误：{count:,} 处数据不能使用，未作任何改动", style="bold red", markup=False)
    console.print(
        f"error: {many(count, 'thing')} in the data cannot be used; nothing was changed", style="bold red", markup=False
    )
    found.say(console, error.findings)
    console.print("  → 全部列表：landstock check --report 文件", markup=False)
    console.print("  → for the whole list: landstock check --report FILE", markup=False)
    return REFUSED


def run(command: Callable[..., Any], arguments: list[str] | None = None) -> int:
    """Run a typer application; every error becomes words and an exit status, never a traceback."""
    try:
        status = command(args=arguments, standalone_mode=False, prog_name="landstock")
        if sys.stdout is not None:
            sys.stdout.flush()
    except (Exception, KeyboardInterrupt, SystemExit) as mistake:  # noqa: BLE001  # a planner is told what and where, whatever it is
        return _report_end(mistake)
    return status if isinstance(status, int) else DONE


def ending(work: Callable[[], object]) -> int:
    """Do the work of a process of its own; every error becomes words and an exit status, as in ``run``."""
    status = DONE
    try:
        work()
    except KeyboardInterrupt:
        # Who minds the processes was interrupted too, and ends them.
        status = REFUSED
    except Exception as mistake:  # noqa: BLE001  # as in ``run``
        status = _report_end(mistake)
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError):
            stream.flush()
    return status


def _report_end(mistake: BaseException) -> int:
    """What a command says that ends by itself no more, and the exit status that fits it."""
    match mistake:
        case LandstockError():
            status = complain(mistake)
        case UsageError():
            status = _report_misuse(mistake)
        case KeyboardInterrupt() | typer.Abort():
            err().print("已中断 / interrupted")
            status = REFUSED
        case BrokenPipeError() | SystemExit(code=1):
            # The libraries of the command line end so where the reader of a pipe has gone.
            status = _unheard()
        case SystemExit():
            raise mistake
        case OSError() if mistake.errno in FULL:
            status = complain(no_write(mistake.filename or "-", mistake))
        case OSError():
            status = complain(no_read(mistake.filename or "-", mistake))
        case _:
            status = complain(_fault(mistake))
    return status


def _unheard() -> int:
    """The reader of a pipe has gone, which is his right; what is still buffered must not be tried again at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _fault(mistake: BaseException) -> LandstockError:
    """A mistake of the product, with the place that whoever mends it looks for."""
    last = traceback.extract_tb(mistake.__traceback__)[-1]
    what = f"{type(mistake).__name__}: {str(mistake)[:200]} ({Path(last.filename).name}:{last.lineno})"
    return LandstockError(
        Text(f"程序出错：{what}", f"the program failed: {what}"),
        Text("请把这一行和所用的命令发给维护者", "send this line and the command to whoever maintains it"),
    )


def _report_misuse(error: Any) -> int:
    console = err()
    where = error.ctx.command_path if getattr(error, "ctx", None) else "landstock"
    message = error.format_message()
    if message.startswith(HELP_BEGINS):
        sys.stderr.write(f"{message}\n")
        return USAGE
    if chinese := in_chinese(message):
        console.print(f"用法有误：{chinese}", style="bold red", markup=False)
        console.print(f"wrong usage: {message}", style="bold red", markup=False)
    else:
        console.print(f"用法有误 / wrong usage: {message}", style="bold red", markup=False)
    console.print(f"  → {where} --help", markup=False)
    return USAGE
