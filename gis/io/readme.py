"""What stands in a zip beside the data: README.txt in both languages, and what its fields and codes are called."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Final

from gis.columns import Rows
from gis.fields import DType
from gis.io.about import About
from gis.io.guards import guard
from gis.layer import Layer
from gis.text import Text, in_lang
from gis.units import UNITS, figure

README: Final = "README.txt"
FIELDS: Final = "fields.csv"
CODES: Final = "codes.csv"
MOST_CODES: Final = 2_000
"""Codes that are written out of one list; of a longer one, those that the rows have."""
_KINDS: Final = {
    DType.TEXT: Text("文字", "text"),
    DType.INTEGER: Text("整数", "integer"),
    DType.NUMBER: Text("数值", "number"),
    DType.BOOLEAN: Text("是否", "boolean"),
    DType.DATE: Text("日期", "date"),
    DType.LIST: Text("列表（JSON）", "list (JSON)"),
}
_HEAD: Final = (
    "文件中字段 / field here",
    "字段 / field",
    "标题",
    "title",
    "单位",
    "unit",
    "类型 / type",
    "代码表 / code list",
)
_CODE_HEAD: Final = ("字段 / field", "代码 / code", "含义", "meaning")


def write_readme(layer: Layer, count: int, about: About, notes: Sequence[Text] = ()) -> bytes:
    """What a zip holds, where it comes from and what is not whole in it, Chinese before English; with the mark and the line ends of Windows."""
    title = layer.collection.title
    parts = []
    for lang, colon in (("zh", "："), ("en", ": ")):
        said = [
            f"{in_lang(label, lang)}{colon}{figure(value) if isinstance(value, int) else in_lang(value, lang)}"
            for label, value in about.lines(count)
        ]
        parts.append("\n".join([in_lang(title, lang), "", *said, *(in_lang(note, lang) for note in notes)]))
    return "\n\n----\n\n".join([*parts, ""]).replace("\n", "\r\n").encode("utf-8-sig")


def write_dictionary(layer: Layer, rows: Rows, names: Mapping[str, str]) -> dict[str, bytes]:
    """The fields of a file with title, unit and code list, and the meanings of the codes, as tables.

    Parameters
    ----------
    names
        What each field of the layer is called in the file.
    """
    fields = [
        (
            names[field.name],
            field.name,
            *field.title,
            *(UNITS[field.unit].label if field.unit else Text("", "")),
            _KINDS[field.dtype].both(),
            layer.codelists[field.name].title.both() if field.name in layer.codelists else "",
        )
        for field in layer.collection.fields
        if field.name in names
    ]
    codes = [
        (names[name], code, *layer.codelists[name].title_of(code))
        for name in names
        for code in listed_codes(layer, rows, name)
    ]
    return {FIELDS: _table(_HEAD, fields), **({CODES: _table(_CODE_HEAD, codes)} if codes else {})}


def listed_codes(layer: Layer, rows: Rows, name: str) -> list[str]:
    """The codes of a field whose meanings are worth writing: its list and what else the rows say; of a long list what the rows say alone."""
    if name not in layer.codelists:
        return []
    _, groups, words = layer.columns[name].take(rows).members()
    there = {words[group] for group in set(groups.tolist()) if group >= 0}
    codes = layer.codelists[name]
    whole = len(codes.codes) <= MOST_CODES
    listed = [entry.code for entry in codes.codes if whole or entry.code in there]
    return [*listed, *sorted(there - set(listed))]


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(head)
    writer.writerows([guard(cell) for cell in line] for line in lines)
    return target.getvalue().encode("utf-8-sig")
