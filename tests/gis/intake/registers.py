"""Small registers and mappings to bring in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import shapely

from gis.folder import open_folder
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.inventory import Inventory
from gis.io import geojson
from gis.layer import Feature
from tests.gis.small import METRIC_CRS, cell

HEAD = f"""
[register]
id = "sites"
kind = "parcel"
title = {{ zh = "地块", en = "Sites" }}
source = {{ zh = "测试", en = "test" }}
as_of = 2023-06-30
metric_crs = "{METRIC_CRS}"
"""
ID = """
[[fields]]
name = "id"
zh = "编号"
en = "Id"
role = "id"
from = "KEY"
"""
FAR = """
[[fields]]
name = "far_max"
type = "number"
unit = "ratio"
zh = "容积率"
en = "Plot ratio"
role = "far_max"
from = "FAR"
factor = 0.01
unknown = ["-", "不予規定"]
patterns = [{ match = '(\\d+)%?', take = '\\1' }, { match = '\\d+~(\\d+)', take = '\\1' }]
"""
SQUARE = cell(0, 0)
LINE = shapely.Polygon([(116.6, 36.5), (116.7, 36.5), (116.6, 36.5)])
"""A shape that is there and encloses nothing."""


def text_field(name: str, *, column: str = "", dtype: str = "text", more: str = "") -> str:
    """A field that takes a column as it is; the column of its own name where none is given."""
    return f'[[fields]]\nname = "{name}"\ntype = "{dtype}"\nzh = "{name}"\nfrom = "{column or name}"\n{more}\n'


def mapping_file(folder: Path, *tables: str, head: str = HEAD) -> Path:
    path = folder / "maps" / "map.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + "".join(tables), "utf-8")
    return path


def source_file(
    folder: Path, rows: Sequence[dict[str, Any]], shapes: Sequence[Any] | None = None, name: str = "sites.geojson"
) -> Path:
    path = folder / name
    each = [cell(place % 50, place // 50) for place in range(len(rows))] if shapes is None else shapes
    geojson.write(path, [Feature("", shape, row) for row, shape in zip(rows, each, strict=True)])
    return path


def imported(
    tmp_path: Path, tables: Sequence[str], rows: Sequence[dict[str, Any]], shapes: Sequence[Any] | None = None
) -> tuple[ImportReport, Inventory]:
    into = tmp_path / "out"
    report = import_register([source_file(tmp_path, rows, shapes)], mapping_file(tmp_path, *tables), into)
    return report, open_folder(into)
