"""Commands, put together."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from typer.main import get_command

from api.cli.base import run
from api.cli.commands import Group
from api.cli.signs import legible
from api.cli.words import Application

app = Application(
    name="landstock",
    cls=Group,
    help="存量用地与闲置空间：浏览、查询、匹配、带走清单 / Land in stock and idle space: browse, query, match, take the list away.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from api.ground.version import product_version

        typer.echo(f"landstock {product_version()}")
        raise typer.Exit


@app.callback()
def top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本 / show the version")
    ] = False,
) -> None:
    """存量用地与闲置空间：浏览、查询、匹配、带走清单 / Land in stock and idle space: browse, query, match, take the list away."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command and end with its exit status."""
    legible(sys.stdout, sys.stderr)
    sys.exit(run(get_command(app), arguments))
