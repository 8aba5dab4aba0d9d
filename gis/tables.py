"""Tables of TOML, read so that a mistake is named with its file and its key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from gis.disk import Missing, Unreadable, file_bytes, shown, toml_of
from gis.errors import CatalogError
from gis.text import Text
from gis.values import as_written
from gis.written import Written

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass
class TableReader:
    """Reads TOML tables and says in which file and at which key something is wrong."""

    path: Path
    trail: tuple[str, ...] = field(default=())

    def at(self, *keys: str) -> TableReader:
        """The reader of what stands at a key below."""
        return TableReader(self.path, (*self.trail, *keys))

    def wrong(self, zh: str, en: str) -> CatalogError:
        """What is wrong here, to be raised."""
        where = ".".join(self.trail) or "-"
        return CatalogError(
            Text(f"{self.path.name} 的 {where}：{zh}", f"{self.path.name}, {where}: {en}"),
            Text(f"请修改 {self.path}", f"mend {self.path}"),
            file=str(self.path),
            key=where,
        )

    def need(self, table: Mapping[str, Any], key: str) -> Any:
        """A value that must be there."""
        if key not in table:
            raise self.wrong(f"缺少 {key}", f"{key} is missing")
        return table[key]

    def table(self, value: Any, allowed: set[str] | None = None) -> Mapping[str, Any]:
        """A table, with no other keys than those allowed."""
        if not isinstance(value, dict):
            raise self.wrong("这里应是一张表", "a table belongs here")
        if allowed is not None:
            self.known(value, allowed)
        return value

    def tables(self, value: Any) -> Sequence[tuple[TableReader, Mapping[str, Any]]]:
        """A list of tables, each with the reader that knows its number."""
        if not isinstance(value, list):
            raise self.wrong("这里应是一列表", "a list of tables belongs here")
        readers = [self.at(str(number)) for number in range(1, len(value) + 1)]
        return [(reader, reader.table(entry)) for reader, entry in zip(readers, value, strict=True)]

    def known(self, table: Mapping[str, Any], allowed: set[str]) -> None:
        """No other keys than those allowed."""
        if extra := sorted(set(table) - allowed):
            raise self.wrong(f"不认识的键 {'、'.join(extra)}", f"unknown key {', '.join(extra)}")

    def text(self, value: Any) -> Text:
        """Words in both languages; one string stands for both."""
        if isinstance(value, str):
            return Text(value, value)
        if isinstance(value, dict) and isinstance(value.get("zh"), str):
            return Text(value["zh"], str(value.get("en", value["zh"])))
        raise self.wrong("文字须写作 { zh = …, en = … }", "words are written { zh = …, en = … }")

    def date(self, value: Any) -> dt.date | None:
        """A date, or None where none is given."""
        if isinstance(value, dt.datetime):
            return value.date()
        if value is None or isinstance(value, dt.date):
            return value
        raise self.wrong(f"{as_written(value)} 不是日期", f"{as_written(value)} is not a date")

    def whole(self, value: Any) -> int:
        """A whole number, not negative."""
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(
                f"{as_written(value)} 不是不为负的整数", f"{as_written(value)} is not a whole number from 0"
            )
        return value

    def choice(self, value: Any, options: type[Choice]) -> Choice:
        """One of the options."""
        try:
            return options(value)
        except ValueError:
            names = ", ".join(options)
            raise self.wrong(
                f"{as_written(value)} 不在 {names} 之中", f"{as_written(value)} is none of {names}"
            ) from None


def load_toml(path: Path, written: Written | None = None) -> dict[str, Any]:
    """A TOML file as a table: as it was read with others, or as it is now.

    Raises
    ------
    CatalogError
        Where it is missing, no file or not TOML, with the position of the mistake.
    """
    try:
        return toml_of(file_bytes(path) if written is None else written.content(path))
    except Missing:
        name = shown(path)
        raise CatalogError(
            Text(f"找不到 {name}", f"{name} is not there"),
            Text("请检查数据文件夹路径", "check the path of the data folder"),
            file=name,
        ) from None
    except Unreadable as mistake:
        raise CatalogError(
            Text(f"{path.name} 无法读取：{mistake.text.zh}", f"{path.name} cannot be read: {mistake.text.en}"),
            Text(f"请检查 {shown(path)}，须为 TOML 格式", f"look at {shown(path)}: it has to be TOML"),
            file=str(path),
        ) from None
