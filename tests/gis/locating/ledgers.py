"""Small ledgers without shapes, and cadastres to look them up in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import shapely

from gis.fields import DType, Field, Role
from gis.folder import Folder, synced_folder
from gis.layer import Feature
from gis.text import Text
from tests.gis.folders import data_folder
from tests.gis.small import cell

CODE: Final = "370113001001GB{:05d}"


def _field(name: str, role: Role | None = None, dtype: DType = DType.TEXT, **more: Any) -> Field:
    return Field(name=name, dtype=dtype, title=Text(name, name), role=role, **more)


CADASTRE: Final = (
    _field("id", Role.ID),
    _field("zd", Role.PARCEL_CODE),
    _field("zh", Role.CERTIFICATE),
    _field("qlr", Role.OWNER),
    _field("zl", Role.ADDRESS),
)
LEDGER: Final = (
    _field("id", Role.ID),
    _field("dk", Role.PARCEL_CODE),
    _field("tdz", Role.CERTIFICATE),
    _field("dw", Role.OWNER),
    _field("wz", Role.ADDRESS),
    _field("lx"),
    _field("ly"),
    _field("basis", Role.LOCATED_BY),
)


def parcel(number: int, **values: Any) -> Feature:
    """A parcel of the cadastre: its code, certificate, owner and address by its number, its cell in the grid."""
    shape = values.pop("shape", cell(number % 50, number // 50))
    known = {
        "zd": CODE.format(number),
        "zh": f"鲁（2019）长清区不动产权第{number:07d}号",
        "qlr": f"济南某{number}有限公司",
        "zl": f"归德街道海棠路{number}号",
    }
    return Feature(f"c{number}", shape, {"id": f"c{number}", **known, **values})


def row(key: str, **values: Any) -> Feature:
    """A row of a ledger, without a shape unless one is given."""
    shape = values.pop("shape", None)
    return Feature(key, shape, {"id": key, **values})


def folder_of(
    path: Path,
    rows: Sequence[Feature],
    parcels: Sequence[Feature],
    more: Mapping[str, tuple[Sequence[Field], Sequence[Feature]]] | None = None,
) -> Folder:
    """A data folder with a ledger, its cadastre, and other layers."""
    layers = {"ledger": (LEDGER, rows), "cadastre": (CADASTRE, parcels), **(more or {})}
    data_folder(
        path, {name: fields for name, (fields, _) in layers.items()}, {name: kept for name, (_, kept) in layers.items()}
    )
    return synced_folder(path)


def moved(number: int) -> Any:
    """A shape where no parcel is."""
    return shapely.affinity.translate(cell(number, 0), 0, 0.2)
