"""How a file is to be written, by flags that several commands share, and the warning before one is handed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from api.answering.exports import Manner, TakenFile
from api.asking.given import bad
from api.asking.places import named_system
from api.cli.base import err
from gis.crs import spoken
from gis.io.formats import OPTIONS
from gis.text import Text

_CHOICES = "；".join(f"{option.id}={'|'.join(option.choices)}" for option in OPTIONS.values())
SystemOption = Annotated[
    str | None,
    typer.Option(
        "--crs",
        help="文件的坐标系，如 EPSG:4548 / the file's coordinate system, such as EPSG:4527",
        show_default=False,
    ),
]
ManyOptions = Annotated[
    list[str] | None,
    typer.Option("--option", help=f"格式的选项，可重复 / options of the format, may be repeated: {_CHOICES}"),
]


def read_manner(system: str | None, options: Sequence[str] | None, metric_crs: str) -> Manner:
    """How a file is to be written: in a spoken system, with options written ``encoding=gbk``.

    Raises
    ------
    BadParameter
        Where the system is not spoken, or an option has no value.
    """
    named = named_system(system, "crs", spoken(metric_crs)).name if system is not None else None
    return Manner(crs=named, options=read_options(options))


def read_options(options: Sequence[str] | None) -> dict[str, str]:
    """Options by name from ``name=value``.

    Raises
    ------
    BadParameter
        Where one has no value.
    """
    pairs = [option.partition("=") for option in options or []]
    if wrong := [name for name, sign, value in pairs if not sign or not value]:
        raise bad(
            "option",
            Text(f"{wrong[0][:40]!r} 应写作 名称=值", f"{wrong[0][:40]!r} is written name=value"),
            Text("例如 --option encoding=gbk", "for example --option encoding=gbk"),
        )
    return {name.strip().replace("-", "_"): value.strip() for name, _, value in pairs}


def warn_of(made: TakenFile) -> None:
    """Say what is to be thought of before a file is handed on, where there is something."""
    if made.warning:
        err().print(f"注意：{made.warning.zh}", style="bold yellow", markup=False)
        err().print(f"note: the file {made.warning.en}", style="bold yellow", markup=False)
