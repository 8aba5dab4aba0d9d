"""Which rows are one though their key changed, as somebody lists them in a file: the workbook of a difference with the pairs that are meant, or a CSV of that sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from gis.errors import SourceError
from gis.io.members import members
from gis.io.tables_in import open_tables
from gis.renewing.difference_book import GONE, NEW
from gis.text import Text
from gis.values import text_of

_WANTED: Final = Text(
    f"请用 --f xlsx 导出差异，在“可能同一条”表中删去不是同一条的行后再用；CSV 的表头为 {GONE.zh},{NEW.zh}",
    f"write the difference by --f xlsx, take out of its sheet Probably one what is not, and give that; a CSV begins with {GONE.en},{NEW.en}",
)


def read_same(path: Path) -> dict[str, str]:
    """By the id of a row that is gone, the id of the new row that is the same.

    Raises
    ------
    SourceError
        Where the file has no two such columns, or names a row twice.
    """
    pairs: dict[str, str] = {}
    listed = False
    for sheet in (sheet for member in members([path]) for sheet in open_tables(member)):
        rows = iter(sheet.rows())
        heads = [text_of(cell).strip() for cell in next(rows, [])]
        places = [
            next((heads.index(word) for word in (head.zh, head.en) if word in heads), None) for head in (GONE, NEW)
        ]
        if places[0] is None or places[1] is None:
            continue
        listed = True
        for number, row in enumerate(rows, 2):
            gone, new = (text_of(row[place]).strip() for place in places if place is not None)
            if not (gone or new):
                continue
            if not (gone and new) or gone in pairs or new in pairs.values():
                raise _spoilt(path, number, gone, new)
            pairs[gone] = new
    if not listed:
        raise SourceError(
            Text(f"{path} 中没有“{GONE.zh}”和“{NEW.zh}”两列", f"{path} has no two columns {GONE.en} and {NEW.en}"),
            _WANTED,
            file=str(path),
        )
    return pairs


def _spoilt(path: Path, number: int, gone: str, new: str) -> SourceError:
    return SourceError(
        Text(
            f"{path} 第 {number} 行：{gone or '—'} → {new or '—'} 缺一边，或与前面的行重复",
            f"{path} row {number}: {gone or '—'} → {new or '—'} lacks a side or repeats a row above",
        ),
        Text("每行写一对编号，每个编号只出现一次", "write one pair of ids in each row, each id once"),
        file=str(path),
        row=number,
    )
