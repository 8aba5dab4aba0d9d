"""A scheme's tables read strictly: every mistake is named by file and key."""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gis.errors import SchemeError
from gis.text import Text


@dataclass(frozen=True)
class Reader:
    """Reads tables and says in which file and at which key something is wrong."""

    path: Path
    trail: tuple[str, ...] = field(default=())

    def at(self, *keys: str) -> Reader:
        """A reader one key further down."""
        return Reader(self.path, (*self.trail, *keys))

    def wrong(self, zh: str, en: str) -> SchemeError:
        """The error that says where and what."""
        where = ".".join(self.trail) or "-"
        return SchemeError(
            Text(f"schemes/{self.path.name} 的 {where}：{zh}", f"schemes/{self.path.name}, {where}: {en}"),
            Text(f"请修改 schemes/{self.path.name} 的 {where}", f"mend {where} in schemes/{self.path.name}"),
            file=self.path.name,
            key=where,
        )

    def known(self, table: Mapping[str, Any], allowed: set[str]) -> None:
        """Refuse keys that nobody reads."""
        for extra in sorted(set(table) - allowed):
            names = ", ".join(sorted(allowed))
            raise self.at(extra).wrong(f"不认识的键；可用：{names}", f"unknown key; keys: {names}")

    def need(self, table: Mapping[str, Any], key: str) -> Any:
        """A value that must be there."""
        if key not in table:
            raise self.at(key).wrong("缺少", "is missing")
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

    def number(self, table: Mapping[str, Any], key: str, *, least: float = 0.0) -> float:
        """A finite number of at least ``least``."""
        value = self.need(table, key)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or value < least:
            raise self.at(key).wrong(f"须是不小于 {least:g} 的数字", f"must be a number of at least {least:g}")
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

    def unique(self, ids: Sequence[str]) -> None:
        """Refuse ids that stand twice."""
        if twice := sorted({key for key in ids if ids.count(key) > 1}):
            raise self.wrong(f"{'、'.join(twice)} 重复", f"{', '.join(twice)} stands twice")

    def among(self, table: Mapping[str, Any], key: str, options: Sequence[str]) -> str:
        """A text out of a list."""
        value = self.string(table, key)
        if value not in options:
            names = ", ".join(options)
            raise self.at(key).wrong(f"没有 {value}；可用：{names}", f"there is no {value}; known: {names}")
        return value


def toml(path: Path, reader: Reader) -> dict[str, Any]:
    """The tables of a TOML file."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        raise reader.wrong(f"无法读取：{mistake}", f"cannot be read: {mistake}") from None
