"""What is read: a TOML file, whose keys stand on lines, or a JSON body, whose keys have paths; each says of a mistake where it is and what to do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, TypeVar

from gis.errors import LandstockError
from gis.reading.toml_lines import Place, places
from gis.text import Text

E_co = TypeVar("E_co", bound=LandstockError, covariant=True)
Trail = tuple[str, ...]

_SHOWN: Final = 120


class Source(ABC, Generic[E_co]):
    """What is read, and the error that its mistakes are."""

    @abstractmethod
    def mistake(self, trail: Trail, text: Text, remedy: Text | None, **more: object) -> E_co:
        """The error of what is wrong at a key, to be raised; ``remedy`` is what to do beside mending it there."""

    @abstractmethod
    def pair(self, key: str) -> str:
        """How a key and its value are written."""


@dataclass(frozen=True)
class TomlFile(Source[E_co]):
    """A TOML file.

    Parameters
    ----------
    name
        What its mistakes call it.
    file
        Where whoever mends it finds it.
    content
        Its bytes as they were read: lines are counted in them when there is a mistake, and only then.
    """

    error: type[E_co]
    name: str
    file: str
    content: bytes = b""

    def mistake(self, trail: Trail, text: Text, remedy: Text | None, **more: object) -> E_co:
        return self.mistake_at(self._place(trail), trail, text, remedy, **more)

    def mistake_at(self, at: Place | None, trail: Trail, text: Text, remedy: Text | None, **more: object) -> E_co:
        """The error of what is wrong at a place that is known already."""
        key = _key(trail, "")
        line = Text(f" 第 {at[0]} 行", f" line {at[0]}") if at else Text("", "")
        spot = Text(f" 第 {at[0]} 行第 {at[1]} 列", f" line {at[0]} column {at[1]}") if at else Text("", "")
        here = Text(f"的 {key}" if key else "", f", {key}" if key else "")
        gap = "" if at else " " if key else ""
        mend = Text(
            f"请修改 {self.file}{spot.zh}{gap}{here.zh}",
            f"mend {key} in {self.file}{spot.en}" if key else f"mend {self.file}{spot.en}",
        )
        where = {"line": at[0], "column": at[1]} if at else {}
        return self.error(
            Text(f"{self.name}{line.zh}{gap}{here.zh}：{text.zh}", f"{self.name}{line.en}{here.en}: {text.en}"),
            _then(remedy, mend),
            file=self.file,
            key=key or "-",
            **where,
            **more,
        )

    def pair(self, key: str) -> str:
        return f"{key} = …"

    def _place(self, trail: Trail) -> Place | None:
        """Where a key stands, or the nearest table above it that does."""
        return next((self._places[trail[:n]] for n in range(len(trail), 0, -1) if trail[:n] in self._places), None)

    @cached_property
    def _places(self) -> dict[Trail, Place]:
        try:
            return places(self.content.decode("utf-8-sig"))
        except (UnicodeDecodeError, RecursionError):
            return {}


@dataclass(frozen=True)
class JsonBody(Source[E_co]):
    """A JSON body, or what stands in one below the keys ``root``."""

    error: type[E_co]
    root: Trail = ()

    def mistake(self, trail: Trail, text: Text, remedy: Text | None, **more: object) -> E_co:
        key = _key((*self.root, *trail), "body")
        mend = Text(f"请修改 {key}，写法见 /api", f"mend {key}; see /api for what the body holds")
        return self.error(Text(f"{key}：{text.zh}", f"{key}: {text.en}"), _then(remedy, mend), key=key, **more)

    def pair(self, key: str) -> str:
        return f'"{key}": …'


def _key(trail: Trail, whole: str) -> str:
    key = ".".join(trail)
    return f"{key[:_SHOWN]}…" if len(key) > _SHOWN else key or whole


def _then(first: Text | None, second: Text) -> Text:
    """Two remedies in one line."""
    if first is None:
        return second
    return Text(
        f"{first.zh}{'' if first.zh.endswith('？') else '；'}{second.zh}",
        f"{first.en}{' ' if first.en.endswith('?') else '; '}{second.en}",
    )
