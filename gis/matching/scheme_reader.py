"""A scheme's tables read strictly: every mistake is named by file, line and key, with what was probably meant."""

from __future__ import annotations

import datetime as dt
import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from gis.catalog import Catalog
from gis.disk import Unreadable, file_bytes, toml_of
from gis.errors import SchemeError
from gis.matching.scheme_lines import Place, places
from gis.text import Text
from gis.written import Written

_SHOWN: Final = 40


@dataclass(frozen=True)
class Reader:
    """Reads tables and says in which file, on which line and at which key something is wrong."""

    path: Path
    trail: tuple[str, ...] = field(default=())
    folder: str = "schemes/"

    def at(self, *keys: str) -> Reader:
        """A reader one key further down."""
        return Reader(self.path, (*self.trail, *keys), self.folder)

    def wrong(self, zh: str, en: str, remedy: Text | None = None, *, place: Place | None = None) -> SchemeError:
        """The error that says where and what."""
        key, file = ".".join(self.trail) or "-", f"{self.folder}{self.path.name}"
        found = place or self._place()
        spot = Text("", "") if found is None else Text(f"第 {found[0]} 行", f" line {found[0]}")
        position = {} if found is None else {"line": found[0], "column": found[1]}
        mend = Text(f"请修改 {file} {spot.zh}的 {key}", f"mend {key} in {file}{spot.en}")
        return SchemeError(
            Text(f"{file} {spot.zh}的 {key}：{zh}", f"{file}{spot.en}, {key}: {en}"),
            mend if remedy is None else _then(remedy, mend),
            file=self.path.name,
            key=key,
            **position,
        )

    def _place(self) -> Place | None:
        """Where the key stands, or the nearest table above it that does."""
        try:
            found = places(file_bytes(self.path).decode("utf-8-sig"))
        except (Unreadable, UnicodeDecodeError, RecursionError):
            return None
        trails = (self.trail[:length] for length in range(len(self.trail), 0, -1))
        return next((found[trail] for trail in trails if trail in found), None)

    def known(self, table: Mapping[str, Any], allowed: Iterable[str]) -> None:
        """Refuse keys that nobody reads."""
        options = sorted(allowed)
        for extra in sorted(set(table) - set(options)):
            names = ", ".join(options)
            raise self.at(extra).wrong(
                f"不认识的键；可用：{names}", f"unknown key; keys: {names}", meant(extra, options)
            )

    def need(self, table: Mapping[str, Any], key: str) -> Any:
        """A value that must be there."""
        if key not in table:
            raise self.at(key).wrong("缺少", "is missing", Text(f"请补上 {key} = …", f"add {key} = …"))
        return table[key]

    def string(self, table: Mapping[str, Any], key: str) -> str:
        """A text that is not empty."""
        value = self.need(table, key)
        if not isinstance(value, str) or not value.strip():
            raise self.at(key).wrong("须是文字", "must be text")
        return value

    def text(self, table: Mapping[str, Any], key: str) -> Text:
        """A text in both languages."""
        value = self.need(table, key)
        if not isinstance(value, dict) or not isinstance(value.get("zh"), str) or not isinstance(value.get("en"), str):
            raise self.at(key).wrong("须写作 { zh = …, en = … }", "must be written { zh = …, en = … }")
        return Text(value["zh"], value["en"])

    def date(self, table: Mapping[str, Any]) -> dt.date:
        """The entry's ``date``."""
        value = self.need(table, "date")
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            raise self.at("date").wrong("须是日期，如 2023-06-30", "must be a date such as 2023-06-30")
        return value

    def number(self, table: Mapping[str, Any], key: str, *, least: float = 0.0, most: float = math.inf) -> float:
        """A finite number from ``least`` to ``most``."""
        value = self.need(table, key)
        sound = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if not sound or value < least:
            raise self.at(key).wrong(f"须是不小于 {least:g} 的数字", f"must be a number of at least {least:g}")
        if value > most:
            raise self.at(key).wrong(f"不能大于 {most:g}，给的是 {value:g}", f"cannot be above {most:g}, is {value:g}")
        return float(value)

    def numbers(self, table: Mapping[str, Any], key: str) -> tuple[float, ...]:
        """A list of numbers."""
        listed = self.need(table, key)
        if not isinstance(listed, list) or not listed:
            raise self.at(key).wrong("须是数字列表", "must be a list of numbers")
        return tuple(self.at(key).number({str(n): value}, str(n), least=-math.inf) for n, value in enumerate(listed, 1))

    def strings(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.need(table, key)
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self.at(key).wrong("须是文字列表", "must be a list of texts")
        return tuple(value)

    def table(self, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        """A table."""
        value = self.need(table, key)
        if not isinstance(value, dict):
            raise self.at(key).wrong("须是一节", "must be a table")
        return value

    def tables(self, table: Mapping[str, Any], key: str) -> list[tuple[Reader, Mapping[str, Any]]]:
        """An array of tables, each with its reader."""
        value = self.need(table, key)
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.at(key).wrong(f"须写作 [[{key}]]", f"must be written [[{key}]]")
        return [(self.at(f"{key}[{n}]"), entry) for n, entry in enumerate(value, 1)]

    def unique(self, names: Sequence[str]) -> None:
        """Refuse names that stand twice in a list."""
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise self.wrong(f"{'、'.join(twice)} 重复", f"{', '.join(twice)} stands twice")

    def among(self, table: Mapping[str, Any], key: str, options: Sequence[str]) -> str:
        """A text out of a list."""
        value = self.string(table, key)
        if value not in options:
            raise self.at(key).unknown(value, options)
        return value

    def unknown(self, value: str, options: Iterable[str]) -> SchemeError:
        """The error for a name that there is not, with those there are."""
        listed = list(options)
        names = ", ".join(listed[:_SHOWN]) + (" …" if len(listed) > _SHOWN else "")
        return self.wrong(f"没有 {value}；可用：{names}", f"there is no {value}; known: {names}", meant(value, listed))


@dataclass(frozen=True)
class Sections:
    """The sections of a scheme, each with the file that it stands in."""

    table: Mapping[str, Any]
    files: Mapping[str, Path]
    base: tuple[str, str] | None = None
    """Id and version of the scheme that it extends."""

    def reader(self, key: str) -> Reader:
        """A reader of the file in which a section stands."""
        return Reader(self.files.get(key, self.files["id"]))

    def entries(self, key: str, *, needed: bool = True) -> list[tuple[Reader, Mapping[str, Any]]]:
        """The entries of an array of tables; none where it is not needed and absent."""
        return self.reader(key).tables(self.table, key) if needed or key in self.table else []

    def section(self, key: str) -> tuple[Mapping[str, Any], Reader]:
        """A table and its reader."""
        reader = self.reader(key)
        return reader.table(self.table, key), reader.at(key)


def _then(first: Text, second: Text) -> Text:
    """Two remedies in one line."""
    return Text(
        f"{first.zh}{'' if first.zh.endswith('？') else '；'}{second.zh}",
        f"{first.en}{' ' if first.en.endswith('?') else '; '}{second.en}",
    )


def meant(name: str, options: Sequence[str]) -> Text | None:
    """The option that was probably meant, as a remedy."""
    near = difflib.get_close_matches(name, options, n=1, cutoff=0.6)
    return Text(f"是否想写 {near[0]}？", f"did you mean {near[0]}?") if near else None


def unique(named: Sequence[tuple[Reader, str]]) -> None:
    """Refuse a name that stands twice, where it stands the second time."""
    seen: set[str] = set()
    for at, name in named:
        if name in seen:
            raise at.wrong(f"{name} 重复", f"{name} stands twice")
        seen.add(name)


def toml(path: Path, reader: Reader, written: Written) -> dict[str, Any]:
    """The tables of a TOML file, as it was read."""
    try:
        return toml_of(written.content(path))
    except Unreadable as mistake:
        why = mistake.text
        raise reader.wrong(f"无法读取：{why.zh}", f"cannot be read: {why.en}", place=mistake.place) from None


def written_of(folder: Path, catalog: Catalog | None) -> Written:
    """What a folder declares: as its catalog was read, or as it is now where that is of another folder."""
    return catalog.written if catalog is not None and catalog.folder == folder else Written.of(folder)
