"""Commands by name, each brought in when it is asked for: what places projects need not be read to list a layer."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator, MutableMapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from typer.core import TyperGroup
from typer.main import get_command

from api.cli.words import Application, in_both

MODULES: Final = {
    "serve": "keep.serve",
    "init": "keep.init",
    "import": "change.import_",
    "query": "ask.query",
    "dashboard": "ask.dashboard",
    "match": "ask.match",
    "assign": "ask.assign",
    "precheck": "ask.precheck",
    "weights": "ask.weights",
    "map": "ask.map",
    "export": "ask.export",
    "convert": "ask.convert",
    "changes": "change.changes",
    "edit": "change.edit",
    "locate": "change.locate",
    "reserve": "change.reserve",
    "extend": "change.extend",
    "release": "change.release",
    "reservations": "change.reservations",
    "log": "ask.log",
    "history": "ask.history",
    "undo": "change.undo",
    "audit": "keep.audit",
    "backup": "keep.backup",
    "restore": "keep.restore",
    "upgrade": "keep.upgrade",
    "demo": "keep.demo",
    "check": "ask.check",
}
"""The module of each command, in the order in which the help lists them."""


class Commands(MutableMapping[str, Any]):
    """The commands of the library by name; each is made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            alone = Application(add_completion=False, rich_markup_mode=None)
            importlib.import_module(f"api.cli.{MODULES[name]}").register(alone)
            self._made[name] = get_command(alone)
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)

    def __contains__(self, name: object) -> bool:
        return name in MODULES


class Group(TyperGroup):
    """The commands together; its help says what each does without bringing any in."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = Commands()

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # as the library calls it
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary(name)) for name in MODULES])

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, its fixed words in both languages."""
        super().format_help(ctx, formatter)
        in_both(formatter)


def summary(name: str) -> str:
    """What a command does, in its own first line, read without running it."""
    found = find_spec(f"api.cli.{MODULES[name]}")
    if found is None or found.origin is None:
        return ""
    tree = ast.parse(Path(found.origin).read_bytes())
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.rstrip("_") == name)
    return next(((ast.get_docstring(node) or "").split("\n\n", maxsplit=1)[0] for node in functions), "")
