"""``landstock export``: a list to take away, a basket of several collections, and edits written back to their sources."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from api.cli.asking import Flags
from api.cli.base import LangOption, LayersOption, StoreOption, UsageError, language, opened, said, settings_of
from api.cli.query import (
    BBox,
    Ids,
    Limit,
    MaxArea,
    MinArea,
    Offset,
    OrUnknown,
    Park,
    Sort,
    Status,
    TextFlag,
    UsageFlag,
    Where,
    Within,
    answer,
)
from api.describe import EXPORT_TYPES
from api.exports import basket
from gis.folder import export_to_sources

_ENDINGS: Final = {".xls": "xlsx", ".json": "geojson"}


def export(
    collection: Annotated[
        str | None, typer.Argument(help="图层 / collection", show_default=False)
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--out", "-o", help="文件，按扩展名定格式 / file; its ending names the format", dir_okay=False)
    ] = None,
    usage: UsageFlag = None,
    min_area: MinArea = None,
    max_area: MaxArea = None,
    status: Status = None,
    park: Park = None,
    where: Where = None,
    bbox: BBox = None,
    within: Within = None,
    ids: Ids = None,
    text: TextFlag = None,
    or_unknown: OrUnknown = None,
    sort: Sort = None,
    limit: Limit = None,
    offset: Offset = None,
    kind: Annotated[str | None, typer.Option("--f", "--format", help="csv、xlsx、geojson、gpkg / the format")] = None,
    chosen: Annotated[
        list[str] | None,
        typer.Option("--basket", help="图层:编号,编号；可重复，各成一表 / collection:id,id; may be repeated, a sheet each"),
    ] = None,
    sources: Annotated[
        bool, typer.Option("--sources", help="把已保存的修改写回图层文件 / write saved edits back into the layer files")
    ] = False,
    layers: LayersOption = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """导出清单 / Take a list away.

    例 / for example: landstock export industrial_land --status idle --out list.xlsx
    """
    settings = settings_of(layers=layers, store=store)
    if sources:
        _write_back(settings.layers, settings.store)
        return
    if file is None:
        raise UsageError("--out FILE.xlsx")
    if chosen:
        _write_basket(opened(settings), chosen, file, language(settings, lang))
        return
    if collection is None:
        raise UsageError("COLLECTION 或 / or --basket COLLECTION:ID,ID")
    flags = Flags(
        usage=usage or [],
        min_area=min_area,
        max_area=max_area,
        status=status or [],
        park=park or [],
        where=where or [],
        bbox=bbox,
        within=within,
        ids=ids or [],
        text=text,
        or_unknown=or_unknown or [],
        sort=sort or [],
        limit=limit,
        offset=offset,
    )
    answer(opened(settings), collection, flags, format_of(file, kind), file, language(settings, lang))
