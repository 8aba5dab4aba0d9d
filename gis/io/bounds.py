"""What a source may hold at most, and the look at its bytes that refuses more before any of it costs memory.

A parsed text takes many times the memory of its bytes: an empty object of 2 bytes takes 72. So what is made of them is counted first.
"""

from __future__ import annotations

from typing import Final

from gis.findings import MOST
from gis.text import Text

MAX_FILE: Final = 2 << 30
"""Bytes of one file: a million features of 2 kB each."""
MAX_ENTRIES: Final = 2_000
MAX_INFLATED: Final = 1 << 30
MAX_RATIO: Final = 100
"""Bytes that one byte of a zip may inflate to: GeoJSON packs to between a fifth and a fiftieth, what is made to hurt to a thousandth."""
FREE_INFLATED: Final = 4 << 20
"""Bytes that a zip may always inflate to."""
MAX_FEATURES: Final = 2_000_000
"""Features of one file: twice as many as the largest layer that is known to be served."""
MAX_UNUSABLE: Final = MOST
"""Rows that are listed as refused; with one more the source as a whole is."""
MAX_COLUMNS: Final = 2_000
"""Properties of one feature, and of all features of an import."""
MAX_WORKBOOK: Final = 3 << 30
"""Bytes that a workbook may inflate to: a full sheet of 1,048,576 rows with 20 columns has a little over one GiB."""
MAX_CELLS: Final = 60_000_000
"""Cells of one sheet from its first to its last, filled or not: a full sheet of 57 columns."""
MAX_MERGED: Final = 1_000_000
MAX_TEXT: Final = 1 << 30
"""Bytes of the texts of a workbook, once each cell has its own: a full sheet of 20 columns with 50 each."""
MAX_VERTICES: Final = 1_000_000
"""Positions of one feature."""
MAX_OBJECTS: Final = 20_000_000
MAX_LISTS: Final = 50_000_000
"""Lists of one file: positions nearly all of them."""
MAX_VALUES: Final = 250_000_000
AGAIN: Final = Text("请用 GIS 软件重新导出为 GeoJSON", "export it again as GeoJSON from a GIS")
SPLIT: Final = Text("请拆成几个文件", "split it into several files")
SIMPLER: Final = Text("请简化图形、拆分要素或减少属性", "simplify it, split it, or leave properties out")
"""What to do about a feature that is too large."""
_OBJECTS_EACH: Final = 16
_FEW: Final = 100_000


def zip_too_heavy(entries: int, inflated: int, packed: int, most: int = MAX_INFLATED) -> Text | None:
    """Why a zip is not read, by what its directory says; None where it is.

    Its bytes are counted against those of the file as a whole: entries may lie upon one another.
    """
    if entries > MAX_ENTRIES:
        return Text(f"{entries:,} 个文件，最多 {MAX_ENTRIES:,} 个", f"{entries:,} files, more than {MAX_ENTRIES:,}")
    if inflated > most:
        return Text(f"解压后超过 {most >> 30} GiB", f"over {most >> 30} GiB inflated")
    if inflated > max(FREE_INFLATED, MAX_RATIO * packed):
        return Text(
            f"{packed:,} 字节解压后为 {inflated:,} 字节，超过 {MAX_RATIO} 倍",
            f"{packed:,} bytes inflate to {inflated:,}, more than {MAX_RATIO} times as many",
        )
    return None


def too_heavy(data: bytes) -> tuple[Text, Text] | None:
    """Why a GeoJSON text is not parsed at all and what to do, None where it is; what stands in quotes is counted too, for no real file comes near."""
    objects, lists, keys, features = (data.count(sign) for sign in (b"{", b"[", b'":', b'"Feature"'))
    for count, most, zh, en in (
        (objects, MAX_OBJECTS, "个对象", "objects"),
        (lists, MAX_LISTS, "个数组", "arrays"),
        (data.count(b","), MAX_VALUES, "个值", "values"),
    ):
        if count > most:
            return Text(f"有 {count:,} {zh}，最多 {most:,} 个", f"has {count:,} {en}, more than {most:,}"), SPLIT
    if objects > max(_FEW, _OBJECTS_EACH * features):
        why = Text(
            f"有 {objects:,} 个对象，其中要素至多 {features:,} 个：不是要素的行过多",
            f"has {objects:,} objects and at most {features:,} features: too many rows are none",
        )
        return why, AGAIN
    if lists > MAX_VERTICES * (features + 1):
        why = Text(
            f"有 {lists:,} 个坐标，而要素至多 {features:,} 个，每个要素最多 {MAX_VERTICES:,} 个坐标",
            f"has {lists:,} positions in at most {features:,} features, more than {MAX_VERTICES:,} each",
        )
        return why, SIMPLER
    if keys > max(_FEW, MAX_COLUMNS * (features + 1)):
        why = Text(
            f"有 {keys:,} 个属性，而要素至多 {features:,} 个，每个要素最多 {MAX_COLUMNS:,} 个属性",
            f"has {keys:,} properties in at most {features:,} features, more than {MAX_COLUMNS:,} each",
        )
        return why, SIMPLER
    return None
