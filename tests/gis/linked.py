"""A small data folder whose layers link to one another by other things than ids, and where two layers of plots share ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from gis.io import geojson
from gis.io.toml import toml_text
from gis.layer import Feature
from tests.gis.small import METRIC_CRS, cell

CODE: Final = "370113001001GB{:05d}"
_ID: Final = {"name": "id", "zh": "编号", "en": "Id", "role": "id"}
_NAME: Final = {"name": "name", "zh": "名称", "en": "Name", "role": "name"}
_AREA: Final = {"name": "area", "type": "number", "unit": "m2_land", "zh": "面积", "en": "Area", "role": "area"}
_CODE: Final = {"name": "code", "zh": "宗地代码", "en": "Parcel code", "role": "parcel_code"}
_BLOCKED: Final = {"name": "months", "type": "integer", "zh": "清障月数", "en": "Months", "role": "blocker_months"}
FIELDS: Final[Mapping[str, tuple[str, list[dict[str, Any]]]]] = {
    "supplied": ("parcel", [_ID, _NAME, _AREA, _CODE, _BLOCKED]),
    "approved": ("parcel", [_ID, _NAME, _AREA, _CODE]),
    "floors": (
        "space",
        [
            _ID,
            {**_AREA, "unit": "m2"},
            {**_CODE, "references": "supplied", "references_by": "code"},
        ],
    ),
    "projects": (
        "project",
        [
            _ID,
            _NAME,
            {"name": "stage", "zh": "阶段", "en": "Stage", "role": "stage"},
            {"name": "site", "zh": "用地", "en": "Site", "references": "approved", "references_by": "name"},
        ],
    ),
}


def item(key: str, shape: Any = None, **values: Any) -> Feature:
    """A feature."""
    return Feature(key, shape, {"id": key, **values})


def plots() -> dict[str, list[Feature]]:
    """Three plots of each layer under the same ids, on different ground; floors and a project that name some of them."""
    supplied = [
        item(str(n), cell(n, 0), name=f"供{n}号", area=5000.0 + n, code=CODE.format(n), months=n) for n in (1, 2, 3)
    ]
    approved = [
        item(str(n), cell(n, 5), name=f"批{n}号地块", area=9000.0 + n, code=CODE.format(90 + n)) for n in (1, 2, 3)
    ]
    floors = [
        item("F1", area=800.0, code=CODE.format(2)),
        item("F2", area=700.0, code="３７０１１３００１００１ｇｂ００００３"),
        item("F3", area=600.0, code=CODE.format(77)),
        item("F4", area=500.0),
    ]
    projects = [item("P", name="某项目", stage="continuing", site="批2号地块"), item("Q", name="另一项目", stage="new")]
    return {"supplied": supplied, "approved": approved, "floors": floors, "projects": projects}


def linked_folder(
    folder: Path,
    features: Mapping[str, Sequence[Feature]] | None = None,
    fields: Mapping[str, tuple[str, list[dict[str, Any]]]] = FIELDS,
) -> Path:
    """The folder, written."""
    collections = {
        name: {
            "kind": kind,
            "file": f"{name}.geojson",
            "title": {"zh": f"{name}层", "en": name.title()},
            "fields": entries,
        }
        for name, (kind, entries) in fields.items()
    }
    head = {"title": {"zh": "测试", "en": "Test"}, "metric_crs": METRIC_CRS, "as_of": dt.date(2026, 1, 1)}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "catalog.toml").write_text(toml_text({"folder": head, "collections": collections}), "utf-8")
    for name, given in (features or plots()).items():
        geojson.write(folder / f"{name}.geojson", given)
    return folder
