"""A ledger of plots that comes every month."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from gis.folder import Folder
from gis.intake.register import import_register
from gis.io.members import members
from gis.layer import Layer
from gis.renewing.renewal import Place, Renewal, renew_layer
from gis.renewing.rows_read import keep_rows
from gis.renewing.wishes import Wishes

MAPPING = """
[register]
id = "plants"
kind = "space"
title = { zh = "厂房", en = "Plants" }
source = { zh = "测试", en = "test" }
metric_crs = "EPSG:32650"
as_of_stated = true

[[fields]]
name = "id"
zh = "编号"
en = "Id"
role = "id"
from = "编码"
keep = true

[[fields]]
name = "serial"
zh = "序号"
en = "Number"
from = "序号"
keep = true

[[fields]]
name = "firm"
zh = "企业"
en = "Firm"
role = "owner"
from = "企业"
keep = true

[[fields]]
name = "area"
type = "number"
unit = "m2"
zh = "面积"
en = "Area"
from = "面积（㎡）"

[[fields]]
name = "rent"
type = "number"
zh = "租金"
en = "Rent"
from = "租金"

[[fields]]
name = "done"
type = "number"
zh = "{n}月完成"
en = "{n}月完成"
from = "{n}月完成"
"""
FIRMS = ("甲公司", "乙公司", "丙公司", "丁公司", "戊公司", "己公司")
Row = tuple[str, str, str, str, str]
"""Id, firm, area, rent, what was done in the month."""


def rows(count: int = 6) -> list[Row]:
    """The rows of January."""
    return [
        (f"C{n}", FIRMS[n % len(FIRMS)] + str(n), f"{1000 + 10 * n}", f"{20 + n}", f"{n}") for n in range(1, count + 1)
    ]


def ledger(path: Path, given: Sequence[Row], month: int = 1) -> Path:
    """A month's file."""
    lines = [f"厂房台账（2026年{month}月）", f"序号,编码,企业,面积（㎡）,租金,{month}月完成"]
    lines += [f"{n},{','.join(row)}" for n, row in enumerate(given, 1)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


class Months:
    """A data folder and the ledger that is brought into it, month after month."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.into, self.folder = folder / "mine", folder
        self.mapping = folder / "plants.toml"
        self.mapping.write_text(MAPPING, "utf-8")
        self.place = Place(into=self.into, shared=root / "layers")

    def begin(self, given: Sequence[Row]) -> None:
        """Bring the first month in."""
        path = ledger(self.folder / "1.csv", given)
        report = import_register([path], self.mapping, self.into, shared=self.place.shared)
        keep_rows(self.open(), report, members([path]))

    def show(self, given: Sequence[Row], month: int = 2, **wishes: object) -> Renewal:
        """What a month would change."""
        path = ledger(self.folder / f"{month}.csv", given, month)
        return renew_layer([path], self.mapping, self.place, Wishes(**wishes))  # type: ignore[arg-type]

    def bring(self, given: Sequence[Row], month: int = 2, **wishes: object) -> Renewal:
        """Bring a month in."""
        return self.show(given, month, apply=True, **wishes)

    def open(self) -> Folder:
        """The folder."""
        return self.place.open()

    def layer(self) -> Layer:
        """The layer as it stands."""
        return self.open().inventory().layers["plants"]

    def value(self, key: str, name: str) -> object:
        """One value of it."""
        layer = self.layer()
        return layer.columns[name].value(layer.row_of[key])


@pytest.fixture
def months(root: Path, tmp_path: Path) -> Months:
    """A folder with January in it."""
    made = Months(root, tmp_path)
    made.begin(rows())
    return made
