"""What the command-line library says by itself, in Chinese too: headings of the help, and what was wrong with the arguments."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import typer
from typer.core import TyperCommand

HELP_BEGINS: Final = "用法 / Usage: "
_HELP: Final = (
    (r"^Usage: ", HELP_BEGINS),
    (r"^Arguments:$", "参数 / Arguments:"),
    (r"^Options:$", "选项 / Options:"),
    (r"^Commands:$", "命令 / Commands:"),
    (r"Show this message and exit\.", "显示本帮助 / show this help"),
    (r"\[required\]", "[必填 / required]"),
    (r"\[default: ", "[默认 / default: "),
)
_WRONG: Final = (
    (r"Missing argument (?P<name>'.*')\.?", "缺少参数 {name}"),
    (r"Missing option (?P<name>'.*')\.?", "缺少选项 {name}"),
    (r"Missing parameter: (?P<name>.*)", "缺少参数 {name}"),
    (r"Missing command\.", "缺少命令"),
    (r"No such command (?P<name>'.*')\.", "没有命令 {name}"),
    (r"No such option: (?P<name>\S+) \(Possible options: (?P<others>.*)\)", "没有选项 {name}，相近的有 {others}"),
    (r"No such option: (?P<name>\S+)(?: Did you mean (?P<others>.*)\?)?", "没有选项 {name}"),
    (r"Option (?P<name>'.*') requires an argument\.", "选项 {name} 要有值"),
    (r"Option (?P<name>'.*') does not take a value\.", "选项 {name} 不带值"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.*)\)", "多余的参数 {name}"),
    (r"Invalid value for (?P<name>'[^']*')(?::.*)?", "选项 {name} 的值无效"),
    (r"Invalid value(?::.*)?", "值无效"),
)


def translated_help(text: str) -> str:
    """A help text with its fixed words in both languages.

    >>> translated_help("Usage: landstock map [OPTIONS]")
    '用法 / Usage: landstock map [OPTIONS]'
    """
    for pattern, words in _HELP:
        text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return text


def in_chinese(message: str) -> str | None:
    """A complaint of the library about the arguments in Chinese; None for words of our own, which are in both languages already.

    >>> in_chinese("No such command 'fly'.")
    "没有命令 'fly'"
    """
    for pattern, words in _WRONG:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return words.format(**found.groupdict())
    return None


def in_both(formatter: Any) -> None:
    """Put the fixed words of a help into both languages."""
    formatter.buffer[:] = [translated_help(formatter.getvalue())]


class _Command(TyperCommand):
    def __init__(self, *positional: Any, **settings: Any) -> None:
        super().__init__(*positional, **settings)
        # Cut short, a line would say less than two.
        self.short_help = (self.help or "").split("\n\n", maxsplit=1)[0]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        super().format_help(ctx, formatter)
        in_both(formatter)


class Application(typer.Typer):
    """A set of commands that explains itself in both languages."""

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Any], Any]:
        """Register a command, as typer does."""
        return super().command(name, **{"cls": _Command, **settings})
