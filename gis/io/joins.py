"""CSV tables joined to features by a key."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping as Table
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gis.columns import plain_text
from gis.errors import SourceError
from gis.io.mapping import Join, Mapping
from gis.io.members import TABLE_ENDINGS, Member, ending_in, members
from gis.text import Text


class Joined:
    """One CSV, by key; counts which of its rows found a feature."""

    def __init__(self, join: Join, member: Member) -> None:
        self.join = join
        self.name = member.name
        self.columns, self._rows = _table(join, member)
        self._used: set[str] = set()
        self.matched = 0
        self.unmatched: list[str] = []

    def add_to(self, row: Table[str, Any]) -> dict[str, Any]:
        """The feature's columns with those of its CSV row behind them: a column that both have stays the feature's."""
        value = row.get(self.join.on)
        key = plain_text(value).strip() if isinstance(value, (str, int, float)) else ""
        found = self._rows.get(key)
        if found is None:
            self.unmatched.append(key)
            return dict(row)
        self._used.add(key)
        self.matched += 1
        return {**found, **row}

    def as_dict(self) -> dict[str, Any]:
        """What the report says of it."""
        unused = [key for key in self._rows if key not in self._used]
        return {
            "matched": self.matched,
            "unmatched": len(self.unmatched),
            "unused": len(unused),
            "unmatched_keys": self.unmatched[:1000],
            "unused_keys": unused[:1000],
        }


def joined_tables(mapping: Mapping, found: Sequence[Member]) -> list[Joined]:
    """The tables that a mapping joins, found among the files given or else beside them.

    Raises
    ------
    SourceError
        Where one is missing, not of its declared encoding, or without its key column.
    """
    return [Joined(join, _member_of(join, found)) for join in mapping.joins]


def _member_of(join: Join, found: Sequence[Member]) -> Member:
    named = [member for member in ending_in(found, TABLE_ENDINGS) if Path(member.name).match(join.file)]
    if named:
        return named[0]
    for folder in dict.fromkeys(member.path.parent for member in found):
        if (folder / join.file).is_file():
            return members([folder / join.file])[0]
    raise SourceError(
        Text(f"找不到要连接的表 {join.file}", f"the table to join, {join.file}, is not there"),
        Text("请一并给出该文件，或放在来源文件旁边", "name it too, or put it beside the source"),
        file=join.file,
    )


def _table(join: Join, member: Member) -> tuple[list[str], dict[str, dict[str, str]]]:
    try:
        text = member.read().decode(join.encoding)
    except (UnicodeDecodeError, LookupError) as mistake:
        raise SourceError(
            Text(
                f"{member.origin} 不是 {join.encoding} 编码：{mistake}",
                f"{member.origin} is not in {join.encoding}: {mistake}",
            ),
            Text(
                "请在映射的 joins.encoding 中写明编码，例如 gb18030",
                "declare joins.encoding in the mapping, for example gb18030",
            ),
            file=member.origin,
        ) from None
    csv.field_size_limit(10_000_000)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=join.delimiter)
    heading = [name.strip() for name in next(rows, [])]
    if join.key not in heading:
        raise SourceError(
            Text(f"{member.origin} 没有“{join.key}”一列", f"{member.origin} has no column {join.key!r}"),
            Text(f"该表的列：{'、'.join(heading)}", f"its columns: {', '.join(heading)}"),
            file=member.origin,
            column=join.key,
        )
    place = heading.index(join.key)
    table: dict[str, dict[str, str]] = {}
    for cells in rows:
        if len(cells) > place:
            table.setdefault(cells[place].strip(), dict(zip(heading, cells, strict=False)))
    return heading, table
