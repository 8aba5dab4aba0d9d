"""Columns as pandas shows them."""

from __future__ import annotations

from typing import Any

import numpy as np

from gis.columns import Column, Rows


def shown_series(col: Column, rows: Rows) -> Any:
    """The values of some rows, NaN, NaT, NA or None where they are unknown."""
    if not hasattr(col, "values"):
        return col.listed(rows)
    values = np.asarray(col.values)[rows]
    if values.dtype == np.int8:
        import pandas as pd  # noqa: PLC0415  a service that serves no tables starts without it

        return pd.array([None if v < 0 else bool(v) for v in values], dtype="boolean")
    return values.astype("datetime64[s]") if values.dtype.kind == "M" else values
