"""Would break where the table of a Shapefile were other bytes than GDAL writes of the same columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyogrio import raw

from gis.io.dbf import TooLarge, write_dbf

COUNT = 8_200
"""More rows than are written at a time."""


def column(values: list[Any], kind: str, unknown: list[int] | None = None) -> tuple[Any, Any]:
    found = np.resize(np.array(values, dtype=kind), COUNT)
    if unknown is None:
        return found, None
    mask = np.zeros(COUNT, dtype=bool)
    mask[unknown] = True
    return found, mask


def columns(longest: int) -> dict[str, tuple[Any, Any]]:
    return {
        "text": column(["a", None, "地块 1 号", "", " b ", "x" * longest], "object"),
        "number": column([0.0, -1.5, 123_456_789.5, 1e15, np.nan, 0.1 + 0.2, 1e-7, 9.9e21], "float64"),
        "few": column([1.5, 2.5, 3.0], "float64"),
        "whole": column([0, -5, 2**40], "int64", [3, 8_199]),
        "long": column([0, -(2**63), 2**63 - 1, 7], "int64", [3]),
        "truth": column([True, False], "bool", [1, 8_198]),
        "day": column(["2020-01-02", "NaT", "0001-01-01", "9999-12-31", "1899-12-31"], "datetime64[D]"),
    }


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize("longest", [10, 60, 80, 81, 200])
def test_a_table_is_what_gdal_writes(encoding: str, longest: int, tmp_path: Path) -> None:
    made = columns(longest)
    point = shapely.to_wkb(shapely.Point(117, 36))
    raw.write(
        tmp_path / "gdal.shp",
        np.full(COUNT, point, dtype=object),
        [values for values, _ in made.values()],
        list(made),
        field_mask=[mask for _, mask in made.values()],
        driver="ESRI Shapefile",
        geometry_type="Point",
        crs="EPSG:4490",
        encoding=encoding.upper(),
    )
    write_dbf(tmp_path / "ours.dbf", made, encoding, COUNT)
    ours, theirs = (tmp_path / "ours.dbf").read_bytes(), (tmp_path / "gdal.dbf").read_bytes()
    # The day of writing, which may change between the two, and the number of the code page.
    assert (ours[4:29], ours[32:]) == (theirs[4:29], theirs[32:])


def test_a_number_that_has_no_room_is_written_with_an_exponent(tmp_path: Path) -> None:
    """GDAL would cut its digits."""
    write_dbf(tmp_path / "a.dbf", {"n": (np.array([1e30, -2.5e200, np.inf, 1.0]), None)}, "gbk", 4)
    cells = (tmp_path / "a.dbf").read_bytes()[66:-1]
    assert [float(cells[start : start + 24]) for start in range(0, 100, 25)] == [1e30, -2.5e200, np.inf, 1.0]


def test_a_table_that_the_format_cannot_have_is_refused(tmp_path: Path) -> None:
    wide = {f"t{n}": (np.array(["x" * 254], dtype=object), None) for n in range(300)}
    with pytest.raises(TooLarge):
        write_dbf(tmp_path / "a.dbf", wide, "gbk", 1)
    with pytest.raises(TooLarge):
        write_dbf(tmp_path / "a.dbf", {"n": (np.array([1.0]), None)}, "gbk", 1 << 30)
