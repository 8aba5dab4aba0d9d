"""A seeded ledger of supplied and unused land, as offices keep it: codes, names, figures with and without units, days in several forms, telephones, remarks."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import numpy as np

from bench.cadastre import SEED
from gis.io.grid import column_letters

TITLE: Final = "供而未用土地清单"
HEADINGS: Final = (
    "序号",
    "宗地代码",
    "项目名称",
    "用地单位",
    "约定开工时间",
    "面积（平方米）",
    "面积（亩）",
    "坐落",
    "所属乡镇",
    "供地时间",
    "供地方式",
    "土地用途",
    "规划容积率",
    "土地使用年限",
    "合同编号",
    "合同总金额（万元）",
    "是否重点项目",
    "联系人",
    "联系电话",
    "备注",
)
_ADDRESS: Final = HEADINGS.index("坐落")
_CHUNK: Final = 5_000
_TOWNS: Final = ("归德街道", "平安街道", "崮云湖街道", "五峰山街道", "张夏街道", "万德街道")
_WAYS: Final = ("挂牌出让", "拍卖", "划拨", "协议出让")
_USES: Final = ("100101", "100102", "100103", "1101", "一类工业用地", "二类工业用地", "")
_TRADES: Final = ("环保设备", "包装", "智能装备", "建材", "医药科技", "新材料")
_REMARKS: Final = (
    "",
    "",
    "",
    "拟收回",
    "企业资金紧张",
    "尚有3户未拆迁",
    "已完成三通一平，待供电接入",
    "资料不全\n需补充",
)
_ODD: Final = 0.02
"""Share of the cells of a column that are written otherwise than the others."""


def rows(size: int, seed: int = SEED) -> Iterator[list[Any]]:
    """The records of the ledger, cell by cell; numbers, days and texts as a workbook has them, None where a cell is blank."""
    draw = np.random.default_rng(seed)
    first = dt.date(2008, 1, 1)
    for start in range(0, size, _CHUNK):
        count = min(_CHUNK, size - start)
        area = np.round(draw.lognormal(np.log(20_000.0), 0.8, count) + 800, 2)
        price = np.round(area * draw.uniform(0.02, 0.06, count), 2)
        odd = draw.random((count, len(HEADINGS))) < _ODD
        pick = draw.integers(0, 1 << 30, (count, 8))
        for at in range(count):
            number, some = start + at + 1, pick[at].tolist()
            yield _row(number, float(area[at]), float(price[at]), some, odd[at].tolist(), first)


def _row(number: int, area: float, price: float, some: list[int], odd: list[bool], first: dt.date) -> list[Any]:
    town, trade = _TOWNS[some[0] % len(_TOWNS)], _TRADES[some[1] % len(_TRADES)]
    start, supplied = (first + dt.timedelta(days=some[place] % 5_000) for place in (2, 3))
    plot = round(1.0 + some[4] % 20 / 10, 1)
    return [
        float(number),
        f"370113{number // 100_000 + 1:03d}{some[1] % 40 + 1:03d}GB{number % 100_000:05d}",
        f"{trade}产业园 {number} 号项目",
        f"山东某{number % 9_973}{trade}有限公司",
        f"{start.year}.{start.month}"
        if odd[4]
        else f"{start.year}年{start.month}月{start.day}日"
        if some[5] % 3
        else start,
        f"约{area:.0f}" if odd[5] else f"{area:,.2f}" if some[5] % 20 == 0 else area,
        None if odd[6] else round(area * 0.0015, 2),
        f"济南市长清区{town}海棠路{some[2] % 999 + 1}号",
        town,
        supplied if some[5] % 2 else f"{supplied.year}/{supplied.month}/{supplied.day}",
        _WAYS[some[6] % len(_WAYS)],
        _USES[some[7] % len(_USES)] or None,
        plot if odd[12] else f"1.0≤R≤{plot}",
        "50年" if some[3] % 4 else 50.0,
        f"长清-01-{supplied.year}-{number:07d}",
        "划拨" if odd[15] else f"{price:.2f}万元" if some[6] % 10 == 0 else price,
        "是" if some[1] % 5 == 0 else "否" if some[1] % 5 < 4 else "/",
        f"{'王李张刘陈杨赵黄周吴'[some[7] % 10]}某{'' if some[2] % 2 else '某'}",
        f"0531-{some[3] % 10_000_000:07d}" + (f"/1380000{some[4] % 10_000:04d}" if odd[18] else ""),
        _REMARKS[some[5] % len(_REMARKS)] or None,
    ]


_PARTS: Final = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="{0}.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{0}.worksheet+xml"/>'
        '<Override PartName="/xl/sharedStrings.xml" ContentType="{0}.sharedStrings+xml"/>'
        '<Override PartName="/xl/styles.xml" ContentType="{0}.styles+xml"/></Types>'
    ).format("application/vnd.openxmlformats-officedocument.spreadsheetml"),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="xl/workbook.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type="{0}/worksheet"/>'
        '<Relationship Id="rId2" Target="sharedStrings.xml" Type="{0}/sharedStrings"/>'
        '<Relationship Id="rId3" Target="styles.xml" Type="{0}/styles"/></Relationships>'
    ).format("http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="清单" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/styles.xml": (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
    ),
}
"""What a workbook has beside its cells."""
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_EPOCH: Final = dt.date(1899, 12, 30)


def a_month_later(size: int, others: int) -> Iterator[list[Any]]:
    """The records with another address in some of them, which lie all over the ledger."""
    every = max(1, size // others) if others else size + 1
    for place, row in enumerate(rows(size)):
        yield [*row[:_ADDRESS], f"{row[_ADDRESS]}（新）", *row[_ADDRESS + 1 :]] if place % every == every - 1 else row


def write_xlsx(path: Path, size: int, others: int = 0) -> None:
    """The ledger as a workbook as offices save them, its texts shared: a title, one row of headings, the records; a row at a time.

    ``others`` of its records are others than in the ledger itself.
    """
    texts: dict[str, int] = {}
    letters = [column_letters(column) for column in range(1, len(HEADINGS) + 1)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, part in _PARTS.items():
            book.writestr(name, _HEAD + part)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f"{_HEAD}<worksheet {_MAIN}><sheetData>".encode())
            for number, row in enumerate(chain([[TITLE], HEADINGS], a_month_later(size, others)), 1):
                cells = "".join(
                    _cell(f"{letter}{number}", cell, texts)
                    for letter, cell in zip(letters, row, strict=False)
                    if cell is not None
                )
                sheet.write(f'<row r="{number}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as shared:
            shared.write(f'{_HEAD}<sst {_MAIN} uniqueCount="{len(texts)}">'.encode())
            for text in texts:
                shared.write(f"<si><t>{escape(text)}</t></si>".encode())
            shared.write(b"</sst>")


def _cell(place: str, cell: Any, texts: dict[str, int]) -> str:
    if isinstance(cell, str):
        return f'<c r="{place}" t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'
    if isinstance(cell, dt.date):
        return f'<c r="{place}" s="1"><v>{(cell - _EPOCH).days}</v></c>'
    return f'<c r="{place}"><v>{cell:.15g}</v></c>'


def write_csv(path: Path, size: int) -> None:
    """The same as a text."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADINGS)
        for row in rows(size):
            writer.writerow(
                [
                    ""
                    if cell is None
                    else f"{cell:g}"
                    if isinstance(cell, float) and cell.is_integer() and cell < 1e6
                    else cell
                    for cell in row
                ]
            )
