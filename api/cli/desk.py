"""What every command that writes has: its options, and from them the folder, who writes and the language of its words."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from api.cli.base import AsOption, LangOption, LayersOption, StoreOption, folder_of, language, out, settings_of
from gis.author import system_user

if TYPE_CHECKING:
    from api.ground.settings import Lang, Settings
    from gis.folder import Folder

P = ParamSpec("P")


@dataclass(frozen=True)
class Desk:
    """Where a command writes; its fields are the options, and nothing is opened before it is asked for."""

    author: AsOption = None
    layers: LayersOption = None
    store: StoreOption = None
    lang: LangOption = None

    @cached_property
    def settings(self) -> Settings:
        """Settings, with the options over them."""
        return settings_of(layers=self.layers, store=self.store)

    @cached_property
    def folder(self) -> Folder:
        """The data folder, its store brought up to date."""
        return folder_of(self.settings)

    @property
    def writer(self) -> str:
        """Whose change it is."""
        return self.author or system_user()

    @property
    def language(self) -> Lang:
        """The language of its words."""
        return language(self.settings, self.lang)

    def print(self, line: str) -> None:
        """Say what was done."""
        out().print(line, markup=False)


def at_desk(command: Callable[Concatenate[Desk, P], None]) -> Callable[..., None]:
    """A command with the options of a desk after its own, which is given the desk in their place."""
    own = [*inspect.signature(command, eval_str=True).parameters.values()][1:]
    shared = inspect.signature(Desk, eval_str=True).parameters

    @functools.wraps(command)
    def ordered(**given: Any) -> None:
        desk = Desk(**{name: given.pop(name) for name in shared})
        command(desk, **given)  # type: ignore[call-arg]  # typer calls by the signature below

    vars(ordered)["__signature__"] = inspect.Signature([*own, *shared.values()])
    return ordered
