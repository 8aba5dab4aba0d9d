"""The refusals of the sources of an import as a whole: nothing is written then."""

from __future__ import annotations

from collections.abc import Sequence

from gis.errors import SourceError
from gis.findings import Finding, count_codes
from gis.io import bounds
from gis.io.headings import visible
from gis.text import Text


def nothing_read(named: Sequence[str], passed_over: Sequence[str]) -> SourceError:
    """The refusal of sources without a feature: of none of them being GeoJSON, where that is why."""
    zh, en = "、".join(named), ", ".join(named)
    if set(named) <= set(passed_over):
        text = Text(f"给出的文件都不是 GeoJSON：{zh}", f"none of the files given is GeoJSON: {en}")
        remedy = Text(
            "请给出 GeoJSON 要素集合，或用 GIS 软件导出为 GeoJSON；未写入任何内容",
            "name a GeoJSON feature collection, or export one from a GIS; nothing was written",
        )
        return SourceError(text, remedy, files=list(named))
    text = Text(f"来源中没有要素：{zh}", f"no features in {en}")
    remedy = Text("请检查导出时的筛选条件；未写入任何内容", "check what was exported; nothing was written")
    return SourceError(text, remedy, files=list(named))


def too_many_refused(refused: Sequence[Finding]) -> SourceError:
    """The refusal of sources of which more rows cannot be used than are worth listing."""
    first, most, counts = refused[0], f"{bounds.MAX_UNUSABLE:,}", count_codes(refused)
    said = ", ".join(f"{code} {count:,}" for code, count in counts.items())
    return SourceError(
        Text(
            f"超过 {most} 个要素无法使用（{said}），不再读取；第一处：{first.file} 第 {first.row} 个：{first.text.zh}",
            f"more than {most} features cannot be used ({said}), nothing more is read; the first: {first.file}, feature {first.row}: {first.text.en}",
        ),
        Text("请检查导出与映射；未写入任何内容", "check the export and the mapping; nothing was written"),
        file=first.file,
        row=first.row,
        found=counts,
    )


def too_many_columns(origin: str, names: Sequence[str]) -> SourceError:
    """The refusal of sources whose features have ever new properties: something else than a name stands in their place."""
    count, most = f"{len(names):,}", f"{bounds.MAX_COLUMNS:,}"
    some = ", ".join(visible(name)[:40] for name in names[-3:])
    return SourceError(
        Text(
            f"来源中有 {count} 个不同的属性名，最多 {most} 个，如 {origin} 中的 {some}",
            f"the sources have {count} names of properties, more than {most}, as {some} in {origin}",
        ),
        Text(
            "请检查导出：属性名应为列名；未写入任何内容",
            "check the export: names of columns belong there; nothing was written",
        ),
        file=origin,
    )
