"""Which product this is."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def product_version() -> str:
    """The installed version of the product."""
    try:
        return version("landstock")
    except PackageNotFoundError:
        return "0"
